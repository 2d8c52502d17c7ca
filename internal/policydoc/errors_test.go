package policydoc_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

func TestMistakes(t *testing.T) {
	tests := []struct {
		name, text string
		want       string // as WriteLines writes, "|" in place of the path
	}{
		{"nothing", "", "|1:1: xml-syntax: there is no root element; a policy document is <policies>...</policies> or <fragment>...</fragment>\n"},
		{"text only", "hi", "|1:1: xml-syntax: text stands outside the root element: hi; remove it\n|1:3: xml-syntax: there is no root element; a policy document is <policies>...</policies> or <fragment>...</fragment>\n"},
		{"text behind the root", "<a/>\nx y\n", "|2:1: xml-syntax: text stands outside the root element: x y; remove it\n"},
		{"CDATA outside", "<a/><![CDATA[x]]>", "|1:5: xml-syntax: a CDATA section stands outside the root element; remove it\n"},
		{"second root", "<a/>\n<b/>", "|2:2: xml-syntax: <b> is a second root element; a document has one\n"},
		{"document type", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "|1:1: xml-syntax: <!DOCTYPE a [<!ENTITY x SYSTEM 'file:///...: declarations may not stand in a policy document; remove it, or write <!-- to start a comment\n|1:58: xml-syntax: the entity &x; is not defined in XML; write the character itself or its number (&#160;)\n"},
		{"not UTF-8", "<a>\n\xff</a>", "|2:1: xml-syntax: byte 0xff is not UTF-8; save the document as UTF-8\n"},
		{"UTF-16", "\xff\xfe<\x00a\x00", "|1:1: xml-syntax: the document is in UTF-16; save it as UTF-8\n"},
		{"control character", "<a>\x01\x02</a>", "|1:4: xml-syntax: character U+0001 may not stand in a document; remove it\n"},

		{"never closed", "<a>\n<b>", "|1:2: xml-syntax: <a> is never closed; add </a>\n|2:2: xml-syntax: <b> is never closed; add </b>\n"},
		{"closed too early", "<a>\n<b>\n</a>", "|3:1: xml-syntax: </a> stands here, but <b> is still open; add </b> before it\n"},
		{"closed crosswise", "<r><a><b></a></b></r>", "|1:10: xml-syntax: </a> stands here, but <b> is still open; add </b> before it\n"},
		{"closed twice", "<r><a></a></a></r>", "|1:11: xml-syntax: </a> closes nothing: the open element is <r>; remove it, or open <a> before it\n"},
		{"closed behind the end", "<r></r></r>", "|1:8: xml-syntax: </r> closes nothing: no element is open here; remove it\n"},
		{"closing tag misspelt", "<r><set-header></set-heder><b/></r>", "|1:18: xml-syntax: </set-heder> does not close <set-header>; write </set-header>\n"},
		{"closing tag of another name", "<r><a>x</zzz></r>", "|1:10: xml-syntax: </zzz> does not close <a>; write </a>\n"},
		{"closing tag without name", "<r><a></></r>", "|1:9: xml-syntax: </> does not close <a>; write </a>\n"},
		{"closing tag with more", "<r><a></a b></r>", "|1:10: xml-syntax: only white space may follow the name in the closing tag </a>\n"},
		{"closing tag not closed", "<r><a></a<b/></r>", "|1:7: xml-syntax: the closing tag </a is not closed; add >\n"},
		{"closing tag at the end", "<r></r", "|1:4: xml-syntax: the closing tag </r is not closed; add >\n"},
		{"tag not closed", "<r>\n<a b='1'\n<c/></r>", "|2:1: xml-syntax: the tag <a is not closed; add > or />\n|3:5: xml-syntax: </r> stands here, but <a> is still open; add </a> before it\n"},
		{"tag not closed before a closing tag", "<r><a </r>", "|1:4: xml-syntax: the tag <a is not closed; add > or />\n"},
		{"tag not closed at the end", "<r><a", "|1:2: xml-syntax: <r> is never closed; add </r>\n|1:4: xml-syntax: the tag <a is not closed; add > or />\n"},

		{"attribute twice", `<a b="1" c="2" b="3"/>`, "|1:16: duplicate-attribute: <a> has the attribute b twice; remove one\n"},
		{"attribute without value", `<a b c="1"/>`, "|1:4: xml-syntax: attribute b of <a> has no value; write b=\"...\"\n"},
		{"attribute without quotes", `<a b=1 c=@(d["e"]) f="1"/>`, "|1:4: xml-syntax: the value of attribute b of <a> is not in quotes; write b=\"...\"\n|1:8: xml-syntax: the value of attribute c of <a> is not in quotes; write c=\"...\"\n"},
		{"attributes without space", `<a b="1"c="2"/>`, "|1:9: xml-syntax: white space is missing before the attribute c in <a>\n"},
		{"attribute not closed", "<r>\n<a b=\"1>\n<c d=\"2\"/></a></r>", "|2:4: xml-syntax: the value of attribute b of <a> is not closed; add \"\n"},
		{"attribute not closed, tag closes itself", "<r>\n<a b=\"1/>\n<c d=\"2\"/></r>", "|2:4: xml-syntax: the value of attribute b of <a> is not closed; add \"\n"},
		{"attribute not closed, another follows", `<a b="1 c="2"/>`, "|1:4: xml-syntax: the value of attribute b of <a> is not closed; add \"\n"},
		{"attribute not closed at the end", "<a b='1", "|1:1: xml-syntax: the tag <a is not closed; add > or />\n|1:4: xml-syntax: the value of attribute b of <a> is not closed; add '\n"},
		{"attribute, expression not closed", "<r>\n<a b=\"@(1 == 1)>\n<c/></a></r>", "|2:4: xml-syntax: the value of attribute b of <a> is not closed; add \"\n"},
		{"quotes in an attribute", `<a b="1"2"3" c="4"/>`, "|1:9: xml-syntax: 2\"3\" is unexpected in the tag <a>; after its name only attributes may stand, and a \" inside an attribute is written &quot;\n"},
		{"less than in an attribute", `<a b="1 < 2"/>`, "|1:9: xml-syntax: < in the value of attribute b; write &lt;\n"},
		{"ampersand in an attribute", `<a b="?x=1&y=2&z;"/>`, "|1:11: xml-syntax: & outside an expression starts no entity; write &amp;\n|1:15: xml-syntax: the entity &z; is not defined in XML; write the character itself or its number (&#160;)\n"},
		{"text in a tag", `<a $x b="1"/>`, "|1:4: xml-syntax: $x is unexpected in the tag <a>; after its name only attributes may stand, and a \" inside an attribute is written &quot;\n"},

		{"less than in text", "<a>1 < 2</a>", "|1:6: xml-syntax: < outside an expression starts no tag here; write &lt;\n"},
		{"ampersands in text", "<a>x & y && &#0; &#xD800;</a>", "|1:6: xml-syntax: & outside an expression starts no entity; write &amp;\n|1:10: xml-syntax: & outside an expression starts no entity; write &amp;\n|1:11: xml-syntax: & outside an expression starts no entity; write &amp;\n|1:13: xml-syntax: & outside an expression starts no entity; write &amp;\n|1:18: xml-syntax: & outside an expression starts no entity; write &amp;\n"},
		{"CDATA end in text", "<a>x]]>y</a>", "|1:5: xml-syntax: ]]> may not stand in text; write ]]&gt;\n"},
		{"comment never closed", "<a><!-- x\n<b></c></a>", "|1:4: xml-syntax: the comment is never closed; add -->\n|2:6: xml-syntax: </c> does not close <b>; write </b>\n"},
		{"CDATA never closed", "<a><![CDATA[ x\n</a>", "|1:4: xml-syntax: the CDATA section is never closed; add ]]>\n"},
		{"instruction never closed", "<?xml version='1.0'>\n<a/>", "|1:1: xml-syntax: the processing instruction is never closed; add ?>\n"},

		{"expression never ends", `<r><a b="@(c["d"]"/><e/></r>`, "|1:10: xml-syntax: the expression in attribute b of <a> does not end: no ) matches its opening @(; check its brackets and quotes\n"},
		{"expression never ends, later brackets", "<r>\n<a b=\"@(c[\"d\"]\"/>\n<a b=\"@(e(c[\"d\"]))\"/>\n</r>", "|2:7: xml-syntax: the expression in attribute b of <a> does not end: no ) matches its opening @(; check its brackets and quotes\n"},
		{"statements never end", "<r><a>@{ if (x) { return 1; }</a><b/></r>", "|1:7: xml-syntax: the expression in <a> does not end: no } matches its opening @{; check its brackets and quotes\n"},
		{"text expression never ends, later brackets", "<r><a>@(b</a><c>@(e(d))</c></r>", "|1:7: xml-syntax: the expression in <a> does not end: no ) matches its opening @(; check its brackets and quotes\n"},
		{"expression at the end", `<a b="@(c`, "|1:1: xml-syntax: the tag <a is not closed; add > or />\n|1:7: xml-syntax: the expression in attribute b of <a> does not end: no ) matches its opening @(; check its brackets and quotes\n"},

		{"several", "<r>\n<a b=1/>\n<c>&</c>\n<d e=\"@(\"/>\n<f></g>\n</r>\n<h/>",
			"|2:4: xml-syntax: the value of attribute b of <a> is not in quotes; write b=\"...\"\n|3:4: xml-syntax: & outside an expression starts no entity; write &amp;\n|4:7: xml-syntax: the expression in attribute e of <d> does not end: no ) matches its opening @(; check its brackets and quotes\n|5:6: xml-syntax: </g> does not close <f>; write </f>\n|7:2: xml-syntax: <h> is a second root element; a document has one\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			doc := policydoc.Parse(diag.NewSource("p", tt.text), &l)
			for range doc.Values(nil, &l) { // values add nothing to what is broken
			}
			got := strings.ReplaceAll(findings(&l), "p:", "|")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if got := doc.Print(); got != tt.text {
				t.Errorf("prints %q", got)
			}
			if !l.HasErrors() {
				t.Error("no error")
			}
		})
	}
}

