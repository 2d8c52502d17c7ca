package clr

// Truncate drops the digits after the point.
func (d Decimal) Truncate() Decimal {
	whole, _ := d.split()
	return makeDecimal(whole, 0, d.negative)
}

// Floor returns the largest whole number not greater than d.
func (d Decimal) Floor() Decimal {
	whole, fraction := d.split()
	if d.negative && fraction {
		whole = whole.add(uint192{1})
	}
	return makeDecimal(whole, 0, d.negative)
}

// Ceiling returns the smallest whole number not less than d.
func (d Decimal) Ceiling() Decimal {
	whole, fraction := d.split()
	if !d.negative && fraction {
		whole = whole.add(uint192{1})
	}
	return makeDecimal(whole, 0, d.negative)
}

// Round rounds to the given number of places, 0 to 28. A value that has fewer
// places is returned as it is.
func (d Decimal) Round(places int, mode Midpoint) (Decimal, error) {
	if places < 0 || places > MaxDecimalScale {
		return Decimal{}, ArgumentOutOfRange("Decimal can only round to between 0 and 28 digits of precision.", "decimals")
	}
	drop := int(d.scale) - places
	if drop <= 0 {
		return d, nil
	}
	return makeDecimal(dropDigits(d.mantissa(), drop, mode), uint8(places), d.negative), nil
}

// split returns the whole part and whether there is anything after the point.
func (d Decimal) split() (whole uint192, fraction bool) {
	whole = d.mantissa()
	for scale := int(d.scale); scale > 0; scale -= 19 {
		var rest uint64
		whole, rest = whole.divmod64(powersOfTen64[min(scale, 19)])
		fraction = fraction || rest != 0
	}
	return whole, fraction
}
