package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// maxCapacity bounds what `new List<T>(n)` may reserve: n comes from input.
const maxCapacity = 1 << 26

// newList is the constructor with a capacity.
func newList(typ *rt.Type) func(f *rt.Frame, capacity int32) (*List, error) {
	return func(f *rt.Frame, capacity int32) (*List, error) {
		if capacity < 0 {
			return nil, clr.ArgumentOutOfRange("Non-negative number required.", "capacity")
		}
		l := &List{typ: typ}
		return l, l.reserve(f, int(capacity))
	}
}

// reserve sets the capacity.
func (l *List) reserve(f *rt.Frame, capacity int) error {
	if capacity > maxCapacity {
		return &rt.Exceeded{What: "memory"}
	}
	if capacity == cap(l.items) {
		return nil
	}
	if err := f.Alloc(max(0, capacity-cap(l.items)) * elementCost); err != nil {
		return err
	}
	if capacity == 0 {
		l.items = nil
		return nil
	}
	items := make([]any, len(l.items), capacity)
	copy(items, l.items)
	l.items = items
	return nil
}

// newListFrom is the constructor that copies a sequence.
func newListFrom(typ *rt.Type) func(f *rt.Frame, src any) (*List, error) {
	return func(f *rt.Frame, src any) (*List, error) {
		if src == nil {
			return nil, clr.ArgumentNull("collection")
		}
		l := &List{typ: typ}
		if n, ok := KnownCount(f, src); ok {
			if err := l.reserve(f, n); err != nil {
				return nil, err
			}
		}
		b := Buffer{l.items}
		err := b.AddAll(f, src, l.elem())
		l.items = b.Items
		return l, err
	}
}

// setCapacity is Capacity = n.
func setCapacity(f *rt.Frame, l *List, n int32) (rt.Void, error) {
	if int(n) < len(l.items) {
		return rt.Void{}, clr.ArgumentOutOfRange("capacity was less than the current size.", "value")
	}
	return rt.Void{}, l.reserve(f, int(n))
}

// trimExcess gives up the spare capacity when it is more than a tenth.
func trimExcess(f *rt.Frame, l *List) (rt.Void, error) {
	if len(l.items) < cap(l.items)*9/10 {
		return rt.Void{}, l.reserve(f, len(l.items))
	}
	return rt.Void{}, nil
}

// addRange is AddRange. As in .NET, the elements of a lazy sequence are added one
// by one, so that an exception leaves those before it.
func addRange(f *rt.Frame, l *List, src any) (rt.Void, error) {
	if src == nil {
		return rt.Void{}, clr.ArgumentNull("collection")
	}
	if _, known := KnownCount(f, src); known {
		items, err := ToSlice(f, src, l.elem())
		if err != nil {
			return rt.Void{}, err
		}
		return rt.Void{}, l.insert(f, len(l.items), items)
	}
	return rt.Void{}, Each(f, src, l.elem(), func(v any) error { return l.AddItem(f, v) })
}

// insertRange is InsertRange.
func insertRange(f *rt.Frame, l *List, index int32, src any) (rt.Void, error) {
	if src == nil {
		return rt.Void{}, clr.ArgumentNull("collection")
	}
	if uint(index) > uint(len(l.items)) {
		return rt.Void{}, clr.ListIndexOutOfRange()
	}
	items, err := ToSlice(f, src, l.elem())
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, l.insert(f, int(index), items)
}

// removeRange is RemoveRange.
func removeRange(f *rt.Frame, l *List, index, count int32) (rt.Void, error) {
	if err := l.checkRange(index, count); err != nil || count == 0 {
		return rt.Void{}, err
	}
	return rt.Void{}, l.cut(f, int(index), int(count))
}

// removeAll is RemoveAll: it returns how many elements were removed.
func removeAll(f *rt.Frame, l *List, match *rt.Delegate) (int32, error) {
	if match == nil {
		return 0, clr.ArgumentNull("match")
	}
	var keep []any
	n := len(l.items)
	for i := 0; i < n && i < len(l.items); i++ {
		v := l.items[i]
		gone, err := match.True(f, v)
		if err != nil {
			return 0, err
		}
		switch {
		case gone && keep == nil:
			keep = append(make([]any, 0, cap(l.items)), l.items[:i]...)
		case !gone && keep != nil:
			keep = append(keep, v)
		}
	}
	if keep == nil {
		return 0, nil
	}
	l.items = keep
	l.version++
	return int32(n - len(keep)), nil
}

// getRange is GetRange.
func getRange(f *rt.Frame, l *List, index, count int32) (*List, error) {
	if err := l.checkRange(index, count); err != nil {
		return nil, err
	}
	out := &List{typ: l.typ}
	if err := out.reserve(f, int(count)); err != nil {
		return nil, err
	}
	out.items = append(out.items, l.items[index:index+count]...)
	return out, f.Steps(int(count) / copyPerStep)
}

// reverseRange is Reverse(index, count).
func reverseRange(f *rt.Frame, l *List, index, count int32) (rt.Void, error) {
	if err := l.checkRange(index, count); err != nil {
		return rt.Void{}, err
	}
	if err := f.Steps(int(count) / copyPerStep); err != nil {
		return rt.Void{}, err
	}
	part := l.items[index : index+count]
	for i, j := 0, len(part)-1; i < j; i, j = i+1, j-1 {
		part[i], part[j] = part[j], part[i]
	}
	l.version++
	return rt.Void{}, nil
}

func reverseList(f *rt.Frame, l *List) (rt.Void, error) {
	return reverseRange(f, l, 0, int32(len(l.items)))
}

// toArray is ToArray.
func toArray(f *rt.Frame, l *List) (any, error) {
	elem := l.elem()
	if len(l.items) == 0 {
		return elem.EmptyList(), nil
	}
	return elem.Rep.ArrayOf(f, elem, l.items)
}

// copyList is CopyTo(index, array, arrayIndex, count).
func copyList(f *rt.Frame, l *List, index int32, array any, at, count int32) (rt.Void, error) {
	if int32(len(l.items))-index < count { // .NET lets the difference overflow
		return rt.Void{}, clr.Argument("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.", "")
	}
	dst, ok := array.(rt.AnyArray)
	if !ok {
		return rt.Void{}, clr.ArgumentNull("dest")
	}
	if index < 0 {
		return rt.Void{}, clr.ArgumentOutOfRange("Number was less than the array's lower bound in the first dimension.", "srcIndex")
	}
	if count < 0 {
		return rt.Void{}, clr.ArgumentOutOfRange("Non-negative number required.", "length")
	}
	if err := checkCopy(dst, at, int(count), "dstIndex"); err != nil {
		return rt.Void{}, err
	}
	if err := f.Steps(int(count)); err != nil {
		return rt.Void{}, err
	}
	for i := range int(count) {
		if err := dst.Set(f, int(at)+i, l.items[int(index)+i]); err != nil {
			return rt.Void{}, err
		}
	}
	return rt.Void{}, nil
}
