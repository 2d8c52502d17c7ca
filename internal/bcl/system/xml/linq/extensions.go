package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// extensionsType is Extensions: the axes from each item of a sequence.
func extensionsType() types.Decl {
	return types.Decl{
		Name: ns + "Extensions", Kind: types.Class, Static: true,
		Members: []types.Member{
			{Sig: "static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source)", Impl: fromEach(attributes)},
			{Sig: "static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source, XName name)", Impl: namedFromEach(attributesNamed)},
			{Sig: "static IEnumerable<XElement> Ancestors<T>(this IEnumerable<T> source) where T : XNode", Impl: fromEach(ancestors)},
			{Sig: "static IEnumerable<XElement> Ancestors<T>(this IEnumerable<T> source, XName name) where T : XNode", Impl: namedFromEach(ancestorsNamed)},
			{Sig: "static IEnumerable<XElement> AncestorsAndSelf(this IEnumerable<XElement> source)", Impl: fromEach(ancestorsAndSelf)},
			{Sig: "static IEnumerable<XElement> AncestorsAndSelf(this IEnumerable<XElement> source, XName name)", Impl: namedFromEach(ancestorsAndSelfNamed)},
			{Sig: "static IEnumerable<XNode> Nodes<T>(this IEnumerable<T> source) where T : XContainer", Impl: fromEach(nodes)},
			{Sig: "static IEnumerable<XNode> DescendantNodes<T>(this IEnumerable<T> source) where T : XContainer", Impl: fromEach(descendantNodes)},
			{Sig: "static IEnumerable<XNode> DescendantNodesAndSelf(this IEnumerable<XElement> source)", Impl: fromEach(descendantNodesAndSelf)},
			{Sig: "static IEnumerable<XElement> Descendants<T>(this IEnumerable<T> source) where T : XContainer", Impl: fromEach(descendants)},
			{Sig: "static IEnumerable<XElement> Descendants<T>(this IEnumerable<T> source, XName name) where T : XContainer", Impl: namedFromEach(descendantsNamed)},
			{Sig: "static IEnumerable<XElement> DescendantsAndSelf(this IEnumerable<XElement> source)", Impl: fromEach(descendantsAndSelf)},
			{Sig: "static IEnumerable<XElement> DescendantsAndSelf(this IEnumerable<XElement> source, XName name)", Impl: namedFromEach(descendantsAndSelfNamed)},
			{Sig: "static IEnumerable<XElement> Elements<T>(this IEnumerable<T> source) where T : XContainer", Impl: fromEach(elements)},
			{Sig: "static IEnumerable<XElement> Elements<T>(this IEnumerable<T> source, XName name) where T : XContainer", Impl: namedFromEach(elementsNamed)},
			{Sig: "static IEnumerable<T> InDocumentOrder<T>(this IEnumerable<T> source) where T : XNode", Impl: rt.Generic(inDocumentOrder)},
			{Sig: "static void Remove(this IEnumerable<XAttribute> source)", Impl: removing(func(a *xmltree.Attribute) error { return a.Remove() })},
			{Sig: "static void Remove<T>(this IEnumerable<T> source) where T : XNode", Impl: removing(xmltree.Remove)},
		},
	}
}

// fromEach links a walk from each item of a sequence, one after the other.
func fromEach[T any](walk func(T) rt.Enumerator) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		r, elem := newResult(c), c.ParamTypes[0].Args[0]
		return rt.FrameFunc1(func(f *rt.Frame, source any) (*sequence, error) {
			if source == nil {
				return nil, clr.ArgumentNull("source")
			}
			return r.sequence(f, func() rt.Enumerator { return flatten(source, elem, walk) })
		})
	})
}

// namedFromEach is fromEach for what has a given name; null names nothing.
func namedFromEach[T any](walk func(T, xmltree.Name) rt.Enumerator) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		r, elem, empty := newResult(c), c.ParamTypes[0].Args[0], c.ResultType.Args[0].EmptyArray
		return rt.FrameFunc2(func(f *rt.Frame, source any, name xmltree.Name) (rt.Enumerable, error) {
			if source == nil {
				return nil, clr.ArgumentNull("source")
			}
			if name.IsNull() {
				return empty(), nil
			}
			return r.sequence(f, func() rt.Enumerator {
				return flatten(source, elem, func(from T) rt.Enumerator { return walk(from, name) })
			})
		})
	})
}

