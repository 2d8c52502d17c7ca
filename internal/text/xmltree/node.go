package xmltree

import "iter"

// NodeType is System.Xml.XmlNodeType, with its numbers.
type NodeType uint8

// The node types that a tree can hold.
const (
	ElementNode               NodeType = 1
	AttributeNode             NodeType = 2
	TextNode                  NodeType = 3
	CDATANode                 NodeType = 4
	ProcessingInstructionNode NodeType = 7
	CommentNode               NodeType = 8
	DocumentNode              NodeType = 9
	DocumentTypeNode          NodeType = 10
)

// String returns the name of the enumeration's member.
func (t NodeType) String() string {
	switch t {
	case ElementNode:
		return "Element"
	case AttributeNode:
		return "Attribute"
	case TextNode:
		return "Text"
	case CDATANode:
		return "CDATA"
	case ProcessingInstructionNode:
		return "ProcessingInstruction"
	case CommentNode:
		return "Comment"
	case DocumentNode:
		return "Document"
	case DocumentTypeNode:
		return "DocumentType"
	}
	return "None"
}

// Object is an XObject: a node or an attribute.
type Object interface {
	// NodeType says what kind of object it is.
	NodeType() NodeType
	// Parent returns the element that holds the object, or nil when there is
	// none: XObject.Parent, which is null below a document as well.
	Parent() *Element
	// Document returns the document the object is in, or nil.
	Document() *Document
	// String returns the XML of the object as ToString() does, indented.
	// Objects that cannot be written give an empty string; use [Write] to learn
	// why.
	String() string
	// Notes returns the annotations of the object.
	Notes() *Notes
}

// Node is an XNode: anything but an attribute.
type Node interface {
	Object
	// Container returns the element or document that holds the node, or nil.
	Container() Container
	// Next returns the following sibling or nil, XNode.NextNode.
	Next() Node
	// Previous returns the preceding sibling or nil, XNode.PreviousNode.
	Previous() Node

	links() *linked
	// clone returns a copy without parent. Copies of containers are empty;
	// [Clone] fills them.
	clone() Node
}

// Container is an XContainer: an element or a document.
type Container interface {
	Node
	// First returns the first child node or nil, XContainer.FirstNode.
	First() Node
	// Last returns the last child node or nil, XContainer.LastNode.
	Last() Node
	// Nodes enumerates the child nodes.
	Nodes() iter.Seq[Node]

	children() *children
	// check refuses a node that may not stand after previous (nil: first).
	check(n Node, previous Node) error
	// checkText refuses text that may not stand in the container.
	checkText(s string) error
}

// linked ties a node to its parent and siblings. All three are nil in a node that
// stands alone; next and prev are nil at the ends.
type linked struct {
	parent     Container
	prev, next Node
	notes      *Notes
}

func (l *linked) links() *linked       { return l }
func (l *linked) Container() Container { return l.parent }
func (l *linked) Next() Node           { return l.next }
func (l *linked) Previous() Node       { return l.prev }

func (l *linked) Parent() *Element {
	e, _ := l.parent.(*Element)
	return e
}

func (l *linked) Notes() *Notes {
	if l.notes == nil {
		l.notes = new(Notes)
	}
	return l.notes
}

// documentOf climbs from the given container to the document, if there is one.
func documentOf(c Container) *Document {
	for c != nil {
		if d, ok := c.(*Document); ok {
			return d
		}
		c = c.Container()
	}
	return nil
}

func (l *linked) Document() *Document { return documentOf(l.parent) }

// children is the list of child nodes of a container.
type children struct {
	first, last Node
	// blank tells an element whose content is the empty string, written
	// <a></a>, from one without content, written <a />. It counts only while
	// there are no nodes.
	blank bool
}

// insert puts n, which has no parent, after previous; nil stands for the start.
func (c *children) insert(self Container, n, previous Node) {
	l := n.links()
	l.parent, l.prev = self, previous
	if previous == nil {
		l.next, c.first = c.first, n
	} else {
		p := previous.links()
		l.next, p.next = p.next, n
	}
	if l.next == nil {
		c.last = n
	} else {
		l.next.links().prev = n
	}
}

// remove takes out n, which is one of the children.
func (c *children) remove(n Node) {
	l := n.links()
	if l.prev == nil {
		c.first = l.next
	} else {
		l.prev.links().next = l.next
	}
	if l.next == nil {
		c.last = l.prev
	} else {
		l.next.links().prev = l.prev
	}
	l.parent, l.prev, l.next = nil, nil, nil
	c.blank = false
}

// clear takes out all children and the empty string.
func (c *children) clear() {
	for n := c.first; n != nil; {
		l := n.links()
		n = l.next
		l.parent, l.prev, l.next = nil, nil, nil
	}
	*c = children{}
}

// TypeName returns the full name of an object's class in .NET.
func TypeName(o Object) string {
	name := o.NodeType().String()
	if name == "CDATA" {
		name = "CData"
	}
	return "System.Xml.Linq.X" + name
}
