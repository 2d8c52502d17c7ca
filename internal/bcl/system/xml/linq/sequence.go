package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// sequenceType is the class of the sequences that the members return. The plus
// sign keeps its name out of reach of expressions.
func sequenceType() types.Decl {
	return types.Decl{
		Name: ns + "XContainer+Iterator<T>", Kind: types.Class, Class: &rt.Class{},
		Implements: []string{"System.Collections.Generic.IEnumerable<T>"},
	}
}

// sequence is a lazy IEnumerable<T>.
type sequence struct {
	typ  *rt.Type
	open func() rt.Enumerator
}

// sequenceCost is what a sequence counts in the memory budget.
const sequenceCost = 96

// RuntimeType returns the class of the sequence.
func (s *sequence) RuntimeType() *rt.Type { return s.typ }

// Enumerator starts a walk.
func (s *sequence) Enumerator() rt.Enumerator { return s.open() }

// next is an Enumerator made of a function.
type next func(f *rt.Frame) (any, bool, error)

// Next calls the function.
func (n next) Next(f *rt.Frame) (any, bool, error) { return n(f) }

// nothing is the Enumerator of an empty sequence.
func nothing() rt.Enumerator {
	return next(func(*rt.Frame) (any, bool, error) { return nil, false, nil })
}

// result makes the sequences that a call returns.
type result struct{ typ *rt.Type }

// newResult is for calls that return an IEnumerable<T>.
func newResult(c *rt.Call) result { return resultOf(c.ResultType.Args[0]) }

// resultOf makes sequences of elem.
func resultOf(elem *rt.Type) result {
	static := elem.Static.(*types.Type)
	u := static.Universe()
	return result{u.Construct(u.MustLookup(ns+"XContainer+Iterator", 1), static).Runtime.(*rt.Type)}
}

func (r result) sequence(f *rt.Frame, open func() rt.Enumerator) (*sequence, error) {
	return &sequence{r.typ, open}, f.Alloc(sequenceCost)
}

// axis links a member without parameters that returns the walk from its receiver.
func axis[T any](walk func(T) rt.Enumerator) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		r := newResult(c)
		return rt.FrameMethod0(func(f *rt.Frame, from T) (*sequence, error) {
			return r.sequence(f, func() rt.Enumerator { return walk(from) })
		})
	})
}

// namedAxis links a member that walks over what has a given name; null names
// nothing.
func namedAxis[T any](walk func(T, xmltree.Name) rt.Enumerator) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		r, empty := newResult(c), c.ResultType.Args[0].EmptyArray
		return rt.FrameMethod1(func(f *rt.Frame, from T, name xmltree.Name) (rt.Enumerable, error) {
			if name.IsNull() {
				return empty(), nil
			}
			return r.sequence(f, func() rt.Enumerator { return walk(from, name) })
		})
	})
}

// emptySequence links XElement.EmptySequence and XAttribute.EmptySequence.
func emptySequence() rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		empty := c.ResultType.Args[0].EmptyArray
		return rt.Func0(func() (rt.AnyArray, error) { return empty(), nil })
	})
}

// Items returns the function that makes the sequence which a call returns, an
// IEnumerable<T>, of items that are there already.
func Items(c *rt.Call) func(f *rt.Frame, items []any) (rt.Enumerable, error) {
	return newResult(c).of
}

// ObjectItems is Items for calls that return the sequence as an object: it is an
// IEnumerable<object>.
func ObjectItems(c *rt.Call) func(f *rt.Frame, items []any) (rt.Enumerable, error) {
	return resultOf(c.ResultType).of
}

func (r result) of(f *rt.Frame, items []any) (rt.Enumerable, error) {
	return r.sequence(f, func() rt.Enumerator {
		i := 0
		return next(func(*rt.Frame) (any, bool, error) {
			if i == len(items) {
				return nil, false, nil
			}
			i++
			return items[i-1], true, nil
		})
	})
}
