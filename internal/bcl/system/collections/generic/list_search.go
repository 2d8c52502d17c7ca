package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

const (
	textBadIndex = "Index was out of range. Must be non-negative and less than the size of the collection."
	textBadCount = "Count must be positive and count must refer to a location within the string/array/collection."
)

// findIndex returns the position of the first of count elements from start on
// for which match holds, or -1.
func findIndex(f *rt.Frame, l *List, start, count int32, match *rt.Delegate) (int32, error) {
	if uint(start) > uint(len(l.items)) {
		return 0, clr.ArgumentOutOfRange(textBadIndex, "startIndex")
	}
	if count < 0 || int(start) > len(l.items)-int(count) {
		return 0, clr.ArgumentOutOfRange(textBadCount, "count")
	}
	if match == nil {
		return 0, clr.ArgumentNull("match")
	}
	for i := int(start); i < int(start+count) && i < len(l.items); i++ {
		if ok, err := match.True(f, l.items[i]); ok || err != nil {
			return int32(i), err
		}
	}
	return -1, nil
}

// findLastIndex searches backwards from start.
func findLastIndex(f *rt.Frame, l *List, start, count int32, match *rt.Delegate) (int32, error) {
	if match == nil {
		return 0, clr.ArgumentNull("match")
	}
	n := int32(len(l.items))
	if n == 0 && start != -1 || n > 0 && uint32(start) >= uint32(n) {
		return 0, clr.ArgumentOutOfRange(textBadIndex, "startIndex")
	}
	if count < 0 || start-count+1 < 0 {
		return 0, clr.ArgumentOutOfRange(textBadCount, "count")
	}
	for i := start; i > start-count; i-- {
		if int(i) >= len(l.items) {
			return 0, clr.ListIndexOutOfRange()
		}
		if ok, err := match.True(f, l.items[i]); ok || err != nil {
			return i, err
		}
	}
	return -1, nil
}

// find returns the first element for which match holds, zero when there is none;
// last searches from the end.
func find(zero any, last bool) func(f *rt.Frame, l *List, match *rt.Delegate) (any, error) {
	return func(f *rt.Frame, l *List, match *rt.Delegate) (any, error) {
		n := int32(len(l.items))
		var i int32
		var err error
		if last {
			i, err = findLastIndex(f, l, n-1, n, match)
		} else {
			i, err = findIndex(f, l, 0, n, match)
		}
		if err != nil || i < 0 {
			return zero, err
		}
		return l.items[i], nil
	}
}

// findAll is FindAll.
func findAll(f *rt.Frame, l *List, match *rt.Delegate) (*List, error) {
	if match == nil {
		return nil, clr.ArgumentNull("match")
	}
	out := &List{typ: l.typ}
	for i := 0; i < len(l.items); i++ {
		v := l.items[i]
		ok, err := match.True(f, v)
		if err != nil {
			return nil, err
		}
		if ok {
			if err := out.AddItem(f, v); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// exists is Exists.
func exists(f *rt.Frame, l *List, match *rt.Delegate) (bool, error) {
	i, err := findIndex(f, l, 0, int32(len(l.items)), match)
	return i >= 0, err
}

// trueForAll is TrueForAll.
func trueForAll(f *rt.Frame, l *List, match *rt.Delegate) (bool, error) {
	if match == nil {
		return false, clr.ArgumentNull("match")
	}
	for i := 0; i < len(l.items); i++ {
		if ok, err := match.True(f, l.items[i]); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// forEach is ForEach. It notices changes of the list.
func forEach(f *rt.Frame, l *List, action *rt.Delegate) (rt.Void, error) {
	if action == nil {
		return rt.Void{}, clr.ArgumentNull("action")
	}
	version := l.version
	for i := 0; i < len(l.items); i++ {
		if _, err := action.Call1(f, l.items[i]); err != nil {
			return rt.Void{}, err
		}
		if l.version != version {
			return rt.Void{}, errModified()
		}
	}
	return rt.Void{}, nil
}

// convertAll is ConvertAll to a list of the given type.
func convertAll(typ *rt.Type) func(f *rt.Frame, l *List, converter *rt.Delegate) (*List, error) {
	return func(f *rt.Frame, l *List, converter *rt.Delegate) (*List, error) {
		if converter == nil {
			return nil, clr.ArgumentNull("converter")
		}
		out := &List{typ: typ}
		if err := out.reserve(f, len(l.items)); err != nil {
			return nil, err
		}
		for i := 0; i < len(l.items); i++ {
			v, err := converter.Call1(f, l.items[i])
			if err != nil {
				return nil, err
			}
			if err := out.AddItem(f, v); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

// indexIn is IndexOf(item, index, count).
func indexIn(f *rt.Frame, l *List, item any, index, count int32) (int32, error) {
	if int(index) > len(l.items) {
		return 0, clr.ListIndexOutOfRange()
	}
	if count < 0 || int(index) > len(l.items)-int(count) {
		return 0, clr.ArgumentOutOfRange(textBadCount, "count")
	}
	if index < 0 {
		return 0, clr.ArgumentOutOfRange(textBadIndex, "startIndex")
	}
	i, err := searchItems(f, l.items[index:index+count], item)
	if i < 0 {
		return -1, err
	}
	return index + int32(i), err
}

// lastIndexIn is LastIndexOf(item, index, count).
func lastIndexIn(f *rt.Frame, l *List, item any, index, count int32) (int32, error) {
	n := int32(len(l.items))
	switch {
	case n != 0 && index < 0:
		return 0, clr.ArgumentOutOfRange("Non-negative number required.", "index")
	case n != 0 && count < 0:
		return 0, clr.ArgumentOutOfRange("Non-negative number required.", "count")
	case n == 0:
		return -1, nil
	case index >= n:
		return 0, clr.ArgumentOutOfRange("Larger than collection size.", "index")
	case count > index+1:
		return 0, clr.ArgumentOutOfRange("Larger than collection size.", "count")
	}
	for i := index; i > index-count; i-- {
		if err := f.Step(); err != nil {
			return 0, err
		}
		if eq, err := rt.Equals(f, l.items[i], item); eq || err != nil {
			return i, err
		}
	}
	return -1, nil
}

// binarySearch is BinarySearch(index, count, item, comparer) on a sorted list: the
// position, or the complement of where the item belongs.
func binarySearch(f *rt.Frame, l *List, index, count int32, item any, cmp host.Comparer) (int32, error) {
	if err := l.checkRange(index, count); err != nil {
		return 0, err
	}
	lo, hi := int(index), int(index+count)-1
	for lo <= hi {
		if err := f.Step(); err != nil {
			return 0, err
		}
		mid := lo + (hi-lo)/2
		order, err := compareItems(f, cmp, l.items[mid], item)
		switch {
		case err != nil:
			return 0, CompareFailed(err)
		case order == 0:
			return int32(mid), nil
		case order < 0:
			lo = mid + 1
		default:
			hi = mid - 1
		}
	}
	return int32(^lo), nil
}

// compareItems compares with a comparer, nil being the default one.
func compareItems(f *rt.Frame, cmp host.Comparer, a, b any) (int, error) {
	if cmp == nil {
		return host.Compare(f, a, b)
	}
	return cmp.Compare(f, a, b)
}
