package xmltree

import (
	"encoding/hex"
	"math"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// The functions of this file are XmlConvert.ToString for the types that LINQ to
// XML writes in the forms of XML Schema.

// FormatDouble writes a double: the shortest text that reads back as the same
// number, INF, -INF, NaN, and -0 for the negative zero.
func FormatDouble(f float64) string { return formatFloat(f, 64, 15) }

// FormatSingle writes a float like [FormatDouble].
func FormatSingle(f float32) string { return formatFloat(float64(f), 32, 7) }

// formatFloat writes exponents as .NET does: from the given number of digits
// before the point on, or when four zeros or more would follow the point.
func formatFloat(f float64, bits, precision int) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	case f == 0:
		if math.Signbit(f) {
			return "-0"
		}
		return "0"
	}
	// d.ddde±xx holds the shortest digits.
	s := strconv.FormatFloat(f, 'e', -1, bits)
	mark := len(s) - 1
	for s[mark] != 'e' {
		mark--
	}
	exponent, err := strconv.Atoi(s[mark+1:])
	if err != nil {
		return s // strconv writes a number behind e
	}
	digits := mark - 1 // the point, or the sign of a single digit
	if f < 0 {
		digits--
	}
	if digits < 1 {
		digits = 1
	}
	if exponent+1 > max(digits, precision) || exponent+1 < -3 {
		sign := "+"
		if exponent < 0 {
			sign, exponent = "-", -exponent
		}
		pad := ""
		if exponent < 10 {
			pad = "0"
		}
		return s[:mark] + "E" + sign + pad + strconv.Itoa(exponent)
	}
	return strconv.FormatFloat(f, 'f', -1, bits)
}

// FormatDecimal writes a decimal with all its digits after the point.
func FormatDecimal(d clr.Decimal) string {
	out := make([]byte, 0, 32)
	if d.IsNegative() {
		out = append(out, '-')
	}
	digits := d.AppendDigits(nil)
	whole := len(digits) - d.Scale()
	if whole <= 0 {
		out = append(out, '0')
	} else {
		out = append(out, digits[:whole]...)
		digits = digits[whole:]
	}
	if d.Scale() == 0 {
		return string(out)
	}
	out = append(out, '.')
	for ; whole < 0; whole++ {
		out = append(out, '0')
	}
	return string(append(out, digits...))
}

// FormatGuid writes a Guid as 32 digits in five groups.
func FormatGuid(g clr.Guid) string {
	h := hex.EncodeToString(g[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// FormatDateTime writes a DateTime with Z for UTC, the offset for local time (the
// gateway's is +00:00) and nothing for an unspecified kind.
func FormatDateTime(t clr.DateTime) string {
	out := appendDateTime(make([]byte, 0, 40), t.Ticks)
	switch t.Kind {
	case clr.UTC:
		out = append(out, 'Z')
	case clr.Local:
		out = append(out, "+00:00"...)
	}
	return string(out)
}

// FormatDateTimeOffset writes a DateTimeOffset with its offset, Z for none.
func FormatDateTimeOffset(t clr.DateTimeOffset) string {
	out := appendDateTime(make([]byte, 0, 40), t.Ticks)
	if t.Offset == 0 {
		return string(append(out, 'Z'))
	}
	offset, sign := int64(t.Offset), byte('+')
	if offset < 0 {
		offset, sign = -offset, '-'
	}
	out = append(out, sign)
	out = appendPadded(out, offset/60, 2)
	out = append(out, ':')
	return string(appendPadded(out, offset%60, 2))
}

func appendDateTime(out []byte, ticks int64) []byte {
	year, month, day := dateOf(ticks / clr.TicksPerDay)
	rest := ticks % clr.TicksPerDay
	out = appendPadded(out, year, 4)
	out = append(out, '-')
	out = appendPadded(out, month, 2)
	out = append(out, '-')
	out = appendPadded(out, day, 2)
	out = append(out, 'T')
	out = appendPadded(out, rest/clr.TicksPerHour, 2)
	out = append(out, ':')
	out = appendPadded(out, rest/clr.TicksPerMinute%60, 2)
	out = append(out, ':')
	out = appendPadded(out, rest/clr.TicksPerSecond%60, 2)
	return appendFraction(out, rest%clr.TicksPerSecond)
}

// appendFraction writes a point and the ticks of a second without trailing zeros.
func appendFraction(out []byte, ticks int64) []byte {
	if ticks == 0 {
		return out
	}
	out = append(out, '.')
	out = appendPadded(out, ticks, 7)
	for out[len(out)-1] == '0' {
		out = out[:len(out)-1]
	}
	return out
}

func appendPadded(out []byte, n int64, width int) []byte {
	s := strconv.FormatInt(n, 10)
	for i := len(s); i < width; i++ {
		out = append(out, '0')
	}
	return append(out, s...)
}

// FormatTimeSpan writes a duration such as P1DT2H3M4.5S.
func FormatTimeSpan(t clr.TimeSpan) string {
	out := make([]byte, 0, 32)
	ticks := uint64(t)
	if t < 0 {
		ticks = -ticks
		out = append(out, '-')
	}
	out = append(out, 'P')
	part := func(n uint64, unit byte) {
		if n != 0 {
			out = append(strconv.AppendUint(out, n, 10), unit)
		}
	}
	part(ticks/clr.TicksPerDay, 'D')
	rest := ticks % clr.TicksPerDay
	if rest == 0 {
		if ticks == 0 {
			out = append(out, "T0S"...)
		}
		return string(out)
	}
	out = append(out, 'T')
	part(rest/clr.TicksPerHour, 'H')
	part(rest/clr.TicksPerMinute%60, 'M')
	if rest %= clr.TicksPerMinute; rest != 0 {
		out = strconv.AppendUint(out, rest/clr.TicksPerSecond, 10)
		out = appendFraction(out, int64(rest%clr.TicksPerSecond))
		out = append(out, 'S')
	}
	return string(out)
}
