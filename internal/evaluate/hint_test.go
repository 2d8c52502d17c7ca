package evaluate

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/expr"
)

// TestHints: what stands behind the compiler's text says what to write.
func TestHints(t *testing.T) {
	tests := []struct {
		name, code string
		body       bool
		want       string
	}{
		{"statement", "return 1", false, "; statements stand between the braces of @{ ... }"},
		{"declaration", "var x = 1; return x;", false, "; statements stand between the braces of @{ ... }"},
		{"semicolon", "1 + 1;", false, "; an expression has no semicolon: leave it out, or write statements in @{ ... }"},
		{"member of a variable", `context.Variables["x"].Length`, false,
			`; the value is an object: cast it first, ((string)context.Variables["x"]).Length, or write context.Variables.GetValueOrDefault<string>("x").Length`},
		{"member of a response", `context.Variables["r"].StatusCode`, false, `cast it first, ((IResponse)context.Variables["r"]).StatusCode, or write`},
		{"member of an object", `object o = ""; return o.Length;`, true, "; the value is an object: cast it first, ((string)o).Length"},
		{"index of a variable", `context.Variables["x"]["y"]`, false, `; the value is an object: cast it first, as in ((JObject)context.Variables["x"])[...]`},
		{"operator", `context.Variables["x"] == 5`, false, `; the value is an object: cast it, (int)context.Variables["x"]`},
		{"condition", `context.Variables["x"] && true`, false, `; the value is an object: cast it, (bool)context.Variables["x"]`},
		{"assignment", `string s = context.Variables["x"]; return s;`, true, `; the value is an object: cast it, (string)context.Variables["x"]`},
		{"a name that is near", `context.Request.Metod`, false, "; did you mean 'Method'?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Case{Code: tt.code}
			if tt.body {
				c.Form = expr.Body
			}
			r := (&Evaluator{Library: bcl.Default()}).Run(c)
			if r.Diagnostics == nil {
				t.Fatal("it compiles")
			}
			if got := r.Diagnostics.All()[0].Message; !strings.Contains(got, tt.want) {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
}
