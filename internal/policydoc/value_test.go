package policydoc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// namedValues makes named values of pairs of name and value.
func namedValues(pairs ...string) *policydoc.NamedValues {
	var names []string
	values := map[string]*policydoc.NamedValue{}
	for i := 0; i < len(pairs); i += 2 {
		names = append(names, pairs[i])
		values[pairs[i]] = &policydoc.NamedValue{Name: pairs[i], Source: diag.NewSource("named value "+pairs[i], pairs[i+1])}
	}
	return &policydoc.NamedValues{
		Lookup: func(name string) (*policydoc.NamedValue, bool) { v, ok := values[name]; return v, ok },
		Names:  func() []string { return names },
	}
}

// describe writes a value as kind:text.
func describe(v policydoc.Value) string { return v.Kind.String() + ":" + v.Text() }

func TestAttributeValue(t *testing.T) {
	named := namedValues("host", "example.com", "amp", "a&b&amp;<c", "expr", "@(context.Api.Id)", "block", "@{ return 1; }",
		"flag", "true", "open", "@(", "quote", `x" + "y`, "self", "{{host}}", "empty", "", "a.b_c-1", "odd", "brace", ")")
	tests := []struct {
		name, raw, want string
		findings        string
	}{
		{"empty", ``, "literal:", ""},
		{"literal", `x y`, "literal:x y", ""},
		{"literal keeps its white space", " x\r\n\ty ", "literal: x\r\n\ty ", ""},
		{"references", `&lt;&#65;&#x42;&amp;lt;`, "literal:<AB&lt;", ""},
		{"at sign", `user@host`, "literal:user@host", ""},
		{"expression", `@(1 + 2)`, "expression:1 + 2", ""},
		{"statements", `@{ return 1; }`, "statements: return 1; ", ""},
		{"white space around", " \r\n@(1)\t", "expression:1", ""},
		{"line ends and tabs are kept", "@(1\r\n\t+ // )\r\n2)", "expression:1\r\n\t+ // )\r\n2", ""},
		{"raw quotes", `@(f("a)"))`, `expression:f("a)")`, ""},
		{"a condition", `@(context.Request.Headers.GetValueOrDefault("a","b") == "x" && 1 < 2)`, `expression:context.Request.Headers.GetValueOrDefault("a","b") == "x" && 1 < 2`, ""},
		{"encoded", `@(f(&quot;a)&quot;) &gt; &#49;)`, `expression:f("a)") > 1`, ""},
		{"raw quotes, encoded operators", `@(f("a") &amp;&amp; b &lt; 1)`, `expression:f("a") && b < 1`, ""},
		{"both styles of quotes", `@(f("a") + &quot;)&quot;)`, `expression:f("a") + ")"`, ""},
		{"decoded once", `@(f(&quot;&amp;quot;&quot;))`, `expression:f("&quot;")`, ""},
		{"C# only as written", `@(f("&quot;"))`, `expression:f("&quot;")`, ""},
		{"no reference", `@(f("&x; &&#;"))`, `expression:f("&x; &&#;")`, ""},
		{"text behind", `@(1)ms`, "literal:@(1)ms", "mixed-expression"},
		{"two expressions", `@(1)@(2)`, "literal:@(1)@(2)", "mixed-expression"},
		{"text before", `Bearer @(context.Api.Id)`, "literal:Bearer @(context.Api.Id)", "mixed-expression"},
		{"other languages", `x @(y) @{z}`, "literal:x @(y) @{z}", ""},

		{"named value", `https://{{host}}/x`, "literal:https://example.com/x", ""},
		{"named values", `{{host}}{{host}}`, "literal:example.comexample.com", ""},
		{"named value with an odd name", `{{a.b_c-1}}`, "literal:odd", ""},
		{"empty named value", `{{empty}}`, "literal:", ""},
		{"named value is not decoded", `&lt;{{amp}}`, "literal:<a&b&amp;<c", ""},
		{"named value is not searched", `{{self}}`, "literal:{{host}}", ""},
		{"named value that is an expression", ` {{expr}} `, "expression:context.Api.Id", ""},
		{"named value that is statements", `{{block}}`, "statements: return 1; ", ""},
		{"named value that is an expression, text behind", `{{expr}}x`, "literal:@(context.Api.Id)x", "mixed-expression"},
		{"named value in a string", `@("https://{{host}}")`, `expression:"https://example.com"`, ""},
		{"named value in an interpolated string", `@($"https://{{host}}/{x}")`, `expression:$"https://example.com/{x}"`, ""},
		{"named value as code", `@({{flag}} && !{{flag}})`, "expression:true && !true", ""},
		{"named value that breaks out of its string", `@("{{quote}}")`, `expression:"x" + "y"`, ""},
		{"named value that opens", `{{open}}1)`, "expression:1", ""},
		{"named value that opens only", `{{open}}1`, "invalid:@(1", "xml-syntax"},
		{"named value that closes too early", `@(1{{brace}} + 2)`, "literal:@(1) + 2)", "mixed-expression"},
		{"name in encoded braces", `&#123;{host}}`, "literal:{{host}}", ""},

		{"unknown named value", `{{nope}}`, "literal:{{nope}}", "unresolved-named-value"},
		{"unknown in code", `@(f("{{nope}}"))`, `expression:f("{{nope}}")`, "unresolved-named-value"},
		{"case matters", `{{Host}}`, "literal:{{Host}}", "unresolved-named-value"},
		{"collection initialiser", `@(new D{{"a",1}})`, `expression:new D{{"a",1}}`, ""},
		{"nested blocks", `@{{return 1;}}`, "statements:{return 1;}", ""},
		{"hole between literal braces", `@($"{{{x}}}")`, `expression:$"{{{x}}}"`, ""},
		{"named value between braces", `{{{host}}}`, "literal:{example.com}", ""},
		{"three braces, then a name", `{{{{host}}`, "literal:{{example.com", ""},
		{"name with a space", `{{ host }}`, "literal:{{ host }}", ""},
		{"name not closed", `{{host}`, "literal:{{host}", ""},
		{"computed name", `{{x-@(1)}}`, "literal:{{x-@(1)}}", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := `<a b="` + tt.raw + `" />`
			var l diag.List
			a := policydoc.Parse(diag.NewSource("p", text), &l).Root().Attributes[0]
			if a.Raw != tt.raw {
				t.Fatalf("attribute read as %s", a.Raw)
			}
			if l.Len() > 0 {
				t.Fatalf("findings:\n%s", findings(&l))
			}
			got := a.Value(named, &l)
			if describe(got) != tt.want {
				t.Errorf("got  %s\nwant %s", describe(got), tt.want)
			}
			if codes := codesOf(&l); codes != tt.findings {
				t.Errorf("findings %q, want %q", codes, tt.findings)
			}
			if got.Document.Text[got.Span.Start:got.Span.End] != tt.raw {
				t.Errorf("span %v", got.Span)
			}
			if again := a.Value(named, nil); describe(again) != tt.want {
				t.Errorf("without a list: %s", describe(again))
			}
		})
	}
}

