package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// lookup is an ILookup<K, T>: groups of elements, in the order in which their keys
// appeared first.
type lookup struct {
	typ    *rt.Type
	index  *generic.Index
	groups []*grouping
}

const groupCost = 96

// buildLookup reads a sequence and groups it. elem may be nil.
func buildLookup(f *rt.Frame, src any, of *rt.Type, key, elem *rt.Delegate, cmp host.EqualityComparer, typ, groupType *rt.Type) (*lookup, error) {
	l := &lookup{typ: typ, index: generic.NewIndex(cmp)}
	err := generic.Each(f, src, of, func(v any) error {
		k, err := key.Call1(f, v)
		if err != nil {
			return err
		}
		return l.add(f, k, v, elem, groupType)
	})
	return l, err
}

// add puts an element into the group of its key.
func (l *lookup) add(f *rt.Frame, key, v any, elem *rt.Delegate, groupType *rt.Type) error {
	n, added, err := l.index.Put(f, key)
	if err != nil {
		return err
	}
	if added {
		if err := f.Alloc(groupCost); err != nil {
			return err
		}
		l.groups = append(l.groups, &grouping{typ: groupType, key: key})
	}
	if elem != nil {
		if v, err = elem.Call1(f, v); err != nil {
			return err
		}
	}
	return l.groups[n].items.Add(f, v)
}

// group returns the group of a key, nil when there is none.
func (l *lookup) group(f *rt.Frame, key any) (*grouping, error) {
	n, err := l.index.Get(f, key)
	if err != nil || n < 0 {
		return nil, err
	}
	return l.groups[n], nil
}

// RuntimeType returns Lookup<K, T>.
func (l *lookup) RuntimeType() *rt.Type { return l.typ }

// Count returns the number of groups.
func (l *lookup) Count() int { return len(l.groups) }

// Enumerator yields the groups.
func (l *lookup) Enumerator() rt.Enumerator {
	i := 0
	return next(func(*rt.Frame) (any, bool, error) {
		if i >= len(l.groups) {
			return nil, false, nil
		}
		i++
		return l.groups[i-1], true, nil
	})
}

// lookupItem links this[key]: the elements of a group, none for a key without one.
func lookupItem(c *rt.Call) rt.Linker {
	elem := c.OwnerArgs[1]
	return rt.FrameMethod1(func(f *rt.Frame, l *lookup, key any) (any, error) {
		g, err := l.group(f, key)
		if err != nil {
			return nil, err
		}
		if g == nil {
			return elem.Rep.ArrayOf(f, elem, nil)
		}
		return g, nil
	})
}

// applyResultSelector links Lookup<K, T>.ApplyResultSelector.
func applyResultSelector(c *rt.Call) rt.Linker {
	o := newOp(c, "Lookup+<ApplyResultSelector>c__Iterator1")
	return rt.FrameMethod1(func(f *rt.Frame, l *lookup, selector *rt.Delegate) (*sequence, error) {
		if selector == nil {
			return nil, clr.ArgumentNull("resultSelector")
		}
		return o.lazy(f, l, func() rt.Enumerator {
			i := 0
			return next(func(f *rt.Frame) (any, bool, error) {
				if i >= len(l.groups) {
					return nil, false, nil
				}
				i++
				v, err := selector.Call2(f, l.groups[i-1].key, l.groups[i-1])
				return v, err == nil, err
			})
		})
	})
}
