package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func projectionMembers() []types.Member {
	const many = "(this IEnumerable<TSource> source, Func<TSource, "
	return []types.Member{
		{Sig: "static IEnumerable<TResult> Select<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, TResult> selector)", Impl: op2(nameSelect, project)},
		{Sig: "static IEnumerable<TResult> Select<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, int, TResult> selector)", Impl: op2("Enumerable+<SelectIterator>c__Iterator6", projectIndex)},
		{Sig: "static IEnumerable<TResult> SelectMany<TSource, TResult>" + many + "IEnumerable<TResult>> selector)", Impl: op2("Enumerable+SelectManySingleSelectorIterator", selectMany(false))},
		{Sig: "static IEnumerable<TResult> SelectMany<TSource, TResult>" + many + "int, IEnumerable<TResult>> selector)", Impl: op2("Enumerable+<SelectManyIterator>c__Iterator7", selectMany(true))},
		{Sig: "static IEnumerable<TResult> SelectMany<TSource, TCollection, TResult>" + many + "IEnumerable<TCollection>> collectionSelector, Func<TSource, TCollection, TResult> resultSelector)", Impl: op3("Enumerable+<SelectManyIterator>c__Iterator9", selectManyPairs(false))},
		{Sig: "static IEnumerable<TResult> SelectMany<TSource, TCollection, TResult>" + many + "int, IEnumerable<TCollection>> collectionSelector, Func<TSource, TCollection, TResult> resultSelector)", Impl: op3("Enumerable+<SelectManyIterator>c__Iterator8", selectManyPairs(true))},
		{Sig: "static IEnumerable<TResult> Cast<TResult>(this System.Collections.IEnumerable source)", Impl: op1("Enumerable+<CastIterator>c__Iterator1", cast)},
		{Sig: "static IEnumerable<TResult> Zip<TFirst, TSecond, TResult>(this IEnumerable<TFirst> first, IEnumerable<TSecond> second, Func<TFirst, TSecond, TResult> resultSelector)", Impl: op3("Enumerable+<ZipIterator>c__Iterator11", zip)},
	}
}

// project is Select.
func project(o *op, f *rt.Frame, src any, selector *rt.Delegate) (*sequence, error) {
	if err := need(src, fnArg{selector, "selector"}); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s := o.stream(src)
		if s.in.Strings() {
			return s.by(func(f *rt.Frame) (any, bool, error) {
				text, ok, err := s.in.NextString(f)
				if err != nil || !ok {
					return nil, false, err
				}
				v, err := selector.CallString(f, text)
				return v, err == nil, err
			})
		}
		return s.by(func(f *rt.Frame) (any, bool, error) {
			v, ok, err := s.in.Next(f)
			if err != nil || !ok {
				return nil, false, err
			}
			v, err = selector.Call1(f, v)
			return v, err == nil, err
		})
	})
}

// projectIndex is Select with the position as second argument.
func projectIndex(o *op, f *rt.Frame, src any, selector *rt.Delegate) (*sequence, error) {
	if err := need(src, fnArg{selector, "selector"}); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s, i := o.stream(src), int32(-1)
		return s.by(func(f *rt.Frame) (any, bool, error) {
			v, ok, err := s.in.Next(f)
			if err != nil || !ok {
				return nil, false, err
			}
			i++
			v, err = selector.Call2(f, v, i)
			return v, err == nil, err
		})
	})
}

// selectMany is SelectMany with one selector.
func selectMany(indexed bool) func(*op, *rt.Frame, any, *rt.Delegate) (*sequence, error) {
	return func(o *op, f *rt.Frame, src any, selector *rt.Delegate) (*sequence, error) {
		if err := need(src, fnArg{selector, "selector"}); err != nil {
			return nil, err
		}
		return o.many(f, src, selector, indexed, o.result, func(_ *rt.Frame, _, inner any) (any, error) { return inner, nil })
	}
}

