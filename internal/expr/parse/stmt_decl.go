package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// isDeclaration reports whether a declaration starts at the current token, as
// opposed to an expression: a type with a name behind it.
func (p *parser) isDeclaration() bool {
	k := p.kind()
	switch {
	case k == token.Void:
		return true
	case k.IsPredefinedType():
		// `int.Parse(x)` is an expression, `int (a, b) = x` a mistaken one
		next := p.kindAt(p.i + 1)
		return next != token.Dot && next != token.LParen
	case k != token.Ident && k != token.LParen:
		return false
	case p.isQuery(p.i), p.isWord(p.i, "await") && p.isAwaitOperand(p.i+1):
		return false
	case p.isVar(p.i) && p.isName(p.i+1):
		return true
	case p.isWord(p.i, "var") && p.kindAt(p.i+1).IsKeyword() && p.kindAt(p.i+2) == token.Assign:
		// a keyword as a name
		return true
	}
	shape, end := p.scanType(p.i)
	switch {
	case shape == notType:
		return false
	case shape == surelyType && p.kindAt(end) != token.Dot && p.kindAt(p.i+1) != token.DoubleColon:
		return true
	case !p.isName(end):
		return false
	case shape == maybeNullable:
		// `T? x = 1;` and not `a ? b : c`, which is no statement
		switch p.kindAt(end + 1) {
		case token.Assign, token.Comma, token.Semicolon, token.LParen, token.In, token.EOF:
			return true
		case token.Less:
			return p.isLocalFunc()
		}
		return false
	}
	return true
}

// declaration parses a declaration of locals or a local function.
func (p *parser) declaration() ast.Stmt {
	if p.isLocalFunc() {
		return p.localFunc()
	}
	return p.localDecl()
}

// localDecl parses a declaration of locals with its semicolon.
func (p *parser) localDecl() ast.Stmt {
	start := p.start()
	d := p.declarators()
	p.semicolon()
	d.At = p.from(start)
	return d
}

// declarators parses `const T a = 1, b = 2`.
func (p *parser) declarators() *ast.LocalDecl {
	start := p.start()
	d := &ast.LocalDecl{Const: p.got(token.Const)}
	d.Type = p.declaredType()
	for {
		d.Decls = append(d.Decls, p.declarator(d.Const))
		if !p.got(token.Comma) {
			break
		}
	}
	d.At = p.from(start)
	return d
}

func (p *parser) declarator(constant bool) *ast.Declarator {
	start := p.start()
	d := &ast.Declarator{Name: p.ident()}
	if d.Name.Text == "" && p.kind().IsKeyword() && p.kindAt(p.i+1) == token.Assign {
		p.advance() // a keyword as a name
	}
	switch {
	case p.got(token.Assign):
		if p.kind() == token.Ref {
			p.refuse(p.spanOf(p.i), "references are not supported in expressions; remove 'ref'")
			p.advance()
		}
		d.Init = p.variableInit()
	case p.kind() == token.LBracket:
		p.errorAt(p.spanOf(p.i), "CS0650 Bad array declarator: To declare a managed array the rank specifier precedes the variable's identifier. To declare a fixed size buffer field, use the fixed keyword before the field type.")
		p.skipBraces()
	case constant && d.Name.Text != "":
		p.errorAt(d.Name.Pos, "CS0145 A const field requires a value to be provided")
	}
	d.At = p.from(start)
	return d
}

// isLocalFunc reports whether a local function starts at the current token: a
// type, a name, and parameters or type parameters.
func (p *parser) isLocalFunc() bool {
	_, end := p.scanType(p.i)
	if !p.isName(end) {
		return false
	}
	switch p.kindAt(end + 1) {
	case token.LParen:
		return true
	case token.Less:
		after, _ := p.scanTypeArgs(end+1, 0)
		return after >= 0 && p.kindAt(after) == token.LParen
	}
	return false
}

// localFunc parses a local function.
func (p *parser) localFunc() ast.Stmt {
	start := p.start()
	f := &ast.LocalFunc{}
	if p.kind() == token.Void {
		f.Return = &ast.PredefinedType{At: ast.At{Pos: p.spanOf(p.i)}, Kind: token.Void}
		p.advance()
	} else {
		f.Return = p.typ(plainType)
	}
	f.Name = p.ident()
	if p.got(token.Less) {
		for {
			f.TypeParams = append(f.TypeParams, p.ident())
			if !p.got(token.Comma) {
				break
			}
		}
		p.expect(token.Greater)
	}
	f.Params = p.params()
	for p.isWord(p.i, "where") {
		f.Constraints = append(f.Constraints, p.constraint())
	}
	switch p.kind() {
	case token.LBrace:
		f.Block, f.Iterator = p.functionBlock()
	case token.Arrow:
		p.advance()
		queries := p.queries
		p.queries = 0
		f.Body = p.operand()
		p.queries = queries
		p.semicolon()
	case token.Semicolon:
		p.errorAt(f.Name.Pos, "CS8112 Local function '%s' must declare a body because it is not marked 'static extern'.", f.Name.Text)
		p.advance()
		f.Block = &ast.Block{At: p.nothing()}
	default:
		p.missing(token.LBrace)
		f.Block = &ast.Block{At: p.nothing()}
	}
	f.At = p.from(start)
	return f
}

// constraint parses `where T : class, I, new()`.
func (p *parser) constraint() *ast.TypeConstraint {
	start := p.start()
	p.advance()
	c := &ast.TypeConstraint{Name: p.ident()}
	p.expect(token.Colon)
	for {
		switch p.kind() {
		case token.Class:
			c.Class = true
			p.advance()
		case token.Struct:
			c.Struct = true
			p.advance()
		case token.New:
			c.Ctor = true
			p.advance()
			open := p.i
			if p.expect(token.LParen) {
				p.close(open, token.RParen)
			}
		default:
			c.Types = append(c.Types, p.typ(plainType))
		}
		if !p.got(token.Comma) {
			break
		}
	}
	c.At = p.from(start)
	return c
}
