package netfmt

import "strings"

// section is one of the up to three parts of a custom format, measured.
type section struct {
	text string
	// digits counts the placeholders; point is how many stand before the
	// decimal point.
	digits, point int
	// firstZero and lastZero are the positions of the outermost 0 placeholders,
	// counted in placeholders; firstZero is -1 when there is none.
	firstZero, lastZero int
	grouped             bool
	scientific          bool
	// shift is the power of ten of percent signs and trailing commas.
	shift int
}

// measure reads a section up to its end or the semicolon.
func measure(format string) section {
	s := section{text: format, point: -1, firstZero: -1}
	comma, commas := -1, 0
	i := 0
scan:
	for i < len(format) {
		c := format[i]
		i++
		switch c {
		case '#':
			s.digits++
		case '0':
			if s.firstZero < 0 {
				s.firstZero = s.digits
			}
			s.digits++
			s.lastZero = s.digits
		case '.':
			if s.point < 0 {
				s.point = s.digits
			}
		case ',':
			if s.digits == 0 || s.point >= 0 {
				break
			}
			if comma == s.digits {
				commas++
				break
			}
			s.grouped = s.grouped || comma >= 0
			comma, commas = s.digits, 1
		case '%':
			s.shift += 2
		case '\'', '"':
			i = skipQuoted(format, i, c)
		case '\\':
			i = min(i+1, len(format))
		case ';':
			s.text = format[:i-1]
			break scan
		case 'E', 'e':
			if n := exponentLength(format[i:]); n > 0 {
				i += n
				s.scientific = true
			}
		default:
			if strings.HasPrefix(format[i-1:], perMille) {
				s.shift += 3
				i += len(perMille) - 1
			}
		}
	}
	if s.point < 0 {
		s.point = s.digits
	}
	if comma >= 0 {
		if comma == s.point {
			s.shift -= 3 * commas
		} else {
			s.grouped = true
		}
	}
	return s
}

// perMille is the placeholder ‰ as it stands in a Go string.
const perMille = "‰"

// skipQuoted returns the index after the quote that closes.
func skipQuoted(format string, i int, quote byte) int {
	if end := strings.IndexByte(format[i:], quote); end >= 0 {
		return i + end + 1
	}
	return len(format)
}

// exponentLength returns the length of the exponent placeholder after an E:
// zeros, perhaps after a sign. 0 means that there is none.
func exponentLength(rest string) int {
	i := 0
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		i = 1
	}
	start := i
	for i < len(rest) && rest[i] == '0' {
		i++
	}
	if i == start {
		return 0
	}
	return i
}

// findSection returns the nth section, or the first one when the nth is missing
// or empty. index tells which it is.
func findSection(format string, want int) (text string, index int) {
	rest := format
	for n := 0; n < want; n++ {
		i := 0
		found := false
		for i < len(rest) && !found {
			c := rest[i]
			i++
			switch c {
			case '\'', '"':
				i = skipQuoted(rest, i, c)
			case '\\':
				i = min(i+1, len(rest))
			case ';':
				found = true
			}
		}
		if !found {
			return format, 0
		}
		rest = rest[i:]
	}
	if want > 0 && (rest == "" || rest[0] == ';') {
		return format, 0
	}
	return rest, want
}
