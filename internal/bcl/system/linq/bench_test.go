package linq_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// program compiles an expression without a context.
func program(tb testing.TB, form expr.Form, code string) *expr.Program {
	tb.Helper()
	var list diag.List
	p := expr.Compile(diag.NewSource("expression", code), form, nil, &expr.Env{Universe: bcl.Default().Universe}, &list)
	for _, d := range list.All() {
		tb.Errorf("%s: %s", code, d.Message)
	}
	if p == nil {
		tb.FailNow()
	}
	return p
}

// run evaluates a program within a budget.
func run(p *expr.Program, budget rt.Budget) (any, error) {
	f := &rt.Frame{Env: &rt.Env{Budget: budget, TypeOf: bcl.Default().TypeOf, Services: host.Default()}}
	f.Prepare(p.Layout)
	return p.Type.Runtime.(*rt.Type).Rep.BoxedFn(p.Code)(f)
}

func BenchmarkQueries(b *testing.B) {
	for _, c := range []struct {
		name string
		form expr.Form
		code string
	}{
		{"split-any", expr.Single, `"openid profile read write".Split(' ').Any(s => s == "read")`},
		{"split-contains", expr.Single, `"openid profile read write".Split(' ').Contains("read")`},
		{"split-last", expr.Single, `"Bearer abc".Split(' ').Last()`},
		{"where-select-first", expr.Single, `new[]{"a","bb","ccc"}.Where(s => s.Length > 1).Select(s => s + "!").FirstOrDefault()`},
		{"range-sum", expr.Single, `Enumerable.Range(0, 1000).Where(x => x % 2 == 0).Select(x => x * 2).Sum()`},
		{"order-by", expr.Single, `Enumerable.Range(0, 1000).OrderByDescending(x => x % 100).First()`},
		{"group-by", expr.Single, `Enumerable.Range(0, 1000).GroupBy(x => x % 10).Count()`},
		{"dictionary", expr.Body, `var d = new Dictionary<string,int>{{"a",1},{"b",2},{"c",3}}; return d["a"] + d["c"];`},
		{"list-add-index", expr.Body, `var l = new List<int>(); for (var i = 0; i < 100; i++) l.Add(i); var s = 0; for (var i = 0; i < l.Count; i++) s += l[i]; return s;`},
		{"foreach-list", expr.Body, `var l = new List<string>{"a","b","c","d"}; var n = 0; foreach (var s in l) n += s.Length; return n;`},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := program(b, c.form, c.code)
			code := p.Type.Runtime.(*rt.Type).Rep.BoxedFn(p.Code)
			env := &rt.Env{TypeOf: bcl.Default().TypeOf, Services: host.Default()}
			f := &rt.Frame{Env: env}
			b.ReportAllocs()
			for b.Loop() {
				env.Budget = rt.Budget{Steps: 1 << 30, Memory: 1 << 30}
				f.Prepare(p.Layout)
				if _, err := code(f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
