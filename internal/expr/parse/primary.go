package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// primary parses an operand without what follows it: a literal, a name, something
// in parentheses, `new`, and the operators that look like calls.
func (p *parser) primary() ast.Expr {
	start := p.start()
	switch k := p.kind(); k {
	case token.Ident:
		if p.isName(p.i) {
			return p.name()
		}
	case token.Int:
		return p.intLit()
	case token.Real:
		return p.realLit()
	case token.String:
		return p.stringLit()
	case token.Char:
		return p.charLit()
	case token.InterpolatedStart:
		return p.interpolated()
	case token.True, token.False:
		p.advance()
		return &ast.BoolLit{At: p.from(start), Value: k == token.True}
	case token.Null:
		p.advance()
		return &ast.NullLit{At: p.from(start)}
	case token.LParen:
		return p.paren()
	case token.New:
		return p.creation()
	case token.Typeof, token.Sizeof:
		return p.typeOperator(k)
	case token.Default:
		return p.defaultValue()
	case token.Checked, token.Unchecked:
		return p.checkedExpr(k)
	case token.Delegate:
		return p.anonymousMethod()
	case token.This:
		p.refuse(p.spanOf(p.i), "CS0026 Keyword 'this' is not valid in a static property, static method, or static field initializer")
		p.advance()
		return &ast.BadExpr{At: p.from(start)}
	case token.Base:
		p.refuse(p.spanOf(p.i), "CS1511 Keyword 'base' is not available in a static method")
		p.advance()
		return &ast.BadExpr{At: p.from(start)}
	case token.Stackalloc, token.Arglist, token.MakeRef, token.RefType, token.RefValue:
		return p.refusedKeyword(k)
	case token.LBracket:
		return p.collectionExpr()
	case token.Throw:
		p.errorHere("CS1525 Invalid expression term 'throw'")
		return p.throwExpr()
	default:
		if k.IsPredefinedType() {
			return p.predefinedType(k)
		}
	}
	return p.badExpr()
}

// name parses a simple name, generic or not.
func (p *parser) name() ast.Expr {
	start := p.start()
	n := &ast.Name{Alias: p.alias()}
	n.Ident = p.ident()
	if p.kind() == token.Less && p.isTypeArgs(p.i) {
		n.Args = p.typeArgs()
	}
	n.At = p.from(start)
	return n
}

// predefinedType parses `string` in front of a member access.
func (p *parser) predefinedType(k token.Kind) ast.Expr {
	start := p.start()
	next := p.kindAt(p.i + 1)
	if next == token.LParen && p.isDeconstruction(p.i+1) {
		p.errorHere("CS8136 Deconstruction 'var (...)' form disallows a specific type for 'var'.")
		p.advance()
		return p.paren()
	}
	if next != token.Dot {
		// the C# compiler reports what stands where it expects a dot; the type
		// itself is the better place
		x := p.badExpr()
		p.typ(plainType)
		return x
	}
	p.advance()
	return &ast.PredefinedType{At: p.from(start), Kind: k}
}

// typeOperator parses `typeof(T)` and `sizeof(T)`.
func (p *parser) typeOperator(k token.Kind) ast.Expr {
	start := p.start()
	p.advance()
	open := p.i
	if !p.expect(token.LParen) {
		return &ast.BadExpr{At: p.from(start)}
	}
	outer := p.unbound
	p.unbound = k == token.Typeof
	var t ast.TypeExpr
	if k == token.Typeof && p.kind() == token.Void && p.kindAt(p.i+1) == token.RParen {
		t = &ast.PredefinedType{At: ast.At{Pos: p.spanOf(p.i)}, Kind: token.Void}
		p.advance()
	} else {
		t = p.typ(plainType)
	}
	p.unbound = outer
	p.close(open, token.RParen)
	if k == token.Sizeof {
		return &ast.SizeOf{At: p.from(start), Type: t}
	}
	return &ast.TypeOf{At: p.from(start), Type: t}
}

// defaultValue parses `default(T)` or `default`.
func (p *parser) defaultValue() ast.Expr {
	start := p.start()
	p.advance()
	if p.kind() != token.LParen {
		return &ast.Default{At: p.from(start)}
	}
	open := p.i
	p.advance()
	t := p.typ(plainType)
	p.close(open, token.RParen)
	return &ast.Default{At: p.from(start), Type: t}
}

// checkedExpr parses `checked(x)` and `unchecked(x)`.
func (p *parser) checkedExpr(k token.Kind) ast.Expr {
	start := p.start()
	p.advance()
	open := p.i
	if !p.expect(token.LParen) {
		return &ast.BadExpr{At: p.from(start)}
	}
	x := p.expr()
	p.close(open, token.RParen)
	return &ast.Checked{At: p.from(start), Unchecked: k == token.Unchecked, X: x}
}

// refusedKeyword parses the operators that need unsafe code, as far as needed to
// go on behind them.
func (p *parser) refusedKeyword(k token.Kind) ast.Expr {
	start := p.start()
	p.refuse(p.spanOf(p.i), "'%s' is not supported in expressions", k)
	p.advance()
	switch {
	case k == token.Stackalloc:
		p.typ(newType)
		if p.kind() == token.LBracket {
			p.indexArgs()
		}
	case p.kind() == token.LParen:
		p.args()
	}
	return &ast.BadExpr{At: p.from(start)}
}

// collectionExpr parses `[a, b]` of C# 12 or the index of nothing.
func (p *parser) collectionExpr() ast.Expr {
	start, open := p.start(), p.i
	p.unavailable(p.spanOf(p.i), "collection expressions", "12.0")
	p.advance()
	if p.kind() != token.RBracket {
		p.argList(token.RBracket)
	}
	p.close(open, token.RBracket)
	return &ast.BadExpr{At: p.from(start)}
}
