package netfmt

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// ParseDouble is double.Parse; styles are usually NumberFloat | AllowThousands.
// It throws System.FormatException, and System.OverflowException for a number
// that is too large, as .NET Framework does.
func ParseDouble(s string, styles NumberStyles, c *Culture) (float64, error) {
	return parseFloat(s, 64, "a Double", styles, c)
}

// ParseFloat32 is float.Parse; it throws like ParseDouble.
func ParseFloat32(s string, styles NumberStyles, c *Culture) (float32, error) {
	f, err := parseFloat(s, 32, "a Single", styles, c)
	return float32(f), err
}

func parseFloat(s string, bits int, name string, styles NumberStyles, c *Culture) (float64, error) {
	if err := styles.check(true); err != nil {
		return 0, err
	}
	var buffer [stackDigits]byte
	n, ok := scanNumber(s, styles, c, buffer[:])
	if !ok {
		switch strings.TrimFunc(s, unicode.IsSpace) {
		case c.number.infinity:
			return math.Inf(1), nil
		case c.number.negativeInfinity:
			return math.Inf(-1), nil
		case c.number.nan:
			return math.NaN(), nil
		}
		return 0, clr.BadNumber()
	}
	// Go's parser is given the digits as a whole number with an exponent.
	var text [stackDigits]byte
	out := append(text[:0], n.digits...)
	out = append(out, 'e')
	out = strconv.AppendInt(out, int64(n.scale-len(n.digits)), 10)
	f, err := strconv.ParseFloat(string(out), bits)
	if err != nil && math.IsInf(f, 0) {
		return 0, clr.Overflow(name)
	}
	if n.negative && (f != 0 || n.point) {
		f = -f
	}
	return f, nil
}

// ParseDecimal is decimal.Parse; styles are usually NumberNumber. It throws
// System.FormatException and System.OverflowException.
func ParseDecimal(s string, styles NumberStyles, c *Culture) (clr.Decimal, error) {
	if err := styles.check(true); err != nil {
		return clr.Decimal{}, err
	}
	var buffer [stackDigits]byte
	n, ok := scanNumber(s, styles, c, buffer[:])
	if !ok {
		return clr.Decimal{}, clr.BadNumber()
	}
	d, ok := clr.DecimalFromDigits(n.negative, n.digits, n.scale)
	if !ok {
		return clr.Decimal{}, clr.Overflow("a Decimal")
	}
	return d, nil
}

// ParseBool is bool.Parse: True or False in any case, with white space and zero
// characters around. Other text throws System.FormatException.
func ParseBool(s string) (bool, error) {
	s = strings.TrimFunc(s, func(r rune) bool { return r == 0 || unicode.IsSpace(r) })
	switch {
	case strings.EqualFold(s, "true"):
		return true, nil
	case strings.EqualFold(s, "false"):
		return false, nil
	}
	return false, clr.Format("String was not recognized as a valid Boolean.")
}

// ParseGuid is Guid.Parse.
func ParseGuid(s string) (clr.Guid, error) { return clr.ParseGuid(s) }

// ParseGuidExact is Guid.ParseExact.
func ParseGuidExact(s, format string) (clr.Guid, error) { return clr.ParseGuidExact(s, format) }
