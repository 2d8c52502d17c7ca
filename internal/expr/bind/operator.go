package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

var binaryOps = map[token.Kind]Op{
	token.Plus: Add, token.Minus: Sub, token.Star: Mul, token.Slash: Div, token.Percent: Rem, token.Amp: And,
	token.Bar: Or, token.Caret: Xor, token.Shl: Shl, token.Shr: Shr, token.Equal: Eq, token.NotEqual: Ne,
	token.Less: Lt, token.LessEq: Le, token.Greater: Gt, token.GreaterEq: Ge,
}

// assignOps are the operators of compound assignments.
var assignOps = map[token.Kind]Op{
	token.PlusEq: Add, token.MinusEq: Sub, token.StarEq: Mul, token.SlashEq: Div, token.PercentEq: Rem,
	token.AmpEq: And, token.BarEq: Or, token.CaretEq: Xor, token.ShlEq: Shl, token.ShrEq: Shr,
}

// binary binds a chain of binary operators from left to right.
func (b *binder) binary(x *ast.Binary) Expr {
	first, chain := ast.Spine(x)
	left := b.finishedOrGroup(b.expr(first))
	for _, c := range chain {
		switch c.Op {
		case token.AndAnd, token.OrOr:
			left = b.logical(left, c)
		default:
			right := b.finishedOrGroup(b.expr(c.Y))
			left = b.binaryOp(binaryOps[c.Op], left, right, first.Span().Join(c.Span()), c.OpPos)
		}
	}
	return left
}

// finishedOrGroup is finished for operands, which may be the literal default.
func (b *binder) finishedOrGroup(x Expr) Expr {
	switch x.(type) {
	case *defaultLit, *localFuncRef, *lambda, *methodGroup:
		return x
	}
	return b.finished(x)
}

// isFunction reports a lambda or the name of a method.
func isFunction(x Expr) bool {
	switch x.(type) {
	case *lambda, *methodGroup, *localFuncRef:
		return true
	}
	return false
}

func isDefault(x Expr) bool {
	_, ok := x.(*defaultLit)
	return ok
}

// noDefault reports an operator that does not take the literal default.
func (b *binder) noDefault(op string, span diag.Span) Expr {
	return b.typeError(span, "CS8310 Operator '%s' cannot be applied to operand 'default'", op)
}

// logical binds && and || (12.14).
func (b *binder) logical(left Expr, c *ast.Binary) Expr {
	right := b.finishedOrGroup(b.expr(c.Y))
	span := left.Span().Join(right.Span())
	if isBad(left) || isBad(right) {
		return b.bad(span)
	}
	if isDefault(left) || isDefault(right) {
		return b.noDefault(c.Op.String(), span)
	}
	boolean := b.special(types.Boolean)
	if isFunction(left) || isFunction(right) {
		return b.typeError(span, "CS0019 Operator '%s' cannot be applied to operands of type '%s' and '%s'", c.Op.String(), typeName(left), typeName(right))
	}
	cl, cr := b.implicit(left, boolean), b.implicit(right, boolean)
	if !cl.ok() || !cr.ok() {
		return b.typeError(span, "CS0019 Operator '%s' cannot be applied to operands of type '%s' and '%s'%s", c.Op.String(), left.Type(), right.Type(), b.castHint(left, boolean)+b.castHint(right, boolean))
	}
	l, r := b.apply(left, boolean, cl, false), b.apply(right, boolean, cr, false)
	x, isX := l.(*Const)
	y, isY := r.(*Const)
	if c.Op == token.AndAnd {
		if isX && isY {
			return &Const{typed{boolean, span}, x.Value.(bool) && y.Value.(bool)}
		}
		return &AndAlso{typed{boolean, span}, l, r}
	}
	if isX && isY {
		return &Const{typed{boolean, span}, x.Value.(bool) || y.Value.(bool)}
	}
	return &OrElse{typed{boolean, span}, l, r}
}

