package system

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// arrayFindMembers are the members that call a delegate for each element.
func arrayFindMembers() []types.Member {
	return []types.Member{
		{Sig: "static bool Exists<T>(T[] array, Predicate<T> match)", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, match *rt.Delegate) (bool, error) {
			i, err := findIndex(f, a, 0, length(a), match)
			return i >= 0, err
		})},
		{Sig: "static bool TrueForAll<T>(T[] array, Predicate<T> match)", Impl: rt.FrameFunc2(trueForAll)},
		{Sig: "static T Find<T>(T[] array, Predicate<T> match)", Impl: found(func(f *rt.Frame, a rt.AnyArray, match *rt.Delegate) (int32, error) {
			return findIndex(f, a, 0, length(a), match)
		})},
		{Sig: "static T FindLast<T>(T[] array, Predicate<T> match)", Impl: found(func(f *rt.Frame, a rt.AnyArray, match *rt.Delegate) (int32, error) {
			return findLastIndex(f, a, length(a)-1, length(a), match)
		})},
		{Sig: "static T[] FindAll<T>(T[] array, Predicate<T> match)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.ResultType.Elem
			return rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, match *rt.Delegate) (rt.AnyArray, error) {
				return findAll(f, elem, a, match)
			})
		})},
		{Sig: "static int FindIndex<T>(T[] array, Predicate<T> match)", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, match *rt.Delegate) (int32, error) {
			return findIndex(f, a, 0, length(a), match)
		})},
		{Sig: "static int FindIndex<T>(T[] array, int startIndex, Predicate<T> match)", Impl: rt.FrameFunc3(func(f *rt.Frame, a rt.AnyArray, start int32, match *rt.Delegate) (int32, error) {
			return findIndex(f, a, start, length(a)-start, match)
		})},
		{Sig: "static int FindIndex<T>(T[] array, int startIndex, int count, Predicate<T> match)", Impl: rt.FrameFunc4(findIndex)},
		{Sig: "static int FindLastIndex<T>(T[] array, Predicate<T> match)", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, match *rt.Delegate) (int32, error) {
			return findLastIndex(f, a, length(a)-1, length(a), match)
		})},
		{Sig: "static int FindLastIndex<T>(T[] array, int startIndex, Predicate<T> match)", Impl: rt.FrameFunc3(func(f *rt.Frame, a rt.AnyArray, start int32, match *rt.Delegate) (int32, error) {
			return findLastIndex(f, a, start, start+1, match)
		})},
		{Sig: "static int FindLastIndex<T>(T[] array, int startIndex, int count, Predicate<T> match)", Impl: rt.FrameFunc4(findLastIndex)},
		{Sig: "static void ForEach<T>(T[] array, Action<T> action)", Impl: rt.FrameFunc2(forEach)},
		{Sig: "static TOutput[] ConvertAll<TInput, TOutput>(TInput[] array, Converter<TInput, TOutput> converter)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.ResultType.Elem
			return rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, convert *rt.Delegate) (rt.AnyArray, error) {
				return convertAll(f, elem, a, convert)
			})
		})},
	}
}

// checkCall checks an array and the delegate that is called for its elements.
func checkCall(a rt.AnyArray, d *rt.Delegate, param string) error {
	if a == nil {
		return clr.ArgumentNull("array")
	}
	if d == nil {
		return clr.ArgumentNull(param)
	}
	return nil
}

// found links Find and FindLast, which return the default value when nothing is
// found.
func found(find func(*rt.Frame, rt.AnyArray, *rt.Delegate) (int32, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		zero := c.TypeArgs[0].Zero
		return rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, match *rt.Delegate) (any, error) {
			i, err := find(f, a, match)
			if err != nil || i < 0 {
				return zero, err
			}
			return a.Get(int(i)), nil
		})
	})
}

func findIndex(f *rt.Frame, a rt.AnyArray, start, count int32, match *rt.Delegate) (int32, error) {
	if err := checkArrayRange(a, start, count); err != nil {
		return 0, err
	}
	if match == nil {
		return 0, clr.ArgumentNull("match")
	}
	for i := start; i < start+count; i++ {
		if ok, err := match.True(f, a.Get(int(i))); ok || err != nil {
			return i, err
		}
	}
	return -1, nil
}

func findLastIndex(f *rt.Frame, a rt.AnyArray, start, count int32, match *rt.Delegate) (int32, error) {
	if err := checkCall(a, match, "match"); err != nil {
		return 0, err
	}
	switch {
	case a.Len() == 0 && start != -1, a.Len() > 0 && (start < 0 || int(start) >= a.Len()):
		return 0, indexOutOfRange("startIndex")
	case count < 0, count > start+1:
		return 0, countOutOfRange("count")
	}
	for i := start; i > start-count; i-- {
		if ok, err := match.True(f, a.Get(int(i))); ok || err != nil {
			return i, err
		}
	}
	return -1, nil
}

func trueForAll(f *rt.Frame, a rt.AnyArray, match *rt.Delegate) (bool, error) {
	if err := checkCall(a, match, "match"); err != nil {
		return false, err
	}
	for i := range a.Len() {
		if ok, err := match.True(f, a.Get(i)); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

func findAll(f *rt.Frame, elem *rt.Type, a rt.AnyArray, match *rt.Delegate) (rt.AnyArray, error) {
	if err := checkCall(a, match, "match"); err != nil {
		return nil, err
	}
	var items []any
	for i := range a.Len() {
		v := a.Get(i)
		ok, err := match.True(f, v)
		if err != nil {
			return nil, err
		}
		if ok {
			items = append(items, v)
		}
	}
	return rt.ArrayOrEmpty(f, elem, items)
}

func forEach(f *rt.Frame, a rt.AnyArray, action *rt.Delegate) (rt.Void, error) {
	if err := checkCall(a, action, "action"); err != nil {
		return rt.Void{}, err
	}
	for i := range a.Len() {
		if _, err := action.Call1(f, a.Get(i)); err != nil {
			return rt.Void{}, err
		}
	}
	return rt.Void{}, nil
}

func convertAll(f *rt.Frame, elem *rt.Type, a rt.AnyArray, convert *rt.Delegate) (rt.AnyArray, error) {
	if err := checkCall(a, convert, "converter"); err != nil {
		return nil, err
	}
	const boxSize = 16
	if err := f.Alloc(boxSize * a.Len()); err != nil {
		return nil, err
	}
	items := make([]any, a.Len())
	for i := range items {
		v, err := convert.Call1(f, a.Get(i))
		if err != nil {
			return nil, err
		}
		items[i] = v
	}
	return elem.Rep.ArrayOf(f, elem, items)
}