// TestMistakesNamePlaces checks the second places of findings.
func TestMistakesNamePlaces(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // message: text at the place
	}{
		{"closed too early", "<a><b></a>", []string{"<b> opens here: b"}},
		{"misspelt", "<bb></b>", []string{"<bb> opens here: bb"}},
		{"stray", "<a></b> </a>", []string{"<a> opens here: a"}},
		{"attribute twice", "<a b='1' b='2'/>", []string{"the first one: b"}},
		{"second root", "<a/><b/>", []string{"the first one: a"}},
		{"bracket left open", `<a b="@(c(d[1)"/>`, []string{"this bracket is left open: ["}},
		{"bracket left open in text", "<a>@{ if (x { return 1; }</a>", []string{"this bracket is left open: ("}},
		{"string left open", "<a>@{ return \"x;\n}</a>", nil},
		{"string left open in brackets", "<a>@{ return f(\"x);\n</a>", []string{`CS1010 Newline in constant: "x);`, "this bracket is left open: ("}},
		{"encoded", "<a b='@(c(&quot;)&quot;'/>", []string{"this bracket is left open: ("}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			policydoc.Parse(diag.NewSource("p", tt.text), &l)
			var got []string
			for _, d := range l.All() {
				for _, r := range d.Related {
					loc := r.Source.Resolve(r.Span)[0]
					got = append(got, r.Message+": "+tt.text[loc.Span.Start:loc.Span.End])
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("related (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	limits := policydoc.Limits{Bytes: 40, Depth: 3}
	tests := []struct{ name, text, want string }{
		{"as deep as allowed", "<a><b><c/></b></a>", ""},
		{"too deep", "<a><b><c><d></d></c></b></a>", "p:1:11: xml-syntax: elements are nested more than 3 deep; the rest is not read\n"},
		{"as long as allowed", "<a>" + strings.Repeat("x", 33) + "</a>", ""},
		{"too long", "<a>" + strings.Repeat("x", 34) + "</a>", "p:1:1: xml-syntax: the document has 41 bytes; at most 40 are read\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			doc := policydoc.ParseWithin(limits, diag.NewSource("p", tt.text), &l)
			if diff := cmp.Diff(tt.want, findings(&l)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if got := doc.Print(); got != tt.text {
				t.Errorf("prints %q", got)
			}
		})
	}
}
