package policydocs

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// finding is a diagnostic that a document has to get: its code and the text it
// points at.
type finding struct {
	code diag.Code
	text string
}

// TestMistakes writes every kind of mistake into every element of every policy and
// looks whether each is found where it stands, all of one document together.
func TestMistakes(t *testing.T) {
	env := &expr.Env{Universe: bcl.Default().Universe, Context: bcl.Default().Universe.MustLookup("Apim.IExpressionContext", 0)}
	registry := policies.Builtin()
	for _, d := range registry.Definitions() {
		elements := map[string][]feature{}
		for _, f := range featuresOf(d) {
			// An element of another language holds what that language says.
			if (!f.refused || f.attribute != "") && !strings.Contains(f.path[len(f.path)-1], ":") {
				k := strings.Join(f.path, "/")
				elements[k] = append(elements[k], f)
			}
		}
		for k, list := range elements {
			t.Run(k, func(t *testing.T) {
				for _, m := range []struct {
					inner string
					want  []finding
				}{wrongValues(list), tooLarge(list), computed(list), misspelt(list), twice(list), missing(list), wrongContent(list), blank(list, ""), blank(list, " \t"), controls(list)} {
					if len(m.want) > 0 {
						expect(t, registry, env, document(d, list[0].path, m.inner), m.want)
					}
				}
			})
		}
	}
}

type mistake = struct {
	inner string // attributes, ">" and content
	want  []finding
}

// wrongValues gives each attribute a value of no type it takes, and one that is
// refused any.
func wrongValues(list []feature) (m mistake) {
	for i, f := range list {
		value := fmt.Sprintf("wrong %d", i)
		switch {
		case f.attribute == "":
			continue
		case f.refused:
			m.want = append(m.want, finding{diag.NotSupported, f.attribute})
		case len(f.values) > 0 || f.takes == "bool" || f.takes == "int":
			m.want = append(m.want, finding{diag.InvalidValue, value})
		default:
			continue
		}
		m.inner += fmt.Sprintf(" %s=%q", f.attribute, value)
	}
	m.inner += ">"
	return m
}

// tooLarge gives each number a value that no number is.
func tooLarge(list []feature) (m mistake) {
	for i, f := range list {
		if f.attribute != "" && f.takes == "int" && !f.refused {
			value := fmt.Sprintf("99999999999999999%03d", i)
			m.inner += fmt.Sprintf(" %s=%q", f.attribute, value)
			m.want = append(m.want, finding{diag.InvalidValue, value})
		}
	}
	m.inner += ">"
	return m
}

// twice writes each attribute a second time.
func twice(list []feature) (m mistake) {
	for _, f := range list {
		if f.attribute != "" && !f.refused {
			m.inner += fmt.Sprintf(" %s=\"1\" %[1]s=\"1\"", f.attribute)
			m.want = append(m.want, finding{diag.DuplicateAttribute, f.attribute})
		}
	}
	m.inner += ">"
	return m
}

// TestChildrenTwice writes each element that may stand once twice into its parent.
func TestChildrenTwice(t *testing.T) {
	env := &expr.Env{Universe: bcl.Default().Universe, Context: bcl.Default().Universe.MustLookup("Apim.IExpressionContext", 0)}
	registry := policies.Builtin()
	for _, d := range registry.Definitions() {
		var visit func(path []string, s *policy.Schema)
		visit = func(path []string, s *policy.Schema) {
			inner, want := ">", []finding(nil)
			for _, e := range s.Elements {
				if e.Schema != nil {
					visit(append(path[:len(path):len(path)], e.Name), e.Schema)
				}
				if !e.Repeated && !e.Unsupported && !strings.Contains(e.Name, ":") {
					inner += fmt.Sprintf("<%s/><%[1]s/>", e.Name)
					want = append(want, finding{diag.DuplicateElement, e.Name})
				}
			}
			if len(want) > 0 {
				t.Run(strings.Join(path, "/"), func(t *testing.T) { expect(t, registry, env, document(d, path, inner), want) })
			}
		}
		visit([]string{d.Element}, policy.SchemaOf(d))
	}
}