func flatten[T any](source any, elem *rt.Type, walk func(T) rt.Enumerator) rt.Enumerator {
	cursor := generic.Read(source, elem)
	var inner rt.Enumerator
	return rt.Over(&cursor, func(f *rt.Frame) (any, bool, error) {
		for {
			if inner != nil {
				v, ok, err := inner.Next(f)
				if ok || err != nil {
					return v, ok, err
				}
				inner = nil
			}
			v, ok, err := cursor.Next(f)
			if err != nil || !ok {
				return nil, false, err
			}
			if v == nil {
				continue
			}
			from, ok := v.(T)
			if !ok {
				// Only where a type argument breaks its constraint.
				return nil, false, clr.InvalidCast(f.TypeName(v), ns+"XNode")
			}
			inner = walk(from)
		}
	})
}

// removing links Remove: the items are collected first.
func removing[T any](remove func(T) error) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		elem := c.ParamTypes[0].Args[0]
		return rt.FrameFunc1(func(f *rt.Frame, source any) (rt.Void, error) {
			if source == nil {
				return rt.Void{}, clr.ArgumentNull("source")
			}
			items, err := generic.ToSlice(f, source, elem)
			if err != nil {
				return rt.Void{}, err
			}
			for _, v := range items {
				if v == nil {
					continue
				}
				item, ok := v.(T)
				if !ok {
					return rt.Void{}, clr.InvalidCast(f.TypeName(v), ns+"XNode")
				}
				if err := remove(item); err != nil {
					return rt.Void{}, err
				}
			}
			return rt.Void{}, nil
		})
	})
}

// inDocumentOrder links InDocumentOrder, which sorts when it is first read.
func inDocumentOrder(c *rt.Call) rt.Linker {
	r, elem := newResult(c), c.ParamTypes[0].Args[0]
	return rt.FrameFunc1(func(f *rt.Frame, source any) (*sequence, error) {
		if source == nil {
			return nil, clr.ArgumentNull("source")
		}
		return r.sequence(f, func() rt.Enumerator {
			var items []any
			sorted := false
			return next(func(f *rt.Frame) (any, bool, error) {
				if !sorted {
					var err error
					if items, err = generic.ToSlice(f, source, elem); err != nil {
						return nil, false, err
					}
					if err := sortNodes(f, items); err != nil {
						return nil, false, err
					}
					sorted = true
				}
				if len(items) == 0 {
					return nil, false, nil
				}
				v := items[0]
				items = items[1:]
				return v, true, nil
			})
		})
	})
}

// sortNodes sorts nodes of one tree by walking through it once; comparing pairs
// would be slow among many siblings. Nulls come first.
func sortNodes(f *rt.Frame, items []any) error {
	place := map[xmltree.Node]int{}
	var top xmltree.Node
	for _, v := range items {
		if v == nil {
			continue
		}
		n, ok := v.(xmltree.Node)
		if !ok {
			return clr.InvalidCast(f.TypeName(v), ns+"XNode")
		}
		place[n] = 0
		up := n
		for up.Container() != nil {
			up = up.Container()
			if err := f.Step(); err != nil {
				return err
			}
		}
		if top != nil && up != top {
			// The comparison says what is wrong.
			_, err := xmltree.CompareOrder(up, top)
			return err
		}
		top = up
	}
	c, ok := top.(xmltree.Container)
	if !ok {
		return nil // at most one node
	}
	walk := descendantWalk(c, true)
	for i := 1; ; i++ {
		n, err := walk(f)
		if err != nil {
			return err
		}
		if n == nil {
			break
		}
		if _, wanted := place[n]; wanted {
			place[n] = i
		}
	}
	at := func(v any) int {
		n, _ := v.(xmltree.Node)
		return place[n]
	}
	slices.SortStableFunc(items, func(a, b any) int { return at(a) - at(b) })
	return f.Steps(len(items))
}
