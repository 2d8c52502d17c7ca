package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// nameType is XName. Its objects compare as values do in Go, which is right:
// .NET has one object for each name.
func nameType() types.Decl {
	return types.Decl{
		Name: ns + "XName", Kind: types.Class,
		Class: rt.RefClass[xmltree.Name](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(xmltree.Name).String()), nil },
			Hash: func(_ *rt.Frame, v any) (int32, error) {
				n := v.(xmltree.Name)
				return rt.HashString(string(n.Space)) ^ rt.HashString(n.Local), nil
			},
		}),
		Members: []types.Member{
			{Sig: "string LocalName", Impl: rt.Method0(func(n xmltree.Name) (rt.String, error) { return rt.Str(n.Local), nil })},
			{Sig: "XNamespace Namespace", Impl: rt.Method0(func(n xmltree.Name) (xmltree.Namespace, error) { return n.Space, nil })},
			{Sig: "string NamespaceName", Impl: rt.Method0(func(n xmltree.Name) (rt.String, error) { return rt.Str(string(n.Space)), nil })},
			{Sig: "string ToString()", Impl: rt.Method0(func(n xmltree.Name) (rt.String, error) { return rt.Str(n.String()), nil })},
			{Sig: "static XName Get(string expandedName)", Impl: rt.Func1(func(s rt.String) (any, error) {
				if !s.Valid {
					return nil, clr.ArgumentNull("expandedName")
				}
				return parseName(s)
			})},
			{Sig: "static XName Get(string localName, string namespaceName)", Impl: rt.Func2(func(local, space rt.String) (any, error) {
				if !space.Valid {
					return nil, clr.ArgumentNull("namespaceName")
				}
				return nameIn(xmltree.Namespace(space.Text), local)
			})},
			{Sig: "static implicit operator XName(string expandedName)", Impl: onConstant(parseName)},
			{Sig: "static bool operator ==(XName left, XName right)", Impl: rt.Func2(func(a, b any) (bool, error) { return a == b, nil })},
			{Sig: "static bool operator !=(XName left, XName right)", Impl: rt.Func2(func(a, b any) (bool, error) { return a != b, nil })},
		},
	}
}

// namespaceType is XNamespace.
func namespaceType() types.Decl {
	fixed := func(ns xmltree.Namespace) rt.Linker {
		var boxed any = ns
		return rt.Func0(func() (any, error) { return boxed, nil })
	}
	return types.Decl{
		Name: ns + "XNamespace", Kind: types.Class,
		Class: rt.RefClass[xmltree.Namespace](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(string(v.(xmltree.Namespace))), nil },
			Hash: func(_ *rt.Frame, v any) (int32, error) {
				return rt.HashString(string(v.(xmltree.Namespace))), nil
			},
		}),
		Members: []types.Member{
			{Sig: "static XNamespace None", Impl: fixed("")},
			{Sig: "static XNamespace Xml", Impl: fixed(xmltree.XMLNamespace)},
			{Sig: "static XNamespace Xmlns", Impl: fixed(xmltree.XmlnsNamespace)},
			{Sig: "string NamespaceName", Impl: rt.Method0(namespaceText)},
			{Sig: "string ToString()", Impl: rt.Method0(namespaceText)},
			{Sig: "XName GetName(string localName)", Impl: rt.Method1(nameIn)},
			{Sig: "static XNamespace Get(string namespaceName)", Impl: rt.Func1(func(s rt.String) (any, error) {
				if !s.Valid {
					return nil, clr.ArgumentNull("namespaceName")
				}
				return xmltree.Namespace(s.Text), nil
			})},
			{Sig: "static implicit operator XNamespace(string namespaceName)", Impl: onConstant(func(s rt.String) (any, error) {
				if !s.Valid {
					return nil, nil
				}
				return xmltree.Namespace(s.Text), nil
			})},
			{Sig: "static XName operator +(XNamespace ns, string localName)", Impl: rt.Func2(func(ns any, local rt.String) (any, error) {
				if ns == nil {
					return nil, clr.ArgumentNull("ns")
				}
				return nameIn(ns.(xmltree.Namespace), local)
			})},
			{Sig: "static bool operator ==(XNamespace left, XNamespace right)", Impl: rt.Func2(func(a, b any) (bool, error) { return a == b, nil })},
			{Sig: "static bool operator !=(XNamespace left, XNamespace right)", Impl: rt.Func2(func(a, b any) (bool, error) { return a != b, nil })},
		},
	}
}

func namespaceText(ns xmltree.Namespace) (rt.String, error) { return rt.Str(string(ns)), nil }

// parseName reads an expanded name; null stays null.
func parseName(s rt.String) (any, error) {
	if !s.Valid {
		return nil, nil
	}
	n, err := xmltree.ParseName(s.Text)
	if err != nil {
		return nil, err
	}
	return n, nil
}

func nameIn(ns xmltree.Namespace, local rt.String) (any, error) {
	if !local.Valid {
		return nil, clr.ArgumentNull("localName")
	}
	n, err := ns.Name(local.Text)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// onConstant links a conversion from string that is done when the expression is
// compiled, where the string is constant and right.
func onConstant(convert func(rt.String) (any, error)) rt.Linker {
	return func(c *rt.Call) rt.Code {
		if v, ok := c.Args[0].Constant(); ok {
			if s, ok := v.(rt.String); ok {
				if made, err := convert(s); err == nil {
					return rt.Const(made)
				}
			}
		}
		return rt.Func1(convert)(c)
	}
}
