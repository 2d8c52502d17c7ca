package netregex

import "testing"

// TestFlavour goes through what makes .NET's flavour, feature by feature. All
// results were checked against .NET.
func TestFlavour(t *testing.T) {
	for _, c := range []struct {
		name, pattern string
		options       Options
		text, want    string // want: "-" for no match
	}{
		{"lookbehind", `(?<=^https:\/\/)[^\/]+(?=\/.*)`, 0, "https://host.example/path", "host.example"},
		{"lookahead", `foo(?=bar)`, 0, "foobar", "foo"},
		{"negative lookbehind", `(?<!a)b`, 0, "abb", "b"},
		{"named group", `(?<n>\d+)\k<n>`, 0, "x1212", "1212"},
		{"named group with quotes", `(?'n'\d)\k'n'`, 0, "x122", "22"},
		{"backreference", `(a)\1`, 0, "baa", "aa"},
		{"balancing group", `^(?:(?<o>\()|(?<-o>\))|[^()])*(?(o)(?!))$`, 0, "(a(b)c)", "(a(b)c)"},
		{"unbalanced", `^(?:(?<o>\()|(?<-o>\))|[^()])*(?(o)(?!))$`, 0, "(a(b)c", "-"},
		{"atomic group", `(?>a*)ab`, 0, "aab", "-"},
		{"atomic group that is given up", `^(?>b*)*b`, 0, "bb", "b"},
		{"atomic group that is optional", `^(?:(?>b+))?b`, 0, "bb", "b"},
		{"atomic group that is not", `^(?>b*)+b`, 0, "bb", "-"},
		{"lazy quantifier", `(?:ab)+?`, 0, "abab", "ab"},
		{"inline option", `a(?i)b`, 0, "aB", "aB"},
		{"inline option for a group", `a(?i:b)c`, 0, "aBC", "-"},
		{"conditional on a group", `(a)?(?(1)b|c)`, 0, "c", "c"},
		{"conditional on a text", `(?(?=\d)\d{2}|\w)`, 0, "12", "12"},
		{"class subtraction", `[a-z-[aeiou]]+`, 0, "aexyz", "xyz"},
		{"Arabic digits", `^\d+$`, 0, "٣٤", "٣٤"},
		{"letters of any script", `^\w+$`, 0, "éж", "éж"},
		{"end before a final line feed", `a$`, 0, "a\n", "a"},
		{"very end", `a\z`, 0, "a\n", "-"},
		{"right to left", `\d+`, RightToLeft, "1 22", "22"},
		{"multiline", `^line2$`, Multiline, "line1\nline2", "line2"},
		{"singleline", `a.b`, Singleline, "a\nb", "a\nb"},
		{"explicit capture", `(a)(?<n>b)\k<n>`, ExplicitCapture, "abb", "abb"},
		{"white space in the pattern", "a b # c", IgnorePatternWhitespace, "ab", "ab"},
		{"escaped punctuation", `\/\-\.\:\"\ `, 0, `/-.:" `, `/-.:" `},
		{"ignore case", `É`, IgnoreCase | CultureInvariant, "é", "é"},
		{"Unicode category", `\p{Lu}\P{Lu}`, 0, "aBc", "Bc"},
		{"Unicode block", `\p{IsGreek}+`, 0, "aαβ", "αβ"},
		{"half a character", `^.{2}$`, 0, "😀", "😀"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := mustCompile(t, c.pattern, c.options).Match(c.text)
			if err != nil {
				t.Fatal(err)
			}
			got := "-"
			if m.Success() {
				got = m.Value()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
