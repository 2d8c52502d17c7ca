package scan

import (
	"math"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// MaxText is the longest text, in bytes, that Tokens takes: token offsets are 32
// bits wide.
const MaxText = math.MaxInt32 - 1

// Error is a lexical error.
type Error struct {
	Code    diag.Code
	Span    diag.Span
	Message string
	// Unterminated tells that a literal or comment does not end where it
	// should, so that what follows is probably read wrongly.
	Unterminated bool
}

// Tokens splits a text of at most MaxText bytes into tokens; the last one is EOF.
// White space and comments are dropped. Errors are in the order of their
// discovery.
func Tokens(text string) ([]token.Token, []Error) {
	return AppendTokens(make([]token.Token, 0, len(text)/4+8), text)
}

// AppendTokens is Tokens for callers that reuse a slice.
func AppendTokens(toks []token.Token, text string) ([]token.Token, []Error) {
	if len(text) > MaxText {
		return append(toks, token.Token{}), []Error{{Code: diag.ExpressionSyntax, Message: "the text is too long"}}
	}
	s := scanner{text: text, lineStart: true}
	for {
		t := s.next()
		toks = append(toks, t)
		if t.Kind == token.EOF {
			return toks, s.errs
		}
	}
}

// scanner produces one token after the other.
type scanner struct {
	text string
	pos  int
	// lineStart tells that only white space stands between the last line end
	// and pos; a `#` there starts a directive.
	lineStart bool
	// flags of the token being scanned.
	flags token.Flags
	// frames are the interpolated strings around pos, innermost last.
	frames []frame
	// oneLine counts the frames without `@`: their holes must stay on one line
	// (C# 11 lifted that).
	oneLine int
	errs    []Error
	// sections are those that directives opened around pos, innermost last.
	sections []section
	// quiet drops errors.
	quiet bool
	// notRaw is the end of a run of quotes that opens no raw string.
	notRaw int
}

// next returns the next token.
func (s *scanner) next() token.Token {
	s.flags = 0
	if n := len(s.frames); n > 0 {
		switch f := &s.frames[n-1]; {
		case !f.hole:
			return s.interpolatedPart(f)
		case f.broken:
			return s.abortHole()
		}
	}
	if broken := s.skipTrivia(); broken {
		return s.abortHole()
	}
	start := s.pos
	if start >= len(s.text) {
		if len(s.frames) > 0 {
			return s.abortHole()
		}
		s.endSections()
		return token.Token{Kind: token.EOF, Start: int32(start), End: int32(start)}
	}
	var k token.Kind
	if n := len(s.frames); n > 0 {
		k = s.holeToken(&s.frames[n-1])
	} else {
		k = s.plainToken()
	}
	s.lineStart = false
	return token.Token{Kind: k, Flags: s.flags, Start: int32(start), End: int32(s.pos)}
}

// plainToken scans a token that starts at pos, which is not at the end, and
// moves pos behind it.
func (s *scanner) plainToken() token.Kind {
	c := s.text[s.pos]
	switch {
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_':
		return s.identifier()
	case c >= '0' && c <= '9':
		return s.number()
	}
	switch c {
	case '"':
		return s.regularString()
	case '\'':
		return s.char()
	case '@':
		return s.at()
	case '$':
		return s.dollar()
	case '.':
		if isDigit(s.peek(1)) {
			return s.number()
		}
		if s.peek(1) == '.' {
			return s.take(2, token.DotDot)
		}
		return s.take(1, token.Dot)
	case '#':
		return s.strayDirective()
	case '\\':
		if r, _ := s.unicodeEscape(s.pos); isIdentStart(r) {
			return s.identifier()
		}
		return s.invalid()
	}
	if c >= utf8.RuneSelf {
		if r, _ := utf8.DecodeRuneInString(s.text[s.pos:]); isIdentStart(r) {
			return s.identifier()
		}
		return s.invalid()
	}
	return s.punctuation(c)
}

// invalid reports a character that starts no token and skips it.
func (s *scanner) invalid() token.Kind {
	_, n := utf8.DecodeRuneInString(s.text[s.pos:])
	s.pos += n
	s.flags |= token.Faulty
	s.errorf(diag.Span{Start: s.pos - n, End: s.pos}, "CS1056 Unexpected character '%s'", s.text[s.pos-n:s.pos])
	return token.Invalid
}

// strayDirective reports a `#` that does not begin a line.
func (s *scanner) strayDirective() token.Kind {
	s.flags |= token.Faulty
	s.pos++
	s.errorf(diag.Span{Start: s.pos - 1, End: s.pos}, "CS1040 Preprocessor directives must appear as the first non-whitespace character on a line")
	return token.Invalid
}

// peek returns the byte n places behind pos, zero at the end of the text.
func (s *scanner) peek(n int) byte {
	if s.pos+n < len(s.text) {
		return s.text[s.pos+n]
	}
	return 0
}

// take moves pos by n bytes and returns k.
func (s *scanner) take(n int, k token.Kind) token.Kind {
	s.pos += n
	return k
}
