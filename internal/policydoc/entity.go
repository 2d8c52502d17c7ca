package policydoc

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// reference reads the entity or character reference at the start of s, which
// begins with '&'. It returns what the reference stands for and its length, or
// 0 if there is no well-formed reference that XML knows without a DTD.
func reference(s string) (text string, length int) {
	const longest = len("&#x0000010ffff;")
	end := strings.IndexByte(s[:min(len(s), longest)], ';')
	if end < 0 {
		return "", 0
	}
	name := s[1:end]
	switch name {
	case "amp":
		return "&", end + 1
	case "lt":
		return "<", end + 1
	case "gt":
		return ">", end + 1
	case "quot":
		return `"`, end + 1
	case "apos":
		return "'", end + 1
	}
	if len(name) < 2 || name[0] != '#' {
		return "", 0
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	// ParseUint takes no sign and, for an explicit base, no underscores.
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune || !isXMLChar(rune(n)) {
		return "", 0
	}
	return string(rune(n)), end + 1
}

// decode replaces every well-formed reference in s.
func decode(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i >= 0 {
		b.WriteString(s[:i])
		text, n := reference(s[i:])
		if n == 0 {
			text, n = "&", 1
		}
		b.WriteString(text)
		s = s[i+n:]
		i = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

// isXMLChar reports whether XML 1.0 allows the character in a document.
func isXMLChar(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return true
	case r < 0x20, r >= 0xd800 && r < 0xe000, r == 0xfffe, r == 0xffff:
		return false
	}
	return r <= utf8.MaxRune
}
