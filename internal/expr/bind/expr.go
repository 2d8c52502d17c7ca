package bind

import (
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// expr binds an expression; the result may be a type, a namespace, a method
// group or another thing without a value (see value and finished).
func (b *binder) expr(x ast.Expr) Expr {
	switch x := x.(type) {
	case *ast.StringLit:
		return &Const{typed{b.special(types.String), x.Span()}, x.Value}
	case *ast.CharLit:
		return &Const{typed{b.special(types.Char), x.Span()}, clr.Char(x.Value)}
	case *ast.IntLit:
		return b.intLit(x, x.Span(), false)
	case *ast.RealLit:
		return b.realLit(x)
	case *ast.BoolLit:
		return &Const{typed{b.special(types.Boolean), x.Span()}, x.Value}
	case *ast.NullLit:
		return &Const{typed{b.u.NullType(), x.Span()}, nil}
	case *ast.Interpolated:
		return b.interpolated(x)
	case *ast.Name:
		return b.name(x)
	case *ast.PredefinedType:
		return &typeRef{typed{b.typ(x), x.Span()}}
	case *ast.Paren:
		return b.paren(x)
	case *ast.Member:
		return b.member(x)
	case *ast.Index:
		return b.index(x)
	case *ast.Call:
		return b.call(x)
	case *ast.ConditionalAccess:
		return b.conditionalAccess(x)
	case *ast.ImplicitReceiver:
		if len(b.receivers) == 0 {
			return b.bad(x.Span())
		}
		return b.receivers[len(b.receivers)-1]
	case *ast.Unary:
		return b.unary(x)
	case *ast.Postfix:
		return b.incDec(x.X, x.Op, true, x.Span())
	case *ast.Cast:
		to := b.typ(x.Type)
		if to.Static {
			return b.typeError(x.Span(), "CS0716 Cannot convert to static type '%s'", to)
		}
		return b.cast(b.expr(x.X), to, x.Span())
	case *ast.Binary:
		return b.binary(x)
	case *ast.Coalesce:
		return b.coalesce(x)
	case *ast.Conditional:
		return b.conditional(x)
	case *ast.Assign:
		return b.assign(x)
	case *ast.Declared:
		return &declared{typed{b.u.InvalidType(), x.Span()}, x, b.scope}
	case *ast.Is:
		return b.is(x)
	case *ast.IsPattern:
		return b.isPattern(x)
	case *ast.As:
		return b.as(x)
	case *ast.TypeOf:
		return b.typeOf(x)
	case *ast.SizeOf:
		return b.sizeOf(x)
	case *ast.NameOf:
		return b.nameOf(x)
	case *ast.Default:
		if x.Type == nil {
			return &defaultLit{typed{b.u.InvalidType(), x.Span()}}
		}
		return b.defaultOf(b.typ(x.Type), x.Span())
	case *ast.Checked:
		defer b.in(overflowOf(x.Unchecked))()
		return b.expr(x.X)
	case *ast.ThrowExpr:
		return &Throw{typed{b.u.InvalidType(), x.Span()}, b.thrown(x.X)}
	case *ast.Tuple:
		return b.tuple(x)
	case *ast.Lambda:
		return b.lambdaExpr(x)
	case *ast.AnonymousMethod:
		return b.anonymousMethod(x)
	case *ast.New:
		return b.new(x)
	case *ast.NewArray:
		return b.newArray(x)
	case *ast.NewImplicitArray:
		return b.newImplicitArray(x)
	case *ast.NewAnonymous:
		return b.newAnonymous(x)
	case *ast.ArrayInit:
		b.errorf(diag.ExpressionSyntax, x.Span(), "CS0622 Can only use array initializer expressions to assign to array types. Try using a new expression instead")
		return b.bad(x.Span())
	case *ast.Query:
		return b.query(x)
	case *ast.BadExpr:
		return b.bad(x.Span())
	}
	return b.internalf(x.Span(), "this form of expression is not supported")
}

// operand binds an expression that must be a finished value.
func (b *binder) operand(x ast.Expr) Expr { return b.finished(b.expr(x)) }

// typedAs binds an expression and converts it.
func (b *binder) typedAs(x ast.Expr, to *types.Type) Expr { return b.convert(b.value(b.expr(x)), to) }

func (b *binder) boolean(x ast.Expr) Expr {
	return b.typedAs(x, b.special(types.Boolean))
}

func (b *binder) paren(x *ast.Paren) Expr { return b.expr(x.X) }

// intLit gives an integer literal its type: the first of int, uint, long, ulong
// that holds it, as far as the suffix allows (6.4.5.3). minus says that the
// literal is the operand of a unary minus, so that 2147483648 may be int.
func (b *binder) intLit(x *ast.IntLit, span diag.Span, minus bool) Expr {
	v := x.Value
	mk := func(s types.Special, v any) Expr { return &Const{typed{b.special(s), span}, v} }
	if minus {
		if v == 1<<31 && x.Suffix == ast.SuffixNone && x.Radix == 10 {
			return mk(types.Int32, int32(math.MinInt32))
		}
		if v == 1<<63 && (x.Suffix == ast.SuffixNone || x.Suffix == ast.SuffixL) && x.Radix == 10 {
			return mk(types.Int64, int64(math.MinInt64))
		}
	}
	switch {
	case v <= math.MaxInt32 && x.Suffix == ast.SuffixNone:
		return mk(types.Int32, int32(v))
	case v <= math.MaxUint32 && (x.Suffix == ast.SuffixNone || x.Suffix == ast.SuffixU):
		return mk(types.UInt32, uint32(v))
	case v <= math.MaxInt64 && (x.Suffix == ast.SuffixNone || x.Suffix == ast.SuffixL):
		return mk(types.Int64, int64(v))
	}
	return mk(types.UInt64, v)
}

func (b *binder) realLit(x *ast.RealLit) Expr {
	span := x.Span()
	switch x.Suffix {
	case ast.RealM:
		d, ok := parseDecimal(x.Text)
		if !ok {
			return b.typeError(span, "CS0594 Floating-point constant is outside the range of type 'decimal'")
		}
		return &Const{typed{b.special(types.Decimal), span}, d}
	case ast.RealF:
		f, err := strconv.ParseFloat(x.Text, 32)
		if err != nil && math.IsInf(f, 0) {
			return b.typeError(span, "CS0594 Floating-point constant is outside the range of type 'float'")
		}
		return &Const{typed{b.special(types.Single), span}, float32(f)}
	}
	f, err := strconv.ParseFloat(x.Text, 64)
	if err != nil && math.IsInf(f, 0) {
		return b.typeError(span, "CS0594 Floating-point constant is outside the range of type 'double'")
	}
	return &Const{typed{b.special(types.Double), span}, f}
}

// parseDecimal reads the digits of a decimal literal.
func parseDecimal(text string) (clr.Decimal, bool) {
	exp := 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		n, err := strconv.Atoi(strings.TrimPrefix(text[i+1:], "+"))
		if err != nil {
			return clr.Decimal{}, false
		}
		exp, text = n, text[:i]
	}
	whole, frac, _ := strings.Cut(text, ".")
	return clr.DecimalFromDigits(false, []byte(whole+frac), len(whole)+exp)
}