func codesOf(l *diag.List) string {
	var codes []string
	for _, d := range l.All() {
		codes = append(codes, string(d.Code))
	}
	return strings.Join(codes, " ")
}

func TestUnresolved(t *testing.T) {
	const text = `<a b="@(f({{one}}) + {{two}} + {{ok}})"/>`
	named := namedValues("ok", "1", "ones", "2")
	named.Unknown = diag.Warning
	var l diag.List
	v := policydoc.Parse(diag.NewSource("p", text), &l).Root().Attributes[0].Value(named, &l)
	var unresolved, used []string
	for _, u := range v.Unresolved {
		unresolved = append(unresolved, v.Text()[u.Start:u.End])
	}
	for _, n := range v.NamedValues {
		used = append(used, n.Name)
	}
	if diff := cmp.Diff([]string{"{{one}}", "{{two}}"}, unresolved); diff != "" {
		t.Errorf("unresolved (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ok"}, used); diff != "" {
		t.Errorf("used (-want +got):\n%s", diff)
	}
	all := l.All()
	if len(all) != 2 || all[0].Severity != diag.Warning || all[0].Suggestion != "{{ones}}" || all[1].Suggestion != "" {
		t.Errorf("findings: %+v", all)
	}
	if got := text[all[0].Span.Start:all[0].Span.End]; got != "{{one}}" {
		t.Errorf("span covers %s", got)
	}

	var none diag.List
	if v := policydoc.Parse(diag.NewSource("p", text), &none).Root().Attributes[0].Value(nil, &none); len(v.Unresolved) != 3 || none.Len() != 0 {
		t.Errorf("without named values: %d unresolved, findings %s", len(v.Unresolved), findings(&none))
	}
}