// TestTextsOfChildren leaves out the children that an element needs, and the texts of
// those whose text names something, or breaks it into lines.
func TestTextsOfChildren(t *testing.T) {
	env := &expr.Env{Universe: bcl.Default().Universe, Context: bcl.Default().Universe.MustLookup("Apim.IExpressionContext", 0)}
	registry := policies.Builtin()
	for _, d := range registry.Definitions() {
		var visit func(path []string, s *policy.Schema)
		visit = func(path []string, s *policy.Schema) {
			var needed []finding
			for _, e := range s.Elements {
				if e.Schema != nil {
					visit(append(path[:len(path):len(path)], e.Name), e.Schema)
				}
				if e.Required {
					needed = append(needed, finding{diag.MissingElement, path[len(path)-1]})
				}
				if !e.Names || e.Unsupported {
					continue
				}
				for name, c := range map[string]mistake{
					"empty":   {"", []finding{{diag.InvalidValue, e.Name}}},
					"blank":   {" \n ", []finding{{diag.InvalidValue, e.Name}}},
					"control": {"a&#13;b", []finding{{diag.InvalidValue, "a\rb"}}},
				} {
					inner := fmt.Sprintf("><%s>%s</%[1]s>", e.Name, c.inner)
					t.Run(strings.Join(path, "/")+"/"+e.Name+" "+name, func(t *testing.T) { expect(t, registry, env, document(d, path, inner), c.want) })
				}
			}
			if len(needed) > 0 {
				t.Run(strings.Join(path, "/")+" without children", func(t *testing.T) { expect(t, registry, env, document(d, path, ">"), needed) })
			}
		}
		visit([]string{d.Element}, policy.SchemaOf(d))
	}
}

