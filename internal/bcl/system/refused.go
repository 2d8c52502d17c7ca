package system

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// refusedTypes are types that .NET has and the service's list of types has not
// (expressions.md sections 1.7 and 3). They are declared so that an expression
// that names one is told so in the service's words.
func refusedTypes() []types.Decl {
	var list []types.Decl
	for _, ns := range []struct {
		name  string
		types []string
	}{
		{"System", []string{
			"Activator", "AggregateException", "AppContext", "AppDomain", "ArraySegment<T>", "Attribute", "Buffer", "Console",
			"Environment", "EventArgs", "EventHandler", "FormattableString", "GC", "Index", "IntPtr", "Lazy<T>", "Memory<T>",
			"MulticastDelegate", "OperatingSystem", "Progress<T>", "Range", "ReadOnlyMemory<T>", "ReadOnlySpan<T>",
			"RuntimeTypeHandle", "Span<T>", "UIntPtr", "Version", "WeakReference",
		}},
		{"System.Diagnostics", []string{"Debug", "Process", "ProcessStartInfo", "StackTrace", "Stopwatch", "Trace"}},
		{"System.Dynamic", []string{"DynamicObject", "ExpandoObject"}},
		{"System.Globalization", []string{
			"Calendar", "CompareInfo", "CompareOptions", "DateTimeFormatInfo", "NumberFormatInfo", "RegionInfo", "StringInfo", "TextInfo",
		}},
		{"System.Numerics", []string{"Complex"}},
		{"System.Reflection", []string{
			"Assembly", "BindingFlags", "ConstructorInfo", "FieldInfo", "MemberInfo", "MethodInfo", "PropertyInfo",
		}},
		{"System.Threading", []string{
			"CancellationToken", "CancellationTokenSource", "Interlocked", "Monitor", "Mutex", "Semaphore", "SemaphoreSlim",
			"Thread", "ThreadPool", "Timer",
		}},
		{"System.Threading.Tasks", []string{"Parallel", "Task", "Task<TResult>"}},
	} {
		for _, name := range ns.types {
			list = append(list, types.Decl{Name: ns.name + "." + name, Kind: types.Class, Refused: outsideOfList})
		}
	}
	return list
}

const outsideOfList = "not in the list of types that expressions may use"
