package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

func count(f *rt.Frame, v any) (int32, error) {
	if n, ok := KnownCount(f, v); ok {
		return int32(n), nil
	}
	return 0, clr.InvalidCast(f.TypeName(v), "System.Collections.ICollection")
}

func isReadOnly(f *rt.Frame, v any) (bool, error) {
	_, mutable := view(f, v).(MutableCollection)
	return !mutable, nil
}

// isReadOnlyList is IList.IsReadOnly, which is false for arrays.
func isReadOnlyList(f *rt.Frame, v any) (bool, error) {
	if _, ok := v.(rt.AnyArray); ok {
		return false, nil
	}
	return isReadOnly(f, v)
}

// mutable returns the collection that can change behind an object; the others
// throw what .NET's do.
func mutable(f *rt.Frame, v any) (MutableCollection, error) {
	if c, ok := view(f, v).(MutableCollection); ok {
		return c, nil
	}
	if _, ok := v.(rt.AnyArray); ok {
		return nil, clr.NotSupported("Collection was of a fixed size.")
	}
	if d, ok := v.(*dictionaryView); ok {
		part := "value"
		if d.keys {
			part = "key"
		}
		return nil, clr.NotSupported("Mutating a %s collection derived from a dictionary is not allowed.", part)
	}
	return nil, clr.NotSupported("Collection is read-only.")
}

func mutableList(f *rt.Frame, v any) (MutableList, error) {
	if c, ok := view(f, v).(MutableList); ok {
		return c, nil
	}
	_, err := mutable(f, v)
	if err == nil {
		err = clr.InvalidCast(f.TypeName(v), "System.Collections.IList")
	}
	return nil, err
}

func add(f *rt.Frame, v, item any) (rt.Void, error) {
	c, err := mutable(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, c.AddItem(f, item)
}

func clearItems(f *rt.Frame, v any) (rt.Void, error) {
	if _, ok := v.(rt.AnyArray); ok {
		return rt.Void{}, clr.NotSupported("Collection is read-only.")
	}
	c, err := mutable(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, c.ClearItems(f)
}

func remove(f *rt.Frame, v, item any) (bool, error) {
	c, err := mutable(f, v)
	if err != nil {
		return false, err
	}
	return c.RemoveItem(f, item)
}

// Contains is ICollection<T>.Contains, and Enumerable.Contains of any sequence:
// collections with their own way of comparing are asked, the elements of others
// are compared by Equals.
func Contains(f *rt.Frame, v, item any, elem *rt.Type) (bool, error) {
	if c, ok := view(f, v).(Container); ok {
		return c.ContainsItem(f, item)
	}
	i, err := search(f, v, item, elem)
	return i >= 0, err
}

func containing(elem *rt.Type) func(f *rt.Frame, v, item any) (bool, error) {
	return func(f *rt.Frame, v, item any) (bool, error) { return Contains(f, v, item, elem) }
}

// search returns the position of the first element of a sequence that equals the
// item, or -1.
func search(f *rt.Frame, v, item any, elem *rt.Type) (int, error) {
	switch s := v.(type) {
	case *rt.Array[rt.String]:
		want, isString := item.(string)
		if !isString && item != nil {
			return -1, nil
		}
		for i, x := range s.Items {
			if x.Text == want && x.Valid == isString {
				return i, f.Steps(i + 1)
			}
		}
		return -1, f.Steps(len(s.Items))
	case *rt.Array[any]:
		return searchItems(f, s.Items, item)
	}
	c := Read(v, elem)
	for i := 0; ; i++ {
		x, ok, err := c.Next(f)
		if err != nil || !ok {
			return -1, c.Leave(f, err)
		}
		if eq, err := rt.Equals(f, x, item); eq || err != nil {
			return i, c.Leave(f, err)
		}
	}
}

// searchItems is search in a slice.
func searchItems(f *rt.Frame, items []any, item any) (int, error) {
	for i, x := range items {
		if err := f.Step(); err != nil {
			return -1, err
		}
		if eq, err := rt.Equals(f, x, item); eq || err != nil {
			return i, err
		}
	}
	return -1, nil
}

func at(f *rt.Frame, v any, i int32) (any, error) {
	switch s := v.(type) {
	case *List:
		return s.At(f, int(i))
	case rt.AnyArray:
		if i < 0 || int(i) >= s.Len() {
			return nil, clr.ListIndexOutOfRange()
		}
		return s.Get(int(i)), nil
	}
	if s, ok := view(f, v).(Indexed); ok {
		return s.At(f, int(i))
	}
	return nil, clr.InvalidCast(f.TypeName(v), "System.Collections.IList")
}

func setAt(f *rt.Frame, v any, i int32, item any) (rt.Void, error) {
	if a, ok := v.(rt.AnyArray); ok {
		if i < 0 || int(i) >= a.Len() {
			return rt.Void{}, clr.ListIndexOutOfRange()
		}
		return rt.Void{}, a.Set(f, int(i), item)
	}
	l, err := mutableList(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, l.SetAt(f, int(i), item)
}

func finding(elem *rt.Type) func(f *rt.Frame, v, item any) (int32, error) {
	return func(f *rt.Frame, v, item any) (int32, error) {
		if l, ok := view(f, v).(MutableList); ok {
			i, err := l.IndexOfItem(f, item)
			return int32(i), err
		}
		i, err := search(f, v, item, elem)
		return int32(i), err
	}
}

func insertAt(f *rt.Frame, v any, i int32, item any) (rt.Void, error) {
	l, err := mutableList(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, l.InsertAt(f, int(i), item)
}

func removeAt(f *rt.Frame, v any, i int32) (rt.Void, error) {
	l, err := mutableList(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, l.RemoveIndex(f, int(i))
}

// copying is CopyTo: it copies a collection into an array from an index on.
func copying(elem *rt.Type) func(f *rt.Frame, v, array any, index int32) (rt.Void, error) {
	return func(f *rt.Frame, v, array any, index int32) (rt.Void, error) {
		dst, ok := array.(rt.AnyArray)
		if !ok {
			return rt.Void{}, clr.ArgumentNull("array")
		}
		n, err := count(f, v)
		if err != nil {
			return rt.Void{}, err
		}
		if err := checkCopy(dst, index, int(n), "arrayIndex"); err != nil {
			return rt.Void{}, err
		}
		i := int(index)
		return rt.Void{}, Each(f, v, elem, func(x any) error {
			i++
			return dst.Set(f, i-1, x)
		})
	}
}

// checkCopy checks that n elements fit into an array from index on.
func checkCopy(dst rt.AnyArray, index int32, n int, param string) error {
	switch {
	case index < 0:
		return clr.ArgumentOutOfRange("Number was less than the array's lower bound in the first dimension.", param)
	case dst.Len()-int(index) < n:
		return clr.Argument("Destination array was not long enough. Check destIndex and length, and the array's lower bounds.", "")
	}
	return nil
}
