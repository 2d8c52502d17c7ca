package policydoc_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// FuzzParse: whatever the text, the reader ends without a panic, the document
// prints as it was read, the spans of nodes nest and follow each other, and
// every value leads back into its document.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "<policies/>", "\ufeff<?xml version='1.0'?><a b='c'>d</a>",
		`<a b="@(c["d"] == "e" && f)">@{ return "<g>"; }</a>`,
		`<a b="@(&quot;)&quot; + "x")"><![CDATA[@(x)]]><!--> y <--></a>`,
		`<a b='{{c}}'>{{c}}@(</b>`, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
		"<a b=\"@(1)>\n<c d=e f/></a", `<set-body template="liquid">{{body.x}}<y/></set-body>`,
	} {
		f.Add(seed)
	}
	for _, text := range readCorpus(f) {
		f.Add(text)
	}
	named := namedValues("c", "@(context", "body.x", `"`)
	f.Fuzz(func(t *testing.T, text string) {
		var l diag.List
		doc := policydoc.Parse(diag.NewSource("fuzz", text), &l)
		if got := doc.Print(); got != text {
			t.Errorf("prints %q", got)
		}
		end := checkNodes(t, doc.Nodes, diag.Span{Start: len(doc.BOM), End: len(text)})
		if end != len(text) {
			t.Errorf("nodes end at %d of %d", end, len(text))
		}
		for p := range doc.Values(named, &l) {
			v := p.Value
			if v.Span.Start > v.Span.End || v.Span.End > len(text) {
				t.Errorf("value at %v", v.Span)
			}
			n := len(v.Text())
			for _, s := range []diag.Span{{End: n}, {Start: n / 2, End: n/2 + 1}, {Start: n, End: n}} {
				for _, loc := range v.Source.Resolve(s) {
					if loc.Span.Start < 0 || loc.Span.Start > loc.Span.End || loc.Span.End > len(loc.Source.Text) {
						t.Errorf("%v of %q resolves to %v", s, v.Text(), loc.Span)
					}
				}
			}
		}
		for _, d := range l.All() {
			if loc := d.Source.Resolve(d.Span)[0]; loc.Source != doc.Source {
				t.Errorf("a finding stands in %s", loc.Source.Name)
			}
		}
		policydoc.Sniff(text)
	})
}

// checkNodes checks that nodes follow each other without a gap inside a span,
// and returns where they end.
func checkNodes(t *testing.T, nodes []policydoc.Node, in diag.Span) int {
	at := in.Start
	for _, n := range nodes {
		s := n.Span()
		if s.Start != at || s.End < s.Start || s.End > in.End {
			t.Fatalf("%T at %v behind %d inside %v", n, s, at, in)
		}
		if e, ok := n.(*policydoc.Element); ok {
			inner := e.Open.Start + 1
			for _, a := range e.Attributes {
				if a.NameSpan.Start < inner || a.Span().End > e.Open.End || a.ValueSpan.Start < a.NameSpan.End {
					t.Fatalf("attribute %s at %v in %v", a.Name, a.Span(), e.Open)
				}
				inner = a.Span().End
			}
			if end := checkNodes(t, e.Children, diag.Span{Start: e.Open.End, End: e.Close.Start}); end != e.Close.Start {
				t.Fatalf("content of %s ends at %d, not %d", e.Name, end, e.Close.Start)
			}
		}
		at = s.End
	}
	return at
}
