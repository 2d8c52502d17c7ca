package node_test

import (
	"encoding/json"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// spansNest fails when a span lies outside its text or a child outside its
// parent. Merge keys and aliases bring values from elsewhere, so only JSON nests.
func spansNest(t *testing.T, v *node.Value, nested bool) {
	t.Helper()
	if v.Span.Start < 0 || v.Span.End < v.Span.Start || v.Span.End > len(v.Source.Text) {
		t.Fatalf("span %v outside the text of %d bytes", v.Span, len(v.Source.Text))
	}
	inside := func(child *node.Value) {
		if nested && (child.Span.Start < v.Span.Start || child.Span.End > v.Span.End) {
			t.Fatalf("child %v outside its parent %v", child.Span, v.Span)
		}
		spansNest(t, child, nested)
	}
	for _, item := range v.Items {
		inside(item)
	}
	for _, m := range v.Members {
		if m.NameSpan.Start < 0 || m.NameSpan.End > len(v.Source.Text) {
			t.Fatalf("name %v outside the text", m.NameSpan)
		}
		inside(m.Value)
	}
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"properties": {"path": "a", "protocols": ["https"], "n": -1.5e3, "x": null}}`, `[{"name":"a"},]`, `{"a" 1}`, "// c\n{}",
		`"\ud83d\ude00\u00e9\n"`, "\ufeff{}", "[[[[", `{"a":1,"a":2}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var l diag.List
		v := node.JSON(diag.NewSource("x.json", text), diag.ConfigSyntax, &l)
		if v == nil {
			if !l.HasErrors() {
				t.Fatalf("%q: neither a value nor an error", text)
			}
			return
		}
		spansNest(t, v, true)
		out, err := node.AppendJSON(nil, v, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(out) {
			t.Fatalf("%q is written as %q, which is no JSON", text, out)
		}
		// The reader takes what the standard library takes, but for depth,
		// a byte order mark and repeated names.
		if l.HasErrors() {
			return
		}
		var again diag.List
		w := node.JSON(diag.NewSource("x.json", string(out)), diag.ConfigSyntax, &again)
		if again.HasErrors() {
			t.Fatalf("%q is written as %q, which cannot be read", text, out)
		}
		if second, _ := node.AppendJSON(nil, w, 1<<20); string(second) != string(out) {
			t.Fatalf("%q, then %q", out, second)
		}
	})
}

func FuzzYAML(f *testing.F) {
	for _, seed := range []string{
		"listen:\n  gateway: 127.0.0.1:8080\nnamedValues: { a: \"${X}\" }\n", "a: &x [1]\nb: *x\n<<: *x\n", "a: |\n  x\n  y\nb: >-\n z\n", "? a\n: b\n",
		"- - - a", "{a: [b, c], \"d\": 'e'}", "a: !!str 1\r\nb: \"\\u00e9\"\r\n", "%YAML 1.2\n---\na: 1\n---\nb: 2\n", "a: *a", "x: }",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return // the library's time grows with the square of some inputs
		}
		var l diag.List
		v := node.YAML(diag.NewSource("x.yaml", text), diag.ConfigSyntax, &l)
		for _, d := range l.All() {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(text) {
				t.Fatalf("%q: finding %q at %v outside the text", text, d.Message, d.Span)
			}
		}
		if v == nil {
			return
		}
		spansNest(t, v, false)
		if out, err := node.AppendJSON(nil, v, 1<<20); err == nil && !json.Valid(out) {
			t.Fatalf("%q is written as %q, which is no JSON", text, out)
		}
		var walk func(v *node.Value)
		walk = func(v *node.Value) {
			if v.Kind == node.String {
				src := v.TextSource("text")
				src.Resolve(diag.Span{Start: 0, End: len(src.Text)})
			}
			for _, item := range v.Items {
				walk(item)
			}
			for _, m := range v.Members {
				walk(m.Value)
			}
		}
		walk(v)
	})
}
