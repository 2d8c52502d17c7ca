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
		{Sig: "XmlNode AppendChild(XmlNode newChild)", Impl: rt.FrameMethod1(appendChild)},
		{Sig: "XmlNode PrependChild(XmlNode newChild)", Impl: rt.FrameMethod1(prependChild)},
		{Sig: "XmlNode InsertBefore(XmlNode newChild, XmlNode refChild)", Impl: rt.FrameMethod2(insertBefore)},
		{Sig: "XmlNode InsertAfter(XmlNode newChild, XmlNode refChild)", Impl: rt.FrameMethod2(insertAfter)},
		{Sig: "XmlNode RemoveChild(XmlNode oldChild)", Impl: rt.Method1(removeChild)},
		{Sig: "XmlNode ReplaceChild(XmlNode newChild, XmlNode oldChild)", Impl: rt.FrameMethod2(func(f *rt.Frame, n, child, old node) (node, error) {
			if old == nil {
				return nil, clr.NullReference()
			}
			next := nextOf(old)
			if _, err := removeChild(n, old); err != nil {
				return nil, err
			}
			_, err := insertBefore(f, n, child, next)
			return old, err
		})},
		{Sig: "void RemoveAll()", Impl: rt.Method0(func(n node) (rt.Void, error) {
			switch n := n.(type) {
			case element:
				hadChildren := !n.of.IsEmpty()
				n.of.RemoveAll()
				if hadChildren {
					emptied(n)
				}
			case *document:
				xmltree.RemoveNodes(n.tree)
				n.tree.Declaration = nil
			case attribute:
				n.of.PutValue("")
			}
			return rt.Void{}, nil
		})},
		{Sig: "XmlNode CloneNode(bool deep)", Impl: rt.FrameMethod1(func(f *rt.Frame, n node, deep bool) (node, error) { return clone(f, n.document(), n, deep) })},
		{Sig: "XmlNode Clone()", Impl: rt.FrameMethod0(func(f *rt.Frame, n node) (node, error) { return clone(f, n.document(), n, true) })},
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
		made := xmltree.RawElement(n.of.Name(), n.of.Prefix())
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

// imported copies a node into a document as ImportNode does: unlike in a clone, all
// elements without content are written with one tag.
func imported(f *rt.Frame, into *document, n node, deep bool) (node, error) {
	copied, err := clone(f, into, n, deep)
	e, ok := copied.(element)
	if err != nil || !ok {
		return copied, err
	}
	e.of.Shorten()
	for below, err := range xmltree.DescendantElements(e.of, false, xmltree.Name{}) {
		if err != nil {
			return nil, err
		}
		if err := f.Step(); err != nil {
			return nil, err
		}
		below.Shorten()
	}
	return copied, nil
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
		for m := range x.Nodes() {
			if _, ok := m.(*xmltree.Text); !ok {
				return rt.Void{}, clr.Throw(ns+"XmlException", "'<', hexadecimal value 0x3C, is an invalid attribute character. Line 1, position 1.")
			}
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
		if !n.of.IsEmpty() {
			n.of.SetValue("")
		}
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
