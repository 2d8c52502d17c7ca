package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// sequence is what a lazy operator returns: an IEnumerable<T> that reads its
// source anew each time it is read itself.
type sequence struct {
	op *op
	// src is the first source, which the name of the type depends on.
	src  any
	open func() rt.Enumerator
}

// sequenceCost is what a lazy sequence counts in the memory budget.
const sequenceCost = 160

// lazy returns a sequence whose enumerators come from open.
func (o *op) lazy(f *rt.Frame, src any, open func() rt.Enumerator) (*sequence, error) {
	return &sequence{o, src, open}, f.Alloc(sequenceCost)
}

// Enumerator starts reading the sequence.
func (s *sequence) Enumerator() rt.Enumerator { return s.open() }

// next is an Enumerator made of a function.
type next func(f *rt.Frame) (any, bool, error)

// Next calls the function.
func (n next) Next(f *rt.Frame) (any, bool, error) { return n(f) }

// stream is the enumerator of an operator that reads its source while it is read
// itself. Whatever ends it, its sources are left: its own end, an exception, or
// who reads it.
type stream struct {
	in generic.Cursor
	// inner is read beside in, nil for most operators. It is left first.
	inner *generic.Cursor
	next  next
}

// stream returns an enumerator that reads a source of the call; by says how.
func (o *op) stream(src any) *stream { return &stream{in: o.read(src)} }

func (s *stream) by(next next) rt.Enumerator {
	s.next = next
	return s
}

// Next returns the next element of the operator.
func (s *stream) Next(f *rt.Frame) (any, bool, error) {
	v, ok, err := s.next(f)
	if ok && err == nil {
		return v, true, nil
	}
	return nil, false, s.end(f, err)
}

// Dispose leaves the sources.
func (s *stream) Dispose(f *rt.Frame) error { return s.end(f, nil) }

func (s *stream) end(f *rt.Frame, err error) error {
	s.next = ended
	if s.inner != nil {
		err = s.inner.Leave(f, err)
	}
	return s.in.Leave(f, err)
}

func ended(*rt.Frame) (any, bool, error) { return nil, false, nil }
