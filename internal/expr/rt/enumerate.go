package rt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Enumerable is a sequence of boxed values: what IEnumerable is in .NET.
type Enumerable interface {
	Enumerator() Enumerator
}

// TypedEnumerable is a sequence whose elements need to know their static type,
// such as pairs of a dictionary.
type TypedEnumerable interface {
	EnumeratorOf(elem *Type) Enumerator
}

// Enumerator yields the values of a sequence, one at a time.
type Enumerator interface {
	// Next returns the next value, or false after the last.
	Next(f *Frame) (any, bool, error)
}

// Enumerate returns an enumerator over a boxed value as a sequence of elem. Null
// throws NullReferenceException.
func Enumerate(f *Frame, v any, elem *Type) (Enumerator, error) {
	switch v := v.(type) {
	case nil:
		return nil, clr.NullReference()
	case TypedEnumerable:
		return v.EnumeratorOf(elem), nil
	case Enumerable:
		return v.Enumerator(), nil
	case string:
		return &charEnumerator{rest: v}, nil
	}
	if t := f.Env.TypeOf(v); t != nil && t.Class != nil && t.Class.Enumerate != nil {
		return t.Class.Enumerate(f, v, elem)
	}
	return nil, clr.InvalidCast(f.TypeName(v), "System.Collections.IEnumerable")
}

// Over returns an enumerator made of a function that reads src, which it leaves when
// it is left itself.
func Over(src Enumerator, next func(*Frame) (any, bool, error)) Enumerator {
	return &over{src, next}
}

type over struct {
	src  Enumerator
	next func(*Frame) (any, bool, error)
}

func (o *over) Next(f *Frame) (any, bool, error) { return o.next(f) }

func (o *over) Dispose(f *Frame) error { return Leave(f, o.src, nil) }

// charEnumerator yields the UTF-16 units of a string.
type charEnumerator struct {
	rest string
	low  clr.Char // second half of a surrogate pair, 0 when none waits
}

func (e *charEnumerator) Next(*Frame) (any, bool, error) {
	if e.low != 0 {
		c := e.low
		e.low = 0
		return c, true, nil
	}
	if e.rest == "" {
		return nil, false, nil
	}
	r, n := decodeRune(e.rest)
	e.rest = e.rest[n:]
	if r >= 0x10000 {
		r -= 0x10000
		e.low = clr.Char(0xDC00 + r&0x3FF)
		return clr.Char(0xD800 + r>>10), true, nil
	}
	return clr.Char(r), true, nil
}
