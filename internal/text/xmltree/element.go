package xmltree

import "iter"

// Element is an XElement.
type Element struct {
	linked
	kids      children
	name      Name
	prefix    string
	firstAttr *Attribute
	lastAttr  *Attribute
	// byName finds the attributes when many were added one by one; nil without.
	byName map[Name]*Attribute
}

// NewElement makes an element with the given content; see [Content].
func NewElement(charge Charge, name Name, content ...any) (*Element, error) {
	e := &Element{name: name}
	if err := appendContent(e, charge, content); err != nil {
		return nil, err
	}
	return e, nil
}

// Name returns the element's name.
func (e *Element) Name() Name { return e.name }

// SetName changes the element's name.
func (e *Element) SetName(name Name) { e.name = name }

// NodeType returns ElementNode.
func (e *Element) NodeType() NodeType { return ElementNode }

// First returns the first child node, or nil.
func (e *Element) First() Node { return e.kids.first }

// Last returns the last child node, or nil.
func (e *Element) Last() Node { return e.kids.last }

// Nodes enumerates the child nodes.
func (e *Element) Nodes() iter.Seq[Node] { return nodesOf(e) }

// IsEmpty reports whether the element has no content at all and is written <a />.
// <a></a> is not empty.
func (e *Element) IsEmpty() bool { return e.kids.first == nil && !e.kids.blank }

// Shorten makes an element without content be written with one tag.
func (e *Element) Shorten() { e.kids.blank = false }

// HasElements reports whether a child is an element.
func (e *Element) HasElements() bool {
	for n := e.kids.first; n != nil; n = n.Next() {
		if _, ok := n.(*Element); ok {
			return true
		}
	}
	return false
}

// Value returns the texts of the element and its descendants, joined.
func (e *Element) Value() string { return ValueOf(e) }

// SetValue replaces the child nodes by a text; the empty text makes <a></a>. It
// is the setter of XElement.Value and, with a text from [TextOf], SetValue.
func (e *Element) SetValue(value string) {
	e.kids.clear()
	if value == "" {
		e.kids.blank = true
		return
	}
	e.kids.insert(e, NewText(value), nil)
}

// SetElementValue sets the value of the first child element of that name, adding
// it at the end if there is none: XElement.SetElementValue.
func (e *Element) SetElementValue(name Name, value string) {
	child := e.Element(name)
	if child == nil {
		child = &Element{name: name}
		e.kids.insert(e, child, e.kids.last)
	}
	child.SetValue(value)
}

// RemoveElement removes the first child element of that name, if there is one,
// as SetElementValue with null does.
func (e *Element) RemoveElement(name Name) {
	if child := e.Element(name); child != nil {
		e.kids.remove(child)
	}
}

// RemoveAll takes off attributes and child nodes.
func (e *Element) RemoveAll() {
	e.RemoveAttributes()
	e.kids.clear()
}

// ReplaceAll puts content in the place of attributes and child nodes.
func (e *Element) ReplaceAll(charge Charge, content ...any) error {
	pieces, err := snapshot(content)
	if err != nil {
		return err
	}
	e.RemoveAll()
	return appendContent(e, charge, pieces)
}

func (e *Element) children() *children { return &e.kids }

func (e *Element) clone() Node {
	c := &Element{name: e.name, prefix: e.prefix}
	c.kids.blank = e.kids.blank && e.kids.first == nil
	for a := e.firstAttr; a != nil; a = a.next {
		c.appendAttribute(a.Clone())
	}
	return c
}

func (e *Element) checkText(string) error { return nil }

func (e *Element) check(n, _ Node) error {
	switch n.(type) {
	case *Document, *DocumentType:
		return nodeNotAllowed(n.NodeType())
	}
	return nil
}
