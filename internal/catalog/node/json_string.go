package node

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// string reads a string and returns its decoded text.
func (p *jsonParser) string() (string, bool) {
	start := p.at
	p.at++
	plain := p.at
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return strings.ToValidUTF8(p.text[plain:p.at-1], "\ufffd"), true
		case c == '\\':
			return p.escapedString(start, plain)
		case c < ' ':
			p.control(start)
			return "", false
		default:
			p.at++
		}
	}
	p.fail(diag.Span{Start: start, End: start + 1}, "this string is not closed")
	return "", false
}

// control reports a control character in a string.
func (p *jsonParser) control(start int) {
	if c := p.text[p.at]; c == '\n' || c == '\r' {
		p.fail(diag.Span{Start: start, End: p.at}, "this string is not closed on its line")
		return
	}
	p.fail(p.here(), "a control character in a string must be written as an escape")
}

// escapedString reads the rest of a string that contains an escape.
func (p *jsonParser) escapedString(start, plain int) (string, bool) {
	out := []byte(p.text[plain:p.at])
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return strings.ToValidUTF8(string(out), "\ufffd"), true
		case c == '\\':
			r, n := unescape(p.text[p.at:])
			if n == 0 {
				end := min(p.at+2, len(p.text))
				p.fail(diag.Span{Start: p.at, End: end}, "%q is not an escape of JSON", strings.ToValidUTF8(p.text[p.at:end], "\ufffd"))
				return "", false
			}
			out = utf8.AppendRune(out, r)
			p.at += n
		case c < ' ':
			p.control(start)
			return "", false
		default:
			out = append(out, c)
			p.at++
		}
	}
	p.fail(diag.Span{Start: start, End: start + 1}, "this string is not closed")
	return "", false
}

// unescape decodes the escape at the start of s and returns its length, 0 when
// it is none. Half a surrogate pair becomes the replacement character.
func unescape(s string) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	r, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(r) {
		if low, ok := hex4(s[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return r, 6
}

// hex4 reads \uXXXX.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[2:6]) {
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
