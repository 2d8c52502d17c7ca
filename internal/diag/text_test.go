package diag_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// text writes one diagnostic for a terminal.
func text(t *testing.T, d diag.Diagnostic, o diag.TextOptions) string {
	t.Helper()
	var b strings.Builder
	if err := diag.WriteText(&b, []diag.Diagnostic{d}, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteText(t *testing.T) {
	lines := func(s ...string) string { return strings.Join(s, "\n") + "\n" }
	on := func(text, part string) diag.Diagnostic {
		s := diag.NewSource("dir/p.xml", text)
		return diag.Diagnostic{Code: diag.XMLSyntax, Message: "m", Source: s, Span: span(t, s, part)}
	}
	with := func(d diag.Diagnostic, change func(*diag.Diagnostic)) diag.Diagnostic { change(&d); return d }
	value := derivedValue(t)
	secret := diag.NewSource("named value \"key\"", "hunter2")
	secret.Secret = true
	document := diag.NewSource("doc", `<a b="{{key}}"/>`)
	fromSecret := diag.Derive("v", "hunter2", []diag.Segment{{From: document, Span: span(t, document, "{{key}}"), Value: secret}})

	tests := []struct {
		name string
		d    diag.Diagnostic
		want string
	}{
		{"one word", on("<a>\n  <b c=\"d\"/>\n</a>", "c"), lines(
			`dir/p.xml:2:6: error: m [xml-syntax]`,
			`   2 |   <b c="d"/>`,
			`     |      ^`)},
		{"warning over several characters", with(on("abc def", "def"), func(d *diag.Diagnostic) { d.Severity = diag.Warning }), lines(
			`dir/p.xml:1:5: warning: m [xml-syntax]`,
			`   1 | abc def`,
			`     |     ^^^`)},
		{"tabs before and inside", on("\ta\tb\tc", "b\tc"), lines(
			`dir/p.xml:1:4: error: m [xml-syntax]`,
			`   1 |     a   b   c`,
			`     |         ^^^^^`)},
		{"wide characters", on("<名前 x=\"値\" y", "値\""), lines(
			`dir/p.xml:1:8: error: m [xml-syntax]`,
			`   1 | <名前 x="値" y`,
			`     |          ^^^`)},
		{"emoji and combining marks", on("😀e\u0301 x", "x"), lines(
			`dir/p.xml:1:5: error: m [xml-syntax]`,
			"   1 | 😀e\u0301 x",
			`     |     ^`)},
		{"control characters are made visible", on("a\x1b[31mb\x00\u202ec\xffd", "d"), lines(
			`dir/p.xml:1:12: error: m [xml-syntax]`,
			"   1 | a␛[31mb␀\ufffdc\ufffdd",
			`     |            ^`)},
		{"byte order mark", on("\ufeff<a/>", "a"), lines(
			`dir/p.xml:1:2: error: m [xml-syntax]`,
			`   1 | <a/>`,
			`     |  ^`)},
		{"end of a line", with(on("ab\ncd", "ab"), func(d *diag.Diagnostic) { d.Span = diag.Span{Start: 2, End: 2} }), lines(
			`dir/p.xml:1:3: error: m [xml-syntax]`,
			`   1 | ab`,
			`     |   ^`)},
		{"empty text", with(on("", ""), func(*diag.Diagnostic) {}), lines(
			`dir/p.xml:1:1: error: m [xml-syntax]`)},
		{"no extent inside a line", with(on("abc", "b"), func(d *diag.Diagnostic) { d.Span.End = d.Span.Start }), lines(
			`dir/p.xml:1:2: error: m [xml-syntax]`,
			`   1 | abc`,
			`     |  ^`)},
		{"two lines", on("<a\r\n  b>", "a\r\n  b"), lines(
			`dir/p.xml:1:2: error: m [xml-syntax]`,
			`   1 | <a`,
			`     |  ^`,
			`   2 |   b>`,
			`     |   ^`)},
		{"up to a line end", on("ab\ncd\nef", "cd\n"), lines(
			`dir/p.xml:2:1: error: m [xml-syntax]`,
			`   2 | cd`,
			`     | ^^`)},
		{"many lines", on("x1\n2\n3\n4\n5y", "1\n2\n3\n4\n5"), lines(
			`dir/p.xml:1:2: error: m [xml-syntax]`,
			`   1 | x1`,
			`     |  ^`,
			`   2 | 2`,
			`     | ^`,
			` ... |`,
			`   5 | 5y`,
			`     | ^`)},
		{"high line numbers", on(strings.Repeat("\n", 12344)+"ab", "b"), lines(
			`dir/p.xml:12345:2: error: m [xml-syntax]`,
			` 12345 | ab`,
			`       |  ^`)},
		{"through a named value", diag.Diagnostic{Code: diag.ExpressionName, Message: "m", Source: value, Span: span(t, value, "world")}, lines(
			`doc:1:11: error: m [expression-name]`,
			`   1 | <a b="say {{greet}} &lt;now&gt; {{who}}"/>`,
			`     |           ^^^^^^^^^`,
			`greet:1:7: note: in this named value`,
			`   1 | hello world`,
			`     |       ^^^^^`)},
		{"secret named value", diag.Diagnostic{Code: diag.InvalidValue, Message: "m", Source: fromSecret, Span: diag.Span{End: 7}}, lines(
			`doc:1:7: error: m [invalid-value]`,
			`   1 | <a b="{{key}}"/>`,
			`     |       ^^^^^^^`,
			`named value "key":1:1: note: in this named value`,
			`     | (the text is secret and not shown)`)},
		{"related places and suggestion", with(on("<a></b>", "b"), func(d *diag.Diagnostic) {
			d.Related = []diag.Related{{Message: "opens here", Source: d.Source, Span: span(t, d.Source, "a")}, {Message: "and no place"}}
			d.Suggestion = "a"
		}), lines(
			`dir/p.xml:1:6: error: m [xml-syntax]`,
			`   1 | <a></b>`,
			`     |      ^`,
			`dir/p.xml:1:2: note: opens here`,
			`   1 | <a></b>`,
			`     |  ^`,
			`note: and no place`,
			`help: write a`)},
		{"no place", diag.Diagnostic{Severity: diag.Info, Code: diag.MissingFile, Message: "x\ny\x1b"}, lines(
			`info: x y␛ [missing-file]`)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, text(t, tt.d, diag.TextOptions{})); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWriteTextLongLine shows a window of a line of 100,000 characters.
func TestWriteTextLongLine(t *testing.T) {
	s := diag.NewSource("p", strings.Repeat("0123456789", 10000))
	tests := []struct {
		name  string
		at    diag.Span
		shown string
		marks string
	}{
		{"at the start", diag.Span{Start: 2, End: 4}, "0123456789012345678901234567890123456789…", "  ^^"},
		{"in the middle", diag.Span{Start: 50000, End: 50003}, "…789012345678901234567890123456789012345…", "              ^^^"},
		{"at the end", diag.Span{Start: 99998, End: 100000}, "…567890123456789", "              ^^"},
		{"all of it", diag.Span{Start: 0, End: 100000}, "0123456789012345678901234567890123456789…", strings.Repeat("^", 40)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := text(t, diag.Diagnostic{Message: "m", Source: s, Span: tt.at}, diag.TextOptions{Width: 40})
			_, got, _ = strings.Cut(got, "\n")
			if diff := cmp.Diff("   1 | "+tt.shown+"\n     | "+tt.marks+"\n", got); diff != "" {
				t.Errorf("snippet (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriteTextColour(t *testing.T) {
	s := diag.NewSource("p", "ab")
	d := diag.Diagnostic{Severity: diag.Warning, Code: "c", Message: "m", Source: s, Span: diag.Span{Start: 1, End: 2}, Suggestion: "x"}
	want := "\x1b[1mp:1:2: \x1b[0m\x1b[1m\x1b[33mwarning: \x1b[0m\x1b[1mm\x1b[0m [c]\n   1 | ab\n     |  \x1b[33m^\x1b[0m\n\x1b[32mhelp: \x1b[0mwrite x\n"
	if diff := cmp.Diff(want, text(t, d, diag.TextOptions{Colour: true})); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestWritersAreCapped(t *testing.T) {
	s := diag.NewSource("p", "x")
	list := make([]diag.Diagnostic, diag.MaxListed+7)
	for i := range list {
		list[i] = diag.Diagnostic{Code: "c", Message: fmt.Sprint("m", i), Source: s}
	}
	tests := []struct {
		name  string
		write func(*strings.Builder, []diag.Diagnostic) error
		last  string
	}{
		{"text", func(b *strings.Builder, l []diag.Diagnostic) error { return diag.WriteText(b, l, diag.TextOptions{}) }, "\nand 7 more\n"},
		{"lines", func(b *strings.Builder, l []diag.Diagnostic) error { return diag.WriteLines(b, l) }, "\nand 7 more\n"},
		{"github", func(b *strings.Builder, l []diag.Diagnostic) error { return diag.WriteGitHub(b, l) }, "\n::notice::and 7 more\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var all, full strings.Builder
			if err := errors.Join(tt.write(&all, list), tt.write(&full, list[:diag.MaxListed])); err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(all.String(), tt.last) || strings.Contains(all.String(), fmt.Sprint("m", diag.MaxListed)) || !strings.Contains(all.String(), fmt.Sprint("m", diag.MaxListed-1)) {
				t.Errorf("ends with %q", all.String()[all.Len()-60:])
			}
			if strings.Contains(full.String(), "more") {
				t.Error("a list that is not too long is said to have more")
			}
		})
	}
}

// failing is a writer that fails.
type failing struct{}

var errFull = errors.New("disk full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestWritersReturnErrors(t *testing.T) {
	list := []diag.Diagnostic{{Code: "c", Message: "m"}}
	for name, err := range map[string]error{
		"text":   diag.WriteText(failing{}, list, diag.TextOptions{}),
		"lines":  diag.WriteLines(failing{}, list),
		"github": diag.WriteGitHub(failing{}, list),
		"json":   diag.WriteJSON(failing{}, []diag.Checked{{Path: "p", Diagnostics: list}}),
		"sarif":  diag.WriteSARIF(failing{}, list, ""),
	} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
