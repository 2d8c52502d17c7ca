package policydoc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// outline writes a node as (name attribute=raw ... children), text in quotes.
func outline(n policydoc.Node) string {
	switch n := n.(type) {
	case *policydoc.Element:
		var b strings.Builder
		b.WriteString("(" + n.Name)
		for _, a := range n.Attributes {
			fmt.Fprintf(&b, " %s=%s", a.Name, a.Raw)
		}
		for _, c := range n.Children {
			b.WriteString(" " + outline(c))
		}
		return b.String() + ")"
	case *policydoc.Text:
		return fmt.Sprintf("%q", n.Raw)
	case *policydoc.CData:
		return "cdata:" + n.Raw
	case *policydoc.Comment:
		return "comment:" + n.Raw
	case *policydoc.ProcInst:
		return "pi:" + n.Raw
	case *policydoc.Skipped:
		return "skipped:" + n.Raw
	}
	return fmt.Sprintf("%T", n)
}

func outlineAll(nodes []policydoc.Node) string {
	var out []string
	for _, n := range nodes {
		out = append(out, outline(n))
	}
	return strings.Join(out, " ")
}

// findings returns the list as one line a diagnostic.
func findings(l *diag.List) string {
	var b strings.Builder
	if err := diag.WriteLines(&b, l.All()); err != nil {
		panic(err)
	}
	return b.String()
}

