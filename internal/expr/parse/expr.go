package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// expr parses an expression of any kind: assignment, conditional, lambda, query.
func (p *parser) expr() ast.Expr {
	if !p.enter() {
		defer p.leave()
		return &ast.BadExpr{At: p.nothing()}
	}
	defer p.leave()
	start := p.start()
	if x := p.nonOperator(start); x != nil {
		return x
	}
	x := p.binary(token.PrecCoalesce)
	if op, n := p.assignment(); n > 0 {
		return p.assign(start, x, op, n)
	}
	if p.kind() == token.Question {
		if k := p.kindAt(p.i + 1); k == token.Dot || k == token.LBracket {
			// an access to nothing, which was reported
			return p.conditionalAccess(start, x)
		}
		return p.conditional(start, x)
	}
	return x
}

// nonOperator parses the expressions that only stand where any expression may: a
// lambda, a query, a declaration that is deconstructed into. It returns nil at any
// other.
func (p *parser) nonOperator(start int) ast.Expr {
	switch p.kind() {
	case token.Ident:
		switch {
		case p.kindAt(p.i+1) == token.Arrow:
			return p.simpleLambda(start)
		case p.isWord(p.i, "async") && p.startsLambda(p.i+1):
			p.refuse(p.spanOf(p.i), "async functions are not supported in expressions; remove 'async'")
			p.advance()
			return p.expr()
		case p.isQuery(p.i):
			return p.query()
		case p.isVar(p.i) && p.kindAt(p.i+1) == token.LParen && p.isDeconstruction(p.i+1):
			if p.scanDesignation(p.i+1, 0) > 0 {
				return p.deconstruction(start)
			}
			p.errorHere("CS8199 The syntax 'var (...)' as an lvalue is reserved.")
		}
	case token.LParen:
		if p.isLambdaList(p.i) {
			return p.lambda(start)
		}
	case token.Static:
		if p.startsLambda(p.i + 1) {
			p.unavailable(p.spanOf(p.i), "static anonymous function", "9.0")
			p.advance()
			return p.expr()
		}
	case token.Throw:
		p.errorHere("CS8115 A throw expression is not allowed in this context.")
		return p.throwExpr()
	case token.Ref:
		p.refuse(p.spanOf(p.i), "references are not supported in expressions; remove 'ref'")
		p.advance()
		return p.expr()
	}
	return nil
}

// operand parses an expression where `throw` is allowed as well: behind `??`, in
// the branches of `?:`, behind `=>`.
func (p *parser) operand() ast.Expr {
	if p.kind() == token.Throw {
		return p.throwExpr()
	}
	return p.expr()
}

func (p *parser) throwExpr() ast.Expr {
	start := p.start()
	p.advance()
	if !p.enter() {
		defer p.leave()
		return &ast.BadExpr{At: p.from(start)}
	}
	defer p.leave()
	x := p.binary(token.PrecCoalesce)
	return &ast.ThrowExpr{At: p.from(start), X: x}
}

// conditional parses what follows the condition x; the current token is `?`.
func (p *parser) conditional(start int, x ast.Expr) ast.Expr {
	p.advance()
	c := &ast.Conditional{Cond: x}
	c.Then = p.operand()
	switch {
	case p.got(token.Colon):
		c.Else = p.operand()
	case p.kind() == token.HoleFormat:
		p.errorHere("CS8361 A conditional expression cannot be used directly in a string interpolation because the ':' ends the interpolation. Parenthesize the conditional expression.")
		c.Else = &ast.BadExpr{At: p.nothing()}
	default:
		p.missing(token.Colon)
		if p.startsExpr(p.i) {
			c.Else = p.operand()
		} else {
			c.Else = &ast.BadExpr{At: p.nothing()}
		}
	}
	c.At = p.from(start)
	return c
}

// assignment returns the assignment operator at the current token and how many
// tokens it takes, zero when there is none.
func (p *parser) assignment() (op token.Kind, n int) {
	switch k := p.kind(); {
	case k.IsAssignment():
		return k, 1
	case k == token.CoalesceEq:
		return k, 1
	case k == token.Greater && p.adjacent(p.i):
		if p.kindAt(p.i+1) == token.GreaterEq {
			return token.ShrEq, 2
		}
		if p.kindAt(p.i+1) == token.Greater && p.kindAt(p.i+2) == token.GreaterEq && p.adjacent(p.i+1) {
			return token.ShrEq, 3
		}
	}
	return token.EOF, 0
}

// assign parses the rest of an assignment to x whose operator is n tokens long.
func (p *parser) assign(start int, x ast.Expr, op token.Kind, n int) ast.Expr {
	pos := p.spanOf(p.i).Join(p.spanOf(p.i + n - 1))
	switch {
	case op == token.CoalesceEq:
		p.unavailable(pos, "coalescing assignment", "8.0")
	case n == 3:
		p.unavailable(pos, "unsigned right shift", "11.0")
	}
	for ; n > 0; n-- {
		p.advance()
	}
	if op == token.Assign {
		p.checkDeconstruction(x)
	}
	var y ast.Expr
	if op == token.Assign && p.kind() == token.Ref {
		p.refuse(p.spanOf(p.i), "references are not supported in expressions; remove 'ref'")
		p.advance()
	}
	y = p.expr()
	return &ast.Assign{At: p.from(start), Op: op, OpPos: pos, X: x, Y: y}
}

// isDeconstruction reports whether the parenthesis at index i closes in front of
// `=`.
func (p *parser) isDeconstruction(i int) bool {
	return p.match[i] > 0 && p.kindAt(int(p.match[i])+1) == token.Assign
}

// deconstruction parses `var (a, b) = e`.
func (p *parser) deconstruction(start int) ast.Expr {
	d := &ast.Declared{Type: p.declaredType()}
	d.Designation = p.designation()
	d.At = p.from(start)
	if p.kind() != token.Assign {
		p.missing(token.Assign)
		return d
	}
	return p.assign(start, d, token.Assign, 1)
}

// checkDeconstruction reports a tuple on the left of `=` that declares some of its
// variables and assigns to others, which C# 10 allows.
func (p *parser) checkDeconstruction(x ast.Expr) {
	t, ok := x.(*ast.Tuple)
	if !ok {
		return
	}
	if declared, other := tupleTargets(t); declared && other {
		p.reportAlways(diag.ExpressionSyntax, t.Pos, "CS8184 A deconstruction cannot mix declarations and expressions on the left-hand-side.")
	}
}

// tupleTargets tells what a tuple that is assigned to holds; discards are neither.
func tupleTargets(t *ast.Tuple) (declared, other bool) {
	for _, e := range t.Elems {
		switch x := e.X.(type) {
		case *ast.Declared:
			declared = true
		case *ast.Tuple:
			d, o := tupleTargets(x)
			declared, other = declared || d, other || o
		case *ast.Name:
			other = other || x.Ident.Text != "_"
		default:
			other = true
		}
	}
	return declared, other
}
