package diag_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// span returns where part stands in a source; the part must be there once.
func span(t *testing.T, s *diag.Source, part string) diag.Span {
	t.Helper()
	at := strings.Index(s.Text, part)
	if at < 0 || strings.Count(s.Text, part) != 1 {
		t.Fatalf("%q does not stand once in %q", part, s.Text)
	}
	return diag.Span{Start: at, End: at + len(part)}
}

// places resolves a span to "source: text" for each location.
func places(s *diag.Source, sp diag.Span) []string {
	var out []string
	for _, loc := range s.Resolve(sp) {
		out = append(out, loc.Source.Name+": "+loc.Source.Text[loc.Span.Start:loc.Span.End])
	}
	return out
}

// derivedValue is the text of an attribute `say {{greet}} &lt;now&gt; {{who}}`:
// entities decoded, two named values put in, one of them out of a file.
func derivedValue(t *testing.T) *diag.Source {
	document := diag.NewSource("doc", `<a b="say {{greet}} &lt;now&gt; {{who}}"/>`)
	greet := diag.NewSource("greet", "hello world")
	file := diag.NewSource("file", `who: "o\nne"`)
	who := diag.Derive("who", "o\nne", []diag.Segment{
		{At: 0, From: file, Span: diag.Span{Start: 6, End: 7}, Exact: true},
		{At: 1, From: file, Span: span(t, file, `\n`)},
		{At: 2, From: file, Span: span(t, file, `ne`), Exact: true},
	})
	return diag.Derive("value", "say hello world <now> o\nne", []diag.Segment{
		{At: 0, From: document, Span: span(t, document, "say "), Exact: true},
		{At: 4, From: document, Span: span(t, document, "{{greet}}"), Value: greet},
		{At: 15, From: document, Span: diag.Span{Start: 19, End: 20}, Exact: true},
		{At: 16, From: document, Span: span(t, document, "&lt;")},
		{At: 17, From: document, Span: span(t, document, "now"), Exact: true},
		{At: 20, From: document, Span: span(t, document, "&gt;")},
		{At: 21, From: document, Span: diag.Span{Start: 31, End: 32}, Exact: true},
		{At: 22, From: document, Span: span(t, document, "{{who}}"), Value: who},
	})
}

func TestResolve(t *testing.T) {
	value := derivedValue(t)
	// code is a part of the value, as an expression is a part of its attribute.
	code := diag.Derive("code", "world <now> o\nn", []diag.Segment{{From: value, Span: diag.Span{Start: 10, End: 25}, Exact: true}})
	tests := []struct {
		name   string
		source *diag.Source
		part   string
		want   []string
	}{
		{"original", diag.NewSource("doc", "abc"), "b", []string{"doc: b"}},
		{"copied run", value, "ay", []string{"doc: ay"}},
		{"entity", value, "<", []string{"doc: &lt;"}},
		{"from an entity", value, "<n", []string{"doc: &lt;n"}},
		{"to an entity", value, "w>", []string{"doc: w&gt;"}},
		{"over entities", value, "<now>", []string{"doc: &lt;now&gt;"}},
		{"inside a named value", value, "ello", []string{"doc: {{greet}}", "greet: ello"}},
		{"whole named value", value, "hello world", []string{"doc: {{greet}}", "greet: hello world"}},
		{"into a named value", value, "y hell", []string{"doc: y {{greet}}"}},
		{"out of a named value", value, "world <n", []string{"doc: {{greet}} &lt;n", "greet: world"}},
		{"over a named value", value, "say hello world <", []string{"doc: say {{greet}} &lt;"}},
		{"from one named value into another", value, "world <now> o", []string{"doc: {{greet}} &lt;now&gt; {{who}}", "greet: world"}},
		{"named value out of a file", value, "ne", []string{"doc: {{who}}", "file: ne"}},
		{"escape in a named value out of a file", value, "\n", []string{"doc: {{who}}", `file: \n`}},
		{"nested, copied run", code, "now", []string{"doc: now"}},
		{"nested, entity", code, ">", []string{"doc: &gt;"}},
		{"nested, named value", code, "orl", []string{"doc: {{greet}}", "greet: orl"}},
		{"nested, named value out of a file", code, "o\nn", []string{"doc: {{who}}", `file: o\nn`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, places(tt.source, span(t, tt.source, tt.part))); diff != "" {
				t.Errorf("places (-want +got):\n%s", diff)
			}
		})
	}
}

func TestResolveEdges(t *testing.T) {
	value := derivedValue(t)
	document := value.Resolve(diag.Span{})[0].Source
	end := span(t, document, `"/>`).Start
	n := len(value.Text)
	empty := diag.Derive("empty", "", []diag.Segment{{From: document, Span: diag.Span{Start: 6, End: 6}, Exact: true}})
	tests := []struct {
		name   string
		source *diag.Source
		span   diag.Span
		want   diag.Span
	}{
		{"start", value, diag.Span{}, diag.Span{Start: 6, End: 6}},
		{"between runs", value, diag.Span{Start: 4, End: 4}, diag.Span{Start: 10, End: 19}},
		{"end", value, diag.Span{Start: n, End: n}, diag.Span{Start: end, End: end}},
		{"behind the end", value, diag.Span{Start: n + 5, End: n + 9}, diag.Span{Start: end, End: end}},
		{"before the start", value, diag.Span{Start: -3, End: 2}, diag.Span{Start: 6, End: 8}},
		{"reversed", value, diag.Span{Start: 3, End: 1}, diag.Span{Start: 9, End: 9}},
		{"empty text", empty, diag.Span{}, diag.Span{Start: 6, End: 6}},
		{"original, behind the end", document, diag.Span{Start: 2, End: 1000}, diag.Span{Start: 2, End: len(document.Text)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.source.Resolve(tt.span)[0]
			if got.Source != document || got.Span != tt.want {
				t.Errorf("%s %v, want %v", got.Source.Name, got.Span, tt.want)
			}
		})
	}
	// Behind a named value that ends the text, both places are ends.
	locs := value.Resolve(diag.Span{Start: n, End: n})
	if len(locs) != 2 || locs[1].Source.Name != "file" || locs[1].Span != (diag.Span{Start: 11, End: 11}) {
		t.Errorf("end of the named value: %+v", locs)
	}
}

