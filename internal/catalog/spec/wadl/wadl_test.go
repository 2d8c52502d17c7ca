package wadl_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/wadl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// TestRefused shows what is no definition; load/testdata/wadl.txtar shows what is.
func TestRefused(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"no XML", "<application>", "no well-formed XML"},
		{"another root", "<definitions/>", "its root is <definitions>"},
		{"entities", `<!DOCTYPE a [<!ENTITY x "y">]><application/>`, "document type"},
		{"two roots", "<application/><application/>", "one root"},
		{"deep", strings.Repeat("<resource>", 100), "nested deeper"},
		{"large", "<application>" + strings.Repeat(" ", 17<<20), "bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			def := wadl.Read(diag.NewSource("s.wadl", tt.text), &l)
			var found strings.Builder
			for _, d := range l.All() {
				found.WriteString(d.Message)
			}
			if def != nil && tt.want != "one root" || !strings.Contains(found.String(), tt.want) || found.Len() == 0 {
				t.Errorf("got %v, findings: %s", def, found.String())
			}
		})
	}
	// References in a circle end.
	var l diag.List
	wadl.Read(diag.NewSource("s.wadl", `<application><resources><resource path="a"><method href="#a"/></resource></resources><method id="a" href="#a"/></application>`), &l)
}
