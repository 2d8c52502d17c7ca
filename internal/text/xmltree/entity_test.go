package xmltree

import (
	"fmt"
	"strings"
	"testing"
)

func TestEntities(t *testing.T) {
	const declared = "<!DOCTYPE a [<!ENTITY e 'x'><!ENTITY b '<b>q</b>'><!ENTITY n '1&e;2'><!ENTITY i '&i;'><!ENTITY o '<b>'><!ENTITY s SYSTEM 'f'>]>"
	tests := []struct{ name, xml, want string }{
		{"text", "<a>&e;</a>", "<a>x</a>"},
		{"text around", "<a> &e; </a>", "<a> x </a>"},
		{"attribute", "<a c='&n;'/>", `<a c="1x2" />`},
		{"nested", "<a>&n;&n;</a>", "<a>1x21x2</a>"},
		{"element", "<a> &b;&e;</a>", "<a><b>q</b>x</a>"},
		{"external", "<a>&s;</a>", "<a></a>"},
		{"of itself", "<a>&i;</a>", "General entity 'i' references itself."},
		{"element in an attribute", "<a c='&b;'/>", "is an invalid attribute character."},
		{"not closed", "<a>&o;</b></a>", "Incomplete entity contents."},
		{"undeclared", "<a>&u;</a>", "Reference to undeclared entity 'u'."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, err := ParseElement(declared+test.xml, Options{DTD: ParseDTD})
			got := ""
			if err != nil {
				got = err.Error()
			} else if got, err = Write(e, WriteOptions{Save: DisableFormatting}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("%s gives %s, want %s", test.xml, got, test.want)
			}
		})
	}
	for name, dtd := range map[string]DTD{"kept": KeepDTD, "prohibited": ProhibitDTD} {
		if _, err := Parse(declared+"<a>&e;</a>", Options{DTD: dtd}); err == nil {
			t.Errorf("%s: the entity is expanded", name)
		}
	}
}

// TestEntityBudget: entities that multiply end at the limit, whatever they contain, and
// what they bring in is charged before.
func TestEntityBudget(t *testing.T) {
	for _, first := range []string{"0123456789", "", "<b/>"} {
		var s strings.Builder
		fmt.Fprintf(&s, "<!DOCTYPE a [<!ENTITY e0 '%s'>", first)
		for i := 1; i < 20; i++ {
			fmt.Fprintf(&s, "<!ENTITY e%d '%s'>", i, strings.Repeat(fmt.Sprintf("&e%d;", i-1), 10))
		}
		s.WriteString("]><a>&e19;</a>")
		_, err := Parse(s.String(), Options{DTD: ParseDTD})
		if err == nil || !strings.Contains(err.Error(), "MaxCharactersFromEntities") {
			t.Errorf("%q: %v", first, err)
		}
	}
	charged := 0
	doc := "<!DOCTYPE a [<!ENTITY e '" + strings.Repeat("x", 1000) + "'>]><a>" + strings.Repeat("&e;", 100) + "</a>"
	if _, err := Parse(doc, Options{DTD: ParseDTD, Charge: func(n int) error { charged += n; return nil }}); err != nil || charged < 100_000 {
		t.Errorf("%d bytes are charged: %v", charged, err)
	}
}
