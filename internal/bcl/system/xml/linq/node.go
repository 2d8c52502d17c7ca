package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// nodeType is XNode, the base of all but attributes.
func nodeType() types.Decl {
	return types.Decl{
		Name: ns + "XNode", Kind: types.Class, Abstract: true, Base: ns + "XObject", Class: class[xmltree.Node](),
		Members: slices.Concat([]types.Member{
			{Sig: "XNode NextNode", Impl: rt.Method0(func(n xmltree.Node) (xmltree.Node, error) { return n.Next(), nil })},
			{Sig: "XNode PreviousNode", Impl: rt.Method0(func(n xmltree.Node) (xmltree.Node, error) { return n.Previous(), nil })},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, n xmltree.Node) (rt.String, error) { return write(f, n, rt.Enum{}) })},
			{Sig: "string ToString(SaveOptions options)", Impl: rt.FrameMethod1(func(f *rt.Frame, n xmltree.Node, options rt.Enum) (rt.String, error) {
				return write(f, n, options)
			})},
			{Sig: "void Remove()", Impl: rt.Method0(func(n xmltree.Node) (rt.Void, error) { return rt.Void{}, xmltree.Remove(n) })},
			{Sig: "IEnumerable<XElement> Ancestors()", Impl: axis(ancestors)},
			{Sig: "IEnumerable<XElement> Ancestors(XName name)", Impl: namedAxis(ancestorsNamed)},
			{Sig: "IEnumerable<XNode> NodesAfterSelf()", Impl: axis(nodesAfter)},
			{Sig: "IEnumerable<XNode> NodesBeforeSelf()", Impl: axis(nodesBefore)},
			{Sig: "IEnumerable<XElement> ElementsAfterSelf()", Impl: axis(elementsAfter)},
			{Sig: "IEnumerable<XElement> ElementsAfterSelf(XName name)", Impl: namedAxis(elementsAfterNamed)},
			{Sig: "IEnumerable<XElement> ElementsBeforeSelf()", Impl: axis(elementsBefore)},
			{Sig: "IEnumerable<XElement> ElementsBeforeSelf(XName name)", Impl: namedAxis(elementsBeforeNamed)},
			{Sig: "bool IsAfter(XNode node)", Impl: rt.FrameMethod1(func(f *rt.Frame, n, other xmltree.Node) (bool, error) {
				order, err := compareOrder(f, n, other)
				return order > 0, err
			})},
			{Sig: "bool IsBefore(XNode node)", Impl: rt.FrameMethod1(func(f *rt.Frame, n, other xmltree.Node) (bool, error) {
				order, err := compareOrder(f, n, other)
				return order < 0, err
			})},
			{Sig: "static int CompareDocumentOrder(XNode n1, XNode n2)", Impl: rt.FrameFunc2(func(f *rt.Frame, a, b xmltree.Node) (int32, error) {
				order, err := compareOrder(f, a, b)
				return int32(order), err
			})},
			{Sig: "static bool DeepEquals(XNode n1, XNode n2)", Impl: rt.FrameFunc2(deepEquals)},
			{Sig: "static XNodeDocumentOrderComparer DocumentOrderComparer", Impl: rt.Func0(func() (orderComparer, error) { return orderComparer{}, nil })},
			{Sig: "static XNodeEqualityComparer EqualityComparer", Impl: rt.Func0(func() (equalityComparer, error) { return equalityComparer{}, nil })},
		},
			nodeReaderMembers(),
			editMembers("AddAfterSelf", xmltree.AddAfter),
			editMembers("AddBeforeSelf", xmltree.AddBefore),
			editMembers("ReplaceWith", xmltree.ReplaceWith),
		),
		RefusedMembers: []string{"WriteTo", "WriteToAsync", "ReadFromAsync"},
	}
}
