package scan

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// regularString scans `"..."`.
func (s *scanner) regularString() token.Kind {
	if k, raw := s.rawString(0); raw {
		return k
	}
	start := s.pos
	s.pos++
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '"':
			return s.take(1, token.String)
		case c == '\\':
			s.escape()
		case c == '\n' || c == '\r' || c >= utf8.RuneSelf && newlineLen(s.text, s.pos) > 0:
			return s.newlineInConstant(start, token.String)
		default:
			s.pos++
		}
	}
	return s.newlineInConstant(start, token.String)
}

// verbatimString scans `@"..."`.
func (s *scanner) verbatimString() token.Kind {
	start := s.pos
	s.flags |= token.Verbatim
	s.pos += 2
	for s.pos < len(s.text) {
		if s.text[s.pos] == '"' {
			s.pos++
			if s.peek(0) != '"' {
				return token.String
			}
			s.flags |= token.Escaped
		} else if s.oneLine > 0 && newlineLen(s.text, s.pos) > 0 {
			break
		}
		s.pos++
	}
	s.pos = min(s.pos, len(s.text))
	s.flags |= token.Faulty
	s.unended(diag.Span{Start: start, End: s.pos}, "CS1039 Unterminated string literal")
	return token.String
}

// newlineInConstant reports a literal that its line does not end.
func (s *scanner) newlineInConstant(start int, k token.Kind) token.Kind {
	s.flags |= token.Faulty
	s.unended(diag.Span{Start: start, End: s.pos}, "CS1010 Newline in constant")
	return k
}

// rawString recognises a raw string literal of C# 11, whose first quote is n
// bytes away. No text of C# 7 has three quotes in a row outside a verbatim
// string, except for a mistake; so it must also end.
func (s *scanner) rawString(n int) (k token.Kind, raw bool) {
	if s.quiet || s.pos+n < s.notRaw {
		// the end of an expression must not depend on what stands behind it
		return 0, false
	}
	quotes := 0
	for s.peek(n+quotes) == '"' {
		quotes++
	}
	if quotes < 3 {
		return 0, false
	}
	body := s.pos + n + quotes
	end := strings.Index(s.text[body:], s.text[s.pos+n:body])
	if end < 0 {
		s.notRaw = body
		return 0, false
	}
	start := s.pos
	s.pos = body + end + quotes
	s.flags |= token.Faulty
	s.unavailable(diag.Span{Start: start, End: s.pos}, "raw string literals", "11.0")
	return token.String, true
}

// char scans a character literal.
func (s *scanner) char() token.Kind {
	start, units := s.pos, 0
	s.pos++
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if c == '\'' {
			s.pos++
			s.checkChar(start, units)
			return token.Char
		}
		if newlineLen(s.text, s.pos) > 0 {
			break
		}
		r, n := utf8.DecodeRuneInString(s.text[s.pos:])
		if c == '\\' {
			r = s.escape()
		} else {
			s.pos += n
		}
		units++
		if r >= 0x10000 {
			units++
		}
	}
	return s.newlineInConstant(start, token.Char)
}

// checkChar reports a character literal that does not hold one UTF-16 unit.
func (s *scanner) checkChar(start, units int) {
	if units == 1 {
		return
	}
	s.flags |= token.Faulty
	message := "CS1012 Too many characters in character literal"
	if units == 0 {
		message = "CS1011 Empty character literal"
	}
	s.errorf(diag.Span{Start: start, End: s.pos}, "%s", message)
}

// escape moves pos behind the escape sequence at pos and reports it when C# has no
// such sequence.
func (s *scanner) escape() rune {
	s.flags |= token.Escaped
	r, n, ok := decodeEscape(s.text[s.pos:])
	if !ok {
		s.flags |= token.Faulty
		s.errorf(diag.Span{Start: s.pos, End: s.pos + n}, "CS1009 Unrecognized escape sequence")
	}
	s.pos += n
	return r
}
