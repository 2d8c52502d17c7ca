package jsontree

import (
	"bytes"
	"cmp"
	"math"
	"math/big"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// valuesEqual is JValue.Equals(JValue).
func valuesEqual(a, b *Value) (bool, error) {
	if a == b {
		return true, nil
	}
	if a.typ != b.typ {
		return false, nil
	}
	c, err := compareValues(a.typ, a, b)
	return c == 0 && err == nil, err
}

// Compare is JValue.CompareTo(JValue): negative, zero or positive. A nil other
// is smaller than everything. Payloads that cannot be compared throw.
func (v *Value) Compare(other *Value) (int, error) {
	if other == nil {
		return 1, nil
	}
	return compareValues(v.typ, v, other)
}

// compareValues is JValue.Compare(JTokenType, object, object).
func compareValues(typ TokenType, a, b *Value) (int, error) {
	switch {
	case a.kind == KindNull && b.kind == KindNull:
		return 0, nil
	case b.kind == KindNull:
		return 1, nil
	case a.kind == KindNull:
		return -1, nil
	}
	switch typ {
	case TypeInteger, TypeFloat:
		return compareNumbers(typ, a, b)
	case TypeComment, TypeString, TypeRaw:
		return netfmt.OrdinalCompare(convertToString(a), convertToString(b)), nil
	case TypeBoolean:
		x, err := convBool(a)
		if err != nil {
			return 0, err
		}
		y, err := convBool(b)
		return compareBools(x, y), err
	case TypeDate:
		return compareDates(a, b)
	case TypeBytes:
		if b.kind != KindBytes {
			return 0, clr.Argument("Object must be of type byte[].", "")
		}
		return compareBytes(a.bytes(), b.bytes()), nil
	case TypeGuid:
		if b.kind != KindGuid {
			return 0, clr.Argument("Object must be of type Guid.", "")
		}
		x, y := a.guid(), b.guid()
		return bytes.Compare(x[:], y[:]), nil
	case TypeURI:
		if b.kind != KindURI {
			return 0, clr.Argument("Object must be of type Uri.", "")
		}
		return strings.Compare(a.uri().String(), b.uri().String()), nil
	case TypeTimeSpan:
		if b.kind != KindTimeSpan {
			return 0, clr.Argument("Object must be of type TimeSpan.", "")
		}
		return cmp.Compare(int64(a.num), int64(b.num)), nil
	}
	return 0, clr.Throw("System.ArgumentOutOfRangeException",
		"Unexpected value type: %s\nParameter name: valueType\nActual value was %s.", typ, typ)
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func compareBytes(a, b []byte) int {
	if len(a) != len(b) {
		return cmp.Compare(len(a), len(b))
	}
	return bytes.Compare(a, b)
}

func compareNumbers(typ TokenType, a, b *Value) (int, error) {
	switch {
	case a.kind == KindBigInteger:
		return compareBig(a, b)
	case b.kind == KindBigInteger:
		c, err := compareBig(b, a)
		return -c, err
	}
	if exact(a) || exact(b) {
		x, err := convDecimal(a)
		if err != nil {
			return 0, err
		}
		y, err := convDecimal(b)
		if err != nil {
			return 0, err
		}
		return x.Compare(y), nil
	}
	if typ == TypeFloat || floating(a) || floating(b) {
		return compareFloats(a, b)
	}
	x, err := convInt64(a)
	if err != nil {
		return 0, err
	}
	y, err := convInt64(b)
	return cmp.Compare(x, y), err
}

func exact(v *Value) bool    { return v.kind == KindUInt64 || v.kind == KindDecimal }
func floating(v *Value) bool { return v.kind == KindSingle || v.kind == KindDouble }

func compareFloats(a, b *Value) (int, error) {
	x, err := convDouble(a)
	if err != nil {
		return 0, err
	}
	y, err := convDouble(b)
	if err != nil {
		return 0, err
	}
	// Doubles a rounding error apart are equal.
	const epsilon = 2.2204460492503131e-16
	tolerance := (math.Abs(x) + math.Abs(y) + 10) * epsilon
	if d := x - y; x == y || -tolerance < d && tolerance > d {
		return 0, nil
	}
	return cmp.Compare(x, y), nil
}

func compareBig(a, b *Value) (int, error) {
	y, err := toBig(b)
	if err != nil {
		return 0, err
	}
	if c := a.bigInt().Cmp(y); c != 0 {
		return c, nil
	}
	// The conversion dropped a fraction, if there was one.
	switch b.kind {
	case KindDecimal:
		if d := b.decimal(); !d.Truncate().Equal(d) {
			return -1, nil
		}
	case KindSingle, KindDouble:
		if f := b.Float64(); f != math.Trunc(f) {
			return -1, nil
		}
	}
	return 0, nil
}

// toBig is ConvertUtils.ToBigInteger.
func toBig(v *Value) (*big.Int, error) {
	switch v.kind {
	case KindBigInteger:
		return v.bigInt(), nil
	case KindString:
		n, ok := parseBigInteger(v.str)
		if !ok {
			return nil, clr.BadNumber()
		}
		return n, nil
	case KindSingle, KindDouble:
		f := v.Float64()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, clr.Throw("System.OverflowException", "BigInteger cannot represent infinity.")
		}
		n, _ := big.NewFloat(math.Trunc(f)).Int(nil)
		return n, nil
	case KindDecimal:
		return decimalToBig(v.decimal()), nil
	case KindUInt64:
		return new(big.Int).SetUint64(v.num), nil
	case KindInt32, KindUInt32, KindInt64:
		return big.NewInt(int64(v.num)), nil
	case KindBytes:
		return bigFromLittleEndian(v.bytes()), nil
	}
	return nil, clr.Throw("System.InvalidCastException", "Cannot convert %s to BigInteger.", v.kind.TypeName())
}

// parseBigInteger is BigInteger.Parse in the invariant culture.
func parseBigInteger(s string) (*big.Int, bool) {
	s = strings.TrimFunc(strings.TrimRight(s, "\x00"), func(c rune) bool { return c == ' ' || c >= 0x09 && c <= 0x0D })
	digits := strings.TrimLeft(s, "+-")
	if digits == "" || len(s)-len(digits) > 1 || strings.Trim(digits, "0123456789") != "" {
		return nil, false
	}
	return new(big.Int).SetString(s, 10)
}

// decimalToBig drops the fraction.
func decimalToBig(d clr.Decimal) *big.Int {
	low, high, _, negative := d.Truncate().Parts()
	n := new(big.Int).SetUint64(uint64(high))
	n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(low))
	if negative {
		n.Neg(n)
	}
	return n
}

// bigFromLittleEndian reads two's complement, as new BigInteger(byte[]).
func bigFromLittleEndian(b []byte) *big.Int {
	if len(b) == 0 {
		return new(big.Int)
	}
	be := make([]byte, len(b))
	for i, x := range b {
		be[len(b)-1-i] = x
	}
	n := new(big.Int).SetBytes(be)
	if be[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}

func compareDates(a, b *Value) (int, error) {
	if a.kind == KindDateTime {
		if b.kind == KindDateTimeOffset {
			return cmp.Compare(int64(a.num), b.dateTimeOffset().Ticks), nil
		}
		y, err := convDateTime(b)
		return cmp.Compare(int64(a.num), y.Ticks), err
	}
	x := a.dateTimeOffset()
	if b.kind == KindDateTimeOffset {
		return x.Compare(b.dateTimeOffset()), nil
	}
	y, err := convDateTime(b)
	return x.Compare(clr.DateTimeOffsetFromDateTime(y)), err
}