// TestTogether: an element that lacks something is told what is wrong with the rest of
// it in the same run, and nothing that follows from a mistake told already.
func TestTogether(t *testing.T) {
	env := &expr.Env{Universe: bcl.Default().Universe, Context: bcl.Default().Universe.MustLookup("Apim.IExpressionContext", 0)}
	const text = `<policies><inbound>
<rate-limit-by-key calls="many" renewal-period="301" increment-count="-1" unheard-of="" />
<set-status code="none" reason="a&#10;b" />
</inbound><backend><forward-request timeout="x" continue-timeout="-5">stray</forward-request></backend></policies>`
	var l diag.List
	c := &policy.Compiler{Registry: policies.Builtin(), Diagnostics: &l, Env: env}
	c.Check(diag.NewSource("policy.xml", text))
	var got []string
	for _, d := range l.All() {
		got = append(got, fmt.Sprintf("%s at %q", d.Code, text[d.Span.Start:d.Span.End]))
	}
	want := []string{
		`missing-attribute at "rate-limit-by-key"`, `invalid-value at "many"`, `invalid-value at "301"`, `invalid-value at "-1"`, `unknown-attribute at "unheard-of"`,
		`invalid-value at "none"`, `invalid-value at "a&#10;b"`, `invalid-value at "x"`, `invalid-value at "-5"`, `unexpected-text at "stray"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// computed gives an expression to each attribute that takes none.
func computed(list []feature) (m mistake) {
	for i, f := range list {
		if f.attribute != "" && !f.refused && !f.expression {
			value := fmt.Sprintf("@(%d)", i)
			m.inner += fmt.Sprintf(" %s=%q", f.attribute, value)
			m.want = append(m.want, finding{diag.ExpressionNotAllowed, value})
		}
	}
	m.inner += ">"
	return m
}

// misspelt writes each attribute with a letter too many.
func misspelt(list []feature) (m mistake) {
	for _, f := range list {
		if f.attribute != "" {
			m.inner += fmt.Sprintf(" %sx=\"\"", f.attribute)
			m.want = append(m.want, finding{diag.UnknownAttribute, f.attribute + "x"})
		}
	}
	m.inner += " unheard-of=\"\">"
	m.want = append(m.want, finding{diag.UnknownAttribute, "unheard-of"})
	return m
}

// missing leaves out what is required.
func missing(list []feature) (m mistake) {
	m.inner = ">"
	for _, f := range list {
		if f.required {
			m.want = []finding{{diag.MissingAttribute, f.path[len(f.path)-1]}}
		}
	}
	return m
}

// blank leaves each attribute without a value, or with white space alone.
func blank(list []feature, value string) (m mistake) {
	escaped := strings.ReplaceAll(value, "\t", "&#9;")
	for _, f := range list {
		if f.attribute != "" && !f.refused && !f.free && f.takes != "any" {
			m.inner += fmt.Sprintf(" %s=%q", f.attribute, escaped)
			m.want = append(m.want, finding{diag.InvalidValue, value})
		}
	}
	m.inner += ">"
	return m
}

// controls puts a line break into each attribute that names something.
func controls(list []feature) (m mistake) {
	for i, f := range list {
		if f.attribute != "" && !f.refused && !f.free && f.takes == "string" {
			m.inner += fmt.Sprintf(" %s=\"a%d&#10;b\"", f.attribute, i)
			m.want = append(m.want, finding{diag.InvalidValue, fmt.Sprintf("a%d\nb", i)})
		}
	}
	m.inner += ">"
	return m
}

// wrongContent puts a text and an element where neither may stand.
func wrongContent(list []feature) (m mistake) {
	switch f := list[0]; f.takes {
	case "policies", "elements", "nothing", "parts of a request", "parts of a response":
		m.inner = ">stray<unheard-of/>"
		m.want = []finding{{diag.UnexpectedText, "stray"}, {diag.UnknownElement, "unheard-of"}}
	}
	return m
}

// document puts an element, down from its policy, where the policy may stand.
func document(d *policy.Definition, path []string, inner string) string {
	before, after := "", ""
	section := policy.Inbound
	for ; d.Sections != 0 && d.Sections&section == 0; section <<= 1 {
	}
	if d.Sections == 0 {
		before, after = `<send-request response-variable-name="r">`, "</send-request>"
	}
	for _, p := range path[:len(path)-1] {
		before, after = before+"<"+p+">", "</"+p+">"+after
	}
	last := path[len(path)-1]
	return fmt.Sprintf("<policies>\n<%s>\n%s<%s%s</%s>%s\n</%s>\n</policies>", section, before, last, inner, last, after, section)
}

func expect(t *testing.T, registry *policy.Registry, env *expr.Env, text string, want []finding) {
	t.Helper()
	var l diag.List
	c := &policy.Compiler{Registry: registry, Diagnostics: &l, Env: env}
	c.Check(diag.NewSource("policy.xml", text))
	got := map[finding]diag.Diagnostic{}
	for _, d := range l.All() {
		at := d.Source.Resolve(d.Span)[0]
		got[finding{d.Code, html.UnescapeString(at.Source.Text[at.Span.Start:at.Span.End])}] = d
		if d.Message == "" || d.Code == "" || at.Source.Name != "policy.xml" {
			t.Errorf("a diagnostic says too little: %+v", d)
		}
	}
	for _, w := range want {
		d, ok := got[w]
		if !ok {
			t.Errorf("%s\nis not told %s at %q; but\n%v", text, w.code, w.text, keys(got))
		}
		if w.code == diag.UnknownAttribute && len(w.text) > len("nx") && w.text != "unheard-of" && d.Suggestion == "" {
			t.Errorf("%s suggests nothing", d.Message)
		}
	}
}

func keys(m map[finding]diag.Diagnostic) (out []string) {
	for k, d := range m {
		out = append(out, fmt.Sprintf("%s at %q: %s", k.code, k.text, d.Message))
	}
	return out
}
