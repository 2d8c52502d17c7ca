package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func (b *binder) returnStmt(s *ast.Return) (Stmt, bool) {
	at := stmtAt{s.Span()}
	r := b.ret
	if r == nil {
		r = &returns{}
	}
	if r.yields != nil {
		b.errorf(diag.ExpressionType, s.Span(), "CS1622 Cannot return a value from an iterator. Use the yield return statement to return a value, or yield break to end the iteration.")
		return &Return{at, nil}, false
	}
	if s.X == nil {
		r.empty = true
		r.at = s.Span()
		switch {
		case r.host:
			b.errorf(diag.ExpressionType, s.Span(), "CS0126 An object of a type convertible to '%s' is required", b.want)
		case r.result != nil:
			b.errorf(diag.ExpressionType, s.Span(), "CS0126 An object of a type convertible to '%s' is required", r.result)
		}
		return &Return{at, nil}, false
	}
	r.at = s.Span()
	x := b.value(b.expr(s.X))
	switch {
	case isBad(x):
	case r.host:
		x = b.toHost(b.typedForHost(x))
	case r.infer:
		switch x.(type) {
		case *lambda, *methodGroup, *Throw, *defaultLit, *tupleLit, *localFuncRef:
		default:
			x = b.finished(x)
		}
		r.exprs = append(r.exprs, x)
	case r.void:
		if r.local == nil {
			b.errorf(diag.ExpressionType, s.Span(), "CS8030 Anonymous function converted to a void returning delegate cannot return a value")
		} else {
			b.errorf(diag.ExpressionType, s.Span(), "CS0127 Since '%s' returns void, a return keyword must not be followed by an object expression", r.local.signature())
		}
	default:
		x = b.returned(x, r)
	}
	return &Return{at, x}, false
}

// returned converts what a function returns. Of a lambda that is told twice: what
// does not convert, and what that means.
func (b *binder) returned(x Expr, r *returns) Expr {
	if r.lambda == "" || isBad(x) || r.result.Kind == types.Invalid || b.implicit(x, r.result).ok() {
		return b.convert(x, r.result)
	}
	span := x.Span()
	x = b.noConversion(x, r.result)
	b.typeError(span, "CS1662 Cannot convert %s to intended delegate type because some of the return types in the block are not implicitly convertible to the delegate return type", r.lambda)
	return x
}

// typedForHost lets the host's type decide what a lambda or default literal is.
func (b *binder) typedForHost(x Expr) Expr {
	if _, isGroup := x.(*methodGroup); isGroup {
		return x
	}
	if _, isLambda := x.(*lambda); isLambda || b.implicit(x, b.want).ok() {
		return x
	}
	return b.finished(x)
}

func (b *binder) gotoStmt(s *ast.Goto) (Stmt, bool) {
	at := stmtAt{s.Span()}
	if s.Label != nil {
		return b.gotoLabel(s), false
	}
	var sw *switchState
	for i := len(b.switchStack) - 1; i >= 0 && sw == nil; i-- {
		if !b.switchStack[i].loop {
			sw = b.switchStack[i]
		}
	}
	if sw == nil {
		b.errorf(diag.ExpressionSyntax, s.Span(), "CS0153 A goto case is only valid inside a switch statement")
		return &Empty{at}, false
	}
	j := &Jump{stmtAt: at, Kind: JumpCase, Section: -1}
	if s.Default {
		j.Section = -2
		sw.pending = append(sw.pending, pendingGoto{jump: j})
		return j, false
	}
	x := b.value(b.expr(s.Case))
	if isDefault(x) {
		x = b.defaultOf(sw.of, x.Span())
	}
	x = b.finished(x)
	if _, isConst := x.(*Const); !isConst || !sw.of.IsReference() || sw.of.Special == types.String || !b.implicit(x, sw.of).ok() {
		if c := b.implicit(x, sw.of); !isBad(x) && !c.ok() {
			x = b.noConversionAt(x, sw.of, s.Span())
		} else {
			x = b.convert(x, sw.of)
		}
	}
	k, ok := x.(*Const)
	if !ok {
		if !isBad(x) {
			b.errorf(diag.ExpressionType, s.Case.Span(), "CS0150 A constant value is expected")
		}
		return j, false
	}
	sw.pending = append(sw.pending, pendingGoto{jump: j, value: k})
	return j, false
}

// checkJump reports a break or continue that has nothing to leave.
func (b *binder) checkJump(span diag.Span, around int) {
	switch {
	case around > 0:
	case b.finally > 0:
		b.errorf(diag.ExpressionSyntax, span, leavesFinally)
	default:
		b.errorf(diag.ExpressionSyntax, span, "CS0139 No enclosing loop out of which to break or continue")
	}
}

// checkRethrow reports a throw without a value outside of a catch clause, or in a
// finally block inside one.
func (b *binder) checkRethrow(x *ast.Throw) {
	inFinally := false
	for s := b.scope; s != nil && s.fn == b.fn; s = s.outer {
		inFinally = inFinally || s.names[finallyMark] != nil
		if s.names[catchMark] == nil {
			continue
		}
		if inFinally {
			b.errorf(diag.ExpressionType, x.Span(), "CS0724 A throw statement with no arguments is not allowed in a finally clause that is nested inside the nearest enclosing catch clause")
		}
		return
	}
	b.errorf(diag.ExpressionType, x.Span(), "CS0156 A throw statement with no arguments is not allowed outside of a catch clause")
}