// binaryOp binds one binary operator on bound operands.
func (b *binder) binaryOp(op Op, l, r Expr, span, opSpan diag.Span) Expr {
	if isBad(l) || isBad(r) {
		return b.bad(span)
	}
	if isDefault(l) || isDefault(r) {
		switch {
		case op != Eq && op != Ne, !isDefault(l) && !comparesToDefault(l.Type()), !isDefault(r) && !comparesToDefault(r.Type()):
			return b.noDefault(b.opText(op), span)
		case !isDefault(l):
			r = b.defaultOf(l.Type(), r.Span())
		case !isDefault(r):
			l = b.defaultOf(r.Type(), l.Span())
		default:
			return b.typeError(span, "CS8315 Operator '%s' is ambiguous on operands 'default' and 'default'", b.opText(op))
		}
	}
	if isFunction(l) || isFunction(r) {
		// A function without a type is an operand only beside a delegate.
		if op != Add && op != Sub && op != Eq && op != Ne {
			return b.noOperator(op, l, r, span)
		}
		if t := r.Type(); isFunction(l) && !isFunction(r) && t.Kind == types.Delegate && b.implicit(l, t).ok() {
			l = b.convert(l, t)
		} else if t := l.Type(); isFunction(r) && !isFunction(l) && t.Kind == types.Delegate && b.implicit(r, t).ok() {
			r = b.convert(r, t)
		} else {
			return b.noOperator(op, l, r, span)
		}
	}
	lt, rt := l.Type(), r.Type()
	if lt.Kind == types.Void || rt.Kind == types.Void {
		return b.noOperator(op, l, r, span)
	}
	str := b.special(types.String)
	if (op == Eq || op == Ne) && (lt == str || lt.Kind == types.Null) && (rt == str || rt.Kind == types.Null) {
		return b.equality(op, l, r, span)
	}
	if op == Add && (lt == str || rt == str) {
		// An operator of the other type comes first: XNamespace + string.
		if x := b.userOperator(op, l, r, span); x != nil {
			return x
		}
		return b.concat(l, r, span)
	}
	if op == Add && (lt.IsReference() && rt.Kind == types.Null || rt.IsReference() && lt.Kind == types.Null) && lt != rt &&
		len(lt.Operators("+")) == 0 && len(rt.Operators("+")) == 0 {
		// object + null: of string + object and object + string one fits.
		return b.concat(l, r, span)
	}
	if (op == Add || op == And || op == Or || op == Xor) && lt.Kind == types.Null && rt.Kind == types.Null {
		return b.typeError(span, "CS0034 Operator '%s' is ambiguous on operands of type '<null>' and '<null>'", b.opText(op))
	}
	if x := b.userOperator(op, l, r, span); x != nil {
		return x
	}
	if op == Eq || op == Ne {
		if x := b.equality(op, l, r, span); x != nil {
			return x
		}
	}
	if x := b.delegateOperator(op, l, r, span); x != nil {
		return x
	}
	if x := b.enumOperator(op, l, r, span); x != nil {
		return x
	}
	if x := b.builtin(op, l, r, span); x != nil {
		return x
	}
	if lt, rt := lt.Underlying(), rt.Underlying(); (op == Eq || op == Ne) && lt.Kind == types.Tuple && rt.Kind == types.Tuple && len(lt.Fields) == len(rt.Fields) {
		return b.typeError(span, "CS8302 Feature 'tuple equality' is not available in C# 7.1. Please use language version 7.3 or greater.")
	}
	return b.noOperator(op, l, r, span)
}

func (b *binder) noOperator(op Op, l, r Expr, span diag.Span) Expr {
	if lt, rt := l.Type().Underlying(), r.Type().Underlying(); op != Shl && op != Shr && (lt.Special == types.UInt64 && signed(rt) || rt.Special == types.UInt64 && signed(lt)) {
		return b.typeError(span, "CS0034 Operator '%s' is ambiguous on operands of type '%s' and '%s'", b.opText(op), typeName(l), typeName(r))
	}
	return b.typeError(span, "CS0019 Operator '%s' cannot be applied to operands of type '%s' and '%s'%s", b.opText(op), typeName(l), typeName(r), b.castHint(l, r.Type())+b.castHint(r, l.Type()))
}

