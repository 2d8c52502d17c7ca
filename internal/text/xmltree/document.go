package xmltree

import (
	"iter"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Document is an XDocument.
type Document struct {
	linked
	kids        children
	Declaration *Declaration // nil when there is none
	fragment    bool
}

// Declaration is an XDeclaration, the line <?xml ... ?>. Empty fields stand for
// null, which is not written, unless Blank has them.
type Declaration struct {
	Version, Encoding, Standalone string
	// Blank says of version, encoding and standalone that they are there though
	// they are empty.
	Blank [3]bool
}

// String returns the declaration as it is written.
func (d *Declaration) String() string {
	var b strings.Builder
	b.WriteString("<?xml")
	for i, part := range []struct{ name, value string }{
		{"version", d.Version}, {"encoding", d.Encoding}, {"standalone", d.Standalone},
	} {
		if part.value != "" || d.Blank[i] {
			b.WriteString(" " + part.name + `="` + part.value + `"`)
		}
	}
	b.WriteString("?>")
	return b.String()
}

// NewDocument makes a document with the given content.
func NewDocument(charge Charge, content ...any) (*Document, error) {
	d := new(Document)
	if err := appendContent(d, charge, content); err != nil {
		return nil, err
	}
	return d, nil
}

// Root returns the root element, or nil.
func (d *Document) Root() *Element {
	for n := d.kids.first; n != nil; n = n.Next() {
		if e, ok := n.(*Element); ok {
			return e
		}
	}
	return nil
}

// DocumentType returns the document type declaration, or nil.
func (d *Document) DocumentType() *DocumentType {
	for n := d.kids.first; n != nil; n = n.Next() {
		if t, ok := n.(*DocumentType); ok {
			return t
		}
	}
	return nil
}

// NodeType returns DocumentNode.
func (d *Document) NodeType() NodeType { return DocumentNode }

// Document returns the document itself.
func (d *Document) Document() *Document { return d }

// First returns the first node, or nil.
func (d *Document) First() Node { return d.kids.first }

// Last returns the last node, or nil.
func (d *Document) Last() Node { return d.kids.last }

// Nodes enumerates the child nodes.
func (d *Document) Nodes() iter.Seq[Node] { return nodesOf(d) }

func (d *Document) children() *children { return &d.kids }

func (d *Document) clone() Node {
	c := &Document{fragment: d.fragment}
	if d.Declaration != nil {
		decl := *d.Declaration
		c.Declaration = &decl
	}
	return c
}

func (d *Document) checkText(s string) error {
	if !isBlank(s) {
		return argument("Non white space characters cannot be added to content.")
	}
	return nil
}

func (d *Document) check(n, previous Node) error {
	switch n := n.(type) {
	case *Text:
		if n.cdata {
			return nodeNotAllowed(CDATANode)
		}
		return d.checkText(n.value)
	case *Document:
		return nodeNotAllowed(DocumentNode)
	case *Element:
		return d.checkOrder(previous, DocumentTypeNode, 0)
	case *DocumentType:
		return d.checkOrder(previous, 0, ElementNode)
	}
	return nil
}

// checkOrder allows at most one element and one document type before it: before
// the place after previous only a node of the one type may stand, behind it only
// one of the other.
func (d *Document) checkOrder(previous Node, before, after NodeType) error {
	allowed := before
	if previous == nil {
		allowed = after
	}
	for n := d.kids.first; n != nil; n = n.Next() {
		if t := n.NodeType(); t == ElementNode || t == DocumentTypeNode {
			if t != allowed {
				return clr.InvalidOperation("This operation would create an incorrectly structured document.")
			}
			allowed = 0
		}
		if n == previous {
			allowed = after
		}
	}
	return nil
}
