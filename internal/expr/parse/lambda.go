package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// simpleLambda parses `x => body`.
func (p *parser) simpleLambda(start int) ast.Expr {
	name := p.ident()
	l := &ast.Lambda{Params: []*ast.Param{{At: name.At, Name: name}}}
	return p.lambdaBody(start, l)
}

// lambda parses `(a, b) => body`.
func (p *parser) lambda(start int) ast.Expr {
	l := &ast.Lambda{Params: p.lambdaParams()}
	typed := 0
	for _, q := range l.Params {
		if q.Type != nil {
			typed++
		}
	}
	l.Typed = typed > 0
	if l.Typed && typed < len(l.Params) {
		for _, q := range l.Params {
			if (q.Type == nil) != (l.Params[0].Type == nil) {
				p.reportAlways(diag.ExpressionSyntax, q.Pos, "CS0748 Inconsistent lambda parameter usage; parameter types must be all explicit or all implicit")
				break
			}
		}
	}
	return p.lambdaBody(start, l)
}

// lambdaBody parses `=> body` and completes l.
func (p *parser) lambdaBody(start int, l *ast.Lambda) ast.Expr {
	p.expect(token.Arrow)
	if p.kind() == token.LBrace {
		l.Block = p.nestedBlock()
	} else {
		l.Body = p.operand()
	}
	l.At = p.from(start)
	return l
}

// nestedBlock parses the block of a lambda, an anonymous method or a local
// function, where a query around it does not matter.
func (p *parser) nestedBlock() *ast.Block {
	b, _ := p.functionBlock()
	return b
}

// functionBlock parses the block of a function and says whether it yields.
func (p *parser) functionBlock() (b *ast.Block, yields bool) {
	queries, outer := p.queries, p.yields
	p.queries, p.yields = 0, false
	b = p.block()
	yields = p.yields
	p.queries, p.yields = queries, outer
	return b, yields
}

// lambdaParams parses the parameters of a lambda in parentheses.
func (p *parser) lambdaParams() []*ast.Param {
	open := p.i
	p.advance()
	var params []*ast.Param
	for p.kind() != token.RParen || params != nil {
		start := p.start()
		q := &ast.Param{}
		q.Mode = p.paramMode()
		if next := p.kindAt(p.i + 1); q.Mode != ast.ByValue || !p.isName(p.i) || next != token.Comma && next != token.RParen {
			q.Type = p.typ(plainType)
		}
		q.Name = p.ident()
		q.At = p.from(start)
		params = append(params, q)
		if !p.got(token.Comma) {
			break
		}
	}
	p.close(open, token.RParen)
	return params
}

// paramMode takes `ref`, `out` or `in` in front of a parameter.
func (p *parser) paramMode() ast.ArgMode {
	switch p.kind() {
	case token.Ref:
		p.advance()
		return ast.ByRef
	case token.Out:
		p.advance()
		return ast.ByOut
	case token.In:
		p.advance()
		return ast.ByIn
	}
	return ast.ByValue
}

// params parses the parameters of an anonymous method or a local function, which
// always have types.
func (p *parser) params() []*ast.Param {
	open := p.i
	p.advance()
	var params []*ast.Param
	for p.kind() != token.RParen || params != nil {
		start := p.start()
		q := &ast.Param{}
		if p.got(token.Params) {
			q.Params = true
		} else {
			q.Mode = p.paramMode()
		}
		q.Type = p.typ(plainType)
		q.Name = p.ident()
		if p.got(token.Assign) {
			q.Default = p.expr()
		}
		q.At = p.from(start)
		params = append(params, q)
		if !p.got(token.Comma) {
			break
		}
	}
	p.close(open, token.RParen)
	return params
}

// anonymousMethod parses `delegate (T a) { ... }`.
func (p *parser) anonymousMethod() ast.Expr {
	start := p.start()
	m := &ast.AnonymousMethod{}
	p.advance()
	if p.kind() == token.LParen {
		m.HasParams = true
		m.Params = p.params()
	}
	m.Block = p.nestedBlock()
	m.At = p.from(start)
	return m
}