// TestParse: what is an element, an attribute or text, expressions as people write
// them included (policies/00-documents-and-pipeline.md, test 3).
func TestParse(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty element", `<a/>`, `(a)`},
		{"white space in tags", "<a\n\tb = '1'\r\n />", `(a b=1)`},
		{"content", `<a>x<b>y</b>z</a>`, `(a "x" (b "y") "z")`},
		{"closing tag with space", "<a></a \n>", `(a)`},
		{"prefix and unusual names", `<x:a-1.b _c="1" é="2"/>`, `(x:a-1.b _c=1 é=2)`},
		{"byte order mark", "\ufeff<a/>", `(a)`},
		{"declaration", `<?xml version="1.0"?><a/>`, `pi:<?xml version="1.0"?> (a)`},
		{"comments around the root", `<!-- 1 --><a/><!-- 2 -->`, `comment:<!-- 1 --> (a) comment:<!-- 2 -->`},
		{"comment with dashes", `<a><!-- x -- y --- z --></a>`, `(a comment:<!-- x -- y --- z -->)`},
		{"comment that looks closed twice", `<a><!--> text <--></a>`, `(a comment:<!--> text <-->)`},
		{"empty comment", `<a><!----></a>`, `(a comment:<!---->)`},
		{"comment with an expression", `<a><!-- <b c="@(x["y"])"> --></a>`, `(a comment:<!-- <b c="@(x["y"])"> -->)`},
		{"CDATA", `<a><![CDATA[<b>&x]] ]]></a>`, `(a cdata:<![CDATA[<b>&x]] ]]>)`},
		{"references", `<a b="&lt;&#65;">&amp;&#x41;</a>`, `(a b=&lt;&#65; "&amp;&#x41;")`},
		{"greater than in values", `<a b="x > y">z > w</a>`, `(a b=x > y "z > w")`},
		{"other quote in a value", `<a b='x"y' c="x'y"/>`, `(a b=x"y c=x'y)`},
		{"mixed line ends", "<a b=\"1\r2\r\n3\n4\">\r\n</a>", `(a b=` + "1\r2\r\n3\n4" + ` "\r\n")`},

		{"attribute, raw quotes", `<a b="@(c["d"])" e="f"/>`, `(a b=@(c["d"]) e=f)`},
		{"attribute, raw operators", `<a b="@(c < d && e > f)"/>`, `(a b=@(c < d && e > f))`},
		{"attribute, a condition", `<when condition="@(context.Request.Headers.GetValueOrDefault("a","b") == "x" && 1 < 2)"/>`, `(when condition=@(context.Request.Headers.GetValueOrDefault("a","b") == "x" && 1 < 2))`},
		{"attribute, encoded quotes", `<a b="@(c[&quot;d&quot;])"/>`, `(a b=@(c[&quot;d&quot;]))`},
		{"attribute, encoded bracket in a string", `<a b="@(c + &quot;)&quot;)" d="1"/>`, `(a b=@(c + &quot;)&quot;) d=1)`},
		{"attribute, both styles of quotes", `<a b="@(c["d"] + &quot;)&quot;)" e="1"/>`, `(a b=@(c["d"] + &quot;)&quot;) e=1)`},
		{"attribute, raw quotes and encoded operators", `<a b="@(c["d"] &gt; 1 &amp;&amp; e)"/>`, `(a b=@(c["d"] &gt; 1 &amp;&amp; e))`},
		{"attribute, single quotes", `<a b='@(c["d"])'/>`, `(a b=@(c["d"]))`},
		{"attribute, single quotes and a character", `<a b='@(c == 'd' || e == '"')'/>`, `(a b=@(c == 'd' || e == '"'))`},
		{"attribute, brackets in strings", `<a b="@(")" + @"\" + $"{c(")")}" + ')')"/>`, `(a b=@(")" + @"\" + $"{c(")")}" + ')'))`},
		{"attribute, brackets in comments", "<a b=\"@{ // \")\n return 1; /* } */ }\"/>", "(a b=@{ // \")\n return 1; /* } */ })"},
		{"attribute, white space around", "<a b=\" \n@(c[\"d\"])\t\" />", "(a b= \n@(c[\"d\"])\t)"},
		{"attribute, text behind", `<a b="@(c["d"])ms" e="1"/>`, `(a b=@(c["d"])ms e=1)`},
		{"attribute, text before", `<a b="Bearer @(c["d"])" e="1"/>`, `(a b=Bearer @(c["d"]) e=1)`},
		{"attribute, tags in strings", `<a b="@("<c d=\"1\"/>" + "</a>")"/>`, `(a b=@("<c d=\"1\"/>" + "</a>"))`},

		{"text, raw", `<a>@(b < c && d["e"] > 1)</a>`, `(a "@(b < c && d[\"e\"] > 1)")`},
		{"text, tags in strings", `<a>@("<b>" + c + "</b></a>")</a>`, `(a "@(\"<b>\" + c + \"</b></a>\")")`},
		{"text, generics", "<a>\n@{ var l = new List<string>(); return l; }\n</a>", `(a "\n@{ var l = new List<string>(); return l; }\n")`},
		{"text, encoded", `<a>@(b &lt; c)</a>`, `(a "@(b &lt; c)")`},
		{"text, encoded quotes and raw tags", `<a>@(&quot;<b></b>&quot; + ')')</a>`, `(a "@(&quot;<b></b>&quot; + ')')")`},
		{"text, comment before", `<a><!-- x -->@(b < c)</a>`, `(a comment:<!-- x --> "@(b < c)")`},
		{"text, literal that holds an at sign", `<a>user@(host</a>`, `(a "user@(host")`},
		{"text, expression that is not first", `<a><b/>@(<c/></a>`, `(a (b) "@(" (c))`},
		{"text, comment looking at division", `<a>@(b </* c */ d)</a>`, `(a "@(b </* c */ d)")`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			doc := policydoc.Parse(diag.NewSource("p.xml", tt.text), &l)
			if diff := cmp.Diff(tt.want, outlineAll(doc.Nodes)); diff != "" {
				t.Errorf("outline (-want +got):\n%s", diff)
			}
			if l.Len() > 0 {
				t.Errorf("findings:\n%s", findings(&l))
			}
			if got := doc.Print(); got != tt.text {
				t.Errorf("prints %q", got)
			}
		})
	}
}

