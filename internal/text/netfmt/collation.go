package netfmt

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// element is one step of a text in culture-sensitive comparison. Texts compare
// by their primary weights first (the letters), then by the secondary ones
// (accents), then by the tertiary ones (case, width). This is the word sort of
// Windows, which .NET Framework uses: hyphens and apostrophes count last of all.
//
// unverified: the order of letters within scripts other than Latin is that of
// their code points, and the languages of the other cultures have no rules of
// their own (in Danish å should follow z).
type element struct {
	primary   rune
	secondary rune
	tertiary  uint8
	// start and end are the place in the text.
	start, end int
	// joined says that the element is not the first of its character, which
	// stands for several letters.
	joined bool
}

// Tertiary weights.
const (
	upperWeight  uint8 = 1
	compatWeight uint8 = 2
)

// asciiOrder holds the ASCII characters in ascending order, apart from letters,
// which come last. Control characters without effect are in none.
const asciiOrder = " \t\n\v\f\r'-!\"#$%&()*,./:;?@[\\]^_`{|}~+<=>0123456789"

// Weights of letters start here; those of other scripts follow.
const (
	firstLetter  = 64
	otherLetters = 128
	// otherSymbols is room between ASCII's punctuation and the digits for the
	// symbols and the punctuation of all scripts, which come before digits.
	otherSymbols = unicode.MaxRune + 1
)

// asciiWeights holds primary weights; 0 stands for characters that do not count.
var asciiWeights = func() (weights [utf8.RuneSelf]uint8) {
	for i := 0; i < len(asciiOrder); i++ {
		weights[asciiOrder[i]] = uint8(i + 1)
	}
	for c := byte('a'); c <= 'z'; c++ {
		weights[c] = firstLetter + c - 'a'
		weights[c-0x20] = weights[c]
	}
	return weights
}()

// expansions are characters that compare like several letters although Unicode
// does not take them apart.
var expansions = map[rune]string{'ß': "ss", 'ẞ': "SS", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'þ': "th", 'Þ': "TH"}

// strokes are letters that compare like another with an accent although Unicode
// does not take them apart.
var strokes = map[rune]rune{'ø': 'o', 'Ø': 'O', 'đ': 'd', 'Đ': 'D', 'ł': 'l', 'Ł': 'L', 'ħ': 'h', 'Ħ': 'H'}

// strokeAccent stands for the accent of the letters in strokes.
const strokeAccent = 0x335

// ignorable reports whether a character does not count in comparisons.
func ignorable(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiWeights[r] == 0
	}
	return r == 0xAD || r == 0xFEFF || unicode.Is(unicode.Cf, r) || r >= 0x80 && r < 0xA0 && r != 0x85
}

// appendElements takes a text apart.
func appendElements(dst []element, s string) []element {
	for i := 0; i < len(s); {
		dst, i = appendNext(dst, s, i)
	}
	return dst
}

// appendNext takes the character at i apart and returns where the next one is.
func appendNext(dst []element, s string, i int) ([]element, int) {
	if c := s[i]; c < utf8.RuneSelf {
		if asciiWeights[c] != 0 {
			dst = append(dst, asciiElement(c, i))
		}
		return dst, i + 1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	if !ignorable(r) {
		dst = appendCharacter(dst, r, s[i:i+size], i)
	}
	return dst, i + size
}

// elements takes a text apart piece by piece: the elements of a long text are
// many times its size.
type elements struct {
	s    string
	next int // where the next character is
	// ahead are the elements taken and not given out. The last one is kept back
	// until the text ends, for an accent may follow that belongs to it.
	ahead  []element
	buffer [16]element
}

func newElements(s string) *elements { return &elements{s: s} }

// take returns the next element; ok is false behind the last one.
func (t *elements) take() (e element, ok bool) {
	for len(t.ahead) < 2 && t.next < len(t.s) {
		t.ahead = append(t.buffer[:0], t.ahead...)
		t.ahead, t.next = appendNext(t.ahead, t.s, t.next)
	}
	if len(t.ahead) == 0 {
		return element{}, false
	}
	e, t.ahead = t.ahead[0], t.ahead[1:]
	return e, true
}

func asciiElement(c byte, start int) element {
	e := element{primary: rune(asciiWeights[c]), start: start, end: start + 1}
	if e.primary >= rune(asciiWeights['0']) {
		e.primary += otherSymbols
	}
	if c >= 'A' && c <= 'Z' {
		e.tertiary = upperWeight
	}
	return e
}

// appendCharacter adds the elements of a character outside of ASCII, given with
// its text.
func appendCharacter(dst []element, r rune, text string, start int) []element {
	end := start + len(text)
	if unicode.Is(unicode.Mn, r) {
		return accent(dst, r, end)
	}
	if expansion := expansions[r]; expansion != "" {
		for i := range expansion {
			dst = appendPart(dst, rune(expansion[i]), start, end, i == 0, 0)
		}
		return dst
	}
	if base := strokes[r]; base != 0 {
		return accent(appendPart(dst, base, start, end, true, 0), strokeAccent, end)
	}
	parts := norm.NFKD.PropertiesString(text).Decomposition()
	if parts == nil {
		return appendPart(dst, r, start, end, true, 0)
	}
	compat := compatWeight
	if bytes.Equal(parts, norm.NFD.PropertiesString(text).Decomposition()) {
		compat = 0
	}
	for first := true; len(parts) > 0; first = false {
		part, size := utf8.DecodeRune(parts)
		dst = appendPart(dst, part, start, end, first, compat)
		parts = parts[size:]
	}
	return dst
}

// appendPart adds one character of a decomposition.
func appendPart(dst []element, part rune, start, end int, first bool, compat uint8) []element {
	var e element
	switch {
	case unicode.Is(unicode.Mn, part) && !first:
		return accent(dst, part, end)
	case part >= utf8.RuneSelf:
		e = otherElement(part)
	case asciiWeights[part] == 0:
		return dst
	default:
		e = asciiElement(byte(part), start)
	}
	e.start, e.end, e.joined = start, end, !first
	e.tertiary |= compat
	return append(dst, e)
}

func otherElement(r rune) element {
	if unicode.IsSymbol(r) || unicode.IsPunct(r) {
		return element{primary: rune(asciiWeights['0']) + r}
	}
	lower := lowerRune(r)
	e := element{primary: otherSymbols + otherLetters + lower}
	if lower != r {
		e.tertiary = upperWeight
	}
	return e
}

// accent adds a combining mark to the element before it.
func accent(dst []element, mark rune, end int) []element {
	if len(dst) == 0 {
		return append(dst, element{primary: otherSymbols + otherLetters + mark, end: end})
	}
	last := &dst[len(dst)-1]
	// Several marks count in their order.
	last.secondary = last.secondary*31 + mark
	last.end = end
	return dst
}
