package xpath

import "github.com/gatehouse-project/gatehouse/internal/text/xmltree"

// Node is a node as XPath sees it. Nodes are compared with ==. Adjacent texts are
// one node, which the first of them stands for. Document type declarations and
// texts outside of the root element are no nodes.
type Node struct {
	// Object is the document, element, text, comment, processing instruction or
	// attribute; for a namespace node the attribute that declares it.
	Object xmltree.Object
	// Scope is the element that a namespace node belongs to, nil for others.
	Scope *xmltree.Element
}

// NodeSet is a set of nodes in document order.
type NodeSet []Node

// Of returns the node for an object of a tree.
func Of(o xmltree.Object) Node {
	if t, ok := o.(*xmltree.Text); ok {
		return Node{Object: firstOfRun(t)}
	}
	return Node{Object: o}
}

func firstOfRun(t *xmltree.Text) *xmltree.Text {
	for {
		p, ok := t.Previous().(*xmltree.Text)
		if !ok {
			return t
		}
		t = p
	}
}

// isNode reports whether XPath knows of a tree's node at all.
func isNode(n xmltree.Node) bool {
	switch n.NodeType() {
	case xmltree.DocumentTypeNode:
		return false
	case xmltree.TextNode, xmltree.CDATANode:
		d, inDocument := n.Container().(*xmltree.Document)
		return !inDocument || d.IsFragment()
	}
	return true
}

// next returns the following sibling that is a node of its own, or nil.
func next(n xmltree.Node) xmltree.Node {
	for m := n.Next(); m != nil; n, m = m, m.Next() {
		if isNode(m) && !(isText(n) && isText(m)) {
			return m
		}
	}
	return nil
}

// previous returns the preceding sibling that is a node of its own, or nil.
func previous(n xmltree.Node) xmltree.Node {
	for m := n.Previous(); m != nil; m = m.Previous() {
		if t, ok := m.(*xmltree.Text); ok {
			m = firstOfRun(t)
		}
		if isNode(m) {
			return m
		}
	}
	return nil
}

func isText(n xmltree.Node) bool {
	_, ok := n.(*xmltree.Text)
	return ok
}

// firstChild returns the first child that is a node, or nil.
func firstChild(c xmltree.Container) xmltree.Node {
	n := c.First()
	for n != nil && !isNode(n) {
		n = n.Next()
	}
	return n
}

func lastChild(c xmltree.Container) xmltree.Node {
	n := c.Last()
	if t, ok := n.(*xmltree.Text); ok {
		n = firstOfRun(t)
	}
	for n != nil && !isNode(n) {
		n = previous(n)
	}
	return n
}

// parent returns the node above, and false at the root.
func (n Node) parent() (Node, bool) {
	if n.Scope != nil {
		return Node{Object: n.Scope}, true
	}
	if a, ok := n.Object.(*xmltree.Attribute); ok {
		if a.Parent() == nil {
			return Node{}, false
		}
		return Node{Object: a.Parent()}, true
	}
	c := n.Object.(xmltree.Node).Container()
	if c == nil {
		return Node{}, false
	}
	return Node{Object: c}, true
}

// root returns the topmost node of the tree.
func (n Node) root() Node {
	for {
		up, ok := n.parent()
		if !ok {
			return n
		}
		n = up
	}
}

// String returns the string-value of the node.
func (n Node) String() string {
	switch o := n.Object.(type) {
	case xmltree.Container:
		return xmltree.ValueOf(o)
	case *xmltree.Attribute:
		return o.Value()
	case *xmltree.Comment:
		return o.Value()
	case *xmltree.Instruction:
		return o.Data()
	case *xmltree.Text:
		s := o.Value()
		for {
			t, ok := o.Next().(*xmltree.Text)
			if !ok {
				return s
			}
			o = t
			s += t.Value()
		}
	}
	return ""
}

// name returns the expanded name of the node; that of a namespace node is its
// prefix. Nodes without a name give the zero Name.
func (n Node) name() xmltree.Name {
	switch o := n.Object.(type) {
	case *xmltree.Element:
		return o.Name()
	case *xmltree.Attribute:
		if n.Scope != nil {
			return xmltree.Name{Local: declaredPrefix(o)}
		}
		return o.Name()
	case *xmltree.Instruction:
		return xmltree.Name{Local: o.Target()}
	}
	return xmltree.Name{}
}

// qualifiedName returns the name as the function name() does.
func (n Node) qualifiedName() string {
	name := n.name()
	if n.Scope != nil || name.Space == "" {
		return name.Local
	}
	var e *xmltree.Element
	switch o := n.Object.(type) {
	case *xmltree.Element:
		e = o
	case *xmltree.Attribute:
		e = o.Parent()
	}
	if e == nil {
		return name.Local
	}
	if prefix, ok := e.PrefixOfNamespace(name.Space); ok && prefix != "" {
		return prefix + ":" + name.Local
	}
	return name.Local
}

// declaredPrefix returns the prefix that a namespace declaration declares.
func declaredPrefix(a *xmltree.Attribute) string {
	if a.Name().Space == "" {
		return ""
	}
	return a.Name().Local
}
