package clr

import "math"

// ToInt64 truncates toward zero; the error is a System.OverflowException.
func (d Decimal) ToInt64() (int64, error) {
	whole, _ := d.split()
	limit := uint64(math.MaxInt64)
	if d.negative {
		limit++
	}
	if whole[1] != 0 || whole[0] > limit {
		return 0, Overflow("an Int64")
	}
	if d.negative {
		return int64(-whole[0]), nil
	}
	return int64(whole[0]), nil
}

// ToUint64 truncates toward zero; the error is a System.OverflowException.
func (d Decimal) ToUint64() (uint64, error) {
	whole, _ := d.split()
	if whole[1] != 0 || d.negative && whole[0] != 0 {
		return 0, Overflow("a UInt64")
	}
	return whole[0], nil
}

// ToFloat64 converts the way .NET does, mantissa divided by power of ten in
// double arithmetic, which is not always the nearest double.
func (d Decimal) ToFloat64() float64 {
	const twoTo64 = 1 << 64
	high := float64(float64(d.high) * twoTo64)
	f := float64(float64(d.low)+high) / powersOfTenFloat[d.scale]
	if d.negative {
		return -f
	}
	return f
}

// ToFloat32 converts through double, as .NET does.
func (d Decimal) ToFloat32() float32 { return float32(d.ToFloat64()) }

// DecimalFromFloat64 keeps 15 significant digits, as .NET does. Infinities, NaN
// and values beyond the range throw System.OverflowException.
func DecimalFromFloat64(f float64) (Decimal, error) {
	return decimalFromFloat(f, math.Float64bits(f), 15)
}

// DecimalFromFloat32 keeps 7 significant digits, as .NET does.
func DecimalFromFloat32(f float32) (Decimal, error) {
	return decimalFromFloat(float64(f), math.Float64bits(float64(f)), 7)
}

// decimalFromFloat scales the value to a whole number of the given count of
// digits, in double arithmetic, and rounds that; the steps are those of .NET so
// that the last digit agrees.
func decimalFromFloat(f float64, pattern uint64, digits int) (Decimal, error) {
	// A value below 2^exponent; those under 2^-94 are zero in 28 places.
	exponent := int(pattern>>52&0x7ff) - 1022
	if exponent < -94 {
		return Decimal{}, nil
	}
	if exponent > 96 {
		return Decimal{}, decimalOverflow()
	}
	negative := f < 0
	f = math.Abs(f)
	top := powersOfTenFloat[digits]
	// log10(2) in 16.16 fixed point estimates the power of ten.
	power := digits - 1 - exponent*19728>>16
	switch {
	case power >= 0:
		power = min(power, MaxDecimalScale)
		f *= powersOfTenFloat[power]
	case power != -1 || f >= top:
		f /= powersOfTenFloat[-power]
	default:
		power = 0
	}
	if f < powersOfTenFloat[digits-1] && power < MaxDecimalScale {
		f *= 10
		power++
	}
	m := uint64(f)
	if rest := f - float64(m); rest > 0.5 || rest == 0.5 && m&1 == 1 {
		m++
	}
	if m == 0 {
		return Decimal{}, nil
	}
	if power < 0 {
		return fitDecimal(uint192{m}.mulPow10(-power), 0, negative)
	}
	// .NET looks for no more zeros than a number of so many digits has at most; one
	// that was rounded up to another digit may keep one.
	looked := min(power, digits-1)
	mantissa, left := stripZeros(uint192{m}, uint8(looked))
	return makeDecimal(mantissa, uint8(power-looked)+left, negative), nil
}

// powersOfTenFloat holds 10^0 to 10^28 as the nearest doubles.
var powersOfTenFloat = [MaxDecimalScale + 1]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
	1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28,
}

// DecimalFromDigits makes a decimal of ASCII digits read as 0.digits × 10^point:
// "125" with point 1 is 1.25. Digits beyond the 96 bits or 28 places are
// rounded, halves to even; trailing zeros after the point are kept. ok is false
// when the value is beyond the range.
func DecimalFromDigits(negative bool, digits []byte, point int) (d Decimal, ok bool) {
	for len(digits) > 0 && digits[0] == '0' {
		digits = digits[1:]
		point--
	}
	if len(digits) == 0 {
		return Decimal{scale: uint8(min(max(0, -point), MaxDecimalScale))}, true
	}
	if point > 29 {
		return Decimal{}, false
	}
	var m uint192
	taken := 0
	// All whole digits, and then as many of the others as fit.
	for taken < len(digits) && taken-point < MaxDecimalScale {
		next := m.mul64(10).add(uint192{uint64(digits[taken] - '0')})
		if !next.fits96() {
			break
		}
		m = next
		taken++
	}
	if taken < len(digits) && taken < point {
		return Decimal{}, false
	}
	if taken < len(digits) && taken-point >= 0 && roundsUp(digits[taken:], m[0]&1 == 1) && leadingGap(point) {
		m = m.add(uint192{1})
	}
	scale := taken - point
	for scale < 0 {
		m = m.mul64(10)
		if !m.fits96() {
			return Decimal{}, false
		}
		scale++
	}
	d, err := fitDecimal(m, scale, negative)
	return d, err == nil
}

// leadingGap reports whether the first digit may take part in rounding: with
// more than 28 zeros after the point every digit is below half a unit.
func leadingGap(point int) bool { return point >= -MaxDecimalScale }

func roundsUp(dropped []byte, odd bool) bool {
	if dropped[0] != '5' {
		return dropped[0] > '5'
	}
	for _, c := range dropped[1:] {
		if c != '0' {
			return true
		}
	}
	return odd
}
