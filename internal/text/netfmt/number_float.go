package netfmt

import (
	"bytes"
	"math"
	mathbits "math/bits"
	"strconv"
)

// Significant digits that floats of 32 and 64 bits surely hold. General format
// turns to scientific notation beyond them.
const (
	digits32 = 7
	digits64 = 15
)

func guaranteedDigits(bits int) int {
	if bits == 32 {
		return digits32
	}
	return digits64
}

// roundTripDigits is the count that identifies every float.
func roundTripDigits(bits int) int { return guaranteedDigits(bits) + 2 }

// formatFloat writes a float of 32 or 64 bits.
func formatFloat(f float64, bits int, format string, c *Culture) (string, error) {
	if special := specialFloat(f, c); special != "" {
		return special, nil
	}
	format = untilNUL(format)
	spec, standard, err := parseSpecifier(format, c.floats)
	if err != nil {
		return "", err
	}
	var digits, text [stackDigits]byte
	if !standard {
		n := floatNumber(digits[:], f, bits, floatDigits{significant: guaranteedDigits(bits), away: c.floats != Shortest})
		n.signedZero = c.floats == Shortest
		out, err := appendCustom(text[:0], n, format, c)
		return string(out), err
	}
	switch spec.upper() {
	case 'C', 'E', 'F', 'G', 'N', 'P', 'R':
	default:
		return "", badSpecifier()
	}
	var n number
	if c.floats == Shortest {
		n = floatNumber(digits[:], f, bits, exactDigits(spec))
		n.signedZero, n.rounded, n.general = true, true, guaranteedDigits(bits)
	} else {
		if spec.letter == 'r' {
			// .NET Framework writes the exponent of r in upper case.
			spec.letter = 'R'
		}
		want := frameworkDigits(spec, f, bits)
		n = floatNumber(digits[:], f, bits, want)
		n.general = want.significant
	}
	out, err := appendStandard(text[:0], n, spec, c)
	return string(out), err
}

// specialFloat returns the text of a float that is no number, or nothing.
func specialFloat(f float64, c *Culture) string {
	switch {
	case math.IsNaN(f):
		return c.number.nan
	case math.IsInf(f, 1):
		return c.number.infinity
	case math.IsInf(f, -1):
		return c.number.negativeInfinity
	}
	return ""
}

// exactDigits is what modern .NET asks for: as many digits as will be shown,
// correctly rounded.
func exactDigits(spec specifier) floatDigits {
	precision := spec.precision
	switch spec.upper() {
	case 'E':
		if precision < 0 {
			precision = 6
		}
		return floatDigits{significant: precision + 1}
	case 'G':
		return floatDigits{significant: max(precision, 0)}
	case 'R':
		return floatDigits{}
	case 'P':
		if precision < 0 {
			precision = defaultDecimals
		}
		precision += 2
	}
	if precision < 0 {
		precision = defaultDecimals
	}
	return floatDigits{significant: -1, decimals: precision}
}

// frameworkDigits is what .NET Framework asks for: 15 digits (7 for a float32)
// unless the format shows more, then 17 (9).
func frameworkDigits(spec specifier, f float64, bits int) floatDigits {
	sure := guaranteedDigits(bits)
	significant := sure
	switch spec.upper() {
	case 'E':
		if spec.precision >= sure {
			significant = roundTripDigits(bits)
		}
	case 'G':
		if spec.precision > sure {
			significant = roundTripDigits(bits)
		}
	case 'R':
		var buffer [32]byte
		text := strconv.AppendFloat(buffer[:0], f, 'e', sure-1, bits)
		if back, err := strconv.ParseFloat(string(text), bits); err != nil || back != f {
			significant = roundTripDigits(bits)
		}
	}
	return floatDigits{significant: significant, away: true}
}

// AppendRounded appends a float in the form -d.ddde±dd with so many significant
// digits as .NET Framework rounds it: halves go away from zero.
func AppendRounded(dst []byte, f float64, significant, bits int) []byte {
	dst = strconv.AppendFloat(dst, f, 'e', significant-1, bits)
	if halfDown(f, significant) {
		// The last digit is even, and so there is nothing to carry.
		dst[bytes.LastIndexByte(dst, 'e')-1]++
	}
	return dst
}

// halfDown reports whether a float is just between two numbers of so many digits, of
// which strconv takes the lower one, because that is even.
func halfDown(f float64, significant int) bool {
	fraction, exponent := math.Frexp(math.Abs(f))
	m := uint64(fraction * (1 << 53))
	if m == 0 {
		return false
	}
	exponent += mathbits.TrailingZeros64(m) - 53
	m >>= mathbits.TrailingZeros64(m)
	// The float is m times a power of two. Its digits are those of m times a power of
	// five, or those of m without factors of five.
	for ; exponent > 0; exponent-- {
		if m%5 != 0 {
			return false // its last digit is even
		}
		m /= 5
	}
	for ; exponent < 0; exponent++ {
		if m > math.MaxUint64/5 {
			return false // it has more digits
		}
		m *= 5
	}
	low := uint64(1)
	for range significant {
		low *= 10
	}
	return m >= low && m/10 < low && m%10 == 5 && m/10%2 == 0
}
