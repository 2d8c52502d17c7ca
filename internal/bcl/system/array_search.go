package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// checkArrayRange checks the part of an array that a search looks at.
func checkArrayRange(a rt.AnyArray, start, count int32) error {
	switch {
	case a == nil:
		return clr.ArgumentNull("array")
	case start < 0, int(start) > a.Len():
		return indexOutOfRange("startIndex")
	case count < 0, int(count) > a.Len()-int(start):
		return countOutOfRange("count")
	}
	return nil
}

// checkArrayTail checks the part of an array that a search backwards looks at.
func checkArrayTail(a rt.AnyArray, start, count int32) error {
	switch {
	case a == nil:
		return clr.ArgumentNull("array")
	case a.Len() == 0:
		if start != -1 && start != 0 {
			return indexOutOfRange("startIndex")
		}
		if count != 0 {
			return countOutOfRange("count")
		}
	case start < 0, int(start) >= a.Len():
		return indexOutOfRange("startIndex")
	case count < 0, count > start+1:
		return countOutOfRange("count")
	}
	return nil
}

func length(a rt.AnyArray) int32 {
	if a == nil {
		return 0
	}
	return int32(a.Len())
}

// arraySearchMembers are IndexOf, LastIndexOf and BinarySearch, each once for
// arrays of any element type and once generic.
func arraySearchMembers() []types.Member {
	var list []types.Member
	for _, form := range []struct{ generic, array, value, comparer string }{
		{"", "Array", "object", "System.Collections.IComparer"}, {"<T>", "T[]", "T", "IComparer<T>"},
	} {
		head := form.generic + "(" + form.array + " array, " + form.value + " value"
		ranged := form.generic + "(" + form.array + " array, int index, int length, " + form.value + " value"
		list = append(list,
			types.Member{Sig: "static int IndexOf" + head + ")", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, v any) (int32, error) {
				return indexOfItem(f, a, v, 0, length(a))
			})},
			types.Member{Sig: "static int IndexOf" + head + ", int startIndex)", Impl: rt.FrameFunc3(func(f *rt.Frame, a rt.AnyArray, v any, start int32) (int32, error) {
				return indexOfItem(f, a, v, start, length(a)-start)
			})},
			types.Member{Sig: "static int IndexOf" + head + ", int startIndex, int count)", Impl: rt.FrameFunc4(indexOfItem)},
			types.Member{Sig: "static int LastIndexOf" + head + ")", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, v any) (int32, error) {
				return lastIndexOfItem(f, a, v, length(a)-1, length(a))
			})},
			types.Member{Sig: "static int LastIndexOf" + head + ", int startIndex)", Impl: rt.FrameFunc3(func(f *rt.Frame, a rt.AnyArray, v any, start int32) (int32, error) {
				return lastIndexOfItem(f, a, v, start, min(start+1, length(a)))
			})},
			types.Member{Sig: "static int LastIndexOf" + head + ", int startIndex, int count)", Impl: rt.FrameFunc4(lastIndexOfItem)},
			types.Member{Sig: "static int BinarySearch" + head + ")", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, v any) (int32, error) {
				return binarySearch(f, a, 0, length(a), v, nil)
			})},
			types.Member{Sig: "static int BinarySearch" + head + ", " + form.comparer + " comparer)", Impl: rt.FrameFunc3(func(f *rt.Frame, a rt.AnyArray, v any, c host.Comparer) (int32, error) {
				return binarySearch(f, a, 0, length(a), v, c)
			})},
			types.Member{Sig: "static int BinarySearch" + ranged + ")", Impl: rt.FrameFunc4(func(f *rt.Frame, a rt.AnyArray, index, n int32, v any) (int32, error) {
				return binarySearch(f, a, index, n, v, nil)
			})},
			types.Member{Sig: "static int BinarySearch" + ranged + ", " + form.comparer + " comparer)", Impl: rt.FrameFunc5(binarySearch)})
	}
	return list
}

func indexOfItem(f *rt.Frame, a rt.AnyArray, v any, start, count int32) (int32, error) {
	if err := checkArrayRange(a, start, count); err != nil {
		return 0, err
	}
	for i := start; i < start+count; i++ {
		if found, err := sameItem(f, a, i, v); found || err != nil {
			return i, err
		}
	}
	return -1, nil
}

func lastIndexOfItem(f *rt.Frame, a rt.AnyArray, v any, start, count int32) (int32, error) {
	if err := checkArrayTail(a, start, count); err != nil {
		return 0, err
	}
	for i := start; i > start-count; i-- {
		if found, err := sameItem(f, a, i, v); found || err != nil {
			return i, err
		}
	}
	return -1, nil
}

func sameItem(f *rt.Frame, a rt.AnyArray, i int32, v any) (bool, error) {
	if err := f.Step(); err != nil {
		return false, err
	}
	return rt.Equals(f, a.Get(int(i)), v)
}

// binarySearch returns the index of a value in a sorted part, or the complement
// of where it would stand. An exception of the comparison becomes the inner one
// of an InvalidOperationException.
func binarySearch(f *rt.Frame, a rt.AnyArray, index, n int32, v any, c host.Comparer) (int32, error) {
	if err := checkArrayPart(a, index, n); err != nil {
		return 0, err
	}
	low, high := index, index+n-1
	for low <= high {
		i := low + (high-low)/2
		var order int
		var err error
		if c != nil {
			order, err = c.Compare(f, a.Get(int(i)), v)
		} else {
			order, err = host.Compare(f, a.Get(int(i)), v)
		}
		switch {
		case err != nil:
			if e, ok := err.(*clr.Exception); ok {
				err = &clr.Exception{Type: "System.InvalidOperationException", Message: "Failed to compare two elements in the array.", Inner: e}
			}
			return 0, err
		case order == 0:
			return i, nil
		case order < 0:
			low = i + 1
		default:
			high = i - 1
		}
	}
	return ^low, nil
}
