package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

func (p *parser) try() ast.Stmt {
	start := p.start()
	p.advance()
	t := &ast.Try{Block: p.block()}
	general := false
	for p.kind() == token.Catch {
		if general {
			p.errorHere("CS1017 Catch clauses cannot follow the general catch clause of a try statement")
		}
		c := p.catch()
		general = general || c.Type == nil && c.Filter == nil
		t.Catches = append(t.Catches, c)
	}
	if p.got(token.Finally) {
		t.Finally = p.block()
	}
	if t.Catches == nil && t.Finally == nil {
		p.errorAt(p.spanOf(p.i-1), "CS1524 Expected catch or finally")
	}
	t.At = p.from(start)
	return t
}

// catch parses `catch (T e) when (x) { }`.
func (p *parser) catch() *ast.Catch {
	start := p.start()
	c := &ast.Catch{}
	p.advance()
	if p.kind() == token.LParen {
		open := p.i
		p.advance()
		c.Type = p.typ(plainType)
		if p.isName(p.i) {
			name := p.ident()
			c.Name = &name
		}
		p.close(open, token.RParen)
	}
	if p.gotWord("when") {
		open := p.i
		if p.expect(token.LParen) {
			c.Filter = p.expr()
			p.close(open, token.RParen)
		}
	}
	c.Block = p.block()
	c.At = p.from(start)
	return c
}

// strayCatch reports a catch or finally without try.
func (p *parser) strayCatch() ast.Stmt {
	start := p.start()
	p.errorHere("CS1003 Syntax error, 'try' expected")
	if p.kind() == token.Catch {
		p.catch()
	} else {
		p.advance()
		p.block()
	}
	return &ast.BadStmt{At: p.from(start)}
}
