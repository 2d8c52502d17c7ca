package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// assign binds X = Y, compound assignments and deconstructions.
func (b *binder) assign(x *ast.Assign) Expr {
	span := x.Span()
	if op, ok := assignOps[x.Op]; ok {
		return b.compound(x, op)
	}
	switch left := ast.Unparen(x.X).(type) {
	case *ast.Tuple, *ast.Declared:
		return b.deconstruct(left, x.Y, span)
	case *ast.Name:
		if left.Ident.Text == "_" && len(left.Args) == 0 && b.local("_") == nil {
			v := b.operand(x.Y)
			if isBad(v) {
				return v
			}
			t := b.temp(v.Type())
			return &Assign{typed{v.Type(), span}, &VarRef{typed{t.Type, left.Span()}, t}, v}
		}
	}
	target := b.target(x.X)
	if isBad(target) {
		b.value(b.expr(x.Y))
		return b.bad(span)
	}
	value := b.convert(b.value(b.expr(x.Y)), target.Type())
	if isBad(value) {
		return b.bad(span)
	}
	if f, ok := target.(*FieldOf); ok && !isLocal(f.X) {
		held, temps := b.hold(target)
		return &Compound{typed{target.Type(), span}, temps, held, b.temp(target.Type()), value, false}
	}
	return &Assign{typed{target.Type(), span}, target, value}
}

// tupleElement checks that an element of a tuple stands in a variable.
func (b *binder) tupleElement(x *FieldOf) Expr {
	switch y := x.X.(type) {
	case *VarRef, *Element:
		if isBad(b.assignable(x.X)) {
			return b.bad(x.Pos)
		}
		return x
	case *FieldOf:
		if y.Rest {
			return b.assignable(y)
		}
		if isBad(b.tupleElement(y)) {
			return b.bad(x.Pos)
		}
		return x
	}
	return b.typeError(x.Pos, "CS1612 Cannot modify the return value because it is not a variable")
}

// isLocal reports whether an expression is a variable, or an element of a tuple
// variable.
func isLocal(x Expr) bool {
	if f, ok := x.(*FieldOf); ok {
		return isLocal(f.X)
	}
	_, ok := x.(*VarRef)
	return ok
}

// target binds what is assigned to.
func (b *binder) target(x ast.Expr) Expr { return b.targetOf(b.expr(x)) }

// isTarget reports whether an expression is of a form that can be assigned.
func isTarget(x Expr) bool {
	switch x.(type) {
	case *VarRef, *Property, *Index, *Element, *FieldOf:
		return true
	}
	return false
}

func (b *binder) targetOf(t Expr) Expr {
	switch y := t.(type) {
	case *defaultLit:
		return b.typeError(y.Pos, "CS0131 The left-hand side of an assignment must be a variable, property or indexer")
	case *localFuncRef:
		return b.typeError(y.Pos, "CS1656 Cannot assign to '%s' because it is a 'method group'", y.fn.name)
	case *methodGroup:
		return b.typeError(y.Pos, "CS1656 Cannot assign to '%s' because it is a 'method group'", y.name)
	}
	t = b.finished(t)
	if isBad(t) {
		return t
	}
	return b.assignable(t)
}

// assignable reports targets that cannot be assigned.
func (b *binder) assignable(t Expr) Expr {
	span := t.Span()
	switch y := t.(type) {
	case *VarRef:
		if y.Var.readOnly == rangeVariable {
			return b.typeError(span, "CS1947 Range variable '%s' cannot be assigned to -- it is read only", y.Var.Name)
		}
		if y.Var.readOnly != "" {
			return b.typeError(span, "CS1656 Cannot assign to '%s' because it is a '%s'", y.Var.Name, y.Var.readOnly)
		}
		return t
	case *Property:
		if y.Prop.Set == nil {
			return b.typeError(span, "CS0200 Property or indexer '%s.%s' cannot be assigned to -- it is read only", y.Prop.Owner.String(), y.Prop.Name)
		}
		return t
	case *Index:
		if y.Prop.Set == nil {
			return b.typeError(span, "CS0200 Property or indexer '%s.this[%s]' cannot be assigned to -- it is read only", y.Prop.Owner.String(), y.Prop.Params[0].Type.String())
		}
		return t
	case *Element:
		return t
	case *FieldOf:
		if y.X.Type().Kind == types.Tuple && !y.Rest {
			return b.tupleElement(y)
		}
		if y.Rest {
			b.errorf(diag.ExpressionNotSupported, span, "the rest of a tuple cannot be assigned to; assign to its elements instead")
			return b.bad(span)
		}
		name := y.X.Type().Fields[y.Field].Name
		if isRangeVar(y) {
			return b.typeError(span, "CS1947 Range variable '%s' cannot be assigned to -- it is read only", name)
		}
		return b.typeError(span, "CS0200 Property or indexer '%s.%s' cannot be assigned to -- it is read only", y.X.Type(), name)
	case *Context:
		return b.typeError(span, "CS0131 The left-hand side of an assignment must be a variable, property or indexer")
	}
	return b.typeError(span, "CS0131 The left-hand side of an assignment must be a variable, property or indexer")
}

