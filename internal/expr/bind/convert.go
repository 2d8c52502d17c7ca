package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// convert converts an expression implicitly and reports CS0029 and its kin when
// that is impossible.
func (b *binder) convert(x Expr, to *types.Type) Expr {
	if isBad(x) || to.Kind == types.Invalid {
		return b.bad(x.Span())
	}
	c := b.implicit(x, to)
	if !c.ok() {
		return b.noConversion(x, to)
	}
	return b.apply(x, to, c, false)
}

// noConversion reports why an implicit conversion does not exist.
func (b *binder) noConversion(x Expr, to *types.Type) Expr {
	switch x := x.(type) {
	case *lambda:
		return b.lambdaError(x, to)
	case *methodGroup:
		if to.Kind != types.Delegate {
			return b.typeError(x.nameSpan, "CS0428 Cannot convert method group '%s' to non-delegate type '%s'. Did you intend to invoke the method?", x.name, to)
		}
		if c := b.resolveGroup(x, groupArgs(to.Invoke, x.Pos)); c != nil {
			return b.wrongReturn(c.method, x.nameSpan)
		}
		return b.typeError(x.nameSpan, "CS0123 No overload for '%s' matches delegate '%s'", x.name, to)
	case *localFuncRef:
		if to.Kind == types.Delegate {
			if c := b.resolveLocal(x, groupArgs(to.Invoke, x.Pos)); c != nil {
				return b.wrongReturn(c.method, x.Pos)
			}
			return b.typeError(x.Pos, "CS0123 No overload for '%s' matches delegate '%s'", x.fn.name, to)
		}
		return b.typeError(x.Pos, "CS0428 Cannot convert method group '%s' to non-delegate type '%s'. Did you intend to invoke the method?", x.fn.name, to)
	case *tupleLit:
		if target := to.Underlying(); target.Kind == types.Tuple && len(target.Fields) == len(x.elems) {
			for i, e := range x.elems {
				if !b.implicit(e, target.Fields[i].Type).ok() {
					return b.noConversion(e, target.Fields[i].Type)
				}
			}
		}
		return b.typeError(x.Pos, "CS0029 Cannot implicitly convert type '%s' to '%s'", full{b.naturalTuple(x).Type()}, full{to})
	case *declared:
		return b.finished(x)
	}
	x = b.value(x)
	if isBad(x) {
		return x
	}
	return b.noConversionAt(x, to, x.Span())
}

// noConversionAt reports at a place why a value does not convert implicitly.
func (b *binder) noConversionAt(x Expr, to *types.Type, span diag.Span) Expr {
	from := x.Type()
	if from.Kind == types.Null {
		return b.nullTo(to, span)
	}
	if c, ok := x.(*Const); ok && to.IsIntegral() && to.Special != types.Char && (from.Special == types.Int32 || from.Special == types.Int64 && to.Special == types.UInt64) {
		return b.typeError(span, "CS0031 Constant value '%v' cannot be converted to a '%s'", c.Value, to)
	}
	if k, ok := x.(*Const); ok && from.Special == types.Double && (to.Special == types.Single || to.Special == types.Decimal) && isLiteral(b.src.Text, k.Pos) {
		return b.typeError(span, "CS0664 Literal of type double cannot be implicitly converted to type '%s'; use an '%s' suffix to create a literal of this type", to, map[types.Special]string{types.Single: "F", types.Decimal: "M"}[to.Special])
	}
	if b.explicitType(from, to).ok() {
		return b.typeError(span, "CS0266 Cannot implicitly convert type '%s' to '%s'. An explicit conversion exists (are you missing a cast?)%s", full{from}, full{to}, b.castHint(x, to))
	}
	return b.typeError(span, "CS0029 Cannot implicitly convert type '%s' to '%s'", full{from}, full{to})
}

// wrongReturn reports a method whose result is not that of the delegate.
func (b *binder) wrongReturn(m *types.Method, span diag.Span) Expr {
	return b.typeError(span, "CS0407 '%s %s' has the wrong return type", b.resultType(m.Return), methodText(m))
}

// groupCastError reports why a method group cannot be cast.
func (b *binder) groupCastError(g *methodGroup, to *types.Type, span diag.Span) Expr {
	if to.Kind == types.Delegate {
		if c := b.resolveGroup(g, groupArgs(to.Invoke, g.Pos)); c != nil {
			return b.wrongReturn(c.method, span)
		}
	}
	return b.typeError(span, "CS0030 Cannot convert type 'method' to '%s'", to)
}

// tupleCastError reports why a tuple literal cannot be cast.
func (b *binder) tupleCastError(x *tupleLit, to *types.Type) Expr {
	if target := to.Underlying(); target.Kind == types.Tuple && len(target.Fields) == len(x.elems) {
		for i, e := range x.elems {
			if ft := target.Fields[i].Type; !b.explicit(e, ft).ok() {
				return b.cast(e, ft, e.Span())
			}
		}
	}
	return b.noConversion(x, to)
}

