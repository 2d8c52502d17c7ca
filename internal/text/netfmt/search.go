package netfmt

import (
	"strings"
	"unicode/utf8"
)

// The culture-sensitive searches find a text whatever its composition (e with
// an accent, or an e and an accent), pass over characters that do not count, and
// do not split a letter and its accents. Positions are byte offsets.

// IndexOf is string.IndexOf(value) in a culture: the offset of the first
// occurrence, or -1.
func IndexOf(s, value string, _ *Culture, ignoreCase bool) int {
	if Plain(s) && Plain(value) {
		if ignoreCase {
			s, value = ToLowerInvariant(s), ToLowerInvariant(value)
		}
		return strings.Index(s, value)
	}
	return newSearch(value, ignoreCase).find(s, true)
}

// LastIndexOf is string.LastIndexOf(value) in a culture: the offset of the last
// occurrence, or -1. An empty value is found at the end.
func LastIndexOf(s, value string, _ *Culture, ignoreCase bool) int {
	if Plain(s) && Plain(value) {
		if ignoreCase {
			s, value = ToLowerInvariant(s), ToLowerInvariant(value)
		}
		return strings.LastIndex(s, value)
	}
	return newSearch(value, ignoreCase).find(s, false)
}

// HasPrefix is string.StartsWith(value) in a culture.
func HasPrefix(s, prefix string, _ *Culture, ignoreCase bool) bool {
	// One more character than the prefix has: an accent there would belong to it.
	if Plain(s[:min(len(prefix)+1, len(s))]) && Plain(prefix) {
		return len(s) >= len(prefix) && equalASCII(s[:len(prefix)], prefix, ignoreCase)
	}
	return begins(s, prefix, ignoreCase)
}

// PlainPrefix is a prefix that is Plain, made ready to be looked for often.
type PlainPrefix struct {
	text string
	// word holds the bytes of a text of at most eight in the order of word8, mask
	// those that count: such a text is compared in one step, which halves the cost
	// of the comparison (bench: the condition).
	word, mask uint64
}

// NewPlainPrefix returns the prefix for a text that is Plain.
func NewPlainPrefix(text string) PlainPrefix {
	p := PlainPrefix{text: text}
	for i := 0; i < len(text) && i < 8; i++ {
		p.word |= uint64(text[i]) << (8 * i)
		p.mask |= 0xFF << (8 * i)
	}
	return p
}

// Begins reports whether s begins with the prefix and not with an accent after
// it. If not, HasPrefix has to decide.
func (p *PlainPrefix) Begins(s string) bool {
	n := len(p.text)
	if n <= 8 && len(s) >= 8 {
		if word8(s)&p.mask != p.word {
			return false
		}
	} else if len(s) < n || s[:n] != p.text {
		return false
	}
	return len(s) == n || s[n] < utf8.RuneSelf && asciiWeights[s[n]] != 0
}

// word8 returns the first eight bytes of s, the first one lowest.
func word8(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// HasSuffix is string.EndsWith(value) in a culture.
func HasSuffix(s, suffix string, _ *Culture, ignoreCase bool) bool {
	if tail := s[max(0, len(s)-len(suffix)):]; Plain(tail) && Plain(suffix) {
		return len(tail) == len(suffix) && equalASCII(tail, suffix, ignoreCase)
	}
	return newSearch(suffix, ignoreCase).ends(s)
}

// Plain reports whether a text is ASCII and every character counts, so that it
// can be searched as it is.
func Plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || asciiWeights[s[i]] == 0 {
			return false
		}
	}
	return true
}

func equalASCII(a, b string, ignoreCase bool) bool {
	if !ignoreCase {
		return a == b
	}
	for i := 0; i < len(a); i++ {
		if upperASCII(a[i]) != upperASCII(b[i]) {
			return false
		}
	}
	return true
}