// TestSecretsAreNotTold checks that no finding or its rendering holds the text
// of a secret named value.
func TestSecretsAreNotTold(t *testing.T) {
	key := &policydoc.NamedValue{Name: "key", Source: diag.NewSource("named value key", `hunter2"`)}
	key.Source.Secret = true
	named := &policydoc.NamedValues{Lookup: func(string) (*policydoc.NamedValue, bool) { return key, true }}
	for _, raw := range []string{"{{key}} @(context.Api.Id)", "@(1){{key}}", "@(f({{key}}", "@{ {{key}}", "@(x{{key}})"} {
		var l diag.List
		root := policydoc.Parse(diag.NewSource("p", "<a><![CDATA["+raw+"]]></a>"), &l).Root()
		root.Text(named, &l)
		var b strings.Builder
		for _, err := range []error{diag.WriteText(&b, l.All(), diag.TextOptions{}), diag.WriteSARIF(&b, l.All(), ""), diag.WriteGitHub(&b, l.All())} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if l.Len() == 0 || strings.Contains(b.String(), "hunter2") {
			t.Errorf("%s: %d findings:\n%s", raw, l.Len(), b.String())
		}
	}
}

// TestValueTooLong puts a long named value in over and over.
func TestValueTooLong(t *testing.T) {
	named := namedValues("v", strings.Repeat("x", 4096))
	var l diag.List
	v := policydoc.Parse(diag.NewSource("p", `<a b="`+strings.Repeat("{{v}}", 2000)+`"/>`), &l).Root().Attributes[0].Value(named, &l)
	if v.Kind != policydoc.Invalid || l.Len() != 1 || len(v.Text()) > 5<<20 {
		t.Errorf("%v, %d bytes, findings %s", v.Kind, len(v.Text()), findings(&l))
	}
}

