package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

func decimalType() types.Decl {
	value := func(name string, v clr.Decimal) types.Member {
		return types.Member{Sig: "const decimal " + name, Const: v}
	}
	d := types.Decl{
		Name: "System.Decimal", Kind: types.Struct, Special: types.Decimal, Base: "System.ValueType", Implements: numberInterfaces("decimal"),
		Class: rt.ValueClass[clr.Decimal](rt.Class{
			ToString: formatValue,
			Equals: func(_ *rt.Frame, a, b any) (bool, error) {
				y, ok := b.(clr.Decimal)
				return ok && a.(clr.Decimal).Equal(y), nil
			},
			Hash: func(_ *rt.Frame, v any) (int32, error) { return v.(clr.Decimal).HashCode(), nil },
		}),
		Members: []types.Member{
			value("Zero", clr.Decimal{}), value("One", clr.DecimalFromInt64(1)), value("MinusOne", clr.DecimalFromInt64(-1)),
			value("MaxValue", clr.MaxDecimal()), value("MinValue", clr.MinDecimal()),
			{Sig: "new(int value)", Impl: rt.Func1(func(v int32) (clr.Decimal, error) { return clr.DecimalFromInt64(int64(v)), nil })},
			{Sig: "new(uint value)", Impl: rt.Func1(func(v uint32) (clr.Decimal, error) { return clr.DecimalFromUint64(uint64(v)), nil })},
			{Sig: "new(long value)", Impl: rt.Func1(func(v int64) (clr.Decimal, error) { return clr.DecimalFromInt64(v), nil })},
			{Sig: "new(ulong value)", Impl: rt.Func1(func(v uint64) (clr.Decimal, error) { return clr.DecimalFromUint64(v), nil })},
			{Sig: "new(float value)", Impl: rt.Func1(clr.DecimalFromFloat32)},
			{Sig: "new(double value)", Impl: rt.Func1(clr.DecimalFromFloat64)},
			{Sig: "new(int[] bits)", Impl: rt.Func1(decimalFromBits)},
			{Sig: "new(int lo, int mid, int hi, bool isNegative, byte scale)", Impl: rt.Func5(func(lo, mid, hi int32, negative bool, scale uint8) (clr.Decimal, error) {
				return clr.NewDecimal(uint32(lo), uint32(mid), uint32(hi), negative, scale)
			})},
			{Sig: "static decimal Add(decimal d1, decimal d2)", Impl: rt.Func2(clr.Decimal.Add)},
			{Sig: "static decimal Subtract(decimal d1, decimal d2)", Impl: rt.Func2(clr.Decimal.Sub)},
			{Sig: "static decimal Multiply(decimal d1, decimal d2)", Impl: rt.Func2(clr.Decimal.Mul)},
			{Sig: "static decimal Divide(decimal d1, decimal d2)", Impl: rt.Func2(clr.Decimal.Div)},
			{Sig: "static decimal Remainder(decimal d1, decimal d2)", Impl: rt.Func2(clr.Decimal.Rem)},
			{Sig: "static decimal Negate(decimal d)", Impl: decimalFunc(clr.Decimal.Neg)},
			{Sig: "static int Compare(decimal d1, decimal d2)", Impl: rt.Func2(compareDecimals)},
			{Sig: "static bool Equals(decimal d1, decimal d2)", Impl: rt.Func2(func(a, b clr.Decimal) (bool, error) { return a.Equal(b), nil })},
			{Sig: "int CompareTo(decimal value)", Impl: rt.Method1(compareDecimals)},
			{Sig: "static int[] GetBits(decimal d)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.Func1(func(d clr.Decimal) (*rt.Array[int32], error) { return rt.NewArray(elem, decimalBits(d)), nil })
			})},
			{Sig: "static decimal FromOACurrency(long cy)", Impl: rt.Func1(decimalFromCurrency)},
			{Sig: "static long ToOACurrency(decimal value)", Impl: rt.Func1(decimalToCurrency)},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, v clr.Decimal) (rt.String, error) {
				return rt.Str(netfmt.FormatDecimal(v, host.Of(f).Culture)), nil
			})},
		},
	}
	d.Members = append(d.Members, decimalRoundMembers()...)
	d.Members = append(d.Members, decimalCastMembers()...)
	d.Members = append(d.Members, numberMembers("decimal", netfmt.NumberNumber, func(f *rt.Frame, s string, styles netfmt.NumberStyles) (clr.Decimal, error) {
		return netfmt.ParseDecimal(s, styles, host.Of(f).Culture)
	})...)
	d.Members = append(d.Members, valueMembers[clr.Decimal]("decimal", codeDecimal)...)
	return d
}

func compareDecimals(a, b clr.Decimal) (int32, error) { return int32(a.Compare(b)), nil }

// decimalFunc links a function of one decimal that cannot fail.
func decimalFunc(fn func(clr.Decimal) clr.Decimal) rt.Linker {
	return rt.Func1(func(d clr.Decimal) (clr.Decimal, error) { return fn(d), nil })
}

