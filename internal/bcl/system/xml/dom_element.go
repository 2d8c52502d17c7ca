package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// elementType is XmlElement.
func elementType() types.Decl {
	text := func(a *xmltree.Attribute) rt.String { return rt.Str(valueOrNull(a).Text) }
	return types.Decl{
		Name: ns + "XmlElement", Kind: types.Class, Base: ns + "XmlLinkedNode", Class: domClass[element](),
		Members: append([]types.Member{
			{
				Sig: "bool IsEmpty", Impl: rt.Method0(func(e element) (bool, error) { return e.of.IsEmpty(), nil }),
				Set: rt.Method1(func(e element, empty bool) (rt.Void, error) {
					switch {
					case empty:
						xmltree.RemoveNodes(e.of)
						e.of.Shorten()
					case e.of.IsEmpty():
						e.of.SetValue("")
					}
					return rt.Void{}, nil
				}),
			},
			{Sig: "bool HasAttributes", Impl: rt.Method0(func(e element) (bool, error) { return e.of.FirstAttribute() != nil, nil })},
			{Sig: "bool HasAttribute(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, e element, name rt.String) (bool, error) {
				a, err := attributeWritten(f, e.of, name.Text)
				return a != nil, err
			})},
			{Sig: "bool HasAttribute(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (bool, error) {
				return attributes{e}.find(local, space) != nil, nil
			})},
			{Sig: "string GetAttribute(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, e element, name rt.String) (rt.String, error) {
				a, err := attributeWritten(f, e.of, name.Text)
				return text(a), err
			})},
			{Sig: "string GetAttribute(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (rt.String, error) {
				return text(attributes{e}.find(local, space)), nil
			})},
			{Sig: "XmlAttribute GetAttributeNode(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, e element, name rt.String) (any, error) {
				return attributes{e}.named(f, name)
			})},
			{Sig: "XmlAttribute GetAttributeNode(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (any, error) {
				return attributes{e}.in(local, space), nil
			})},
			{Sig: "void SetAttribute(string name, string value)", Impl: rt.FrameMethod2(setAttribute)},
			{Sig: "string SetAttribute(string localName, string namespaceURI, string value)", Impl: rt.FrameMethod3(setAttributeIn)},
			{Sig: "XmlAttribute SetAttributeNode(XmlAttribute newAttr)", Impl: rt.FrameMethod1(setAttributeNode)},
			{Sig: "XmlAttribute SetAttributeNode(string localName, string namespaceURI)", Impl: rt.FrameMethod2(func(f *rt.Frame, e element, local, space rt.String) (any, error) {
				if found := attributeIn(e.of, local.Text, space.Text); found != nil {
					return e.doc.show(found), nil
				}
				made, err := createAttribute(f, e.doc, "", local, space.Text)
				if err != nil {
					return nil, err
				}
				return made, appendAttribute(f, e, made.(attribute))
			})},
			{Sig: "XmlAttribute RemoveAttributeNode(XmlAttribute oldAttr)", Impl: rt.Method1(func(e element, a any) (any, error) { return attributes{e}.remove(a) })},
			{Sig: "XmlAttribute RemoveAttributeNode(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (any, error) {
				return attributes{e}.remove(attributes{e}.in(local, space))
			})},
			{Sig: "void RemoveAttribute(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, e element, name rt.String) (rt.Void, error) {
				a, err := attributeWritten(f, e.of, name.Text)
				if a == nil || err != nil {
					return rt.Void{}, err
				}
				return rt.Void{}, a.Remove()
			})},
			{Sig: "void RemoveAttribute(string localName, string namespaceURI)", Impl: rt.Method2(func(e element, local, space rt.String) (rt.Void, error) {
				if a := (attributes{e}).find(local, space); a != nil {
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

// setAttribute is SetAttribute(name, value).
func setAttribute(f *rt.Frame, e element, name, value rt.String) (rt.Void, error) {
	a, err := attributeWritten(f, e.of, name.Text)
	if err != nil {
		return rt.Void{}, err
	}
	if a == nil {
		made, err := createAttributeNamed(f, e.doc, name)
		if err != nil {
			return rt.Void{}, err
		}
		a = made.(attribute).of
		if err := appendAttribute(f, e, made.(attribute)); err != nil {
			return rt.Void{}, err
		}
	}
	a.PutValue(value.Text)
	return rt.Void{}, nil
}

// setAttributeIn is SetAttribute(localName, namespaceURI, value).
func setAttributeIn(f *rt.Frame, e element, local, space, value rt.String) (rt.String, error) {
	a := attributeIn(e.of, local.Text, space.Text)
	if a == nil {
		made, err := createAttribute(f, e.doc, "", local, space.Text)
		if err != nil {
			return rt.String{}, err
		}
		a = made.(attribute).of
		if err := appendAttribute(f, e, made.(attribute)); err != nil {
			return rt.String{}, err
		}
	}
	a.PutValue(value.Text)
	return value, nil
}

// setAttributeNode is SetAttributeNode(newAttr), which gives back the attribute that
// was replaced, or the new one.
func setAttributeNode(f *rt.Frame, e element, a any) (any, error) {
	if a == nil {
		return nil, clr.NullReference()
	}
	x := a.(attribute)
	if x.of.Parent() != nil {
		return nil, clr.InvalidOperation("The 'Attribute' node cannot be inserted because it is already an attribute of another element.")
	}
	return setNamedItem(f, e, x)
}

// attributeType is XmlAttribute.
func attributeType() types.Decl {
	return types.Decl{
		Name: ns + "XmlAttribute", Kind: types.Class, Base: ns + "XmlNode", Class: domClass[attribute](),
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