func TestSpans(t *testing.T) {
	const text = "\ufeff<policies>\n  <inbound a = '1' b=\"@(c)\">x</inbound>\n  <backend/>\n</policies>"
	var l diag.List
	doc := policydoc.Parse(diag.NewSource("p.xml", text), &l)
	at := func(s diag.Span) string { return text[s.Start:s.End] }
	root := doc.Root()
	inbound := root.Children[1].(*policydoc.Element)
	backend := root.Children[3].(*policydoc.Element)
	a, b := inbound.Attributes[0], inbound.Attribute("b")
	got := []string{
		at(root.Open), at(root.Close), at(root.NameSpan),
		at(inbound.Span()), at(inbound.Open), at(inbound.Close), at(inbound.Children[0].Span()),
		at(a.Span()), at(a.NameSpan), at(a.ValueSpan), at(b.Span()), at(b.ValueSpan),
		at(backend.Span()), at(backend.Close), at(root.Children[0].Span()),
	}
	want := []string{
		"<policies>", "</policies>", "policies",
		`<inbound a = '1' b="@(c)">x</inbound>`, `<inbound a = '1' b="@(c)">`, "</inbound>", "x",
		"a = '1'", "a", "1", `b="@(c)"`, "@(c)",
		"<backend/>", "", "\n  ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	if !backend.SelfClosing || inbound.SelfClosing || inbound.Parent != root || root.Parent != nil || a.Quote != '\'' || doc.BOM != "\ufeff" {
		t.Errorf("details: %+v %+v %+v %q", backend, inbound, a, doc.BOM)
	}
}

func TestPrintEdited(t *testing.T) {
	const text = "<?xml?>\r\n<policies ><!-- c -->\r\n\t<inbound a='1'  b=\"@(c[\"d\"])\" >x &amp; y</inbound >\r\n</policies>\n"
	const want = "<?xml?>\r\n<policies ><!-- c -->\r\n\t<inbound a='it&apos;s \"&lt;&amp;>'  b=\"@(c[\"e\"])\" >1 &lt; 2<extra /></inbound >\r\n</policies>\n"
	var l diag.List
	doc := policydoc.Parse(diag.NewSource("p.xml", text), &l)
	inbound := doc.Root().Children[2].(*policydoc.Element)
	inbound.Attribute("a").Raw = policydoc.EscapeAttribute(`it's "<&>`, '\'')
	inbound.Attribute("b").Raw = `@(c["e"])`
	inbound.Children[0].(*policydoc.Text).Raw = policydoc.EscapeText("1 < 2")
	inbound.Children = append(inbound.Children, &policydoc.Element{Name: "extra", Tail: " />"})
	if diff := cmp.Diff(want, doc.Print()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
}

func TestEscapesReadBack(t *testing.T) {
	for _, text := range []string{"", "plain", `<a b="c">&amp;'</a>`, "]]>", "tab\tand\r\nline"} {
		for _, quote := range []string{`"`, "'"} {
			doc := "<a b=" + quote + policydoc.EscapeAttribute(text, quote[0]) + quote + ">" + policydoc.EscapeText(text) + "</a>"
			var l diag.List
			root := policydoc.Parse(diag.NewSource("p.xml", doc), &l).Root()
			got := []string{root.Attribute("b").Value(nil, &l).Text(), root.Text(nil, &l).Text()}
			if diff := cmp.Diff([]string{text, text}, got); diff != "" || l.Len() > 0 {
				t.Errorf("%s: %s%s", doc, diff, findings(&l))
			}
		}
	}
}

func TestSniff(t *testing.T) {
	tests := []struct {
		name, text string
		root       string
		want       policydoc.Shape
	}{
		{"policies", "<policies>", "policies", policydoc.Policies},
		{"fragment", "\ufeff<?xml version='1.0'?>\n<!-- <policies> --><fragment ", "fragment", policydoc.Fragment},
		{"resolver", "<http-data-source>", "http-data-source", policydoc.Resolver},
		{"sql resolver", "<sql-data-source/>", "sql-data-source", policydoc.Resolver},
		{"cosmos resolver", "<cosmosdb-data-source/>", "cosmosdb-data-source", policydoc.Resolver},
		{"other XML", "<!DOCTYPE x><Project/>", "Project", policydoc.Other},
		{"longer name", "<policies2>", "policies2", policydoc.Other},
		{"upper case", "<Policies>", "Policies", policydoc.Other},
		{"no XML", "hello <policies>", "", policydoc.Other},
		{"unclosed comment", "<!-- <policies>", "", policydoc.Other},
		{"lone bracket", "<", "", policydoc.Other},
		{"empty", "", "", policydoc.Other},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := policydoc.RootName(tt.text); got != tt.root {
				t.Errorf("RootName = %q, want %q", got, tt.root)
			}
			if got := policydoc.Sniff(tt.text); got != tt.want {
				t.Errorf("Sniff = %v, want %v", got, tt.want)
			}
		})
	}
}
