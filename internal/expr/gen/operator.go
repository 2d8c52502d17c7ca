package gen

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// binary compiles a built-in operator on operands of one type.
func (s *fn) binary(x *bind.Binary) rt.Code {
	a, b, at := s.expr(x.X), s.expr(x.Y), place(x.Pos)
	switch x.X.Type().Special {
	case types.Boolean:
		return boolOp(x.Op, rt.Arg[bool](a), rt.Arg[bool](b))
	case types.Int32:
		if x.Op == bind.Shl || x.Op == bind.Shr {
			return shift(x.Op, rt.Arg[int32](a), rt.Arg[int32](b), 31)
		}
		return intOp[int32](x.Op, a, b, x.Checked, at)
	case types.UInt32:
		if x.Op == bind.Shl || x.Op == bind.Shr {
			return shift(x.Op, rt.Arg[uint32](a), rt.Arg[int32](b), 31)
		}
		return intOp[uint32](x.Op, a, b, x.Checked, at)
	case types.Int64:
		if x.Op == bind.Shl || x.Op == bind.Shr {
			return shift(x.Op, rt.Arg[int64](a), rt.Arg[int32](b), 63)
		}
		return intOp[int64](x.Op, a, b, x.Checked, at)
	case types.UInt64:
		if x.Op == bind.Shl || x.Op == bind.Shr {
			return shift(x.Op, rt.Arg[uint64](a), rt.Arg[int32](b), 63)
		}
		return intOp[uint64](x.Op, a, b, x.Checked, at)
	case types.Single:
		return realOp[float32](x.Op, a, b)
	case types.Double:
		return realOp[float64](x.Op, a, b)
	case types.Decimal:
		return decimalOp(x.Op, rt.Arg[clr.Decimal](a), rt.Arg[clr.Decimal](b), at)
	}
	panic("gen: no operator on " + x.X.Type().String())
}

// both makes the code that applies op to the values of two operands.
func both[T, R any](a, b rt.Fn[T], op func(T, T) R) rt.Code {
	return rt.Of(rt.Fn[R](func(f *rt.Frame) (R, error) {
		x, err := a(f)
		if err != nil {
			var zero R
			return zero, err
		}
		y, err := b(f)
		if err != nil {
			var zero R
			return zero, err
		}
		return op(x, y), nil
	}))
}

func boolOp(op bind.Op, a, b rt.Fn[bool]) rt.Code {
	switch op {
	case bind.And:
		return both(a, b, func(x, y bool) bool { return x && y })
	case bind.Or:
		return both(a, b, func(x, y bool) bool { return x || y })
	case bind.Eq:
		return both(a, b, func(x, y bool) bool { return x == y })
	}
	return both(a, b, func(x, y bool) bool { return x != y })
}

type number interface {
	int32 | uint32 | int64 | uint64 | float32 | float64
}

// compare compiles a comparison; one with a constant has no second operand to
// evaluate.
func compare[T number](op bind.Op, a, b rt.Code) (rt.Code, bool) {
	x := rt.Arg[T](a)
	if k, ok := b.Constant(); ok {
		y := k.(T)
		if n, ok := k.(int32); ok {
			if c, ok := compareWithin(op, a, n); ok {
				return c, true
			}
		}
		switch op {
		case bind.Eq:
			return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := x(f); return v == y, err })), true
		case bind.Ne:
			return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := x(f); return v != y, err })), true
		case bind.Lt:
			return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := x(f); return v < y, err })), true
		case bind.Le:
			return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := x(f); return v <= y, err })), true
		case bind.Gt:
			return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := x(f); return v > y, err })), true
		case bind.Ge:
			return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := x(f); return v >= y, err })), true
		}
	}
	return compareBoth(op, x, rt.Arg[T](b))
}

type wide interface {
	int32 | uint32 | int64 | uint64
}

