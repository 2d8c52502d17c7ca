package template

import (
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/text/liquid"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// instance is the namespace of xsi:nil and xsi:type.
const instance xmltree.Namespace = "http://www.w3.org/2001/XMLSchema-instance"

// xmlElement is an XML element with elements or attributes in it, or a document.
// Child elements are members by their local names, several of one name as a list;
// attributes are members where there is no element of the name, and by their name
// behind an @. Iterated it gives its children, as templates that the service
// generates for SOAP want it; with children of different names it is a record and
// gives itself alone. Written it is its text.
//
// unverified: all of this but the members (set-body.md, Liquid 4).
type xmlElement struct {
	b        *binding
	c        xmltree.Container
	children []*xmltree.Element
	members  map[string]xmlMember
	items    []liquid.Value
}

// xmlContainer returns the view of a document or element, always the same one.
func (b *binding) xmlContainer(c xmltree.Container) *xmlElement {
	if e, ok := b.elements[c]; ok {
		return e
	}
	e := &xmlElement{b: b, c: c}
	for child := range xmltree.Elements(c) {
		e.children = append(e.children, child)
	}
	b.failed(b.f.Alloc(128 + 8*len(e.children)))
	if b.elements == nil {
		b.elements = map[xmltree.Container]*xmlElement{}
	}
	b.elements[c] = e
	return e
}

// xmlValue binds an element: nil ones, texts, and elements with members.
func (b *binding) xmlValue(e *xmltree.Element) liquid.Value {
	if isNil(e) {
		if b.nilNull {
			return nil
		}
		return ""
	}
	if !e.HasElements() && !hasOwnAttributes(e) {
		return b.xmlText(e.Value())
	}
	return b.xmlContainer(e)
}

func (b *binding) xmlText(s string) liquid.Value {
	if b.dates {
		return dateOrText(s)
	}
	return s
}

func isNil(e *xmltree.Element) bool {
	for a := range e.Attributes() {
		if a.Name() == (xmltree.Name{Space: instance, Local: "nil"}) {
			return a.Value() == "true" || a.Value() == "1"
		}
	}
	return false
}

// isOwn reports whether an attribute says something about the content, other than
// declarations and hints for validators.
func isOwn(a *xmltree.Attribute) bool { return !a.IsDeclaration() && a.Name().Space != instance }

func hasOwnAttributes(e *xmltree.Element) bool {
	for a := range e.Attributes() {
		if isOwn(a) {
			return true
		}
	}
	return false
}

// Get returns a member. Names that differ only in the case of their first letter
// are found when there is none of that very name.
func (e *xmlElement) Get(name string) (liquid.Value, bool) {
	m, ok := e.members[name]
	if !ok {
		m.value, m.found = e.find(name)
		if e.members == nil {
			e.members = map[string]xmlMember{}
		}
		e.b.failed(e.b.f.Alloc(64 + len(name)))
		e.members[name] = m
	}
	return m.value, m.found
}

// xmlMember is the answer to a question for a member.
type xmlMember struct {
	value liquid.Value
	found bool
}

func (e *xmlElement) find(name string) (liquid.Value, bool) {
	if name != "" && name[0] == '@' {
		return e.attribute(name[1:])
	}
	for _, same := range [...]func(a, b string) bool{equalNames, equalButFirst} {
		var found liquid.Values
		for _, child := range e.children {
			if same(child.Name().Local, name) {
				found = append(found, e.b.xmlValue(child))
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], true
		default:
			e.b.failed(e.b.f.Alloc(16 * len(found)))
			return found, true
		}
	}
	return e.attribute(name)
}

func (e *xmlElement) attribute(name string) (liquid.Value, bool) {
	element, ok := e.c.(*xmltree.Element)
	if !ok {
		return nil, false
	}
	for _, same := range [...]func(a, b string) bool{equalNames, equalButFirst} {
		for a := range element.Attributes() {
			if isOwn(a) && same(a.Name().Local, name) {
				return e.b.xmlText(a.Value()), true
			}
		}
	}
	return nil, false
}

func equalNames(a, b string) bool { return a == b }

// equalButFirst compares names without regard to the case of the first letter.
func equalButFirst(a, b string) bool {
	x, n := utf8.DecodeRuneInString(a)
	y, m := utf8.DecodeRuneInString(b)
	return unicode.ToLower(x) == unicode.ToLower(y) && a[n:] == b[m:]
}

// isRecord reports whether the children have different names.
func (e *xmlElement) isRecord() bool {
	for _, child := range e.children {
		if child.Name() != e.children[0].Name() {
			return true
		}
	}
	return false
}

// Len is the number of items.
func (e *xmlElement) Len() int {
	if e.isRecord() || len(e.children) == 0 {
		return 1
	}
	return len(e.children)
}

// At returns item i.
func (e *xmlElement) At(i int) liquid.Value {
	if e.items == nil {
		if e.isRecord() || len(e.children) == 0 {
			e.items = []liquid.Value{e}
		} else {
			e.b.failed(e.b.f.Alloc(16 * len(e.children)))
			for _, child := range e.children {
				e.items = append(e.items, e.b.xmlValue(child))
			}
		}
	}
	return e.items[i]
}

// Scalar is the text of the element, a date if it looks like one.
func (e *xmlElement) Scalar() liquid.Value {
	text := xmltree.ValueOf(e.c)
	if e.b.failed(e.b.f.Alloc(len(text))) {
		return nil
	}
	return e.b.xmlText(text)
}
