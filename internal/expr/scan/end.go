package scan

import "github.com/gatehouse-project/gatehouse/internal/expr/token"

// ExpressionEnd finds where the expression ends whose opening bracket is
// text[open], '(' or '{'. It returns the offset just behind the bracket that
// matches, counting only brackets of that kind and none inside strings, holes of
// interpolated strings, character literals and comments
// (policies/00-documents-and-pipeline.md, section 7). ok is false when the bracket
// never closes; end is then the length of the text.
//
// The text may be a whole document: only the part up to end is read when ok.
// Text that is not C# does no harm. A string or character literal that its line
// does not end is taken to end there, so that one missing quote does not hide the
// rest of the document.
func ExpressionEnd(text string, open int) (end int, ok bool) {
	if open < 0 || open >= len(text) {
		return len(text), false
	}
	opening, closing := token.LParen, token.RParen
	switch text[open] {
	case '(':
	case '{':
		opening, closing = token.LBrace, token.RBrace
	default:
		return len(text), false
	}
	s := scanner{text: text, pos: open, quiet: true}
	depth := 0
	for {
		t := s.next()
		switch {
		case t.Kind == token.EOF:
			return len(text), false
		case len(s.frames) > 0:
			// inside a hole nothing counts
		case t.Kind == opening:
			depth++
		case t.Kind == closing:
			if depth--; depth == 0 {
				return s.pos, true
			}
		}
	}
}
