package netfmt

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// maxPrecision bounds the precision of a standard format. .NET's own bound,
// 999,999,999, would let a short format ask for a gigabyte.
const maxPrecision = 100_000

func badSpecifier() error { return clr.Format("Format specifier was invalid.") }

// specifier is a standard format: a letter and, perhaps, a precision.
type specifier struct {
	letter    byte
	precision int // -1 when the format does not tell
}

// upper is the letter in upper case.
func (s specifier) upper() byte { return s.letter &^ 0x20 }

// untilNUL is the part of a format that counts: .NET's ends at a NUL.
func untilNUL(format string) string {
	if i := strings.IndexByte(format, 0); i >= 0 {
		return format[:i]
	}
	return format
}

// parseSpecifier splits a standard format. standard is false for a custom
// format; .NET Framework takes more than two digits for one, modern .NET does
// not.
func parseSpecifier(format string, style FloatStyle) (spec specifier, standard bool, err error) {
	if format == "" {
		return specifier{letter: 'G', precision: -1}, true, nil
	}
	letter := format[0]
	if letter|0x20 < 'a' || letter|0x20 > 'z' {
		return specifier{}, false, nil
	}
	spec = specifier{letter: letter, precision: -1}
	digits := format[1:]
	if digits == "" {
		return spec, true, nil
	}
	if style == Fixed15 && len(digits) > 2 {
		return specifier{}, false, nil
	}
	spec.precision = 0
	for i := 0; i < len(digits); i++ {
		if digits[i] < '0' || digits[i] > '9' {
			return specifier{}, false, nil
		}
		spec.precision = min(spec.precision*10+int(digits[i]-'0'), maxPrecision+1)
	}
	if spec.precision > maxPrecision {
		return specifier{}, false, badSpecifier()
	}
	return spec, true, nil
}

// appendStandard writes a number in one of the formats C E F G N P R.
func appendStandard(dst []byte, n number, spec specifier, c *Culture) ([]byte, error) {
	precision := spec.precision
	if precision < 0 && spec.upper() != 'G' && spec.upper() != 'E' {
		precision = defaultDecimals
	}
	symbols := &c.number
	switch spec.upper() {
	case 'C':
		n = n.round(n.scale + precision)
		pattern := currencyPositive[symbols.currencyPositive]
		if n.negative {
			pattern = currencyNegative[symbols.currencyNegative]
		}
		return appendPattern(dst, n, pattern, precision, symbols.currencyDecimal, symbols.currencyGroup, symbols.currency, c), nil
	case 'F':
		n = n.round(n.scale + precision)
		if n.negative {
			dst = append(dst, symbols.negative...)
		}
		return appendFixed(dst, n, precision, symbols.decimal, ""), nil
	case 'N':
		n = n.round(n.scale + precision)
		if n.negative {
			dst = append(dst, symbols.negative...)
		}
		return appendFixed(dst, n, precision, symbols.decimal, symbols.group), nil
	case 'P':
		if len(n.digits) > 0 {
			n.scale += 2
		}
		n = n.round(n.scale + precision)
		pattern := percentPositive[symbols.percentPositive]
		if n.negative {
			pattern = percentNegative[symbols.percentNegative]
		}
		return appendPattern(dst, n, pattern, precision, symbols.decimal, symbols.group, symbols.percent, c), nil
	case 'E':
		if precision < 0 {
			precision = 6
		}
		n = n.round(precision + 1)
		if n.negative {
			dst = append(dst, symbols.negative...)
		}
		return appendScientific(dst, n, precision+1, spec.letter, c), nil
	case 'R':
		if n.kind != floatKind {
			return nil, badSpecifier()
		}
		fallthrough
	case 'G':
		return appendGeneral(dst, n, spec, c), nil
	}
	return nil, badSpecifier()
}

// The patterns of NumberFormatInfo: # is the number, $ the symbol, - the sign.
var (
	currencyPositive = [...]string{"$#", "#$", "$ #", "# $"}
	currencyNegative = [...]string{
		"($#)", "-$#", "$-#", "$#-", "(#$)", "-#$", "#-$", "#$-", "-# $",
		"-$ #", "# $-", "$ #-", "$ -#", "#- $", "($ #)", "(# $)",
	}
	percentPositive = [...]string{"# $", "#$", "$#", "$ #"}
	percentNegative = [...]string{
		"-# $", "-#$", "-$#", "$-#", "$#-", "#-$", "#$-", "-$ #", "# $-", "$ #-", "$ -#", "#- $",
	}
)

