package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func conversionMembers() []types.Member {
	const source = "(this IEnumerable<TSource> source"
	list := []types.Member{
		{Sig: "static IEnumerable<TSource> AsEnumerable<TSource>" + source + ")", Impl: rt.Func1(func(src any) (any, error) { return src, nil })},
		{Sig: "static TSource[] ToArray<TSource>" + source + ")", Impl: op1("", toArray)},
		{Sig: "static List<TSource> ToList<TSource>" + source + ")", Impl: op1("", func(o *op, f *rt.Frame, src any) (*generic.List, error) {
			if err := need(src); err != nil {
				return nil, err
			}
			items, err := generic.ToSlice(f, src, o.source)
			return generic.NewList(o.typ, items), err
		})},
		{Sig: "static HashSet<TSource> ToHashSet<TSource>" + source + ")", Impl: op1("", func(o *op, f *rt.Frame, src any) (*generic.Set, error) {
			return toHashSet(o, f, src, nil)
		})},
		{Sig: "static HashSet<TSource> ToHashSet<TSource>" + source + ", IEqualityComparer<TSource> comparer)", Impl: op2("", toHashSet)},
	}
	const keyed = ">" + source + ", Func<TSource, TKey> keySelector"
	return append(list,
		types.Member{Sig: "static Dictionary<TKey, TSource> ToDictionary<TSource, TKey" + keyed + ")", Impl: op2("", func(o *op, f *rt.Frame, src any, key *rt.Delegate) (any, error) {
			return o.toDictionary(f, src, key, nil, nil)
		})},
		types.Member{Sig: "static Dictionary<TKey, TSource> ToDictionary<TSource, TKey" + keyed + ", IEqualityComparer<TKey> comparer)", Impl: op3("", func(o *op, f *rt.Frame, src any, key *rt.Delegate, cmp host.EqualityComparer) (any, error) {
			return o.toDictionary(f, src, key, nil, cmp)
		})},
		types.Member{Sig: "static Dictionary<TKey, TElement> ToDictionary<TSource, TKey, TElement" + keyed + ", Func<TSource, TElement> elementSelector)", Impl: op3("", func(o *op, f *rt.Frame, src any, key, elem *rt.Delegate) (any, error) {
			return o.toDictionaryOf(f, src, key, elem, nil)
		})},
		types.Member{Sig: "static Dictionary<TKey, TElement> ToDictionary<TSource, TKey, TElement" + keyed + ", Func<TSource, TElement> elementSelector, IEqualityComparer<TKey> comparer)", Impl: op4("", func(o *op, f *rt.Frame, src any, key, elem *rt.Delegate, cmp host.EqualityComparer) (any, error) {
			return o.toDictionaryOf(f, src, key, elem, cmp)
		})},
	)
}

// toArray is ToArray. Arrays of the commonest types are copied as they are.
func toArray(o *op, f *rt.Frame, src any) (any, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	elem := o.typ.Elem
	switch a := src.(type) {
	case *rt.Array[rt.String]:
		if a.Elem == elem {
			return copyArray(f, a, 24)
		}
	case *rt.Array[int32]:
		if a.Elem == elem {
			return copyArray(f, a, 4)
		}
	case *rt.Array[uint8]:
		if a.Elem == elem {
			return copyArray(f, a, 1)
		}
	case *generic.List:
		return rt.ArrayOrEmpty(f, elem, a.Items())
	}
	items, err := generic.ToSlice(f, src, o.source)
	if err != nil {
		return nil, err
	}
	return rt.ArrayOrEmpty(f, elem, items)
}

func copyArray[T any](f *rt.Frame, a *rt.Array[T], size int) (rt.AnyArray, error) {
	if len(a.Items) == 0 {
		return a.Elem.EmptyArray(), nil
	}
	if err := f.Alloc(len(a.Items) * size); err != nil {
		return nil, err
	}
	return rt.NewArray(a.Elem, slices.Clone(a.Items)), nil
}

// toHashSet is ToHashSet.
func toHashSet(o *op, f *rt.Frame, src any, cmp host.EqualityComparer) (*generic.Set, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	s := generic.NewSet(o.typ, cmp)
	return s, s.AddAll(f, src, o.source)
}

// toDictionaryOf is ToDictionary with a selector of values.
func (o *op) toDictionaryOf(f *rt.Frame, src any, key, elem *rt.Delegate, cmp host.EqualityComparer) (any, error) {
	if err := need(src, fnArg{key, "keySelector"}, fnArg{elem, "elementSelector"}); err != nil {
		return nil, err
	}
	return o.toDictionary(f, src, key, elem, cmp)
}

// toDictionary is ToDictionary; elem may be nil.
func (o *op) toDictionary(f *rt.Frame, src any, key, elem *rt.Delegate, cmp host.EqualityComparer) (any, error) {
	if err := need(src, fnArg{key, "keySelector"}); err != nil {
		return nil, err
	}
	d := generic.NewDictionary(o.typ, cmp)
	return d, generic.Each(f, src, o.source, func(v any) error {
		k, err := key.Call1(f, v)
		if err != nil {
			return err
		}
		if elem != nil {
			if v, err = elem.Call1(f, v); err != nil {
				return err
			}
		}
		return d.AddPair(f, k, v)
	})
}
