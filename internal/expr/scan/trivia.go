package scan

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// skipTrivia skips white space, comments and directives. broken tells that it met a line end
// where the enclosing interpolated string allows none; pos then stands at it.
func (s *scanner) skipTrivia() (broken bool) {
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		switch {
		case c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == 0x1a:
			s.pos++
		case c == '\n' || c == '\r':
			if s.oneLine > 0 {
				return true
			}
			s.pos++
			s.lineStart = true
		case c == '/' && s.peek(1) == '/':
			if s.oneLine > 0 {
				start := s.pos
				s.skipLine()
				s.unended(diag.Span{Start: start, End: s.pos}, "CS8077 A single-line comment may not be used in an interpolated string.")
				return true
			}
			s.skipLine()
		case c == '/' && s.peek(1) == '*':
			if s.blockComment() {
				return true
			}
		case c == '#' && s.lineStart && len(s.frames) == 0:
			s.directive()
		case c < utf8.RuneSelf:
			return false
		default:
			r, n := utf8.DecodeRuneInString(s.text[s.pos:])
			switch {
			case isNewline(r):
				if s.oneLine > 0 {
					return true
				}
				s.lineStart = true
			case !isSpace(r):
				return false
			}
			s.pos += n
		}
	}
	return false
}

// blockComment skips `/* ... */`, and reports a comment that does not end. broken
// is as in skipTrivia.
func (s *scanner) blockComment() (broken bool) {
	start := s.pos
	body := s.text[start+2:]
	end := strings.Index(body, "*/")
	if end < 0 {
		s.unended(diag.Span{Start: start, End: start + 2}, "CS1035 End-of-file found, '*/' expected")
		end = len(body)
	} else {
		body = body[:end+2]
	}
	if nl := newlineIndex(body[:end]); nl >= 0 && s.oneLine > 0 {
		s.pos = start + 2 + nl
		return true
	}
	s.lineStart = false
	s.pos = start + 2 + len(body)
	return false
}

// skipLine moves pos to the next line end.
func (s *scanner) skipLine() {
	if nl := newlineIndex(s.text[s.pos:]); nl >= 0 {
		s.pos += nl
		return
	}
	s.pos = len(s.text)
}