// isLiteral reports whether a constant is written as a number.
func isLiteral(text string, at diag.Span) bool {
	return at.Start < at.End && (text[at.Start] == '.' || text[at.Start] >= '0' && text[at.Start] <= '9')
}

// cast converts an expression explicitly.
func (b *binder) cast(x Expr, to *types.Type, span diag.Span) Expr {
	x = b.value(x)
	if isBad(x) || to.Kind == types.Invalid {
		return b.bad(span)
	}
	c := b.explicit(x, to)
	if !c.ok() {
		switch y := x.(type) {
		case *methodGroup:
			return b.groupCastError(y, to, span)
		case *tupleLit:
			return b.tupleCastError(y, to)
		case *lambda, *localFuncRef:
			return b.noConversion(x, to)
		}
		if x.Type().Kind == types.Null {
			return b.nullTo(to, span)
		}
		return b.typeError(span, "CS0030 Cannot convert type '%s' to '%s'", full{x.Type()}, full{to})
	}
	if k, ok := x.(*Const); ok && c.class == explicitNumeric && !constInRange(k.Value, to.Special) && (k.T.Special == types.Decimal || to.Special == types.Decimal) {
		// Decimals never wrap around.
		return b.constantOutOfRange(k, to, span)
	}
	if k, ok := x.(*Const); ok && !b.inUnchecked() {
		switch {
		case c.class == explicitNumeric && !constInRange(k.Value, to.Special),
			c.class == explicitEnum && !constInRange(k.Value, numberOf(to)):
			return b.constantOutOfRange(k, to, span)
		case c.class == explicitNullable && k.Value != nil && k.T.IsNumeric() && !constInRange(k.Value, numberOf(to.Elem)):
			return b.typeError(span, "CS0030 Cannot convert type '%s' to '%s'", k.T, to)
		}
	}
	y := b.apply(x, to, c, true)
	if v, ok := y.(*VarRef); ok && to.Kind == types.Struct {
		// A variable that is cast to its own type is a value, which methods do not change.
		y = &Convert{typed: typed{to, span}, Kind: ConvUp, X: v}
	}
	return at(y, span)
}

// numberOf is the numeric type that holds values of a type.
func numberOf(t *types.Type) types.Special {
	if t.Kind == types.Enum {
		return types.Int32
	}
	return t.Special
}

// at returns a copy of a bound expression with another place, when the
// expression was just made; others keep theirs.
func at(x Expr, span diag.Span) Expr {
	switch y := x.(type) {
	case *Convert:
		y.Pos = span
	case *Const:
		z := *y
		z.Pos = span
		return &z
	}
	return x
}

// apply makes a classified conversion.
func (b *binder) apply(x Expr, to *types.Type, c conversion, explicit bool) Expr {
	if lit, ok := x.(*tupleLit); ok && c.class != tupleConv {
		// A tuple as an object: it gets its natural type first.
		x = b.naturalTuple(lit)
		c = b.implicitType(x.Type(), to)
	}
	span := x.Span()
	node := func(kind ConvKind) *Convert { return &Convert{typed: typed{to, span}, Kind: kind, X: x} }
	switch c.class {
	case identity:
		if x.Type() != to && x.Type().Kind != types.Invalid {
			n := node(ConvUp)
			return n
		}
		return x
	case defaultLiteral:
		return b.defaultOf(to, span)
	case throwConv:
		return node(ConvUp)
	case nullLiteral:
		return &Const{typed{to, span}, nil}
	case anonymousFunction:
		return b.lambdaTo(x.(*lambda), to)
	case methodGroupConv:
		if f, ok := x.(*localFuncRef); ok {
			return b.localFuncTo(f, to)
		}
		return b.methodGroupTo(x.(*methodGroup), to)
	case tupleConv:
		return b.tupleTo(x, to, c, explicit)
	case implicitNumeric, implicitConstant, explicitNumeric:
		if k, ok := x.(*Const); ok {
			if v, ok := constantValue(k.Value, to.Special); ok {
				return &Const{typed{to, span}, v}
			}
		}
		n := node(ConvNumeric)
		n.Checked = b.checked() && c.class == explicitNumeric
		return n
	case implicitEnum:
		return &Const{typed{to, span}, int64(0)}
	case explicitEnum:
		return b.enumConversion(x, to)
	case implicitReference:
		return node(ConvUp)
	case explicitReference:
		return node(ConvDown)
	case boxing:
		return node(ConvBox)
	case unboxing:
		return node(ConvUnbox)
	case implicitNullable, explicitNullable:
		return b.nullableConversion(x, to, c, explicit)
	case implicitUser, explicitUser:
		return b.userConvert(x, to, c, explicit)
	}
	return b.bad(span)
}

// defaultOf is default(T).
func (b *binder) defaultOf(t *types.Type, span diag.Span) Expr {
	if t.CanBeNull() {
		return &Const{typed{t, span}, nil}
	}
	if t.Kind == types.Enum {
		return &Const{typed{t, span}, int64(0)}
	}
	if t.Special == types.Boolean {
		return &Const{typed{t, span}, false}
	}
	if v, ok := constantValue(int32(0), t.Special); ok {
		return &Const{typed{t, span}, v}
	}
	return &Default{typed{t, span}}
}

