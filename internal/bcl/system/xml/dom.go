package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// XmlDocument and its nodes are views of a tree of package xmltree. A view is a
// small value that names a document and an object of its tree, so two views of one
// object are equal as two references to one node are in .NET.

// node is an object of class XmlNode.
type node interface {
	// object is what the view shows; nil for an XML declaration.
	object() xmltree.Object
	document() *document
}

// document is an XmlDocument.
type document struct {
	tree *xmltree.Document
	// preserve is PreserveWhitespace.
	preserve bool
	texts    attributeTexts
}

type (
	// view is what the views have in common.
	view[T xmltree.Object] struct {
		doc *document
		of  T
	}
	element     struct{ view[*xmltree.Element] }
	attribute   struct{ view[*xmltree.Attribute] }
	text        struct{ view[*xmltree.Text] }
	cdata       struct{ view[*xmltree.Text] }
	blank       struct{ view[*xmltree.Text] }
	comment     struct{ view[*xmltree.Comment] }
	instruction struct{ view[*xmltree.Instruction] }
	doctype     struct{ view[*xmltree.DocumentType] }
	// declaration is an XmlDeclaration, the first child of its document.
	declaration struct {
		doc *document
		of  *xmltree.Declaration
	}
)

// XMLObject returns what the view shows, for conversions to JSON.
func (v view[T]) XMLObject() xmltree.Object { return v.of }

// XMLObject returns the tree of the document.
func (d *document) XMLObject() xmltree.Object { return d.tree }

// OfTree shows a tree as an XmlDocument and its root element, which is nil where the
// tree has none, as an XmlElement.
func OfTree(tree *xmltree.Document) (doc, root any) {
	d := &document{tree: tree}
	if e := tree.Root(); e != nil {
		root = d.show(e)
	}
	return d, root
}

func (v view[T]) object() xmltree.Object { return v.of }
func (v view[T]) document() *document    { return v.doc }

func (d *document) object() xmltree.Object { return d.tree }
func (d *document) document() *document    { return d }

func (d declaration) object() xmltree.Object { return nil }
func (d declaration) document() *document    { return d.doc }

// show returns the view of an object of the document's tree; nil for nil.
func (d *document) show(o xmltree.Object) node {
	switch o := o.(type) {
	case *xmltree.Document:
		if o == d.tree {
			return d
		}
	case *xmltree.Element:
		if o != nil {
			return element{view[*xmltree.Element]{d, o}}
		}
	case *xmltree.Attribute:
		if o != nil {
			return attribute{view[*xmltree.Attribute]{d, o}}
		}
	case *xmltree.Text:
		v := view[*xmltree.Text]{d, o}
		switch {
		case o.IsCData():
			return cdata{v}
		case isBlank(o.Value()):
			return blank{v}
		}
		return text{v}
	case *xmltree.Comment:
		return comment{view[*xmltree.Comment]{d, o}}
	case *xmltree.Instruction:
		return instruction{view[*xmltree.Instruction]{d, o}}
	case *xmltree.DocumentType:
		return doctype{view[*xmltree.DocumentType]{d, o}}
	}
	return nil
}

// showNode is show for a node of the tree, which may be nil.
func (d *document) showNode(n xmltree.Node) node {
	if n == nil {
		return nil
	}
	return d.show(n)
}

// declarationView is the view of the document's XML declaration, nil for none.
func (d *document) declarationView() node {
	if d.tree.Declaration == nil {
		return nil
	}
	return declaration{d, d.tree.Declaration}
}

// domClass is the class of views of one kind. As a sequence a node is its children.
func domClass[T node]() *rt.Class {
	return rt.RefClass[T](rt.Class{
		Enumerate: func(_ *rt.Frame, v any, _ *rt.Type) (rt.Enumerator, error) {
			return children{v.(node)}.Enumerator(), nil
		},
	})
}

func domTypes() []types.Decl {
	leaf := func(name, base string, class *rt.Class, members ...types.Member) types.Decl {
		return types.Decl{Name: ns + name, Kind: types.Class, Base: ns + base, Class: class, Members: members}
	}
	abstract := func(name, base string, is func(any) bool, members ...types.Member) types.Decl {
		d := leaf(name, base, &rt.Class{Instance: func(v any, _ *rt.Type) bool { return is(v) }}, members...)
		d.Abstract = true
		return d
	}
	return []types.Decl{
		domNodeType(), documentType(), elementType(), attributeType(), nodeListType(), attributesType(),
		abstract("XmlLinkedNode", "XmlNode", func(v any) bool {
			switch v.(type) {
			case *document, attribute:
				return false
			}
			_, ok := v.(node)
			return ok
		}),
		abstract("XmlCharacterData", "XmlLinkedNode", func(v any) bool { _, ok := v.(characters); return ok }, characterMembers()...),
		leaf("XmlText", "XmlCharacterData", domClass[text]()),
		leaf("XmlCDataSection", "XmlCharacterData", domClass[cdata]()),
		leaf("XmlWhitespace", "XmlCharacterData", domClass[blank]()),
		leaf("XmlComment", "XmlCharacterData", domClass[comment]()),
		leaf("XmlProcessingInstruction", "XmlLinkedNode", domClass[instruction](), instructionMembers()...),
		leaf("XmlDocumentType", "XmlLinkedNode", domClass[doctype]()),
		leaf("XmlDeclaration", "XmlLinkedNode", domClass[declaration](), declarationMembers()...),
	}
}