func (b *binder) typeOf(x *ast.TypeOf) Expr {
	t := b.unbound(x.Type)
	if t == nil {
		t = b.typ(x.Type)
	}
	if void := b.u.Lookup("System.Void", 0); t.Kind == types.Void && void != nil {
		t = b.u.Unbound(void)
	}
	if st := b.u.Lookup("System.Type", 0); st != nil && t.Kind != types.Invalid {
		return &TypeOf{typed{st, x.Span()}, t}
	}
	return b.bad(x.Span())
}

func (b *binder) sizeOf(x *ast.SizeOf) Expr {
	t := b.typ(x.Type)
	n := map[types.Special]int32{
		types.Boolean: 1, types.SByte: 1, types.Byte: 1, types.Char: 2, types.Int16: 2, types.UInt16: 2, types.Int32: 4,
		types.UInt32: 4, types.Single: 4, types.Int64: 8, types.UInt64: 8, types.Double: 8, types.Decimal: 16,
	}[t.Special]
	if n == 0 {
		return b.typeError(x.Span(), "CS0233 '%s' does not have a predefined size, therefore sizeof can only be used in an unsafe context", t)
	}
	return &Const{typed{b.special(types.Int32), x.Span()}, n}
}

func (b *binder) nameOf(x *ast.NameOf) Expr {
	// The argument is bound for its errors, not for its value; it may name an
	// instance member by its type.
	if _, found := b.speculate(func() { b.expr(x.X) }); found.HasErrors() {
		for _, d := range found.All() {
			if !strings.HasPrefix(d.Message, "CS0120") {
				b.list.Add(d)
			}
		}
	}
	name := ""
	switch y := x.X.(type) {
	case *ast.Name:
		name = y.Ident.Text
	case *ast.Member:
		name = y.Name.Ident.Text
		if at := unnamed(y.X); at != nil {
			b.errorf(diag.ExpressionType, at.Span(), "CS8082 Sub-expression cannot be used in an argument to nameof.")
			return b.bad(x.Span())
		}
	case *ast.PredefinedType:
		name = y.Kind.String()
	default:
		b.errorf(diag.ExpressionType, x.X.Span(), "CS8081 Expression does not have a name.")
		return b.bad(x.Span())
	}
	return &Const{typed{b.special(types.String), x.Span()}, name}
}

