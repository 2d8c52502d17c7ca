package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

const nameDistinct = "Enumerable+DistinctIterator"

func setMembers() []types.Member {
	var list []types.Member
	for _, x := range []struct {
		name, class string
		impl        func(*op, *rt.Frame, any, any, host.EqualityComparer) (*sequence, error)
	}{
		{"Union", "Enumerable+UnionIterator2", union},
		{"Intersect", "Enumerable+<IntersectIterator>c__Iterator4", intersect},
		{"Except", "Enumerable+<ExceptIterator>c__Iterator2", except},
	} {
		sig := "static IEnumerable<TSource> " + x.name + "<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second"
		list = append(list,
			types.Member{Sig: sig + ")", Impl: op2(x.class, func(o *op, f *rt.Frame, first, second any) (*sequence, error) {
				return x.impl(o, f, first, second, nil)
			})},
			types.Member{Sig: sig + ", IEqualityComparer<TSource> comparer)", Impl: op3(x.class, x.impl)})
	}
	return list
}

func distinct(o *op, f *rt.Frame, src any) (*sequence, error) { return distinctBy(o, f, src, nil) }

// distinctBy is Distinct with a comparer.
func distinctBy(o *op, f *rt.Frame, src any, cmp host.EqualityComparer) (*sequence, error) {
	if err := need(src); err != nil {
		return nil, err
	}
	return o.lazy(f, src, func() rt.Enumerator {
		s, seen := o.stream(src), generic.NewSet(nil, cmp)
		return s.by(func(f *rt.Frame) (any, bool, error) { return firstThat(f, &s.in, seen.Add) })
	})
}

// firstThat returns the next element that a test takes.
func firstThat(f *rt.Frame, in *generic.Cursor, test func(*rt.Frame, any) (bool, error)) (any, bool, error) {
	for {
		v, ok, err := in.Next(f)
		if err != nil || !ok {
			return nil, false, err
		}
		ok, err = test(f, v)
		if err != nil {
			return nil, false, err
		}
		if ok {
			return v, true, nil
		}
	}
}

// union is Union.
func union(o *op, f *rt.Frame, first, second any, cmp host.EqualityComparer) (*sequence, error) {
	if err := needBoth(first, "first", second, "second"); err != nil {
		return nil, err
	}
	return o.lazy(f, first, func() rt.Enumerator {
		s, last, seen := o.stream(first), false, generic.NewSet(nil, cmp)
		return s.by(func(f *rt.Frame) (any, bool, error) {
			v, ok, err := firstThat(f, &s.in, seen.Add)
			if ok || err != nil || last {
				return v, ok, err
			}
			s.in, last = generic.Read(second, o.source), true
			return firstThat(f, &s.in, seen.Add)
		})
	})
}

// intersect is Intersect: it reads the second sequence before its first element.
func intersect(o *op, f *rt.Frame, first, second any, cmp host.EqualityComparer) (*sequence, error) {
	return o.against(f, first, second, cmp, (*generic.Set).RemoveItem)
}

// except is Except; it reads the second sequence first, too.
func except(o *op, f *rt.Frame, first, second any, cmp host.EqualityComparer) (*sequence, error) {
	return o.against(f, first, second, cmp, (*generic.Set).Add)
}

func (o *op) against(f *rt.Frame, first, second any, cmp host.EqualityComparer, take func(*generic.Set, *rt.Frame, any) (bool, error)) (*sequence, error) {
	if err := needBoth(first, "first", second, "second"); err != nil {
		return nil, err
	}
	return o.lazy(f, first, func() rt.Enumerator {
		s := o.stream(first)
		var set *generic.Set
		return s.by(func(f *rt.Frame) (any, bool, error) {
			if set == nil {
				set = generic.NewSet(nil, cmp)
				if err := set.AddAll(f, second, o.source); err != nil {
					return nil, false, err
				}
			}
			return firstThat(f, &s.in, func(f *rt.Frame, v any) (bool, error) { return take(set, f, v) })
		})
	})
}
