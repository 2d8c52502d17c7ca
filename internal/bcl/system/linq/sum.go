package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// number says how Sum and Average add up the numbers of one type T. The sum is
// kept as S, the average is an R.
type number[T, S, R any] struct {
	name, average string
	add           func(sum S, v T) (S, error)
	// result turns the sum into a T, divide into an average.
	result func(S) T
	divide func(sum S, n int64) (R, error)
}

// sumMembers are Sum and Average of all numeric types and their nullables.
func sumMembers() []types.Member {
	return slices.Concat(
		summing(number[int32, int32, any]{name: "int", add: addInt32, result: same[int32]}),
		averaging(number[int32, int64, float64]{name: "int", average: "double", add: func(s int64, v int32) (int64, error) { return addInt64(s, int64(v)) }, divide: divideInt}),
		summing(number[int64, int64, any]{name: "long", add: addInt64, result: same[int64]}),
		averaging(number[int64, int64, float64]{name: "long", average: "double", add: addInt64, divide: divideInt}),
		summing(number[float32, float64, any]{name: "float", add: addFloat[float32], result: func(s float64) float32 { return float32(s) }}),
		averaging(number[float32, float64, float32]{name: "float", average: "float", add: addFloat[float32], divide: func(s float64, n int64) (float32, error) { return float32(s / float64(n)), nil }}),
		summing(number[float64, float64, any]{name: "double", add: addFloat[float64], result: same[float64]}),
		averaging(number[float64, float64, float64]{name: "double", average: "double", add: addFloat[float64], divide: func(s float64, n int64) (float64, error) { return s / float64(n), nil }}),
		summing(number[clr.Decimal, clr.Decimal, any]{name: "decimal", add: clr.Decimal.Add, result: same[clr.Decimal]}),
		averaging(number[clr.Decimal, clr.Decimal, clr.Decimal]{name: "decimal", average: "decimal", add: clr.Decimal.Add, divide: func(s clr.Decimal, n int64) (clr.Decimal, error) { return s.Div(clr.DecimalFromInt64(n)) }}),
	)
}

func same[T any](v T) T { return v }

// addInt32 and addInt64 are checked additions.
func addInt32(a, b int32) (int32, error) {
	if s := int64(a) + int64(b); int64(int32(s)) == s {
		return int32(s), nil
	}
	return 0, clr.ArithmeticOverflow()
}

func addInt64(a, b int64) (int64, error) {
	s := a + b
	if (s > a) != (b > 0) && b != 0 {
		return 0, clr.ArithmeticOverflow()
	}
	return s, nil
}

func addFloat[T float32 | float64](s float64, v T) (float64, error) { return s + float64(v), nil }

func divideInt(s, n int64) (float64, error) { return float64(s) / float64(n), nil }

func summing[T, S, R any](n number[T, S, R]) []types.Member {
	return overloads("Sum", n.name, n.name, func(o *op, f *rt.Frame, src any, selector *rt.Delegate) (any, error) {
		sum, _, err := n.sum(o, f, src, selector)
		return n.result(sum), err
	})
}

func averaging[T, S, R any](n number[T, S, R]) []types.Member {
	return overloads("Average", n.name, n.average, func(o *op, f *rt.Frame, src any, selector *rt.Delegate) (any, error) {
		sum, count, err := n.sum(o, f, src, selector)
		switch {
		case err != nil:
			return nil, err
		case count > 0:
			return n.divide(sum, count)
		case o.zero == nil: // an average of nullables
			return nil, nil
		}
		return nil, noElements()
	})
}

// sum adds up what is not null.
func (n number[T, S, R]) sum(o *op, f *rt.Frame, src any, selector *rt.Delegate) (sum S, count int64, err error) {
	if selector == nil {
		if a, ok := src.(*rt.Array[T]); ok {
			for _, v := range a.Items {
				if sum, err = n.add(sum, v); err != nil {
					return sum, 0, err
				}
			}
			return sum, int64(len(a.Items)), f.Steps(len(a.Items))
		}
	}
	in := o.read(src)
	defer func() { err = in.Leave(f, err) }()
	for {
		v, ok, err := in.Next(f)
		if err != nil || !ok {
			return sum, count, err
		}
		if selector != nil {
			if v, err = selector.Call1(f, v); err != nil {
				return sum, 0, err
			}
		}
		if v == nil {
			continue
		}
		if sum, err = n.add(sum, v.(T)); err != nil {
			return sum, 0, err
		}
		count++
	}
}

// overloads declares an aggregation of the numbers of a type and of its nullable,
// each with and without a selector.
func overloads(name, number, result string, impl func(o *op, f *rt.Frame, src any, selector *rt.Delegate) (any, error)) []types.Member {
	plain := op1("", func(o *op, f *rt.Frame, src any) (any, error) {
		if err := need(src); err != nil {
			return nil, err
		}
		return impl(o, f, src, nil)
	})
	selected := op2("", func(o *op, f *rt.Frame, src any, selector *rt.Delegate) (any, error) {
		if err := need(src, fnArg{selector, "selector"}); err != nil {
			return nil, err
		}
		return impl(o, f, src, selector)
	})
	var list []types.Member
	for _, null := range []string{"", "?"} {
		list = append(list,
			types.Member{Sig: "static " + result + null + " " + name + "(this IEnumerable<" + number + null + "> source)", Impl: plain},
			types.Member{Sig: "static " + result + null + " " + name + "<TSource>(this IEnumerable<TSource> source, Func<TSource, " + number + null + "> selector)", Impl: selected})
	}
	return list
}
