package netregex

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// toUnits turns a text into UTF-16 units, one to a rune as the engine wants them.
// ascii says that units and bytes are the same. Lone surrogates are carried in
// the three bytes that UTF-8 would give them; other bytes that are no UTF-8 become
// U+FFFD.
func toUnits(s string) (units []rune, ascii bool) {
	units = make([]rune, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return appendUnits(units, s[i:]), false
		}
		units = append(units, rune(c))
	}
	return units, true
}

func appendUnits(units []rune, s string) []rune {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 && len(s)-i >= 3 && s[i] == 0xED && s[i+1]&0xE0 == 0xA0 && s[i+2]&0xC0 == 0x80 {
			r, n = 0xD000|rune(s[i+1]&0x3F)<<6|rune(s[i+2]&0x3F), 3
		}
		if r > 0xFFFF {
			units = append(units, 0xD800+(r-0x10000)>>10, 0xDC00+(r-0x10000)&0x3FF)
		} else {
			units = append(units, r)
		}
		i += n
	}
	return units
}

// fromUnits is the inverse of toUnits.
func fromUnits(units []rune) string {
	var b strings.Builder
	b.Grow(len(units))
	for i := 0; i < len(units); i++ {
		u := units[i]
		switch {
		case u < 0xD800 || u > 0xDFFF:
			b.WriteRune(u)
		case u < 0xDC00 && i+1 < len(units) && units[i+1] >= 0xDC00 && units[i+1] <= 0xDFFF:
			i++
			b.WriteRune(0x10000 + (u-0xD800)<<10 + units[i] - 0xDC00)
		default:
			b.Write([]byte{0xED, 0x80 | byte(u>>6&0x3F), 0x80 | byte(u&0x3F)})
		}
	}
	return b.String()
}

// joinHalves makes characters of surrogates that a replacement has brought
// together.
func joinHalves(s string) string {
	if !strings.Contains(s, "\xED") {
		return s
	}
	units, _ := toUnits(s)
	return fromUnits(units)
}

// shift is added to surrogates before they go to the engine, which knows runes
// only: they become characters of the last private-use plane, which no text of
// UTF-16 units can hold otherwise.
const shift = 0x100000

func isSurrogate(u rune) bool { return u >= 0xD800 && u <= 0xDFFF }

// input is a text to search in.
type input struct {
	text  string
	units []rune // surrogates shifted
	// read is what the engine reads: units, or what [Regex.input] makes of them.
	read  []rune
	ascii bool
}

func newInput(s string) *input {
	in := &input{text: s}
	in.units, in.ascii = engineUnits(s)
	in.read = in.units
	return in
}

// dottedI has the small letter i in the cultures that the gateway has, but not in the
// invariant one, nor in Unicode's case folding, by which the engine pairs letters.
const dottedI = 'İ'

// dotted reports whether the pattern pairs the capital I with a dot with i: there the
// engine reads an i for it. A pattern that ignores case in a part of it only, by an
// option written inside, does not.
func (o Options) dotted() bool { return o&IgnoreCase != 0 && o&CultureInvariant == 0 }

// input is a text as the engine reads it for the pattern.
func (r *Regex) input(s string) *input {
	in := newInput(s)
	if r.options.dotted() && !in.ascii && strings.ContainsRune(s, dottedI) {
		in.read = withoutDot(slices.Clone(in.units))
	}
	return in
}

func withoutDot(units []rune) []rune {
	for i, u := range units {
		if u == dottedI {
			units[i] = 'i'
		}
	}
	return units
}

func engineUnits(s string) (units []rune, ascii bool) {
	units, ascii = toUnits(s)
	if !ascii {
		for i, u := range units {
			if isSurrogate(u) {
				units[i] = u + shift
			}
		}
	}
	return units, ascii
}

// runesAreUnits reports whether the engine may read a text as it is: every
// character is one unit, and there are no lone surrogates.
func runesAreUnits(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0xF0 || c == 0xED {
			return false
		}
	}
	return true
}

// slice returns the text between two places, counted in units.
func (in *input) slice(start, end int) string {
	if in.ascii {
		return in.text[start:end]
	}
	units := make([]rune, end-start)
	for i, u := range in.units[start:end] {
		if u > 0xFFFF {
			u -= shift
		}
		units[i] = u
	}
	return fromUnits(units)
}
