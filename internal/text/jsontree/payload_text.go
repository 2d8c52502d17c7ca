package jsontree

import (
	"encoding/base64"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// convertToString is Convert.ToString(object, InvariantCulture), "" for null.
func convertToString(v *Value) string {
	// Most payloads are short: they need no memory but the text's own.
	var short [32]byte
	return string(appendInvariant(short[:0], v, netfmt.Shortest))
}

// ReaderText is the text as which JTokenReader gives a Guid, a TimeSpan or a Uri
// to what reads a tree: a URI's is its OriginalString, which (string)token is not.
func ReaderText(v *Value) string {
	if v.kind == KindURI {
		return v.uri().OriginalString()
	}
	return convertToString(v)
}

// appendInvariant appends the payload's text in the invariant culture.
func appendInvariant(dst []byte, v *Value, floats netfmt.FloatStyle) []byte {
	switch v.kind {
	case KindNull:
		return dst
	case KindBool:
		if v.num != 0 {
			return append(dst, "True"...)
		}
		return append(dst, "False"...)
	case KindUInt64:
		return strconv.AppendUint(dst, v.num, 10)
	case KindBigInteger:
		return v.bigInt().Append(dst, 10)
	case KindSingle:
		return append(dst, netfmt.FormatFloat32(float32(v.Float64()), netfmt.Invariant().WithFloats(floats))...)
	case KindDouble:
		return append(dst, netfmt.FormatDouble(v.Float64(), netfmt.Invariant().WithFloats(floats))...)
	case KindDecimal:
		return appendDecimal(dst, v.decimal())
	case KindString:
		return append(dst, v.str...)
	case KindChar:
		return append(dst, clr.Char(v.num).String()...)
	case KindDateTime:
		return appendInvariantDate(dst, v.dateTime())
	case KindDateTimeOffset:
		o := v.dateTimeOffset()
		dst = append(appendInvariantDate(dst, o.DateTime()), ' ')
		return appendOffset(dst, o.Offset)
	case KindTimeSpan:
		return appendTimeSpan(dst, clr.TimeSpan(v.num))
	case KindGuid:
		return append(dst, v.guid().String()...)
	case KindBytes:
		return append(dst, "System.Byte[]"...)
	case KindURI:
		return append(dst, v.uri().String()...)
	case KindEnum:
		return append(dst, v.enum().Name...)
	}
	return strconv.AppendInt(dst, int64(v.num), 10)
}

// appendDecimal appends all digits of the scale.
func appendDecimal(dst []byte, d clr.Decimal) []byte {
	if d.IsNegative() {
		dst = append(dst, '-')
	}
	var room [32]byte
	digits := d.AppendDigits(room[:0])
	whole := len(digits) - d.Scale()
	if whole <= 0 {
		dst = append(dst, '0')
	} else {
		dst = append(dst, digits[:whole]...)
		digits = digits[whole:]
	}
	if d.Scale() == 0 {
		return dst
	}
	dst = append(dst, '.')
	for ; whole < 0; whole++ {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}

// appendInvariantDate appends in the form MM/dd/yyyy HH:mm:ss.
func appendInvariantDate(dst []byte, d clr.DateTime) []byte {
	year, month, day := d.YearMonthDay()
	dst = append(appendDigits(dst, month, 2), '/')
	dst = append(appendDigits(dst, day, 2), '/')
	dst = append(appendDigits(dst, year, 4), ' ')
	return appendClock(dst, d)
}

func appendClock(dst []byte, d clr.DateTime) []byte {
	dst = append(appendDigits(dst, d.Hour(), 2), ':')
	dst = append(appendDigits(dst, d.Minute(), 2), ':')
	return appendDigits(dst, d.Second(), 2)
}

// appendDigits appends a number that is not negative with leading zeros.
func appendDigits(dst []byte, n, width int) []byte {
	var room [20]byte
	i := len(room)
	for width > 0 || n > 0 {
		i--
		room[i] = byte('0' + n%10)
		n /= 10
		width--
	}
	return append(dst, room[i:]...)
}

// appendOffset appends minutes as +hh:mm.
func appendOffset(dst []byte, minutes int16) []byte {
	sign, m := byte('+'), int(minutes)
	if m < 0 {
		sign, m = '-', -m
	}
	dst = append(appendDigits(append(dst, sign), m/60, 2), ':')
	return appendDigits(dst, m%60, 2)
}

// appendTimeSpan appends in the form [-][d.]hh:mm:ss[.fffffff].
func appendTimeSpan(dst []byte, t clr.TimeSpan) []byte {
	ticks := uint64(t)
	if t < 0 {
		dst = append(dst, '-')
		ticks = -ticks
	}
	if days := ticks / clr.TicksPerDay; days > 0 {
		dst = append(strconv.AppendUint(dst, days, 10), '.')
	}
	dst = append(appendDigits(dst, int(ticks/clr.TicksPerHour%24), 2), ':')
	dst = append(appendDigits(dst, int(ticks/clr.TicksPerMinute%60), 2), ':')
	dst = appendDigits(dst, int(ticks/clr.TicksPerSecond%60), 2)
	if fraction := int(ticks % clr.TicksPerSecond); fraction > 0 {
		dst = appendDigits(append(dst, '.'), fraction, 7)
	}
	return dst
}

func base64Text(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
