package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// convClass classifies a conversion (C# specification, chapter 10).
type convClass uint8

const (
	noConv convClass = iota
	identity
	implicitNumeric
	implicitConstant // a constant that fits a smaller type
	implicitEnum     // the literal 0
	implicitNullable
	nullLiteral
	implicitReference
	boxing
	implicitUser
	anonymousFunction
	methodGroupConv
	throwConv
	defaultLiteral
	tupleConv
	explicitNumeric
	explicitEnum
	explicitNullable
	explicitReference
	unboxing
	explicitUser
)

// conversion is a classified conversion. For user-defined ones op is the
// operator and from/to the standard conversions around it.
type conversion struct {
	class convClass
	op    *types.Method
	// lifted says that a user-defined operator on T is applied to T?.
	lifted bool
	// inner classifies the conversion of the underlying types (nullables) or the
	// elements (tuples).
	inner []conversion
}

func (c conversion) ok() bool { return c.class != noConv }

// implicit classifies the implicit conversion of an expression to a type.
func (b *binder) implicit(x Expr, to *types.Type) conversion {
	switch x := x.(type) {
	case *defaultLit:
		return conversion{class: defaultLiteral}
	case *Throw:
		return conversion{class: throwConv}
	case *lambda:
		if b.lambdaFits(x, to) {
			return conversion{class: anonymousFunction}
		}
		return conversion{}
	case *methodGroup:
		if b.methodGroupFits(x, to) {
			return conversion{class: methodGroupConv}
		}
		return conversion{}
	case *localFuncRef:
		if to.Kind == types.Delegate && b.localFuncFits(x, to) {
			return conversion{class: methodGroupConv}
		}
		return conversion{}
	case *tupleLit:
		return b.tupleConversion(x, to, b.implicit)
	case *typeRef, *namespaceRef, *declared:
		return conversion{}
	}
	from := x.Type()
	if from == to {
		return conversion{class: identity}
	}
	if c, ok := x.(*Const); ok {
		if c := b.constantConversion(c, to); c.ok() {
			return c
		}
	}
	return b.implicitType(from, to)
}

// constantConversion classifies the conversions that only constants have.
func (b *binder) constantConversion(x *Const, to *types.Type) conversion {
	from := x.T
	target := to.Underlying()
	if from.Kind == types.Null {
		return conversion{}
	}
	fits := false
	switch {
	case from.Special == types.Int32 && target.IsIntegral() && target.Special != types.Char:
		fits = fitsIn(int64(x.Value.(int32)), target.Special)
	case from.Special == types.Int64 && target.Special == types.UInt64:
		fits = x.Value.(int64) >= 0
	case target.Kind == types.Enum && from.IsNumeric() && isZero(x.Value):
		if to.Kind == types.Nullable {
			return conversion{class: implicitNullable, inner: []conversion{{class: implicitEnum}}}
		}
		return conversion{class: implicitEnum}
	}
	if !fits || target == from {
		return conversion{}
	}
	if to.Kind == types.Nullable {
		return conversion{class: implicitNullable, inner: []conversion{{class: implicitConstant}}}
	}
	return conversion{class: implicitConstant}
}

func isZero(v any) bool {
	switch v := v.(type) {
	case int32:
		return v == 0
	case uint32:
		return v == 0
	case int64:
		return v == 0
	case uint64:
		return v == 0
	}
	return false
}

func isZeroDecimal(v any) bool {
	d, ok := v.(clr.Decimal)
	return ok && d.IsZero()
}

func fitsIn(v int64, s types.Special) bool {
	switch s {
	case types.SByte:
		return v == int64(int8(v))
	case types.Byte:
		return v == int64(uint8(v))
	case types.Int16:
		return v == int64(int16(v))
	case types.UInt16, types.Char:
		return v == int64(uint16(v))
	case types.Int32:
		return v == int64(int32(v))
	case types.UInt32:
		return v == int64(uint32(v))
	case types.Int64:
		return true
	case types.UInt64:
		return v >= 0
	}
	return false
}

// implicitType classifies the implicit conversion between two types.
func (b *binder) implicitType(from, to *types.Type) conversion {
	if c := b.standardImplicit(from, to); c.ok() {
		return c
	}
	return b.userConversion(from, to, false)
}

