package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func aggregateMembers() []types.Member {
	return []types.Member{
		{Sig: "static TSource Aggregate<TSource>(this IEnumerable<TSource> source, Func<TSource, TSource, TSource> func)", Impl: op2("", aggregate)},
		{Sig: "static TAccumulate Aggregate<TSource, TAccumulate>(this IEnumerable<TSource> source, TAccumulate seed, Func<TAccumulate, TSource, TAccumulate> func)", Impl: op3("", func(o *op, f *rt.Frame, src, seed any, fn *rt.Delegate) (any, error) {
			if err := need(src, fnArg{fn, "func"}); err != nil {
				return nil, err
			}
			return o.fold(f, src, seed, fn)
		})},
		{Sig: "static TResult Aggregate<TSource, TAccumulate, TResult>(this IEnumerable<TSource> source, TAccumulate seed, Func<TAccumulate, TSource, TAccumulate> func, Func<TAccumulate, TResult> resultSelector)", Impl: op4("", func(o *op, f *rt.Frame, src, seed any, fn, result *rt.Delegate) (any, error) {
			if err := need(src, fnArg{fn, "func"}, fnArg{result, "resultSelector"}); err != nil {
				return nil, err
			}
			v, err := o.fold(f, src, seed, fn)
			if err != nil {
				return nil, err
			}
			return result.Call1(f, v)
		})},
	}
}

// aggregate is Aggregate without a seed: the first element is it.
func aggregate(o *op, f *rt.Frame, src any, fn *rt.Delegate) (any, error) {
	if err := need(src, fnArg{fn, "func"}); err != nil {
		return nil, err
	}
	in := o.read(src)
	acc, ok, err := in.Next(f)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, noElements()
	}
	for {
		v, ok, err := in.Next(f)
		if err != nil || !ok {
			return acc, in.Leave(f, err)
		}
		if acc, err = fn.Call2(f, acc, v); err != nil {
			return nil, in.Leave(f, err)
		}
	}
}

func (o *op) fold(f *rt.Frame, src, acc any, fn *rt.Delegate) (any, error) {
	in := o.read(src)
	for {
		v, ok, err := in.Next(f)
		if err != nil || !ok {
			return acc, in.Leave(f, err)
		}
		if acc, err = fn.Call2(f, acc, v); err != nil {
			return nil, in.Leave(f, err)
		}
	}
}
