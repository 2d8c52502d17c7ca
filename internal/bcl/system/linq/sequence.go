package linq

import (
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
