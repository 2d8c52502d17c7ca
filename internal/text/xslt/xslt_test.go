package xslt

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

const head = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">`

func mustCompile(t testing.TB, body string) *Stylesheet {
	t.Helper()
	s, problems := Compile(head+body+"</xsl:stylesheet>", nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

var errSpent = errors.New("spent")

// budget counts until nothing is left.
func budget(n int) func(int) error {
	return func(k int) error {
		if n -= k; n < 0 {
			return errSpent
		}
		return nil
	}
}

func TestProblemsHavePlaces(t *testing.T) {
	text := head + "\n  <xsl:template match=\"/\">\n    <a b=\"{1 +}\"/>\n    <xsl:nope/>\n  </xsl:template>\n  <xsl:template match=\"a[\"/>\n</xsl:stylesheet>"
	_, problems := Compile(text, nil)
	var got []string
	for _, p := range problems {
		got = append(got, text[p.At:p.End])
	}
	want := "{1 +}|xsl:nope|a["
	if strings.Join(got, "|") != want {
		t.Errorf("got %q, want %s", got, want)
	}
	_, problems = Compile(head+"\n <a></b>", nil)
	if len(problems) != 1 || problems[0].At != len(head)+7 {
		t.Errorf("a mistake in the XML: %+v", problems)
	}
}

func TestNamespacesAround(t *testing.T) {
	s, problems := Compile(`<xsl:stylesheet version="1.0"><xsl:template match="/"><p:a/></xsl:template></xsl:stylesheet>`,
		map[string]string{"xsl": "http://www.w3.org/1999/XSL/Transform", "p": "urn:p"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	out, err := s.Transform("<r/>", Options{})
	if want := `<?xml version="1.0" encoding="utf-8"?><p:a xmlns:p="urn:p" />`; err != nil || out != want {
		t.Errorf("got %s, %v", out, err)
	}
}

func TestHostile(t *testing.T) {
	deep := strings.Repeat("<a>", 4000) + strings.Repeat("</a>", 4000)
	wide := "<r>" + strings.Repeat("<i>1</i>", 4000) + "</r>"
	for _, c := range []struct {
		name, body, xml string
		steps, memory   int
		want            string // part of the error, empty for none
	}{
		{"a template that calls itself", `<xsl:template match="/" name="t"><xsl:call-template name="t"/></xsl:template>`, "<r/>", 1e6, 1e8, "levels deep"},
		{"variables that need each other", `<xsl:variable name="a" select="$b"/><xsl:variable name="b" select="$a"/><xsl:template match="/"><xsl:value-of select="$a"/></xsl:template>`, "<r/>", 1e6, 1e8, "circular"},
		{"attribute sets that need each other", `<xsl:attribute-set name="a" use-attribute-sets="b"/><xsl:attribute-set name="b" use-attribute-sets="a"/><xsl:template match="/"><o xsl:use-attribute-sets="a"/></xsl:template>`, "<r/>", 1e6, 1e8, "Circular"},
		{"a key that needs itself", `<xsl:key name="k" match="i[key('k','1')]" use="."/><xsl:template match="/"><o><xsl:copy-of select="key('k','1')"/></o></xsl:template>`, wide, 1e7, 1e8, "circular"},
		{"a deep document", `<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>`, deep, 1e6, 1e8, ""},
		{"a document deeper than any", `<xsl:template match="/"/>`, strings.Repeat("<a>", 5000) + strings.Repeat("</a>", 5000), 1e6, 1e8, "MaxDepth"},
		{"entities", `<xsl:template match="/"><xsl:value-of select="."/></xsl:template>`, `<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>`, 1e6, 1e8, "undeclared entity"},
		{"a text that doubles", `<xsl:template match="/"><xsl:call-template name="t"><xsl:with-param name="s" select="'xxxxxxxx'"/></xsl:call-template></xsl:template><xsl:template name="t"><xsl:param name="s"/><xsl:call-template name="t"><xsl:with-param name="s" select="concat($s,$s)"/></xsl:call-template></xsl:template>`, "<r/>", 1e6, 1e8, "spent"},
		{"a result that grows", `<xsl:template match="i"><xsl:copy-of select="/"/></xsl:template>`, wide, 1e9, 5e7, "spent"},
		{"every node with every other", `<xsl:template match="i"><xsl:value-of select="count(//i[. = current()])"/></xsl:template>`, wide, 1e6, 1e8, "spent"},
		{"numbers of siblings", `<xsl:template match="i"><xsl:number/></xsl:template>`, wide, 1e6, 1e8, "spent"},
		{"positions in patterns", `<xsl:template match="i[position() mod 2 = 0]">x</xsl:template>`, wide, 1e7, 1e8, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mustCompile(t, c.body)
			_, err := s.Transform(c.xml, Options{Step: budget(c.steps), Charge: budget(c.memory)})
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	for _, c := range []struct{ encoding, method, in, want string }{
		{"", "xml", "é€", "é€"},
		{"iso-8859-1", "xml", "é€", "\xe9&#x20AC;"},
		{"us-ascii", "xml", "é", "&#xE9;"},
		{"us-ascii", "text", "é", "?"},
		{"windows-1252", "xml", "é€\u4e00", "\xe9\x80&#x4E00;"},
		{"utf-16", "xml", "é", "\xff\xfe\xe9\x00"},
		{"utf-16be", "xml", "é", "\xfe\xff\x00\xe9"},
	} {
		if got := (Output{Encoding: c.encoding, Method: c.method}).Encode(c.in); string(got) != c.want {
			t.Errorf("%s %s: got %q, want %q", c.encoding, c.in, got, c.want)
		}
	}
}

func FuzzTransform(f *testing.F) {
	f.Add(head+`<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template></xsl:stylesheet>`, "<a b='1'><c/>t<!--x--></a>")
	f.Add(head+`<xsl:output method="html"/><xsl:key name="k" match="i" use="@a"/><xsl:template match="/"><p><xsl:for-each select="//i"><xsl:sort/><xsl:number level="any" format="1.a"/><xsl:value-of select="format-number(key('k','1'),'#,##0.00')"/></xsl:for-each></p></xsl:template></xsl:stylesheet>`, "<r><i a='1'>2</i></r>")
	f.Add(head+`<xsl:template match="r[2]//a|key('x','y')"><xsl:element name="{.}" namespace="{@n}"><xsl:attribute name="{@b}"/></xsl:element></xsl:template></xsl:stylesheet>`, "<r/>")
	f.Fuzz(func(t *testing.T, sheet, xml string) {
		s, problems := Compile(sheet, nil)
		if len(problems) > 0 {
			for _, p := range problems {
				if p.At < 0 || p.At > p.End || p.End > len(sheet) {
					t.Fatalf("a place outside of the text: %+v", p)
				}
			}
			return
		}
		_, _ = s.Transform(xml, Options{Step: budget(100000), Charge: budget(10 << 20)})
	})
}

func BenchmarkIdentity(b *testing.B) {
	s := mustCompile(b, `<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>`)
	xml := "<r>" + strings.Repeat("<item id='1'><name>x</name><price>2</price></item>", 100) + "</r>"
	b.ReportAllocs()
	b.SetBytes(int64(len(xml)))
	for b.Loop() {
		if _, err := s.Transform(xml, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	text := head + `<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template></xsl:stylesheet>`
	b.ReportAllocs()
	for b.Loop() {
		Compile(text, nil)
	}
}

// TestManyAttributes: of attributes of one name the later one counts, at its place,
// however many there are.
func TestManyAttributes(t *testing.T) {
	for _, n := range []int{3, 100} {
		var in, want strings.Builder
		in.WriteString("<a")
		want.WriteString("<a")
		for i := range n {
			fmt.Fprintf(&in, ` k%d="%d"`, i, i)
			if i != 1 {
				fmt.Fprintf(&want, ` k%d="%d"`, i, i)
			}
		}
		in.WriteString("/>")
		want.WriteString(` k1="later" />`)
		s := mustCompile(t, `<xsl:output omit-xml-declaration="yes"/><xsl:template match="a"><a><xsl:copy-of select="@*"/><xsl:attribute name="k1">late</xsl:attribute><xsl:attribute name="k1">later</xsl:attribute></a></xsl:template>`)
		out, err := s.Transform(in.String(), Options{})
		if err != nil || out != want.String() {
			t.Errorf("got %s, %v, want %s", out, err, want.String())
		}
	}
}

// TestDeclarationsCount: what a start tag with many declarations costs is counted.
func TestDeclarationsCount(t *testing.T) {
	var in strings.Builder
	in.WriteString("<a")
	for i := range 1000 {
		fmt.Fprintf(&in, ` xmlns:p%d="u%d" p%d:a=""`, i, i, i)
	}
	in.WriteString("/>")
	s := mustCompile(t, `<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>`)
	if _, err := s.Transform(in.String(), Options{Step: budget(500_000)}); !errors.Is(err, errSpent) {
		t.Errorf("a million comparisons: %v", err)
	}
}
