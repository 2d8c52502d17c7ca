package parse

import "github.com/gatehouse-project/gatehouse/internal/expr/token"

// typeShape says how sure it is that tokens that can be read as a type are one.
type typeShape uint8

const (
	// notType: the tokens are no type.
	notType typeShape = iota
	// maybeName: `a`, `a.b`: a type or an expression.
	maybeName
	// maybeGeneric: `a<b>`: a type, a method, or comparisons.
	maybeGeneric
	// maybeTuple: `(a, b)`: a type or a tuple.
	maybeTuple
	// maybeNullable: `a?`: a type or the start of a conditional.
	maybeNullable
	// surelyType: `int`, `a[]`, `a::b`.
	surelyType
)

// scanType reads tokens from index i as a type, without reporting anything, and
// returns the index behind it.
func (p *parser) scanType(i int) (shape typeShape, end int) {
	return p.scanTypeDepth(i, 0)
}

// maxTypeScan bounds the nesting that scanType follows. Types that nest deeper are
// not recognised; the bound keeps scanning linear in the length of the text.
const maxTypeScan = 50

func (p *parser) scanTypeDepth(i, depth int) (shape typeShape, end int) {
	if depth > maxTypeScan {
		return notType, i
	}
	switch k := p.kindAt(i); {
	case k.IsPredefinedType(), k == token.Void:
		shape, end = surelyType, i+1
	case k == token.Ident:
		if shape, end = p.scanName(i, depth); shape == notType {
			return notType, i
		}
	case k == token.LParen:
		if end = p.scanTupleType(i, depth); end == i {
			return notType, i
		}
		shape = maybeTuple
	default:
		return notType, i
	}
	for {
		switch p.kindAt(end) {
		case token.Question:
			if p.kindAt(end-1) == token.Question {
				return shape, end
			}
			shape, end = maybeNullable, end+1
		case token.LBracket:
			j := end + 1
			for p.kindAt(j) == token.Comma {
				j++
			}
			if p.kindAt(j) != token.RBracket {
				return notType, i
			}
			shape, end = surelyType, j+1
		default:
			return shape, end
		}
	}
}

// scanName reads `a::b<c>.d`.
func (p *parser) scanName(i, depth int) (shape typeShape, end int) {
	shape = maybeName
	if !p.isName(i) {
		return notType, i
	}
	i++
	if p.kindAt(i) == token.DoubleColon {
		if p.kindAt(i+1) != token.Ident {
			return notType, i
		}
		shape = surelyType
		i += 2
	}
	for {
		if p.kindAt(i) == token.Less {
			next, _ := p.scanTypeArgs(i, depth)
			if next < 0 {
				return shape, i // less-than
			}
			i = next
			if shape == maybeName {
				shape = maybeGeneric
			}
		} else if shape == maybeGeneric && p.kindAt(i-1) != token.Greater {
			shape = maybeName
		}
		if p.kindAt(i) != token.Dot {
			return shape, i
		}
		if p.kindAt(i+1) != token.Ident {
			return notType, i
		}
		i += 2
	}
}

// scanTypeArgs reads `<a, b>` at index i and returns the index behind it, or -1
// when it is no list of types. sure tells that an argument is a type and nothing
// else, so that the list cannot be two comparisons.
func (p *parser) scanTypeArgs(i, depth int) (end int, sure bool) {
	for {
		i++ // `<` or `,`
		if k := p.kindAt(i); k == token.Comma || k == token.Greater {
			// an omitted argument
			if k == token.Greater {
				return i + 1, sure
			}
			continue
		}
		shape, next := p.scanTypeDepth(i, depth+1)
		if shape == notType {
			return -1, false
		}
		i = next
		switch p.kindAt(i) {
		case token.Comma:
		case token.Greater:
			return i + 1, sure || shape == surelyType
		default:
			return -1, false
		}
		sure = sure || shape == surelyType
	}
}

// scanTupleType reads `(a x, b y)` and returns the index behind it, or i when it
// is no tuple type.
func (p *parser) scanTupleType(i, depth int) (end int) {
	for j, n := i+1, 1; ; n++ {
		shape, next := p.scanTypeDepth(j, depth+1)
		if shape == notType {
			return i
		}
		if p.isName(next) {
			next++
		}
		switch p.kindAt(next) {
		case token.Comma:
			j = next + 1
		case token.RParen:
			if n < 2 {
				return i
			}
			return next + 1
		default:
			return i
		}
	}
}

// isTypeArgs reports whether the `<` at index i opens a list of type arguments in
// an expression. After a list that could also be comparisons the next token
// decides (C# 7 specification, 6.2.5).
func (p *parser) isTypeArgs(i int) bool {
	end, sure := p.scanTypeArgs(i, 0)
	if end < 0 {
		return false
	}
	if sure {
		return true
	}
	switch p.kindAt(end) {
	case token.LParen, token.RParen, token.RBracket, token.RBrace, token.Colon, token.Semicolon, token.Comma, token.Dot,
		token.Question, token.Equal, token.NotEqual, token.Bar, token.Caret, token.AndAnd, token.OrOr, token.Amp,
		token.LBracket, token.HoleEnd, token.HoleFormat, token.EOF:
		return true
	}
	return false
}

// scanDesignation reads a name or names in parentheses at index i and returns the
// index behind them, or -1.
func (p *parser) scanDesignation(i, depth int) (end int) {
	if p.isName(i) {
		return i + 1
	}
	if p.kindAt(i) != token.LParen || depth > maxTypeScan {
		return -1
	}
	for {
		if i = p.scanDesignation(i+1, depth+1); i < 0 {
			return -1
		}
		switch p.kindAt(i) {
		case token.Comma:
		case token.RParen:
			return i + 1
		default:
			return -1
		}
	}
}

// isDesignation reports whether a name or, when several is allowed, a list of
// them in parentheses stands at index i, and returns the index behind it.
func (p *parser) isDesignation(i int, several bool) (end int, ok bool) {
	if p.isName(i) {
		return i + 1, true
	}
	if several && p.kindAt(i) == token.LParen && p.match[i] > 0 {
		return int(p.match[i]) + 1, true
	}
	return i, false
}
