package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// condition parses `(x)` behind a keyword.
func (p *parser) condition() ast.Expr {
	open := p.i
	if !p.expect(token.LParen) {
		if !startsExpr(p.kind()) {
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

func (p *parser) while() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.While{Cond: p.condition()}
	s.Body = p.embedded()
	s.At = p.from(start)
	return s
}

func (p *parser) do() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.Do{Body: p.embedded()}
	if p.expect(token.While) {
		s.Cond = p.condition()
		p.semicolon()
	} else {
		s.Cond = &ast.BadExpr{At: p.nothing()}
	}
	s.At = p.from(start)
	return s
}

func (p *parser) forStmt() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.For{}
	open := p.i
	if p.expect(token.LParen) {
		p.forHeader(s)
		p.close(open, token.RParen)
	}
	s.Body = p.embedded()
	s.At = p.from(start)
	return s
}

// forHeader parses what stands in the parentheses of a for statement.
func (p *parser) forHeader(s *ast.For) {
	if p.kind() != token.Semicolon {
		if p.isDeclaration() || p.kind() == token.Const {
			s.Decl = p.declarators()
		} else {
			s.Init = p.exprList()
		}
	}
	p.forSemicolon()
	if p.kind() != token.Semicolon && p.kind() != token.RParen {
		s.Cond = p.expr()
	}
	p.forSemicolon()
	if p.kind() != token.RParen {
		s.Post = p.exprList()
	}
}

// forSemicolon takes a semicolon of a for statement. What stands between it and the
// part before it is skipped.
func (p *parser) forSemicolon() {
	if p.expect(token.Semicolon) {
		return
	}
	for i := p.i; ; i++ {
		switch p.kindAt(i) {
		case token.Semicolon:
			p.i = i
			p.advance()
			return
		case token.LParen, token.LBracket:
			if m := int(p.match[i]); m > i {
				i = m
			}
		case token.RParen, token.LBrace, token.RBrace, token.EOF:
			return
		}
	}
}

// exprList parses expressions separated by commas.
func (p *parser) exprList() []ast.Expr {
	var list []ast.Expr
	for {
		list = append(list, p.expr())
		if !p.got(token.Comma) {
			return list
		}
	}
}

func (p *parser) foreach() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.ForEach{}
	open := p.i
	if !p.expect(token.LParen) {
		at := p.nothing()
		s.Type, s.Name, s.X, s.Body = &ast.BadType{At: at}, ast.Ident{At: at}, &ast.BadExpr{At: at}, &ast.BadStmt{At: at}
		s.At = p.from(start)
		return s
	}
	p.foreachVariable(s)
	if p.expect(token.In) || startsExpr(p.kind()) {
		s.X = p.expr()
	} else {
		s.X = &ast.BadExpr{At: p.nothing()}
	}
	p.close(open, token.RParen)
	s.Body = p.embedded()
	s.At = p.from(start)
	return s
}

// foreachVariable parses what stands in front of `in`.
func (p *parser) foreachVariable(s *ast.ForEach) {
	if p.kind() == token.Ref {
		p.refuse(p.spanOf(p.i), "references are not supported in expressions; remove 'ref'")
		p.advance()
	}
	switch end, declared := p.isDeclared(p.i, true); {
	case declared && p.isVar(p.i) && p.kindAt(p.i+1) == token.LParen:
		s.Target = p.declared()
	case declared && p.kindAt(end) != token.LParen:
		s.Type = p.declaredType()
		s.Name = p.ident()
	case p.kind() == token.LParen && p.match[p.i] > 0 && p.kindAt(int(p.match[p.i])+1) == token.In:
		s.Target = p.paren()
		p.checkForeachTarget(s.Target)
	default:
		p.foreachMistake(s)
	}
}

// checkForeachTarget reports a tuple before `in` that does more than declare.
func (p *parser) checkForeachTarget(x ast.Expr) {
	t, ok := x.(*ast.Tuple)
	if ok {
		declared, other := tupleTargets(t)
		ok = declared && !other
	}
	if !ok {
		p.reportAlways(diag.ExpressionSyntax, x.Span(), "CS8186 A foreach loop must declare its iteration variables.")
	}
}

// foreachMistake reports `foreach (x in y)` and worse.
func (p *parser) foreachMistake(s *ast.ForEach) {
	start := p.start()
	if p.kind() != token.In {
		if shape, _ := p.scanType(p.i); shape != notType {
			s.Type = p.typ(plainType)
		} else {
			p.expr()
		}
	}
	at := p.expectedSpan()
	if k := p.kind(); k.IsKeyword() && k != token.In {
		s.Name = p.ident()
		p.advance()
	} else {
		p.reportAlways(diag.ExpressionSyntax, at, "CS0230 Type and identifier are both required in a foreach statement")
		s.Name = ast.Ident{At: p.nothing()}
	}
	if s.Type == nil {
		s.Type = &ast.BadType{At: p.from(start)}
	}
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
	} else if startsExpr(p.kind()) {
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
