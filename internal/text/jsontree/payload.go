package jsontree

import (
	"math/big"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// The conversions of System.Convert in the invariant culture, on the payload of
// a value. A null payload converts to the type's default. Those to integers are
// in payload_integer.go, to text in payload_text.go.

// invalidCast is what IConvertible throws for conversions between types that
// have none.
func invalidCast(v *Value, to string) error {
	switch v.kind {
	case KindBigInteger, KindDateTimeOffset, KindTimeSpan, KindGuid, KindBytes, KindURI:
		return clr.InvalidCast(v.kind.TypeName(), "System.IConvertible")
	}
	return clr.Throw("System.InvalidCastException", "Invalid cast from '%s' to '%s'.", v.kind.shortName(), to)
}

func convBool(v *Value) (bool, error) {
	switch v.kind {
	case KindNull:
		return false, nil
	case KindSingle, KindDouble:
		return v.Float64() != 0, nil
	case KindDecimal:
		return !v.decimal().IsZero(), nil
	case KindString:
		return netfmt.ParseBool(v.str)
	case KindEnum:
		return v.enum().Value != 0, nil
	case KindBool:
		return v.num != 0, nil
	}
	if v.kind.isInteger() {
		return v.num != 0, nil
	}
	return false, invalidCast(v, "Boolean")
}

func convDouble(v *Value) (float64, error) {
	switch v.kind {
	case KindNull:
		return 0, nil
	case KindSingle, KindDouble:
		return v.Float64(), nil
	case KindDecimal:
		return v.decimal().ToFloat64(), nil
	case KindString:
		return netfmt.ParseDouble(v.str, netfmt.NumberFloat|netfmt.AllowThousands, netfmt.Invariant())
	case KindUInt64:
		return float64(v.num), nil
	case KindEnum:
		return float64(v.enum().Value), nil
	case KindBool:
		return float64(v.num), nil
	}
	if v.kind.isInteger() {
		return float64(int64(v.num)), nil
	}
	return 0, invalidCast(v, "Double")
}

func convSingle(v *Value) (float32, error) {
	switch v.kind {
	case KindString:
		return netfmt.ParseFloat32(v.str, netfmt.NumberFloat|netfmt.AllowThousands, netfmt.Invariant())
	case KindUInt64:
		return float32(v.num), nil
	case KindDecimal:
		return v.decimal().ToFloat32(), nil
	case KindChar, KindDateTime:
		return 0, invalidCast(v, "Single")
	}
	if v.kind.isInteger() {
		return float32(int64(v.num)), nil
	}
	f, err := convDouble(v)
	return float32(f), err
}

func convDecimal(v *Value) (clr.Decimal, error) {
	switch v.kind {
	case KindNull:
		return clr.Decimal{}, nil
	case KindSingle:
		return clr.DecimalFromFloat32(float32(v.Float64()))
	case KindDouble:
		return clr.DecimalFromFloat64(v.Float64())
	case KindDecimal:
		return v.decimal(), nil
	case KindString:
		return netfmt.ParseDecimal(v.str, netfmt.NumberNumber, netfmt.Invariant())
	case KindUInt64:
		return clr.DecimalFromUint64(v.num), nil
	case KindEnum:
		return clr.DecimalFromInt64(v.enum().Value), nil
	case KindBool:
		return clr.DecimalFromInt64(int64(v.num)), nil
	}
	if v.kind.isInteger() {
		return clr.DecimalFromInt64(int64(v.num)), nil
	}
	return clr.Decimal{}, invalidCast(v, "Decimal")
}

func convDateTime(v *Value) (clr.DateTime, error) {
	switch v.kind {
	case KindNull:
		return clr.DateTime{}, nil
	case KindDateTime:
		return v.dateTime(), nil
	case KindString:
		return parseDateTime(v.str)
	}
	return clr.DateTime{}, invalidCast(v, "DateTime")
}

func convChar(v *Value) (clr.Char, error) {
	switch v.kind {
	case KindNull:
		return 0, nil
	case KindChar:
		return clr.Char(v.num), nil
	case KindString:
		r, size := utf8.DecodeRuneInString(v.str)
		if size == 0 || size != len(v.str) || r > 0xFFFF {
			return 0, clr.Format("String must be exactly one character long.")
		}
		return clr.Char(r), nil
	case KindBool, KindSingle, KindDouble, KindDecimal, KindDateTime:
		return 0, invalidCast(v, "Char")
	}
	n, err := convUnsigned(v, 16, "a character")
	return clr.Char(n), err
}

// bigToUnsigned and bigToSigned are the explicit conversions of BigInteger.
// Those to types below 32 bits go through Int32.
func bigToSigned(n *big.Int, bits uint) (int64, error) {
	through, name := max(bits, 32), "an Int64"
	if through == 32 {
		name = "an Int32"
	}
	if n.BitLen() >= int(through) && !(n.Sign() < 0 && n.BitLen() == int(through) && n.TrailingZeroBits() == through-1) {
		return 0, clr.Overflow(name)
	}
	i := n.Int64()
	if bits < 32 && (i < -1<<(bits-1) || i > 1<<(bits-1)-1) {
		return 0, clr.ArithmeticOverflow()
	}
	return i, nil
}

func bigToUnsigned(n *big.Int, bits uint) (uint64, error) {
	if bits < 32 {
		i, err := bigToSigned(n, 32)
		if err != nil {
			return 0, err
		}
		if i < 0 || i >= 1<<bits {
			return 0, clr.ArithmeticOverflow()
		}
		return uint64(i), nil
	}
	if n.Sign() < 0 || n.BitLen() > int(bits) {
		name := "a UInt64"
		if bits == 32 {
			name = "a UInt32"
		}
		return 0, clr.Overflow(name)
	}
	return n.Uint64(), nil
}

func bigToDecimal(n *big.Int) (clr.Decimal, error) {
	d, ok := clr.DecimalFromDigits(n.Sign() < 0, []byte(new(big.Int).Abs(n).String()), len(new(big.Int).Abs(n).String()))
	if !ok {
		return clr.Decimal{}, clr.Overflow("a Decimal")
	}
	return d, nil
}

// bigToFloat drops the digits that a double does not hold.
func bigToFloat(n *big.Int) float64 {
	f, _ := new(big.Float).SetPrec(53).SetMode(big.ToZero).SetInt(n).Float64()
	return f
}
