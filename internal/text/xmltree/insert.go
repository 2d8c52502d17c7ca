package xmltree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// inserter adds content to a container after a node, joining runs of text as
// XNode.AddAfterSelf and its relatives do.
type inserter struct {
	parent   Container
	previous Node // insert after it; nil: at the start
	text     string
	hasText  bool
	charge   Charge
}

func (in *inserter) add(content []any) error {
	for _, c := range content {
		if err := eachContent(c, in.one); err != nil {
			return err
		}
	}
	if !in.hasText {
		return nil
	}
	kids := in.parent.children()
	if in.text == "" {
		kids.blank = kids.blank || kids.first == nil
		return nil
	}
	return in.flush()
}

// one takes a single piece of content: a node, an attribute or a text.
func (in *inserter) one(content any) error {
	switch c := content.(type) {
	case Node:
		return in.node(c)
	case *Attribute:
		return attributeInContent()
	case string:
		if err := in.parent.checkText(c); err != nil {
			return err
		}
		if in.text != "" {
			if err := in.charge.take(len(in.text) + len(c)); err != nil {
				return err
			}
		}
		in.text, in.hasText = in.text+c, true
	}
	return nil
}

func (in *inserter) node(n Node) error {
	if err := in.parent.check(n, in.previous); err != nil {
		return err
	}
	n, err := adopt(n, in.parent, in.charge)
	if err != nil {
		return err
	}
	if in.text != "" {
		if err := in.flush(); err != nil {
			return err
		}
	}
	in.text, in.hasText = "", false
	in.insert(n)
	return nil
}

// flush puts the collected text in: into the text node before it, or as a new one.
func (in *inserter) flush() error {
	if t, ok := in.previous.(*Text); ok && !t.cdata {
		if err := in.charge.take(len(t.value) + len(in.text)); err != nil {
			return err
		}
		t.value += in.text
		return nil
	}
	if err := in.charge.take(NodeSize); err != nil {
		return err
	}
	in.insert(NewText(in.text))
	return nil
}

func (in *inserter) insert(n Node) {
	in.parent.children().insert(in.parent, n, in.previous)
	in.previous = n
}

// adopt returns the node to add for n: n itself when it is free, a copy when it
// has a parent or is the root of the tree it is added to.
func adopt(n Node, parent Container, charge Charge) (Node, error) {
	if n.Container() == nil {
		if _, ok := n.(Container); !ok {
			return n, nil
		}
		top := parent
		for up := top.Container(); up != nil; up = top.Container() {
			top = up
		}
		if Node(top) != n {
			return n, nil
		}
	}
	return Clone(charge, n)
}

// appendContent adds pieces of content at the end of a container, as
// XContainer.Add does. An element takes attributes as well.
func appendContent(c Container, charge Charge, content []any) error {
	for _, item := range content {
		err := eachContent(item, func(piece any) error { return appendOne(c, charge, piece) })
		if err != nil {
			return err
		}
	}
	return nil
}

func appendOne(c Container, charge Charge, content any) error {
	switch v := content.(type) {
	case Node:
		if err := c.check(v, c.Last()); err != nil {
			return err
		}
		n, err := adopt(v, c, charge)
		if err != nil {
			return err
		}
		c.children().insert(c, n, c.Last())
	case *Attribute:
		e, ok := c.(*Element)
		if !ok {
			return attributeInContent()
		}
		return e.addAttribute(charge, v)
	case string:
		return appendText(c, charge, v)
	}
	return nil
}

func appendText(c Container, charge Charge, s string) error {
	if err := c.checkText(s); err != nil {
		return err
	}
	kids := c.children()
	if s == "" {
		kids.blank = kids.blank || kids.first == nil
		return nil
	}
	if t, ok := kids.last.(*Text); ok && !t.cdata {
		if err := charge.take(len(t.value) + len(s)); err != nil {
			return err
		}
		t.value += s
		return nil
	}
	if err := charge.take(NodeSize); err != nil {
		return err
	}
	kids.insert(c, NewText(s), kids.last)
	return nil
}

// Add appends content to an element or document: XContainer.Add. What content
// may be stands at [Content].
func Add(charge Charge, c Container, content ...any) error {
	return appendContent(c, charge, content)
}

// AddFirst puts content before the first child: XContainer.AddFirst.
func AddFirst(charge Charge, c Container, content ...any) error {
	in := inserter{parent: c, charge: charge}
	return in.add(content)
}

// AddAfter puts content behind a node: XNode.AddAfterSelf.
func AddAfter(charge Charge, n Node, content ...any) error {
	if n.Container() == nil {
		return missingParent()
	}
	in := inserter{parent: n.Container(), previous: n, charge: charge}
	return in.add(content)
}

// AddBefore puts content before a node: XNode.AddBeforeSelf.
func AddBefore(charge Charge, n Node, content ...any) error {
	if n.Container() == nil {
		return missingParent()
	}
	in := inserter{parent: n.Container(), previous: n.Previous(), charge: charge}
	return in.add(content)
}

// Remove takes a node out of its parent: XNode.Remove.
func Remove(n Node) error {
	c := n.Container()
	if c == nil {
		return missingParent()
	}
	c.children().remove(n)
	return nil
}

// ReplaceWith puts content in the place of a node: XNode.ReplaceWith.
func ReplaceWith(charge Charge, n Node, content ...any) error {
	c, previous := n.Container(), n.Previous()
	if c == nil {
		return missingParent()
	}
	c.children().remove(n)
	in := inserter{parent: c, previous: previous, charge: charge}
	return in.add(content)
}

// RemoveNodes takes all child nodes out: XContainer.RemoveNodes.
func RemoveNodes(c Container) { c.children().clear() }

// ReplaceNodes puts content in the place of all child nodes:
// XContainer.ReplaceNodes. Nodes of c that are part of the content are kept.
func ReplaceNodes(charge Charge, c Container, content ...any) error {
	pieces, err := snapshot(content)
	if err != nil {
		return err
	}
	RemoveNodes(c)
	return appendContent(c, charge, pieces)
}

// snapshot reads lazy content before the tree it may come from is changed.
func snapshot(content []any) ([]any, error) {
	var pieces []any
	for _, item := range content {
		err := eachContent(item, func(piece any) error {
			pieces = append(pieces, piece)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return pieces, nil
}

func nodeNotAllowed(t NodeType) *clr.Exception {
	return argument("A node of type %s cannot be added to content.", t)
}
