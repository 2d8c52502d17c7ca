package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// braced parses elements up to the brace that closes what the current token opens; a
// comma may follow the last. elem takes one element and must take a token.
func (p *parser) braced(elem func()) {
	open := p.i
	p.advance()
	for p.kind() != token.RBrace && p.kind() != token.EOF {
		before := p.i
		elem()
		if p.got(token.Comma) {
			continue
		}
		if p.kind() == token.RBrace || p.i == before {
			break
		}
		if !p.startsElement() {
			// What cannot stand there, such as the colon of JSON, is skipped.
			if p.endsElements() {
				break
			}
			p.missing(token.Comma)
			for !p.startsElement() && !p.endsElements() && p.kind() != token.Comma {
				p.advance()
			}
			p.got(token.Comma)
			continue
		}
		p.missing(token.Comma)
	}
	p.close(open, token.RBrace)
}

// startsElement reports whether an element of braces may begin with the current
// token.
func (p *parser) startsElement() bool {
	k := p.kind()
	return p.startsExpr(p.i) || k == token.LBrace || k == token.LBracket
}

// endsElements reports whether the current token ends what stands between braces,
// though it may not be a brace.
func (p *parser) endsElements() bool {
	switch p.kind() {
	case token.RBrace, token.RParen, token.RBracket, token.Semicolon, token.EOF:
		return true
	}
	return false
}

// initializer parses the braces of an object or collection initialiser. The first
// element tells which it is.
func (p *parser) initializer() ast.Initializer {
	start := p.start()
	if !p.enter() {
		defer p.leave()
		return &ast.ObjectInit{At: p.from(start)}
	}
	defer p.leave()
	if p.kindAt(p.i+1) == token.RBrace || p.isMemberInit(p.i+1) {
		o := &ast.ObjectInit{}
		p.braced(func() {
			if p.isMemberInit(p.i) {
				o.Members = append(o.Members, p.memberInit())
				return
			}
			p.strayElement()
		})
		o.At = p.from(start)
		return o
	}
	c := &ast.CollectionInit{}
	p.braced(func() {
		if p.isMemberInit(p.i) {
			p.errorHere("CS0747 Invalid initializer member declarator")
			p.memberInit()
			return
		}
		c.Elems = append(c.Elems, p.elementInit())
	})
	c.At = p.from(start)
	return c
}

// strayElement reports a collection element among members.
func (p *parser) strayElement() {
	if p.kind() != token.LBrace && !p.startsExpr(p.i) {
		p.badExpr()
		return
	}
	p.errorHere("CS0747 Invalid initializer member declarator")
	p.elementInit()
}

// isMemberInit reports whether `name =` or `[` stands at index i.
func (p *parser) isMemberInit(i int) bool {
	return p.kindAt(i) == token.LBracket || p.kindAt(i) == token.Ident && p.kindAt(i+1) == token.Assign
}

// memberInit parses `name = value` or `[index] = value`.
func (p *parser) memberInit() *ast.MemberInit {
	start := p.start()
	m := &ast.MemberInit{}
	if p.kind() == token.LBracket {
		m.Index = p.indexArgs()
	} else {
		name := ast.Ident{At: ast.At{Pos: p.spanOf(p.i)}, Text: p.textOf(p.i)}
		m.Name = &name
		p.advance()
	}
	p.expect(token.Assign)
	if p.kind() == token.LBrace {
		m.Init = p.initializer()
	} else {
		m.Value = p.expr()
	}
	m.At = p.from(start)
	return m
}

// elementInit parses `value` or `{ key, value }`.
func (p *parser) elementInit() *ast.ElementInit {
	start := p.start()
	e := &ast.ElementInit{}
	if p.kind() != token.LBrace {
		e.Values = []ast.Expr{p.expr()}
		e.At = p.from(start)
		return e
	}
	e.Braced = true
	if p.kindAt(p.i+1) == token.RBrace {
		p.errorAt(p.spanOf(p.i), "CS1920 Element initializer cannot be empty")
	}
	p.braced(func() { e.Values = append(e.Values, p.expr()) })
	e.At = p.from(start)
	return e
}

// arrayInit parses `{a, {b}}` as the contents of an array.
func (p *parser) arrayInit() *ast.ArrayInit {
	start := p.start()
	a := &ast.ArrayInit{}
	if !p.enter() {
		defer p.leave()
		a.At = p.from(start)
		return a
	}
	defer p.leave()
	p.braced(func() { a.Elems = append(a.Elems, p.variableInit()) })
	a.At = p.from(start)
	return a
}

// variableInit parses an expression or the braces of an array.
func (p *parser) variableInit() ast.Expr {
	if p.kind() == token.LBrace {
		return p.arrayInit()
	}
	return p.expr()
}

// newImplicitArray parses `[] {...}` behind new.
func (p *parser) newImplicitArray(start int) ast.Expr {
	open := p.i
	a := &ast.NewImplicitArray{Rank: 1}
	p.advance()
	for p.got(token.Comma) {
		a.Rank++
	}
	if p.kind() != token.RBracket {
		p.errorAt(p.expectedSpan(), "CS0178 Invalid rank specifier: expected ',' or ']'")
	}
	p.close(open, token.RBracket)
	if p.kind() == token.LBrace {
		a.Init = p.arrayInit()
	} else {
		p.missing(token.LBrace)
		a.Init = &ast.ArrayInit{At: p.nothing()}
	}
	a.At = p.from(start)
	return a
}

// newAnonymous parses `{ A = 1, x.B }` behind new.
func (p *parser) newAnonymous(start int) ast.Expr {
	n := &ast.NewAnonymous{}
	p.braced(func() {
		at := p.start()
		m := &ast.AnonymousMember{}
		if p.kind() == token.Ident && p.kindAt(p.i+1) == token.Assign {
			m.Name = p.ident()
			p.advance()
			m.X = p.expr()
		} else {
			m.X, m.Projected = p.expr(), true
			if p.kind() == token.Comma || p.endsElements() || p.startsElement() {
				m.Name = p.projectedName(m.X)
			}
		}
		m.At = p.from(at)
		n.Members = append(n.Members, m)
	})
	n.At = p.from(start)
	return n
}

// projectedName returns the name that a member of an anonymous object takes from
// its value.
func (p *parser) projectedName(x ast.Expr) ast.Ident {
	name, ok := ast.InferredName(x)
	if !ok && name.Text == "" && !isBad(x) {
		p.reportAlways(diag.ExpressionSyntax, x.Span(), "CS0746 Invalid anonymous type member declarator. Anonymous type members must be declared with a member assignment, simple name or member access.")
	}
	return name
}

// isBad reports whether x is or ends in something that was reported already.
func isBad(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BadExpr:
		return true
	case *ast.Member:
		return x.Name.Ident.Text == ""
	}
	return false
}
