package policydocs

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// TestSizes: documents that are larger than the service takes are told, and attributes
// of the root (platform/limits.md, include-fragment.md).
func TestSizes(t *testing.T) {
	env := &expr.Env{Universe: bcl.Default().Universe, Context: bcl.Default().Universe.MustLookup("Apim.IExpressionContext", 0)}
	sized := func(before, after string, n int) string {
		return before + strings.Repeat(" ", n-len(before)-len(after)) + after
	}
	for _, tt := range []struct{ name, text, want string }{
		{"document", sized("<policies>", "</policies>", 256<<10), ""},
		{"large document", sized("<policies>", "</policies>", 256<<10+1), "the document has 262145 bytes; the service takes 262144 at most"},
		{"fragment", sized("<fragment>", "</fragment>", 512<<10), ""},
		{"large fragment", sized("<fragment>", "</fragment>", 512<<10+1), "the document has 524289 bytes; the service takes 524288 at most"},
		{"attribute", `<policies version="1" />`, "the element policies has no attributes; remove version"},
		{"attribute of a fragment", `<fragment id="f" />`, "the element fragment has no attributes; remove id"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			c := &policy.Compiler{Registry: policies.Builtin(), Diagnostics: &l, Env: env}
			c.Check(diag.NewSource("policy.xml", tt.text))
			got := ""
			for _, d := range l.All() {
				got += d.Message
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
