package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// postfix parses a primary expression and the members, calls, indexers and
// increments behind it.
func (p *parser) postfix() ast.Expr {
	start := p.start()
	x := p.primary()
	if _, bad := x.(*ast.BadExpr); bad && p.prevEnd() <= start {
		return x
	}
	for {
		next := p.access(start, x)
		if next != nil {
			x = next
			continue
		}
		switch k := p.kind(); k {
		case token.Inc, token.Dec:
			p.advance()
			x = &ast.Postfix{At: p.from(start), Op: k, X: x}
		case token.Not:
			// `a != b` is another token, so nothing in C# 7 has `!` here
			p.unavailable(p.spanOf(p.i), "nullable reference types", "8.0")
			p.advance()
		case token.Switch:
			if p.kindAt(p.i+1) != token.LBrace {
				return x
			}
			p.unavailable(p.spanOf(p.i), "recursive patterns", "8.0")
			p.advance()
			p.skipBraces()
		case token.DotDot:
			p.unavailable(p.spanOf(p.i), "range operator", "8.0")
			p.advance()
			if !p.startsExpr(p.i) && p.kind() != token.Caret {
				return x
			}
			p.unaryOperand()
		case token.Ident:
			if !p.isWord(p.i, "with") || p.kindAt(p.i+1) != token.LBrace {
				return x
			}
			p.unavailable(p.spanOf(p.i), "records", "9.0")
			p.advance()
			p.skipBraces()
		default:
			return x
		}
	}
}

// skipBraces skips the braces that the current token opens.
func (p *parser) skipBraces() {
	if m := int(p.match[p.i]); m > p.i {
		p.i = m
	}
	p.advance()
}

// access parses one member access, call, indexer or null-conditional access of x.
// It returns nil when none follows.
func (p *parser) access(start int, x ast.Expr) ast.Expr {
	switch p.kind() {
	case token.Dot:
		p.advance()
		name := p.memberName()
		return &ast.Member{At: p.from(start), X: x, Name: name}
	case token.LParen:
		return p.call(start, x)
	case token.LBracket:
		args := p.indexArgs()
		return &ast.Index{At: p.from(start), X: x, Args: args}
	case token.Question:
		if k := p.kindAt(p.i + 1); k == token.Dot || k == token.LBracket {
			return p.conditionalAccess(start, x)
		}
	case token.PtrArrow:
		p.refuse(p.spanOf(p.i), "CS0214 Pointers and fixed size buffers may only be used in an unsafe context")
		p.advance()
		name := p.memberName()
		return &ast.Member{At: p.from(start), X: x, Name: name}
	case token.DoubleColon:
		p.errorHere("CS0687 The namespace alias qualifier '::' always resolves to a type or namespace so is illegal here. Consider using '.' instead.")
		p.advance()
		name := p.memberName()
		return &ast.Member{At: p.from(start), X: x, Name: name}
	}
	return nil
}

// memberName parses the name behind a dot.
func (p *parser) memberName() *ast.Name {
	start := p.start()
	n := &ast.Name{}
	if p.isName(p.i) {
		n.Ident = p.ident()
		if p.kind() == token.Less && p.isTypeArgs(p.i) {
			n.Args = p.typeArgs()
		}
	} else {
		n.Ident = p.ident()
		start = n.Ident.Pos.Start
	}
	n.At = p.from(start)
	return n
}

// conditionalAccess parses `?.b.c[d]` behind x; the current token is `?`.
func (p *parser) conditionalAccess(start int, x ast.Expr) ast.Expr {
	if !p.enter() {
		defer p.leave()
		return &ast.BadExpr{At: p.from(start)}
	}
	defer p.leave()
	p.advance()
	at := p.prevEnd()
	var chain ast.Expr = &ast.ImplicitReceiver{At: ast.At{Pos: diag.Span{Start: at, End: at}}}
	for {
		next := p.access(p.chainStart(chain, at), chain)
		if next == nil {
			break
		}
		chain = next
	}
	return &ast.ConditionalAccess{At: p.from(start), X: x, Access: chain}
}

// chainStart is where the text of an access chain starts: at its first token, not
// at the receiver, which has none.
func (p *parser) chainStart(chain ast.Expr, at int) int {
	if _, first := chain.(*ast.ImplicitReceiver); first {
		return p.start()
	}
	return chain.Span().Start
}

