package generic

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Comparer returns the comparer of the keys, nil for the default one.
func (d *Dictionary) Comparer() host.EqualityComparer { return d.t.cmp }

// Comparer returns the comparer of the elements, nil for the default one.
func (s *Set) Comparer() host.EqualityComparer { return s.t.cmp }

// Restore makes a collection of what its enumerator gave: List, Queue, Stack and
// HashSet of their elements, Dictionary of its keys and values in turn. cmp is the
// comparer of the last two; nil is the default one. ok is false for a type that is none of these,
// for elements that are not of the type, and for keys that are there twice. The items
// become the collection's own; their memory is counted.
func Restore(f *rt.Frame, typ *rt.Type, cmp host.EqualityComparer, items []any) (c Copyable, ok bool, err error) {
	const namespace = "System.Collections.Generic."
	name, _, _ := strings.Cut(strings.TrimPrefix(typ.Name, namespace), "<")
	for i, v := range items {
		if len(typ.Args) == 0 || !typ.Args[i%len(typ.Args)].Holds(v) {
			return nil, false, nil
		}
	}
	switch {
	case name == "Dictionary" && len(typ.Args) == 2 && len(items)%2 == 0:
		d := NewDictionary(typ, cmp)
		for i := 0; i < len(items); i += 2 {
			if added, err := d.tryAdd(f, items[i], items[i+1]); err != nil || !added {
				return nil, false, err
			}
		}
		return d, true, nil
	case len(typ.Args) != 1:
		return nil, false, nil
	case name == "HashSet":
		s := NewSet(typ, cmp)
		for _, v := range items {
			if added, err := s.Add(f, v); err != nil || !added {
				return nil, false, err
			}
		}
		return s, true, nil
	case name == "List":
		return NewList(typ, items), true, f.Alloc(len(items) * elementCost)
	case name == "Queue":
		return &sequential{typ: typ, items: Buffer{items}}, true, f.Alloc(len(items) * elementCost)
	case name == "Stack":
		// They came out last first.
		for i, j := 0, len(items)-1; i < j; i, j = i+1, j-1 {
			items[i], items[j] = items[j], items[i]
		}
		return &sequential{typ: typ, items: Buffer{items}, stack: true}, true, f.Alloc(len(items) * elementCost)
	}
	return nil, false, nil
}
