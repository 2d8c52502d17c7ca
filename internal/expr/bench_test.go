package expr_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// hot are the shapes that documents are full of, over variables instead of the
// context, so that only the language is measured.

var hot = []struct{ name, setup, body string }{
	{"condition", `int status = 404; string path = "/api/items/7";`, `status >= 400 && path.Contains("items")`},
	{"equality", `string method = "POST";`, `method == "GET" || method == "POST"`},
	{"statuses", `int status = 429;`, `status == 401 || status == 403 || status == 429`},
	{"concatenation", `object token = "eyJ0eXAiOiJKV1Qi";`, `"Bearer " + (string)token`},
	{"arithmetic", `int n = 41;`, `(n - 40) * 2 < 200`},
	{"choice", `string s = null;`, `s == null ? "none" : s`},
	{"interpolation", `string a = "x"; int n = 5;`, `$"{a}/{n}"`},
	{"loop", `int n = 10;`, `int s = 0; for (int i = 0; i < n; i++) { s += i; } return s`},
}

func BenchmarkHot(b *testing.B) {
	for _, h := range hot {
		b.Run(h.name, func(b *testing.B) {
			l := bcl.Default()
			ret, want := "return ", l.Universe.Special(types.Object)
			switch h.name {
			case "condition", "equality", "statuses", "arithmetic":
				want = l.Universe.Special(types.Boolean)
			case "concatenation", "choice", "interpolation":
				want = l.Universe.Special(types.String)
			case "loop":
				ret, want = "", l.Universe.Special(types.Int32)
			}
			var list diag.List
			p := expr.Compile(diag.NewSource("benchmark", h.setup+ret+h.body+";"), expr.Body, want, &expr.Env{Universe: l.Universe}, &list)
			if list.HasErrors() {
				b.Fatal(list.All()[0].Message)
			}
			f := newFrame()
			f.Env.Budget.Steps, f.Env.Budget.Memory = 1<<60, 1<<60
			switch want.Special {
			case types.Boolean:
				measure[bool](b, p, f)
			case types.String:
				measure[rt.String](b, p, f)
			default:
				measure[int32](b, p, f)
			}
		})
	}
}

func measure[T any](b *testing.B, p *expr.Program, f *rt.Frame) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := expr.Eval[T](p, f); err != nil {
			b.Fatal(err)
		}
	}
}
