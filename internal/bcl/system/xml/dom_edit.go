package xml

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// nodeEditMembers are the members of XmlNode that change the tree.
func nodeEditMembers() []types.Member {
	return []types.Member{
		{Sig: "XmlNode AppendChild(XmlNode newChild)", Impl: rt.FrameMethod1(func(f *rt.Frame, n, child node) (node, error) { return insert(f, n, child, nil) })},
		{Sig: "XmlNode PrependChild(XmlNode newChild)", Impl: rt.FrameMethod1(func(f *rt.Frame, n, child node) (node, error) {
			c, ok := container(n)
			if !ok {
				return insert(f, n, child, nil)
			}
			return insert(f, n, child, n.document().showNode(c.First()))
		})},
		{Sig: "XmlNode InsertBefore(XmlNode newChild, XmlNode refChild)", Impl: rt.FrameMethod2(insert)},
		{Sig: "XmlNode InsertAfter(XmlNode newChild, XmlNode refChild)", Impl: rt.FrameMethod2(func(f *rt.Frame, n, child, ref node) (node, error) {
			if ref == nil {
				c, ok := container(n)
				if !ok {
					return insert(f, n, child, nil)
				}
				return insert(f, n, child, n.document().showNode(c.First()))
			}
			if parentOf(ref) != n {
				return nil, notChild()
			}
			return insert(f, n, child, nextOf(ref))
		})},
		{Sig: "XmlNode RemoveChild(XmlNode oldChild)", Impl: rt.Method1(removeChild)},
		{Sig: "XmlNode ReplaceChild(XmlNode newChild, XmlNode oldChild)", Impl: rt.FrameMethod2(func(f *rt.Frame, n, child, old node) (node, error) {
			switch {
			case old == nil:
				return nil, clr.NullReference()
			case parentOf(old) != n:
				return nil, notRemovable()
			}
			next := nextOf(old)
			if next != nil && next == child {
				next = nextOf(next)
			}
			if _, err := removeChild(n, old); err != nil {
				return nil, err
			}
			if _, err := insert(f, n, child, next); err != nil {
				return nil, err
			}
			return old, nil
		})},
		{Sig: "void RemoveAll()", Impl: rt.Method0(func(n node) (rt.Void, error) {
			switch n := n.(type) {
			case element:
				n.of.RemoveAll()
				emptied(n)
			case *document:
				xmltree.RemoveNodes(n.tree)
				n.tree.Declaration = nil
			}
			return rt.Void{}, nil
		})},
		{Sig: "XmlNode CloneNode(bool deep)", Impl: rt.FrameMethod1(func(f *rt.Frame, n node, deep bool) (node, error) { return clone(f, n.document(), n, deep) })},
		{Sig: "XmlNode Clone()", Impl: rt.FrameMethod0(func(f *rt.Frame, n node) (node, error) { return clone(f, n.document(), n, true) })},
	}
}

func notRemovable() error {
	return clr.Argument("The node to be removed is not a child of this node.", "")
}

func notChild() error { return clr.Argument("The reference node is not a child of this node.", "") }

// insert puts a node before another one, at the end for nil. A node that has a
// parent is taken away from there.
func insert(f *rt.Frame, n, child, before node) (node, error) {
	c, ok := container(n)
	switch {
	case before != nil && parentOf(before) != n:
		return nil, notChild()
	case child == nil:
		return nil, clr.NullReference()
	case !ok:
		return nil, clr.InvalidOperation("The current node cannot contain other nodes.")
	}
	if child.document() != n.document() {
		return nil, clr.Argument("The node to be inserted is from a different document context.", "")
	}
	if x, ok := child.(declaration); ok {
		d, isDocument := n.(*document)
		if !isDocument || d.tree.Declaration != nil && d.tree.Declaration != x.of {
			return nil, clr.InvalidOperation("Cannot insert the node in the specified location.")
		}
		d.tree.Declaration = x.of
		return child, nil
	}
	m, ok := child.object().(xmltree.Node)
	if _, isDocument := m.(*xmltree.Document); !ok || isDocument {
		return nil, clr.InvalidOperation("The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type.")
	}
	for up := xmltree.Node(c); up != nil; {
		if up == m {
			return nil, clr.Argument("Cannot insert a node or any ancestor of that node as a child of itself.", "")
		}
		if err := f.Step(); err != nil {
			return nil, err
		}
		parent := up.Container()
		if parent == nil {
			break
		}
		up = parent
	}
	if d, ok := n.(*document); ok {
		if _, isElement := child.(element); isElement && d.tree.Root() != nil && d.tree.Root() != m {
			return nil, clr.InvalidOperation("This document already has a 'DocumentElement' node.")
		}
	}
	if before != nil && before == child {
		return child, nil
	}
	if m.Container() != nil {
		if err := xmltree.Remove(m); err != nil {
			return nil, err
		}
	}
	if at, ok := before.(node); ok && at.object() != nil {
		return child, xmltree.AddBefore(f.Alloc, at.object().(xmltree.Node), m)
	}
	return child, xmltree.Add(f.Alloc, c, m)
}

