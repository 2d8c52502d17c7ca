package neturi

import (
	"strings"
	"unicode/utf8"
)

// Texts are UTF-8 in which a lone surrogate, which .NET's strings can hold, is
// three bytes as if it were a character.

const (
	firstHigh, firstLow, lastLow = 0xd800, 0xdc00, 0xdfff
)

// decode returns the first character of s and its length; a lone surrogate is
// one.
func decode(s string) (rune, int) {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n <= 1 && len(s) >= 3 && s[0] == 0xed && s[1] >= 0xa0 && s[1] <= 0xbf && s[2]&0xc0 == 0x80 {
		return 0xd000 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), 3
	}
	return r, max(n, 1)
}

func isSurrogate(r rune) bool { return r >= firstHigh && r <= lastLow }

func utf16Len(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// units is the length of s in UTF-16 units.
func units(s string) int {
	n := 0
	for s != "" {
		r, size := decode(s)
		n += utf16Len(r)
		s = s[size:]
	}
	return n
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lower is a host name in lower case. A name without capital letters of ASCII
// counts as being so.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func hexValue(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// escaped returns the byte that an escape at the start of s stands for.
func escaped(s string) (b byte, valid bool) {
	if len(s) < 3 || s[0] != '%' || !isHex(s[1]) || !isHex(s[2]) {
		return 0, false
	}
	return hexValue(s[1])<<4 | hexValue(s[2]), true
}

const upperHex = "0123456789ABCDEF"

func appendEscape(dst []byte, b byte) []byte {
	return append(dst, '%', upperHex[b>>4], upperHex[b&15])
}

// appendEscaped escapes the UTF-8 form of a character; a lone surrogate counts as
// the replacement character.
func appendEscaped(dst []byte, r rune) []byte {
	if isSurrogate(r) {
		r = utf8.RuneError
	}
	var buffer [utf8.UTFMax]byte
	for _, b := range buffer[:utf8.EncodeRune(buffer[:], r)] {
		dst = appendEscape(dst, b)
	}
	return dst
}

// escapedLen is the length of what appendEscaped appends.
func escapedLen(r rune) int {
	if isSurrogate(r) {
		r = utf8.RuneError
	}
	return 3 * utf8.RuneLen(r)
}

func isUnreserved(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

func isReserved(c byte) bool { return strings.IndexByte(":/?#[]@!$&'()*+,;=", c) >= 0 }

// isUnsafe reports whether an unescaped c could be mistaken for something else.
func isUnsafe(c byte) bool {
	return isControl(rune(c)) || strings.IndexByte(`#$%&+,/;=?@\`, c) >= 0
}

// isControl covers both ranges of control characters.
func isControl(r rune) bool { return r <= 0x1f || r >= 0x7f && r <= 0x9f }

// dropBidi removes the characters that steer the direction of text.
func dropBidi(r rune) rune {
	if isBidi(r) {
		return -1
	}
	return r
}

func isBidi(r rune) bool { return r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e }

// inIRI reports whether RFC 3987 lets a character stand as it is; private ones
// only in queries.
func inIRI(r rune, query bool) bool {
	switch {
	case r >= 0xa0 && r <= 0xd7ff, r >= 0xf900 && r <= 0xfdcf, r >= 0xfdf0 && r <= 0xffef:
		return true
	case r >= 0xe000 && r <= 0xf8ff, r >= 0xf0000 && r <= 0xffffd, r >= 0x100000 && r <= 0x10fffd:
		return query
	case r >= 0x10000 && r <= 0xeffff:
		return r&0xffff <= 0xfffd && (r < 0xe0000 || r >= 0xe1000)
	}
	return false
}
