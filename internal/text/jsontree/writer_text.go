package jsontree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// AppendQuoted appends a JSON string as Newtonsoft writes it: quotes,
// backslashes, control characters and U+0085, U+2028, U+2029 are escaped,
// nothing else. Null is not a string.
func AppendQuoted(dst []byte, s string) []byte { return appendQuoted(dst, s) }

// longText is the length from which it is worth to know how long a text in quotes
// will be before it is written.
const longText = 4 << 10

// QuotedLen returns the length of what AppendQuoted appends, or a little more.
func QuotedLen(s string) int { return quotedLen(s) }

func quotedLen(s string) int {
	n := len(s) + 2
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			n++
		case c < ' ':
			n += 5
		case c == 0xC2 || c == 0xE2:
			n += 4
		}
	}
	return n
}

func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := skipWritten(s, 0); i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0xC2 && c != 0xE2 {
			continue
		}
		size := 1
		var short byte
		switch c {
		case '"', '\\':
			short = c
		case '\n':
			short = 'n'
		case '\r':
			short = 'r'
		case '\t':
			short = 't'
		case '\f':
			short = 'f'
		case '\b':
			short = 'b'
		case 0xC2, 0xE2:
			if size = lineSeparator(s[i:]); size == 0 {
				continue
			}
		}
		dst = append(dst, s[from:i]...)
		switch {
		case short != 0:
			dst = append(dst, '\\', short)
		case size == 2:
			dst = append(dst, `\u0085`...)
		case size == 3:
			dst = append(append(dst, `\u202`...), '8'+s[i+2]&1)
		default:
			const hex = "0123456789abcdef"
			dst = append(append(dst, `\u00`...), hex[c>>4], hex[c&15])
		}
		from = i + size
		i = skipWritten(s, from) - 1
	}
	return append(append(dst, s[from:]...), '"')
}

// lineSeparator returns the size of U+0085, U+2028 or U+2029 at the beginning of
// s, or 0.
func lineSeparator(s string) int {
	switch {
	case len(s) >= 2 && s[0] == 0xC2 && s[1] == 0x85:
		return 2
	case len(s) >= 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9):
		return 3
	}
	return 0
}

// appendISODate appends a date with the fraction that it has, and Z or the
// local offset by its kind.
func appendISODate(dst []byte, d clr.DateTime) []byte {
	dst = appendISOClock(dst, d)
	switch d.Kind {
	case clr.UTC:
		return append(dst, 'Z')
	case clr.Local:
		return append(dst, "+00:00"...)
	}
	return dst
}

func appendISOOffsetDate(dst []byte, d clr.DateTimeOffset) []byte {
	return appendOffset(appendISOClock(dst, d.DateTime()), d.Offset)
}

func appendISOClock(dst []byte, d clr.DateTime) []byte {
	year, month, day := d.YearMonthDay()
	dst = append(appendDigits(dst, year, 4), '-')
	dst = append(appendDigits(dst, month, 2), '-')
	dst = append(appendDigits(dst, day, 2), 'T')
	dst = appendClock(dst, d)
	fraction, width := int(d.Ticks%clr.TicksPerSecond), 7
	if fraction == 0 {
		return dst
	}
	for fraction%10 == 0 {
		fraction /= 10
		width--
	}
	return appendDigits(append(dst, '.'), fraction, width)
}
