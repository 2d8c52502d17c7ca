package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// binary parses operands joined by binary operators of at least the precedence
// low. A chain of operators of one precedence costs no recursion.
func (p *parser) binary(low token.Precedence) ast.Expr {
	start := p.start()
	x := p.unary()
	for {
		op, n := p.binaryOperator()
		prec := op.BinaryPrecedence()
		if prec == token.PrecNone || prec < low {
			return x
		}
		pos := p.spanOf(p.i).Join(p.spanOf(p.i + n - 1))
		if n == 3 {
			p.unavailable(pos, "unsigned right shift", "11.0")
		}
		for ; n > 0; n-- {
			p.advance()
		}
		switch op {
		case token.Is:
			x = p.is(start, x)
		case token.As:
			x = &ast.As{X: x, Type: p.typ(typeAfterOperator)}
			x.(*ast.As).At = p.from(start)
		case token.DoubleQuestion:
			y := p.coalesced()
			x = &ast.Coalesce{At: p.from(start), X: x, Y: y}
		default:
			y := p.binary(prec + 1)
			x = &ast.Binary{At: p.from(start), Op: op, OpPos: pos, X: x, Y: y}
		}
	}
}

// coalesced parses the right operand of `??`, which leans to the right.
func (p *parser) coalesced() ast.Expr {
	if p.kind() == token.Throw {
		return p.throwExpr()
	}
	if !p.enter() {
		defer p.leave()
		return &ast.BadExpr{At: p.nothing()}
	}
	defer p.leave()
	return p.binary(token.PrecCoalesce)
}

// binaryOperator returns the binary operator at the current token and how many
// tokens it takes. `>>` is two tokens that touch; `>>=` is none.
func (p *parser) binaryOperator() (op token.Kind, n int) {
	k := p.kind()
	if k != token.Greater || !p.adjacent(p.i) {
		return k, 1
	}
	switch p.kindAt(p.i + 1) {
	case token.GreaterEq:
		return token.EOF, 1
	case token.Greater:
		if p.adjacent(p.i + 1) {
			switch p.kindAt(p.i + 2) {
			case token.Greater:
				return token.Shr, 3
			case token.GreaterEq:
				return token.EOF, 1
			}
		}
		return token.Shr, 2
	}
	return k, 1
}

// unary parses prefix operators, casts and what they apply to.
func (p *parser) unary() ast.Expr {
	k := p.kind()
	switch k {
	case token.Plus, token.Minus, token.Not, token.Tilde, token.Inc, token.Dec:
		start := p.start()
		p.advance()
		x := p.unaryOperand()
		return &ast.Unary{At: p.from(start), Op: k, X: x}
	case token.Amp, token.Star:
		p.refuse(p.spanOf(p.i), "CS0214 Pointers and fixed size buffers may only be used in an unsafe context")
	case token.Caret:
		p.unavailable(p.spanOf(p.i), "index operator", "8.0")
	case token.DotDot:
		p.unavailable(p.spanOf(p.i), "range operator", "8.0")
		if !p.startsExpr(p.i+1) && p.kindAt(p.i+1) != token.Caret {
			p.advance()
			return &ast.BadExpr{At: p.nothing()}
		}
	case token.LParen:
		if p.isCast() {
			return p.cast()
		}
		return p.postfix()
	case token.Ident:
		if !p.isWord(p.i, "await") || !p.isAwaitOperand(p.i+1) {
			return p.postfix()
		}
		p.refuse(p.spanOf(p.i), "CS4032 The 'await' operator can only be used within an async method; expressions cannot be asynchronous")
	default:
		return p.postfix()
	}
	// refused: go on with the operand
	p.advance()
	return p.unaryOperand()
}

func (p *parser) unaryOperand() ast.Expr {
	if !p.enter() {
		defer p.leave()
		return &ast.BadExpr{At: p.nothing()}
	}
	defer p.leave()
	return p.unary()
}

// isAwaitOperand reports whether token i cannot follow a variable of the name
// await and so makes that an operator.
func (p *parser) isAwaitOperand(i int) bool {
	switch p.kindAt(i) {
	case token.Ident, token.New, token.String, token.Int, token.This, token.Null, token.Typeof, token.Default:
		return !isQueryWord(p.textIfIdent(i))
	}
	return false
}

// textIfIdent returns the name that token i is, empty when it is none.
func (p *parser) textIfIdent(i int) string {
	if p.kindAt(i) != token.Ident {
		return ""
	}
	return p.textOf(i)
}

// isCast reports whether the parenthesis at the current token holds the type of a
// cast (C# 7 specification, 12.9.7).
func (p *parser) isCast() bool {
	shape, end := p.scanType(p.i + 1)
	if shape == notType || p.kindAt(end) != token.RParen {
		return false
	}
	switch shape {
	case surelyType, maybeNullable:
		return true
	}
	return p.followsCast(end + 1)
}

// followsCast reports whether token i behind `(name)` makes it a cast.
func (p *parser) followsCast(i int) bool {
	switch k := p.kindAt(i); k {
	case token.Ident:
		return p.isName(i)
	case token.Int, token.Real, token.Char, token.String, token.InterpolatedStart, token.LParen,
		token.Not, token.Tilde:
		return true
	case token.Is, token.As, token.Switch, token.In:
		return false
	default:
		return k.IsKeyword()
	}
}

func (p *parser) cast() ast.Expr {
	start, open := p.start(), p.i
	p.advance()
	t := p.typ(plainType)
	p.close(open, token.RParen)
	x := p.unaryOperand()
	return &ast.Cast{At: p.from(start), Type: t, X: x}
}