// standardImplicit leaves user-defined conversions out.
func (b *binder) standardImplicit(from, to *types.Type) conversion {
	switch {
	case from.Plain() == to.Plain():
		return conversion{class: identity}
	case from.Kind == types.Invalid || to.Kind == types.Invalid:
		return conversion{class: identity}
	case from.Kind == types.Void || to.Kind == types.Void:
		return conversion{}
	case from.Kind == types.Null:
		if to.CanBeNull() {
			return conversion{class: nullLiteral}
		}
		return conversion{}
	case implicitNumericTo(from.Special, to.Special):
		return conversion{class: implicitNumeric}
	}
	if to.Kind == types.Nullable {
		f := from.Underlying()
		inner := b.standardImplicit(f, to.Elem)
		if inner.class == identity || inner.class == implicitNumeric || inner.class == tupleConv {
			return conversion{class: implicitNullable, inner: []conversion{inner}}
		}
		return conversion{}
	}
	if from.Kind == types.Tuple && to.Kind == types.Tuple {
		return b.tupleTypes(from, to)
	}
	if from.IsReference() {
		if to.IsReference() && b.inherits(from, to) {
			return conversion{class: implicitReference}
		}
		return conversion{}
	}
	if to.IsReference() && b.boxes(from, to) {
		return conversion{class: boxing}
	}
	return conversion{}
}

// boxes reports whether a value type converts to a reference type by boxing.
func (b *binder) boxes(from, to *types.Type) bool { return types.Boxes(from.Plain(), to.Plain()) }

// inherits reports whether a reference type is, or derives from, or implements
// another, variance and array covariance included.
func (b *binder) inherits(from, to *types.Type) bool { return types.Inherits(from.Plain(), to.Plain()) }

// variance reports whether two instances of one generic interface or delegate
// convert by variance.
func (b *binder) variance(from, to *types.Type) bool { return types.VariantOf(from, to) }

// implicitNumericTo is the table of implicit numeric conversions (10.2.3).
func implicitNumericTo(from, to types.Special) bool {
	switch from {
	case types.SByte:
		return to == types.Int16 || to == types.Int32 || to == types.Int64 || realOrDecimal(to)
	case types.Byte:
		return to == types.Int16 || to == types.UInt16 || to == types.Int32 || to == types.UInt32 || to == types.Int64 || to == types.UInt64 || realOrDecimal(to)
	case types.Int16:
		return to == types.Int32 || to == types.Int64 || realOrDecimal(to)
	case types.UInt16:
		return to == types.Int32 || to == types.UInt32 || to == types.Int64 || to == types.UInt64 || realOrDecimal(to)
	case types.Int32:
		return to == types.Int64 || realOrDecimal(to)
	case types.UInt32:
		return to == types.Int64 || to == types.UInt64 || realOrDecimal(to)
	case types.Int64, types.UInt64:
		return realOrDecimal(to)
	case types.Char:
		return to == types.UInt16 || to == types.Int32 || to == types.UInt32 || to == types.Int64 || to == types.UInt64 || realOrDecimal(to)
	case types.Single:
		return to == types.Double
	}
	return false
}

func realOrDecimal(s types.Special) bool {
	return s == types.Single || s == types.Double || s == types.Decimal
}

// explicit classifies the conversion that a cast asks for.
func (b *binder) explicit(x Expr, to *types.Type) conversion {
	if c := b.implicit(x, to); c.ok() && c.class != implicitUser {
		return c
	}
	switch y := x.(type) {
	case *tupleLit:
		return b.tupleConversion(y, to, b.explicit)
	case *lambda, *methodGroup, *defaultLit, *localFuncRef, *declared, *typeRef, *namespaceRef:
		return b.implicit(x, to)
	}
	return b.explicitType(x.Type(), to)
}

// explicitType classifies the explicit conversion between two types.
func (b *binder) explicitType(from, to *types.Type) conversion {
	if c := b.standardExplicit(from, to); c.ok() {
		return c
	}
	return b.userConversion(from, to, true)
}

func (b *binder) standardExplicit(from, to *types.Type) conversion {
	if c := b.standardImplicit(from, to); c.ok() {
		return c
	}
	switch {
	case from.Kind == types.Void || to.Kind == types.Void || from.Kind == types.Null:
		return conversion{}
	case from.IsNumeric() && to.IsNumeric():
		return conversion{class: explicitNumeric}
	case from.Kind == types.Enum && (to.IsNumeric() || to.Kind == types.Enum),
		to.Kind == types.Enum && from.IsNumeric():
		return conversion{class: explicitEnum}
	case to.Kind == types.Nullable && from.IsValueType():
		if inner := b.standardExplicit(from.Underlying(), to.Elem); inner.ok() && inner.class != boxing && inner.class != unboxing {
			return conversion{class: explicitNullable, inner: []conversion{inner}}
		}
	case from.Kind == types.Nullable && to.IsValueType():
		if inner := b.standardExplicit(from.Elem, to); inner.ok() && inner.class != boxing && inner.class != unboxing {
			return conversion{class: explicitNullable, inner: []conversion{inner}}
		}
	}
	if from.IsReference() && to.IsReference() && b.castable(from, to) {
		return conversion{class: explicitReference}
	}
	if from.IsReference() && (to.IsValueType() || to.Kind == types.TypeParam) && b.boxes(to, from) {
		return conversion{class: unboxing}
	}
	if from.Kind == types.TypeParam && to.Kind == types.Interface || to.Kind == types.TypeParam && from.Kind == types.Interface {
		// Only seen while a generic function is checked (10.3.8).
		return conversion{class: unboxing}
	}
	return conversion{}
}

