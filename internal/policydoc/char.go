package policydoc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// whiteSpace are the characters XML counts as white space.
const whiteSpace = " \t\r\n"

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// skipSpace returns the offset of the first character at or after i that is no
// white space.
func skipSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}

func isBlank(s string) bool { return skipSpace(s, 0) == len(s) }

// nameEnd returns the offset behind the XML name that starts at i, or i if none
// does.
func nameEnd(s string, i int) int {
	for start := i; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isNameChar(r, i == start) || r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	return i
}

func startsName(s string, i int) bool { return nameEnd(s[:min(len(s), i+utf8.UTFMax)], i) > i }

func isNameChar(r rune, first bool) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '_', r == ':':
		return true
	case r >= '0' && r <= '9', r == '-', r == '.', r == 0xb7:
		return !first
	case r < 0x80:
		return false
	}
	return unicode.IsLetter(r) || !first && (unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

// startsExpression reports whether an expression's two opening characters stand
// at i.
func startsExpression(s string, i int) bool {
	return strings.HasPrefix(s[i:], "@(") || strings.HasPrefix(s[i:], "@{")
}
