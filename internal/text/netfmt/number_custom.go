package netfmt

import "strings"

// appendCustom writes a number in a custom format.
func appendCustom(dst []byte, n number, format string, c *Culture) ([]byte, error) {
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
		n = n.zero()
	} else {
		n.scale += s.shift
		keep := s.digits
		if !s.scientific {
			keep = n.scale + s.digits - s.point
		}
		n = n.round(keep)
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
	n number
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

func appendSection(dst []byte, n number, s section, c *Culture) []byte {
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
