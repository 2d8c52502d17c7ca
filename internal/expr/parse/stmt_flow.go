package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// condition parses `(x)` behind a keyword.
func (p *parser) condition() ast.Expr {
	open := p.i
	if !p.expect(token.LParen) {
		if !p.startsExpr(p.i) {
			return &ast.BadExpr{At: p.nothing()}
		}
		// the parenthesis was forgotten
		x := p.expr()
		if !p.got(token.RParen) {
			p.missing(token.RParen)
		}
		return x
	}
	x := p.expr()
	p.close(open, token.RParen)
	return x
}

// ifStmt parses an if statement. A chain of `else if` leans to the right; it
// counts as one level of nesting here, because long ones are usual.
func (p *parser) ifStmt() ast.Stmt {
	var first, last *ast.If
	var starts []int
	var all []*ast.If
	for {
		starts = append(starts, p.start())
		p.advance()
		s := &ast.If{Cond: p.condition()}
		s.Then = p.embedded()
		all = append(all, s)
		if first == nil {
			first = s
		} else {
			last.Else = s
		}
		last = s
		if !p.got(token.Else) {
			break
		}
		if p.kind() != token.If {
			s.Else = p.embedded()
			break
		}
	}
	for i, s := range all {
		s.At = p.from(starts[i])
	}
	return first
}

func (p *parser) strayElse() ast.Stmt {
	start := p.start()
	p.errorHere("CS8641 'else' cannot start a statement.")
	p.advance()
	if p.kind() == token.RBrace || p.kind() == token.EOF {
		return &ast.BadStmt{At: p.from(start)}
	}
	return p.stmt()
}

func (p *parser) using() ast.Stmt {
	start := p.start()
	p.advance()
	if p.kind() != token.LParen && (p.isVar(p.i) || p.isDeclaration()) {
		p.unavailable(p.from(start).Pos, "using declarations", "8.0")
		return p.stmt()
	}
	s := &ast.Using{}
	open := p.i
	if p.expect(token.LParen) {
		if p.isDeclaration() {
			s.Decl = p.declarators()
		} else {
			s.X = p.expr()
		}
		p.close(open, token.RParen)
	} else if p.startsExpr(p.i) {
		s.X = p.expr()
		p.semicolon()
		s.Body = &ast.BadStmt{At: p.nothing()}
		s.At = p.from(start)
		return s
	} else {
		s.X = &ast.BadExpr{At: p.nothing()}
	}
	s.Body = p.embedded()
	s.At = p.from(start)
	return s
}

func (p *parser) lock() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.Lock{X: p.condition()}
	s.Body = p.embedded()
	s.At = p.from(start)
	return s
}

func (p *parser) throw() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.Throw{}
	if p.kind() != token.Semicolon {
		s.X = p.expr()
	}
	p.semicolon()
	s.At = p.from(start)
	return s
}

func (p *parser) returnStmt() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.Return{}
	if p.kind() == token.Ref {
		p.refuse(p.spanOf(p.i), "references are not supported in expressions; remove 'ref'")
		p.advance()
	}
	if p.kind() != token.Semicolon {
		s.X = p.expr()
	}
	p.semicolon()
	s.At = p.from(start)
	return s
}

// yield parses `yield return x;` and `yield break;`.
func (p *parser) yield() ast.Stmt {
	start := p.start()
	p.yields = true
	p.advance()
	s := &ast.Yield{}
	if p.got(token.Break) {
		p.semicolon()
		s.At = p.from(start)
		return s
	}
	if p.kindAt(p.i+1) == token.Semicolon {
		p.errorHere("CS1627 Expression expected after yield return")
		p.advance()
		s.X = &ast.BadExpr{At: p.nothing()}
	} else {
		p.advance()
		s.X = p.expr()
	}
	p.semicolon()
	s.At = p.from(start)
	return s
}

func (p *parser) gotoStmt() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.Goto{}
	switch p.kind() {
	case token.Case:
		p.advance()
		s.Case = p.expr()
	case token.Default:
		p.advance()
		s.Default = true
	default:
		label := p.ident()
		s.Label = &label
	}
	p.semicolon()
	s.At = p.from(start)
	return s
}
