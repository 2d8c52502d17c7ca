package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// enumOperator binds operators on enumerations (12.10.5 and others): comparison
// and & | ^ of two values, + of a value and a number, - of two values or of a
// value and a number; lifted where an operand is nullable. It returns nil where
// no operand is an enumeration or the operator does not exist.
func (b *binder) enumOperator(op Op, l, r Expr, span diag.Span) Expr {
	lt, rt := l.Type().Underlying(), r.Type().Underlying()
	isL, isR := lt.Kind == types.Enum, rt.Kind == types.Enum
	enum := lt
	if !isL {
		enum = rt
	}
	if !isL && !isR || isL && isR && lt != rt {
		return nil
	}
	i32 := b.special(types.Int32)
	// The types of the operands and of the result.
	x, y, result := enum, enum, enum
	switch {
	case op >= Eq && op <= Ge:
		result = b.special(types.Boolean)
	case op == And || op == Or || op == Xor:
	case op == Add && isL != isR:
		x, y = number(isL, enum, i32), number(isR, enum, i32)
	case op == Sub && (isL && isR || lt.Kind == types.Null || rt.Kind == types.Null):
		result = i32
	case op == Sub:
		x, y = number(isL, enum, i32), number(isR, enum, i32)
	default:
		return nil
	}
	compute := func(v, w Expr, fold bool) Expr {
		v, w = b.enumNumber(v, i32, span), b.enumNumber(w, i32, span)
		var n Expr
		if fold {
			n = b.numeric(op, v, w, span)
		} else {
			n = b.numericNode(op, v, w, span)
		}
		if result == enum && !isBad(n) {
			return b.enumConversion(n, enum)
		}
		return n
	}
	if !mayBeNull(l) && !mayBeNull(r) {
		if !b.implicit(l, x).ok() || !b.implicit(r, y).ok() {
			return nil
		}
		return compute(b.convert(l, x), b.convert(r, y), true)
	}
	nx, ny := b.u.NullableOf(x), b.u.NullableOf(y)
	if !b.implicit(l, nx).ok() || !b.implicit(r, ny).ok() {
		return nil
	}
	xt, yt := b.temp(x), b.temp(y)
	inner := compute(&VarRef{typed{x, span}, xt}, &VarRef{typed{y, span}, yt}, false)
	t := result
	if op < Eq || op > Ge {
		t = b.u.NullableOf(result)
	}
	return &Lifted{typed{t, span}, op, b.convert(l, nx), b.convert(r, ny), xt, yt, inner}
}

// number is the type of an operand of + and -: the enumeration or its number.
func number(isEnum bool, enum, i32 *types.Type) *types.Type {
	if isEnum {
		return enum
	}
	return i32
}

func mayBeNull(x Expr) bool {
	k := x.Type().Kind
	return k == types.Nullable || k == types.Null
}

// enumNumber is the number of an enumeration's value.
func (b *binder) enumNumber(x Expr, i32 *types.Type, span diag.Span) Expr {
	if x.Type().Kind == types.Enum {
		return b.cast(x, i32, span)
	}
	return x
}
