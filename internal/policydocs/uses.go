package policydocs

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// use is how an archive uses a feature.
type use string

const (
	asLiteral    use = "literal"
	asExpression use = "expression"
	// asRefused: the archive shows that it is refused with not-supported;
	// asIgnored, that a warning with that code says that it changes nothing.
	asRefused use = "refused"
	asIgnored use = "ignored"
)

// asValue is the use of one of the values that an attribute has, in lower case.
func asValue(v string) use { return use("=" + strings.ToLower(strings.TrimSpace(v))) }

// uses says for features by key which archive shows a use first.
type uses map[string]map[use]string

func (u uses) add(key string, how use, archive string) {
	if u[key] == nil {
		u[key] = map[use]string{}
	}
	if u[key][how] == "" {
		u[key][how] = archive
	}
}

// refusal is a line of want/diagnostics.txt with the code not-supported.
var refusal = regexp.MustCompile(`(?m)^(\S+\.xml:\d+:\d+): not-supported: `)

// reader notes what the documents of one archive use.
type reader struct {
	registry *policy.Registry
	notes    uses
	archive  string
	// works says that the documents are served; refused are the places of
	// diagnostics with not-supported.
	works   bool
	refused map[string]bool
	doc     *diag.Source
}

// read notes what an archive uses. Only one that passes may be read.
func (u uses) read(registry *policy.Registry, name string, a *txtar.Archive) {
	r := &reader{registry: registry, notes: u, archive: name, refused: map[string]bool{}}
	for _, f := range a.Files {
		switch f.Name {
		case "want/responses.http":
			r.works = true
		case "want/diagnostics.txt":
			for _, m := range refusal.FindAllSubmatch(f.Data, -1) {
				r.refused[string(m[1])] = true
			}
		}
	}
	for _, f := range a.Files {
		if path.Ext(f.Name) != ".xml" || strings.HasPrefix(f.Name, "want/") {
			continue
		}
		r.doc = diag.NewSource(f.Name, string(f.Data))
		root := policydoc.Parse(r.doc, &diag.List{}).Root()
		switch {
		case root == nil:
		case root.Name == "fragment":
			r.block(root)
		case root.Name == "policies":
			for section := range root.Elements() {
				r.block(section)
			}
		}
	}
}

// block reads the policies in an element.
func (r *reader) block(e *policydoc.Element) {
	for child := range e.Elements() {
		if d := r.registry.Lookup(child.Name); d != nil {
			r.element([]string{d.Element}, child, policy.SchemaOf(d), false)
		}
	}
}

// element reads a policy or an element of one. template says that an element
// around it holds a Liquid template.
func (r *reader) element(path []string, e *policydoc.Element, s *policy.Schema, template bool) {
	template = template || e.HoldsTemplate()
	here := key(path, "")
	if r.refusedAt(e.NameSpan) {
		r.refuse(here)
	}
	if !s.HasText() {
		r.use(here, asLiteral)
	} else {
		r.text(here, ownText(e, s, template))
	}
	for _, a := range s.Attributes {
		r.attribute(key(path, a.Name), e.Attribute(a.Name), a)
	}
	if s.HasBlock() || s.PartsOf() != 0 {
		r.block(e)
		return
	}
	for child := range e.Elements() {
		known := s.Child(child.Name)
		if known == nil {
			continue
		}
		inner := append(path[:len(path):len(path)], known.Name)
		if known.Schema != nil {
			r.element(inner, child, known.Schema, template)
			continue
		}
		if r.refusedAt(child.NameSpan) {
			r.refuse(key(inner, ""))
		}
		r.text(key(inner, ""), child.Text(nil, nil))
	}
}

func ownText(e *policydoc.Element, s *policy.Schema, template bool) policydoc.Value {
	switch {
	case !s.HasMarkup():
		return e.OwnText(nil, nil)
	case template:
		return e.Template(nil, nil)
	}
	return e.Markup(nil, nil)
}

// attribute notes the use of an attribute; a is nil where it is absent.
func (r *reader) attribute(key string, a *policydoc.Attribute, known policy.Attribute) {
	if a == nil {
		if known.HasDefault {
			r.use(key, asValue(known.Default))
		}
		return
	}
	if r.refusedAt(a.NameSpan) {
		r.refuse(key)
	}
	val := a.Value(nil, nil)
	if r.refusedAt(a.ValueSpan) && !val.IsExpression() {
		r.notes.add(key, asValue(val.Text())+use("!"), r.archive)
		if r.works {
			r.notes.add(key, asIgnored, r.archive)
		}
	}
	r.text(key, val)
	if !val.IsExpression() {
		r.use(key, asValue(val.Text()))
	}
}

func (r *reader) text(key string, val policydoc.Value) {
	if val.IsExpression() {
		r.use(key, asExpression)
		return
	}
	r.use(key, asLiteral)
}

// use notes a use in documents that are served.
func (r *reader) use(key string, how use) {
	if r.works {
		r.notes.add(key, how, r.archive)
	}
}

func (r *reader) refuse(key string) {
	if r.works {
		r.notes.add(key, asIgnored, r.archive)
		return
	}
	r.notes.add(key, asRefused, r.archive)
}

func (r *reader) refusedAt(at diag.Span) bool {
	p := r.doc.Position(at.Start)
	return r.refused[fmt.Sprintf("%s:%d:%d", r.doc.Name, p.Line, p.Column)]
}