// selectManyPairs is SelectMany with a selector of collections and one of results.
func selectManyPairs(indexed bool) func(*op, *rt.Frame, any, *rt.Delegate, *rt.Delegate) (*sequence, error) {
	return func(o *op, f *rt.Frame, src any, collections, results *rt.Delegate) (*sequence, error) {
		if err := need(src, fnArg{collections, "collectionSelector"}, fnArg{results, "resultSelector"}); err != nil {
			return nil, err
		}
		// The collections are of the second type argument.
		return o.many(f, src, collections, indexed, o.args[1], results.Call2)
	}
}

func (o *op) many(f *rt.Frame, src any, selector *rt.Delegate, indexed bool, elem *rt.Type, result func(f *rt.Frame, outer, inner any) (any, error)) (*sequence, error) {
	return o.lazy(f, src, func() rt.Enumerator {
		s, i := o.stream(src), int32(-1)
		var outer any
		var inner generic.Cursor
		s.inner = &inner
		open := false
		return s.by(func(f *rt.Frame) (any, bool, error) {
			for {
				if open {
					v, ok, err := inner.Next(f)
					if err != nil {
						return nil, false, err
					}
					if ok {
						v, err = result(f, outer, v)
						return v, err == nil, err
					}
					open = false
				}
				var ok bool
				var err error
				if outer, ok, err = s.in.Next(f); err != nil || !ok {
					return nil, false, err
				}
				var items any
				if indexed {
					i++
					items, err = selector.Call2(f, outer, i)
				} else {
					items, err = selector.Call1(f, outer)
				}
				if err != nil {
					return nil, false, err
				}
				inner, open = generic.Read(items, elem), true
			}
		})
	})
}

// cast is Cast. A sequence that is of the type already is returned as it is.
func cast(o *op, f *rt.Frame, src any) (any, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	if o.typ.Instance(src) {
		return src, nil
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s := o.stream(src)
		return s.by(func(f *rt.Frame) (any, bool, error) {
			v, ok, err := s.in.Next(f)
			if err != nil || !ok {
				return nil, false, err
			}
			v, err = castTo(f, v, o.result)
			return v, err == nil, err
		})
	})
}

// castTo is (T)object.
func castTo(f *rt.Frame, v any, t *rt.Type) (any, error) {
	switch {
	case v == nil:
		if t.Zero != nil {
			return nil, clr.NullReference()
		}
		return nil, nil
	case t.Instance(v):
		return v, nil
	case t.Enum != nil:
		if n, ok := v.(int32); ok {
			return rt.Enum{Type: t, Value: int64(n)}, nil
		}
	}
	if _, toInt := t.Zero.(int32); toInt {
		if e, ok := v.(rt.Enum); ok {
			return int32(e.Value), nil
		}
	}
	if t.Zero != nil || t.Elem != nil && len(t.Args) > 0 {
		return nil, clr.InvalidUnboxing()
	}
	return nil, clr.InvalidCast(f.TypeName(v), t.Name)
}

// zip is Zip: it ends with the shorter sequence.
func zip(o *op, f *rt.Frame, first, second any, selector *rt.Delegate) (*sequence, error) {
	if err := needBoth(first, "first", second, "second"); err != nil {
		return nil, err
	}
	if err := needFns(fnArg{selector, "resultSelector"}); err != nil {
		return nil, err
	}
	return o.lazy(f, first, func() rt.Enumerator {
		s, b := o.stream(first), generic.Read(second, o.second)
		s.inner = &b
		return s.by(func(f *rt.Frame) (any, bool, error) {
			x, ok, err := s.in.Next(f)
			if err != nil || !ok {
				return nil, false, err
			}
			y, ok, err := b.Next(f)
			if err != nil || !ok {
				return nil, false, err
			}
			v, err := selector.Call2(f, x, y)
			return v, err == nil, err
		})
	})
}
