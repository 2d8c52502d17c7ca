package scan

import (
	"unicode"
	"unicode/utf8"
)

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// hexValue returns the value of a hexadecimal digit, or -1.
func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// isIdentStart reports whether r may start an identifier. Characters beyond the
// basic plane may not: the C# compiler reads UTF-16 units.
func isIdentStart(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
	}
	return r < 0x10000 && unicode.In(r, unicode.L, unicode.Nl)
}

// isIdentPart reports whether r may follow in an identifier.
func isIdentPart(r rune) bool {
	if r < utf8.RuneSelf {
		return isIdentStart(r) || r >= '0' && r <= '9'
	}
	return r < 0x10000 && unicode.In(r, unicode.L, unicode.Nl, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Cf)
}

// isSpace reports whether r is white space within a line, as the C# compiler sees
// it; a byte order mark is.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\v', '\f', 0x1a, 0xa0, 0xfeff:
		return true
	}
	return r > 0xff && unicode.Is(unicode.Zs, r)
}

// isNewline reports whether r ends a line.
func isNewline(r rune) bool {
	return r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// newlineLen returns the length in bytes of the line end at text[i], or zero. CR
// LF is two line ends, which makes no difference to any caller.
func newlineLen(text string, i int) int {
	switch c := text[i]; {
	case c == '\n' || c == '\r':
		return 1
	case c == 0xc2 && i+1 < len(text) && text[i+1] == 0x85:
		return 2
	case c == 0xe2 && i+2 < len(text) && text[i+1] == 0x80 && (text[i+2] == 0xa8 || text[i+2] == 0xa9):
		return 3
	}
	return 0
}

// newlineIndex returns the index of the first line end in text, or -1.
func newlineIndex(text string) int {
	for i := 0; i < len(text); i++ {
		if newlineLen(text, i) > 0 {
			return i
		}
	}
	return -1
}

// HasNewline reports whether text holds a line end as C# knows them.
func HasNewline(text string) bool { return newlineIndex(text) >= 0 }
