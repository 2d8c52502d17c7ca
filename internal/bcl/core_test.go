package bcl

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// runWith evaluates an expression, or statements if there is a semicolon, and
// returns the text of its value.
func runWith(t *testing.T, code string, services *host.Services, budget rt.Budget) (string, error) {
	t.Helper()
	l := Default()
	form := expr.Single
	if strings.HasSuffix(code, ";") {
		form = expr.Body
	}
	var list diag.List
	p := expr.Compile(diag.NewSource("expression", code), form, nil, &expr.Env{Universe: l.Universe}, &list)
	if list.HasErrors() {
		t.Fatalf("%s: %s", code, list.All()[0].Message)
	}
	f := &rt.Frame{Env: &rt.Env{Budget: budget, TypeOf: l.TypeOf, Services: services}}
	f.Prepare(p.Layout)
	v, err := p.Type.Runtime.(*rt.Type).Rep.BoxedFn(p.Code)(f)
	if err != nil || v == nil {
		return "", err
	}
	s, err := rt.ToString(f, v)
	return s.Text, err
}

func usual() rt.Budget {
	return rt.Budget{Steps: 1 << 20, Memory: 64 << 20, MaxDepth: 100, Time: time.Minute}
}

// TestCultures checks the switches of expressions.md section 6.1: the culture and
// the way of writing floating-point numbers.
func TestCultures(t *testing.T) {
	framework, modern := netfmt.EnUS().WithFloats(netfmt.Fixed15), netfmt.EnUS().WithFloats(netfmt.Shortest)
	invariant, german := netfmt.Invariant().WithFloats(netfmt.Shortest), culture(t, "de-DE")
	for _, c := range []struct {
		name    string
		culture *netfmt.Culture
		code    string
		want    string
	}{
		{"sum of tenths, framework", framework, `(0.1+0.2).ToString()`, "0.3"},
		{"sum of tenths, modern", modern, `(0.1+0.2).ToString()`, "0.30000000000000004"},
		{"third as float, framework", framework, `(1f/3).ToString()`, "0.3333333"},
		{"third as float, modern", modern, `(1f/3).ToString()`, "0.33333334"},
		{"negative zero, framework", framework, `(-0.0).ToString()`, "0"},
		{"negative zero, modern", modern, `(-0.0).ToString()`, "-0"},
		{"whole", modern, `(1.0).ToString()`, "1"},
		{"1e15", modern, `(1e15).ToString()`, "1E+15"},
		{"1e-5", modern, `(0.00001).ToString()`, "1E-05"},
		{"1e20", modern, `(1e20).ToString()`, "1E+20"},
		{"100000", modern, `(100000.0).ToString()`, "100000"},
		{"concatenation, framework", framework, `"" + (0.1+0.2)`, "0.3"},
		{"interpolation, modern", modern, `$"{0.1+0.2}"`, "0.30000000000000004"},
		{"builder, framework", framework, `new StringBuilder().Append(0.1+0.2).ToString()`, "0.3"},
		{"convert, modern", modern, `Convert.ToString(0.1+0.2)`, "0.30000000000000004"},
		{"join, framework", framework, `string.Join(",", 0.1+0.2, 1)`, "0.3,1"},
		{"currency, en-US", modern, `1234.5.ToString("C")`, "$1,234.50"},
		{"currency, invariant", invariant, `1234.5.ToString("C")`, "¤1,234.50"},
		{"currency, de-DE", german, `1234.5.ToString("C")`, "1.234,50 €"},
		{"decimal comma", german, `string.Format("{0}", 1.5m)`, "1,5"},
		{"decimal comma read", german, `(double.Parse("1,5") * 2).ToString()`, "3"},
		{"decimal comma converted", german, `(Convert.ToDouble("1,5") * 2).ToString()`, "3"},
		{"decimals keep their scale", modern, `1.10m.ToString()`, "1.10"},
		{"upper case, en-US", modern, `"i\u0131".ToUpper()`, "II"},
		{"upper case, invariant", invariant, `"i\u0131".ToUpper()`, "Iı"},
		{"date, en-US", modern, `new DateTime(2020,1,2,3,4,5).ToString()`, "1/2/2020 3:04:05 AM"},
		{"date, invariant", invariant, `new DateTime(2020,1,2,3,4,5).ToString()`, "01/02/2020 03:04:05"},
		{"date converted", invariant, `Convert.ToString(new DateTime(2020,1,2,3,4,5))`, "01/02/2020 03:04:05"},
		{"bool", german, `"" + true`, "True"},
	} {
		t.Run(c.name, func(t *testing.T) {
			services := host.Default()
			services.Culture = c.culture
			got, err := runWith(t, c.code, services, usual())
			if err != nil || got != c.want {
				t.Errorf("%s: got %q %v, want %q", c.code, got, err, c.want)
			}
		})
	}
}

