package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// paren parses a parenthesised expression or a tuple. Lambdas and casts have been
// ruled out.
func (p *parser) paren() ast.Expr {
	start, open := p.start(), p.i
	p.advance()
	first := p.tupleElem(true)
	if p.kind() != token.Comma {
		at := p.expectedSpan()
		p.close(open, token.RParen)
		if first.Name != nil {
			p.reportAlways(diag.ExpressionSyntax, at, "CS8124 Tuple must contain at least two elements.")
		}
		return &ast.Paren{At: p.from(start), X: first.X}
	}
	t := &ast.Tuple{Elems: []*ast.Argument{first}}
	for p.got(token.Comma) {
		t.Elems = append(t.Elems, p.tupleElem(false))
	}
	p.close(open, token.RParen)
	t.At = p.from(start)
	return t
}

// tupleElem parses an element of a tuple, which may declare a variable when the
// tuple is deconstructed into. The first element needs a comma behind it to do so.
func (p *parser) tupleElem(first bool) *ast.Argument {
	if end, ok := p.isDeclared(p.i, true); ok {
		switch next := p.kindAt(end); {
		case next == token.Comma, next == token.RParen && !first:
			x := p.declared()
			return &ast.Argument{At: ast.At{Pos: x.Span()}, X: x}
		}
	}
	start := p.start()
	e := &ast.Argument{Name: p.argName()}
	e.X = p.expr()
	e.At = p.from(start)
	return e
}

// isLambdaList reports whether the parenthesis at index i holds the parameters of
// a lambda: in C# 7 nothing else has `=>` behind it.
func (p *parser) isLambdaList(i int) bool {
	return p.kindAt(i) == token.LParen && p.match[i] > 0 && p.kindAt(int(p.match[i])+1) == token.Arrow
}

// startsLambda reports whether a lambda or an anonymous method starts at index i.
func (p *parser) startsLambda(i int) bool {
	switch p.kindAt(i) {
	case token.Ident:
		if p.isWord(i, "async") && p.kindAt(i+1) != token.Arrow {
			i++
			return p.kindAt(i) == token.Delegate || p.kindAt(i+1) == token.Arrow || p.isLambdaList(i)
		}
		return p.kindAt(i+1) == token.Arrow
	case token.LParen:
		return p.isLambdaList(i)
	case token.Delegate:
		return true
	}
	return false
}