// unnamed returns the part of a chain of members that is no name, nil for none.
func unnamed(x ast.Expr) ast.Expr {
	for {
		switch y := x.(type) {
		case *ast.Member:
			x = y.X
		case *ast.Name, *ast.PredefinedType:
			return nil
		default:
			return y
		}
	}
}

// thrown binds what a throw throws.
func (b *binder) thrown(x ast.Expr) Expr {
	v := b.value(b.expr(x))
	ex := b.u.Lookup("System.Exception", 0)
	if ex == nil {
		return b.bad(x.Span())
	}
	if v.Type().Kind == types.Null {
		return &Const{typed{ex, x.Span()}, nil}
	}
	if !isBad(v) && (isDefault(v) || !b.implicit(v, ex).ok()) {
		return b.typeError(x.Span(), "CS0155 The type caught or thrown must be derived from System.Exception")
	}
	return b.convert(v, ex)
}

// conditional binds Cond ? Then : Else (12.18).
func (b *binder) conditional(x *ast.Conditional) Expr {
	cond := b.boolean(x.Cond)
	y, z := b.value(b.expr(x.Then)), b.value(b.expr(x.Else))
	span := x.Span()
	if isBad(y) || isBad(z) || isBad(cond) {
		return b.bad(span)
	}
	t := b.commonOf(y, z)
	if t == nil {
		return b.typeError(span, "CS0173 Type of conditional expression cannot be determined because there is no implicit conversion between '%s' and '%s'", fullName(y), fullName(z))
	}
	cy, cz := b.convert(y, t), b.convert(z, t)
	if k, ok := cond.(*Const); ok {
		then, isThen := cy.(*Const)
		other, isOther := cz.(*Const)
		if isThen && isOther {
			if k.Value.(bool) {
				return at(then, span)
			}
			return at(other, span)
		}
	}
	return &Conditional{typed{t, span}, cond, cy, cz}
}

// typeName names the type of an expression in messages.
func typeName(x Expr) string {
	switch x := x.(type) {
	case *lambda:
		return x.what()
	case *methodGroup, *localFuncRef:
		return "method group"
	case *Throw:
		return "<throw expression>"
	case *defaultLit:
		return "default"
	case *tupleLit:
		names := make([]string, len(x.elems))
		for i, e := range x.elems {
			names[i] = typeName(e)
		}
		return "(" + strings.Join(names, ", ") + ")"
	}
	return x.Type().String()
}

// hasType reports whether an expression has a type of its own: null, lambdas and
// tuples of them have none.
func hasType(x Expr) bool {
	switch x := x.(type) {
	case *lambda, *methodGroup, *localFuncRef, *defaultLit:
		return false
	case *tupleLit:
		for _, e := range x.elems {
			if !hasType(e) {
				return false
			}
		}
		return true
	}
	return x.Type().Kind != types.Null
}

// commonOf returns the type both branches of a conditional convert to.
func (b *binder) commonOf(y, z Expr) *types.Type {
	natural := func(x Expr) *types.Type {
		switch x := x.(type) {
		case *lambda, *methodGroup, *Throw, *defaultLit, *localFuncRef, *declared:
			return nil
		case *tupleLit:
			if !hasType(x) {
				return nil
			}
			return b.naturalTuple(x).Type()
		}
		if x.Type().Kind == types.Null || x.Type().Kind == types.Void {
			return nil
		}
		return x.Type()
	}
	ty, tz := natural(y), natural(z)
	var cands []*types.Type
	if ty != nil && b.implicit(z, ty).ok() {
		cands = append(cands, ty)
	}
	if tz != nil && tz != ty && b.implicit(y, tz).ok() {
		cands = append(cands, tz)
	}
	if len(cands) == 2 && cands[0].Kind == types.Tuple && cands[0].Plain() == cands[1].Plain() {
		return b.commonNames(cands[0], cands[1])
	}
	return b.widest(cands)
}

