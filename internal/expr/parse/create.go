package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// creation parses what starts with `new`.
func (p *parser) creation() ast.Expr {
	start := p.start()
	p.advance()
	switch p.kind() {
	case token.LBrace:
		return p.newAnonymous(start)
	case token.LBracket:
		return p.newImplicitArray(start)
	case token.LParen:
		if end := p.scanTupleType(p.i, 0); end > p.i && p.kindAt(end) == token.LBracket {
			return p.newArray(start, p.tupleType())
		}
		if !p.isNewTuple() {
			p.unavailable(diag.Span{Start: start, End: p.prevEnd()}, "target-typed object creation", "9.0")
			p.args()
			if p.kind() == token.LBrace {
				p.skipBraces()
			}
			return &ast.BadExpr{At: p.from(start)}
		}
		p.errorHere("CS8181 'new' cannot be used with tuple type. Use a tuple literal expression instead.")
		p.tupleType()
		if p.kind() == token.LParen {
			p.args()
		}
		return &ast.BadExpr{At: p.from(start)}
	}
	t := p.typ(newType)
	if _, bad := t.(*ast.BadType); bad {
		return &ast.BadExpr{At: p.from(start)}
	}
	if p.kind() == token.LBracket {
		return p.newArray(start, t)
	}
	n := &ast.New{Type: t}
	if p.kind() == token.LParen {
		n.HasArgs = true
		n.Args, _ = p.args()
	}
	if p.kind() == token.LBrace {
		n.Init = p.initializer()
	}
	if !n.HasArgs && n.Init == nil {
		p.errorAt(p.expectedSpan(), "CS1526 A new expression requires (), [], or {} after type")
	}
	n.At = p.from(start)
	return n
}

// isNewTuple reports whether `(int, string)` stands at the current token, where
// the arguments of `new()` could stand.
func (p *parser) isNewTuple() bool {
	shape, end := p.scanType(p.i)
	return shape == maybeTuple && p.kindAt(end) == token.LParen
}

// newArray parses the brackets of `new T[...]`.
func (p *parser) newArray(start int, elem ast.TypeExpr) ast.Expr {
	a := &ast.NewArray{Elem: elem}
	open := p.i
	p.advance()
	rank := 1
	if k := p.kind(); k == token.Comma || k == token.RBracket {
		for p.got(token.Comma) {
			rank++
		}
		if p.kind() != token.RBracket {
			p.errorHere("CS0443 Syntax error; value expected")
			a.Sizes = append(a.Sizes, p.expr())
		}
	} else {
		a.Sizes = append(a.Sizes, p.expr())
		for p.got(token.Comma) {
			if p.kind() == token.RBracket {
				p.errorHere("CS0443 Syntax error; value expected")
				break
			}
			a.Sizes = append(a.Sizes, p.expr())
		}
		rank = len(a.Sizes)
	}
	p.close(open, token.RBracket)
	a.Ranks = append(a.Ranks, rank)
	for p.kind() == token.LBracket {
		if k := p.kindAt(p.i + 1); k != token.RBracket && k != token.Comma {
			p.errorAt(p.spanOf(p.i+1), "CS0178 Invalid rank specifier: expected ',' or ']'")
			p.indexArgs()
			continue
		}
		open, rank := p.i, 1
		p.advance()
		for p.got(token.Comma) {
			rank++
		}
		p.close(open, token.RBracket)
		a.Ranks = append(a.Ranks, rank)
	}
	if p.kind() == token.LBrace {
		a.Init = p.arrayInit()
	} else if a.Sizes == nil {
		p.reportAlways(diag.ExpressionSyntax, p.spanOf(open), "CS1586 Array creation must have array size or array initializer")
	}
	a.At = p.from(start)
	return a
}
