package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// List is List<T>.
type List struct {
	typ     *rt.Type
	items   []any
	version int
}

// NewList returns a list of the given type that owns items, whose memory has been
// counted.
func NewList(typ *rt.Type, items []any) *List { return &List{typ: typ, items: items} }

// RuntimeType returns List<T>.
func (l *List) RuntimeType() *rt.Type { return l.typ }

// elem returns the type of the elements.
func (l *List) elem() *rt.Type { return l.typ.Args[0] }

// Count returns the number of elements.
func (l *List) Count() int { return len(l.items) }

// Items returns the elements, which the caller must not change.
func (l *List) Items() []any { return l.items }

// Enumerator returns an enumerator that notices changes of the list.
func (l *List) Enumerator() rt.Enumerator { return &listEnumerator{l: l, version: l.version} }

type listEnumerator struct {
	l          *List
	i, version int
}

func (e *listEnumerator) Next(*rt.Frame) (any, bool, error) {
	if e.version != e.l.version {
		return nil, false, errModified()
	}
	if e.i >= len(e.l.items) {
		return nil, false, nil
	}
	e.i++
	return e.l.items[e.i-1], true, nil
}

// At is this[i].
func (l *List) At(_ *rt.Frame, i int) (any, error) {
	if uint(i) >= uint(len(l.items)) {
		return nil, clr.ListIndexOutOfRange()
	}
	return l.items[i], nil
}

// SetAt is this[i] = item.
func (l *List) SetAt(_ *rt.Frame, i int, item any) error {
	if uint(i) >= uint(len(l.items)) {
		return clr.ListIndexOutOfRange()
	}
	l.items[i] = item
	l.version++
	return nil
}

// grow makes room for n more elements.
func (l *List) grow(f *rt.Frame, n int) error {
	b := Buffer{l.items}
	err := b.Grow(f, n)
	l.items = b.Items
	return err
}

// AddItem is Add.
func (l *List) AddItem(f *rt.Frame, item any) error {
	if len(l.items) == cap(l.items) {
		if err := l.grow(f, 1); err != nil {
			return err
		}
	}
	l.items = append(l.items, item)
	l.version++
	return nil
}

// ClearItems is Clear. The memory is kept.
func (l *List) ClearItems(*rt.Frame) error {
	clear(l.items)
	l.items = l.items[:0]
	l.version++
	return nil
}

// ContainsItem is Contains.
func (l *List) ContainsItem(f *rt.Frame, item any) (bool, error) {
	i, err := searchItems(f, l.items, item)
	return i >= 0, err
}

// IndexOfItem is IndexOf.
func (l *List) IndexOfItem(f *rt.Frame, item any) (int, error) { return searchItems(f, l.items, item) }

// RemoveItem is Remove: of the first element that equals the item.
func (l *List) RemoveItem(f *rt.Frame, item any) (bool, error) {
	i, err := searchItems(f, l.items, item)
	if err != nil || i < 0 {
		return false, err
	}
	return true, l.RemoveIndex(f, i)
}

// InsertAt is Insert.
func (l *List) InsertAt(f *rt.Frame, i int, item any) error {
	if uint(i) > uint(len(l.items)) {
		return clr.ArgumentOutOfRange("Index must be within the bounds of the List.", "index")
	}
	return l.insert(f, i, []any{item})
}

// insert puts elements in at i, which is in range.
func (l *List) insert(f *rt.Frame, i int, items []any) error {
	if err := l.grow(f, len(items)); err != nil {
		return err
	}
	if err := f.Steps((len(l.items)-i)/copyPerStep + len(items)); err != nil {
		return err
	}
	n := len(l.items)
	l.items = l.items[:n+len(items)]
	copy(l.items[i+len(items):], l.items[i:n])
	copy(l.items[i:], items)
	l.version++
	return nil
}

// copyPerStep is how many elements that only move count as one step.
const copyPerStep = 16

// RemoveIndex is RemoveAt.
func (l *List) RemoveIndex(f *rt.Frame, i int) error {
	if uint(i) >= uint(len(l.items)) {
		return clr.ListIndexOutOfRange()
	}
	return l.cut(f, i, 1)
}

// cut removes n elements from i on, which are in range.
func (l *List) cut(f *rt.Frame, i, n int) error {
	if err := f.Steps((len(l.items) - i) / copyPerStep); err != nil {
		return err
	}
	copy(l.items[i:], l.items[i+n:])
	end := len(l.items) - n
	clear(l.items[end:])
	l.items = l.items[:end]
	l.version++
	return nil
}

// checkRange checks an index and a count as GetRange and its like do.
func (l *List) checkRange(index, count int32) error {
	switch {
	case index < 0:
		return clr.ArgumentOutOfRange("Non-negative number required.", "index")
	case count < 0:
		return clr.ArgumentOutOfRange("Non-negative number required.", "count")
	case len(l.items)-int(index) < int(count):
		return clr.Argument("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.", "")
	}
	return nil
}