func culture(t *testing.T, name string) *netfmt.Culture {
	t.Helper()
	c, ok := netfmt.ByName(name)
	if !ok {
		t.Fatalf("no culture %s", name)
	}
	return c
}

// TestServices checks what members take from the host besides the culture.
func TestServices(t *testing.T) {
	services := host.Default()
	services.NewLine = "\r\n"
	services.Random = func() uint64 { return 42 }
	for _, c := range []struct{ name, code, want string }{
		{"line of a builder", `new StringBuilder().AppendLine("a").ToString()`, "a\r\n"},
		{"line of a writer", `var w = new StringWriter(); w.WriteLine(1); return w.ToString();`, "1\r\n"},
		{"seed of a generator without", `new Random().Next() == new Random(42).Next()`, "True"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := runWith(t, c.code, services, usual()); err != nil || got != c.want {
				t.Errorf("got %q %v, want %q", got, err, c.want)
			}
		})
	}
}

// TestMemoryBudget checks that what an expression makes larger counts before it
// is made.
func TestMemoryBudget(t *testing.T) {
	for _, c := range []struct{ name, code string }{
		{"string of one character", `new string('x', 2000000000)`},
		{"padding left", `"a".PadLeft(2000000000)`},
		{"padding right", `"a".PadRight(2000000000, '*')`},
		{"doubling", `var s = "xxxxxxxx"; for (int i = 0; i < 40; i++) s += s; return s.Length;`},
		{"concatenation of objects", `object s = "xxxxxxxx"; for (int i = 0; i < 40; i++) s = string.Concat(s, s); return 1;`},
		{"replacement", `var s = new string('a', 10000); var by = new string('b', 10000); return s.Replace("a", by).Length;`},
		{"replacement without case", `var s = new string('a', 10000); var by = new string('b', 10000); return s.Replace("A", by, StringComparison.OrdinalIgnoreCase).Length;`},
		{"insertion", `var s = "xxxxxxxx"; for (int i = 0; i < 40; i++) s = s.Insert(1, s); return 1;`},
		{"joining", `var a = new string[10000]; return string.Join(new string('x', 10000), a).Length;`},
		{"format", `var s = new string('x', 100000); for (int i = 0; i < 100; i++) s = string.Format("{0}{0}", s); return 1;`},
		{"alignment", `var s = ""; for (int i = 0; i < 100; i++) s = string.Format("{0,999999}", i); return s.Length;`},
		{"array", `new byte[2000000000].Length`},
		{"resized array", `var a = new long[1]; Array.Resize(ref a, 2000000000); return 1;`},
		{"array of characters", `var s = new string('x', 500000); for (int i = 0; i < 20; i++) s.ToCharArray(); return 1;`},
		{"builder", `var b = new StringBuilder("xxxxxxxx"); for (int i = 0; i < 40; i++) b.Append(b.ToString()); return 1;`},
		{"builder of one character", `new StringBuilder().Append('x', 2000000000).Length`},
		{"length of a builder", `var b = new StringBuilder(); b.Length = 2000000000; return b.Length;`},
		{"repeated insertion", `new StringBuilder().Insert(0, "xx", 1000000000).Length`},
		{"builder's replacement", `var b = new StringBuilder(new string('a', 10000)); return b.Replace("a", new string('b', 10000)).Length;`},
		{"bytes", `var s = new string('x', 500000); for (int i = 0; i < 20; i++) Encoding.UTF32.GetBytes(s); return 1;`},
		{"base 64", `var b = new byte[500000]; for (int i = 0; i < 20; i++) Convert.ToBase64String(b); return 1;`},
		{"hexadecimal", `var b = new byte[500000]; for (int i = 0; i < 20; i++) BitConverter.ToString(b); return 1;`},
		{"upper case", `var s = new string('x', 500000); for (int i = 0; i < 20; i++) s.ToUpper(); return 1;`},
		{"writer", `var w = new StringWriter(); var s = new string('x', 100000); for (int i = 0; i < 100; i++) w.Write(s); return 1;`},
		{"tuples", `object t = 1; while (true) t = Tuple.Create(t, t);`},
		{"parts", `var s = new string(',', 500000); return s.Split(',').Length;`},
		{"parts of a set", `var s = new string(',', 500000); return s.Split(',', ';').Length;`},
	} {
		t.Run(c.name, func(t *testing.T) {
			budget := usual()
			budget.Steps, budget.Memory = 1<<24, 4<<20
			_, err := runWith(t, c.code, host.Default(), budget)
			var over *rt.Exceeded
			if !errors.As(err, &over) || over.What != "memory" {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestStepBudget checks that members that work through a sequence count steps.
func TestStepBudget(t *testing.T) {
	for _, c := range []struct{ name, code string }{
		{"sort", `var a = Enumerable.Range(0, 200000).Select(i => i * 7919 % 200003).ToArray(); while (true) Array.Sort(a);`},
		{"sort by delegate", `var a = Enumerable.Range(0, 1000).ToArray(); while (true) Array.Sort(a, (x, y) => y - x);`},
		{"search", `var a = new int[1000]; while (true) Array.IndexOf(a, 5);`},
		{"joined sequence", `while (true) string.Join(",", Enumerable.Range(0, 1000));`},
	} {
		t.Run(c.name, func(t *testing.T) {
			budget := usual()
			budget.Memory = 4 << 30
			_, err := runWith(t, c.code, host.Default(), budget)
			var over *rt.Exceeded
			if !errors.As(err, &over) || over.What != "steps" {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestRefused checks the words in which the service refuses types and members.
func TestRefused(t *testing.T) {
	l := Default()
	for _, c := range []struct{ code, want string }{
		{`Environment.MachineName`, "Usage of type 'System.Environment' is not supported within expressions"},
		{`System.Threading.Thread.CurrentThread`, "Usage of type 'System.Threading.Thread' is not supported within expressions"},
		{`File.ReadAllText("x")`, "Usage of type 'System.IO.File' is not supported within expressions"},
		{`new MemoryStream()`, "Usage of type 'System.IO.MemoryStream' is not supported within expressions"},
		{`1.5.ToString(System.Globalization.CultureInfo.InvariantCulture)`, "Usage of type 'System.Globalization.CultureInfo' is not supported within expressions"},
		{`int.Parse("ff", System.Globalization.NumberStyles.HexNumber)`, "Usage of type 'System.Globalization.NumberStyles' is not supported within expressions"},
		{`new UTF8Encoding(false)`, "Usage of type 'System.Text.UTF8Encoding' is not supported within expressions"},
		{`Activator.CreateInstance(typeof(object))`, "Usage of type 'System.Activator' is not supported within expressions"},
		{`"a".GetType().Assembly`, "Usage of member 'Assembly' of type 'System.Type' is not supported within expressions"},
		{`typeof(string).Assembly`, "Usage of member 'Assembly' of type 'System.Type' is not supported within expressions"},
		{`Enum.GetNames(typeof(StringComparison))`, "Usage of member 'GetNames' of type 'System.Enum' is not supported within expressions"},
		{`Array.CreateInstance(typeof(int), 5)`, "Usage of member 'CreateInstance' of type 'System.Array' is not supported within expressions"},
	} {
		t.Run(c.code, func(t *testing.T) {
			var list diag.List
			expr.Compile(diag.NewSource("expression", c.code), expr.Single, nil, &expr.Env{Universe: l.Universe}, &list)
			var all []string
			for _, d := range list.All() {
				all = append(all, d.Message)
			}
			if len(all) != 1 || all[0] != c.want {
				t.Errorf("got %q, want %q", all, c.want)
			}
		})
	}
}
