package apim_test

import (
	"errors"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// evaluate returns the value of the statements with a context, or the name of the
// exception.
func evaluate(t *testing.T, statements string, c *apim.Context) any {
	t.Helper()
	lib := bcl.Default()
	env := &expr.Env{Universe: lib.Universe, Context: lib.Universe.MustLookup("Apim.IExpressionContext", 0)}
	var l diag.List
	p := expr.Compile(diag.NewSource("test", statements), expr.Body, lib.Universe.Special(types.Object), env, &l)
	if p == nil {
		t.Fatalf("%s: %s", statements, l.All()[0].Message)
	}
	f := &rt.Frame{Context: c, Env: &rt.Env{
		TypeOf: lib.TypeOf, Services: host.Default(), Budget: rt.Budget{Steps: 1e6, Memory: 1 << 20, MaxDepth: 100},
	}}
	v, err := expr.Eval[any](p, f)
	var ex *clr.Exception
	if errors.As(err, &ex) {
		return ex.Type
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestChains: what is reached by a chain from the context, directly or by way of
// variables, is the same, and so are the exceptions where something on the way is
// null.
func TestChains(t *testing.T) {
	u, _ := message.ParseURL("https://gateway.test/orders/7")
	full := &apim.Context{
		Request:   apim.NewRequest(&message.Request{Method: "GET", URL: u}, nil),
		Response:  apim.NewResponse(&message.Response{Status: 404}, nil),
		Variables: apim.NewVariables(),
	}
	full.Request.URL = apim.NewURL(u)
	full.Variables.Set("name", "value")
	full.Variables.Set("count", int32(7))
	full.Variables.Set("flag", true)
	full.Variables.Set("null", nil)
	none := &apim.Context{Request: apim.NewRequest(&message.Request{Method: "GET"}, nil)}
	for _, test := range []struct {
		name, short, long string
		full, none        any
	}{
		{"status", `return context.Response.StatusCode;`, `var r = context.Response; return r.StatusCode;`, int32(404), "System.NullReferenceException"},
		{"method", `return context.Request.Method;`, `var r = context.Request; return r.Method;`, "GET", "GET"},
		{"path", `return context.Request.Url.Path;`, `var r = context.Request; var u = r.Url; return u.Path;`, "/orders/7", "System.NullReferenceException"},
		{"host", `return context.Request.Url.Host;`, `var r = context.Request; var u = r.Url; return u.Host;`, "gateway.test", "System.NullReferenceException"},
		{"variable", `return context.Variables["name"];`, `var v = context.Variables; return v["name"];`, "value", "System.NullReferenceException"},
		{"missing variable", `return context.Variables["other"];`, `var n = "other"; return context.Variables[n];`, nil, "System.NullReferenceException"},
		{"cast", `return ((string)context.Variables["name"]).Length;`, `var v = context.Variables["name"]; return ((string)v).Length;`, int32(5), "System.NullReferenceException"},
		{"prefix", `return context.Request.Url.Path.StartsWith("/orders");`, `var p = "/orders"; return context.Request.Url.Path.StartsWith(p);`, true, "System.NullReferenceException"},
		{"another prefix", `return context.Request.Url.Path.StartsWith("/Orders");`, `var p = "/Orders"; return context.Request.Url.Path.StartsWith(p);`, false, "System.NullReferenceException"},
		{"number", `return (int)context.Variables["count"];`, `var v = context.Variables["count"]; return (int)v;`, int32(7), "System.NullReferenceException"},
		{"flag", `return (bool)context.Variables["flag"];`, `var v = context.Variables["flag"]; return (bool)v;`, true, "System.NullReferenceException"},
		{"text that is null", `return (string)context.Variables["null"];`, `var v = context.Variables["null"]; return (string)v;`, nil, "System.NullReferenceException"},
		{"missing text", `return (string)context.Variables["other"];`, `var v = context.Variables["other"]; return (string)v;`, nil, "System.NullReferenceException"},
		{"missing number", `return (int)context.Variables["other"];`, `var v = context.Variables["other"]; return (int)v;`, "System.NullReferenceException", "System.NullReferenceException"},
		{"number that is a text", `return (int)context.Variables["name"];`, `var v = context.Variables["name"]; return (int)v;`, "System.InvalidCastException", "System.NullReferenceException"},
		{"text that is a number", `return (string)context.Variables["count"];`, `var v = context.Variables["count"]; return (string)v;`, "System.InvalidCastException", "System.NullReferenceException"},
		{"flag that is a number", `return (bool)context.Variables["count"];`, `var v = context.Variables["count"]; return (bool)v;`, "System.InvalidCastException", "System.NullReferenceException"},
		{"nullable", `return (int?)context.Variables["count"];`, `var v = context.Variables["count"]; return (int?)v;`, int32(7), "System.NullReferenceException"},
		{"missing nullable", `return (int?)context.Variables["other"];`, `var v = context.Variables["other"]; return (int?)v;`, nil, "System.NullReferenceException"},
		{"wider number", `return (long)context.Variables["count"];`, `var v = context.Variables["count"]; return (long)v;`, "System.InvalidCastException", "System.NullReferenceException"},
		{"status ==", `return context.Response.StatusCode == 404;`, `var s = 404; return context.Response.StatusCode == s;`, true, "System.NullReferenceException"},
		{"status !=", `return context.Response.StatusCode != 404;`, `var s = 404; return context.Response.StatusCode != s;`, false, "System.NullReferenceException"},
		{"status <", `return context.Response.StatusCode < 404;`, `var s = 404; return context.Response.StatusCode < s;`, false, "System.NullReferenceException"},
		{"status <=", `return context.Response.StatusCode <= 404;`, `var s = 404; return context.Response.StatusCode <= s;`, true, "System.NullReferenceException"},
		{"status >", `return context.Response.StatusCode > 404;`, `var s = 404; return context.Response.StatusCode > s;`, false, "System.NullReferenceException"},
		{"status >=", `return context.Response.StatusCode >= 404;`, `var s = 404; return context.Response.StatusCode >= s;`, true, "System.NullReferenceException"},
		{"status == less", `return context.Response.StatusCode == 403;`, `var s = 403; return context.Response.StatusCode == s;`, false, "System.NullReferenceException"},
		{"status != less", `return context.Response.StatusCode != 403;`, `var s = 403; return context.Response.StatusCode != s;`, true, "System.NullReferenceException"},
		{"status < less", `return context.Response.StatusCode < 403;`, `var s = 403; return context.Response.StatusCode < s;`, false, "System.NullReferenceException"},
		{"status <= less", `return context.Response.StatusCode <= 403;`, `var s = 403; return context.Response.StatusCode <= s;`, false, "System.NullReferenceException"},
		{"status > less", `return context.Response.StatusCode > 403;`, `var s = 403; return context.Response.StatusCode > s;`, true, "System.NullReferenceException"},
		{"status >= less", `return context.Response.StatusCode >= 403;`, `var s = 403; return context.Response.StatusCode >= s;`, true, "System.NullReferenceException"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, statements := range []string{test.short, test.long} {
				if got := evaluate(t, statements, full); got != test.full {
					t.Errorf("%s gives %v, want %v", statements, got, test.full)
				}
				if got := evaluate(t, statements, none); got != test.none {
					t.Errorf("%s gives %v where there is nothing, want %v", statements, got, test.none)
				}
			}
		})
	}
}
