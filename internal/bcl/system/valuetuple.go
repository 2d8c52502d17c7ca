package system

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// mostValues is how many elements ValueTuple.Create takes. Literals have no
// limit.
const mostValues = types.TupleRest + 1

// valueTupleTypes are System.ValueTuple<...>, which package types knows as the
// types of C#'s tuples, and the static class ValueTuple with Create.
func valueTupleTypes() []types.Decl {
	create := types.Decl{Name: "System.ValueTuple", Kind: types.Class, Static: true}
	var list []types.Decl
	for n := 1; n <= mostValues; n++ {
		var ts, ps []string
		for i := 1; i <= n; i++ {
			k := strconv.Itoa(i)
			ts, ps = append(ts, "T"+k), append(ps, "T"+k+" item"+k)
		}
		names := strings.Join(ts, ", ")
		self := "ValueTuple<" + names + ">"
		made := self
		given, constructor := "new("+strings.Join(ps, ", ")+")", newValueTuple
		if n > types.TupleRest {
			made = "ValueTuple<" + strings.Join(ts[:n-1], ", ") + ", ValueTuple<" + ts[n-1] + ">>"
			given, constructor = "new("+strings.Join(ps[:n-1], ", ")+", "+ts[n-1]+" rest)", newNestedTuple
		}
		list = append(list, types.Decl{
			Name: "System." + self, Kind: types.Struct, Base: "System.ValueType",
			Members: []types.Member{
				{Sig: given, Impl: rt.Linker(constructor)},
				{Sig: "int CompareTo(" + self + " other)", Impl: rt.FrameMethod1(compareToObject[any])},
				{Sig: "bool Equals(" + self + " other)", Impl: rt.FrameMethod1(rt.Equals)},
			},
		})
		create.Members = append(create.Members, types.Member{
			Sig:  "static " + made + " Create<" + names + ">(" + strings.Join(ps, ", ") + ")",
			Impl: rt.Linker(newValueTuple),
		})
	}
	return append(list, create)
}

// newValueTuple links what makes a tuple of its arguments, which are boxed.
func newValueTuple(c *rt.Call) rt.Code {
	t, at, n := c.ResultType, c.At, len(c.Args)
	items := make([]rt.Fn[any], n)
	for i := range items {
		items[i] = rt.Arg[any](c.Args[i])
	}
	const itemSize = 16
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		if err := f.Alloc(itemSize * (n + 2)); err != nil {
			return nil, f.Throw(at, err)
		}
		made := &rt.Record{Type: t, Values: make([]any, n)}
		for i, item := range items {
			v, err := item(f)
			if err != nil {
				return nil, err
			}
			made.Values[i] = v
		}
		return made, nil
	}))
}

// newNestedTuple links the constructor whose last argument is a tuple of the elements
// beyond seven.
func newNestedTuple(c *rt.Call) rt.Code {
	make := rt.Arg[any](newValueTuple(c))
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := make(f)
		if err != nil {
			return nil, err
		}
		made := v.(*rt.Record)
		if rest, ok := made.Values[types.TupleRest].(*rt.Record); ok {
			made.Values = append(made.Values[:types.TupleRest], rest.Values...)
		}
		return made, nil
	}))
}
