package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// orderComparer is XNodeDocumentOrderComparer, equalityComparer is
// XNodeEqualityComparer. They implement the interfaces of package host.
type (
	orderComparer    struct{}
	equalityComparer struct{}
)

// Compare compares the places of two nodes in their tree.
func (orderComparer) Compare(f *rt.Frame, x, y any) (int, error) {
	a, err := nodeOrNull(x, "x")
	if err != nil {
		return 0, err
	}
	b, err := nodeOrNull(y, "y")
	if err != nil {
		return 0, err
	}
	return compareOrder(f, a, b)
}

// Equals compares two nodes with everything below them.
func (equalityComparer) Equals(f *rt.Frame, x, y any) (bool, error) {
	a, err := nodeOrNull(x, "x")
	if err != nil {
		return false, err
	}
	b, err := nodeOrNull(y, "y")
	if err != nil {
		return false, err
	}
	return deepEquals(f, a, b)
}

// Hash returns a hash code of a node with everything below it.
func (equalityComparer) Hash(f *rt.Frame, v any) (int32, error) {
	n, err := nodeOrNull(v, "obj")
	if err != nil || n == nil {
		return 0, err
	}
	return deepHash(f, n)
}

func nodeOrNull(v any, param string) (xmltree.Node, error) {
	n, ok := v.(xmltree.Node)
	if !ok && v != nil {
		return nil, clr.Argument("The argument must be derived from System.Xml.Linq.XNode.", param)
	}
	return n, nil
}

// compareOrder is XNode.CompareDocumentOrder.
func compareOrder(f *rt.Frame, a, b xmltree.Node) (int, error) {
	order, err := xmltree.CompareOrder(a, b)
	if err != nil {
		return 0, err
	}
	return order, f.Step()
}

// deepEquals is XNode.DeepEquals. The nodes of one side count as steps.
func deepEquals(f *rt.Frame, a, b xmltree.Node) (bool, error) {
	if a == nil || b == nil {
		return a == b, nil
	}
	if c, ok := a.(xmltree.Container); ok {
		for walk := descendantWalk(c, false); ; {
			if n, err := walk(f); err != nil || n == nil {
				if err != nil {
					return false, err
				}
				break
			}
		}
	}
	return xmltree.DeepEquals(a, b), nil
}

// deepHash is a hash code that is the same for nodes that are deeply equal: of
// types, names, attributes and texts in order. Adjacent texts are one to
// DeepEquals, so texts count by their bytes alone.
func deepHash(f *rt.Frame, n xmltree.Node) (int32, error) {
	h := uint32(2166136261)
	add := func(s string) {
		for i := range len(s) {
			h = (h ^ uint32(s[i])) * 16777619
		}
	}
	walk := afterOne(n)
	if c, ok := n.(xmltree.Container); ok {
		walk = descendantWalk(c, true)
	}
	for {
		n, err := walk(f)
		if err != nil {
			return 0, err
		}
		switch n := n.(type) {
		case nil:
			return int32(h), nil
		case *xmltree.Element:
			add(n.Name().Local)
			add(string(n.Name().Space))
			for a := range n.Attributes() {
				add(a.Name().Local)
				add(a.Value())
			}
		case *xmltree.Text:
			add(n.Value())
		case *xmltree.Comment:
			add(n.Value())
		case *xmltree.Instruction:
			add(n.Target())
			add(n.Data())
		case *xmltree.DocumentType:
			add(n.Name)
		}
	}
}

// afterOne walks over a single node.
func afterOne(n xmltree.Node) func(*rt.Frame) (xmltree.Node, error) {
	return func(f *rt.Frame) (xmltree.Node, error) {
		m := n
		n = nil
		return m, f.Step()
	}
}

func orderComparerType() types.Decl {
	return types.Decl{
		Name: ns + "XNodeDocumentOrderComparer", Kind: types.Class, Class: rt.RefClass[orderComparer](rt.Class{}),
		Implements: []string{"System.Collections.Generic.IComparer<XNode>", "System.Collections.IComparer"},
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (orderComparer, error) { return orderComparer{}, nil })},
			{Sig: "int Compare(XNode x, XNode y)", Impl: rt.FrameMethod2(func(f *rt.Frame, _ orderComparer, x, y xmltree.Node) (int32, error) {
				order, err := compareOrder(f, x, y)
				return int32(order), err
			})},
		},
	}
}

func equalityComparerType() types.Decl {
	return types.Decl{
		Name: ns + "XNodeEqualityComparer", Kind: types.Class, Class: rt.RefClass[equalityComparer](rt.Class{}),
		Implements: []string{"System.Collections.Generic.IEqualityComparer<XNode>", "System.Collections.IEqualityComparer"},
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (equalityComparer, error) { return equalityComparer{}, nil })},
			{Sig: "bool Equals(XNode x, XNode y)", Impl: rt.FrameMethod2(func(f *rt.Frame, _ equalityComparer, x, y xmltree.Node) (bool, error) {
				return deepEquals(f, x, y)
			})},
			{Sig: "int GetHashCode(XNode obj)", Impl: rt.FrameMethod1(func(f *rt.Frame, c equalityComparer, n any) (int32, error) { return c.Hash(f, n) })},
		},
	}
}
