package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// jEnumerable is JEnumerable<T>, a structure around a sequence of tokens, and
// what stands behind IJEnumerable<T> elsewhere. A nil src is the empty sequence that
// the default of the structure is.
type jEnumerable struct {
	typ *rt.Type
	src any
}

// noElements is the sequence of JEnumerable<T>.Empty.
type noElements struct{}

func (noElements) Enumerator() rt.Enumerator { return sliceOf(nil) }

// childList is the list of children that a container keeps, which is not the
// container itself where two sequences are compared.
type childList struct{ of jsontree.Token }

func (l childList) Enumerator() rt.Enumerator { return &children{jsontree.Children(l.of)} }

// childrenList is what JToken.Children returns a structure around.
func childrenList(t jsontree.Token) any {
	if _, ok := t.(*jsontree.Value); ok {
		return noElements{}
	}
	return childList{t}
}

// RuntimeType returns JEnumerable<T>.
func (e *jEnumerable) RuntimeType() *rt.Type { return e.typ }

// Enumerator yields the elements.
func (e *jEnumerable) Enumerator() rt.Enumerator {
	if e.src == nil {
		return sliceOf(nil)
	}
	s := sequence{e.typ, func(f *rt.Frame) (rt.Enumerator, error) { return rt.Enumerate(f, e.src, e.typ.Args[0]) }}
	return s.Enumerator()
}

// jEnumerableRep represents the structure as a reference that is never null.
type jEnumerableRep struct {
	rt.Rep
	zero rt.Code
}

// Default is the code of default(JEnumerable<T>), which is empty.
func (r *jEnumerableRep) Default() rt.Code { return r.zero }

func jEnumerableType() types.Decl {
	return types.Decl{
		Name: ns + "JEnumerable<T>", Kind: types.Struct, Base: "System.ValueType",
		Implements: []string{ns + "IJEnumerable<T>", "System.IEquatable<" + ns + "JEnumerable<T>>"},
		Class: &rt.Class{
			Rep: func(t *rt.Type) rt.Rep {
				return &jEnumerableRep{rt.RepOf[any](), rt.Const[any](&jEnumerable{typ: t})}
			},
			Equals: func(f *rt.Frame, a, b any) (bool, error) {
				y, ok := b.(*jEnumerable)
				return ok && a.(*jEnumerable).src == y.src, nil
			},
			Hash: func(f *rt.Frame, v any) (int32, error) {
				if src := v.(*jEnumerable).src; src != nil {
					return rt.Hash(f, src)
				}
				return 0, nil
			},
		},
		Members: []types.Member{
			{Sig: "new(IEnumerable<T> enumerable)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.Owner
				return rt.Func1(func(src any) (*jEnumerable, error) {
					if src == nil {
						return nil, noText("enumerable")
					}
					return &jEnumerable{typ, src}, nil
				})
			})},
			{Sig: "static JEnumerable<T> Empty", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.Func0(func() (*jEnumerable, error) { return &jEnumerable{typ, noElements{}}, nil })
			})},
			{Sig: "IJEnumerable<JToken> this[object key]", Impl: valuesByKey()},
			{Sig: "IEnumerator<T> GetEnumerator()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.FrameMethod0(func(f *rt.Frame, e *jEnumerable) (*generic.Iterator, error) {
					return generic.NewIterator(f, e, typ.Args[0], typ)
				})
			})},
			{Sig: "bool Equals(JEnumerable<T> other)", Impl: rt.FrameMethod1(rt.Equals)},
			{Sig: "bool Equals(object obj)", Impl: rt.FrameMethod1(rt.Equals)},
			{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(rt.Hash)},
		},
	}
}

func jEnumerableInterface() types.Decl {
	return types.Decl{
		Name: ns + "IJEnumerable<out T>", Kind: types.Interface, Implements: []string{"System.Collections.Generic.IEnumerable<T>"},
		Members: []types.Member{{Sig: "IJEnumerable<JToken> this[object key]", Impl: valuesByKey()}},
	}
}

// valuesByKey links this[object] of a sequence: what every element has at the
// key.
func valuesByKey() rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		typ := enumerableOf(c.ResultType)
		conv := valueConverter(c.ResultType.Args[0])
		return rt.FrameMethod1(func(_ *rt.Frame, src, key any) (*jEnumerable, error) {
			return &jEnumerable{typ, values(typ, src, key, conv)}, nil
		})
	})
}

// enumerableOf returns JEnumerable<T> for IJEnumerable<T> and for JEnumerable<T>
// itself. It runs when expressions are compiled.
func enumerableOf(t *rt.Type) *rt.Type {
	u := t.Static.(*types.Type).Universe()
	return u.Construct(u.MustLookup(ns+"JEnumerable", 1), t.Args[0].Static.(*types.Type)).Runtime.(*rt.Type)
}

// values is Extensions.Values<U>(source, key): of every token what it has at the
// key, or without a key its children, a value itself.
func values(typ *rt.Type, src, key any, conv func(*rt.Frame, jsontree.Token) (any, error)) *sequence {
	if src == nil {
		return &sequence{typ, func(*rt.Frame) (rt.Enumerator, error) { return nil, noSource() }}
	}
	if key == nil {
		return &sequence{typ, func(f *rt.Frame) (rt.Enumerator, error) {
			return flatten(f, src, nil, func(_ *rt.Frame, v any) (rt.Enumerator, error) {
				if v == nil {
					return nil, clr.NullReference()
				}
				return converted(ownValues(v), conv), nil
			})
		}}
	}
	return &sequence{typ, func(f *rt.Frame) (rt.Enumerator, error) {
		e, err := rt.Enumerate(f, src, nil)
		if err != nil {
			return nil, err
		}
		return rt.Over(e, func(f *rt.Frame) (any, bool, error) {
			for {
				if err := f.Step(); err != nil {
					return nil, false, err
				}
				v, ok, err := e.Next(f)
				if !ok || err != nil {
					return nil, false, err
				}
				x, err := itemOf(f, v, key)
				if err != nil {
					return nil, false, err
				}
				if t, ok := x.(jsontree.Token); ok {
					r, err := conv(f, t)
					return r, true, err
				}
			}
		}), nil
	}}
}

// ownValues yields a value itself and the children of everything else.
func ownValues(v any) rt.Enumerator {
	switch t := v.(type) {
	case *jsontree.Value:
		return sliceOf([]jsontree.Token{t})
	case jsontree.Token:
		return &children{jsontree.Children(t)}
	}
	return sliceOf(nil)
}

// converted applies a conversion to tokens.
func converted(e rt.Enumerator, conv func(*rt.Frame, jsontree.Token) (any, error)) rt.Enumerator {
	return rt.Over(e, func(f *rt.Frame) (any, bool, error) {
		v, ok, err := e.Next(f)
		if !ok || err != nil {
			return nil, false, err
		}
		t, _ := v.(jsontree.Token)
		r, err := conv(f, t)
		return r, err == nil, err
	})
}

// childValues is JContainer.Values<T>(); values have no children.
func childValues(typ *rt.Type, t jsontree.Token, conv func(*rt.Frame, jsontree.Token) (any, error)) (*sequence, error) {
	if _, err := jsontree.First(t); err != nil {
		return nil, err
	}
	return &sequence{typ, func(*rt.Frame) (rt.Enumerator, error) {
		return converted(&children{jsontree.Children(t)}, conv), nil
	}}, nil
}
