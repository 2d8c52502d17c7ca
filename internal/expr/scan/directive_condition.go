package scan

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// line reads the words of a directive. text ends where the line does.
type line struct {
	text string
	pos  int
}

// skip skips white space.
func (l *line) skip() {
	for l.pos < len(l.text) {
		r, n := utf8.DecodeRuneInString(l.text[l.pos:])
		if !isSpace(r) && r != '\t' && r != '\v' && r != '\f' {
			return
		}
		l.pos += n
	}
}

// rest is what is left of the line.
func (l *line) rest() (string, diag.Span) {
	l.skip()
	return l.text[l.pos:], diag.Span{Start: l.pos, End: len(l.text)}
}

// next returns the next word, number or operator; "" at the end of the line and
// before a comment.
func (l *line) next() (string, diag.Span) {
	rest, at := l.rest()
	n := strings.IndexFunc(rest, func(r rune) bool { return !isIdentPart(r) })
	switch {
	case strings.HasPrefix(rest, "//") || rest == "":
		return "", diag.Span{Start: at.Start, End: at.Start}
	case n < 0:
		n = len(rest)
	case n > 0:
	case strings.HasPrefix(rest, "&&") || strings.HasPrefix(rest, "||") || strings.HasPrefix(rest, "==") || strings.HasPrefix(rest, "!="):
		n = 2
	default:
		_, n = utf8.DecodeRuneInString(rest)
	}
	l.pos += n
	return rest[:n], diag.Span{Start: at.Start, End: l.pos}
}

// accept reads one of some words and returns it; "" if another comes next.
func (l *line) accept(words ...string) string {
	before := l.pos
	word, _ := l.next()
	for _, w := range words {
		if w == word {
			return w
		}
	}
	l.pos = before
	return ""
}

// maxConditionDepth bounds the parentheses and negations of a condition.
const maxConditionDepth = 100

// condition reads the condition of #if and #elif and evaluates it.
func (s *scanner) condition(l *line) bool { return s.either(l, maxConditionDepth) }

func (s *scanner) either(l *line, depth int) bool {
	value := s.both(l, depth)
	for l.accept("||") != "" {
		more := s.both(l, depth)
		value = value || more
	}
	return value
}

func (s *scanner) both(l *line, depth int) bool {
	value := s.equal(l, depth)
	for l.accept("&&") != "" {
		more := s.equal(l, depth)
		value = value && more
	}
	return value
}

func (s *scanner) equal(l *line, depth int) bool {
	value := s.primary(l, depth)
	for {
		op := l.accept("==", "!=")
		if op == "" {
			return value
		}
		value = (value == s.primary(l, depth)) == (op == "==")
	}
}

func (s *scanner) primary(l *line, depth int) bool {
	before := l.pos
	word, at := l.next()
	first, _ := utf8.DecodeRuneInString(word)
	switch {
	case depth == 0:
	case word == "!":
		return !s.primary(l, depth-1)
	case word == "(":
		value := s.either(l, depth-1)
		if l.accept(")") == "" {
			_, at := l.next()
			s.misread(at, "CS1026 ) expected")
		}
		return value
	case isIdentStart(first):
		return word == "true"
	}
	l.pos = before
	s.misread(at, "CS1517 Invalid preprocessor expression")
	return false
}
