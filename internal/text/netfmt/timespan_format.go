package netfmt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// spanParts are the digits of a time span, without its sign.
type spanParts struct {
	negative                      bool
	days, hours, minutes, seconds uint64
	fraction                      int // ticks of the second
}

func partsOf(t clr.TimeSpan) spanParts {
	// The smallest time span has no positive counterpart; as an unsigned number
	// it does.
	ticks := uint64(t)
	if t < 0 {
		ticks = -ticks
	}
	return spanParts{
		negative: t < 0,
		days:     ticks / clr.TicksPerDay,
		hours:    ticks / clr.TicksPerHour % 24,
		minutes:  ticks / clr.TicksPerMinute % 60,
		seconds:  ticks / clr.TicksPerSecond % 60,
		fraction: int(ticks % clr.TicksPerSecond),
	}
}

// FormatTimeSpan is TimeSpan.ToString(format): c (also t, T and the empty
// format), g, G or a custom format.
func FormatTimeSpan(t clr.TimeSpan, format string, c *Culture) (string, error) {
	var buffer [48]byte
	p := partsOf(t)
	switch format {
	case "", "c", "t", "T":
		return string(p.appendConstant(buffer[:0])), nil
	case "g":
		return string(p.appendGeneral(buffer[:0], c, false)), nil
	case "G":
		return string(p.appendGeneral(buffer[:0], c, true)), nil
	}
	if len(format) == 1 {
		return "", badFormat()
	}
	out, err := p.appendCustom(buffer[:0], format)
	return string(out), err
}

// appendConstant writes [-][d.]hh:mm:ss[.fffffff].
func (p spanParts) appendConstant(dst []byte) []byte {
	if p.negative {
		dst = append(dst, '-')
	}
	if p.days > 0 {
		dst = append(appendPadded(dst, p.days, 1), '.')
	}
	dst = p.appendClock(dst, 2)
	if p.fraction > 0 {
		dst = appendFraction(append(dst, '.'), p.fraction, 7)
	}
	return dst
}

func (p spanParts) appendClock(dst []byte, hourDigits int) []byte {
	dst = append(appendPadded(dst, p.hours, hourDigits), ':')
	dst = append(appendPadded(dst, p.minutes, 2), ':')
	return appendPadded(dst, p.seconds, 2)
}

// appendGeneral writes [-][d:]h:mm:ss[.FFFFFFF], or all parts when long.
func (p spanParts) appendGeneral(dst []byte, c *Culture, long bool) []byte {
	if p.negative {
		dst = append(dst, '-')
	}
	if long || p.days > 0 {
		dst = append(appendPadded(dst, p.days, 1), ':')
	}
	if long {
		dst = append(p.appendClock(dst, 2), c.number.decimal...)
		return appendFraction(dst, p.fraction, 7)
	}
	dst = p.appendClock(dst, 1)
	if p.fraction > 0 {
		dst = append(dst, c.number.decimal...)
		dst = appendShortFraction(dst, p.fraction, 7)
	}
	return dst
}

// appendCustom writes a custom format, which knows no sign and lets no letter
// stand unquoted.
func (p spanParts) appendCustom(dst []byte, format string) ([]byte, error) {
	for i := 0; i < len(format); {
		n := runLength(format[i:])
		value, most := uint64(0), 2
		switch format[i] {
		case 'd':
			value, most = p.days, 8
		case 'h':
			value = p.hours
		case 'm':
			value = p.minutes
		case 's':
			value = p.seconds
		case 'f', 'F':
			most = 7
		case '%':
			one, err := percentSpecifier(format[i:])
			if err != nil {
				return nil, err
			}
			if dst, err = p.appendCustom(dst, one); err != nil {
				return nil, err
			}
			i += 2
			continue
		case '\'', '"', '\\':
			var err error
			if dst, n, err = appendLiteral(dst, format[i:]); err != nil {
				return nil, err
			}
			i += n
			continue
		default:
			return nil, badFormat()
		}
		if n > most {
			return nil, badFormat()
		}
		switch format[i] {
		case 'f':
			dst = appendFraction(dst, p.fraction, n)
		case 'F':
			dst = appendShortFraction(dst, p.fraction, n)
		default:
			dst = appendPadded(dst, value, n)
		}
		i += n
	}
	return dst, nil
}