func signed(t *types.Type) bool {
	switch t.Special {
	case types.SByte, types.Int16, types.Int32, types.Int64:
		return true
	}
	return false
}

// promote chooses the operand type of a built-in operator (12.4.7), nil when
// there is none.
func (b *binder) promote(op Op, l, r Expr) *types.Type {
	lt, rt := l.Type().Underlying(), r.Type().Underlying()
	if lt.Kind == types.Null && rt.Kind == types.Null {
		lt = b.special(types.Int32)
	}
	if lt.Kind == types.Null {
		lt = rt
	}
	if rt.Kind == types.Null {
		rt = lt
	}
	boolean := b.special(types.Boolean)
	if lt == boolean && rt == boolean {
		if op == And || op == Or || op == Xor || op == Eq || op == Ne {
			return boolean
		}
		return nil
	}
	if !lt.IsNumeric() || !rt.IsNumeric() {
		return nil
	}
	if op == Shl || op == Shr {
		return b.unaryPromote(lt)
	}
	x, y := lt.Special, rt.Special
	bitwise := op == And || op == Or || op == Xor
	has := func(s types.Special) bool { return x == s || y == s }
	switch {
	case has(types.Decimal):
		if has(types.Single) || has(types.Double) || bitwise {
			return nil
		}
		return b.special(types.Decimal)
	case has(types.Double):
		if bitwise {
			return nil
		}
		return b.special(types.Double)
	case has(types.Single):
		if bitwise {
			return nil
		}
		return b.special(types.Single)
	case has(types.UInt64):
		other, otherExpr := y, r
		if x != types.UInt64 {
			other, otherExpr = x, l
		}
		switch other {
		case types.SByte, types.Int16, types.Int32, types.Int64:
			// A non-negative constant fits.
			if k, ok := otherExpr.(*Const); ok && b.constantConversion(k, b.special(types.UInt64)).ok() {
				return b.special(types.UInt64)
			}
			return nil
		}
		return b.special(types.UInt64)
	case has(types.Int64):
		return b.special(types.Int64)
	case has(types.UInt32):
		for _, o := range []struct {
			s types.Special
			x Expr
		}{{x, l}, {y, r}} {
			switch o.s {
			case types.SByte, types.Int16, types.Int32:
				if k, ok := o.x.(*Const); ok && o.s == types.Int32 && b.constantConversion(k, b.special(types.UInt32)).ok() {
					continue
				}
				return b.special(types.Int64)
			}
		}
		return b.special(types.UInt32)
	}
	return b.special(types.Int32)
}

// builtin applies a built-in operator on numbers or bool, lifted when an operand
// is nullable.
func (b *binder) builtin(op Op, l, r Expr, span diag.Span) Expr {
	t := b.promote(op, l, r)
	if t == nil {
		return nil
	}
	right := t
	if op == Shl || op == Shr {
		right = b.special(types.Int32)
		if r.Type().Kind != types.Null && !b.implicitType(r.Type().Underlying(), right).ok() {
			return nil
		}
	}
	lifted := l.Type().Kind == types.Nullable || r.Type().Kind == types.Nullable || l.Type().Kind == types.Null || r.Type().Kind == types.Null
	if lifted {
		return b.lift(op, l, r, t, right, span)
	}
	return b.numeric(op, b.convert(l, t), b.convert(r, right), span)
}

