package policydocs

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/gatehouse-project/gatehouse/internal/policy"
)

const compatibilityIntro = `<!-- Written by make generate; do not edit. -->
# Compatibility

What each policy takes, from its definition and from tests that ran: a cell says
"works" only if an archive passes in which a request is served with it, and links to the
first of them. "refused" means that a document with it is not served; the code is
` + "`not-supported`" + `. "–" is what the policy does not take; an expression there is
refused with ` + "`expression-not-allowed`" + `.
`

// Archives returns the paths of the archives of all policies, from the root, in
// order.
func Archives(root string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(root, "internal", "policies", "*", "testdata", "*", "*.txtar"))
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	for i, p := range paths {
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return nil, err
		}
		paths[i] = filepath.ToSlash(rel)
	}
	return paths, nil
}

// Compatibility returns the page docs/policies/compatibility.md. passed are the
// archives that a test ran and that passed, by path from the root; refused are the
// policies that the compiler was seen to refuse. gaps lists what the definitions
// have and no archive uses.
func Compatibility(root string, registry *policy.Registry, passed, refused []string) (page []byte, gaps []string, err error) {
	notes := uses{}
	for _, p := range passed {
		a, err := txtar.ParseFile(filepath.Join(root, filepath.FromSlash(p)))
		if err != nil {
			return nil, nil, err
		}
		notes.read(registry, p, a)
	}
	var summary, tables bytes.Buffer
	for _, d := range byName(registry) {
		worked, no := 0, 0
		fmt.Fprintf(&tables, "\n## `%s`\n\nStands in: %s.", d.Element, where(d))
		if d.Sections != 0 {
			fmt.Fprintf(&tables, " Scopes: %s.", scopes(d.Scopes))
		}
		tables.WriteString("\n\n| | takes | literal | expression |\n|---|---|---|---|\n")
		for _, f := range featuresOf(d) {
			row := notes.row(&f)
			gaps = append(gaps, row.gaps...)
			if row.refused {
				no++
			} else {
				worked++
			}
			fmt.Fprintf(&tables, "| %s | %s | %s | %s |\n", f.title(), row.takes, row.literal, row.expression)
		}
		fmt.Fprintf(&summary, "| [%s](#%s) | %s | %s | %d | %s |\n", d.Element, d.Element, where(d), scopesOf(d), worked, count(no))
	}
	for _, name := range refused {
		fmt.Fprintf(&summary, "| %s | refused | | | |\n", name)
	}
	var b bytes.Buffer
	b.WriteString(compatibilityIntro)
	b.WriteString("\n| policy | sections | scopes | works | refused |\n|---|---|---|---|---|\n")
	b.Write(summary.Bytes())
	b.WriteString("\nThe numbers count elements and attributes. [base](base.md) and [include-fragment](include-fragment.md) work everywhere.\n")
	b.Write(tables.Bytes())
	return b.Bytes(), gaps, nil
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func scopesOf(d *policy.Definition) string {
	if d.Sections == 0 {
		return ""
	}
	return scopes(d.Scopes)
}

// title is how the page names a feature: the path below the policy.
func (f *feature) title() string {
	text := strings.Join(f.path[1:], " › ")
	switch {
	case f.attribute == "" && text == "":
		return "the element"
	case f.attribute == "":
		return "element `" + text + "`"
	case text == "":
		return "`" + f.attribute + "`"
	}
	return "`" + text + "` `" + f.attribute + "`"
}

// row is a line of a table.
type row struct {
	takes, literal, expression string
	refused                    bool
	gaps                       []string
}

// row says what the archives show of a feature.
func (u uses) row(f *feature) row {
	seen := u[f.key()]
	none := "–"
	r := row{takes: f.takes, literal: none, expression: none}
	if f.refused {
		r.refused, r.literal = true, "refused"
		if p := seen[asRefused]; p != "" {
			r.literal = link("refused", p)
		} else {
			r.gaps = append(r.gaps, f.key()+": no archive shows that it is refused")
		}
		return r
	}
	proof := func(how use) string {
		if p := seen[how]; p != "" {
			return link("works", p)
		}
		r.gaps = append(r.gaps, fmt.Sprintf("%s: no archive uses it as %s", f.key(), how))
		return "untested"
	}
	if f.literal {
		r.literal = proof(asLiteral)
	}
	if f.expression {
		r.expression = proof(asExpression)
	}
	if p := seen[asIgnored]; p != "" && len(f.values) == 0 {
		r.literal = link("without effect", p)
	}
	var values []string
	for _, v := range f.values {
		switch {
		case seen[asValue(v)+"!"] != "":
			values = append(values, link("`"+v+"` refused", seen[asValue(v)+"!"]))
		case seen[asValue(v)] == "":
			r.gaps = append(r.gaps, fmt.Sprintf("%s: no archive uses the value %s", f.key(), v))
			fallthrough
		default:
			values = append(values, "`"+v+"`")
		}
	}
	if len(values) > 0 {
		r.takes = strings.Join(values, ", ")
	}
	return r
}

// link makes a link to an archive from a page of docs/policies.
func link(text, archive string) string { return "[" + text + "](../../" + archive + ")" }
