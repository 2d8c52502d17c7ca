package linq

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func quantifierMembers() []types.Member {
	const source = "(this IEnumerable<TSource> source"
	return []types.Member{
		{Sig: "static bool Any<TSource>" + source + ")", Impl: op1("", isAny)},
		{Sig: "static bool Any<TSource>" + source + ", Func<TSource, bool> predicate)", Impl: op2("", anyThat)},
		{Sig: "static bool All<TSource>" + source + ", Func<TSource, bool> predicate)", Impl: op2("", all)},
		{Sig: "static int Count<TSource>" + source + ")", Impl: op1("", func(o *op, f *rt.Frame, src any) (int32, error) { return count32(o.count(f, src)) })},
		{Sig: "static int Count<TSource>" + source + ", Func<TSource, bool> predicate)", Impl: op2("", func(o *op, f *rt.Frame, src any, p *rt.Delegate) (int32, error) {
			return count32(o.countThat(f, src, p))
		})},
		{Sig: "static long LongCount<TSource>" + source + ")", Impl: op1("", func(o *op, f *rt.Frame, src any) (int64, error) { return o.count(f, src) })},
		{Sig: "static long LongCount<TSource>" + source + ", Func<TSource, bool> predicate)", Impl: op2("", func(o *op, f *rt.Frame, src any, p *rt.Delegate) (int64, error) {
			return o.countThat(f, src, p)
		})},
		{Sig: "static bool Contains<TSource>" + source + ", TSource value)", Impl: op2("", contains)},
		{Sig: "static bool Contains<TSource>" + source + ", TSource value, IEqualityComparer<TSource> comparer)", Impl: op3("", containsBy)},
		{Sig: "static bool SequenceEqual<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second)", Impl: op2("", func(o *op, f *rt.Frame, a, b any) (bool, error) {
			return sequenceEqual(o, f, a, b, nil)
		})},
		{Sig: "static bool SequenceEqual<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second, IEqualityComparer<TSource> comparer)", Impl: op3("", sequenceEqual)},
	}
}

// isAny is Any().
func isAny(o *op, f *rt.Frame, src any) (bool, error) {
	if err := need(src); err != nil {
		return false, err
	}
	in := o.read(src)
	_, ok, err := in.Next(f)
	return ok, in.Leave(f, err)
}

// anyThat is Any(predicate).
func anyThat(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (bool, error) {
	if err := need(src, fnArg{predicate, "predicate"}); err != nil {
		return false, err
	}
	in := o.read(src)
	_, ok, err := nextThat(f, &in, predicate)
	return ok, in.Leave(f, err)
}

// all is All.
func all(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (bool, error) {
	if err := need(src, fnArg{predicate, "predicate"}); err != nil {
		return false, err
	}
	in := o.read(src)
	for in.Strings() {
		s, ok, err := in.NextString(f)
		if err != nil || !ok {
			return err == nil, err
		}
		if ok, err := predicate.CallString(f, s); err != nil || ok != true {
			return false, err
		}
	}
	for {
		v, ok, err := in.Next(f)
		if err != nil || !ok {
			return err == nil, in.Leave(f, err)
		}
		if ok, err := predicate.True(f, v); err != nil || !ok {
			return false, in.Leave(f, err)
		}
	}
}

// count counts the elements; a collection is asked.
func (o *op) count(f *rt.Frame, src any) (int64, error) {
	if err := need(src); err != nil {
		return 0, err
	}
	if n, ok := generic.KnownCount(f, src); ok {
		return int64(n), nil
	}
	in, n := o.read(src), int64(0)
	for {
		_, ok, err := in.Next(f)
		if err != nil || !ok {
			return n, err
		}
		n++
	}
}

func (o *op) countThat(f *rt.Frame, src any, predicate *rt.Delegate) (int64, error) {
	if err := need(src, fnArg{predicate, "predicate"}); err != nil {
		return 0, err
	}
	in, n := o.read(src), int64(0)
	for {
		_, ok, err := nextThat(f, &in, predicate)
		if err != nil || !ok {
			return n, in.Leave(f, err)
		}
		n++
	}
}

func count32(n int64, err error) (int32, error) {
	if err == nil && n > math.MaxInt32 {
		err = clr.ArithmeticOverflow()
	}
	return int32(n), err
}

// contains is Contains; a collection with its own way of comparing is asked.
func contains(o *op, f *rt.Frame, src, value any) (bool, error) {
	if err := need(src); err != nil {
		return false, err
	}
	return generic.Contains(f, src, value, o.source)
}

// containsBy is Contains with a comparer, null for the default one.
func containsBy(o *op, f *rt.Frame, src, value any, cmp host.EqualityComparer) (bool, error) {
	if err := need(src); err != nil {
		return false, err
	}
	in := o.read(src)
	for {
		v, ok, err := in.Next(f)
		if err != nil || !ok {
			return false, in.Leave(f, err)
		}
		if eq, err := equal(f, cmp, v, value); eq || err != nil {
			return eq, in.Leave(f, err)
		}
	}
}

func equal(f *rt.Frame, cmp host.EqualityComparer, a, b any) (bool, error) {
	if cmp == nil {
		return rt.Equals(f, a, b)
	}
	return cmp.Equals(f, a, b)
}

// sequenceEqual is SequenceEqual.
func sequenceEqual(o *op, f *rt.Frame, first, second any, cmp host.EqualityComparer) (bool, error) {
	if err := needBoth(first, "first", second, "second"); err != nil {
		return false, err
	}
	if n, ok := generic.KnownCount(f, first); ok {
		if m, ok := generic.KnownCount(f, second); ok && n != m {
			return false, nil
		}
	}
	a, b := o.read(first), generic.Read(second, o.source)
	same, err := equalRest(f, &a, &b, cmp)
	return same, a.Leave(f, b.Leave(f, err))
}

// equalRest reports whether two sequences have the same elements from here on.
func equalRest(f *rt.Frame, a, b *generic.Cursor, cmp host.EqualityComparer) (bool, error) {
	for {
		x, okX, err := a.Next(f)
		if err != nil {
			return false, err
		}
		y, okY, err := b.Next(f)
		if err != nil || !okX || !okY {
			return okX == okY && err == nil, err
		}
		if eq, err := equal(f, cmp, x, y); !eq || err != nil {
			return false, err
		}
	}
}
