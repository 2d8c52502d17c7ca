package xml

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// domNodeType is XmlNode.
func domNodeType() types.Decl {
	return types.Decl{
		Name: ns + "XmlNode", Kind: types.Class, Abstract: true, Implements: []string{"System.Collections.IEnumerable"},
		Class: &rt.Class{
			Instance: func(v any, _ *rt.Type) bool { _, ok := v.(node); return ok },
			Enumerate: func(_ *rt.Frame, v any, _ *rt.Type) (rt.Enumerator, error) {
				return children{v.(node)}.Enumerator(), nil
			},
		},
		Members: slices.Concat(nodeNameMembers(), nodeTreeMembers(), nodeTextMembers(), nodeQueryMembers(), nodeEditMembers()),
		RefusedMembers: []string{
			"CreateNavigator", "WriteTo", "WriteContentTo", "SchemaInfo", "Supports", "Normalize", "PreviousText",
		},
	}
}

// names returns the prefix, local name and namespace of a node.
func names(n node) (prefix, local, space string) {
	switch n := n.(type) {
	case element:
		return n.of.Prefix(), n.of.Name().Local, string(n.of.Name().Space)
	case attribute:
		return n.of.Prefix(), n.of.Name().Local, attributeSpace(n.of)
	case *document:
		return "", "#document", ""
	case text:
		return "", "#text", ""
	case cdata:
		return "", "#cdata-section", ""
	case blank:
		return "", "#whitespace", ""
	case comment:
		return "", "#comment", ""
	case instruction:
		return "", n.of.Target(), ""
	case doctype:
		return "", n.of.Name, ""
	case declaration:
		return "", "xml", ""
	}
	return "", "", ""
}

func nodeNameMembers() []types.Member {
	return []types.Member{
		{Sig: "string Name", Impl: rt.FrameMethod0(func(f *rt.Frame, n node) (rt.String, error) {
			prefix, local, _ := names(n)
			return rt.Str(qualified(prefix, local)), f.Step()
		})},
		{Sig: "string LocalName", Impl: rt.Method0(func(n node) (rt.String, error) {
			_, local, _ := names(n)
			return rt.Str(local), nil
		})},
		{Sig: "string Prefix", Impl: rt.FrameMethod0(func(f *rt.Frame, n node) (rt.String, error) {
			prefix, _, _ := names(n)
			return rt.Str(prefix), f.Step()
		}), Set: rt.Method1(func(n node, prefix rt.String) (rt.Void, error) {
			switch n := n.(type) {
			case element:
				n.of.SetPrefix(prefix.Text)
			case attribute:
				_, local, space := names(n)
				if err := checkDeclares(prefix.Text, local, space); err != nil {
					return rt.Void{}, err
				}
				n.of.SetPrefix(prefix.Text)
			}
			return rt.Void{}, nil
		})},
		{Sig: "string NamespaceURI", Impl: rt.Method0(func(n node) (rt.String, error) {
			_, _, space := names(n)
			return rt.Str(space), nil
		})},
		{Sig: "string BaseURI", Impl: rt.Method0(func(node) (rt.String, error) { return rt.Str(""), nil })},
		{Sig: "bool IsReadOnly", Impl: rt.Method0(func(n node) (bool, error) { _, ok := n.(doctype); return ok, nil })},
		{Sig: "XmlNodeType NodeType", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			typ := c.ResultType
			return rt.Method0(func(n node) (rt.Enum, error) { return rt.Enum{Type: typ, Value: int64(typeOf(n))}, nil })
		})},
		{Sig: "string GetNamespaceOfPrefix(string prefix)", Impl: rt.Method1(func(n node, prefix rt.String) (rt.String, error) {
			e := elementAt(n)
			switch {
			case !prefix.Valid:
				return rt.String{}, clr.ArgumentNull("value")
			case prefix.Text == "xml":
				return rt.Str(string(xmltree.XMLNamespace)), nil
			case prefix.Text == "xmlns":
				return rt.Str(string(xmltree.XmlnsNamespace)), nil
			case e == nil:
				return rt.Str(""), nil
			}
			if prefix.Text == "" {
				return rt.Str(string(e.DefaultNamespace())), nil
			}
			uri, _, err := e.NamespaceOfPrefix(prefix.Text)
			return rt.Str(string(uri)), err
		})},
		{Sig: "string GetPrefixOfNamespace(string namespaceURI)", Impl: rt.Method1(func(n node, uri rt.String) (rt.String, error) {
			e := elementAt(n)
			switch {
			case !uri.Valid:
				return rt.String{}, clr.ArgumentNull("key")
			case e == nil:
				return rt.Str(""), nil
			}
			prefix, _ := e.PrefixOfNamespace(xmltree.Namespace(uri.Text))
			return rt.Str(prefix), nil
		})},
	}
}

