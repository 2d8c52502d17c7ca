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

// appendCustom writes a number in a custom format.
func appendCustom(dst []byte, n *number, format string, c *Culture) ([]byte, error) {
	want := 0
	switch {
	case len(n.digits) == 0:
		want = 2
	case n.negative:
		want = 1
	}
	text, index := findSection(format, want)
	s := measure(text)
	if len(n.digits) == 0 {
		n.becomeZero()
	} else {
		n.scale += s.shift
		keep := s.digits
		if !s.scientific {
			keep = n.scale + s.digits - s.point
		}
		n.round(keep)
		if len(n.digits) == 0 {
			// What rounds to zero is shown as zero, if there is a section for it.
			if zero, zeroIndex := findSection(format, 2); zeroIndex != index {
				index = zeroIndex
				s = measure(zero)
			}
		}
	}
	start := len(dst)
	signed := n.negative && index == 0
	if signed {
		dst = append(dst, c.number.negative...)
	}
	before := len(dst)
	dst = appendSection(dst, n, s, c)
	if signed && n.scale == 0 && len(dst) == before {
		dst = dst[:start]
	}
	return dst, nil
}

// customWriter writes the digits of a number into the placeholders of a section.
type customWriter struct {
	n *number
	s *section
	c *Culture
	// place is the placeholder's power of ten plus one: 1 is the ones.
	place int
	// surplus is how many whole digits exceed the placeholders (positive), or
	// how many placeholders stand before the first digit (negative).
	surplus int
	next    int
	// leading is the place from which zeros are written, trailing the place
	// down to which.
	leading, trailing int
	pointDone         bool
}

func appendSection(dst []byte, n *number, s section, c *Culture) []byte {
	w := customWriter{n: n, s: &s, c: c, place: s.point}
	if s.firstZero >= 0 {
		w.leading = max(0, s.point-s.firstZero)
	}
	w.trailing = min(0, s.point-s.lastZero)
	if !s.scientific {
		w.place = max(n.scale, s.point)
		w.surplus = n.scale - s.point
	}
	format := s.text
	for i := 0; i < len(format); {
		ch := format[i]
		i++
		switch ch {
		case '#', '0':
			dst = w.placeholder(w.overflow(dst))
		case '.':
			dst = w.point(w.overflow(dst))
		case ',':
		case '%':
			dst = append(dst, c.number.percent...)
		case '\'', '"':
			end := skipQuoted(format, i, ch)
			quoted := format[i:end]
			if strings.HasSuffix(quoted, string(rune(ch))) {
				quoted = quoted[:len(quoted)-1]
			}
			dst = append(dst, quoted...)
			i = end
		case '\\':
			if i < len(format) {
				dst = append(dst, format[i])
				i++
			}
		case 'E', 'e':
			var used int
			dst, used = w.exponent(dst, format[i:], ch)
			i += used
		default:
			if strings.HasPrefix(format[i-1:], perMille) {
				dst = append(dst, c.number.perMille...)
				i += len(perMille) - 1
				break
			}
			dst = append(dst, ch)
		}
	}
	return dst
}

// overflow writes the whole digits that have no placeholder, before the first.
func (w *customWriter) overflow(dst []byte) []byte {
	for ; w.surplus > 0; w.surplus-- {
		dst = append(dst, w.n.digit(w.next))
		w.next++
		dst = w.group(dst)
		w.place--
	}
	return dst
}

func (w *customWriter) placeholder(dst []byte) []byte {
	show := true
	digit := byte('0')
	switch {
	case w.surplus < 0:
		w.surplus++
		show = w.place <= w.leading
	case w.next < len(w.n.digits):
		digit = w.n.digits[w.next]
		w.next++
	default:
		show = w.place > w.trailing
	}
	if show {
		dst = w.group(append(dst, digit))
	}
	w.place--
	return dst
}

// group writes a separator after a whole digit that ends a group.
func (w *customWriter) group(dst []byte) []byte {
	if w.s.grouped && w.place > 1 && (w.place-1)%groupSize == 0 {
		return append(dst, w.c.number.group...)
	}
	return dst
}

func (w *customWriter) point(dst []byte) []byte {
	if w.place != 0 || w.pointDone {
		return dst
	}
	if w.trailing < 0 || w.s.point < w.s.digits && w.next < len(w.n.digits) {
		w.pointDone = true
		return append(dst, w.c.number.decimal...)
	}
	return dst
}

// exponent handles an E and returns how much of the rest it used.
func (w *customWriter) exponent(dst []byte, rest string, letter byte) ([]byte, int) {
	length := exponentLength(rest)
	if !w.s.scientific || length == 0 {
		dst = append(dst, letter)
		if w.s.scientific {
			return dst, 0
		}
		// A second exponent is a literal, as a whole.
		used := 0
		if rest != "" && (rest[0] == '+' || rest[0] == '-') {
			used = 1
		}
		for used < len(rest) && rest[used] == '0' {
			used++
		}
		return append(dst, rest[:used]...), used
	}
	exponent := 0
	if len(w.n.digits) > 0 {
		exponent = w.n.scale - w.s.point
	}
	width := length
	if rest[0] != '0' {
		width--
	}
	w.s.scientific = false
	return appendExponent(dst, exponent, letter, min(width, 10), rest[0] == '+', w.c), length
}
