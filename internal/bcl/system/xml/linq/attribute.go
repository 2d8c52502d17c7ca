package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// attributeType is XAttribute.
func attributeType() types.Decl {
	return types.Decl{
		Name: ns + "XAttribute", Kind: types.Class, Base: ns + "XObject", Class: class[*xmltree.Attribute](),
		Members: slices.Concat([]types.Member{
			{Sig: "new(XName name, object value)", Impl: rt.FrameFunc2(newAttribute)},
			{Sig: "new(XAttribute other)", Impl: rt.FrameFunc1(func(f *rt.Frame, other *xmltree.Attribute) (*xmltree.Attribute, error) {
				if other == nil {
					return nil, clr.ArgumentNull("other")
				}
				return other.Clone(), f.Alloc(xmltree.AttributeSize)
			})},
			{Sig: "static IEnumerable<XAttribute> EmptySequence", Impl: emptySequence()},
			{Sig: "bool IsNamespaceDeclaration", Impl: rt.Method0(func(a *xmltree.Attribute) (bool, error) { return a.IsDeclaration(), nil })},
			{Sig: "XName Name", Impl: rt.Method0(func(a *xmltree.Attribute) (xmltree.Name, error) { return a.Name(), nil })},
			{Sig: "XAttribute NextAttribute", Impl: rt.Method0(func(a *xmltree.Attribute) (*xmltree.Attribute, error) { return a.Next(), nil })},
			{Sig: "XAttribute PreviousAttribute", Impl: rt.Method0(func(a *xmltree.Attribute) (*xmltree.Attribute, error) { return a.Previous(), nil })},
			{
				Sig: "string Value", Impl: rt.Method0(func(a *xmltree.Attribute) (rt.String, error) { return rt.Str(a.Value()), nil }),
				Set: rt.FrameMethod1(func(f *rt.Frame, a *xmltree.Attribute, s rt.String) (rt.Void, error) {
					return setAttribute(f, a, s.Box())
				}),
			},
			{Sig: "void SetValue(object value)", Impl: rt.FrameMethod1(setAttribute)},
			{Sig: "void Remove()", Impl: rt.Method0(func(a *xmltree.Attribute) (rt.Void, error) { return rt.Void{}, a.Remove() })},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, a *xmltree.Attribute) (rt.String, error) { return write(f, a, rt.Enum{}) })},
		},
			conversionMembers("XAttribute", "attribute", func(_ *rt.Frame, a *xmltree.Attribute) (string, error) { return a.Value(), nil }),
		),
	}
}

func newAttribute(f *rt.Frame, name xmltree.Name, v any) (*xmltree.Attribute, error) {
	if name.IsNull() {
		return nil, clr.ArgumentNull("name")
	}
	s, err := textOrNull(f, v)
	if err != nil {
		return nil, err
	}
	if err := f.Alloc(xmltree.AttributeSize); err != nil {
		return nil, err
	}
	return xmltree.NewAttribute(name, s)
}

func setAttribute(f *rt.Frame, a *xmltree.Attribute, v any) (rt.Void, error) {
	s, err := textOrNull(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, a.SetValue(s)
}

// elementAttributeMembers are the members of XElement about attributes.
func elementAttributeMembers() []types.Member {
	return slices.Concat([]types.Member{
		{Sig: "bool HasAttributes", Impl: rt.Method0(func(e *xmltree.Element) (bool, error) { return e.FirstAttribute() != nil, nil })},
		{Sig: "XAttribute FirstAttribute", Impl: rt.Method0(func(e *xmltree.Element) (*xmltree.Attribute, error) { return e.FirstAttribute(), nil })},
		{Sig: "XAttribute LastAttribute", Impl: rt.Method0(func(e *xmltree.Element) (*xmltree.Attribute, error) { return e.LastAttribute(), nil })},
		{Sig: "XAttribute Attribute(XName name)", Impl: rt.Method1(func(e *xmltree.Element, name xmltree.Name) (*xmltree.Attribute, error) {
			return e.Attribute(name), nil
		})},
		{Sig: "IEnumerable<XAttribute> Attributes()", Impl: axis(attributes)},
		{Sig: "IEnumerable<XAttribute> Attributes(XName name)", Impl: namedAxis(attributesNamed)},
		{Sig: "void SetAttributeValue(XName name, object value)", Impl: rt.FrameMethod2(setAttributeValue)},
		{Sig: "void RemoveAttributes()", Impl: rt.Method0(func(e *xmltree.Element) (rt.Void, error) {
			e.RemoveAttributes()
			return rt.Void{}, nil
		})},
	},
		editMembers("ReplaceAttributes", func(charge xmltree.Charge, e *xmltree.Element, content ...any) error {
			return e.ReplaceAttributes(charge, content...)
		}),
	)
}

func setAttributeValue(f *rt.Frame, e *xmltree.Element, name xmltree.Name, v any) (rt.Void, error) {
	if v == nil {
		e.RemoveAttribute(name)
		return rt.Void{}, nil
	}
	s, err := text(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	if name.IsNull() {
		return rt.Void{}, clr.ArgumentNull("name")
	}
	if err := f.Alloc(xmltree.AttributeSize); err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, e.SetAttribute(name, s)
}
