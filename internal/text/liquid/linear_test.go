package liquid

import (
	"strings"
	"testing"
)

// TestHostileMarkup parses markup that would make careless scanners quadratic,
// or DotLiquid's regular expressions exponential. The test is that it ends.
func TestHostileMarkup(t *testing.T) {
	const n = 200_000
	for name, template := range map[string]string{
		"blanks before or":    "{% if a and" + strings.Repeat(" ", n) + "or b %}{% endif %}",
		"brackets":            "{{ a" + strings.Repeat("[", n) + " }}",
		"closed brackets":     "{{ a" + strings.Repeat("[b]", n) + " }}",
		"bars":                "{{ a" + strings.Repeat("|", n) + " }}",
		"filters":             "{{ a" + strings.Repeat("|x:1", n) + " }}",
		"commas":              "{{ a | x" + strings.Repeat(",", n) + " }}",
		"quotes":              "{{ a | x" + strings.Repeat(`"'"`, n) + " }}",
		"colons":              "{% for a in b " + strings.Repeat("x:", n) + " %}{% endfor %}",
		"words":               "{% for " + strings.Repeat("x ", n) + "in y %}{% endfor %}",
		"names of cycles":     "{% cycle " + strings.Repeat("x:", n) + " %}",
		"values of when":      "{% case a %}{% when 1" + strings.Repeat(" or 1", n) + " %}{% endcase %}",
		"conditions":          "{% if a" + strings.Repeat(" == a", n) + " %}{% endif %}",
		"equals signs":        "{% assign " + strings.Repeat("x ", n) + "= 1 %}",
		"hyphens":             strings.Repeat("{{ a -}} ", n/10),
		"open comments":       strings.Repeat("{% comment %}{% endcomment %}", n/10),
		"dots":                "{{ " + strings.Repeat("a.", n) + "b }}",
		"dots of a range":     "{{ (" + strings.Repeat("..", n) + ") }}",
		"ends of nothing":     strings.Repeat("{% raw %}{%", 1) + strings.Repeat(" {%", n) + "{% endraw %}",
		"hyphens and nothing": strings.Repeat("-}}", n),
	} {
		t.Run(name, func(t *testing.T) {
			parsed, bad := Parse(template)
			if bad != nil {
				return
			}
			if out, err := parsed.Render(scope{"a": "x"}, Options{}); err == nil && len(out) > len(template) {
				t.Errorf("%d bytes", len(out))
			}
		})
	}
}
