package apim_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// ready compiles an expression and returns what evaluates it in a request with a
// few header fields and variables.
func ready[T any](tb testing.TB, code string) func() (T, error) {
	tb.Helper()
	lib := bcl.Default()
	env := &expr.Env{Universe: lib.Universe, Context: lib.Universe.MustLookup("Apim.IExpressionContext", 0)}
	var setting expr.Value[T]
	var l diag.List
	p := expr.Compile(diag.NewSource("test", code), expr.Single, setting.Wanted(lib.Universe), env, &l)
	if p == nil {
		tb.Fatalf("%s: %s", code, l.All()[0].Message)
	}
	setting.SetProgram(p)
	request := &message.Request{Method: "GET"}
	request.Header.Add("Host", "gateway.test")
	request.Header.Add("Origin", "https://shop.example")
	request.Header.Add("X-Forwarded-For", "203.0.113.7")
	u, _ := message.ParseURL("https://gateway.test/orders/7")
	c := &apim.Context{
		Request: apim.NewRequest(request, nil), Response: apim.NewResponse(&message.Response{Status: 429}, nil),
		Subscription: &apim.Subscription{ID: "gold"}, Variables: apim.NewVariables(),
	}
	c.Request.URL = apim.NewURL(u)
	c.Variables.Set("count", int32(3))
	c.Variables.Set("name", "value")
	f := &rt.Frame{Context: c, Env: &rt.Env{
		TypeOf: lib.TypeOf, Services: host.Default(), Budget: rt.Budget{Steps: 1 << 60, Memory: 1 << 60, MaxDepth: 100},
	}}
	return func() (T, error) { return setting.Eval(f) }
}

func bench[T any](b *testing.B, name, code string) {
	b.Run(name, func(b *testing.B) {
		run := ready[T](b, code)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkContext reads properties of the context: the pointers of a chain are
// passed on as they are.
func BenchmarkContext(b *testing.B) {
	bench[string](b, "subscription", `context.Subscription.Id`)
	bench[string](b, "host", `context.Request.Url.Host`)
	bench[bool](b, "status", `context.Response.StatusCode == 404 || context.Response.StatusCode == 429`)
	bench[bool](b, "prefix", `context.Request.Url.Path.StartsWith("/orders")`)
}

// BenchmarkLookup reads dictionaries: by constants, which is the short way, and by
// the same names from variables, which is the long one.
func BenchmarkLookup(b *testing.B) {
	bench[string](b, "header", `context.Request.Headers.GetValueOrDefault("Origin", "")`)
	bench[string](b, "header by variable", `context.Request.Headers.GetValueOrDefault((string)context.Variables["name"], "")`)
	bench[string](b, "variable", `context.Variables.GetValueOrDefault<string>("name", "")`)
	bench[int](b, "number", `context.Variables.GetValueOrDefault<int>("count", 0)`)
	bench[string](b, "variable by variable", `context.Variables.GetValueOrDefault<string>((string)context.Variables["name"], "")`)
	bench[int](b, "cast", `(int)context.Variables["count"]`)
}

// BenchmarkTexts calls members of strings, which count the texts they go through.
func BenchmarkTexts(b *testing.B) {
	bench[bool](b, "Contains", `((string)context.Variables["name"]).Contains("alu")`)
	bench[bool](b, "Equals", `((string)context.Variables["name"]).Equals("value")`)
	bench[string](b, "ToLower", `((string)context.Variables["name"]).ToLower()`)
	bench[string](b, "Trim", `((string)context.Variables["name"]).Trim()`)
}

// TestNoAllocation: what reads the context by constant names allocates nothing.
func TestNoAllocation(t *testing.T) {
	free := func(name string, run func() error) {
		if n := testing.AllocsPerRun(100, func() {
			if err := run(); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	for _, code := range []string{
		`context.Subscription.Id`, `context.Request.Url.Host`, `context.Request.Method`,
		`context.Request.Headers.GetValueOrDefault("Origin", "")`, `context.Request.Headers.GetValueOrDefault("None", "x")`,
		`context.Variables.GetValueOrDefault<string>("name")`, `context.Variables.GetValueOrDefault("name", "")`,
		`(string)context.Variables["name"]`, `"constant"`,
	} {
		run := ready[rt.String](t, code)
		free(code, func() error { _, err := run(); return err })
	}
	for _, code := range []string{
		`context.Response.StatusCode == 404 || context.Response.StatusCode == 429`,
		`context.Request.Url.Path.StartsWith("/orders")`, `context.Request.Headers.GetValueOrDefault("Origin", "") == "x"`,
		`context.Variables.GetValueOrDefault<int>("count", 0) > 2`, `(int)context.Variables["count"] > 2`,
		`context.Variables.ContainsKey("name")`,
	} {
		run := ready[bool](t, code)
		free(code, func() error { _, err := run(); return err })
	}
}
