package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// groupMembers are the eight GroupBy and the four ToLookup.
func groupMembers() []types.Member {
	const head = "<TSource, TKey"
	var list []types.Member
	for _, element := range []bool{false, true} {
		typeArgs, args, of := head, "(this IEnumerable<TSource> source, Func<TSource, TKey> keySelector", "TSource"
		if element {
			typeArgs, args, of = typeArgs+", TElement", args+", Func<TSource, TElement> elementSelector", "TElement"
		}
		list = append(list, withComparer("static ILookup<TKey, "+of+"> ToLookup"+typeArgs+">"+args, element, false, false)...)
		list = append(list, withComparer("static IEnumerable<IGrouping<TKey, "+of+">> GroupBy"+typeArgs+">"+args, element, true, false)...)
		list = append(list, withComparer("static IEnumerable<TResult> GroupBy"+typeArgs+", TResult>"+args+", Func<TKey, IEnumerable<"+of+">, TResult> resultSelector", element, true, true)...)
	}
	return list
}

// withComparer declares a grouping method twice, the second time with a comparer
// as last parameter.
func withComparer(sig string, element, lazy, results bool) []types.Member {
	link := func(cmp bool) rt.Linker {
		return func(c *rt.Call) rt.Code { return linkGrouping(c, element, lazy, results, cmp) }
	}
	return []types.Member{
		{Sig: sig + ")", Impl: link(false)},
		{Sig: sig + ", IEqualityComparer<TKey> comparer)", Impl: link(true)},
	}
}

// grouper is a GroupBy or ToLookup as it is known when the expression is compiled.
type grouper struct {
	*op
	element, results bool
	lookup, group    *rt.Type
}

// linkGrouping links a grouping method: source, key selector, then an element
// selector, a result selector and a comparer where there are such.
func linkGrouping(c *rt.Call, element, lazy, results, cmp bool) rt.Code {
	g := &grouper{op: newOp(c, "GroupedEnumerable"), element: element, results: results}
	of := c.TypeArgs[0]
	if element {
		of = c.TypeArgs[2]
	}
	if results {
		g.name = "GroupedResultEnumerable"
	}
	g.lookup = construct("System.Linq.Lookup", c.TypeArgs[1], of)
	g.group = groupType(c.TypeArgs[1], of)
	// Every method becomes one with all parameters, those it has not null.
	null := rt.Const[any](nil)
	d := *c
	d.Args = []rt.Code{c.Args[0], c.Args[1], null, null, null}
	rest := c.Args[2:]
	take := func(i int, there bool) {
		if there {
			d.Args[i], rest = rest[0], rest[1:]
		}
	}
	take(2, element)
	take(3, results)
	take(4, cmp)
	return rt.FrameFunc5(func(f *rt.Frame, src any, key, elem, result *rt.Delegate, cmp host.EqualityComparer) (any, error) {
		return g.call(f, src, key, elem, result, cmp, lazy)
	})(&d)
}

func (g *grouper) call(f *rt.Frame, src any, key, elem, result *rt.Delegate, cmp host.EqualityComparer, lazy bool) (any, error) {
	if err := need(src, fnArg{key, "keySelector"}); err != nil {
		return nil, err
	}
	if g.element && elem == nil {
		return nil, clr.ArgumentNull("elementSelector")
	}
	if g.results && result == nil {
		return nil, clr.ArgumentNull("resultSelector")
	}
	build := func(f *rt.Frame) (*lookup, error) {
		return buildLookup(f, src, g.source, key, elem, cmp, g.lookup, g.group)
	}
	if !lazy {
		return build(f)
	}
	return g.lazy(f, src, func() rt.Enumerator {
		var l *lookup
		i := 0
		return next(func(f *rt.Frame) (any, bool, error) {
			if l == nil {
				var err error
				if l, err = build(f); err != nil {
					return nil, false, err
				}
			}
			if i >= len(l.groups) {
				return nil, false, nil
			}
			i++
			if result == nil {
				return l.groups[i-1], true, nil
			}
			v, err := result.Call2(f, l.groups[i-1].key, l.groups[i-1])
			return v, err == nil, err
		})
	})
}

// grouping is an IGrouping<K, T>.
type grouping struct {
	typ   *rt.Type
	key   any
	items generic.Buffer
}

// groupType returns the run-time type of groups of elements by key.
func groupType(key, elem *rt.Type) *rt.Type {
	return renamed(construct("System.Linq.Enumerable+Grouping", key, elem), "Grouping", []*rt.Type{key, elem})
}

// RuntimeType returns Grouping<K, T>.
func (g *grouping) RuntimeType() *rt.Type { return g.typ }

// Count returns the number of elements.
func (g *grouping) Count() int { return len(g.items.Items) }

// At returns an element.
func (g *grouping) At(_ *rt.Frame, i int) (any, error) {
	if uint(i) >= uint(len(g.items.Items)) {
		return nil, clr.ArgumentOutOfRange("", "index")
	}
	return g.items.Items[i], nil
}

// Enumerator yields the elements.
func (g *grouping) Enumerator() rt.Enumerator {
	i := 0
	return next(func(*rt.Frame) (any, bool, error) {
		if i >= len(g.items.Items) {
			return nil, false, nil
		}
		i++
		return g.items.Items[i-1], true, nil
	})
}
