package scan

import (
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// frame is an interpolated string that has been opened and not closed.
type frame struct {
	start    int
	verbatim bool
	// hole tells that pos is inside a hole, and holeStart where it opened.
	hole      bool
	holeStart int
	// braces and others count brackets that are open in the hole.
	braces, others int
	// broken tells that the format text of the hole ran into a quote or a line
	// end, aborted that the string ends here without being complete.
	broken, aborted bool
}

// openInterpolated starts an interpolated string whose prefix, quote included, is
// n bytes long.
func (s *scanner) openInterpolated(n int, verbatim bool) token.Kind {
	s.frames = append(s.frames, frame{start: s.pos, verbatim: verbatim})
	if verbatim {
		s.flags |= token.Verbatim
	} else {
		s.oneLine++
	}
	return s.take(n, token.InterpolatedStart)
}

// closeInterpolated ends the innermost interpolated string.
func (s *scanner) closeInterpolated() {
	last := len(s.frames) - 1
	if !s.frames[last].verbatim {
		s.oneLine--
	}
	s.frames = s.frames[:last]
}

// interpolatedPart returns the next token of the text part of f: a text, the
// start of a hole or the end of the string.
func (s *scanner) interpolatedPart(f *frame) token.Token {
	start := s.pos
	t := token.Token{Start: int32(start)}
	if f.verbatim {
		t.Flags |= token.Verbatim
	}
	switch {
	case f.aborted:
		t.Kind, t.Flags = token.InterpolatedEnd, t.Flags|token.Faulty
		if f.broken && s.peek(0) == '"' {
			s.pos++
		}
		s.closeInterpolated()
	case s.peek(0) == '"' && !(f.verbatim && s.peek(1) == '"'):
		t.Kind = s.take(1, token.InterpolatedEnd)
		s.closeInterpolated()
	case s.peek(0) == '{' && s.peek(1) != '{':
		f.hole, f.holeStart, f.braces, f.others = true, start, 0, 0
		t.Kind = s.take(1, token.HoleStart)
	default:
		s.flags = t.Flags
		if !s.interpolatedText(f.verbatim, false) {
			f.aborted = true
			s.unterminated(f)
		}
		t.Kind, t.Flags = token.InterpolatedText, s.flags
	}
	t.End = int32(s.pos)
	return t
}

// interpolatedText moves pos behind the text between holes, or behind the format
// text of a hole. closed is false when the text runs into a line end that is not
// allowed or into the end of the whole text.
func (s *scanner) interpolatedText(verbatim, format bool) (closed bool) {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '"':
			if !verbatim || s.peek(1) != '"' {
				return true
			}
			s.flags |= token.Escaped
			s.pos += 2
		case c == '{' || c == '}':
			if s.peek(1) == c {
				s.flags |= token.Escaped
				s.pos += 2
				break
			}
			if c == '{' && !format || c == '}' && format {
				return true
			}
			s.errorf(diag.Span{Start: s.pos, End: s.pos + 1}, "CS8086 A '%c' character must be escaped (by doubling) in an interpolated string.", c)
			s.flags |= token.Faulty
			s.pos++
		case c == '\\' && !verbatim:
			s.flags |= token.Escaped
			if b := s.peek(1); b == '{' || b == '}' {
				s.errorf(diag.Span{Start: s.pos, End: s.pos + 2}, "CS8087 A '%c' character may only be escaped by doubling '%c%c' in an interpolated string.", b, b, b)
				s.flags |= token.Faulty
				s.pos += 2
				break
			}
			s.escape()
		default:
			n := newlineLen(s.text, s.pos)
			if n > 0 && s.oneLine > 0 {
				return false
			}
			s.pos += max(n, 1)
		}
	}
	return false
}

// holeToken scans a token inside the hole of f.
func (s *scanner) holeToken(f *frame) token.Kind {
	switch s.text[s.pos] {
	case '{':
		f.braces++
	case '}':
		// a bracket of another kind that is still open does not keep the hole
		// from ending: the parser reports it as missing
		if f.braces == 0 {
			f.hole = false
			return s.take(1, token.HoleEnd)
		}
		f.braces--
	case '(', '[':
		f.others++
	case ')', ']':
		f.others = max(f.others-1, 0)
	case ':':
		// the first colon outside brackets, even that of `::` or `?:`
		if f.braces == 0 && f.others == 0 {
			return s.holeFormat(f)
		}
	}
	return s.plainToken()
}

// holeFormat scans `:` and the format text of a hole.
func (s *scanner) holeFormat(f *frame) token.Kind {
	start := s.pos
	if f.verbatim {
		s.flags |= token.Verbatim
	}
	s.pos++
	closed := s.interpolatedText(f.verbatim, true)
	text := s.text[start+1 : s.pos]
	switch {
	case !closed || s.text[s.pos] == '"':
		f.broken = true
		s.flags |= token.Faulty
	case text == "":
		s.flags |= token.Faulty
		s.errorf(diag.Span{Start: start, End: start + 1}, "CS8089 Empty format specifier.")
	default:
		if r, _ := utf8.DecodeLastRuneInString(text); isSpace(r) || isNewline(r) {
			s.flags |= token.Faulty
			s.errorf(diag.Span{Start: start, End: s.pos}, "CS8088 A format specifier may not contain trailing whitespace.")
		}
	}
	return token.HoleFormat
}

// abortHole ends the hole that pos is in, and its string, because the line or the
// text ends or the hole is broken.
func (s *scanner) abortHole() token.Token {
	f := &s.frames[len(s.frames)-1]
	f.hole, f.aborted = false, true
	s.unended(diag.Span{Start: f.holeStart, End: f.holeStart + 1}, "CS8076 Missing close delimiter '}' for interpolated expression started with '{'.")
	return token.Token{Kind: token.HoleEnd, Flags: token.Faulty, Start: int32(s.pos), End: int32(s.pos)}
}

// unterminated reports that the string of f has no closing quote.
func (s *scanner) unterminated(f *frame) {
	message := "CS1010 Newline in constant"
	if f.verbatim {
		message = "CS1039 Unterminated string literal"
	}
	s.unended(diag.Span{Start: f.start, End: s.pos}, message)
}
