package net

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// htmlEncode is WebUtility.HtmlEncode: markup characters, U+00A0 to U+00FF and
// characters beyond the basic plane become references.
func htmlEncode(s string) string {
	var out []byte
	copied := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		reference := ""
		switch {
		case r == '<':
			reference = "&lt;"
		case r == '>':
			reference = "&gt;"
		case r == '"':
			reference = "&quot;"
		case r == '\'':
			reference = "&#39;"
		case r == '&':
			reference = "&amp;"
		case r == utf8.RuneError && size == 1:
			// Half a surrogate pair, which takes three bytes.
			reference, size = "\uFFFD", min(3, len(s)-i)
		case r >= 0xa0 && r <= 0xff, r > 0xffff:
			reference = "&#" + strconv.Itoa(int(r)) + ";"
		}
		if reference != "" {
			out = append(append(out, s[copied:i]...), reference...)
			copied = i + size
		}
		i += size
	}
	if out == nil {
		return s
	}
	return string(append(out, s[copied:]...))
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
		if text, ok := reference(s[i+1:end], entities); ok {
			out = append(append(out, s[copied:i]...), text...)
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

// reference returns the text that a reference stands for, given what is between
// & and ;.
func reference(name string, entities map[string]rune) (string, bool) {
	if !strings.HasPrefix(name, "#") || len(name) < 2 {
		r, ok := entities[name]
		return string(r), ok
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
		return "", false
	}
	return string(rune(code)), true
}