// castable reports whether a reference conversion may succeed at run time.
func (b *binder) castable(from, to *types.Type) bool {
	if b.inherits(to, from) || b.inherits(from, to) {
		return true
	}
	if from.Kind == types.Interface || to.Kind == types.Interface {
		sealed := func(t *types.Type) bool {
			return t.Special == types.String || t.Kind == types.Array || t.Kind == types.Delegate || t.Kind == types.Anonymous
		}
		if from.Kind == types.Array || to.Kind == types.Array {
			// S[] and IList<T>: when the elements are castable.
			arr, iface := from, to
			if to.Kind == types.Array {
				arr, iface = to, from
			}
			for _, i := range arr.AllInterfaces() {
				if i.Def != nil && i.Def == iface.Def && i.Args[0].IsReference() && iface.Args[0].IsReference() && b.castable(i.Args[0], iface.Args[0]) {
					return true
				}
			}
			return false
		}
		return !sealed(from) && !sealed(to)
	}
	if from.Kind == types.Array && to.Kind == types.Array && from.Rank == to.Rank {
		return from.Elem.IsReference() && to.Elem.IsReference() && b.castable(from.Elem, to.Elem)
	}
	if from.Kind == types.Delegate && to.Kind == types.Delegate {
		return b.variance(to, from)
	}
	return false
}

func (b *binder) tupleTypes(from, to *types.Type) conversion {
	if len(from.Fields) != len(to.Fields) {
		return conversion{}
	}
	c := conversion{class: tupleConv}
	for i := range from.Fields {
		in := b.implicitType(from.Fields[i].Type, to.Fields[i].Type)
		if !in.ok() {
			return conversion{}
		}
		c.inner = append(c.inner, in)
	}
	return c
}

// tupleConversion classifies the conversion of a tuple literal; of says how those of
// its elements are classified.
func (b *binder) tupleConversion(x *tupleLit, to *types.Type, of func(Expr, *types.Type) conversion) conversion {
	target := to.Underlying()
	if target.Kind == types.Tuple {
		if len(target.Fields) != len(x.elems) {
			return conversion{}
		}
		c := conversion{class: tupleConv}
		for i, e := range x.elems {
			in := of(e, target.Fields[i].Type)
			if !in.ok() {
				return conversion{}
			}
			c.inner = append(c.inner, in)
		}
		return c
	}
	if ok, _ := b.speculate(func() { b.naturalTuple(x) }); !ok {
		return conversion{}
	}
	return b.implicitType(b.naturalTuple(x).Type(), to)
}

// constantValue converts the value of a constant to another numeric type
// without a check; ok is false when the types are not numeric.
func constantValue(v any, to types.Special) (any, bool) {
	if d, ok := v.(clr.Decimal); ok {
		return decimalTo(d, to)
	}
	switch v := v.(type) {
	case clr.Char:
		return integerTo(uint64(v), int64(v), false, to)
	case int8:
		return integerTo(uint64(int64(v)), int64(v), true, to)
	case uint8:
		return integerTo(uint64(v), int64(v), false, to)
	case int16:
		return integerTo(uint64(int64(v)), int64(v), true, to)
	case uint16:
		return integerTo(uint64(v), int64(v), false, to)
	case int32:
		return integerTo(uint64(int64(v)), int64(v), true, to)
	case uint32:
		return integerTo(uint64(v), int64(v), false, to)
	case int64:
		return integerTo(uint64(v), v, true, to)
	case uint64:
		return integerTo(v, int64(v), false, to)
	case float32:
		if to == types.Decimal {
			d, err := clr.DecimalFromFloat32(v)
			return d, err == nil
		}
		return realTo(float64(v), to)
	case float64:
		return realTo(v, to)
	}
	return nil, false
}
