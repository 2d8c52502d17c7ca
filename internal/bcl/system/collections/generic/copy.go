package generic

import "github.com/gatehouse-project/gatehouse/internal/expr/rt"

// Copyable is implemented by the collections that an expression can change.
type Copyable interface {
	rt.Typed
	// CopyWith returns a collection of the same type, comparer and order whose
	// elements, keys and values are what element makes of those of this one, which
	// is not changed. Its memory is counted.
	CopyWith(f *rt.Frame, element func(any) (any, error)) (any, error)
}

// CopyWith implements Copyable.
func (l *List) CopyWith(f *rt.Frame, element func(any) (any, error)) (any, error) {
	items, err := copyItems(f, l.items, element)
	return &List{typ: l.typ, items: items}, err
}

// CopyWith implements Copyable.
func (q *sequential) CopyWith(f *rt.Frame, element func(any) (any, error)) (any, error) {
	items, err := copyItems(f, q.items.Items[q.head:], element)
	return &sequential{typ: q.typ, items: Buffer{items}, stack: q.stack}, err
}

func copyItems(f *rt.Frame, from []any, element func(any) (any, error)) ([]any, error) {
	var b Buffer
	if err := b.Grow(f, len(from)); err != nil {
		return nil, err
	}
	for _, v := range from {
		c, err := element(v)
		if err != nil {
			return nil, err
		}
		b.Items = append(b.Items, c)
	}
	return b.Items, f.Steps(len(from))
}

// CopyWith implements Copyable.
func (d *Dictionary) CopyWith(f *rt.Frame, element func(any) (any, error)) (any, error) {
	out := &Dictionary{typ: d.typ, t: newTable(d.t.cmp)}
	return out, d.t.copyTo(f, &out.t, element)
}

// CopyWith implements Copyable.
func (s *Set) CopyWith(f *rt.Frame, element func(any) (any, error)) (any, error) {
	out := &Set{typ: s.typ, t: newTable(s.t.cmp)}
	return out, s.t.copyTo(f, &out.t, element)
}

// copyTo adds copies of the entries in use, in their order. Keys are hashed anew: a
// key that was copied may be another object.
func (t *table) copyTo(f *rt.Frame, to *table, element func(any) (any, error)) error {
	if err := to.grow(f, t.len()); err != nil {
		return err
	}
	for i := range t.entries {
		e := &t.entries[i]
		if !e.used {
			continue
		}
		key, err := element(e.key)
		if err != nil {
			return err
		}
		value, err := element(e.value)
		if err != nil {
			return err
		}
		h, err := to.hash(f, key)
		if err != nil {
			return err
		}
		if _, err := to.insert(f, key, value, h); err != nil {
			return err
		}
	}
	return f.Steps(t.len())
}