// commonNames is a tuple type with the names that two others have in common.
func (b *binder) commonNames(t1, t2 *types.Type) *types.Type {
	fields := make([]types.Field, len(t1.Fields))
	for i, f := range t1.Fields {
		if fields[i] = f; f.Name != t2.Fields[i].Name {
			fields[i].Name = ""
		}
	}
	return b.u.TupleOf(fields)
}

// widest returns the type of the list that all others convert to; nil when there
// is none.
func (b *binder) widest(list []*types.Type) *types.Type {
	var best *types.Type
	for _, t := range list {
		switch {
		case best == nil:
			best = t
		case b.implicitType(best, t).ok() && !b.implicitType(t, best).ok():
			best = t
		}
	}
	for _, t := range list {
		if t != best && !b.implicitType(t, best).ok() {
			return nil
		}
	}
	return best
}

// coalesce binds X ?? Y (12.15).
func (b *binder) coalesce(x *ast.Coalesce) Expr {
	l, r := b.value(b.expr(x.X)), b.value(b.expr(x.Y))
	span := x.Span()
	if isDefault(l) && hasType(r) && !unfinished(r) {
		// There is nothing else: what is right of it is the value, of whatever type.
		return r
	}
	l = b.defaultAsNull(l)
	if isBad(l) || isBad(r) {
		return b.bad(span)
	}
	lt := l.Type()
	if lt.Kind == types.Null {
		if isDefault(r) {
			return b.noDefault("??", span)
		}
		if _, throws := r.(*Throw); throws {
			return b.typeError(span, "CS0019 Operator '??' cannot be applied to operands of type '%s' and '%s'", lt, typeName(r))
		}
		r = b.finished(r)
		if t := r.Type(); !isBad(r) && (t.Kind == types.Null || !t.CanBeNull()) {
			return b.typeError(span, "CS0019 Operator '??' cannot be applied to operands of type '%s' and '%s'", lt, t)
		}
		return r
	}
	if b.notNullable(lt) {
		if c := b.implicit(r, lt); c.ok() {
			return &Convert{typed: typed{lt, span}, Kind: ConvUp, X: l}
		}
	}
	if !lt.CanBeNull() {
		return b.typeError(span, "CS0019 Operator '??' cannot be applied to operands of type '%s' and '%s'", lt, typeName(r))
	}
	if k, ok := l.(*Const); ok && k.Value != nil {
		if c := b.implicit(r, lt); c.ok() {
			return k
		}
	}
	if lt.Kind == types.Nullable {
		if c := b.implicit(r, lt.Elem); c.ok() {
			tmp := b.temp(lt)
			inner := &Convert{typed: typed{lt.Elem, span}, Kind: ConvUnwrap, X: &VarRef{typed{lt, span}, tmp}}
			return &Coalesce{typed: typed{lt.Elem, span}, X: l, Y: b.apply(r, lt.Elem, c, false), Temp: tmp, Inner: inner}
		}
	}
	if c := b.implicit(r, lt); c.ok() {
		return &Coalesce{typed: typed{lt, span}, X: l, Y: b.apply(r, lt, c, false)}
	}
	r = b.finished(r)
	if isBad(r) {
		return r
	}
	rt := r.Type()
	if rt.Kind != types.Null && rt.Kind != types.Void {
		tmp := b.temp(lt)
		var v Expr = &VarRef{typed{lt, span}, tmp}
		if lt.Kind == types.Nullable {
			v = &Convert{typed: typed{lt.Elem, span}, Kind: ConvUnwrap, X: v}
		}
		if c := b.implicitType(v.Type(), rt); c.ok() {
			return &Coalesce{typed: typed{rt, span}, X: l, Y: r, Temp: tmp, Inner: b.apply(v, rt, c, false)}
		}
	}
	return b.typeError(span, "CS0019 Operator '??' cannot be applied to operands of type '%s' and '%s'", lt, rt)
}