func removeChild(n, old node) (node, error) {
	switch {
	case old == nil:
		return nil, clr.NullReference()
	case parentOf(old) != n:
		return nil, notRemovable()
	}
	if _, ok := old.(declaration); ok {
		n.(*document).tree.Declaration = nil
		return old, nil
	}
	if err := xmltree.Remove(old.object().(xmltree.Node)); err != nil {
		return nil, err
	}
	emptied(n)
	return old, nil
}

// emptied makes an element that has lost its last child be written with two tags.
func emptied(n node) {
	if e, ok := n.(element); ok && e.of.First() == nil {
		e.of.SetValue("")
	}
}

// clone copies a node into a document, with what is in it if deep says so.
func clone(f *rt.Frame, into *document, n node, deep bool) (node, error) {
	switch n := n.(type) {
	case declaration:
		copied := *n.of
		return declaration{into, &copied}, f.Alloc(xmltree.NodeSize)
	case attribute:
		return into.show(n.of.Clone()), f.Alloc(xmltree.AttributeSize)
	case *document:
		d := &document{tree: new(xmltree.Document), preserve: n.preserve}
		if deep {
			made, err := xmltree.Clone(f.Alloc, n.tree)
			if err != nil {
				return nil, err
			}
			d.tree = made.(*xmltree.Document)
		}
		return d, nil
	case element:
		if deep {
			break
		}
		made, err := xmltree.NewElement(f.Alloc, n.of.Name())
		if err != nil {
			return nil, err
		}
		for a := range n.of.Attributes() {
			if err := xmltree.Add(f.Alloc, made, a.Clone()); err != nil {
				return nil, err
			}
		}
		if !n.of.IsEmpty() {
			made.SetValue("")
		}
		return into.show(made), f.Alloc(xmltree.NodeSize)
	}
	made, err := xmltree.Clone(f.Alloc, n.object().(xmltree.Node))
	if err != nil {
		return nil, err
	}
	return into.show(made), nil
}

// setInnerText is the setter of InnerText.
func setInnerText(f *rt.Frame, n node, s rt.String) (rt.Void, error) {
	switch n := n.(type) {
	case element:
		// Also an empty text is a child.
		n.of.SetValue("")
		return rt.Void{}, xmltree.Add(f.Alloc, n.of, xmltree.NewText(s.Text))
	case *document:
		return rt.Void{}, clr.InvalidOperation("The 'InnerText' of a 'Document' node is read-only and cannot be set.")
	}
	return setValue(f, n, s)
}

// setInnerXML is the setter of InnerXml: it reads the text with the prefixes that
// are in force at the node.
func setInnerXML(f *rt.Frame, n node, s rt.String) (rt.Void, error) {
	switch n := n.(type) {
	case *document:
		return n.load(f, s)
	case attribute:
		x, err := xmltree.ParseElement("<x>"+s.Text+"</x>", xmltree.Options{PreserveWhitespace: true, Charge: f.Alloc})
		if err != nil {
			return rt.Void{}, err
		}
		n.of.PutValue(x.Value())
		return rt.Void{}, f.Alloc(len(s.Text))
	case element:
		var wrapped strings.Builder
		wrapped.WriteString("<x")
		declared := map[string]bool{}
		for e := n.of; e != nil; e = e.Parent() {
			for a := range e.Attributes() {
				if !a.IsDeclaration() || declared[a.Name().Local] {
					continue
				}
				declared[a.Name().Local] = true
				s, err := writeDOM(f, a)
				if err != nil {
					return rt.Void{}, err
				}
				wrapped.WriteString(" " + s)
			}
		}
		if err := f.Alloc(wrapped.Len() + len(s.Text)); err != nil {
			return rt.Void{}, err
		}
		wrapped.WriteString(">" + s.Text + "</x>")
		x, err := xmltree.ParseElement(wrapped.String(), xmltree.Options{PreserveWhitespace: n.doc.preserve, Charge: f.Alloc})
		if err != nil {
			return rt.Void{}, err
		}
		n.of.SetValue("")
		for x.First() != nil {
			m := x.First()
			if err := xmltree.Remove(m); err != nil {
				return rt.Void{}, err
			}
			if err := xmltree.Add(f.Alloc, n.of, m); err != nil {
				return rt.Void{}, err
			}
		}
		return rt.Void{}, nil
	}
	return rt.Void{}, clr.InvalidOperation("Cannot set the 'InnerXml' for the current node because it is either read-only or cannot have children.")
}
