package system

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// arraySortMembers are the overloads of Sort, for arrays of any element type and
// generic ones.
func arraySortMembers() []types.Member {
	const nonGeneric, comparer = "System.Collections.IComparer", "IComparer<T>"
	list := []types.Member{
		{Sig: "static void Sort<T>(T[] array, Comparison<T> comparison)", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, d *rt.Delegate) (rt.Void, error) {
			if err := checkCall(a, d, "comparison"); err != nil {
				return rt.Void{}, err
			}
			return rt.Void{}, sortBoxed(f, a, 0, a.Len(), generic.DelegateOrder(f, d))
		})},
	}
	for _, form := range []struct{ one, comparer string }{{"(Array array", nonGeneric}, {"<T>(T[] array", comparer}} {
		list = append(list,
			types.Member{Sig: "static void Sort" + form.one + ")", Impl: rt.FrameFunc1(func(f *rt.Frame, a rt.AnyArray) (rt.Void, error) {
				return sortPart(f, a, 0, length(a), nil)
			})},
			types.Member{Sig: "static void Sort" + form.one + ", " + form.comparer + " comparer)", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, c host.Comparer) (rt.Void, error) {
				return sortPart(f, a, 0, length(a), c)
			})},
			types.Member{Sig: "static void Sort" + form.one + ", int index, int length)", Impl: rt.FrameFunc3(func(f *rt.Frame, a rt.AnyArray, index, n int32) (rt.Void, error) {
				return sortPart(f, a, index, n, nil)
			})},
			types.Member{Sig: "static void Sort" + form.one + ", int index, int length, " + form.comparer + " comparer)", Impl: rt.FrameFunc4(sortPart)})
	}
	for _, form := range []struct{ two, comparer string }{
		{"(Array keys, Array items", nonGeneric}, {"<TKey, TValue>(TKey[] keys, TValue[] items", "IComparer<TKey>"},
	} {
		list = append(list,
			types.Member{Sig: "static void Sort" + form.two + ")", Impl: rt.FrameFunc2(func(f *rt.Frame, keys, items rt.AnyArray) (rt.Void, error) {
				return sortPairs(f, keys, items, 0, length(keys), nil)
			})},
			types.Member{Sig: "static void Sort" + form.two + ", " + form.comparer + " comparer)", Impl: rt.FrameFunc3(func(f *rt.Frame, keys, items rt.AnyArray, c host.Comparer) (rt.Void, error) {
				return sortPairs(f, keys, items, 0, length(keys), c)
			})},
			types.Member{Sig: "static void Sort" + form.two + ", int index, int length)", Impl: rt.FrameFunc4(func(f *rt.Frame, keys, items rt.AnyArray, index, n int32) (rt.Void, error) {
				return sortPairs(f, keys, items, index, n, nil)
			})},
			types.Member{Sig: "static void Sort" + form.two + ", int index, int length, " + form.comparer + " comparer)", Impl: rt.FrameFunc5(sortPairs)})
	}
	return list
}

// stepsToSort is about how many comparisons a sort of n elements makes.
func stepsToSort(n int) int {
	steps := n
	for m := n; m > 1; m >>= 1 {
		steps += n
	}
	return steps
}

// sortPart sorts a part of an array. Equal integers cannot be told apart, so that
// any algorithm will do for them.
func sortPart(f *rt.Frame, a rt.AnyArray, index, n int32, c host.Comparer) (rt.Void, error) {
	if err := checkArrayPart(a, index, n); err != nil {
		return rt.Void{}, err
	}
	if c == nil {
		end := index + n
		switch a := a.(type) {
		case *rt.Array[int32]:
			return rt.Void{}, sortIntegers(f, a.Items[index:end])
		case *rt.Array[int64]:
			return rt.Void{}, sortIntegers(f, a.Items[index:end])
		case *rt.Array[uint8]:
			return rt.Void{}, sortIntegers(f, a.Items[index:end])
		case *rt.Array[clr.Char]:
			return rt.Void{}, sortIntegers(f, a.Items[index:end])
		}
	}
	return rt.Void{}, sortBoxed(f, a, int(index), int(n), generic.DefaultOrder(f, c))
}

func sortIntegers[T int32 | int64 | uint8 | clr.Char](f *rt.Frame, items []T) error {
	if err := f.Steps(stepsToSort(len(items))); err != nil {
		return err
	}
	slices.Sort(items)
	return nil
}

// sortBoxed sorts elements as objects, in .NET's own order of equal ones.
func sortBoxed(f *rt.Frame, a rt.AnyArray, index, n int, order generic.Order) error {
	const boxSize = 16
	if err := f.Alloc(boxSize * n); err != nil {
		return err
	}
	items := make([]any, n)
	for i := range items {
		items[i] = a.Get(index + i)
	}
	if err := generic.Sort(f, items, order); err != nil {
		return err
	}
	for i, v := range items {
		if err := a.Set(f, index+i, v); err != nil {
			return err
		}
	}
	return nil
}

// pair is a key and the item that moves with it.
type pair struct{ key, item any }

func sortPairs(f *rt.Frame, keys, items rt.AnyArray, index, n int32, c host.Comparer) (rt.Void, error) {
	if keys == nil {
		return rt.Void{}, clr.ArgumentNull("keys")
	}
	if items == nil {
		return sortPart(f, keys, index, n, c)
	}
	if err := checkArrayPart(keys, index, n); err != nil {
		return rt.Void{}, err
	}
	if err := checkArrayPart(items, index, n); err != nil {
		return rt.Void{}, err
	}
	const pairSize = 48
	if err := f.Alloc(pairSize * int(n)); err != nil {
		return rt.Void{}, err
	}
	pairs := make([]any, n)
	for i := range pairs {
		pairs[i] = &pair{keys.Get(int(index) + i), items.Get(int(index) + i)}
	}
	order := generic.DefaultOrder(f, c)
	err := generic.Sort(f, pairs, func(a, b any) (int, error) { return order(a.(*pair).key, b.(*pair).key) })
	if err != nil {
		return rt.Void{}, err
	}
	for i, p := range pairs {
		if err := keys.Set(f, int(index)+i, p.(*pair).key); err != nil {
			return rt.Void{}, err
		}
		if err := items.Set(f, int(index)+i, p.(*pair).item); err != nil {
			return rt.Void{}, err
		}
	}
	return rt.Void{}, nil
}