func intOp[T wide](op bind.Op, a, b rt.Code, checked bool, at rt.Place) rt.Code {
	if c, ok := compare[T](op, a, b); ok {
		return c
	}
	x, y := rt.Arg[T](a), rt.Arg[T](b)
	switch op {
	case bind.Add:
		if checked {
			return checkedOp(x, y, addOverflows[T], at)
		}
		return add(x, b)
	case bind.Sub:
		if checked {
			return checkedOp(x, y, subOverflows[T], at)
		}
		return subtract(x, b)
	case bind.Mul:
		if checked {
			return checkedOp(x, y, mulOverflows[T], at)
		}
		return multiply(x, b)
	case bind.And:
		return both(x, y, func(x, y T) T { return x & y })
	case bind.Or:
		return both(x, y, func(x, y T) T { return x | y })
	case bind.Xor:
		return both(x, y, func(x, y T) T { return x ^ y })
	}
	return divide(op, x, y, at)
}

// divide is / or %: division by zero throws, and so does the one quotient that
// does not fit.
func divide[T wide](op bind.Op, a, b rt.Fn[T], at rt.Place) rt.Code {
	return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) {
		x, err := a(f)
		if err != nil {
			return 0, err
		}
		y, err := b(f)
		if err != nil {
			return 0, err
		}
		if y == 0 {
			return 0, f.Throw(at, clr.Throw("System.DivideByZeroException", "Attempted to divide by zero."))
		}
		var zero T
		if ^zero < 0 && y == ^zero {
			if x != 0 && x == -x {
				return 0, f.Throw(at, arithmeticOverflow())
			}
			if op == bind.Rem {
				return 0, nil
			}
			return -x, nil
		}
		if op == bind.Div {
			return x / y, nil
		}
		return x % y, nil
	}))
}

func checkedOp[T wide](a, b rt.Fn[T], op func(T, T) (T, bool), at rt.Place) rt.Code {
	return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) {
		x, err := a(f)
		if err != nil {
			return 0, err
		}
		y, err := b(f)
		if err != nil {
			return 0, err
		}
		v, overflow := op(x, y)
		if overflow {
			return 0, f.Throw(at, arithmeticOverflow())
		}
		return v, nil
	}))
}

func addOverflows[T wide](x, y T) (T, bool) { s := x + y; return s, (s < x) != (y < 0) }
func subOverflows[T wide](x, y T) (T, bool) { s := x - y; return s, (s > x) != (y < 0) }

func mulOverflows[T wide](x, y T) (T, bool) {
	p := x * y
	if x == 0 || y == 0 {
		return 0, false
	}
	var zero T
	minusOne := ^zero
	if minusOne < 0 && (x == minusOne && y == -y && y != 0 || y == minusOne && x == -x && x != 0) {
		return p, true
	}
	return p, p/y != x
}

func shift[T wide](op bind.Op, a rt.Fn[T], b rt.Fn[int32], mask int32) rt.Code {
	left := op == bind.Shl
	return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) {
		x, err := a(f)
		if err != nil {
			return 0, err
		}
		n, err := b(f)
		if err != nil {
			return 0, err
		}
		if left {
			return x << uint(n&mask), nil
		}
		return x >> uint(n&mask), nil
	}))
}

func realOp[T float32 | float64](op bind.Op, a, b rt.Code) rt.Code {
	if c, ok := compare[T](op, a, b); ok {
		return c
	}
	x, y := rt.Arg[T](a), rt.Arg[T](b)
	switch op {
	case bind.Add:
		return add(x, b)
	case bind.Sub:
		return subtract(x, b)
	case bind.Mul:
		return multiply(x, b)
	case bind.Div:
		return both(x, y, func(x, y T) T { return x / y })
	}
	return both(x, y, func(x, y T) T { return T(math.Mod(float64(x), float64(y))) })
}

