package netfmt

import (
	"fmt"
	"math"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Format writes a value as its ToString(format, culture) does; the empty format
// is ToString(). v is a bool, clr.Char, string, an integer of 8 to 64 bits,
// float32, float64, clr.Decimal, clr.DateTime, clr.DateTimeOffset, clr.TimeSpan
// or clr.Guid; bool, Char and string ignore the format. A format that the type
// does not know is a System.FormatException. Other types are an error of the
// calling program.
func Format(v any, format string, c *Culture) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case bool:
		return FormatBool(v), nil
	case clr.Char:
		return v.String(), nil
	case int8:
		return formatSigned(int64(v), 8, format, c)
	case int16:
		return formatSigned(int64(v), 16, format, c)
	case int32:
		return formatSigned(int64(v), 32, format, c)
	case int64:
		return formatSigned(v, 64, format, c)
	case int:
		return formatSigned(int64(v), 64, format, c)
	case uint8:
		return formatUnsigned(uint64(v), format, c)
	case uint16:
		return formatUnsigned(uint64(v), format, c)
	case uint32:
		return formatUnsigned(uint64(v), format, c)
	case uint64:
		return formatUnsigned(v, format, c)
	case float32:
		if format == "" {
			return FormatFloat32(v, c), nil
		}
		return formatFloat(float64(v), 32, format, c)
	case float64:
		if format == "" {
			return FormatDouble(v, c), nil
		}
		return formatFloat(v, 64, format, c)
	case clr.Decimal:
		return formatDecimal(v, format, c)
	case clr.DateTime:
		return FormatDateTime(v, format, c)
	case clr.DateTimeOffset:
		return FormatDateTimeOffset(v, format, c)
	case clr.TimeSpan:
		return FormatTimeSpan(v, format, c)
	case clr.Guid:
		return v.Format(format)
	}
	return "", fmt.Errorf("netfmt: no format for %T", v)
}

// FormatBool is bool.ToString: True or False.
func FormatBool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

// FormatInt is ToString() of every signed integer type in the cultures of this
// package, which all write a plain minus.
func FormatInt(v int64) string { return strconv.FormatInt(v, 10) }

// FormatDouble is double.ToString().
func FormatDouble(f float64, c *Culture) string { return generalFloat(f, 64, c) }

// FormatFloat32 is float.ToString().
func FormatFloat32(f float32, c *Culture) string { return generalFloat(float64(f), 32, c) }

func generalFloat(f float64, bits int, c *Culture) string {
	if whole := int64(f); float64(whole) == f && whole > -1e7 && whole < 1e7 && (whole != 0 || !math.Signbit(f)) {
		return strconv.FormatInt(whole, 10)
	}
	text, err := formatFloat(f, bits, "", c)
	if err != nil {
		// The general format has no errors.
		return ""
	}
	return text
}

// FormatDecimal is decimal.ToString().
func FormatDecimal(d clr.Decimal, c *Culture) string {
	var digits, text [stackDigits]byte
	n := decimalNumber(digits[:], d)
	return string(appendGeneral(text[:0], n, specifier{letter: 'G', precision: -1}, c))
}

func formatDecimal(d clr.Decimal, format string, c *Culture) (string, error) {
	format = untilNUL(format)
	spec, standard, err := parseSpecifier(format, c.floats)
	if err != nil {
		return "", err
	}
	var digits, text [stackDigits]byte
	n := decimalNumber(digits[:], d)
	var out []byte
	if standard {
		out, err = appendStandard(text[:0], n, spec, c)
	} else {
		out, err = appendCustom(text[:0], n, format, c)
	}
	return string(out), err
}

// formatSigned writes a signed integer of the given width, which matters to the
// formats that show bits.
func formatSigned(v int64, bits int, format string, c *Culture) (string, error) {
	if format == "" {
		return strconv.FormatInt(v, 10), nil
	}
	magnitude := uint64(v)
	if v < 0 {
		magnitude = -magnitude
	}
	return formatInteger(magnitude, v < 0, uint64(v)&(1<<(bits-1)<<1-1), format, c)
}

func formatUnsigned(v uint64, format string, c *Culture) (string, error) {
	if format == "" {
		return strconv.FormatUint(v, 10), nil
	}
	return formatInteger(v, false, v, format, c)
}

// formatInteger writes an integer given as magnitude and sign, and as its bits.
func formatInteger(magnitude uint64, negative bool, pattern uint64, format string, c *Culture) (string, error) {
	format = untilNUL(format)
	spec, standard, err := parseSpecifier(format, c.floats)
	if err != nil {
		return "", err
	}
	var digits, text [stackDigits]byte
	n := integerNumber(digits[:], magnitude, negative)
	out := text[:0]
	switch {
	case !standard:
		out, err = appendCustom(out, n, format, c)
	case spec.upper() == 'D':
		if negative {
			out = append(out, c.number.negative...)
		}
		out = appendPadded(out, magnitude, spec.precision)
	case spec.upper() == 'X':
		out = appendBits(out, pattern, 16, spec)
	case spec.upper() == 'B' && c.floats == Shortest:
		out = appendBits(out, pattern, 2, spec)
	default:
		out, err = appendStandard(out, n, spec, c)
	}
	return string(out), err
}

// appendBits writes the bits in base 16 or 2, hexadecimal digits in the case of
// the letter.
func appendBits(dst []byte, pattern uint64, base int, spec specifier) []byte {
	var buffer [64]byte
	digits := strconv.AppendUint(buffer[:0], pattern, base)
	for i := len(digits); i < spec.precision; i++ {
		dst = append(dst, '0')
	}
	if spec.letter == 'X' {
		for i, d := range digits {
			if d >= 'a' {
				digits[i] = d &^ 0x20
			}
		}
	}
	return append(dst, digits...)
}
