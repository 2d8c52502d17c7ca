package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Cursor reads a sequence once, from its first element to its last, each counting
// as a step. It starts at the first call of Next, as the iterators of .NET do.
// Lists and arrays are read in place, everything else through its enumerator.
type Cursor struct {
	src     any
	elem    *rt.Type
	e       rt.Enumerator
	i       int
	version int
	state   cursorState
}

type cursorState uint8

const (
	cursorNew cursorState = iota
	cursorOpen
	cursorDone
)

// Read returns a cursor over an object as a sequence of elem. The object is not
// looked at before the first element is asked for.
func Read(src any, elem *rt.Type) Cursor { return Cursor{src: src, elem: elem} }

// Open starts the cursor: from now on a change of the collection is noticed. Null
// throws System.NullReferenceException.
func (c *Cursor) Open(f *rt.Frame) error {
	if c.state != cursorNew {
		return nil
	}
	c.state = cursorOpen
	switch s := c.src.(type) {
	case *List:
		c.version = s.version
	case *rt.Array[any], *rt.Array[rt.String]:
	default:
		e, err := rt.Enumerate(f, c.src, c.elem)
		if err != nil {
			return err
		}
		c.e = e
	}
	return nil
}

// Next returns the next element, or false after the last.
func (c *Cursor) Next(f *rt.Frame) (any, bool, error) {
	if err := f.Step(); err != nil {
		return nil, false, err
	}
	if c.state != cursorOpen {
		if c.state == cursorDone {
			return nil, false, nil
		}
		if err := c.Open(f); err != nil {
			return nil, false, err
		}
	}
	switch s := c.src.(type) {
	case *List:
		if c.version != s.version {
			return nil, false, errModified()
		}
		if c.i < len(s.items) {
			c.i++
			return s.items[c.i-1], true, nil
		}
	case *rt.Array[rt.String]:
		if c.i < len(s.Items) {
			c.i++
			return s.Items[c.i-1].Box(), true, nil
		}
	case *rt.Array[any]:
		if c.i < len(s.Items) {
			c.i++
			return s.Items[c.i-1], true, nil
		}
	default:
		if err := f.Nest(); err != nil {
			return nil, false, err
		}
		v, ok, err := c.e.Next(f)
		f.Unnest()
		if ok || err != nil {
			return v, ok, err
		}
		c.e = nil
	}
	c.state = cursorDone
	return nil, false, nil
}

// Leave ends reading, because of an error or with nil because no more is needed,
// which runs the finally blocks of an iterator. It returns the error that is then
// on its way.
func (c *Cursor) Leave(f *rt.Frame, err error) error {
	if c.e == nil {
		return err
	}
	e := c.e
	c.e, c.state = nil, cursorDone
	return rt.Leave(f, e, err)
}

// Dispose leaves the sequence when no more of it is needed.
func (c *Cursor) Dispose(f *rt.Frame) error { return c.Leave(f, nil) }

// Strings reports whether the source is a string[], which NextString reads without
// boxes.
func (c *Cursor) Strings() bool {
	_, ok := c.src.(*rt.Array[rt.String])
	return ok
}

// NextString is Next for a source that is a string[].
func (c *Cursor) NextString(f *rt.Frame) (rt.String, bool, error) {
	items := c.src.(*rt.Array[rt.String]).Items
	if err := f.Step(); err != nil || c.i >= len(items) {
		return rt.String{}, false, err
	}
	c.i++
	return items[c.i-1], true, nil
}

func errModified() error {
	return clr.InvalidOperation("Collection was modified; enumeration operation may not execute.")
}

// Each calls visit for every element of a sequence until it returns an error.
func Each(f *rt.Frame, src any, elem *rt.Type, visit func(any) error) error {
	c := Read(src, elem)
	for {
		v, ok, err := c.Next(f)
		if ok && err == nil {
			err = visit(v)
		}
		if err != nil || !ok {
			return c.Leave(f, err)
		}
	}
}

// elementCost is what one buffered element counts in the memory budget: the slot
// and the box behind it.
const elementCost = 32

// Buffer collects boxed elements and counts their memory.
type Buffer struct{ Items []any }

// Grow makes room for n more elements.
func (b *Buffer) Grow(f *rt.Frame, n int) error {
	if cap(b.Items)-len(b.Items) >= n {
		return nil
	}
	size := max(4, 2*cap(b.Items), len(b.Items)+n)
	if err := f.Alloc((size - cap(b.Items)) * elementCost); err != nil {
		return err
	}
	items := make([]any, len(b.Items), size)
	copy(items, b.Items)
	b.Items = items
	return nil
}

// Add appends an element.
func (b *Buffer) Add(f *rt.Frame, v any) error {
	if len(b.Items) == cap(b.Items) {
		if err := b.Grow(f, 1); err != nil {
			return err
		}
	}
	b.Items = append(b.Items, v)
	return nil
}

// AddAll appends all elements of a sequence.
func (b *Buffer) AddAll(f *rt.Frame, src any, elem *rt.Type) error {
	if n, ok := KnownCount(f, src); ok {
		if err := b.Grow(f, n); err != nil {
			return err
		}
	}
	switch s := src.(type) {
	case *List:
		b.Items = append(b.Items, s.items...)
		return f.Steps(len(s.items))
	case *rt.Array[any]:
		b.Items = append(b.Items, s.Items...)
		return f.Steps(len(s.Items))
	}
	return Each(f, src, elem, func(v any) error { return b.Add(f, v) })
}

// ToSlice returns the elements of a sequence. The slice is the caller's own.
func ToSlice(f *rt.Frame, src any, elem *rt.Type) ([]any, error) {
	var b Buffer
	if n, ok := KnownCount(f, src); ok && n > 0 {
		// As many as there are, as lists made of collections have.
		if err := f.Alloc(n * elementCost); err != nil {
			return nil, err
		}
		b.Items = make([]any, 0, n)
	}
	err := b.AddAll(f, src, elem)
	return b.Items, err
}

// KnownCount returns the number of elements of a collection, false for a sequence
// that must be read to be counted. Null has none.
func KnownCount(f *rt.Frame, src any) (int, bool) {
	switch s := src.(type) {
	case nil:
		return 0, false
	case *List:
		return len(s.items), true
	case rt.AnyArray:
		return s.Len(), true
	case Collection:
		return s.Count(), true
	case rt.Enumerable, string:
		return 0, false
	}
	if c, ok := view(f, src).(Collection); ok {
		return c.Count(), true
	}
	return 0, false
}