func decimalOp(op bind.Op, a, b rt.Fn[clr.Decimal], at rt.Place) rt.Code {
	var arith func(x, y clr.Decimal) (clr.Decimal, error)
	switch op {
	case bind.Add:
		arith = clr.Decimal.Add
	case bind.Sub:
		arith = clr.Decimal.Sub
	case bind.Mul:
		arith = clr.Decimal.Mul
	case bind.Div:
		arith = clr.Decimal.Div
	case bind.Rem:
		arith = clr.Decimal.Rem
	case bind.Eq:
		return both(a, b, func(x, y clr.Decimal) bool { return x.Compare(y) == 0 })
	case bind.Ne:
		return both(a, b, func(x, y clr.Decimal) bool { return x.Compare(y) != 0 })
	case bind.Lt:
		return both(a, b, func(x, y clr.Decimal) bool { return x.Compare(y) < 0 })
	case bind.Le:
		return both(a, b, func(x, y clr.Decimal) bool { return x.Compare(y) <= 0 })
	case bind.Gt:
		return both(a, b, func(x, y clr.Decimal) bool { return x.Compare(y) > 0 })
	default:
		return both(a, b, func(x, y clr.Decimal) bool { return x.Compare(y) >= 0 })
	}
	return rt.Of(rt.Fn[clr.Decimal](func(f *rt.Frame) (clr.Decimal, error) {
		x, err := a(f)
		if err != nil {
			return x, err
		}
		y, err := b(f)
		if err != nil {
			return x, err
		}
		v, err := arith(x, y)
		if err != nil {
			return v, f.Throw(at, err)
		}
		return v, nil
	}))
}

// unary compiles a built-in prefix operator.
func (s *fn) unary(x *bind.Unary) rt.Code {
	c, at := s.expr(x.X), place(x.Pos)
	if x.Op == bind.Plus {
		return c
	}
	switch x.X.Type().Special {
	case types.Boolean:
		fn := rt.Arg[bool](c)
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := fn(f); return !v, err }))
	case types.Int32:
		return intUnary(x.Op, rt.Arg[int32](c), x.Checked, at)
	case types.UInt32:
		return intUnary(x.Op, rt.Arg[uint32](c), false, at)
	case types.Int64:
		return intUnary(x.Op, rt.Arg[int64](c), x.Checked, at)
	case types.UInt64:
		return intUnary(x.Op, rt.Arg[uint64](c), false, at)
	case types.Single:
		fn := rt.Arg[float32](c)
		return rt.Of(rt.Fn[float32](func(f *rt.Frame) (float32, error) { v, err := fn(f); return -v, err }))
	case types.Double:
		fn := rt.Arg[float64](c)
		return rt.Of(rt.Fn[float64](func(f *rt.Frame) (float64, error) { v, err := fn(f); return -v, err }))
	case types.Decimal:
		fn := rt.Arg[clr.Decimal](c)
		return rt.Of(rt.Fn[clr.Decimal](func(f *rt.Frame) (clr.Decimal, error) { v, err := fn(f); return v.Neg(), err }))
	}
	panic("gen: no operator on " + x.X.Type().String())
}

func intUnary[T wide](op bind.Op, fn rt.Fn[T], checked bool, at rt.Place) rt.Code {
	if op == bind.Compl {
		return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) { v, err := fn(f); return ^v, err }))
	}
	return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) {
		v, err := fn(f)
		if err == nil && checked && v != 0 && v == -v {
			return 0, f.Throw(at, arithmeticOverflow())
		}
		return -v, err
	}))
}

// oneVariable reports whether two expressions are the same variable: whatever it
// holds is itself, which small boxed values do not show.
func oneVariable(a, b bind.Expr) bool {
	v, ok := a.(*bind.VarRef)
	if !ok {
		return false
	}
	w, ok := b.(*bind.VarRef)
	return ok && v.Var == w.Var
}

