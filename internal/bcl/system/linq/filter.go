package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func filterMembers() []types.Member {
	return []types.Member{
		{Sig: "static IEnumerable<TSource> Where<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)", Impl: op2(nameWhere, where)},
		{Sig: "static IEnumerable<TSource> Where<TSource>(this IEnumerable<TSource> source, Func<TSource, int, bool> predicate)", Impl: op2("Enumerable+<WhereIterator>c__Iterator10", whereIndex)},
		{Sig: "static IEnumerable<TResult> OfType<TResult>(this System.Collections.IEnumerable source)", Impl: op1("Enumerable+<OfTypeIterator>c__Iterator0", ofType)},
		{Sig: "static IEnumerable<TSource> Distinct<TSource>(this IEnumerable<TSource> source)", Impl: op1(nameDistinct, distinct)},
		{Sig: "static IEnumerable<TSource> Distinct<TSource>(this IEnumerable<TSource> source, IEqualityComparer<TSource> comparer)", Impl: op2(nameDistinct, distinctBy)},
	}
}

// where is Where.
func where(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (*sequence, error) {
	if err := need(src, fnArg{predicate, "predicate"}); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s := o.stream(src)
		return s.by(func(f *rt.Frame) (any, bool, error) { return nextThat(f, &s.in, predicate) })
	})
}

// whereIndex is Where with the position as second argument.
func whereIndex(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (*sequence, error) {
	if err := need(src, fnArg{predicate, "predicate"}); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s, i := o.stream(src), int32(-1)
		return s.by(func(f *rt.Frame) (any, bool, error) {
			for {
				v, ok, err := s.in.Next(f)
				if err != nil || !ok {
					return nil, false, err
				}
				i++
				keep, err := predicate.Call2(f, v, i)
				if err != nil {
					return nil, false, err
				}
				if keep == true {
					return v, true, nil
				}
			}
		})
	})
}

// ofType is OfType: null is of no type.
func ofType(o *op, f *rt.Frame, src any) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s := o.stream(src)
		return s.by(func(f *rt.Frame) (any, bool, error) {
			for {
				v, ok, err := s.in.Next(f)
				if err != nil || !ok {
					return nil, false, err
				}
				if v != nil && o.result.Instance(v) {
					return v, true, nil
				}
			}
		})
	})
}
