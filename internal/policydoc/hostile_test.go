package policydoc_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// TestHostile reads texts that are made to cost more than their length. Were
// the reader quadratic in any of them, the test would run into its time limit.
func TestHostile(t *testing.T) {
	units := map[string]string{
		"nested":                      "<a>",
		"nested in attributes":        `<a b="`,
		"tags without end":            "<a ",
		"attributes":                  ` a="1"`,
		"attributes without value":    " a",
		"comments without end":        "<!--",
		"declarations without end":    "<!A[",
		"declarations":                "<!A[>",
		"CDATA without end":           "<a><![CDATA[",
		"instructions":                "<?",
		"closing tags":                "</a>",
		"closing tags without end":    "</a",
		"comments then elements":      "<!----><a/>",
		"open expressions":            `<a b="@("/>`,
		"open expressions, one quote": `<a b='@("`,
		"open statements":             `<a>@{`,
		"expressions of many names":   "",
		"expressions and entities":    `<a b="@(&quot;"/>`,
		"embedded expressions":        `<a b="x @("c"/>`,
		"mixed expressions":           `<a b="@(1)x@("/>`,
		"quotes":                      `"`,
		"quotes in a tag":             `<a b="@(x"`,
		"line ends in an expression":  "<a b=\"@(\n\n\n\n",
		"ampersands":                  "<a>&",
		"references":                  "<a>&#x000000000000000000000000041;</a>",
		"braces":                      "{",
		"named values":                "<a>{{x}}</a>",
		"interpolated":                `<a>@($"{$"{`,
		"less than":                   "<a><<",
	}
	for name, unit := range units {
		t.Run(name, func(t *testing.T) {
			const size = 128 << 10
			var b strings.Builder
			for i := 0; b.Len() < size-100; i++ {
				if unit != "" {
					b.WriteString(unit)
				} else {
					b.WriteString("<a")
					b.WriteString(strings.Repeat("b", i%50))
					b.WriteString(strings.Repeat("c", i/50%50))
					b.WriteString(">@(")
				}
			}
			texts := []string{"<policies><inbound" + b.String(), "<policies><inbound>" + b.String(), `<policies a="@(` + b.String(), "<policies>@{" + b.String()}
			for _, text := range texts {
				var l diag.List
				doc := policydoc.Parse(diag.NewSource("hostile", text), &l)
				if doc.Print() != text {
					t.Error("prints differently")
				}
				if l.Len() > 1000 {
					t.Errorf("%d findings", l.Len())
				}
				for range doc.Values(nil, nil) {
				}
			}
		})
	}
}
