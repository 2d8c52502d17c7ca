package xslt

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// sink takes what a transformation makes: a tree or a text.
type sink interface {
	start(prefix string, name xmltree.Name, attributes []resultAttribute, spaces []declaration) error
	end() error
	text(s string, raw bool) error
	comment(s string) error
	instruction(target, data string) error
}

type resultAttribute struct {
	prefix string
	name   xmltree.Name
	value  string
	// replaced says that a later one of the name counts.
	replaced bool
}

type declaration struct {
	prefix string
	space  xmltree.Namespace
}

// result puts start tags together and gives prefixes their declarations.
type result struct {
	sink   sink
	charge func(int) error
	// step counts work: a start tag may have any number of declarations, each of
	// which is compared with the others.
	step func(int) error

	// pending says that a start tag is being put together.
	pending    bool
	prefix     string
	name       xmltree.Name
	attributes []resultAttribute
	// byName are the indexes of many attributes, nil while they are few.
	byName   map[xmltree.Name]int
	declared []declaration // by the element itself
	// bound are the declarations in force; marks says how many were before each
	// open element.
	bound []declaration
	marks []int
	// written says that something stands at the top already.
	written bool
}

func (r *result) start(prefix string, name xmltree.Name) error {
	if err := r.flush(); err != nil {
		return err
	}
	r.pending, r.prefix, r.name = true, prefix, name
	return r.charge(len(name.Local) + 16)
}

// namespace adds a declaration to the start tag.
func (r *result) namespace(prefix string, space xmltree.Namespace) error {
	if err := r.step(1 + len(r.declared)); err != nil {
		return err
	}
	if r.pending && !slices.ContainsFunc(r.declared, func(d declaration) bool { return d.prefix == prefix }) {
		r.declared = append(r.declared, declaration{prefix, space})
	}
	return nil
}

func (r *result) attribute(prefix string, name xmltree.Name, value string) error {
	if !r.pending {
		if len(r.marks) == 0 && !r.written {
			return failure("An item of type 'Attribute' cannot be constructed within a node of type 'Root'.")
		}
		return failure("Attribute and namespace nodes cannot be added to the parent element after a text, comment, pi, or sub-element node has already been added.")
	}
	if err := r.charge(len(name.Local) + len(value) + 16); err != nil {
		return err
	}
	// The later one of a name counts, at its place.
	if i := r.indexOf(name); i >= 0 {
		r.attributes[i].replaced = true
	}
	if r.byName != nil {
		r.byName[name] = len(r.attributes)
	}
	r.attributes = append(r.attributes, resultAttribute{prefix: prefix, name: name, value: value})
	return nil
}

// indexOf returns the index of the attribute of a name, -1 if there is none.
func (r *result) indexOf(name xmltree.Name) int {
	const few = 16
	if r.byName == nil && len(r.attributes) > few {
		r.byName = make(map[xmltree.Name]int, 2*few)
		for i := range r.attributes {
			r.byName[r.attributes[i].name] = i
		}
	}
	if r.byName != nil {
		if i, ok := r.byName[name]; ok {
			return i
		}
		return -1
	}
	return slices.IndexFunc(r.attributes, func(a resultAttribute) bool { return a.name == name && !a.replaced })
}

func (r *result) text(s string, raw bool) error {
	if s == "" {
		return nil
	}
	if err := r.flush(); err != nil {
		return err
	}
	r.written = true
	if err := r.charge(len(s)); err != nil {
		return err
	}
	return r.sink.text(s, raw)
}

func (r *result) comment(s string) error {
	if err := r.flush(); err != nil {
		return err
	}
	r.written = true
	if err := r.charge(len(s) + 7); err != nil {
		return err
	}
	return r.sink.comment(s)
}

func (r *result) instruction(target, data string) error {
	if err := r.flush(); err != nil {
		return err
	}
	r.written = true
	if err := r.charge(len(target) + len(data) + 5); err != nil {
		return err
	}
	return r.sink.instruction(target, data)
}

func (r *result) end() error {
	if err := r.flush(); err != nil {
		return err
	}
	last := len(r.marks) - 1
	r.bound, r.marks = r.bound[:r.marks[last]], r.marks[:last]
	return r.sink.end()
}

// find returns the namespace of a prefix in force.
func (r *result) find(prefix string, from int) (xmltree.Namespace, bool) {
	for i := len(r.bound) - 1; i >= from; i-- {
		if r.bound[i].prefix == prefix {
			return r.bound[i].space, true
		}
	}
	return "", false
}

