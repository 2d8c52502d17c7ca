package scan

import "github.com/gatehouse-project/gatehouse/internal/expr/token"

// punctuation scans an operator or bracket that starts with c.
func (s *scanner) punctuation(c byte) token.Kind {
	next := s.peek(1)
	switch c {
	case '(':
		return s.take(1, token.LParen)
	case ')':
		return s.take(1, token.RParen)
	case '{':
		return s.take(1, token.LBrace)
	case '}':
		return s.take(1, token.RBrace)
	case '[':
		return s.take(1, token.LBracket)
	case ']':
		return s.take(1, token.RBracket)
	case ',':
		return s.take(1, token.Comma)
	case ';':
		return s.take(1, token.Semicolon)
	case '~':
		return s.take(1, token.Tilde)
	case ':':
		return s.pair(next == ':', token.DoubleColon, token.Colon)
	case '?':
		if next == '?' {
			if s.peek(2) == '=' {
				return s.take(3, token.CoalesceEq)
			}
			return s.take(2, token.DoubleQuestion)
		}
		return s.take(1, token.Question)
	case '=':
		if next == '>' {
			return s.take(2, token.Arrow)
		}
		return s.pair(next == '=', token.Equal, token.Assign)
	case '!':
		return s.pair(next == '=', token.NotEqual, token.Not)
	case '+':
		return s.operator(c, token.Plus, token.Inc, token.PlusEq)
	case '-':
		if next == '>' {
			return s.take(2, token.PtrArrow)
		}
		return s.operator(c, token.Minus, token.Dec, token.MinusEq)
	case '&':
		return s.operator(c, token.Amp, token.AndAnd, token.AmpEq)
	case '|':
		return s.operator(c, token.Bar, token.OrOr, token.BarEq)
	case '*':
		return s.pair(next == '=', token.StarEq, token.Star)
	case '/':
		return s.pair(next == '=', token.SlashEq, token.Slash)
	case '%':
		return s.pair(next == '=', token.PercentEq, token.Percent)
	case '^':
		return s.pair(next == '=', token.CaretEq, token.Caret)
	case '<':
		if next == '<' {
			if s.peek(2) == '=' {
				return s.take(3, token.ShlEq)
			}
			return s.take(2, token.Shl)
		}
		return s.pair(next == '=', token.LessEq, token.Less)
	case '>':
		// `>>` is two tokens: it may close two lists of type arguments
		return s.pair(next == '=', token.GreaterEq, token.Greater)
	}
	return s.invalid()
}

// pair takes two bytes as two when they belong together, else one as one.
func (s *scanner) pair(together bool, two, one token.Kind) token.Kind {
	if together {
		return s.take(2, two)
	}
	return s.take(1, one)
}

// operator takes c, cc or c=.
func (s *scanner) operator(c byte, one, double, assign token.Kind) token.Kind {
	switch s.peek(1) {
	case c:
		return s.take(2, double)
	case '=':
		return s.take(2, assign)
	}
	return s.take(1, one)
}
