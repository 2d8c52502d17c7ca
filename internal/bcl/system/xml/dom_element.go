package xml

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// elementType is XmlElement.
func elementType() types.Decl {
	text := func(a *xmltree.Attribute) rt.String { return rt.Str(valueOrNull(a).Text) }
	return types.Decl{
		Name: ns + "XmlElement", Kind: types.Class, Abstract: true, Base: ns + "XmlLinkedNode", Class: domClass[element](),
		Members: append([]types.Member{
			{Sig: "bool IsEmpty", Impl: rt.Method0(func(e element) (bool, error) { return e.of.IsEmpty(), nil })},
			{Sig: "bool HasAttributes", Impl: rt.Method0(func(e element) (bool, error) { return e.of.FirstAttribute() != nil, nil })},
			{Sig: "bool HasAttribute(string name)", Impl: rt.Method1(func(e element, name rt.String) (bool, error) { return attributeNamed(e.of, name.Text) != nil, nil })},
			{Sig: "bool HasAttribute(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (bool, error) {
				return attributeIn(e.of, local.Text, space.Text) != nil, nil
			})},
			{Sig: "string GetAttribute(string name)", Impl: rt.Method1(func(e element, name rt.String) (rt.String, error) { return text(attributeNamed(e.of, name.Text)), nil })},
			{Sig: "string GetAttribute(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (rt.String, error) {
				return text(attributeIn(e.of, local.Text, space.Text)), nil
			})},
			{Sig: "XmlAttribute GetAttributeNode(string name)", Impl: rt.Method1(func(e element, name rt.String) (any, error) { return attributes{e}.named(name), nil })},
			{Sig: "XmlAttribute GetAttributeNode(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (any, error) {
				return attributes{e}.in(local, space), nil
			})},
			{Sig: "void SetAttribute(string name, string value)", Impl: rt.FrameMethod2(setAttribute)},
			{Sig: "string SetAttribute(string localName, string namespaceURI, string value)", Impl: rt.FrameMethod3(func(f *rt.Frame, e element, local, space, value rt.String) (rt.String, error) {
				name, err := xmltree.Namespace(space.Text).Name(local.Text)
				if err != nil {
					return rt.String{}, err
				}
				if err := f.Alloc(xmltree.AttributeSize); err != nil {
					return rt.String{}, err
				}
				return value, e.of.SetAttribute(name, value.Text)
			})},
			{Sig: "XmlAttribute SetAttributeNode(XmlAttribute newAttr)", Impl: rt.FrameMethod1(func(f *rt.Frame, e element, a any) (any, error) {
				if a == nil {
					return nil, clr.NullReference()
				}
				x := a.(attribute)
				var old any
				if o := e.of.Attribute(x.of.Name()); o != nil && o != x.of {
					old = e.doc.show(o)
				}
				return old, appendAttribute(f, e, x)
			})},
			{Sig: "void RemoveAttribute(string name)", Impl: rt.Method1(func(e element, name rt.String) (rt.Void, error) {
				if a := attributeNamed(e.of, name.Text); a != nil {
					return rt.Void{}, a.Remove()
				}
				return rt.Void{}, nil
			})},
			{Sig: "void RemoveAttribute(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (rt.Void, error) {
				if a := attributeIn(e.of, local.Text, space.Text); a != nil {
					return rt.Void{}, a.Remove()
				}
				return rt.Void{}, nil
			})},
			{Sig: "void RemoveAllAttributes()", Impl: rt.Method0(func(e element) (rt.Void, error) {
				e.of.RemoveAttributes()
				return rt.Void{}, nil
			})},
		}, tagMembers()...),
	}
}

// setAttribute is SetAttribute(name, value); a prefix must be known.
func setAttribute(f *rt.Frame, e element, name, value rt.String) (rt.Void, error) {
	if err := f.Alloc(xmltree.AttributeSize); err != nil {
		return rt.Void{}, err
	}
	if a := attributeNamed(e.of, name.Text); a != nil {
		return rt.Void{}, a.SetValue(value.Text)
	}
	n, err := nameIn(e.of, name.Text)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, e.of.SetAttribute(n, value.Text)
}

// nameIn returns the name that a text with or without prefix means for an
// attribute of an element, which may be nil. A prefix that is not known counts for
// nothing.
func nameIn(e *xmltree.Element, name string) (xmltree.Name, error) {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		return xmltree.Namespace("").Name(name)
	}
	space := xmltree.Namespace("")
	switch {
	case prefix == "xmlns":
		space = xmltree.XmlnsNamespace
	case prefix == "xml":
		space = xmltree.XMLNamespace
	case e != nil:
		var err error
		if space, _, err = e.NamespaceOfPrefix(prefix); err != nil {
			return xmltree.Name{}, err
		}
	}
	return space.Name(local)
}

// attributeType is XmlAttribute.
func attributeType() types.Decl {
	return types.Decl{
		Name: ns + "XmlAttribute", Kind: types.Class, Abstract: true, Base: ns + "XmlNode", Class: domClass[attribute](),
		Members: []types.Member{
			{Sig: "XmlElement OwnerElement", Impl: rt.Method0(func(a attribute) (any, error) {
				if e := a.of.Parent(); e != nil {
					return a.doc.show(e), nil
				}
				return nil, nil
			})},
			{Sig: "bool Specified", Impl: rt.Method0(func(attribute) (bool, error) { return true, nil })},
		},
	}
}