func typeOf(n node) xmltree.NodeType {
	switch n.(type) {
	case declaration:
		return xmlDeclarationNode
	case blank:
		return whitespaceNode
	}
	return n.object().NodeType()
}

// elementAt returns the element that a node is or is in, nil for none.
func elementAt(n node) *xmltree.Element {
	if e, ok := n.(element); ok {
		return e.of
	}
	if o := n.object(); o != nil {
		return o.Parent()
	}
	return nil
}

// container returns the tree's container behind a node that has children.
func container(n node) (xmltree.Container, bool) {
	c, ok := n.object().(xmltree.Container)
	return c, ok
}

// parentOf is ParentNode.
func parentOf(n node) node {
	switch n := n.(type) {
	case declaration:
		if n.doc.tree.Declaration == n.of {
			return n.doc
		}
		return nil
	case *document, attribute:
		return nil
	case text:
		if a := n.owner(); a != nil {
			return n.doc.show(a)
		}
	}
	if c := n.object().(xmltree.Node).Container(); c != nil {
		return n.document().show(c)
	}
	return nil
}

// firstOf is FirstChild, nextOf NextSibling, previousOf PreviousSibling: the XML
// declaration comes before everything else in a document.
func firstOf(n node) node {
	if a, ok := n.(attribute); ok && a.of.Value() != "" {
		return a.doc.textOf(a.of)
	}
	if d, ok := n.(*document); ok && d.tree.Declaration != nil {
		return d.declarationView()
	}
	if c, ok := container(n); ok {
		return n.document().showNode(c.First())
	}
	return nil
}

func nextOf(n node) node {
	switch n := n.(type) {
	case declaration:
		return n.doc.showNode(n.doc.tree.First())
	case *document, attribute:
		return nil
	}
	return n.document().showNode(n.object().(xmltree.Node).Next())
}

func previousOf(n node) node {
	switch n.(type) {
	case declaration, *document, attribute:
		return nil
	}
	m := n.object().(xmltree.Node)
	if m.Previous() != nil {
		return n.document().show(m.Previous())
	}
	if d, ok := m.Container().(*xmltree.Document); ok && d == n.document().tree {
		return n.document().declarationView()
	}
	return nil
}

func lastOf(n node) node {
	if _, ok := n.(attribute); ok {
		return firstOf(n)
	}
	if c, ok := container(n); ok {
		if c.Last() != nil {
			return n.document().show(c.Last())
		}
		return firstOf(n)
	}
	return nil
}

func nodeTreeMembers() []types.Member {
	to := func(name string, of func(node) node) types.Member {
		return types.Member{Sig: "XmlNode " + name, Impl: rt.Method0(func(n node) (any, error) {
			if m := of(n); m != nil {
				return m, nil
			}
			return nil, nil
		})}
	}
	return []types.Member{
		to("ParentNode", parentOf), to("FirstChild", firstOf), to("LastChild", lastOf),
		to("NextSibling", nextOf), to("PreviousSibling", previousOf),
		{Sig: "bool HasChildNodes", Impl: rt.Method0(func(n node) (bool, error) { return firstOf(n) != nil, nil })},
		{Sig: "XmlNodeList ChildNodes", Impl: rt.FrameMethod0(func(f *rt.Frame, n node) (children, error) { return children{n}, f.Alloc(32) })},
		{Sig: "XmlDocument OwnerDocument", Impl: rt.Method0(func(n node) (*document, error) {
			if _, ok := n.(*document); ok {
				return nil, nil
			}
			return n.document(), nil
		})},
		{Sig: "XmlAttributeCollection Attributes", Impl: rt.Method0(func(n node) (any, error) {
			if e, ok := n.(element); ok {
				return attributes{e}, nil
			}
			return nil, nil
		})},
		{Sig: "XmlElement this[string name]", Impl: rt.FrameMethod1(func(f *rt.Frame, n node, name rt.String) (any, error) {
			return childNamed(f, n, func(e *xmltree.Element) bool { return writtenName(e) == name.Text })
		})},
		{Sig: "XmlElement this[string localname, string ns]", Impl: rt.FrameMethod2(func(f *rt.Frame, n node, local, space rt.String) (any, error) {
			name := xmltree.Name{Space: xmltree.Namespace(space.Text), Local: local.Text}
			return childNamed(f, n, func(e *xmltree.Element) bool { return space.Valid && e.Name() == name })
		})},
		{Sig: "System.Collections.IEnumerator GetEnumerator()", Impl: enumerating[node](func(n node) any { return children{n} })},
	}
}

