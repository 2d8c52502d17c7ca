package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func joinMembers() []types.Member {
	var list []types.Member
	for _, x := range []struct {
		name, class, inner string
		group              bool
	}{
		{"Join", "Enumerable+<JoinIterator>c__Iterator5", "TInner", false},
		{"GroupJoin", "Enumerable+<GroupJoinIterator>c__Iterator3", "IEnumerable<TInner>", true},
	} {
		sig := "static IEnumerable<TResult> " + x.name + "<TOuter, TInner, TKey, TResult>(this IEnumerable<TOuter> outer, IEnumerable<TInner> inner, " +
			"Func<TOuter, TKey> outerKeySelector, Func<TInner, TKey> innerKeySelector, Func<TOuter, " + x.inner + ", TResult> resultSelector"
		list = append(list,
			types.Member{Sig: sig + ")", Impl: op5(x.class, func(o *op, f *rt.Frame, outer, inner any, outerKey, innerKey, result *rt.Delegate) (*sequence, error) {
				return o.join(f, joinArgs{outer, inner, outerKey, innerKey, result, nil, x.group})
			})},
			types.Member{Sig: sig + ", IEqualityComparer<TKey> comparer)", Impl: joinWithComparer(x.class, x.group)})
	}
	return list
}

// joinWithComparer links a join with its six arguments.
func joinWithComparer(class string, group bool) rt.Linker {
	return func(c *rt.Call) rt.Code {
		o := newOp(c, class)
		cmp := rt.Arg[host.EqualityComparer](c.Args[5])
		d := *c
		d.Args = c.Args[:5]
		return rt.FrameFunc5(func(f *rt.Frame, outer, inner any, outerKey, innerKey, result *rt.Delegate) (*sequence, error) {
			comparer, err := cmp(f)
			if err != nil {
				return nil, err
			}
			return o.join(f, joinArgs{outer, inner, outerKey, innerKey, result, comparer, group})
		})(&d)
	}
}

type joinArgs struct {
	outer, inner               any
	outerKey, innerKey, result *rt.Delegate
	cmp                        host.EqualityComparer
	group                      bool
}

func (o *op) join(f *rt.Frame, a joinArgs) (*sequence, error) {
	if err := needBoth(a.outer, "outer", a.inner, "inner"); err != nil {
		return nil, err
	}
	if err := needFns(fnArg{a.outerKey, "outerKeySelector"}, fnArg{a.innerKey, "innerKeySelector"}, fnArg{a.result, "resultSelector"}); err != nil {
		return nil, err
	}
	return o.lazy(f, a.outer, func() rt.Enumerator {
		s := o.stream(a.outer)
		j := &joiner{op: o, a: a, in: &s.in}
		if a.group {
			return s.by(j.nextGroup)
		}
		return s.by(j.nextPair)
	})
}

// joiner reads the outer sequence and finds the elements of the inner one, which
// it reads whole before its first result. Elements with the key null match none.
type joiner struct {
	op     *op
	a      joinArgs
	in     *generic.Cursor
	lookup *lookup
	// outer and rest are the element being joined and its partners to come.
	outer any
	rest  []any
}

// nextOuter reads the next outer element and its group.
func (j *joiner) nextOuter(f *rt.Frame) (any, *grouping, bool, error) {
	v, ok, err := j.in.Next(f)
	if err != nil || !ok {
		return nil, nil, false, err
	}
	if j.lookup == nil {
		if j.lookup, err = j.read(f); err != nil {
			return nil, nil, false, err
		}
		if !j.a.group && len(j.lookup.groups) == 0 {
			return nil, nil, false, nil // no element has a partner, and none is asked for its key
		}
	}
	key, err := j.a.outerKey.Call1(f, v)
	if err != nil {
		return nil, nil, false, err
	}
	if key == nil {
		return v, nil, true, nil
	}
	g, err := j.lookup.group(f, key)
	return v, g, err == nil, err
}

func (j *joiner) read(f *rt.Frame) (*lookup, error) {
	l := &lookup{index: generic.NewIndex(j.a.cmp)}
	typ := groupType(j.op.args[2], j.op.args[1])
	return l, generic.Each(f, j.a.inner, j.op.second, func(v any) error {
		key, err := j.a.innerKey.Call1(f, v)
		if err != nil || key == nil {
			return err
		}
		return l.add(f, key, v, nil, typ)
	})
}

func (j *joiner) nextPair(f *rt.Frame) (any, bool, error) {
	for len(j.rest) == 0 {
		v, g, ok, err := j.nextOuter(f)
		if err != nil || !ok {
			return nil, false, err
		}
		if g != nil {
			j.outer, j.rest = v, g.items.Items
		}
	}
	inner := j.rest[0]
	j.rest = j.rest[1:]
	v, err := j.a.result.Call2(f, j.outer, inner)
	return v, err == nil, err
}

func (j *joiner) nextGroup(f *rt.Frame) (any, bool, error) {
	v, g, ok, err := j.nextOuter(f)
	if err != nil || !ok {
		return nil, false, err
	}
	var inner any = g
	if g == nil {
		elem := j.op.second
		if inner, err = elem.Rep.ArrayOf(f, elem, nil); err != nil {
			return nil, false, err
		}
	}
	v, err = j.a.result.Call2(f, v, inner)
	return v, err == nil, err
}
