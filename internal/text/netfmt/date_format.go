package netfmt

import (
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// moment is what a date format shows: clock time, and what it knows of its zone.
type moment struct {
	clock clr.DateTime
	// offset is shown by z; kind decides what K shows when fixed is false.
	offset clr.TimeSpan
	fixed  bool
}

// FormatDateTime is DateTime.ToString(format). The empty format is G. Local time
// is UTC, so that a local date shows the offset +00:00.
func FormatDateTime(d clr.DateTime, format string, c *Culture) (string, error) {
	if format == "" {
		format = "G"
	}
	var buffer [64]byte
	out, err := appendMoment(buffer[:0], moment{clock: d}, format, c)
	return string(out), err
}

// FormatDateTimeOffset is DateTimeOffset.ToString(format). The empty format is
// G with the offset. R and u convert to UTC; U throws System.FormatException.
func FormatDateTimeOffset(o clr.DateTimeOffset, format string, c *Culture) (string, error) {
	m := moment{clock: o.DateTime(), offset: o.OffsetSpan(), fixed: true}
	switch format {
	case "":
		format = c.date.shortDate + " " + c.date.longTime + " zzz"
	case "r", "R", "u":
		m.clock = o.UtcDateTime()
	case "U":
		return "", badFormat()
	}
	var buffer [64]byte
	out, err := appendMoment(buffer[:0], m, format, c)
	return string(out), err
}

func appendMoment(dst []byte, m moment, format string, c *Culture) ([]byte, error) {
	if utf16Length(format) == 1 {
		pattern, used, ok := datePattern(format[0], c)
		if !ok {
			return nil, badFormat()
		}
		format, c = pattern, used
	}
	return appendDatePattern(dst, m, format, c)
}

func appendDatePattern(dst []byte, m moment, format string, c *Culture) ([]byte, error) {
	year, month, day := m.clock.YearMonthDay()
	for i := 0; i < len(format); {
		n := runLength(format[i:])
		switch format[i] {
		case 'y':
			if n <= 2 {
				dst = appendPadded(dst, uint64(year%100), n)
			} else {
				dst = appendPadded(dst, uint64(year), n)
			}
		case 'M':
			dst = appendName(dst, month, n, c.date.shortMonths[month-1], c.date.months[month-1])
		case 'd':
			weekday := m.clock.DayOfWeek()
			dst = appendName(dst, day, n, c.date.shortDays[weekday], c.date.days[weekday])
		case 'g':
			dst = append(dst, c.date.era...)
		case 'h':
			dst = appendPadded(dst, uint64((m.clock.Hour()+11)%12+1), min(n, 2))
		case 'H':
			dst = appendPadded(dst, uint64(m.clock.Hour()), min(n, 2))
		case 'm':
			dst = appendPadded(dst, uint64(m.clock.Minute()), min(n, 2))
		case 's':
			dst = appendPadded(dst, uint64(m.clock.Second()), min(n, 2))
		case 'f', 'F':
			if n > 7 {
				return nil, badFormat()
			}
			fraction := int(m.clock.Ticks % clr.TicksPerSecond)
			if format[i] == 'f' {
				dst = appendFraction(dst, fraction, n)
			} else {
				dst = appendOptionalFraction(dst, fraction, n)
			}
		case 't':
			designator := c.date.am
			if m.clock.Hour() >= 12 {
				designator = c.date.pm
			}
			if _, size := utf8.DecodeRuneInString(designator); n == 1 {
				designator = designator[:size]
			}
			dst = append(dst, designator...)
		case 'z':
			dst = appendOffset(dst, m.offset, n)
		case 'K':
			n = 1
			dst = m.appendZone(dst)
		case ':':
			n = 1
			dst = append(dst, c.date.timeSep...)
		case '/':
			n = 1
			dst = append(dst, c.date.dateSep...)
		case '%':
			one, err := percentSpecifier(format[i:])
			if err != nil {
				return nil, err
			}
			if dst, err = appendDatePattern(dst, m, one, c); err != nil {
				return nil, err
			}
			n = 2
		default:
			var err error
			if dst, n, err = appendLiteral(dst, format[i:]); err != nil {
				return nil, err
			}
		}
		i += n
	}
	return dst, nil
}

// percentSpecifier returns the single specifier after a percent sign.
func percentSpecifier(format string) (string, error) {
	if len(format) < 2 || format[1] == '%' {
		return "", badFormat()
	}
	return format[1:2], nil
}

// appendLiteral handles what date formats and time-span formats have in common:
// quotes, the backslash and plain text. It returns the length used.
func appendLiteral(dst []byte, format string) ([]byte, int, error) {
	switch format[0] {
	case '\'', '"':
		return quotedText(dst, format)
	case '\\':
		if len(format) < 2 {
			return nil, 0, badFormat()
		}
		return append(dst, format[1]), 2, nil
	}
	return append(dst, format[0]), 1, nil
}

// appendName writes the number, padded to two digits, or one of the names.
func appendName(dst []byte, value, n int, short, long string) []byte {
	switch n {
	case 1, 2:
		return appendPadded(dst, uint64(value), n)
	case 3:
		return append(dst, short...)
	}
	return append(dst, long...)
}

var fractionUnits = [8]int{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000}

// appendFraction writes the first n digits of a fraction given in ticks.
func appendFraction(dst []byte, ticks, n int) []byte {
	return appendPadded(dst, uint64(ticks/fractionUnits[7-n]), n)
}

// appendShortFraction leaves trailing zeros out, which may leave nothing.
func appendShortFraction(dst []byte, ticks, n int) []byte {
	ticks /= fractionUnits[7-n]
	for ; n > 0 && ticks%10 == 0; n-- {
		ticks /= 10
	}
	if n == 0 {
		return dst
	}
	return appendPadded(dst, uint64(ticks), n)
}

// appendOptionalFraction takes away the point before a fraction that leaves
// nothing.
func appendOptionalFraction(dst []byte, ticks, n int) []byte {
	before := len(dst)
	dst = appendShortFraction(dst, ticks, n)
	if len(dst) == before && before > 0 && dst[before-1] == '.' {
		return dst[:before-1]
	}
	return dst
}

// appendOffset writes an offset as z (hours), zz (two digits) or zzz (with
// minutes).
func appendOffset(dst []byte, offset clr.TimeSpan, n int) []byte {
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	dst = appendPadded(append(dst, sign), uint64(offset/clr.TicksPerHour), min(n, 2))
	if n > 2 {
		dst = appendPadded(append(dst, ':'), uint64(offset.Minutes()), 2)
	}
	return dst
}

// appendZone writes what K stands for.
func (m moment) appendZone(dst []byte) []byte {
	switch {
	case m.fixed, m.clock.Kind == clr.Local:
		return appendOffset(dst, m.offset, 3)
	case m.clock.Kind == clr.UTC:
		return append(dst, 'Z')
	}
	return dst
}
