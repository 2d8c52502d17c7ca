package xmltree

import (
	"unicode"
	"unicode/utf8"
)

// Properties of the ASCII characters, looked up with asciiClass.
const (
	classStart = 1 << iota // may begin a name
	className              // may stand in a name
	classSpace             // white space of XML
	classText              // needs no attention in element content
	classValue             // needs no attention in an attribute value
)

// asciiClass is computed once; it is never written again.
var asciiClass = func() (t [utf8.RuneSelf]uint8) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
			t[c] |= classStart | className
		case c >= '0' && c <= '9', c == '-', c == '.':
			t[c] |= className
		case c == ' ', c == '\t', c == '\r', c == '\n':
			t[c] |= classSpace
		}
		if c >= 0x20 && c != '<' && c != '&' && c != ']' {
			t[c] |= classText
		}
		if c >= 0x20 && c != '<' && c != '&' && c != '"' && c != '\'' {
			t[c] |= classValue
		}
	}
	return t
}()

func isNameStart(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && asciiClass[r]&classStart != 0
	}
	return unicode.Is(nameStartTable, r)
}

func isNameChar(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && asciiClass[r]&className != 0
	}
	return unicode.Is(nameTable, r)
}

func isSpaceByte(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n'
}

// isBlank reports whether s consists of white space of XML only.
func isBlank(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isSpaceByte(s[i]) {
			return false
		}
	}
	return true
}

// isXMLChar reports whether r may stand in a document; surrogates may not.
func isXMLChar(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t' || r == '\n' || r == '\r'
	case r < 0xD800:
		return true
	case r < 0xE000:
		return false
	}
	return r <= 0xFFFD || r >= 0x10000 && r <= unicode.MaxRune
}

// decode returns the character at the start of s and its length in bytes. A lone
// surrogate, which a .NET string can hold and a Go string carries in the three
// bytes UTF-8 would give it, is returned as that surrogate. Other bytes that are
// no UTF-8 give (utf8.RuneError, 1).
func decode(s string) (rune, int) {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 && len(s) >= 3 && s[0] == 0xED &&
		s[1] >= 0xA0 && s[1] <= 0xBF && s[2] >= 0x80 && s[2] <= 0xBF {
		return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return r, n
}
