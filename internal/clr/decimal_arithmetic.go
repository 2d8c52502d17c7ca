package clr

// fitDecimal makes a decimal of mantissa / 10^scale, dropping as many digits as
// the 96 bits and the 28 places demand. What is dropped is rounded, halves to
// even.
func fitDecimal(mantissa uint192, scale int, negative bool) (Decimal, error) {
	drop := max(0, scale-MaxDecimalScale)
	for {
		if drop > scale {
			return Decimal{}, decimalOverflow()
		}
		rounded := dropDigits(mantissa, drop, ToEven)
		if rounded.fits96() {
			return makeDecimal(rounded, uint8(scale-drop), negative), nil
		}
		drop++
	}
}

// dropDigits divides by 10^n and rounds.
func dropDigits(m uint192, n int, mode Midpoint) uint192 {
	if n == 0 {
		return m
	}
	// sticky tells whether anything but zeros was dropped before the last digit.
	sticky := false
	for ; n > 1; n -= min(n-1, 19) {
		var rest uint64
		m, rest = m.divmod64(powersOfTen64[min(n-1, 19)])
		sticky = sticky || rest != 0
	}
	return dropLast(m, sticky, mode)
}

// dropLast divides by ten and rounds; sticky tells that something other than
// zeros was dropped before.
func dropLast(m uint192, sticky bool, mode Midpoint) uint192 {
	m, last := m.divmod64(10)
	if last > 5 || last == 5 && (sticky || mode == AwayFromZero || m[0]&1 == 1) {
		m = m.add(uint192{1})
	}
	return m
}

// align scales two mantissas to the larger of the two scales.
func align(a, b Decimal) (x, y uint192, scale int) {
	x, y, scale = a.mantissa(), b.mantissa(), int(max(a.scale, b.scale))
	return x.mulPow10(scale - int(a.scale)), y.mulPow10(scale - int(b.scale)), scale
}

// Add returns d + other, or a System.OverflowException.
func (d Decimal) Add(other Decimal) (Decimal, error) {
	x, y, scale := align(d, other)
	if d.negative == other.negative {
		return fitDecimal(x.add(y), scale, d.negative)
	}
	if x.cmp(y) >= 0 {
		return fitDecimal(x.sub(y), scale, d.negative)
	}
	return fitDecimal(y.sub(x), scale, other.negative)
}

// Sub returns d - other, or a System.OverflowException.
func (d Decimal) Sub(other Decimal) (Decimal, error) { return d.Add(other.Neg()) }

// Mul returns d * other, or a System.OverflowException.
func (d Decimal) Mul(other Decimal) (Decimal, error) {
	scale := int(d.scale) + int(other.scale)
	// .NET has one path for mantissas that both fit 32 bits and one for all
	// others, and they differ in the scale of a zero.
	if short := d.isShort() && other.isShort(); short && scale > MaxDecimalScale+19 ||
		!short && (d.IsZero() || other.IsZero()) {
		return Decimal{}, nil
	}
	low := d.mantissa().mul64(other.low)
	high := d.mantissa().mul64(uint64(other.high))
	product := low.add(uint192{0, high[0], high[1]})
	return fitDecimal(product, scale, d.negative != other.negative)
}

func (d Decimal) isShort() bool { return d.high == 0 && d.low>>32 == 0 }

// Div returns d / other with up to 28 places, or a System.DivideByZeroException
// or System.OverflowException. A quotient that comes out even keeps the
// difference of the scales; any other has no trailing zeros.
func (d Decimal) Div(other Decimal) (Decimal, error) {
	if other.IsZero() {
		return Decimal{}, DivideByZero()
	}
	divisor := other.mantissa()
	scale := int(d.scale) - int(other.scale)
	quotient, rest := d.mantissa().divmod(divisor)
	exact := rest.isZero()
	for quotient.fits96() && (!rest.isZero() || scale < 0) {
		step := widenBy(quotient, scale, rest.isZero())
		if step == 0 {
			if scale < 0 {
				return Decimal{}, decimalOverflow()
			}
			break
		}
		power := powersOfTen64[step]
		var digits uint192
		digits, rest = rest.mul64(power).divmod(divisor)
		quotient = quotient.mul64(power).add(digits)
		scale += step
	}
	twice := rest.add(rest)
	if c := twice.cmp(divisor); quotient.fits96() && (c > 0 || c == 0 && quotient[0]&1 == 1) {
		quotient, rest = quotient.add(uint192{1}), uint192{}
	}
	if !quotient.fits96() {
		// The last digit did not fit after all.
		if scale == 0 {
			return Decimal{}, decimalOverflow()
		}
		quotient, scale = dropLast(quotient, !rest.isZero(), ToEven), scale-1
	}
	if !exact {
		var short uint8
		quotient, short = stripZeros(quotient, uint8(scale))
		scale = int(short)
	}
	return makeDecimal(quotient, uint8(scale), d.negative != other.negative), nil
}

// widenBy returns how many more digits a quotient can take: at most nine at a
// time, so that the remainder times the power stays within bounds.
func widenBy(quotient uint192, scale int, exact bool) int {
	limit := MaxDecimalScale - scale
	if exact {
		limit = -scale
	}
	step := min(9, limit)
	for step > 0 && !quotient.mul64(powersOfTen64[step]).fits96() {
		step--
	}
	return step
}

// Rem returns the remainder of d / other truncated toward zero; it has the sign
// of d. It throws System.DivideByZeroException.
func (d Decimal) Rem(other Decimal) (Decimal, error) {
	if other.IsZero() {
		return Decimal{}, DivideByZero()
	}
	x, y, scale := align(d, other)
	if x.cmp(y) < 0 {
		return d, nil
	}
	_, rest := x.divmod(y)
	return fitDecimal(rest, scale, d.negative)
}

// Compare returns -1, 0 or 1 as d is less than, equal to or greater than other.
func (d Decimal) Compare(other Decimal) int {
	if d.Sign() != other.Sign() {
		if d.Sign() < other.Sign() {
			return -1
		}
		return 1
	}
	x, y, _ := align(d, other)
	if d.negative {
		return y.cmp(x)
	}
	return x.cmp(y)
}

// Equal reports whether two decimals have the same value.
func (d Decimal) Equal(other Decimal) bool { return d.Compare(other) == 0 }
