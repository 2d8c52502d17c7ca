package bcl

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// TestDeclarations reads every member of every type, which a program does only when
// an expression asks.
func TestDeclarations(t *testing.T) {
	if err := Default().Universe.Check(); err != nil {
		t.Fatal(err)
	}
}

func TestSmoke(t *testing.T) {
	l := Default()
	env := &expr.Env{Universe: l.Universe, Context: nil}
	for _, c := range []struct {
		form       expr.Form
		code, want string
	}{
		{expr.Single, `1+2*3`, "7"},
		{expr.Single, `"a"+1+2`, "a12"},
		{expr.Single, `1+2+"a"`, "3a"},
		{expr.Single, `'a'+1`, "98"},
		{expr.Single, `7/2`, "3"},
		{expr.Single, `"hello".Substring(2).Length == 3 ? "x" : null`, "x"},
		{expr.Single, `$"a{1+1}b{true}"`, "a2bTrue"},
		{expr.Body, `int s = 0; for (var i = 0; i < 10; i++) { if (i == 5) continue; s += i; } return s;`, "40"},
		{expr.Body, `Func<int,int> f = x => x * 2; return f(21);`, "42"},
		{expr.Body, `int Fact(int n) { return n <= 1 ? 1 : n * Fact(n - 1); } return Fact(10);`, "3628800"},
		{expr.Body, `try { throw new FormatException("boo"); } catch (Exception e) { return e.Message; } `, "boo"},
		{expr.Body, `int? n = null; return n > 2;`, "False"},
		{expr.Body, `var a = new[] {1,2,3}; int t = 0; foreach (var x in a) t += x; return t;`, "6"},
		{expr.Body, `switch ("b") { case "a": return 1; case "b": return 2; default: return 3; }`, "2"},
		{expr.Single, `new { A = 1, B = "x" }`, "{ A = 1, B = x }"},
		{expr.Body, `Func<int,Func<int,int>> add = a => b => a + b; return add(3)(4);`, "7"},
		{expr.Body, `(int a, string b) t = (1, "q"); var (x, y) = t; return x + y + t.b;`, "1qq"},
		{expr.Body, `object o = 5; if (o is int n && n > 3) return "big" + n; return "no";`, "big5"},
		{expr.Body, `string s = null; return s?.Length ?? -1;`, "-1"},
		{expr.Body, `byte b = 250; b += 10; return b;`, "4"},
	} {
		src := diag.NewSource("expr", c.code)
		var list diag.List
		p := expr.Compile(src, c.form, nil, env, &list)
		if list.HasErrors() {
			for _, d := range list.All() {
				t.Errorf("%s: %s", c.code, d.Message)
			}
			continue
		}
		f := &rt.Frame{Env: &rt.Env{Budget: rt.Budget{Steps: 100000, Memory: 1 << 20, MaxDepth: 100}, TypeOf: l.TypeOf, Services: host.Default()}}
		v, err := expr.Eval[any](p, f)
		if err != nil {
			t.Errorf("%s: %v", c.code, err)
			continue
		}
		s, err := rt.ToString(f, v)
		if err != nil || s.Text != c.want {
			t.Errorf("%s: got %q %v, want %q", c.code, s.Text, err, c.want)
		}
	}
}