func appendPattern(dst []byte, n number, pattern string, precision int, point, group, symbol string, c *Culture) []byte {
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '#':
			dst = appendFixed(dst, n, precision, point, group)
		case '$':
			dst = append(dst, symbol...)
		case '-':
			dst = append(dst, c.number.negative...)
		default:
			dst = append(dst, pattern[i])
		}
	}
	return dst
}

// appendFixed writes whole digits, in groups when group is not empty, and the
// given count of decimals.
func appendFixed(dst []byte, n number, decimals int, point, group string) []byte {
	if n.scale <= 0 {
		dst = append(dst, '0')
	}
	for i := 0; i < n.scale; i++ {
		dst = append(dst, n.digit(i))
		if rest := n.scale - 1 - i; group != "" && rest > 0 && rest%groupSize == 0 {
			dst = append(dst, group...)
		}
	}
	if decimals == 0 {
		return dst
	}
	dst = append(dst, point...)
	for i := n.scale; i < n.scale+decimals; i++ {
		if i < 0 {
			dst = append(dst, '0')
		} else {
			dst = append(dst, n.digit(i))
		}
	}
	return dst
}

// appendScientific writes d.ddd and an exponent of at least three digits.
func appendScientific(dst []byte, n number, significant int, letter byte, c *Culture) []byte {
	dst = append(dst, n.digit(0))
	if significant > 1 {
		dst = append(dst, c.number.decimal...)
	}
	for i := 1; i < significant; i++ {
		dst = append(dst, n.digit(i))
	}
	return appendExponent(dst, n.exponent(), letter, 3, true, c)
}

// exponent is the power of ten of the first digit.
func (n number) exponent() int {
	if len(n.digits) == 0 {
		return 0
	}
	return n.scale - 1
}

func appendExponent(dst []byte, exponent int, letter byte, width int, plus bool, c *Culture) []byte {
	dst = append(dst, letter)
	if exponent < 0 {
		dst = append(dst, c.number.negative...)
		exponent = -exponent
	} else if plus {
		dst = append(dst, c.number.positive...)
	}
	return appendPadded(dst, uint64(exponent), width)
}

// appendPadded writes a number with leading zeros up to a width.
func appendPadded(dst []byte, value uint64, width int) []byte {
	var buffer [20]byte
	digits := strconv.AppendUint(buffer[:0], value, 10)
	for i := len(digits); i < width; i++ {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}

// appendGeneral writes fixed or scientific notation, whichever suits.
func appendGeneral(dst []byte, n number, spec specifier, c *Culture) []byte {
	limit := spec.precision
	scientific := true
	switch {
	case spec.upper() == 'R', limit < 1 && n.kind == floatKind:
		limit = max(len(n.digits), n.general)
		n = n.round(limit)
	case limit < 0 && n.kind == decimalKind:
		// All digits of a decimal count, trailing zeros too.
		scientific = false
		if len(n.digits) == 0 {
			n.negative = false
		}
	case limit < 1:
		limit = len(n.digits)
		n = n.round(limit)
	default:
		n = n.round(limit)
	}
	scientific = scientific && (n.scale > limit || n.scale < -3)
	if n.negative {
		dst = append(dst, c.number.negative...)
	}
	whole := n.scale
	if scientific {
		whole = 1
	}
	if whole <= 0 {
		dst = append(dst, '0')
	}
	for i := 0; i < whole; i++ {
		dst = append(dst, n.digit(i))
	}
	if len(n.digits) > max(whole, 0) || whole < 0 {
		dst = append(dst, c.number.decimal...)
		for ; whole < 0; whole++ {
			dst = append(dst, '0')
		}
		dst = append(dst, n.digits[min(whole, len(n.digits)):]...)
	}
	if scientific {
		// G becomes E and g becomes e; R and r likewise.
		dst = appendExponent(dst, n.scale-1, 'E'|spec.letter&0x20, 2, true, c)
	}
	return dst
}
