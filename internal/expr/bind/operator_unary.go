package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func (b *binder) unaryPromote(t *types.Type) *types.Type {
	switch t.Special {
	case types.Char, types.SByte, types.Byte, types.Int16, types.UInt16:
		return b.special(types.Int32)
	case types.Int32, types.UInt32, types.Int64, types.UInt64:
		return t
	}
	return nil
}

// unary binds a prefix operator.
func (b *binder) unary(x *ast.Unary) Expr {
	span := x.Span()
	switch x.Op {
	case token.Inc, token.Dec:
		return b.incDec(x.X, x.Op, false, span)
	case token.Minus:
		if lit, ok := x.X.(*ast.IntLit); ok {
			if v := b.intLit(lit, span, true).(*Const); v.T.Special == types.Int32 && v.Value.(int32) < 0 || v.T.Special == types.Int64 && v.Value.(int64) < 0 {
				return v
			}
		}
	}
	op := map[token.Kind]Op{token.Plus: Plus, token.Minus: Neg, token.Not: Not, token.Tilde: Compl}[x.Op]
	operand := b.finishedOrGroup(b.expr(x.X))
	if isDefault(operand) {
		return b.noDefault(x.Op.String(), span)
	}
	return b.unaryOp(op, operand, span)
}

func (b *binder) unaryOp(op Op, x Expr, span diag.Span) Expr {
	if isBad(x) {
		return b.bad(span)
	}
	if isFunction(x) {
		return b.typeError(span, "CS0023 Operator '%s' cannot be applied to operand of type '%s'", op.String(), typeName(x))
	}
	t := x.Type().Underlying()
	tokenText := map[Op]string{Plus: "+", Neg: "-", Not: "!", Compl: "~"}[op]
	for _, m := range t.Operators(tokenText) {
		if len(m.Params) == 1 && b.implicit(x, m.Params[0].Type).ok() {
			return &Call{typed: typed{m.Return, span}, Method: m, Args: []Expr{b.convert(x, m.Params[0].Type)}}
		}
	}
	operand := b.unaryType(op, t)
	if operand == nil {
		return b.typeError(span, "CS0023 Operator '%s' cannot be applied to operand of type '%s'", tokenText, x.Type())
	}
	if t.Kind == types.Enum {
		n := b.cast(x, b.special(types.Int32), span)
		return b.cast(&Unary{typed{n.Type(), span}, op, n, false}, t, span)
	}
	if x.Type().Kind == types.Nullable {
		tmp := b.temp(operand)
		inner := &Unary{typed{operand, span}, op, &VarRef{typed{operand, span}, tmp}, b.checked()}
		n := b.u.NullableOf(operand)
		return &Lifted{typed{n, span}, op, b.convert(x, n), nil, tmp, nil, inner}
	}
	y := b.convert(x, operand)
	if k, ok := y.(*Const); ok {
		v, ok, overflow := foldUnary(op, k.Value)
		if overflow && !b.inUnchecked() {
			return b.typeError(span, "CS0220 The operation overflows at compile time in checked mode")
		}
		if ok {
			return &Const{typed{operand, span}, v}
		}
	}
	if op == Plus {
		return y
	}
	return &Unary{typed{operand, span}, op, y, b.checked()}
}

// unaryType is the operand type of a built-in unary operator.
func (b *binder) unaryType(op Op, t *types.Type) *types.Type {
	if op == Not {
		if t.Special == types.Boolean {
			return t
		}
		return nil
	}
	if op == Compl {
		if t.Kind == types.Enum {
			return t
		}
		return b.unaryPromote(t)
	}
	switch t.Special {
	case types.Single, types.Double, types.Decimal:
		return t
	case types.UInt32:
		if op == Neg {
			return b.special(types.Int64)
		}
		return t
	case types.UInt64:
		if op == Neg {
			return nil
		}
		return t
	}
	return b.unaryPromote(t)
}