// TestValuePositions checks that every part of a value leads back to the
// document, and into the named value it came from.
func TestValuePositions(t *testing.T) {
	named := namedValues("host", "example.com", "expr", "  @(context.Api.Id)", "q", `a"b`)
	tests := []struct {
		name, text, part string
		want             []string // texts at the places, outermost first
	}{
		{"literal", `<a b="x yz"/>`, "yz", []string{"yz"}},
		{"reference", `<a b="x &lt; y"/>`, "<", []string{"&lt;"}},
		{"around a reference", `<a b="x &lt; y"/>`, " < y", []string{" &lt; y"}},
		{"behind a reference", `<a b="&lt;&#x41;yz"/>`, "yz", []string{"yz"}},
		{"code", `<a b=" @( f(x) )"/>`, "f(x)", []string{"f(x)"}},
		{"code with raw quotes", `<a b="@(f("x") &gt; 1)"/>`, `f("x")`, []string{`f("x")`}},
		{"code with encoded quotes", `<a b="@(f(&quot;x&quot;) + y)"/>`, `"x"`, []string{`&quot;x&quot;`}},
		{"code in text", "<a>\n @(f(x))</a>", "x", []string{"x"}},
		{"code in CDATA", "<a><![CDATA[@(f(x))]]></a>", "f(x)", []string{"f(x)"}},
		{"code behind a comment", "<a><!-- x -->@(f(x))</a>", "x", []string{"x"}},
		{"before a named value", `<a b="https://{{host}}/x"/>`, "https", []string{"https"}},
		{"in a named value", `<a b="https://{{host}}/x"/>`, "ample", []string{"{{host}}", "ample"}},
		{"a whole named value", `<a b="https://{{host}}/x"/>`, "example.com", []string{"{{host}}", "example.com"}},
		{"into a named value", `<a b="https://{{host}}/x"/>`, "//example", []string{"//{{host}}"}},
		{"out of a named value", `<a b="https://{{host}}/x"/>`, "com/x", []string{"{{host}}/x", "com"}},
		{"behind a named value", `<a b="https://{{host}}/x"/>`, "/x", []string{"/x"}},
		{"code in a named value", `<a b="{{expr}}"/>`, "Api", []string{"{{expr}}", "Api"}},
		{"code around a named value", `<a b="@(f(&quot;{{host}}&quot;, &#120;))"/>`, ", x", []string{", &#120;"}},
		{"named value in code", `<a b="@(f(&quot;{{host}}&quot;, x))"/>`, "com", []string{"{{host}}", "com"}},
		{"several named values", `<a b="@(f({{host}}, {{q}}))"/>`, `"b`, []string{"{{q}}", `"b`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			root := policydoc.Parse(diag.NewSource("p", tt.text), &l).Root()
			var v policydoc.Value
			if len(root.Attributes) > 0 {
				v = root.Attributes[0].Value(named, &l)
			} else {
				v = root.Text(named, &l)
			}
			at := strings.Index(v.Text(), tt.part)
			if at < 0 {
				t.Fatalf("%q is not in %q", tt.part, v.Text())
			}
			var got []string
			for _, loc := range v.Source.Resolve(diag.Span{Start: at, End: at + len(tt.part)}) {
				got = append(got, loc.Source.Text[loc.Span.Start:loc.Span.End])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("places (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEmptyPlaces checks places without extent: the ends of values.
func TestEmptyPlaces(t *testing.T) {
	named := namedValues("host", "example.com")
	tests := []struct {
		name, text string
		want       int // offset in the document of the end of the value's text
	}{
		{"empty attribute", `<a b=""/>`, 6},
		{"empty element", `<a></a>`, 3},
		{"self-closing element", `<a/>`, 4},
		{"empty expression", `<a b="@()"/>`, 8},
		{"literal", `<a b="xy"/>`, 8},
		{"expression", `<a b="@(x)"/>`, 9},
		{"reference last", `<a b="x&lt;"/>`, 11},
		{"named value last", `<a b="x{{host}}"/>`, 15},
		{"named value last in code", `<a b="@({{host}})"/>`, 16},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			root := policydoc.Parse(diag.NewSource("p", tt.text), &l).Root()
			v := root.Text(named, &l)
			if len(root.Attributes) > 0 {
				v = root.Attributes[0].Value(named, &l)
			}
			end := len(v.Text())
			got := v.Source.Resolve(diag.Span{Start: end, End: end})[0]
			if got.Source.Name != "p" || got.Span != (diag.Span{Start: tt.want, End: tt.want}) {
				t.Errorf("%s %v, want %d", got.Source.Name, got.Span, tt.want)
			}
		})
	}
}

func TestContent(t *testing.T) {
	named := namedValues("host", "example.com", "tag", "<x>")
	tests := []struct {
		name, content          string
		text, markup, template string
	}{
		{"nothing", "", "literal:", "literal:", "literal:"},
		{"text", " a &lt; b ", "literal: a < b ", "literal: a < b ", "literal: a &lt; b "},
		{"expression", "\n@(a &lt; b)\n", "expression:a < b", "expression:a < b", "literal:\n@(a &lt; b)\n"},
		{"raw expression", "@(a < b)", "expression:a < b", "expression:a < b", "literal:@(a < b)"},
		{"CDATA", "<![CDATA[a &lt; <b>]]>", "literal:a &lt; <b>", "literal:a &lt; <b>", "literal:a &lt; <b>"},
		{"CDATA and text", "&lt;<![CDATA[&lt;]]>&lt;", "literal:<&lt;<", "literal:<&lt;<", "literal:&lt;&lt;&lt;"},
		{"expression in CDATA", "\n<![CDATA[@{ return a < b; }]]>\n", "statements: return a < b; ", "statements: return a < b; ", "literal:\n@{ return a < b; }\n"},
		{"comment", "a<!-- x -->b", "literal:ab", "literal:ab", "literal:a<!-- x -->b"},
		{"comment and expression", "<!-- x -->@(a)<!-- y -->", "expression:a", "expression:a", "literal:<!-- x -->@(a)<!-- y -->"},
		{"elements", "<b c='1'>&lt;</b>\n&amp;<d/>", "invalid:\n&", "literal:<b c='1'>&lt;</b>\n&amp;<d/>", "literal:<b c='1'>&lt;</b>\n&amp;<d/>"},
		{"expression in an element", "<b>@(a)</b>", "invalid:", "literal:<b>@(a)</b>", "literal:<b>@(a)</b>"},
		{"named value", "a {{host}}", "literal:a example.com", "literal:a example.com", "literal:a example.com"},
		{"named value that looks like markup", "{{tag}}", "literal:<x>", "literal:<x>", "literal:<x>"},
		{"named value in markup", "<b>{{host}}</b>", "invalid:", "literal:<b>example.com</b>", "literal:<b>example.com</b>"},
		{"Liquid", `{{body.x}} {% if body.y %}{{ host }}{% endif %}`, "literal:{{body.x}} {% if body.y %}{{ host }}{% endif %}", "literal:{{body.x}} {% if body.y %}{{ host }}{% endif %}", "literal:{{body.x}} {% if body.y %}{{ host }}{% endif %}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			root := policydoc.Parse(diag.NewSource("p", "<a>"+tt.content+"</a>"), &l).Root()
			if l.Len() > 0 {
				t.Fatalf("findings:\n%s", findings(&l))
			}
			var text, markup, template diag.List
			got := []string{describe(root.Text(named, &text)), describe(root.Markup(named, &markup)), describe(root.Template(named, &template))}
			if diff := cmp.Diff([]string{tt.text, tt.markup, tt.template}, got); diff != "" {
				t.Errorf("text, markup, template (-want +got):\n%s", diff)
			}
			wantText, wantMarkup := "", ""
			switch {
			case strings.HasPrefix(tt.text, "invalid"):
				wantText = strings.TrimSpace(strings.Repeat("unknown-element ", strings.Count(tt.content, "</b>")+strings.Count(tt.content, "<d/>")))
			case tt.name == "Liquid":
				wantText, wantMarkup = "unresolved-named-value", "unresolved-named-value"
			}
			if got := [...]string{codesOf(&text), codesOf(&markup), codesOf(&template)}; got != [...]string{wantText, wantMarkup, ""} {
				t.Errorf("findings of text, markup, template: %q", got)
			}
		})
	}
}

func TestOnlyElements(t *testing.T) {
	const text = "<a>\n<b/> x &amp; y <!-- c --><d/><![CDATA[z]]><?e?>\n</a>"
	var l diag.List
	root := policydoc.Parse(diag.NewSource("p", text), &l).Root()
	var only, all []string
	for _, e := range root.OnlyElements(&l) {
		only = append(only, e.Name)
	}
	for e := range root.Elements() {
		all = append(all, e.Name)
	}
	if diff := cmp.Diff([]string{"b", "d"}, only); diff != "" || !slices.Equal(only, all) {
		t.Errorf("elements (-want +got):\n%s%v", diff, all)
	}
	want := "p:2:6: unexpected-text: text may not stand in <a>, which takes elements only: x &amp; y; remove it\n" +
		"p:2:30: unexpected-text: text may not stand in <a>, which takes elements only: <![CDATA[z]]>; remove it\n"
	if diff := cmp.Diff(want, findings(&l)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestValues(t *testing.T) {
	const text = `<policies><inbound>
	<set-variable name="a" value="@(1)" /> stray
	<send-request><set-url>@("x")</set-url>
		<set-body template="liquid">@(no)<i j="@(no)"/></set-body></send-request>
	<set-body><k l="@(no)">@(no)</k></set-body>
	<set-body>@{ return 2; }</set-body>
</inbound></policies>`
	var l diag.List
	doc := policydoc.Parse(diag.NewSource("p", text), &l)
	var got []string
	for p := range doc.Values(nil, &l) {
		where := p.Element.Name
		if p.Attribute != nil {
			where += "/@" + p.Attribute.Name
		}
		got = append(got, fmt.Sprintf("%s %s", where, describe(p.Value)))
	}
	want := []string{
		"set-variable/@name literal:a",
		"set-variable/@value expression:1",
		`set-url expression:"x"`,
		"set-body/@template literal:liquid",
		`set-body literal:@(no)<i j="@(no)"/>`,
		`set-body literal:<k l="@(no)">@(no)</k>`,
		"set-body statements: return 2; ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	for p := range doc.Values(nil, nil) { // stopping early is allowed
		if p.Element.Name == "set-url" {
			break
		}
	}
}