// call parses the arguments of a call of x.
func (p *parser) call(start int, x ast.Expr) ast.Expr {
	n, bare := x.(*ast.Name)
	nameof := bare && n.Ident.Text == "nameof" && n.Args == nil && n.Alias == "" && p.isWord(p.i-1, "nameof")
	args, closing := p.args()
	if nameof && len(args) == 1 && args[0].Name == nil && args[0].Mode == ast.ByValue {
		return &ast.NameOf{At: p.from(start), X: args[0].X}
	}
	return &ast.Call{At: p.from(start), X: x, Args: args, Close: closing}
}

// args parses `(a, b)` and returns the place of the closing parenthesis as well.
func (p *parser) args() (args []*ast.Argument, closing diag.Span) {
	open := p.i
	p.advance()
	switch p.kind() {
	case token.RParen, token.RBrace, token.RBracket, token.HoleEnd, token.Semicolon, token.EOF:
		// empty, or not closed
	default:
		args = p.argList(token.RParen)
	}
	closing = p.expectedSpan()
	p.close(open, token.RParen)
	return args, closing
}

// indexArgs parses `[a, b]`.
func (p *parser) indexArgs() []*ast.Argument {
	open := p.i
	p.advance()
	switch p.kind() {
	case token.RBracket:
		p.errorHere("CS0443 Syntax error; value expected")
		p.advance()
		return nil
	case token.RBrace, token.RParen, token.HoleEnd, token.Semicolon, token.EOF:
		p.close(open, token.RBracket)
		return nil
	}
	args := p.argList(token.RBracket)
	p.close(open, token.RBracket)
	return args
}

// argList parses arguments up to the bracket that closes them.
func (p *parser) argList(closing token.Kind) []*ast.Argument {
	args := make([]*ast.Argument, 0, 2)
	for {
		before := p.i
		if p.kind() == token.Comma {
			p.errorHere("CS0839 Argument missing")
		} else {
			args = append(args, p.argument())
		}
		if p.got(token.Comma) {
			if closing == token.RBracket && p.kind() == closing {
				p.errorHere("CS0443 Syntax error; value expected")
				return args
			}
			continue
		}
		if p.kind() == closing || !p.startsExpr(p.i) || p.i == before {
			return args
		}
		p.missing(token.Comma)
	}
}

// argName takes `name:` in front of an argument or an element of a tuple, and
// returns nil when there is none.
func (p *parser) argName() *ast.Ident {
	if p.kind() != token.Ident || p.kindAt(p.i+1) != token.Colon {
		return nil
	}
	name := &ast.Ident{At: ast.At{Pos: p.spanOf(p.i)}, Text: p.textOf(p.i)}
	p.advance()
	p.advance()
	return name
}

// argument parses one argument of a call or an indexer.
func (p *parser) argument() *ast.Argument {
	start := p.start()
	a := &ast.Argument{Name: p.argName()}
	switch p.kind() {
	case token.Ref:
		a.Mode = ast.ByRef
		p.advance()
	case token.In:
		a.Mode = ast.ByIn
		p.advance()
	case token.Out:
		a.Mode = ast.ByOut
		p.advance()
		if end, ok := p.isDeclared(p.i, false); ok && end > p.i {
			a.X = p.declared()
			a.At = p.from(start)
			return a
		}
	}
	a.X = p.expr()
	a.At = p.from(start)
	return a
}

// isDeclared reports whether a type and what it declares stand at index i: `var
// x`, `int x`, and after var also `var (x, y)` when several is true.
func (p *parser) isDeclared(i int, several bool) (end int, ok bool) {
	isVar := p.isVar(i)
	shape, next := p.scanType(i)
	if isVar {
		next = i + 1
	} else if shape == notType {
		return i, false
	}
	return p.isDesignation(next, several && isVar)
}

// declared parses a type and what it declares.
func (p *parser) declared() ast.Expr {
	start := p.start()
	d := &ast.Declared{Type: p.declaredType()}
	d.Designation = p.designation()
	d.At = p.from(start)
	return d
}

// designation parses what a declaration inside an expression declares.
func (p *parser) designation() ast.Designation {
	start := p.start()
	if p.kind() != token.LParen {
		name := p.ident()
		if name.Text == "_" && p.isWord(p.i-1, "_") {
			return &ast.DiscardDesignation{At: name.At}
		}
		return &ast.SingleDesignation{At: name.At, Name: name}
	}
	d := &ast.ParenDesignation{}
	if !p.enter() {
		defer p.leave()
		d.At = p.from(start)
		return d
	}
	defer p.leave()
	open := p.i
	p.advance()
	for {
		d.Elems = append(d.Elems, p.designation())
		if !p.got(token.Comma) {
			break
		}
	}
	if len(d.Elems) < 2 {
		p.missing(token.Comma)
	}
	p.close(open, token.RParen)
	d.At = p.from(start)
	return d
}
