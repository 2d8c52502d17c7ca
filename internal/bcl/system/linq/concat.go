package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func concatMembers() []types.Member {
	return []types.Member{
		{Sig: "static IEnumerable<TSource> Concat<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second)", Impl: op2(nameConcat, concat)},
		{Sig: "static IEnumerable<TSource> Append<TSource>(this IEnumerable<TSource> source, TSource element)", Impl: op2(nameAppend, appendOne)},
		{Sig: "static IEnumerable<TSource> Prepend<TSource>(this IEnumerable<TSource> source, TSource element)", Impl: op2(nameAppend, prependOne)},
		{Sig: "static IEnumerable<TSource> DefaultIfEmpty<TSource>(this IEnumerable<TSource> source)", Impl: op1(nameDefault, func(o *op, f *rt.Frame, src any) (*sequence, error) {
			return defaultIfEmpty(o, f, src, o.result.Zero)
		})},
		{Sig: "static IEnumerable<TSource> DefaultIfEmpty<TSource>(this IEnumerable<TSource> source, TSource defaultValue)", Impl: op2(nameDefault, defaultIfEmpty)},
		{Sig: "static IEnumerable<TSource> Reverse<TSource>(this IEnumerable<TSource> source)", Impl: op1("Enumerable+ReverseIterator", reverse)},
	}
}

const (
	nameAppend  = "Enumerable+AppendPrepend1Iterator"
	nameDefault = "Enumerable+DefaultIfEmptyIterator"
)

// concat is Concat.
func concat(o *op, f *rt.Frame, first, second any) (*sequence, error) {
	if err := needBoth(first, "first", second, "second"); err != nil {
		return nil, err
	}
	return o.lazy(f, first, func() rt.Enumerator {
		s, last := o.stream(first), false
		return s.by(func(f *rt.Frame) (any, bool, error) {
			v, ok, err := s.in.Next(f)
			if ok || err != nil || last {
				return v, ok, err
			}
			s.in, last = generic.Read(second, o.source), true
			return s.in.Next(f)
		})
	})
}

// appendOne is Append.
func appendOne(o *op, f *rt.Frame, src, element any) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s, last := o.stream(src), false
		return s.by(func(f *rt.Frame) (any, bool, error) {
			v, ok, err := s.in.Next(f)
			if ok || err != nil || last {
				return v, ok, err
			}
			last = true
			return element, true, nil
		})
	})
}

// prependOne is Prepend.
func prependOne(o *op, f *rt.Frame, src, element any) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s, started := o.stream(src), false
		return s.by(func(f *rt.Frame) (any, bool, error) {
			if started {
				return s.in.Next(f)
			}
			started = true
			return element, true, nil
		})
	})
}

// defaultIfEmpty is DefaultIfEmpty.
func defaultIfEmpty(o *op, f *rt.Frame, src, value any) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s, started := o.stream(src), false
		return s.by(func(f *rt.Frame) (any, bool, error) {
			v, ok, err := s.in.Next(f)
			if err != nil {
				return nil, false, err
			}
			if !ok && !started {
				v, ok = value, true
			}
			started = true
			return v, ok, nil
		})
	})
}

// reverse is Reverse: it reads the whole source before its first element.
func reverse(o *op, f *rt.Frame, src any) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		var items []any
		read := false
		return next(func(f *rt.Frame) (any, bool, error) {
			if !read {
				var err error
				if items, err = generic.ToSlice(f, src, o.source); err != nil {
					return nil, false, err
				}
				read = true
			}
			if len(items) == 0 {
				return nil, false, nil
			}
			v := items[len(items)-1]
			items = items[:len(items)-1]
			return v, true, nil
		})
	})
}