// refEq compares references.
func (s *fn) refEq(x *bind.RefEq) rt.Code {
	if oneVariable(x.X, x.Y) {
		same := !x.Not
		return rt.Of(rt.Fn[bool](func(*rt.Frame) (bool, error) { return same, nil }))
	}
	obj := s.g.u.Special(types.Object)
	a, b := rt.Arg[any](s.coerce(s.expr(x.X), x.X.Type(), obj, place(x.Pos))), rt.Arg[any](s.coerce(s.expr(x.Y), x.Y.Type(), obj, place(x.Pos)))
	not := x.Not
	return both(a, b, func(x, y any) bool { return rt.SameReference(x, y) != not })
}

// stringEq compares strings by text.
func (s *fn) stringEq(x *bind.StringEq) rt.Code {
	a, cb := rt.Arg[rt.String](s.expr(x.X)), s.expr(x.Y)
	not := x.Not
	if k, ok := cb.Constant(); ok {
		y := k.(rt.String)
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
			v, err := a(f)
			return (v == y) != not, err
		}))
	}
	b, at := rt.Arg[rt.String](cb), place(x.Pos)
	return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
		v, w, err := operands(f, a, b)
		if err != nil {
			return false, err
		}
		if len(v.Text) == len(w.Text) {
			if err := f.Text(len(v.Text)); err != nil {
				return false, f.Throw(at, err)
			}
		}
		return (v == w) != not, nil
	}))
}

// isNull compares with null.
func (s *fn) isNull(x *bind.IsNull) rt.Code {
	c, not := s.expr(x.X), x.Not
	if s.g.rep(x.X.Type()).Kind() == rt.KindStr {
		fn := rt.Arg[rt.String](c)
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := fn(f); return v.Valid == not, err }))
	}
	fn := rt.Arg[any](c)
	return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) { v, err := fn(f); return (v == nil) != not, err }))
}

// lifted applies an operator to nullable operands.
func (s *fn) lifted(x *bind.Lifted) rt.Code {
	a := rt.Arg[any](s.expr(x.X))
	setX := s.g.rep(x.XTemp.Type).SetBoxed(s.slot(x.XTemp))
	if x.Y == nil {
		inner := s.g.rep(x.Inner.Type()).BoxedFn(s.expr(x.Inner))
		return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
			v, err := a(f)
			if err != nil || v == nil {
				return nil, err
			}
			if err := setX(f, v); err != nil {
				return nil, err
			}
			return inner(f)
		}))
	}
	b := rt.Arg[any](s.expr(x.Y))
	setY := s.g.rep(x.YTemp.Type).SetBoxed(s.slot(x.YTemp))
	inner := s.g.rep(x.Inner.Type()).BoxedFn(s.expr(x.Inner))
	op := x.Op
	apply := func(f *rt.Frame) (any, error) {
		v, err := a(f)
		if err != nil {
			return nil, err
		}
		w, err := b(f)
		if err != nil {
			return nil, err
		}
		if v == nil || w == nil {
			switch op {
			case bind.Eq:
				return v == nil && w == nil, nil
			case bind.Ne:
				return (v == nil) != (w == nil), nil
			case bind.Lt, bind.Le, bind.Gt, bind.Ge:
				return false, nil
			}
			return nil, nil
		}
		if err := setX(f, v); err != nil {
			return nil, err
		}
		if err := setY(f, w); err != nil {
			return nil, err
		}
		return inner(f)
	}
	return s.g.rep(x.T).Unbox(rt.Of(rt.Fn[any](apply)), place(x.Pos))
}

// liftedLogic is & and | on bool?: null is "unknown".
func (s *fn) liftedLogic(x *bind.LiftedLogic) rt.Code {
	a, b := rt.Arg[any](s.expr(x.X)), rt.Arg[any](s.expr(x.Y))
	decisive := any(x.Or)
	return both(a, b, func(v, w any) any {
		switch {
		case v == decisive || w == decisive:
			return decisive
		case v == nil || w == nil:
			return nil
		}
		return !x.Or
	})
}
