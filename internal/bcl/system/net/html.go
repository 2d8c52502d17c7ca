package net

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// htmlEncode is WebUtility.HtmlEncode: markup characters, U+00A0 to U+00FF and
// characters beyond the basic plane become references.
func htmlEncode(s string) string {
	size := htmlEncodedLen(s)
	if size == 0 {
		return s
	}
	var out strings.Builder
	out.Grow(size)
	copied := 0
	for i := 0; i < len(s); {
		text, size := htmlReference(s[i:])
		if text != "" {
			out.WriteString(s[copied:i])
			out.WriteString(text)
			copied = i + size
		}
		i += size
	}
	out.WriteString(s[copied:])
	return out.String()
}

// htmlEncodedLen is how long a text is with its references, 0 for one that has none.
func htmlEncodedLen(s string) int {
	n, some := 0, false
	for i := 0; i < len(s); {
		text, size := htmlReference(s[i:])
		if text != "" {
			some = true
			n += len(text)
		} else {
			n += size
		}
		i += size
	}
	if !some {
		return 0
	}
	return n
}

// htmlReference returns what the first character of a text becomes, "" where it
// stays, and how many bytes it takes.
func htmlReference(s string) (text string, size int) {
	switch c := s[0]; {
	case c == '<':
		return "&lt;", 1
	case c == '>':
		return "&gt;", 1
	case c == '"':
		return "&quot;", 1
	case c == '\'':
		return "&#39;", 1
	case c == '&':
		return "&amp;", 1
	case c < utf8.RuneSelf:
		return "", 1
	}
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size == 1:
		// Half a surrogate pair, which takes three bytes.
		return "\uFFFD", min(3, len(s))
	case r >= 0xa0 && r <= 0xff, r > 0xffff:
		return "&#" + strconv.Itoa(int(r)) + ";", size
	}
	return "", size
}

// htmlDecode is WebUtility.HtmlDecode: named references of HTML 4 and numeric
// ones, with their semicolon. What is none stays.
func htmlDecode(s string, entities map[string]rune) string {
	var out []byte
	copied := 0
	for i := strings.IndexByte(s, '&'); i >= 0 && i < len(s); {
		end := strings.IndexAny(s[i+1:], ";&")
		if end < 0 {
			break
		}
		end += i + 1
		if s[end] == '&' {
			i = end
			continue
		}
		if char, ok := reference(s[i+1:end], entities); ok {
			if out == nil {
				// A reference is longer than what it stands for.
				out = make([]byte, 0, len(s))
			}
			out = utf8.AppendRune(append(out, s[copied:i]...), char)
			copied = end + 1
		}
		next := strings.IndexByte(s[end+1:], '&')
		if next < 0 {
			break
		}
		i = end + 1 + next
	}
	if out == nil {
		return s
	}
	return string(append(out, s[copied:]...))
}

// reference returns the character that a reference stands for, given what is between
// & and ;.
func reference(name string, entities map[string]rune) (rune, bool) {
	if !strings.HasPrefix(name, "#") || len(name) < 2 {
		r, ok := entities[name]
		return r, ok
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	if base == 10 {
		// What uint.Parse takes: white space around and a sign before.
		digits = strings.TrimPrefix(strings.Trim(digits, " \t\n\v\f\r"), "+")
	}
	code, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !utf8.ValidRune(rune(code)) || code > utf8.MaxRune {
		return 0, false
	}
	return rune(code), true
}
