package scan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// identifier scans an identifier or keyword; pos is at its first character.
func (s *scanner) identifier() token.Kind {
	start := s.pos
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' {
			s.pos++
			continue
		}
		if c < utf8.RuneSelf && c != '\\' {
			break
		}
		r, n := utf8.DecodeRuneInString(s.text[s.pos:])
		if c == '\\' {
			if r, n = s.unicodeEscape(s.pos); n == 0 {
				break
			}
			if isIdentPart(r) {
				s.flags |= token.Escaped
			}
		}
		if !isIdentPart(r) {
			break
		}
		if unicode.Is(unicode.Cf, r) {
			s.flags |= token.Escaped
		}
		s.pos += n
	}
	if s.flags&(token.At|token.Escaped) != 0 {
		return token.Ident
	}
	return token.Lookup(s.text[start:s.pos])
}

// unicodeEscape reads `\uXXXX` or `\UXXXXXXXX` at text[i]; n is zero when there is
// none.
func (s *scanner) unicodeEscape(i int) (r rune, n int) {
	if i+1 >= len(s.text) || s.text[i+1] != 'u' && s.text[i+1] != 'U' {
		return 0, 0
	}
	r, n, ok := decodeEscape(s.text[i:])
	if !ok {
		return 0, 0
	}
	return r, n
}

// at scans what starts with `@`: a verbatim string, a verbatim identifier.
func (s *scanner) at() token.Kind {
	start := s.pos
	switch s.peek(1) {
	case '"':
		return s.verbatimString()
	case '$':
		// the C# 8 spelling of `$@"`; it can mean nothing else
		if s.peek(2) == '"' {
			return s.openInterpolated(3, true)
		}
	}
	s.pos++
	if s.pos < len(s.text) {
		r, _ := utf8.DecodeRuneInString(s.text[s.pos:])
		if r == '\\' {
			r, _ = s.unicodeEscape(s.pos)
		}
		if isIdentStart(r) {
			s.flags |= token.At
			return s.identifier()
		}
	}
	s.flags |= token.Faulty
	s.errorf(diag.Span{Start: start, End: s.pos}, "CS1646 Keyword, identifier, or string expected after verbatim specifier: @")
	return token.Invalid
}

// dollar scans what starts with `$`: an interpolated string.
func (s *scanner) dollar() token.Kind {
	if s.peek(1) == '@' && s.peek(2) == '"' {
		return s.openInterpolated(3, true)
	}
	n := 1
	if s.pos == 0 || s.text[s.pos-1] != '$' { // else the run was looked at before
		for s.peek(n) == '$' {
			n++
		}
	}
	if s.peek(n) == '"' {
		if k, raw := s.rawString(n); raw {
			return k
		}
		if n == 1 {
			return s.openInterpolated(2, false)
		}
	}
	return s.invalid()
}

// identValue returns the name that an identifier token stands for.
func identValue(text string, t token.Token) string {
	name := text[t.Start:t.End]
	if t.Flags&token.At != 0 {
		name = name[1:]
	}
	if t.Flags&token.Escaped == 0 {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		r, n := utf8.DecodeRuneInString(name[i:])
		if r == '\\' {
			r, n, _ = decodeEscape(name[i:])
		}
		// formatting characters are no part of the name (C# 7 specification,
		// 6.4.3)
		if !unicode.Is(unicode.Cf, r) {
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}
