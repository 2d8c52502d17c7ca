package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// is binds `x is T`; a name that is a constant makes it a constant pattern.
func (b *binder) is(x *ast.Is) Expr {
	v := b.value(b.expr(x.X))
	span := x.Span()
	if isDefault(v) {
		return b.typeError(span, "CS0023 Operator 'is' cannot be applied to operand of type 'default'")
	}
	if v = b.finished(v); isBad(v) {
		return v
	}
	if e, ok := ast.AsExpr(x.Type); ok {
		var found Expr
		if good, _ := b.speculate(func() { found = b.expr(e) }); good {
			if _, isType := found.(*typeRef); !isType {
				return at(b.matchConstant(v, b.expr(e), e.Span()), span)
			}
		}
	}
	t := b.typ(x.Type)
	if t.Kind == types.Invalid {
		return b.bad(span)
	}
	return b.typeTest(v, t, span)
}

func (b *binder) typeTest(v Expr, t *types.Type, span diag.Span) Expr {
	if v.Type().Kind == types.Void {
		return b.typeError(span, "CS0244 Neither 'is' nor 'as' is valid on operands of type 'void'")
	}
	return &Is{typed{b.special(types.Boolean), span}, v, t}
}

// as binds `x as T`.
func (b *binder) as(x *ast.As) Expr {
	v := b.defaultAsNull(b.expr(x.X))
	t := b.typ(x.Type)
	span := x.Span()
	if isBad(v) || t.Kind == types.Invalid {
		return b.bad(span)
	}
	if !t.CanBeNull() {
		return b.typeError(span, "CS0077 The as operator must be used with a reference type or nullable type ('%s' is a non-nullable value type)", t)
	}
	if v.Type().Kind == types.Null {
		return &Const{typed{t, span}, nil}
	}
	c := b.standardExplicit(v.Type(), t)
	if !c.ok() && t.Kind == types.Nullable && v.Type().IsReference() {
		c = b.standardExplicit(v.Type(), t.Elem)
	}
	switch c.class {
	case identity, implicitReference, boxing:
		return b.apply(v, t, c, false)
	case explicitReference, unboxing, implicitNullable:
		if c.class == implicitNullable {
			return b.apply(v, t, c, false)
		}
		return &As{typed{t, span}, v}
	}
	if v.Type().Kind == types.TypeParam {
		return &As{typed{t, span}, v}
	}
	if b.instance {
		obj := b.special(types.Object)
		return &As{typed{t, span}, b.apply(v, obj, b.implicitType(v.Type(), obj), false)}
	}
	return b.typeError(span, "CS0039 Cannot convert type '%s' to '%s' via a reference conversion, boxing conversion, unboxing conversion, wrapping conversion, or null type conversion", full{v.Type()}, full{t})
}

// isPattern binds `x is pattern`.
func (b *binder) isPattern(x *ast.IsPattern) Expr {
	v := b.value(b.expr(x.X))
	if isDefault(v) {
		return b.typeError(x.Span(), "CS0023 Operator 'is' cannot be applied to operand of type 'default'")
	}
	if v = b.finished(v); isBad(v) {
		return v
	}
	tmp := b.temp(v.Type())
	test := b.pattern(x.Pattern, &VarRef{typed{tmp.Type, v.Span()}, tmp})
	if isBad(test) {
		return test
	}
	return &Match{typed{b.special(types.Boolean), x.Span()}, v, tmp, test, matches(v, test)}
}

// matches returns what is known of the test of a pattern: a value of a value type is of
// its type, a constant that is not null of every type it converts to, and constants are
// equal or not.
func matches(v, test Expr) known {
	k, constant := v.(*Const)
	if y, ok := compared(test); ok && constant {
		if k.Value == y {
			return always
		}
		return never
	}
	and, ok := test.(*AndAlso)
	if !ok {
		return unknown
	}
	is, ok := and.X.(*Is)
	if !ok {
		return unknown
	}
	from := v.Type()
	switch {
	case constant && k.Value == nil:
		return never
	case from == is.Of && from.IsValueType() && from.Kind != types.Tuple,
		constant && (from == is.Of || types.Inherits(from, is.Of) || from.IsValueType() && types.Boxes(from, is.Of)):
		return always
	}
	return unknown
}

// compared returns the constant that a test compares with.
func compared(test Expr) (any, bool) {
	var y Expr
	switch test := test.(type) {
	case *IsNull:
		return nil, !test.Not
	case *StringEq:
		y = test.Y
	case *Binary:
		if test.Op == Eq {
			y = test.Y
		}
	}
	k, ok := y.(*Const)
	if !ok {
		return nil, false
	}
	return k.Value, true
}

