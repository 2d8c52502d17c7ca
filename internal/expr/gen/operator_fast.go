package gen

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// The operators here are written out instead of going through both: a call of a
// function value less for each (BenchmarkHot, arithmetic and loop).

// compareBoth compiles a comparison of two operands.
func compareBoth[T number](op bind.Op, x, y rt.Fn[T]) (rt.Code, bool) {
	switch op {
	case bind.Eq:
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
			v, w, err := operands(f, x, y)
			return v == w && err == nil, err
		})), true
	case bind.Ne:
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
			v, w, err := operands(f, x, y)
			return v != w && err == nil, err
		})), true
	case bind.Lt:
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
			v, w, err := operands(f, x, y)
			return v < w && err == nil, err
		})), true
	case bind.Le:
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
			v, w, err := operands(f, x, y)
			return v <= w && err == nil, err
		})), true
	case bind.Gt:
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
			v, w, err := operands(f, x, y)
			return v > w && err == nil, err
		})), true
	case bind.Ge:
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
			v, w, err := operands(f, x, y)
			return v >= w && err == nil, err
		})), true
	}
	return rt.Code{}, false
}

// compareWithin compiles a comparison of an int with a constant where the code of
// the int has a short way for it.
func compareWithin(op bind.Op, x rt.Code, y int32) (rt.Code, bool) {
	r := rt.IntRange{Low: math.MinInt32, High: math.MaxInt32}
	switch op {
	case bind.Eq, bind.Ne:
		r.Low, r.High, r.Out = y, y, op == bind.Ne
	case bind.Ge, bind.Lt:
		r.Low, r.Out = y, op == bind.Lt
	case bind.Le, bind.Gt:
		r.High, r.Out = y, op == bind.Gt
	default:
		return rt.Code{}, false
	}
	return rt.Within(x, r)
}

// operands evaluates two operands from left to right.
func operands[T any](f *rt.Frame, x, y rt.Fn[T]) (v, w T, err error) {
	if v, err = x(f); err != nil {
		return v, w, err
	}
	w, err = y(f)
	return v, w, err
}

// add adds, without overflow checks.
func add[T number](x rt.Fn[T], b rt.Code) rt.Code {
	if k, ok := b.Constant(); ok {
		y := k.(T)
		return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) { v, err := x(f); return v + y, err }))
	}
	y := rt.Arg[T](b)
	return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) {
		v, w, err := operands(f, x, y)
		return v + w, err
	}))
}

// subtract subtracts, without overflow checks.
func subtract[T number](x rt.Fn[T], b rt.Code) rt.Code {
	if k, ok := b.Constant(); ok {
		y := k.(T)
		return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) { v, err := x(f); return v - y, err }))
	}
	y := rt.Arg[T](b)
	return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) {
		v, w, err := operands(f, x, y)
		return v - w, err
	}))
}

// multiply multiplies, without overflow checks.
func multiply[T number](x rt.Fn[T], b rt.Code) rt.Code {
	if k, ok := b.Constant(); ok {
		y := k.(T)
		return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) { v, err := x(f); return v * y, err }))
	}
	y := rt.Arg[T](b)
	return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) {
		v, w, err := operands(f, x, y)
		return v * w, err
	}))
}