// flush ends a start tag: every name in it gets a prefix that is declared.
func (r *result) flush() error {
	if !r.pending {
		return nil
	}
	r.pending, r.written, r.byName = false, true, nil
	r.attributes = slices.DeleteFunc(r.attributes, func(a resultAttribute) bool { return a.replaced })
	mark := len(r.bound)
	r.marks = append(r.marks, mark)
	r.bind(r.prefix, r.name.Space)
	for _, d := range r.declared {
		if err := r.step(1 + len(r.bound)); err != nil {
			return err
		}
		if _, taken := r.find(d.prefix, mark); !taken {
			if r.prefix == d.prefix {
				continue // the element's own prefix means another namespace
			}
			r.bind(d.prefix, d.space)
		}
	}
	for i := range r.attributes {
		if err := r.attributePrefix(&r.attributes[i], mark); err != nil {
			return err
		}
	}
	err := r.sink.start(r.prefix, r.name, r.attributes, r.bound[mark:])
	r.attributes, r.declared = r.attributes[:0], r.declared[:0]
	return err
}

// bind declares a prefix unless it is in force.
func (r *result) bind(prefix string, space xmltree.Namespace) {
	have, ok := r.find(prefix, 0)
	if ok && have == space || !ok && prefix == "" && space == "" || space == xmltree.XMLNamespace {
		return
	}
	r.bound = append(r.bound, declaration{prefix, space})
}

func (r *result) attributePrefix(a *resultAttribute, mark int) error {
	space := a.name.Space
	switch space {
	case "":
		a.prefix = ""
		return nil
	case xmltree.XMLNamespace:
		a.prefix = "xml"
		return nil
	}
	if err := r.step(1 + len(r.bound)); err != nil {
		return err
	}
	if a.prefix != "" {
		have, ok := r.find(a.prefix, 0)
		if ok && have == space {
			return nil
		}
		if _, taken := r.find(a.prefix, mark); !taken && a.prefix != r.prefix && a.prefix != "xml" {
			r.bind(a.prefix, space)
			return nil
		}
	}
	for i := len(r.bound) - 1; i >= 0; i-- {
		d := r.bound[i]
		if d.space != space || d.prefix == "" {
			continue
		}
		if err := r.step(len(r.bound)); err != nil {
			return err
		}
		if have, _ := r.find(d.prefix, 0); have == space {
			a.prefix = d.prefix
			return nil
		}
	}
	for i := 0; ; i++ {
		if err := r.step(1 + len(r.bound)); err != nil {
			return err
		}
		prefix := "xp_" + strconv.Itoa(i)
		if _, taken := r.find(prefix, 0); !taken {
			a.prefix = prefix
			r.bind(prefix, space)
			return nil
		}
	}
}

// treeSink builds a fragment.
type treeSink struct {
	b        *xmltree.Builder
	prefixes map[xmltree.Object]string
}

func (t *treeSink) start(prefix string, name xmltree.Name, attributes []resultAttribute, spaces []declaration) error {
	all := make([]xmltree.Attribute, 0, len(attributes)+len(spaces))
	for _, d := range spaces {
		n := xmltree.Name{Space: xmltree.XmlnsNamespace, Local: d.prefix}
		if d.prefix == "" {
			n = xmltree.Name{Local: "xmlns"}
		}
		all = append(all, xmltree.MakeAttribute(n, string(d.space)))
	}
	for i := range attributes {
		all = append(all, xmltree.MakeAttribute(attributes[i].name, attributes[i].value))
	}
	e, err := t.b.Start(name, all)
	if err != nil {
		return err
	}
	if prefix != "" {
		t.prefixes[e] = prefix
	}
	i := 0
	for a := range e.Attributes() {
		if !a.IsDeclaration() {
			if attributes[i].prefix != "" {
				t.prefixes[a] = attributes[i].prefix
			}
			i++
		}
	}
	return nil
}

func (t *treeSink) end() error { t.b.End(); return nil }

func (t *treeSink) text(s string, _ bool) error { return t.b.Text(s) }

func (t *treeSink) comment(s string) error { return t.b.Add(xmltree.NewComment(s)) }

func (t *treeSink) instruction(target, data string) error {
	p, err := xmltree.NewInstruction(target, data)
	if err != nil {
		return err
	}
	return t.b.Add(p)
}

// textSink collects texts: the content of an attribute and the like, which takes
// nothing else.
type textSink struct {
	b strings.Builder
	// within names what the text is for.
	within string
	depth  int
}

func (t *textSink) refuse(kind string) error {
	if t.within == "" {
		return nil
	}
	return failure("An item of type '%s' cannot be constructed within a node of type '%s'.", kind, t.within)
}

func (t *textSink) start(string, xmltree.Name, []resultAttribute, []declaration) error {
	t.depth++
	return t.refuse("Element")
}

func (t *textSink) end() error { t.depth--; return nil }

func (t *textSink) text(s string, _ bool) error {
	t.b.WriteString(s)
	return nil
}

func (t *textSink) comment(string) error             { return t.refuse("Comment") }
func (t *textSink) instruction(string, string) error { return t.refuse("ProcessingInstruction") }