func (b *binder) enumConversion(x Expr, to *types.Type) Expr {
	if k, ok := x.(*Const); ok {
		if n, ok := asInt64(k.Value); ok {
			if to.Kind == types.Enum {
				return &Const{typed{to, x.Span()}, int64(int32(n))}
			}
			if v, ok := constantValue(n, to.Special); ok {
				return &Const{typed{to, x.Span()}, v}
			}
		}
	}
	if to.Kind == types.Enum && x.Type().IsNumeric() && x.Type().Special != types.Int32 {
		// The underlying type of every enumeration here is int.
		x = b.apply(x, b.special(types.Int32), conversion{class: explicitNumeric}, true)
	}
	return &Convert{typed: typed{to, x.Span()}, Kind: ConvEnum, X: x, Checked: b.checked()}
}

func (b *binder) nullableConversion(x Expr, to *types.Type, c conversion, explicit bool) Expr {
	from, span := x.Type(), x.Span()
	inner := c.inner[0]
	if from.Kind != types.Nullable {
		// S to T?: convert, then wrap.
		y := b.apply(x, to.Elem, inner, explicit)
		return &Convert{typed: typed{to, span}, Kind: ConvWrap, X: y}
	}
	if to.Kind != types.Nullable {
		// S? to T: take the value, then convert.
		v := &Convert{typed: typed{from.Elem, span}, Kind: ConvUnwrap, X: x}
		return b.apply(v, to, inner, explicit)
	}
	// S? to T?: convert the value when there is one.
	tmp := b.temp(from.Elem)
	v := b.apply(&VarRef{typed{tmp.Type, span}, tmp}, to.Elem, inner, explicit)
	return &Convert{typed: typed{to, span}, Kind: ConvLift, X: x, Temp: tmp, Inner: v}
}

// userConvert applies a user-defined operator with the standard conversions
// before and after it.
func (b *binder) userConvert(x Expr, to *types.Type, c conversion, explicit bool) Expr {
	span := x.Span()
	param := c.op.Params[0].Type
	standard := func(x Expr, to *types.Type) Expr {
		conv := b.standardExplicit(x.Type(), to)
		if k, ok := x.(*Const); ok {
			if kc := b.constantConversion(k, to); kc.ok() {
				conv = kc
			}
		}
		return b.apply(x, to, conv, explicit)
	}
	call := func(arg Expr) Expr {
		return &Convert{typed: typed{c.op.Return, span}, Kind: ConvUser, X: arg, Op: c.op}
	}
	if !c.lifted {
		arg := x
		if x.Type() != param {
			arg = standard(x, param)
		}
		out := call(arg)
		if out.Type() != to {
			out = standard(out, to)
		}
		return out
	}
	if x.Type().Kind != types.Nullable {
		out := call(standard(x, param))
		return standard(out, to)
	}
	tmp := b.temp(x.Type().Elem)
	v := call(standard(&VarRef{typed{tmp.Type, span}, tmp}, param))
	if to.Kind == types.Nullable {
		v = standard(v, to.Elem)
		return &Convert{typed: typed{to, span}, Kind: ConvLift, X: x, Temp: tmp, Inner: v}
	}
	lifted := &Convert{typed: typed{b.u.NullableOf(v.Type()), span}, Kind: ConvLift, X: x, Temp: tmp, Inner: v}
	return standard(lifted, to)
}

// tupleTo converts a tuple literal or value element by element.
func (b *binder) tupleTo(x Expr, to *types.Type, c conversion, explicit bool) Expr {
	span := x.Span()
	if lit, ok := x.(*tupleLit); ok {
		target := to.Underlying()
		n := &NewFields{typed: typed{target, span}}
		for i, e := range lit.elems {
			n.Values = append(n.Values, b.apply(e, target.Fields[i].Type, c.inner[i], explicit))
		}
		if to.Kind == types.Nullable {
			return &Convert{typed: typed{to, span}, Kind: ConvWrap, X: n}
		}
		return n
	}
	from := x.Type()
	tmp := b.temp(from)
	n := &NewFields{typed: typed{to, span}}
	for i := range to.Fields {
		f := &FieldOf{typed{from.Fields[i].Type, span}, &VarRef{typed{from, span}, tmp}, i, false}
		n.Values = append(n.Values, b.apply(f, to.Fields[i].Type, c.inner[i], false))
	}
	return &Convert{typed: typed{to, span}, Kind: ConvTuple, X: x, Temp: tmp, Inner: n}
}

// nullTo reports null where a type has none.
func (b *binder) nullTo(t *types.Type, span diag.Span) Expr {
	if t.Kind == types.TypeParam {
		return b.typeError(span, "CS0403 Cannot convert null to type parameter '%s' because it could be a non-nullable value type. Consider using 'default(%s)' instead.", t, t)
	}
	return b.typeError(span, "CS0037 Cannot convert null to '%s' because it is a non-nullable value type", t)
}
