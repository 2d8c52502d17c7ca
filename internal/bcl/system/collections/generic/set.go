package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Set is HashSet<T>.
type Set struct {
	typ *rt.Type
	t   table
	// room is how many elements .NET's set has places for.
	room int
}

// NewSet returns an empty set. typ is HashSet<T>, or nil for a set that no
// expression sees. A nil comparer is the default one.
func NewSet(typ *rt.Type, cmp host.EqualityComparer) *Set { return &Set{typ: typ, t: newTable(cmp)} }

// RuntimeType returns HashSet<T>.
func (s *Set) RuntimeType() *rt.Type { return s.typ }

func (s *Set) elem() *rt.Type { return s.typ.Args[0] }

// Count returns the number of elements.
func (s *Set) Count() int { return s.t.len() }

// Enumerator yields the elements in the order in which they were added, as long
// as none was removed.
func (s *Set) Enumerator() rt.Enumerator {
	return s.t.enumerate(func(e *entry) any { return e.key })
}

// Add adds an element; false says that it was there.
func (s *Set) Add(f *rt.Frame, item any) (bool, error) {
	i, h, err := s.t.find(f, item)
	if err != nil || i >= 0 {
		return false, err
	}
	return true, s.put(f, item, h)
}

// AddItem is ICollection<T>.Add.
func (s *Set) AddItem(f *rt.Frame, item any) error {
	_, err := s.Add(f, item)
	return err
}

// AddAll adds the elements of a sequence.
func (s *Set) AddAll(f *rt.Frame, src any, elem *rt.Type) error {
	return Each(f, src, elem, func(v any) error { return s.AddItem(f, v) })
}

// ContainsItem is Contains.
func (s *Set) ContainsItem(f *rt.Frame, item any) (bool, error) {
	i, _, err := s.t.find(f, item)
	return i >= 0, err
}

// RemoveItem is Remove. The last removal makes the set as good as new, free slots
// included.
func (s *Set) RemoveItem(f *rt.Frame, item any) (bool, error) {
	_, ok, err := s.t.remove(f, item)
	if ok && s.t.len() == 0 {
		s.t.clear()
	}
	return ok, err
}

// ClearItems is Clear.
func (s *Set) ClearItems(*rt.Frame) error {
	if len(s.t.entries) > 0 {
		s.t.clear()
	}
	return nil
}

// items returns the elements.
func (s *Set) items(f *rt.Frame) ([]any, error) { return ToSlice(f, s, nil) }

// others returns the elements of the argument of a set operation as a set with
// this set's comparer. A HashSet<T> with the same comparer is used as it is.
func (s *Set) others(f *rt.Frame, src any) (*Set, error) {
	if src == nil {
		return nil, clr.ArgumentNull("other")
	}
	if o, ok := src.(*Set); ok && o.t.cmp == s.t.cmp {
		return o, nil
	}
	o := &Set{typ: s.typ, t: newTable(s.t.cmp)}
	return o, o.AddAll(f, src, s.elem())
}

// unionWith is UnionWith.
func unionWith(f *rt.Frame, s *Set, src any) (rt.Void, error) {
	if src == nil {
		return rt.Void{}, clr.ArgumentNull("other")
	}
	return rt.Void{}, s.AddAll(f, src, s.elem())
}

// exceptWith is ExceptWith.
func exceptWith(f *rt.Frame, s *Set, src any) (rt.Void, error) {
	switch {
	case src == nil:
		return rt.Void{}, clr.ArgumentNull("other")
	case s.Count() == 0:
		return rt.Void{}, nil
	case src == any(s):
		return rt.Void{}, s.ClearItems(f)
	}
	return rt.Void{}, Each(f, src, s.elem(), func(v any) error {
		_, err := s.RemoveItem(f, v)
		return err
	})
}

// intersectWith is IntersectWith.
func intersectWith(f *rt.Frame, s *Set, src any) (rt.Void, error) {
	if src != nil && s.Count() == 0 {
		return rt.Void{}, nil // .NET does not read the other one then
	}
	o, err := s.others(f, src)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, s.keep(f, func(v any) (bool, error) { return o.ContainsItem(f, v) })
}

// keep removes the elements for which test fails.
func (s *Set) keep(f *rt.Frame, test func(any) (bool, error)) error {
	items, err := s.items(f)
	if err != nil {
		return err
	}
	for _, v := range items {
		ok, err := test(v)
		if err != nil {
			return err
		}
		if !ok {
			if _, err := s.RemoveItem(f, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// symmetricExceptWith is SymmetricExceptWith: what is in one of the two. The
// elements of a set are exchanged one by one; those of another sequence, which may
// repeat, are added before any is removed.
func symmetricExceptWith(f *rt.Frame, s *Set, src any) (rt.Void, error) {
	if src == any(s) {
		return rt.Void{}, s.ClearItems(f)
	}
	o, err := s.others(f, src)
	switch {
	case err != nil:
		return rt.Void{}, err
	case s.Count() == 0:
		return rt.Void{}, s.AddAll(f, src, s.elem())
	case src != any(o):
		return rt.Void{}, s.exchange(f, o)
	}
	return rt.Void{}, Each(f, o, nil, func(v any) error {
		there, err := s.RemoveItem(f, v)
		if err != nil || there {
			return err
		}
		return s.AddItem(f, v)
	})
}

// exchange adds what is in o alone, then removes what was in both.
func (s *Set) exchange(f *rt.Frame, o *Set) error {
	both := map[int]bool{}
	err := Each(f, o, nil, func(v any) error {
		i, h, err := s.t.find(f, v)
		if err == nil && i < 0 {
			err = s.put(f, v, h)
		} else {
			both[i] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range s.t.entries {
		if both[i] {
			if _, err := s.RemoveItem(f, s.t.entries[i].key); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeWhere is RemoveWhere: it returns how many elements were removed.
func removeWhere(f *rt.Frame, s *Set, match *rt.Delegate) (int32, error) {
	if match == nil {
		return 0, clr.ArgumentNull("match")
	}
	before := s.Count()
	err := s.keep(f, func(v any) (bool, error) {
		gone, err := match.True(f, v)
		return !gone, err
	})
	return int32(before - s.Count()), err
}

// within reports whether all elements of s are in o.
func (s *Set) within(f *rt.Frame, o *Set) (bool, error) {
	for i := range s.t.entries {
		if err := f.Step(); err != nil {
			return false, err
		}
		if e := &s.t.entries[i]; e.used {
			if ok, err := o.ContainsItem(f, e.key); !ok || err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// isSubsetOf is IsSubsetOf; nothing is part of anything, which is not read then.
func isSubsetOf(f *rt.Frame, s *Set, src any) (bool, error) {
	if src != nil && s.Count() == 0 {
		return true, nil
	}
	o, err := s.others(f, src)
	if err != nil {
		return false, err
	}
	return s.within(f, o)
}

// isProperSubsetOf is IsProperSubsetOf; nothing is part of whatever has an element, and
// no more of it is read.
func isProperSubsetOf(f *rt.Frame, s *Set, src any) (bool, error) {
	if s.Count() == 0 {
		return reading(hasElement)(f, s, src)
	}
	o, err := s.others(f, src)
	if err != nil || s.Count() >= o.Count() {
		return false, err
	}
	return s.within(f, o)
}
