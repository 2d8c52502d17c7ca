package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// interfaceTypes are the interfaces of the namespace and the classes behind them.
// The plus sign keeps names of classes that are internal to .NET out of reach of
// expressions.
func interfaceTypes() []types.Decl {
	return []types.Decl{
		{
			Name: "System.Linq.IOrderedEnumerable<out TElement>", Kind: types.Interface, Implements: []string{"IEnumerable<TElement>"},
			Members: []types.Member{{
				Sig:  "IOrderedEnumerable<TElement> CreateOrderedEnumerable<TKey>(Func<TElement, TKey> keySelector, IComparer<TKey> comparer, bool descending)",
				Impl: rt.Generic(createOrdered),
			}},
		},
		{
			Name: "System.Linq.IGrouping<out TKey, out TElement>", Kind: types.Interface, Implements: []string{"IEnumerable<TElement>"},
			Members: []types.Member{{Sig: "TKey Key", Impl: rt.Method0(func(g *grouping) (any, error) { return g.key, nil })}},
		},
		{
			Name: "System.Linq.ILookup<TKey, TElement>", Kind: types.Interface, Implements: []string{"IEnumerable<IGrouping<TKey, TElement>>"},
			Members: lookupMembers(),
		},
		{
			Name: "System.Linq.Lookup<TKey, TElement>", Kind: types.Class, Class: &rt.Class{}, Implements: []string{"ILookup<TKey, TElement>"},
			Members: append(lookupMembers(), types.Member{
				Sig:  "IEnumerable<TResult> ApplyResultSelector<TResult>(Func<TKey, IEnumerable<TElement>, TResult> resultSelector)",
				Impl: rt.Generic(applyResultSelector),
			}),
		},
		{
			Name: "System.Linq.Enumerable+Grouping<TKey, TElement>", Kind: types.Class, Class: &rt.Class{},
			Implements: []string{"IGrouping<TKey, TElement>", "IList<TElement>"},
		},
		{Name: "System.Linq.Enumerable+Iterator<T>", Kind: types.Class, Class: &rt.Class{}, Implements: []string{"IEnumerable<T>"}},
		{Name: "System.Linq.Enumerable+Ordered<T>", Kind: types.Class, Class: &rt.Class{}, Implements: []string{"IOrderedEnumerable<T>"}},
	}
}

func lookupMembers() []types.Member {
	return []types.Member{
		{Sig: "int Count", Impl: rt.Method0(func(l *lookup) (int32, error) { return int32(l.Count()), nil })},
		{Sig: "bool Contains(TKey key)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *lookup, key any) (bool, error) {
			n, err := l.index.Get(f, key)
			return n >= 0, err
		})},
		{Sig: "IEnumerable<TElement> this[TKey key]", Impl: generic.BoxedArg(0, rt.Generic(lookupItem))},
	}
}
