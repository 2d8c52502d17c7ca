package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// using binds using (...) body.
func (b *binder) using(s *ast.Using) (Stmt, bool) {
	b.push()
	defer b.pop()
	out := &Using{stmtAt: stmtAt{s.Span()}}
	add := func(v *Var, span diag.Span) {
		v.readOnly = "using variable"
		out.Vars = append(out.Vars, v)
		out.Dispose = append(out.Dispose, b.disposeCall(v, span))
	}
	if s.Decl != nil {
		st, _ := b.localDecl(s.Decl)
		out.Decls = append(out.Decls, st)
		decls := []Stmt{st}
		if blk, ok := st.(*Block); ok {
			decls = blk.Stmts
		}
		for _, d := range decls {
			if d, ok := d.(*Declare); ok {
				add(d.Var, s.Decl.Span())
			}
		}
	} else {
		x := b.defaultAsNull(b.expr(s.X))
		v := b.temp(x.Type())
		out.Decls = append(out.Decls, &Declare{stmtAt{s.X.Span()}, v, x, false})
		add(v, s.X.Span())
	}
	var next bool
	out.Body, next = b.embedded(s.Body)
	return out, next
}

// disposeCall is the call of Dispose on a variable, nil for types that have
// nothing to dispose.
func (b *binder) disposeCall(v *Var, span diag.Span) Expr {
	if v.Type.Kind == types.Invalid || v.Type.Kind == types.Null {
		return nil
	}
	for _, m := range v.Type.Methods("Dispose") {
		if len(m.Params) == 0 {
			return &Call{typed: typed{b.u.Void(), span}, Recv: &VarRef{typed{v.Type, span}, v}, Method: m}
		}
	}
	b.typeError(span, "CS1674 '%s': type used in a using statement must be implicitly convertible to 'System.IDisposable'", v.Type)
	return nil
}