// pattern binds a pattern as a test of value; its variables are assigned when
// the test holds.
func (b *binder) pattern(p ast.Pattern, value Expr) Expr {
	boolean := b.special(types.Boolean)
	span := p.Span()
	yes := &Const{typed{boolean, span}, true}
	switch p := p.(type) {
	case *ast.ConstantPattern:
		x := b.expr(p.X)
		if t, ok := x.(*typeRef); ok {
			return b.typeTest(value, t.T, span)
		}
		return b.matchConstant(value, x, span)
	case *ast.VarPattern:
		d, ok := p.Designation.(*ast.SingleDesignation)
		if !ok {
			return yes
		}
		if k := value.Type().Kind; k == types.Null {
			return b.typeError(span, "CS8117 Invalid operand for pattern match; value required, but found '<null>'.")
		}
		v := b.newVar(d.Name, value.Type())
		set := &Assign{typed{v.Type, span}, &VarRef{typed{v.Type, span}, v}, value}
		return &Seq{typed: typed{boolean, span}, Effects: []Expr{set}, Value: yes}
	case *ast.DeclarationPattern:
		t := b.typ(p.Type)
		if t.Kind == types.Invalid {
			return b.bad(span)
		}
		if value.Type().Kind == types.Null {
			return b.typeError(span, "CS8117 Invalid operand for pattern match; value required, but found '<null>'.")
		}
		if t.Kind == types.Nullable {
			return b.typeError(span, "CS8116 It is not legal to use nullable type '%s' in a pattern; use the underlying type '%s' instead.", t, t.Elem)
		}
		if vt := value.Type(); b.instance && !b.standardExplicit(vt, t).ok() && !b.standardExplicit(t, vt).ok() {
			obj := b.special(types.Object)
			value = b.apply(value, obj, b.implicitType(vt, obj), false)
		}
		vt := value.Type()
		if vt.Kind != types.Invalid && vt.Kind != types.TypeParam && (!b.standardExplicit(vt, t).ok() && !b.standardExplicit(t, vt).ok() || !b.instance && changes(vt, t)) {
			return b.typeError(span, "CS8121 An expression of type '%s' cannot be handled by a pattern of type '%s'.", vt, t)
		}
		test := b.typeTest(value, t, span)
		d, ok := p.Designation.(*ast.SingleDesignation)
		if !ok {
			return test
		}
		v := b.newVar(d.Name, t)
		set := &Assign{typed{t, span}, &VarRef{typed{t, span}, v}, b.downTo(value, t, span)}
		return &AndAlso{typed{boolean, span}, test, &Seq{typed: typed{boolean, span}, Effects: []Expr{set}, Value: yes}}
	}
	return b.internalf(span, "this pattern is not supported")
}

// changes reports whether a type converts to another only as another value: patterns
// have none of the conversions between numbers.
func changes(from, to *types.Type) bool {
	from = from.Underlying()
	return (from.IsNumeric() || from.Kind == types.Enum) && (to.IsNumeric() || to.Kind == types.Enum) && from != to
}

// downTo converts a value that is known to be a t.
func (b *binder) downTo(value Expr, t *types.Type, span diag.Span) Expr {
	c := b.standardExplicit(value.Type(), t)
	if !c.ok() && value.Type().Kind == types.TypeParam {
		c.class = unboxing
	}
	if !c.ok() {
		return b.bad(span)
	}
	return b.apply(value, t, c, true)
}

// matchConstant tests a value against a constant, as object.Equals does.
func (b *binder) matchConstant(value Expr, x Expr, span diag.Span) Expr {
	if isDefault(x) {
		x = b.defaultOf(value.Type(), x.Span())
	}
	x = b.finished(x)
	if isBad(x) {
		return x
	}
	k, ok := x.(*Const)
	if !ok {
		return b.typeError(span, "CS0150 A constant value is expected")
	}
	boolean := b.special(types.Boolean)
	vt := value.Type()
	if k.Value == nil && k.T.Kind == types.Null || k.Value == nil && k.T.Kind != types.Enum {
		if b.notNullable(vt) && vt.Kind != types.TypeParam {
			return b.typeParamNull(value, x, false, span)
		}
		if !vt.CanBeNull() {
			return b.nullTo(vt, span)
		}
		return &IsNull{typed{boolean, span}, value, false}
	}
	if vt.IsReference() && vt.Special != types.String {
		// The boxed value must be of exactly the constant's type.
		kt := k.T
		if !b.standardExplicit(vt, kt).ok() {
			return b.typeError(span, "CS8121 An expression of type '%s' cannot be handled by a pattern of type '%s'.", vt, kt)
		}
		test := b.typeTest(value, kt, span)
		eq := b.binaryOp(Eq, b.downTo(value, kt, span), k, span, span)
		return &AndAlso{typed{boolean, span}, test, eq}
	}
	c := b.convert(k, vt.Underlying())
	if isBad(c) {
		return c
	}
	return b.binaryOp(Eq, value, c, span, span)
}
