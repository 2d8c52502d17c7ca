package linq_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// program compiles an expression that sees `context` and returns it with a frame
// whose variable "body" is a JObject.
func program(tb testing.TB, form expr.Form, code, want string) (*expr.Program, *rt.Frame) {
	tb.Helper()
	l := bcl.Default()
	result, err := l.Universe.TypeOf(want)
	if err != nil {
		tb.Fatal(err)
	}
	context, err := l.Universe.TypeOf("Apim.IExpressionContext")
	if err != nil {
		tb.Fatal(err)
	}
	var list diag.List
	p := expr.Compile(diag.NewSource("expression", code), form, result, &expr.Env{Universe: l.Universe, Context: context}, &list)
	for _, d := range list.All() {
		tb.Fatal(d.Message)
	}
	body, err := jsontree.ParseObject(`{"time":"12:00","user":{"name":"Ada","id":"u-17","roles":["a","b"]},"count":3}`, jsontree.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	vars := apim.NewVariables()
	vars.Set("correlation", "x")
	vars.Set("body", body)
	f := &rt.Frame{Context: &apim.Context{Variables: vars}, Env: &rt.Env{
		Budget: rt.Budget{Steps: 1 << 60, Memory: 1 << 60, MaxDepth: 100}, TypeOf: l.TypeOf, Services: host.Default(),
	}}
	return p, f
}

func benchmark[T any](b *testing.B, form expr.Form, code string) {
	want := map[any]string{any(*new(rt.String)): "string", any(*new(int32)): "int"}[any(*new(T))]
	if want == "" {
		want = "object"
	}
	p, f := program(b, form, code, want)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := expr.Eval[T](p, f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVariable(b *testing.B) {
	benchmark[any](b, expr.Single, `(JObject)context.Variables["body"]`)
}

func BenchmarkNested(b *testing.B) {
	benchmark[any](b, expr.Single, `((JObject)context.Variables["body"])["user"]["id"]`)
}

func BenchmarkNestedString(b *testing.B) {
	benchmark[rt.String](b, expr.Single, `(string)((JObject)context.Variables["body"])["user"]["id"]`)
}

func BenchmarkNestedToString(b *testing.B) {
	benchmark[rt.String](b, expr.Single, `((JObject)context.Variables["body"])["user"]["id"].ToString()`)
}

func BenchmarkValueInt(b *testing.B) {
	benchmark[int32](b, expr.Single, `((JObject)context.Variables["body"]).Value<int>("count")`)
}

func BenchmarkElement(b *testing.B) {
	benchmark[any](b, expr.Single, `((JObject)context.Variables["body"])["user"]["roles"][1]`)
}

func BenchmarkSelectToken(b *testing.B) {
	benchmark[any](b, expr.Single, `((JObject)context.Variables["body"]).SelectToken("user.id")`)
}

func BenchmarkBuild(b *testing.B) {
	benchmark[rt.String](b, expr.Single, `new JObject(new JProperty("a", 1), new JProperty("b", "x"), new JProperty("c", true)).ToString(Formatting.None)`)
}

func BenchmarkInitialise(b *testing.B) {
	benchmark[rt.String](b, expr.Body, `var o = new JObject(); o["a"] = 1; o["b"] = "x"; o["c"] = true; return o.ToString(Formatting.None);`)
}

func BenchmarkSerialize(b *testing.B) {
	benchmark[rt.String](b, expr.Single, `JsonConvert.SerializeObject(new { a = 1, b = "x", c = true })`)
}

func BenchmarkForEach(b *testing.B) {
	benchmark[rt.String](b, expr.Body, `var s = ""; foreach (var x in (JObject)context.Variables["body"]) s = x.Key; return s;`)
}

// TestAccessDoesNotAllocate: access by constant keys and conversions of text are
// free of allocation, whatever the policy repeats of them.
func TestAccessDoesNotAllocate(t *testing.T) {
	for _, code := range []string{
		`((JObject)context.Variables["body"])["user"]["id"]`,
		`((JToken)context.Variables["body"])["user"]["roles"][1]`,
		`(string)((JObject)context.Variables["body"])["user"]["id"] == "u-17"`,
		`((JObject)context.Variables["body"])["user"]["id"].ToString() == "u-17"`,
		`((JObject)context.Variables["body"])["user"].Value<string>("id") == "u-17"`,
		`((JObject)context.Variables["body"])["user"]["id"].Value<string>() == "u-17"`,
		`((JObject)context.Variables["body"]).Value<int>("count") == 3`,
		`(int)((JObject)context.Variables["body"])["count"] == 3`,
		`((JObject)context.Variables["body"])["user"]["name"].Type == JTokenType.String`,
		`((JObject)context.Variables["body"])["missing"] == null`,
	} {
		p, f := program(t, expr.Single, code, "object")
		fn := p.Type.Runtime.(*rt.Type).Rep.Run(p.Code)
		f.Prepare(p.Layout)
		if n := testing.AllocsPerRun(100, func() {
			if _, err := fn(f); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", code, n)
		}
	}
}
