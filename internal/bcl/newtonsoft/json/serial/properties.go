package serial

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// properties writes the public properties that the object's C# type declares, in
// their order. Expressions seldom do that, and their compilation does not know of
// which types, so the getters are linked on the spot.
func (w *walker) properties(v any) error {
	if err := w.out.beginObject(); err != nil {
		return err
	}
	t := w.f.Env.TypeOf(v)
	if t == nil {
		return w.out.endObject()
	}
	static := t.Static.(*types.Type)
	for _, name := range static.MemberNames() {
		p := static.Property(name)
		if p == nil || p.Static || len(p.Params) > 0 || p.Get == nil {
			continue
		}
		if err := w.f.Step(); err != nil {
			return err
		}
		x, err := get(w.f, v, p)
		if err != nil {
			return err
		}
		if err := w.member(name, x); err != nil {
			return err
		}
	}
	return w.out.endObject()
}

// get reads a property of an object.
func get(f *rt.Frame, v any, p *types.Property) (any, error) {
	owner, result := runtimeOf(p.Owner), runtimeOf(p.Type)
	code := rt.LinkerOf(p.Get)(&rt.Call{
		Recv: rt.Const(v), HasRecv: true, Owner: owner, OwnerArgs: owner.Args, Result: result.Rep, ResultType: result,
	})
	return result.Rep.BoxedFn(code)(f)
}

// exception writes an exception as .NET Framework serialises them. Stack traces
// are left out.
func (w *walker) exception(e *clr.Exception) error {
	message, param, hasParam := strings.Cut(e.Message, "\nParameter name: ")
	names := []string{
		"ClassName", "Message", "Data", "InnerException", "HelpURL", "StackTraceString", "RemoteStackTraceString",
		"RemoteStackIndex", "ExceptionMethod", "HResult", "Source", "WatsonBuckets",
	}
	var inner any
	if e.Inner != nil {
		inner = e.Inner
	}
	values := []any{e.Type, message, nil, inner, nil, nil, nil, int32(0), nil, hresult(e.Type), nil, nil}
	if hasParam {
		names, values = append(names, "ParamName"), append(values, param)
	}
	return w.members(names, values)
}

// hresult is Exception.HResult of the commonest types.
func hresult(typ string) int32 {
	switch strings.TrimPrefix(typ, "System.") {
	case "ArgumentException":
		return -2147024809
	case "ArgumentNullException", "NullReferenceException":
		return -2147467261
	case "ArgumentOutOfRangeException":
		return -2146233086
	case "FormatException", "UriFormatException":
		return -2146233033
	case "InvalidCastException":
		return -2147467262
	case "InvalidOperationException":
		return -2146233079
	case "OverflowException":
		return -2146233066
	case "IndexOutOfRangeException":
		return -2146233080
	case "DivideByZeroException":
		return -2147352558
	case "NotSupportedException":
		return -2146233067
	case "Collections.Generic.KeyNotFoundException":
		return -2146232969
	}
	return -2146233088
}
