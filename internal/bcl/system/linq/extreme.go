package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// extremeMembers are Min and Max: of the numeric types and of anything that
// compares.
func extremeMembers() []types.Member {
	var list []types.Member
	for _, x := range []struct {
		name string
		sign int
	}{{"Min", -1}, {"Max", 1}} {
		impl := func(o *op, f *rt.Frame, src any, selector *rt.Delegate) (any, error) {
			return o.extreme(f, src, selector, x.sign)
		}
		for _, n := range []string{"int", "long", "float", "double", "decimal"} {
			list = slices.Concat(list, overloads(x.name, n, n, impl))
		}
		list = append(list,
			types.Member{Sig: "static TSource " + x.name + "<TSource>(this IEnumerable<TSource> source)", Impl: op1("", func(o *op, f *rt.Frame, src any) (any, error) {
				if err := need(src); err != nil {
					return nil, err
				}
				return impl(o, f, src, nil)
			})},
			types.Member{Sig: "static TResult " + x.name + "<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, TResult> selector)", Impl: op2("", func(o *op, f *rt.Frame, src any, selector *rt.Delegate) (any, error) {
				if err := need(src, fnArg{selector, "selector"}); err != nil {
					return nil, err
				}
				return impl(o, f, src, selector)
			})})
	}
	return list
}

// extreme returns the first of the smallest or largest elements, null ones left
// out. NaN is smaller than all numbers, as in .NET. Nothing is null where the
// result type has it, and throws otherwise.
func (o *op) extreme(f *rt.Frame, src any, selector *rt.Delegate, sign int) (best any, err error) {
	in := o.read(src)
	defer func() { err = in.Leave(f, err) }()
	best, found := o.zero, false
	for {
		v, ok, err := in.Next(f)
		if err != nil {
			return nil, err
		}
		if !ok {
			if !found && o.zero != nil {
				return nil, noElements()
			}
			return best, nil
		}
		if selector != nil {
			if v, err = selector.Call1(f, v); err != nil {
				return nil, err
			}
		}
		if v == nil {
			continue
		}
		if !found {
			best, found = v, true
			continue
		}
		order, err := host.Compare(f, v, best)
		if err != nil {
			return nil, err
		}
		if order*sign > 0 {
			best = v
		}
	}
}
