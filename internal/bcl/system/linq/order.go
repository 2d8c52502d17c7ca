package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

const nameOrdered = "OrderedEnumerable"

func orderMembers() []types.Member {
	var list []types.Member
	for _, x := range []struct {
		name             string
		then, descending bool
	}{{"OrderBy", false, false}, {"OrderByDescending", false, true}, {"ThenBy", true, false}, {"ThenByDescending", true, true}} {
		source := "IEnumerable"
		if x.then {
			source = "IOrderedEnumerable"
		}
		sig := "static IOrderedEnumerable<TSource> " + x.name + "<TSource, TKey>(this " + source + "<TSource> source, Func<TSource, TKey> keySelector"
		list = append(list,
			types.Member{Sig: sig + ")", Impl: op2(nameOrdered, func(o *op, f *rt.Frame, src any, key *rt.Delegate) (*ordered, error) {
				return o.order(f, src, key, nil, x.descending, x.then)
			})},
			types.Member{Sig: sig + ", IComparer<TKey> comparer)", Impl: op3(nameOrdered, func(o *op, f *rt.Frame, src any, key *rt.Delegate, cmp host.Comparer) (*ordered, error) {
				return o.order(f, src, key, cmp, x.descending, x.then)
			})})
	}
	return list
}

// ordered is an IOrderedEnumerable<T>: it reads and sorts its source before its
// first element. The sort is stable.
type ordered struct {
	op  *op
	src any
	// before is what this ordering refines, nil for OrderBy.
	before     *ordered
	key        *rt.Delegate
	cmp        host.Comparer
	descending bool
}

func (o *op) order(f *rt.Frame, src any, key *rt.Delegate, cmp host.Comparer, descending, then bool) (*ordered, error) {
	if err := need(src, fnArg{key, "keySelector"}); err != nil {
		return nil, err
	}
	s := &ordered{op: o, src: src, key: key, cmp: cmp, descending: descending}
	if then {
		s.before = src.(*ordered)
		s.src = s.before.src
	}
	return s, f.Alloc(sequenceCost)
}

// RuntimeType returns OrderedEnumerable<T, K>.
func (s *ordered) RuntimeType() *rt.Type {
	return renamed(construct("System.Linq.Enumerable+Ordered", s.op.result), nameOrdered, s.op.args)
}

// Enumerator starts reading the sequence.
func (s *ordered) Enumerator() rt.Enumerator {
	var items []any
	var order []int32
	i := -1
	return next(func(f *rt.Frame) (any, bool, error) {
		if i < 0 {
			var err error
			if items, err = generic.ToSlice(f, s.src, s.op.source); err != nil {
				return nil, false, err
			}
			if order, err = s.sort(f, items); err != nil {
				return nil, false, err
			}
			i = 0
		}
		if i >= len(items) {
			return nil, false, nil
		}
		i++
		return items[order[i-1]], true, nil
	})
}

// level is one key of the order.
type level struct {
	keys       []any
	compare    generic.Order
	descending bool
}

// sort returns the positions of the items in order. All keys of a level are
// computed before those of the next.
func (s *ordered) sort(f *rt.Frame, items []any) ([]int32, error) {
	var chain []*ordered
	for l := s; l != nil; l = l.before {
		chain = append(chain, l)
	}
	slices.Reverse(chain)
	if err := f.Alloc(len(items) * (16*len(chain) + 4)); err != nil {
		return nil, err
	}
	levels := make([]level, len(chain))
	for i, l := range chain {
		keys := make([]any, len(items))
		for k, v := range items {
			var err error
			if keys[k], err = l.key.Call1(f, v); err != nil {
				return nil, err
			}
		}
		levels[i] = level{keys, generic.DefaultOrder(f, l.cmp), l.descending}
	}
	order := make([]int32, len(items))
	for i := range order {
		order[i] = int32(i)
	}
	err := generic.SortIndexes(f, order, func(a, b int32) (int, error) {
		for i := range levels {
			l := &levels[i]
			c, err := l.compare(l.keys[a], l.keys[b])
			switch {
			case err != nil:
				return 0, err
			case c != 0 && (c > 0) != l.descending:
				return 1, nil
			case c != 0:
				return -1, nil
			}
		}
		return int(a - b), nil
	})
	return order, err
}

// createOrdered is IOrderedEnumerable<T>.CreateOrderedEnumerable.
func createOrdered(c *rt.Call) rt.Linker {
	o := newOp(c, nameOrdered)
	o.source = o.result
	o.args = []*rt.Type{o.result, c.TypeArgs[0]}
	return rt.FrameMethod3(func(f *rt.Frame, src *ordered, key *rt.Delegate, cmp host.Comparer, descending bool) (*ordered, error) {
		return o.order(f, src, key, cmp, descending, true)
	})
}
