package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// stmts parses statements up to a closing brace or the end of the text.
func (p *parser) stmts() []ast.Stmt {
	var list []ast.Stmt
	for {
		switch p.kind() {
		case token.RBrace, token.EOF:
			return list
		}
		before := p.i
		s := p.stmt()
		if s != nil {
			list = append(list, s)
		}
		if p.i == before {
			// nothing that a statement could start with, and it was reported
			p.advance()
		}
	}
}

// block parses `{ ... }`.
func (p *parser) block() *ast.Block {
	start := p.start()
	b := &ast.Block{}
	if p.kind() != token.LBrace {
		p.missing(token.LBrace)
		b.At = p.nothing()
		return b
	}
	if !p.enter() {
		defer p.leave()
		b.At = p.from(start)
		return b
	}
	defer p.leave()
	p.advance()
	b.Stmts = p.stmts()
	p.expect(token.RBrace)
	b.At = p.from(start)
	return b
}

// stmt parses one statement or declaration.
func (p *parser) stmt() ast.Stmt {
	if !p.enter() {
		defer p.leave()
		return &ast.BadStmt{At: p.nothing()}
	}
	defer p.leave()
	start := p.start()
	switch k := p.kind(); k {
	case token.LBrace:
		return p.block()
	case token.Semicolon:
		p.advance()
		return &ast.Empty{At: p.from(start)}
	case token.If:
		return p.ifStmt()
	case token.While:
		return p.while()
	case token.Do:
		return p.do()
	case token.For:
		return p.forStmt()
	case token.Foreach:
		return p.foreach()
	case token.Switch:
		return p.switchStmt()
	case token.Try:
		return p.try()
	case token.Catch, token.Finally:
		return p.strayCatch()
	case token.Using:
		return p.using()
	case token.Lock:
		return p.lock()
	case token.Throw:
		return p.throw()
	case token.Return:
		return p.returnStmt()
	case token.Break:
		p.advance()
		p.semicolon()
		return &ast.Break{At: p.from(start)}
	case token.Continue:
		p.advance()
		p.semicolon()
		return &ast.Continue{At: p.from(start)}
	case token.Goto:
		return p.gotoStmt()
	case token.Checked, token.Unchecked:
		if p.kindAt(p.i+1) != token.LParen {
			p.advance()
			b := p.block()
			return &ast.CheckedBlock{At: p.from(start), Unchecked: k == token.Unchecked, Block: b}
		}
	case token.Const:
		return p.localDecl()
	case token.Else:
		return p.strayElse()
	case token.Unsafe, token.Fixed:
		return p.unsafe(k)
	case token.Ident:
		if s := p.wordStmt(); s != nil {
			return s
		}
	}
	if s := p.modified(); s != nil {
		return s
	}
	if p.isDeclaration() {
		return p.declaration()
	}
	return p.exprStmt()
}

// exprStmt parses an expression as a statement.
func (p *parser) exprStmt() ast.Stmt {
	start := p.start()
	x := p.expr()
	if p.prevEnd() <= start {
		// not even a token of an expression
		p.skipStmt()
		return &ast.BadStmt{At: p.from(start)}
	}
	p.semicolon()
	return &ast.ExprStmt{At: p.from(start), X: x}
}

// wordStmt parses the statements that start with an identifier: a label, and what
// the words yield, await and async start. It returns nil at any other.
func (p *parser) wordStmt() ast.Stmt {
	start := p.start()
	next := p.kindAt(p.i + 1)
	switch {
	case next == token.Colon:
		l := &ast.Labeled{Label: p.ident()}
		p.advance()
		if p.kind() == token.RBrace || p.kind() == token.EOF {
			l.Stmt = p.exprStmt()
		} else {
			l.Stmt = p.stmt()
		}
		l.At = p.from(start)
		return l
	case p.isWord(p.i, "yield") && (next == token.Return || next == token.Break):
		return p.yield()
	case p.isWord(p.i, "await") && (next == token.Foreach || next == token.Using):
		p.unavailable(p.spanOf(p.i), "async streams", "8.0")
		p.advance()
		return p.stmt()
	case p.isWord(p.i, "await") && p.isAwaitOperand(p.i+1):
		return p.exprStmt()
	case p.isWord(p.i, "async") && (next == token.Ident || next.IsPredefinedType() || next == token.Void) && !p.startsLambda(p.i):
		shape, end := p.scanType(p.i + 1)
		if next != token.Void && (shape == notType || !p.isName(end)) {
			return nil
		}
		p.refuse(p.spanOf(p.i), "async functions are not supported in expressions; remove 'async'")
		p.advance()
		return p.stmt()
	}
	return nil
}

