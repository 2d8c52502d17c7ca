package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

func (p *parser) switchStmt() ast.Stmt {
	start := p.start()
	p.advance()
	s := &ast.Switch{X: p.condition()}
	open := p.i
	if !p.expect(token.LBrace) {
		s.At = p.from(start)
		return s
	}
	for p.isCaseLabel() {
		s.Sections = append(s.Sections, p.section())
	}
	p.close(open, token.RBrace)
	s.At = p.from(start)
	return s
}

// isCaseLabel reports whether `case` or `default:` stands at the current token.
// `default` alone is a label with a forgotten colon, because no statement starts
// with it.
func (p *parser) isCaseLabel() bool {
	switch p.kind() {
	case token.Case:
		return true
	case token.Default:
		return p.kindAt(p.i+1) != token.LParen && p.kindAt(p.i+1) != token.Dot
	}
	return false
}

// section parses labels and the statements behind them.
func (p *parser) section() *ast.SwitchSection {
	start := p.start()
	s := &ast.SwitchSection{}
	for p.isCaseLabel() {
		s.Labels = append(s.Labels, p.label())
	}
	for !p.isCaseLabel() {
		if k := p.kind(); k == token.RBrace || k == token.EOF {
			break
		}
		before := p.i
		if stmt := p.stmt(); stmt != nil {
			s.Stmts = append(s.Stmts, stmt)
		}
		if p.i == before {
			p.advance()
		}
	}
	s.At = p.from(start)
	return s
}

// label parses `case pattern when x:` or `default:`.
func (p *parser) label() *ast.SwitchLabel {
	start := p.start()
	l := &ast.SwitchLabel{}
	if p.got(token.Default) {
		l.Default = true
	} else {
		p.advance()
		if p.kind() == token.Colon {
			at := p.expectedSpan()
			p.errorAt(at, "CS0150 A constant value is expected")
			l.Pattern = &ast.ConstantPattern{At: p.nothing(), X: &ast.BadExpr{At: p.nothing()}}
		} else {
			l.Pattern = p.casePattern()
		}
		if p.gotWord("when") {
			l.When = p.expr()
		}
	}
	p.expect(token.Colon)
	l.At = p.from(start)
	return l
}
