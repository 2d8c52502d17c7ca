package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// containerType is XContainer, the base of XElement and XDocument.
func containerType() types.Decl {
	return types.Decl{
		Name: ns + "XContainer", Kind: types.Class, Abstract: true, Base: ns + "XNode", Class: class[xmltree.Container](),
		Members: slices.Concat([]types.Member{
			{Sig: "XNode FirstNode", Impl: rt.Method0(func(c xmltree.Container) (xmltree.Node, error) { return c.First(), nil })},
			{Sig: "XNode LastNode", Impl: rt.Method0(func(c xmltree.Container) (xmltree.Node, error) { return c.Last(), nil })},
			{Sig: "IEnumerable<XNode> Nodes()", Impl: axis(nodes)},
			{Sig: "IEnumerable<XNode> DescendantNodes()", Impl: axis(descendantNodes)},
			{Sig: "IEnumerable<XElement> Descendants()", Impl: axis(descendants)},
			{Sig: "IEnumerable<XElement> Descendants(XName name)", Impl: namedAxis(descendantsNamed)},
			{Sig: "XElement Element(XName name)", Impl: rt.FrameMethod1(element)},
			{Sig: "IEnumerable<XElement> Elements()", Impl: axis(elements)},
			{Sig: "IEnumerable<XElement> Elements(XName name)", Impl: namedAxis(elementsNamed)},
			{Sig: "void RemoveNodes()", Impl: rt.Method0(func(c xmltree.Container) (rt.Void, error) {
				xmltree.RemoveNodes(c)
				return rt.Void{}, nil
			})},
		},
			editMembers("Add", xmltree.Add),
			editMembers("AddFirst", xmltree.AddFirst),
			editMembers("ReplaceNodes", xmltree.ReplaceNodes),
		),
		RefusedMembers: []string{"CreateWriter"},
	}
}

// element is XContainer.Element.
func element(f *rt.Frame, c xmltree.Container, name xmltree.Name) (*xmltree.Element, error) {
	for n := c.First(); n != nil; n = n.Next() {
		if err := f.Step(); err != nil {
			return nil, err
		}
		if e, ok := n.(*xmltree.Element); ok && e.Name() == name {
			return e, nil
		}
	}
	return nil, nil
}
