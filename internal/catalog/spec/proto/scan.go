package proto

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// kind is the kind of a token.
type kind uint8

const (
	end    kind = iota
	word        // a name, with dots, or a number
	quoted      // a text in quotes
	mark        // any other character
	broken      // a text or comment that is not closed
)

// token is one token. The text of a quoted one is a single quote, which no
// declaration begins with; that of end and broken is empty.
type token struct {
	kind kind
	text string
	span diag.Span
}

// scanner splits a definition into tokens; comments are passed over.
type scanner struct {
	text string
	at   int
}

func (s *scanner) next() token {
	for s.at < len(s.text) {
		rest := s.text[s.at:]
		switch c := rest[0]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v':
			s.at++
		case strings.HasPrefix(rest, "//"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				n = len(rest)
			}
			s.at += n
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return s.take(broken, len(rest))
			}
			s.at += n + 4
		case c == '"' || c == '\'':
			return s.quoted(rest)
		case isName(c):
			n := 1
			for n < len(rest) && isName(rest[n]) {
				n++
			}
			return s.take(word, n)
		default:
			return s.take(mark, 1)
		}
	}
	return s.take(end, 0)
}

// quoted takes a text in quotes.
func (s *scanner) quoted(rest string) token {
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '\n':
			return s.take(broken, i)
		case rest[0]:
			return s.take(quoted, i+1)
		}
	}
	return s.take(broken, len(rest))
}

// take makes a token of the next n bytes.
func (s *scanner) take(k kind, n int) token {
	t := token{kind: k, text: s.text[s.at : s.at+n], span: diag.Span{Start: s.at, End: s.at + n}}
	switch k {
	case quoted:
		t.text = "'"
	case broken:
		t.text = ""
	}
	s.at += n
	return t
}

// isName reports whether a byte belongs to names and numbers.
func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.'
}