// TestResolveEveryOffset checks that no span of a derived text leads outside its
// sources.
func TestResolveEveryOffset(t *testing.T) {
	value := derivedValue(t)
	for i := 0; i <= len(value.Text); i++ {
		for j := i; j <= len(value.Text); j++ {
			for _, loc := range value.Resolve(diag.Span{Start: i, End: j}) {
				if loc.Span.Start < 0 || loc.Span.Start > loc.Span.End || loc.Span.End > len(loc.Source.Text) {
					t.Fatalf("[%d,%d) resolves to %v of %s", i, j, loc.Span, loc.Source.Name)
				}
			}
		}
	}
}

func TestPosition(t *testing.T) {
	tests := []struct {
		name, text string
		offset     int
		want       diag.Position
	}{
		{"empty", "", 0, diag.Position{Line: 1, Column: 1}},
		{"first line", "abc", 2, diag.Position{Line: 1, Column: 3, UTF16: 2}},
		{"behind LF", "a\nb", 2, diag.Position{Line: 2, Column: 1}},
		{"behind CR LF", "a\r\nb", 3, diag.Position{Line: 2, Column: 1}},
		{"between CR and LF", "a\r\nb", 2, diag.Position{Line: 1, Column: 3, UTF16: 2}},
		{"behind CR", "a\rb", 2, diag.Position{Line: 2, Column: 1}},
		{"byte order mark", "\ufeffab", 4, diag.Position{Line: 1, Column: 2, UTF16: 1}},
		{"two bytes", "éa", 2, diag.Position{Line: 1, Column: 2, UTF16: 1}},
		{"outside the basic plane", "😀a", 4, diag.Position{Line: 1, Column: 2, UTF16: 2}},
		{"behind the end", "a\nbc", 99, diag.Position{Line: 2, Column: 3, UTF16: 2}},
		{"before the start", "abc", -1, diag.Position{Line: 1, Column: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, diag.NewSource("s", tt.text).Position(tt.offset)); diff != "" {
				t.Errorf("position (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLine(t *testing.T) {
	s := diag.NewSource("s", "a\r\n\rb\n\nc")
	got := []string{s.Line(0), s.Line(1), s.Line(2), s.Line(3), s.Line(4), s.Line(5), s.Line(6)}
	if diff := cmp.Diff([]string{"", "a", "", "b", "", "c", ""}, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

// TestSourceShared uses one source from several goroutines, for -race.
func TestSourceShared(t *testing.T) {
	value := derivedValue(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			loc := value.Resolve(diag.Span{Start: 17, End: 20})[0]
			if p := loc.Source.Position(loc.Span.Start); p.Column != 25 {
				t.Errorf("column %d", p.Column)
			}
		})
	}
	wg.Wait()
}

func TestList(t *testing.T) {
	a, b := diag.NewSource("a", "0123456789"), diag.NewSource("b", "0123456789")
	inner := diag.Derive("z", "45", []diag.Segment{{From: a, Span: diag.Span{Start: 4, End: 6}, Exact: true}})
	var l, more diag.List
	l.Errorf(diag.XMLSyntax, b, diag.Span{Start: 1, End: 2}, "%s", "b1")
	l.Errorf(diag.XMLSyntax, a, diag.Span{Start: 7, End: 8}, "a7")
	more.Warnf(diag.XMLSyntax, inner, diag.Span{Start: 1, End: 2}, "a5 inside")
	more.Errorf(diag.XMLSyntax, a, diag.Span{Start: 7, End: 8}, "a7")
	more.Add(diag.Diagnostic{Severity: diag.Info, Message: "nowhere"})
	l.Append(more)
	var got []string
	for _, d := range l.All() {
		got = append(got, d.Severity.String()+" "+d.Message)
	}
	if diff := cmp.Diff([]string{"info nowhere", "warning a5 inside", "error a7", "error b1"}, got); diff != "" {
		t.Errorf("sorted (-want +got):\n%s", diff)
	}
	if l.Len() != 5 || l.Count(diag.Error) != 3 || l.Count(diag.Warning) != 1 || !l.HasErrors() || more.Count(diag.Info) != 1 {
		t.Errorf("counts: %d, %d errors, %d warnings", l.Len(), l.Count(diag.Error), l.Count(diag.Warning))
	}
	var warnings diag.List
	warnings.Warnf(diag.XMLSyntax, a, diag.Span{}, "w")
	if warnings.HasErrors() {
		t.Error("a warning counts as an error")
	}
}
