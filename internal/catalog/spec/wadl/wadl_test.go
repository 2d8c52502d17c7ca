package wadl_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
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

func FuzzRead(f *testing.F) {
	f.Add(`<application xmlns="http://wadl.dev.java.net/2009/02"><resources base="http://backend.test/v1"><resource path="items/{id}" type="#kept"><param name="id" style="template" type="xs:int"/>` +
		`<method href="#get"/><method name="PUT"><request><param name="full" style="query" required="true"/><representation mediaType="application/json"/></request><response status="200 404"/></method></resource></resources>` +
		`<resource_type id="kept"><method name="DELETE" id="drop"/></resource_type><method name="GET" id="get"/></application>`)
	f.Fuzz(func(t *testing.T, text string) {
		var l diag.List
		def := wadl.Read(diag.NewSource("a.wadl", text), &l)
		if def == nil && !l.HasErrors() {
			t.Fatalf("%q: neither a definition nor an error", text)
		}
		for _, d := range l.All() {
			if d.Span.Start < 0 || d.Span.Start > d.Span.End || d.Span.End > len(text) {
				t.Fatalf("%q: %s stands at %v", text, d.Message, d.Span)
			}
		}
		if def == nil {
			return
		}
		names := map[string]bool{}
		for _, op := range def.Operations {
			if op.Method == "" || !catalog.IsOperationName(op.Name) || names[op.Name] {
				t.Fatalf("%q: operation %+v", text, op)
			}
			names[op.Name] = true
		}
	})
}