// hold puts the operands of a target into temps, so that the target can be read
// and written with one evaluation of them.
func (b *binder) hold(t Expr) (Expr, []Temp) {
	var temps []Temp
	keep := func(x Expr) Expr {
		switch x.(type) {
		case nil:
			return nil
		case *Const, *Context:
			return x
		}
		v := b.temp(x.Type())
		temps = append(temps, Temp{v, x})
		return &VarRef{typed{x.Type(), x.Span()}, v}
	}
	switch y := t.(type) {
	case *Property:
		if y.Recv == nil {
			return y, nil
		}
		c := *y
		c.Recv = keep(y.Recv)
		return &c, temps
	case *Index:
		c := *y
		c.Recv = keep(y.Recv)
		c.Args = nil
		for _, a := range y.Args {
			c.Args = append(c.Args, keep(a))
		}
		return &c, temps
	case *Element:
		c := *y
		c.Array = keep(y.Array)
		c.Index = nil
		for _, i := range y.Index {
			c.Index = append(c.Index, keep(i))
		}
		return &c, temps
	case *FieldOf:
		c := *y
		c.X, temps = b.hold(y.X)
		return &c, temps
	}
	return t, nil
}

// compound binds X op= Y (12.21.4).
func (b *binder) compound(x *ast.Assign, op Op) Expr {
	span := x.Span()
	target := b.target(x.X)
	right := b.value(b.expr(x.Y))
	if t := target.Type(); t.Kind == types.Delegate && unfinished(right) {
		right = b.convert(right, t)
	} else if isDefault(right) && !isBad(target) {
		return b.noDefault(op.String()+"=", span)
	} else {
		right = b.finished(right)
	}
	if isBad(target) || isBad(right) {
		return b.bad(span)
	}
	held, temps := b.hold(target)
	old := b.temp(target.Type())
	ref := &VarRef{typed{old.Type, target.Span()}, old}
	b.assigning = true
	value := b.binaryOp(op, ref, right, span, x.OpPos)
	b.assigning = false
	if isBad(value) {
		return value
	}
	t := target.Type()
	if c := b.implicit(value, t); c.ok() {
		value = b.apply(value, t, c, false)
	} else if b.explicitType(value.Type(), t).ok() && (b.implicit(right, t).ok() || op == Shl || op == Shr) {
		// x op= y is (T)(x op y) when y converts to T.
		value = b.castBack(value, t, span)
	} else {
		if b.explicitType(value.Type(), t).ok() {
			value = right
		}
		if k, ok := value.(*Const); ok && isLiteral(b.src.Text, k.Pos) && t.Special >= types.Single {
			return b.noConversion(value, t)
		}
		return b.noConversionAt(value, t, span)
	}
	return &Compound{typed{t, span}, temps, held, old, value, false}
}

// castBack converts the value of a compound assignment to the type of its
// target. It is never a constant expression, so constants are not checked.
func (b *binder) castBack(value Expr, t *types.Type, span diag.Span) Expr {
	if b.overflow == overflowDefault {
		defer b.in(overflowUnchecked)()
	}
	return b.cast(value, t, span)
}

// incDec binds ++ and --, before or after the operand.
func (b *binder) incDec(operand ast.Expr, kind token.Kind, postfix bool, span diag.Span) Expr {
	before := b.value(b.expr(operand))
	notTarget := isDefault(before)
	if !notTarget {
		k := b.finished(before)
		notTarget = !isBad(k) && !isTarget(k)
	}
	if notTarget {
		return b.typeError(ast.Unparen(operand).Span(), "CS1059 The operand of an increment or decrement operator must be a variable, property or indexer")
	}
	target := b.targetOf(before)
	if isBad(target) {
		return target
	}
	t := target.Type()
	u := t.Underlying()
	if !u.IsNumeric() && u.Kind != types.Enum {
		return b.typeError(span, "CS0023 Operator '%s' cannot be applied to operand of type '%s'", kind.String(), t)
	}
	op := Add
	if kind == token.Dec {
		op = Sub
	}
	held, temps := b.hold(target)
	old := b.temp(t)
	ref := &VarRef{typed{t, target.Span()}, old}
	one := &Const{typed{b.special(types.Int32), span}, int32(1)}
	value := b.binaryOp(op, ref, one, span, span)
	if isBad(value) {
		return value
	}
	value = b.castBack(value, t, span)
	return &Compound{typed{t, span}, temps, held, old, value, postfix}
}
