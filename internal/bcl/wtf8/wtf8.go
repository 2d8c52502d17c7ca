// Package wtf8 takes surrogate pairs in C# strings apart and puts them together
// again. C# strings are held as package rt says: UTF-8, and a lone surrogate as
// three bytes. A byte search is then exact unless one of the texts has a lone
// surrogate, which must also be found inside of a pair; for that case both texts
// are taken apart, searched, and the result is joined.
//
// It imports clr and expr/rt only.
package wtf8

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// surrogateLead is the first byte of a surrogate in three bytes; its second is
// 0xA0 or more.
const surrogateLead = 0xED

// HasSurrogate reports whether s has a surrogate that stands for itself.
func HasSurrogate(s string) bool {
	for {
		i := strings.IndexByte(s, surrogateLead)
		if i < 0 || i+1 >= len(s) {
			return false
		}
		if s[i+1] >= 0xA0 {
			return true
		}
		s = s[i+1:]
	}
}

// Apart returns s with both halves of every surrogate pair on their own.
func Apart(s string) string {
	if rt.IsASCII(s) {
		return s
	}
	out := make([]byte, 0, len(s)+len(s)/2)
	for _, c := range rt.Units(s) {
		out = Append(out, c)
	}
	return string(out)
}

// Append appends one unit; a surrogate stays on its own.
func Append(dst []byte, c clr.Char) []byte {
	if c.IsSurrogate() {
		return append(dst, surrogateLead, 0x80|byte(c>>6)&0x3F, 0x80|byte(c)&0x3F)
	}
	return utf8.AppendRune(dst, rune(c))
}

// Join makes pairs of the surrogates that stand side by side.
func Join(s string) string {
	if !HasSurrogate(s) {
		return s
	}
	return rt.FromUnits(rt.Units(s))
}

// Searchable returns the two texts in a form in which a byte search for value in
// s finds what .NET finds, unit by unit.
func Searchable(s, value string) (string, string) {
	if !HasSurrogate(value) {
		return s, value
	}
	return Apart(s), Apart(value)
}
