package system

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// charSet finds the characters of a set in strings. The empty set is that of all
// white space where members say so.
type charSet struct {
	chars      string // the characters, each once or more
	space      bool   // white space instead
	surrogates bool   // the set has surrogates, which are found inside pairs too
	units      bool   // texts are searched unit by unit
}

func newCharSet(chars []clr.Char) charSet {
	var set charSet
	text := make([]byte, 0, len(chars))
	for _, c := range chars {
		set.surrogates = set.surrogates || c.IsSurrogate()
		text = wtf8.Append(text, c)
	}
	set.chars = string(text)
	return set
}

// spaceUnless returns the set of the array, or of white space if that is null or
// empty.
func spaceUnless(chars *rt.Array[clr.Char]) charSet {
	if chars == nil || len(chars.Items) == 0 {
		return charSet{space: true}
	}
	return newCharSet(chars.Items)
}

// prepare returns s in the form that next searches, before its first use; what is
// cut out of it goes through wtf8.Join.
func (set *charSet) prepare(s string) string {
	set.units = !set.space && (set.surrogates || wtf8.HasSurrogate(s))
	if set.surrogates {
		return wtf8.Apart(s)
	}
	return s
}

// next returns the offset of the first character of the set and its length in
// bytes; the offset is -1 when there is none.
func (set *charSet) next(s string) (at, width int) {
	switch {
	case set.space:
		at = strings.IndexFunc(s, unicode.IsSpace)
	case len(set.chars) == 1:
		return strings.IndexByte(s, set.chars[0]), 1
	case set.units:
		return set.nextUnit(s)
	default:
		at = strings.IndexAny(s, set.chars)
	}
	if at < 0 {
		return -1, 0
	}
	_, width = utf8.DecodeRuneInString(s[at:])
	return at, width
}

// nextUnit is next for texts that are not UTF-8.
func (set *charSet) nextUnit(s string) (at, width int) {
	for at < len(s) {
		width = unitWidth(s[at:])
		if strings.Contains(set.chars, s[at:at+width]) {
			return at, width
		}
		at += width
	}
	return -1, 0
}

// unitWidth is the length in bytes of the first character, which may be a
// surrogate.
func unitWidth(s string) int {
	if _, n := utf8.DecodeRuneInString(s); n > 1 {
		return n
	}
	if s[0] < utf8.RuneSelf {
		return 1
	}
	return min(3, len(s))
}

// has reports whether the set has the first character of a text that is not
// empty, and its length in bytes.
func (set *charSet) has(s string) (width int, ok bool) {
	width = unitWidth(s)
	if set.space {
		r, _ := utf8.DecodeRuneInString(s)
		return width, unicode.IsSpace(r)
	}
	return width, strings.Contains(set.chars, s[:width])
}
