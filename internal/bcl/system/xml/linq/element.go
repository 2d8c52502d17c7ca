package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// elementType is XElement.
func elementType() types.Decl {
	create := withContent(func(c converter) rt.Linker {
		return rt.FrameFunc2(func(f *rt.Frame, name xmltree.Name, v any) (*xmltree.Element, error) {
			content, err := c.content(f, v)
			if err != nil {
				return nil, err
			}
			return newElement(f, name, content)
		})
	})
	return types.Decl{
		Name: ns + "XElement", Kind: types.Class, Base: ns + "XContainer", Class: class[*xmltree.Element](),
		Members: slices.Concat([]types.Member{
			{Sig: "new(XName name)", Impl: rt.FrameFunc1(func(f *rt.Frame, name xmltree.Name) (*xmltree.Element, error) { return newElement(f, name, nil) })},
			{Sig: "new(XName name, object content)", Impl: create},
			{Sig: "new(XName name, params object[] content)", Impl: create},
			{Sig: "new(XElement other)", Impl: rt.FrameFunc1(copyOf[*xmltree.Element])},
			{Sig: "static XElement Parse(string text)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (*xmltree.Element, error) {
				return parseElement(f, s, rt.Enum{})
			})},
			{Sig: "static XElement Parse(string text, LoadOptions options)", Impl: rt.FrameFunc2(parseElement)},
			{Sig: "static IEnumerable<XElement> EmptySequence", Impl: emptySequence()},
			{
				Sig: "XName Name", Impl: rt.Method0(func(e *xmltree.Element) (xmltree.Name, error) { return e.Name(), nil }),
				Set: rt.Method1(func(e *xmltree.Element, name xmltree.Name) (rt.Void, error) {
					if name.IsNull() {
						return rt.Void{}, clr.ArgumentNull("value")
					}
					e.SetName(name)
					return rt.Void{}, nil
				}),
			},
			{
				Sig: "string Value", Impl: rt.FrameMethod0(func(f *rt.Frame, e *xmltree.Element) (rt.String, error) {
					s, err := valueOf(f, e)
					return rt.Str(s), err
				}),
				Set: rt.FrameMethod1(func(f *rt.Frame, e *xmltree.Element, s rt.String) (rt.Void, error) {
					return setElementText(f, e, s.Box())
				}),
			},
			{Sig: "void SetValue(object value)", Impl: rt.FrameMethod1(setElementText)},
			{Sig: "bool HasElements", Impl: rt.Method0(func(e *xmltree.Element) (bool, error) { return e.HasElements(), nil })},
			{Sig: "bool IsEmpty", Impl: rt.Method0(func(e *xmltree.Element) (bool, error) { return e.IsEmpty(), nil })},
			{Sig: "IEnumerable<XElement> AncestorsAndSelf()", Impl: axis(ancestorsAndSelf)},
			{Sig: "IEnumerable<XElement> AncestorsAndSelf(XName name)", Impl: namedAxis(ancestorsAndSelfNamed)},
			{Sig: "IEnumerable<XNode> DescendantNodesAndSelf()", Impl: axis(descendantNodesAndSelf)},
			{Sig: "IEnumerable<XElement> DescendantsAndSelf()", Impl: axis(descendantsAndSelf)},
			{Sig: "IEnumerable<XElement> DescendantsAndSelf(XName name)", Impl: namedAxis(descendantsAndSelfNamed)},
			{Sig: "void SetElementValue(XName name, object value)", Impl: rt.FrameMethod2(setElementValue)},
			{Sig: "XNamespace GetDefaultNamespace()", Impl: rt.Method0(func(e *xmltree.Element) (xmltree.Namespace, error) { return e.DefaultNamespace(), nil })},
			{Sig: "XNamespace GetNamespaceOfPrefix(string prefix)", Impl: rt.Method1(namespaceOfPrefix)},
			{Sig: "string GetPrefixOfNamespace(XNamespace ns)", Impl: rt.Method1(prefixOfNamespace)},
			{Sig: "void RemoveAll()", Impl: rt.Method0(func(e *xmltree.Element) (rt.Void, error) {
				e.RemoveAll()
				return rt.Void{}, nil
			})},
		},
			editMembers("ReplaceAll", func(charge xmltree.Charge, e *xmltree.Element, content ...any) error {
				return e.ReplaceAll(charge, content...)
			}),
			elementAttributeMembers(), saveMembers(), loadMembers(), elementReaderMembers(),
			conversionMembers("XElement", "element", valueOf),
		),
		RefusedMembers: []string{"LoadAsync", "SaveAsync"},
	}
}

// newElement is the constructor; a nil content stands for none.
func newElement(f *rt.Frame, name xmltree.Name, content xmltree.Content) (*xmltree.Element, error) {
	if name.IsNull() {
		return nil, clr.ArgumentNull("name")
	}
	if err := f.Alloc(xmltree.NodeSize); err != nil {
		return nil, err
	}
	return xmltree.NewElement(f.Alloc, name, content)
}

// copyOf is the constructor that copies.
func copyOf[T interface {
	xmltree.Node
	comparable
}](f *rt.Frame, other T) (T, error) {
	var null T
	if other == null {
		return null, clr.ArgumentNull("other")
	}
	n, err := xmltree.Clone(f.Alloc, other)
	if err != nil {
		return null, err
	}
	return n.(T), nil
}

func parseElement(f *rt.Frame, s rt.String, options rt.Enum) (*xmltree.Element, error) {
	if !s.Valid {
		return nil, clr.ArgumentNull("s")
	}
	return xmltree.ParseElement(s.Text, readOptions(f, options))
}

func readOptions(f *rt.Frame, options rt.Enum) xmltree.Options {
	return xmltree.Options{PreserveWhitespace: options.Value&preserveWhitespace != 0, Charge: f.Alloc, DTD: xmltree.ParseDTD}
}

// setElementText is the setter of Value and SetValue.
func setElementText(f *rt.Frame, e *xmltree.Element, v any) (rt.Void, error) {
	s, err := textOrNull(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	e.SetValue(s)
	return rt.Void{}, f.Alloc(xmltree.NodeSize)
}

func setElementValue(f *rt.Frame, e *xmltree.Element, name xmltree.Name, v any) (rt.Void, error) {
	if v == nil {
		e.RemoveElement(name)
		return rt.Void{}, nil
	}
	s, err := text(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	if name.IsNull() {
		return rt.Void{}, clr.ArgumentNull("name")
	}
	if err := f.Alloc(2 * xmltree.NodeSize); err != nil {
		return rt.Void{}, err
	}
	e.SetElementValue(name, s)
	return rt.Void{}, nil
}

func namespaceOfPrefix(e *xmltree.Element, prefix rt.String) (any, error) {
	if !prefix.Valid {
		return nil, clr.ArgumentNull("prefix")
	}
	ns, ok, err := e.NamespaceOfPrefix(prefix.Text)
	if !ok || err != nil {
		return nil, err
	}
	return ns, nil
}

func prefixOfNamespace(e *xmltree.Element, ns any) (rt.String, error) {
	if ns == nil {
		return rt.String{}, clr.ArgumentNull("ns")
	}
	prefix, ok := e.PrefixOfNamespace(ns.(xmltree.Namespace))
	return rt.String{Text: prefix, Valid: ok}, nil
}
