package scan

import "unicode/utf8"

// decodeEscape reads the escape sequence at the start of text, which starts with
// a backslash, and returns its value and length. r may be a surrogate. When ok is
// false the sequence is not one of C#; n is then how many bytes to skip, and r the
// replacement character.
func decodeEscape(text string) (r rune, n int, ok bool) {
	if len(text) < 2 {
		return utf8.RuneError, 1, false
	}
	switch text[1] {
	case '\'', '"', '\\':
		return rune(text[1]), 2, true
	case '0':
		return 0, 2, true
	case 'a':
		return '\a', 2, true
	case 'b':
		return '\b', 2, true
	case 'f':
		return '\f', 2, true
	case 'n':
		return '\n', 2, true
	case 'r':
		return '\r', 2, true
	case 't':
		return '\t', 2, true
	case 'v':
		return '\v', 2, true
	case 'x':
		return hexEscape(text, 1, 4)
	case 'u':
		return hexEscape(text, 4, 4)
	case 'U':
		return hexEscape(text, 8, 8)
	}
	if text[1] < utf8.RuneSelf && text[1] >= ' ' {
		return utf8.RuneError, 2, false
	}
	return utf8.RuneError, 1, false
}

// hexEscape reads between low and high hexadecimal digits after the two
// characters that start the escape.
func hexEscape(text string, low, high int) (r rune, n int, ok bool) {
	v := 0
	for n = 2; n < 2+high && n < len(text); n++ {
		d := hexValue(text[n])
		if d < 0 {
			break
		}
		v = v<<4 | d
	}
	if n < 2+low || v > utf8.MaxRune {
		return utf8.RuneError, n, false
	}
	return rune(v), n, true
}

// appendUnit appends r to b. A surrogate is kept as three bytes, and joined with
// the one before it when the two make a pair.
func appendUnit(b []byte, r rune) []byte {
	if r < 0xd800 || r > 0xdfff {
		return utf8.AppendRune(b, r)
	}
	if n := len(b); r >= 0xdc00 && n >= 3 && b[n-3] == 0xed && b[n-2] >= 0xa0 && b[n-2] < 0xb0 {
		high := rune(0xd000) | rune(b[n-2]&0x3f)<<6 | rune(b[n-1]&0x3f)
		return utf8.AppendRune(b[:n-3], 0x10000+(high-0xd800)<<10+(r-0xdc00))
	}
	return append(b, 0xed, 0x80|byte(r>>6)&0x3f, 0x80|byte(r)&0x3f)
}
