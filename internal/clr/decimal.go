package clr

import "math/bits"

// Decimal is System.Decimal: a 96-bit integer divided by a power of ten between
// 10^0 and 10^28, and a sign. The zero value is 0. Trailing zeros are part of
// the value's text but not of its size: 1.0 and 1.00 are equal, so compare with
// Compare or Equal and not with ==. A zero never carries a sign, since no
// operation of .NET's class library shows it.
type Decimal struct {
	low      uint64
	high     uint32
	scale    uint8
	negative bool
}

// MaxDecimalScale is the largest number of digits after the point.
const MaxDecimalScale = 28

// Midpoint is System.MidpointRounding.
type Midpoint uint8

// The two modes of .NET Framework.
const (
	ToEven Midpoint = iota
	AwayFromZero
)

// NewDecimal returns the decimal of the four-part constructor of .NET: the
// 32-bit parts of the mantissa, the sign and the scale, which must be 0 to 28.
func NewDecimal(low, mid, high uint32, negative bool, scale uint8) (Decimal, error) {
	if scale > MaxDecimalScale {
		return Decimal{}, ArgumentOutOfRange("Decimal's scale value must be between 0 and 28, inclusive.", "scale")
	}
	return makeDecimal(uint192{uint64(low) | uint64(mid)<<32, uint64(high)}, scale, negative), nil
}

// MaxDecimal is decimal.MaxValue, 79228162514264337593543950335.
func MaxDecimal() Decimal { return Decimal{low: 1<<64 - 1, high: 1<<32 - 1} }

// MinDecimal is decimal.MinValue.
func MinDecimal() Decimal { return MaxDecimal().Neg() }

// DecimalFromInt64 converts exactly.
func DecimalFromInt64(v int64) Decimal {
	if v < 0 {
		return Decimal{low: -uint64(v), negative: true}
	}
	return Decimal{low: uint64(v)}
}

// DecimalFromUint64 converts exactly.
func DecimalFromUint64(v uint64) Decimal { return Decimal{low: v} }

func makeDecimal(mantissa uint192, scale uint8, negative bool) Decimal {
	return Decimal{
		low: mantissa[0], high: uint32(mantissa[1]), scale: scale,
		negative: negative && !mantissa.isZero(),
	}
}

func (d Decimal) mantissa() uint192 { return uint192{d.low, uint64(d.high)} }

// Parts returns the mantissa (its low 64 and high 32 bits), the scale and the
// sign.
func (d Decimal) Parts() (low uint64, high uint32, scale uint8, negative bool) {
	return d.low, d.high, d.scale, d.negative
}

// IsZero reports whether the value is zero of any scale.
func (d Decimal) IsZero() bool { return d.low == 0 && d.high == 0 }

// IsNegative reports whether the value is less than zero.
func (d Decimal) IsNegative() bool { return d.negative }

// Scale is the number of digits after the point, trailing zeros included.
func (d Decimal) Scale() int { return int(d.scale) }

// Sign is -1, 0 or 1.
func (d Decimal) Sign() int {
	switch {
	case d.IsZero():
		return 0
	case d.negative:
		return -1
	}
	return 1
}

// Neg returns -d.
func (d Decimal) Neg() Decimal {
	d.negative = !d.negative && !d.IsZero()
	return d
}

// Abs returns the absolute value.
func (d Decimal) Abs() Decimal {
	d.negative = false
	return d
}

// Normalize removes trailing zeros after the point. Equal decimals are identical
// once normalized, so the result may serve as a map key.
func (d Decimal) Normalize() Decimal {
	m, scale := stripZeros(d.mantissa(), d.scale)
	return makeDecimal(m, scale, d.negative)
}

// HashCode is the same for equal values, whatever their scale. It is not the
// number that .NET computes.
func (d Decimal) HashCode() int32 {
	n := d.Normalize()
	h := n.low ^ bits.RotateLeft64(uint64(n.high), 17) ^ uint64(n.scale)<<56
	if n.negative {
		h = ^h
	}
	return int32(h ^ h>>32)
}

// AppendDigits appends the digits of the mantissa, without leading zeros and
// without a sign; zero has no digits.
func (d Decimal) AppendDigits(dst []byte) []byte {
	var buffer [29]byte
	i := len(buffer)
	for m := d.mantissa(); !m.isZero(); {
		var rest uint64
		m, rest = m.divmod64(1e9)
		for n := 0; n < 9 && (rest != 0 || !m.isZero()); n++ {
			i--
			buffer[i] = byte('0' + rest%10)
			rest /= 10
		}
	}
	return append(dst, buffer[i:]...)
}

func stripZeros(m uint192, scale uint8) (uint192, uint8) {
	for scale > 0 {
		q, r := m.divmod64(10)
		if r != 0 {
			break
		}
		m, scale = q, scale-1
	}
	return m, scale
}

func decimalOverflow() *Exception { return Overflow("a Decimal") }