// decimalRoundMembers are shared with Math.
func decimalRoundMembers() []types.Member {
	return []types.Member{
		{Sig: "static decimal Ceiling(decimal d)", Impl: decimalFunc(clr.Decimal.Ceiling)},
		{Sig: "static decimal Floor(decimal d)", Impl: decimalFunc(clr.Decimal.Floor)},
		{Sig: "static decimal Truncate(decimal d)", Impl: decimalFunc(clr.Decimal.Truncate)},
		{Sig: "static decimal Round(decimal d)", Impl: rt.Func1(func(d clr.Decimal) (clr.Decimal, error) { return d.Round(0, clr.ToEven) })},
		{Sig: "static decimal Round(decimal d, int decimals)", Impl: rt.Func2(func(d clr.Decimal, places int32) (clr.Decimal, error) {
			return d.Round(int(places), clr.ToEven)
		})},
		{Sig: "static decimal Round(decimal d, MidpointRounding mode)", Impl: rt.Func2(func(d clr.Decimal, mode rt.Enum) (clr.Decimal, error) {
			return roundDecimal(d, 0, mode)
		})},
		{Sig: "static decimal Round(decimal d, int decimals, MidpointRounding mode)", Impl: rt.Func3(roundDecimal)},
	}
}

func roundDecimal(d clr.Decimal, places int32, mode rt.Enum) (clr.Decimal, error) {
	m, err := midpoint(mode)
	if err != nil {
		return d, err
	}
	return d.Round(int(places), m)
}

// midpoint checks a MidpointRounding.
func midpoint(mode rt.Enum) (clr.Midpoint, error) {
	switch mode.Value {
	case 0:
		return clr.ToEven, nil
	case 1:
		return clr.AwayFromZero, nil
	}
	return 0, clr.Argument("The value '"+mode.String()+"' is not valid for this usage of the type MidpointRounding.", "mode")
}

// decimalCastMembers are ToByte, ToInt32, ...: what casts do.
func decimalCastMembers() []types.Member {
	return []types.Member{
		{Sig: "static byte ToByte(decimal value)", Impl: rt.Func1(decimalToInteger[uint8])},
		{Sig: "static sbyte ToSByte(decimal value)", Impl: rt.Func1(decimalToInteger[int8])},
		{Sig: "static short ToInt16(decimal value)", Impl: rt.Func1(decimalToInteger[int16])},
		{Sig: "static ushort ToUInt16(decimal value)", Impl: rt.Func1(decimalToInteger[uint16])},
		{Sig: "static int ToInt32(decimal d)", Impl: rt.Func1(decimalToInteger[int32])},
		{Sig: "static uint ToUInt32(decimal d)", Impl: rt.Func1(decimalToInteger[uint32])},
		{Sig: "static long ToInt64(decimal d)", Impl: rt.Func1(decimalToInteger[int64])},
		{Sig: "static ulong ToUInt64(decimal d)", Impl: rt.Func1(decimalToInteger[uint64])},
		{Sig: "static float ToSingle(decimal d)", Impl: rt.Func1(func(d clr.Decimal) (float32, error) { return d.ToFloat32(), nil })},
		{Sig: "static double ToDouble(decimal d)", Impl: rt.Func1(func(d clr.Decimal) (float64, error) { return d.ToFloat64(), nil })},
	}
}

// decimalToInteger truncates; what does not fit throws OverflowException.
func decimalToInteger[T integer](d clr.Decimal) (T, error) {
	d = d.Truncate()
	if !isSigned[T]() {
		if v, err := d.ToUint64(); err == nil {
			return unsignedTo[T](v)
		}
		return 0, clr.Overflow(overflowName[T]())
	}
	v, err := d.ToInt64()
	if err != nil {
		return 0, clr.Overflow(overflowName[T]())
	}
	return signedTo[T](v)
}

// decimalFromBits is the constructor from what GetBits returns.
func decimalFromBits(bits *rt.Array[int32]) (clr.Decimal, error) {
	if bits == nil {
		return clr.Decimal{}, clr.ArgumentNull("bits")
	}
	const scaleShift, scaleMask, signMask = 16, 0xFF, -1 << 31
	b := bits.Items
	if len(b) != 4 || b[3]&^(signMask|scaleMask<<scaleShift) != 0 || b[3]>>scaleShift&scaleMask > clr.MaxDecimalScale {
		return clr.Decimal{}, clr.Argument("Decimal byte array constructor requires an array of length four containing valid decimal bytes.", "")
	}
	return clr.NewDecimal(uint32(b[0]), uint32(b[1]), uint32(b[2]), b[3] < 0, uint8(b[3]>>scaleShift))
}

func decimalBits(d clr.Decimal) []int32 {
	low, high, scale, negative := d.Parts()
	flags := int32(scale) << 16
	if negative {
		flags |= -1 << 31
	}
	return []int32{int32(low), int32(low >> 32), int32(high), flags}
}

// currencyPlaces is the number of places of an OLE Automation currency.
const currencyPlaces = 4

func decimalFromCurrency(v int64) (clr.Decimal, error) {
	magnitude := uint64(v)
	if v < 0 {
		magnitude = -magnitude
	}
	d, err := clr.NewDecimal(uint32(magnitude), uint32(magnitude>>32), 0, v < 0, currencyPlaces)
	if v == 0 {
		// The one value that keeps its four places.
		return d, err
	}
	return d.Normalize(), err
}

func decimalToCurrency(d clr.Decimal) (int64, error) {
	scaled, err := d.Mul(clr.DecimalFromInt64(10000))
	if err == nil {
		if scaled, err = scaled.Round(0, clr.ToEven); err == nil {
			var v int64
			if v, err = scaled.ToInt64(); err == nil {
				return v, nil
			}
		}
	}
	return 0, clr.Overflow("a Currency")
}
