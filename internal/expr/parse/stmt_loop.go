package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

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
	if p.expect(token.In) || p.startsExpr(p.i) {
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