// modified refuses modifiers in front of a declaration. It returns nil when none
// stands there.
func (p *parser) modified() ast.Stmt {
	k := p.kind()
	switch k {
	case token.Static:
		if p.startsLambda(p.i + 1) {
			return nil
		}
		if shape, end := p.scanType(p.i + 1); shape != notType && p.isName(end) && p.kindAt(end+1) == token.LParen {
			p.unavailable(p.spanOf(p.i), "static local functions", "8.0")
			p.advance()
			return p.stmt()
		}
	case token.Public, token.Private, token.Protected, token.Internal, token.Abstract, token.Sealed, token.Virtual,
		token.Override, token.Extern, token.Readonly, token.Volatile:
	case token.Ref:
		if shape, end := p.scanType(p.i + 1); shape == notType || !p.isName(end) {
			return nil
		}
		p.refuse(p.spanOf(p.i), "references are not supported in expressions; remove 'ref'")
		p.advance()
		return p.stmt()
	case token.Class, token.Struct, token.Interface, token.Enum, token.Namespace, token.Event:
		start := p.start()
		p.refuse(p.spanOf(p.i), "'%s' is not supported in expressions: types cannot be declared in a method body", k)
		p.skipStmt()
		return &ast.BadStmt{At: p.from(start)}
	default:
		return nil
	}
	p.errorHere("CS0106 The modifier '%s' is not valid for this item", k)
	p.advance()
	if p.kind() == token.RBrace || p.kind() == token.EOF {
		return &ast.BadStmt{At: p.nothing()}
	}
	return p.stmt()
}

// unsafe refuses `unsafe { }` and `fixed (...) { }` and skips them.
func (p *parser) unsafe(k token.Kind) ast.Stmt {
	start := p.start()
	if k == token.Unsafe {
		p.refuse(p.spanOf(p.i), "CS0227 Unsafe code may only appear if compiling with /unsafe")
	} else {
		p.refuse(p.spanOf(p.i), "CS0214 Pointers and fixed size buffers may only be used in an unsafe context")
	}
	p.advance()
	if p.kind() == token.LParen {
		p.skipBraces()
	}
	if p.kind() == token.LBrace {
		p.skipBraces()
	}
	return &ast.BadStmt{At: p.from(start)}
}

// embedded parses the statement that belongs to an if, a loop and so on, which
// cannot be a declaration.
func (p *parser) embedded() ast.Stmt {
	if p.kind() == token.RBrace || p.kind() == token.EOF {
		return p.exprStmt()
	}
	at := p.i
	s := p.stmt()
	switch s.(type) {
	case *ast.LocalDecl, *ast.LocalFunc, *ast.Labeled:
		p.reportAlways(diag.ExpressionSyntax, p.spanOf(at), "CS1023 Embedded statement cannot be a declaration or labeled statement")
	}
	return s
}

// semicolon takes the `;` that ends a statement. When it is missing and more
// stands in the same line, that is skipped, so that it causes no further error.
func (p *parser) semicolon() {
	if p.got(token.Semicolon) {
		return
	}
	reported := p.errTok == p.i
	p.missing(token.Semicolon)
	if p.kind() == token.EOF || p.kind() == token.RBrace || !reported && p.startsStmt() {
		return
	}
	if scan.HasNewline(p.text[p.prevEnd():p.start()]) {
		return
	}
	p.skipStmt()
}

// startsStmt reports whether the current token is a keyword that starts a
// statement.
func (p *parser) startsStmt() bool {
	switch p.kind() {
	case token.If, token.While, token.Do, token.For, token.Foreach, token.Switch, token.Try, token.Using, token.Lock,
		token.Throw, token.Return, token.Break, token.Continue, token.Goto, token.Const, token.LBrace:
		return true
	}
	return p.kind().IsPredefinedType() || p.isVar(p.i)
}

// skipStmt skips tokens to the end of the statement: behind the next semicolon, or
// in front of a closing brace or of a line that starts with a statement's keyword.
func (p *parser) skipStmt() {
	for first := true; ; first = false {
		switch k := p.kind(); k {
		case token.EOF, token.RBrace:
			return
		case token.Semicolon:
			p.advance()
			return
		case token.LParen, token.LBrace, token.LBracket:
			p.skipBraces()
			if k == token.LBrace {
				return
			}
			continue
		}
		if !first && p.startsStmt() && scan.HasNewline(p.text[p.prevEnd():p.start()]) {
			return
		}
		p.advance()
	}
}
