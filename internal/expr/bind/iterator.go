package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// iteratorElement returns the type of the elements that a function with yield
// statements gives (15.14.1), nil for a result that no iterator can have.
func (b *binder) iteratorElement(result *types.Type) *types.Type {
	if result == nil {
		return nil
	}
	switch result {
	case b.u.Lookup("System.Collections.IEnumerable", 0), b.u.Lookup("System.Collections.IEnumerator", 0):
		return b.special(types.Object)
	}
	switch {
	case result.Def == nil:
	case result.Def == b.u.Lookup("System.Collections.Generic.IEnumerable", 1), result.Def == b.u.Lookup("System.Collections.Generic.IEnumerator", 1):
		return result.Args[0]
	}
	return nil
}

// iteratorFunc binds the body of a local function that yields. The function itself
// only makes the sequence; the body becomes a function of its own, that each
// enumeration starts with its own copies of the parameters.
func (b *binder) iteratorFunc(f *localFunc, fn *Func) {
	s := f.syntax
	elem := b.iteratorElement(f.result)
	if elem == nil {
		b.errorf(diag.ExpressionType, s.Name.Span(), "CS1624 The body of '%s' cannot be an iterator block because '%s' is not an iterator interface type", f.signature(), b.resultType(f.result))
		elem = b.u.InvalidType()
	}
	inner := &Func{Outer: fn}
	body := &Block{stmtAt: stmtAt{s.Block.Span()}}
	b.fn = inner
	b.ret = &returns{void: true, yields: elem}
	b.push()
	for i, p := range s.Params {
		if f.params[i].Ref || f.params[i].Out {
			b.errorf(diag.ExpressionType, p.Name.Span(), "CS1623 Iterators cannot have ref or out parameters")
		}
		given := &Var{Name: p.Name.Text, Type: f.params[i].Type, Func: fn, Captured: true, isParam: true}
		fn.Params, fn.Vars = append(fn.Params, given), append(fn.Vars, given)
		own := b.newVar(p.Name, given.Type)
		own.isParam = true
		body.Stmts = append(body.Stmts, &Declare{stmtAt{p.Span()}, own, &VarRef{typed{given.Type, p.Span()}, given}, false})
	}
	block, _ := b.block(s.Block)
	inner.Block = body
	body.Stmts = append(body.Stmts, block)
	b.fn = fn
	if elem.Kind == types.Invalid {
		return
	}
	enumerable := b.u.Construct(b.u.MustLookup("System.Collections.Generic.IEnumerable", 1), elem)
	it := &Iterator{typed{enumerable, s.Span()}, elem, inner}
	if b.standardImplicit(enumerable, f.result).ok() {
		fn.Expr = b.convert(it, f.result)
		return
	}
	for _, m := range enumerable.Methods("GetEnumerator") {
		if len(m.Params) == 0 && m.Return != nil && m.Return.Kind == types.Interface && len(m.Return.Args) == 1 {
			fn.Expr = b.convert(&Call{typed: typed{m.Return, s.Span()}, Recv: it, Method: m}, f.result)
		}
	}
}

// yield binds yield return and yield break.
func (b *binder) yield(s *ast.Yield) (Stmt, bool) {
	at := stmtAt{s.Span()}
	elem := b.ret
	switch {
	case b.within(finallyMark):
		b.errorf(diag.ExpressionSyntax, s.Span(), "CS1625 Cannot yield in the body of a finally clause")
		return &Empty{at}, true
	case elem == nil || elem.yields == nil && elem.lambda == "":
		b.errorf(diag.ExpressionType, s.Span(), "CS1624 The body of the expression cannot be an iterator block because '%s' is not an iterator interface type", b.want)
		return &Empty{at}, true
	case elem.lambda != "":
		b.errorf(diag.ExpressionSyntax, s.Span(), "CS1621 The yield statement cannot be used inside an anonymous method or lambda expression")
		return &Empty{at}, true
	case s.X == nil:
		return &Yield{at, nil}, false
	case b.within(catchMark):
		b.errorf(diag.ExpressionSyntax, s.Span(), "CS1631 Cannot yield a value in the body of a catch clause")
	case b.within(tryMark):
		b.errorf(diag.ExpressionSyntax, s.Span(), "CS1626 Cannot yield a value in the body of a try block with a catch clause")
	}
	return &Yield{at, b.convert(b.value(b.expr(s.X)), elem.yields)}, true
}

// within reports whether a mark of try.go is around the current place, in the same
// function.
func (b *binder) within(mark string) bool {
	for s := b.scope; s != nil && s.fn == b.fn; s = s.outer {
		if s.names[mark] != nil {
			return true
		}
	}
	return false
}
