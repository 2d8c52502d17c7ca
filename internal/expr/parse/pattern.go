package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// is parses what follows `is` behind x: a type or a pattern.
func (p *parser) is(start int, x ast.Expr) ast.Expr {
	if p.newerPattern(false) {
		return &ast.IsPattern{At: p.from(start), X: x, Pattern: &ast.ConstantPattern{At: p.nothing(), X: &ast.BadExpr{At: p.nothing()}}}
	}
	var r ast.Expr
	if pattern := p.declarationPattern(); pattern != nil {
		r = &ast.IsPattern{At: p.from(start), X: x, Pattern: pattern}
	} else if p.isTypeOperand() {
		t := p.typ(typeAfterOperator)
		r = &ast.Is{At: p.from(start), X: x, Type: t}
	} else {
		r = &ast.IsPattern{X: x, Pattern: p.constantPattern(p.binaryConstant)}
		r.(*ast.IsPattern).At = p.from(start)
	}
	p.combinedPattern()
	return r
}

// declarationPattern parses `T name` and `var name`. It returns nil at any other.
func (p *parser) declarationPattern() ast.Pattern {
	start := p.start()
	if p.isVar(p.i) && p.isName(p.i+1) {
		p.advance()
		return &ast.VarPattern{Designation: p.designation(), At: p.from(start)}
	}
	shape, end := p.scanType(p.i)
	if shape == notType || shape == maybeTuple || !p.isName(end) || p.isPatternWord(end) {
		return nil
	}
	if shape == maybeNullable {
		// `x is a ? b : c`: no pattern of C# 7 has a nullable type
		return nil
	}
	t := p.typ(plainType)
	d := p.designation()
	return &ast.DeclarationPattern{At: p.from(start), Type: t, Designation: d}
}

// isPatternWord reports whether the identifier at index i continues a pattern or
// starts the condition of a case instead of being declared.
func (p *parser) isPatternWord(i int) bool {
	if p.isWord(i, "when") {
		k := p.kindAt(i + 1)
		return k != token.Colon && k != token.RParen && k != token.Semicolon && !p.isWord(i+1, "when")
	}
	return p.isCombinator(i)
}

// isCombinator reports whether `and` or `or` of C# 9 stands at index i: the word
// with an operand behind it, which a declared name never has.
func (p *parser) isCombinator(i int) bool {
	if !p.isWord(i, "and") && !p.isWord(i, "or") {
		return false
	}
	switch p.kindAt(i + 1) {
	case token.Less, token.LessEq, token.Greater, token.GreaterEq, token.LBrace, token.LParen:
		return true
	default:
		return p.startsExpr(i + 1)
	}
}

// isTypeOperand reports whether a type stands behind `is`, as opposed to a
// constant that starts with a name, `A.B + 1`.
func (p *parser) isTypeOperand() bool {
	shape, end := p.scanType(p.i)
	switch shape {
	case notType, maybeTuple:
		return !p.startsExpr(p.i) // for the message about a missing type
	case maybeName, maybeGeneric:
		switch p.kindAt(end) {
		case token.LParen, token.LBracket, token.Plus, token.Minus, token.Star, token.Slash, token.Percent, token.Shl, token.Inc, token.Dec:
			return false
		case token.Greater:
			return !p.adjacent(end) || p.kindAt(end+1) != token.Greater
		}
	}
	return true
}

// constantPattern parses a constant with the function given.
func (p *parser) constantPattern(parse func() ast.Expr) ast.Pattern {
	start := p.start()
	x := parse()
	at := p.from(start)
	if isBad(x) {
		at = ast.At{Pos: x.Span()}
	}
	return &ast.ConstantPattern{At: at, X: x}
}

// binaryConstant parses the constant behind `is`, where relational operators end
// it.
func (p *parser) binaryConstant() ast.Expr { return p.binary(token.PrecShift) }

// casePattern parses what stands between `case` and `when` or `:`.
func (p *parser) casePattern() ast.Pattern {
	if p.newerPattern(true) {
		at := p.nothing()
		return &ast.ConstantPattern{At: at, X: &ast.BadExpr{At: at}}
	}
	pattern := p.declarationPattern()
	if pattern == nil {
		pattern = p.constantPattern(p.expr)
	}
	p.combinedPattern()
	return pattern
}

// newerPattern refuses patterns of C# 8 and later at the current token and skips
// them. It returns false when none stands there.
func (p *parser) newerPattern(inCase bool) bool {
	i := p.i
	switch p.kind() {
	case token.Less, token.LessEq, token.Greater, token.GreaterEq:
		p.unavailable(p.spanOf(i), "relational pattern", "9.0")
	case token.LBrace:
		p.unavailable(p.spanOf(i), "recursive patterns", "8.0")
	case token.LBracket:
		p.unavailable(p.spanOf(i), "list pattern", "11.0")
	case token.Ident:
		if p.isWord(i, "not") && (p.startsExpr(i+1) && p.kindAt(i+1) != token.LParen || p.kindAt(i+1) == token.LBrace) {
			p.unavailable(p.spanOf(i), "not pattern", "9.0")
			break
		}
		if !p.isPropertyPattern(i) && !(p.isVar(i) && p.kindAt(i+1) == token.LParen) {
			return false
		}
		p.unavailable(p.spanOf(i), "recursive patterns", "8.0")
	default:
		if !p.kind().IsPredefinedType() || !p.isPropertyPattern(i) {
			return false
		}
		p.unavailable(p.spanOf(i), "recursive patterns", "8.0")
	}
	p.skipPattern(inCase)
	return true
}

// isPropertyPattern reports whether a type followed by `{` stands at index i.
func (p *parser) isPropertyPattern(i int) bool {
	shape, end := p.scanType(i)
	return shape != notType && p.kindAt(end) == token.LBrace
}

// combinedPattern refuses `and` and `or` behind a pattern, with what follows them.
func (p *parser) combinedPattern() {
	if p.kind() != token.Ident || !p.isCombinator(p.i) {
		return
	}
	p.unavailable(p.spanOf(p.i), p.raw()+" pattern", "9.0")
	p.skipPattern(false)
}

// skipPattern skips tokens up to what can follow a pattern.
func (p *parser) skipPattern(inCase bool) {
	for {
		switch k := p.kind(); k {
		case token.LParen, token.LBrace, token.LBracket:
			p.skipBraces()
			continue
		case token.RParen, token.RBrace, token.RBracket, token.Semicolon, token.Comma, token.EOF, token.AndAnd, token.OrOr,
			token.Question, token.DoubleQuestion, token.Equal, token.NotEqual, token.HoleEnd, token.HoleFormat, token.Colon:
			return
		}
		if inCase && p.isWord(p.i, "when") {
			return
		}
		p.advance()
	}
}
