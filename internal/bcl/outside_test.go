package bcl

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
)

// TestServiceRefuses: types and members beyond the allow-list are refused in the words
// of the service, in whatever form they are named (expressions.md section 1.7).
func TestServiceRefuses(t *testing.T) {
	const (
		typ    = "Usage of type '%' is not supported within expressions"
		member = "Usage of member '%' is not supported within expressions"
	)
	want := func(pattern, what string) string { return strings.Replace(pattern, "%", what, 1) }
	ofMember := func(name, owner string) string { return want(member, name+"' of type '"+owner) }
	for _, x := range []struct{ name, code, want string }{
		{"static member", `return File.ReadAllText("x");`, want(typ, "System.IO.File")},
		{"fully qualified", `return System.IO.File.ReadAllText("x");`, want(typ, "System.IO.File")},
		{"global", `return global::System.IO.File.ReadAllText("x");`, want(typ, "System.IO.File")},
		{"namespace that is not imported", `return System.Net.Http.HttpMethod.Get;`, want(typ, "System.Net.Http.HttpMethod")},
		{"namespace without an allowed type", `return Microsoft.Win32.Registry.CurrentUser;`, want(typ, "Microsoft.Win32.Registry")},
		{"var", `var x = new System.Net.WebClient(); return x;`, want(typ, "System.Net.WebClient")},
		{"declaration", `WebClient x = null; return x;`, want(typ, "System.Net.WebClient")},
		{"typeof", `return typeof(System.Threading.Thread).Name;`, want(typ, "System.Threading.Thread")},
		{"nameof", `return nameof(Environment);`, want(typ, "System.Environment")},
		{"default", `return default(System.Threading.Thread);`, want(typ, "System.Threading.Thread")},
		{"generic argument", `return new List<System.Threading.Thread>();`, want(typ, "System.Threading.Thread")},
		{"argument of a method", `return new object[0].OfType<FileInfo>();`, want(typ, "System.IO.FileInfo")},
		{"generic type", `return new Lazy<int>(() => 1);`, want(typ, "System.Lazy<T>")},
		{"generic type of two", `return new System.Collections.Concurrent.ConcurrentDictionary<int, int>();`, want(typ, "System.Collections.Concurrent.ConcurrentDictionary<TKey,TValue>")},
		{"cast", `return (System.Threading.Thread)null;`, want(typ, "System.Threading.Thread")},
		{"as", `return ((object)1) as FileInfo;`, want(typ, "System.IO.FileInfo")},
		{"is", `return ((object)1) is FileInfo;`, want(typ, "System.IO.FileInfo")},
		{"pattern", `return ((object)1) is FileInfo f;`, want(typ, "System.IO.FileInfo")},
		{"array", `return new FileInfo[1];`, want(typ, "System.IO.FileInfo")},
		{"parameter of a lambda", `Func<int, int> f = (int x) => x; Action<FileInfo> g = null; return f(1);`, want(typ, "System.IO.FileInfo")},
		{"local function", `FileInfo F() => null; return F();`, want(typ, "System.IO.FileInfo")},
		{"catch", `try { return 1; } catch (System.Net.WebException) { return 2; }`, want(typ, "System.Net.WebException")},
		{"foreach", `foreach (FileInfo f in new object[0]) { } return 1;`, want(typ, "System.IO.FileInfo")},
		{"using", `using (var s = new MemoryStream()) { return 1; }`, want(typ, "System.IO.MemoryStream")},
		{"enumeration", `return System.Reflection.BindingFlags.Public;`, want(typ, "System.Reflection.BindingFlags")},
		{"type of a namespace that is not imported", `return BindingFlags.Public;`, "CS0103 The name 'BindingFlags' does not exist in the current context"},
		{"method group", `Func<string, string> f = File.ReadAllText; return f("x");`, want(typ, "System.IO.File")},
		{"serializer settings", `return new JsonSerializerSettings();`, want(typ, "Newtonsoft.Json.JsonSerializerSettings")},
		{"nested", `return Environment.SpecialFolder.Desktop;`, want(typ, "System.Environment")},

		{"property", `return DateTime.UtcNow.GetType().Assembly;`, ofMember("Assembly", "System.Type")},
		{"static property", `return DateTime.UnixEpoch;`, ofMember("UnixEpoch", "System.DateTime")},
		{"method", `return XDocument.Load("x");`, ofMember("Load", "System.Xml.Linq.XDocument")},
		{"member as method group", `Func<string, XDocument> f = XDocument.Load; return f("x");`, ofMember("Load", "System.Xml.Linq.XDocument")},
		{"member in a lambda", `return new[] { "x" }.Select(s => XDocument.Load(s)).First();`, ofMember("Load", "System.Xml.Linq.XDocument")},
		{"member of a delegate", `Func<int> f = () => 1; return f.Method;`, ofMember("Method", "System.Func<System.Int32>")},
		{"constructor", `return new IPAddress(1L);`, ofMember(".ctor", "System.Net.IPAddress")},
		{"one overload", `return SymmetricAlgorithm.Create();`, ofMember("Create", "System.Security.Cryptography.SymmetricAlgorithm")},
		{"inherited", `return new Exception("x").TargetSite;`, ofMember("TargetSite", "System.Exception")},
		{"populate", `JsonConvert.PopulateObject("{}", new object()); return 1;`, ofMember("PopulateObject", "Newtonsoft.Json.JsonConvert")},
		{"dynamic", `dynamic d = 1; return d.x;`, "Dynamic member invocation is not supported"},
	} {
		t.Run(x.name, func(t *testing.T) {
			var list diag.List
			expr.Compile(diag.NewSource("expression", x.code), expr.Body, nil, &expr.Env{Universe: Default().Universe}, &list)
			if !list.HasErrors() {
				t.Fatal("compiles, and must not")
			}
			if got := list.All()[0].Message; got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
		})
	}
}

// TestOutside: the list of outside types has none that is declared, and each of
// its types is a refused one.
func TestOutside(t *testing.T) {
	u := Default().Universe
	for line := range strings.Lines(outside) {
		names := strings.Fields(line)
		for _, name := range names[1:] {
			base, arity, n := name, 0, ""
			if base, n, _ = strings.Cut(name, "`"); n != "" {
				arity = int(n[0] - '0')
				if len(n) == 2 {
					arity = arity*10 + int(n[1]-'0')
				}
			}
			typ := u.Lookup(names[0]+"."+base, arity)
			if typ == nil || typ.Refused == "" {
				t.Errorf("%s.%s: %v is not a refused type", names[0], name, typ)
			}
		}
		if !u.IsNamespace(names[0]) {
			t.Errorf("%s is no namespace", names[0])
		}
	}
	if u.Lookup("System.IO.FileInfo DirectoryInfo", 0) != nil || u.Lookup("System.IO.", 0) != nil || u.IsNamespace("System.I") {
		t.Error("parts of the list are names")
	}
}