// numeric makes the operator on converted operands, folding constants.
func (b *binder) numeric(op Op, x, y Expr, span diag.Span) Expr {
	result := x.Type()
	if op >= Eq && op <= Ge {
		result = b.special(types.Boolean)
	}
	cx, isX := x.(*Const)
	cy, isY := y.(*Const)
	if isX && isY && (op == Div || op == Rem) && (x.Type().IsIntegral() && isZero(cy.Value) || isZeroDecimal(cy.Value)) {
		return b.typeError(span, "CS0020 Division by constant zero")
	}
	if isX && isY {
		v, ok, overflow := foldBinary(op, cx.Value, cy.Value)
		if overflow && x.Type().Special == types.Decimal {
			// Decimals overflow in unchecked code too.
			return b.typeError(span, "CS0463 Evaluation of the decimal constant expression failed")
		}
		if ok && overflow && !b.inUnchecked() && x.Type().Special != types.Single && x.Type().Special != types.Double {
			return b.typeError(span, "CS0220 The operation overflows at compile time in checked mode")
		}
		if ok {
			return &Const{typed{result, span}, v}
		}
	}
	return &Binary{typed{result, span}, op, x, y, b.checked()}
}

// lift applies an operator to nullable operands (12.4.8).
func (b *binder) lift(op Op, l, r Expr, t, right *types.Type, span diag.Span) Expr {
	boolean := b.special(types.Boolean)
	if t == boolean && (op == And || op == Or) {
		n := b.u.NullableOf(boolean)
		return &LiftedLogic{typed{n, span}, op == Or, b.convert(l, n), b.convert(r, n)}
	}
	result := b.u.NullableOf(t)
	if op >= Eq && op <= Ge {
		result = boolean
	}
	nx, ny := b.convert(l, b.u.NullableOf(t)), b.convert(r, b.u.NullableOf(right))
	xt, yt := b.temp(t), b.temp(right)
	inner := b.numericNode(op, &VarRef{typed{t, l.Span()}, xt}, &VarRef{typed{right, r.Span()}, yt}, span)
	return &Lifted{typed{result, span}, op, nx, ny, xt, yt, inner}
}

func (b *binder) numericNode(op Op, x, y Expr, span diag.Span) Expr {
	t := x.Type()
	if op >= Eq && op <= Ge {
		t = b.special(types.Boolean)
	}
	return &Binary{typed{t, span}, op, x, y, b.checked()}
}

// equality binds == and != on strings, references and null.
func (b *binder) equality(op Op, l, r Expr, span diag.Span) Expr {
	lt, rt := l.Type(), r.Type()
	boolean, str := b.special(types.Boolean), b.special(types.String)
	not := op == Ne
	if lt == str && (rt == str || rt.Kind == types.Null) || rt == str && lt.Kind == types.Null {
		x, y := b.convert(l, str), b.convert(r, str)
		cx, isX := x.(*Const)
		cy, isY := y.(*Const)
		if isX && isY {
			return &Const{typed{boolean, span}, (cx.Value == cy.Value) != not}
		}
		switch {
		case isY && cy.Value == nil:
			return &IsNull{typed{boolean, span}, x, not}
		case isX && cx.Value == nil:
			return &IsNull{typed{boolean, span}, y, not}
		}
		return &StringEq{typed{boolean, span}, x, y, not}
	}
	if lt.Kind == types.Null && rt.Kind == types.Null {
		return &Const{typed{boolean, span}, !not}
	}
	if x := b.typeParamNull(l, r, not, span); x != nil {
		return x
	}
	if rt.Kind == types.Null && lt.CanBeNull() {
		return &IsNull{typed{boolean, span}, l, not}
	}
	if lt.Kind == types.Null && rt.CanBeNull() {
		return &IsNull{typed{boolean, span}, r, not}
	}
	if lt.IsReference() && rt.IsReference() {
		if !b.castable(lt, rt) {
			return nil
		}
		b.identity = true
		return &RefEq{typed{boolean, span}, l, r, not}
	}
	return nil
}

// opText is an operator as it is written: with `=` in a compound assignment.
func (b *binder) opText(op Op) string {
	if b.assigning {
		return op.String() + "="
	}
	return op.String()
}
