package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Iterator is an IEnumerator<T> in the hands of an expression.
type Iterator struct {
	typ     *rt.Type
	cursor  Cursor
	current any
	zero    any
	// within says that there is a current element, ended that there is none any more.
	within, ended bool
	// keeps says that the last element stays the current one behind the end, as in
	// functions that yield.
	keeps bool
	// restart is what Reset starts again, nil where Reset is not supported.
	restart any
}

// iteratorSize is what an enumerator counts in the memory budget, in bytes.
const iteratorSize = 192

// NewIterator returns an enumerator over src as a sequence of elem, for
// GetEnumerator. Null throws System.NullReferenceException.
func NewIterator(f *rt.Frame, src any, elem, typ *rt.Type) (*Iterator, error) {
	it := &Iterator{typ: typ, cursor: Read(src, elem), zero: elem.Zero}
	it.current = it.zero
	switch src := src.(type) {
	case rt.Yielded:
		it.keeps = src.Yielded()
	case *List, *Dictionary, rt.AnyArray:
		it.restart = src
	}
	if err := f.Alloc(iteratorSize); err != nil {
		return nil, err
	}
	return it, it.cursor.Open(f)
}

// RuntimeType returns IEnumerator<T>.
func (it *Iterator) RuntimeType() *rt.Type { return it.typ }

// moveNext is MoveNext().
func (it *Iterator) moveNext(f *rt.Frame) (bool, error) {
	if it.cursor.src == nil {
		return false, clr.NullReference()
	}
	v, ok, err := it.cursor.Next(f)
	if err != nil {
		return false, err
	}
	switch {
	case ok:
		it.current = v
	case !it.keeps:
		it.current = it.zero
	}
	it.within, it.ended = ok, !ok
	return ok, nil
}

// get is Current. Queues and stacks throw where there is no element; others do
// through the interface without a type, where untyped is set.
func (it *Iterator) get(untyped bool) (any, error) {
	if it.within {
		return it.current, nil
	}
	switch it.cursor.src.(type) {
	case nil:
		return elementOf(it.typ).Zero, nil
	case *sequential:
		if it.ended {
			return nil, clr.InvalidOperation("Enumeration already finished.")
		}
		return nil, clr.InvalidOperation("Enumeration has not started. Call MoveNext.")
	case *List, *Dictionary, *Set, *dictionaryView:
		if untyped {
			return nil, clr.InvalidOperation("Enumeration has either not started or has already finished.")
		}
	}
	return it.current, nil
}

// Dispose leaves the sequence, which runs the finally blocks of an iterator; there is
// no next element then. Enumerators of collections go on.
func (it *Iterator) Dispose(f *rt.Frame) error {
	if it.cursor.e == nil {
		return nil
	}
	if _, collection := it.cursor.src.(Collection); !collection && !it.keeps && it.restart == nil {
		return it.cursor.Leave(f, nil)
	}
	return rt.Leave(f, it.cursor.e, nil)
}

// reset is Reset(): the enumerators of collections start again, those of lazy
// sequences cannot.
func (it *Iterator) reset(f *rt.Frame) (rt.Void, error) {
	if it.restart == nil {
		return rt.Void{}, clr.NotSupported("Specified method is not supported.")
	}
	elem := it.cursor.elem
	it.current = it.zero
	it.within, it.ended = false, false
	it.cursor = Read(it.restart, elem)
	return rt.Void{}, it.cursor.Open(f)
}

// enumeratorLinker links GetEnumerator of a sequence whose element type is given
// by the result type, object for the non-generic one.
func enumeratorLinker() rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		typ := c.ResultType
		elem := elementOf(typ)
		return rt.FrameMethod0(func(f *rt.Frame, src any) (*Iterator, error) { return NewIterator(f, src, elem, typ) })
	})
}

// elementOf returns the type argument of a constructed interface, of that which a
// structure implements, and object for one without.
func elementOf(t *rt.Type) *rt.Type {
	if s := t.Static.(*types.Type); s.Kind == types.Struct {
		return elementOf(s.Interfaces[0].Runtime.(*rt.Type))
	}
	if len(t.Args) > 0 {
		return t.Args[0]
	}
	return objectOf(t)
}

// objectOf returns the type object of the library that t belongs to.
func objectOf(t *rt.Type) *rt.Type {
	return t.Static.(*types.Type).Universe().Special(types.Object).Runtime.(*rt.Type)
}

// construct applies the generic definition of a full name to type arguments. It
// runs when expressions are compiled.
func construct(name string, args ...*rt.Type) *rt.Type {
	static := make([]*types.Type, len(args))
	for i, a := range args {
		static[i] = a.Static.(*types.Type)
	}
	u := static[0].Universe()
	return u.Construct(u.MustLookup(name, len(args)), static...).Runtime.(*rt.Type)
}

func enumerableTypes() []types.Decl {
	return []types.Decl{
		{
			Name: "System.Collections.IEnumerable", Kind: types.Interface,
			Members: []types.Member{{Sig: "System.Collections.IEnumerator GetEnumerator()", Impl: enumeratorLinker()}},
		},
		{
			Name: "System.Collections.IEnumerator", Kind: types.Interface,
			Members: []types.Member{
				{Sig: "object Current", Impl: rt.Method0(func(it *Iterator) (any, error) { return it.get(true) })},
				{Sig: "bool MoveNext()", Impl: rt.FrameMethod0(func(f *rt.Frame, it *Iterator) (bool, error) { return it.moveNext(f) })},
				{Sig: "void Reset()", Impl: rt.FrameMethod0(func(f *rt.Frame, it *Iterator) (rt.Void, error) { return it.reset(f) })},
			},
		},
		{
			Name: "System.Collections.Generic.IEnumerator<out T>", Kind: types.Interface,
			Implements: []string{"System.IDisposable", "System.Collections.IEnumerator"},
			Members: []types.Member{
				{Sig: "T Current", Impl: rt.Method0(func(it *Iterator) (any, error) { return it.get(false) })},
			},
		},
		{
			Name: "System.Collections.Generic.IEnumerable<out T>", Kind: types.Interface,
			Implements: []string{"System.Collections.IEnumerable"},
			Members:    []types.Member{{Sig: "IEnumerator<T> GetEnumerator()", Impl: enumeratorLinker()}},
		},
	}
}