func childNamed(f *rt.Frame, n node, fits func(*xmltree.Element) bool) (any, error) {
	if c, ok := container(n); ok {
		for m := c.First(); m != nil; m = m.Next() {
			if err := f.Step(); err != nil {
				return nil, err
			}
			if e, ok := m.(*xmltree.Element); ok && fits(e) {
				return n.document().show(e), nil
			}
		}
	}
	return nil, nil
}

// enumerating links GetEnumerator.
func enumerating[T any](of func(T) any) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		typ := c.ResultType
		object := typ.Static.(*types.Type).Universe().Special(types.Object).Runtime.(*rt.Type)
		return rt.FrameMethod0(func(f *rt.Frame, v T) (*generic.Iterator, error) {
			return generic.NewIterator(f, of(v), object, typ)
		})
	})
}

// value is Value, null for nodes that have none.
func value(n node) rt.String {
	switch n := n.(type) {
	case attribute:
		return rt.Str(n.of.Value())
	case characters:
		return rt.Str(n.data())
	case instruction:
		return rt.Str(n.of.Data())
	case declaration:
		return rt.Str(declarationValue(n))
	}
	return rt.String{}
}

func setValue(f *rt.Frame, n node, s rt.String) (rt.Void, error) {
	if err := f.Alloc(xmltree.NodeSize); err != nil {
		return rt.Void{}, err
	}
	switch n := n.(type) {
	case attribute:
		n.of.PutValue(s.Text)
		return rt.Void{}, nil
	case characters:
		n.setData(s.Text)
		return rt.Void{}, nil
	case instruction:
		n.of.SetData(s.Text)
		return rt.Void{}, nil
	case declaration:
		return rt.Void{}, n.setValue(f, s.Text)
	}
	return rt.Void{}, clr.InvalidOperation("Cannot set a value on node type '%s'.", NodeTypeName(typeOf(n)))
}

// innerText is InnerText.
func innerText(f *rt.Frame, n node) (string, error) {
	c, ok := container(n)
	if !ok {
		return value(n).Text, nil
	}
	var all []string
	for m, err := range xmltree.Descendants(c, false) {
		if err != nil {
			return "", err
		}
		if err := f.Step(); err != nil {
			return "", err
		}
		if t, ok := m.(*xmltree.Text); ok {
			if err := f.Alloc(16 + len(t.Value())); err != nil {
				return "", err
			}
			all = append(all, t.Value())
		}
	}
	return rt.ConcatAll(all), nil
}

// outer is OuterXml.
func outer(f *rt.Frame, n node) (string, error) {
	switch n := n.(type) {
	case *document:
		return inner(f, n)
	case declaration:
		return n.of.String(), nil
	}
	return writeDOM(f, n.object())
}

// inner is InnerXml.
func inner(f *rt.Frame, n node) (string, error) {
	c, ok := container(n)
	if !ok {
		if a, isAttribute := n.(attribute); isAttribute {
			return writeDOM(f, xmltree.NewText(a.of.Value()))
		}
		return "", nil
	}
	s, err := innerXML(f, c, writeDOM)
	if d, ok := n.(*document); ok && d.tree.Declaration != nil {
		s = d.tree.Declaration.String() + s
	}
	return s, err
}

func nodeTextMembers() []types.Member {
	made := func(make func(*rt.Frame, node) (string, error)) rt.Linker {
		return rt.FrameMethod0(func(f *rt.Frame, n node) (rt.String, error) {
			s, err := make(f, n)
			return rt.Str(s), err
		})
	}
	return []types.Member{
		{Sig: "string Value", Impl: rt.Method0(func(n node) (rt.String, error) { return value(n), nil }), Set: rt.FrameMethod1(setValue)},
		{Sig: "string InnerText", Impl: made(innerText), Set: rt.FrameMethod1(setInnerText)},
		{Sig: "string InnerXml", Impl: made(inner), Set: rt.FrameMethod1(setInnerXML)},
		{Sig: "string OuterXml", Impl: made(outer)},
	}
}
