package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// sequence is a lazy IEnumerable<T>: it begins when the first element is asked
// for, and anew for every enumeration.
type sequence struct {
	typ   *rt.Type
	start func(*rt.Frame) (rt.Enumerator, error)
}

// RuntimeType returns the interface the sequence was made for.
func (s *sequence) RuntimeType() *rt.Type { return s.typ }

// Enumerator returns an enumerator that has not begun.
func (s *sequence) Enumerator() rt.Enumerator { return &sequenceEnumerator{s: s} }

type sequenceEnumerator struct {
	s *sequence
	e rt.Enumerator
}

// Next begins the sequence, or goes on with it.
func (e *sequenceEnumerator) Next(f *rt.Frame) (any, bool, error) {
	if e.e == nil {
		var err error
		if e.e, err = e.s.start(f); err != nil {
			return nil, false, err
		}
	}
	return e.e.Next(f)
}

// Dispose leaves the sequence.
func (e *sequenceEnumerator) Dispose(f *rt.Frame) error {
	if e.e == nil {
		return nil
	}
	return rt.Leave(f, e.e, nil)
}

// next is an enumerator made of a function.
type next func(*rt.Frame) (any, bool, error)

// Next calls the function.
func (n next) Next(f *rt.Frame) (any, bool, error) { return n(f) }

// tokens enumerates what a function returns, until it returns nil.
func tokens(pull func() (jsontree.Token, error)) rt.Enumerator {
	return next(func(*rt.Frame) (any, bool, error) {
		t, err := pull()
		return t, t != nil, err
	})
}

// sliceOf enumerates a list.
func sliceOf(list []jsontree.Token) rt.Enumerator {
	i := 0
	return next(func(*rt.Frame) (any, bool, error) {
		if i == len(list) {
			return nil, false, nil
		}
		i++
		return list[i-1], true, nil
	})
}

// flatten enumerates the sequences that expand makes of the elements of src.
func flatten(f *rt.Frame, src any, elem *rt.Type, expand func(*rt.Frame, any) (rt.Enumerator, error)) (rt.Enumerator, error) {
	outer, err := rt.Enumerate(f, src, elem)
	if err != nil {
		return nil, err
	}
	var inner rt.Enumerator
	return rt.Over(outer, func(f *rt.Frame) (any, bool, error) {
		for {
			if inner != nil {
				v, ok, err := inner.Next(f)
				if ok || err != nil {
					return v, ok, err
				}
			}
			if err := f.Step(); err != nil {
				return nil, false, err
			}
			v, ok, err := outer.Next(f)
			if !ok || err != nil {
				return nil, false, err
			}
			if inner, err = expand(f, v); err != nil {
				return nil, false, err
			}
		}
	}), nil
}
