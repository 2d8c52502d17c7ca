package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// try binds try/catch/finally (13.11).
func (b *binder) try(s *ast.Try) (Stmt, bool) {
	out := &Try{stmtAt: stmtAt{s.Span()}}
	var reachable bool
	out.Body, reachable = b.block(s.Block)
	var seen []*types.Type
	for _, c := range s.Catches {
		bound, next := b.catch(c, seen)
		if bound == nil {
			continue
		}
		if bound.Of != nil && bound.Filter == nil {
			seen = append(seen, bound.Of)
		}
		reachable = reachable || next
		out.Catches = append(out.Catches, bound)
	}
	if s.Finally != nil {
		// Control cannot leave a finally block.
		loops, switches, stack := b.loops, b.switches, b.switchStack
		b.loops, b.switches, b.switchStack = 0, 0, nil
		ret := b.ret
		before := &returns{infer: true}
		b.ret = before
		var next bool
		out.Finally, next = b.block(s.Finally)
		b.ret = ret
		b.loops, b.switches, b.switchStack = loops, switches, stack
		if before.empty || len(before.exprs) > 0 {
			b.errorf(diag.ExpressionSyntax, s.Finally.Span(), "CS0157 Control cannot leave the body of a finally clause")
		}
		reachable = reachable && next
	}
	return out, reachable
}

func (b *binder) catch(c *ast.Catch, seen []*types.Type) (*Catch, bool) {
	b.push()
	defer b.pop()
	b.scope.names = map[string]any{catchMark: true}
	out := &Catch{}
	if c.Type != nil {
		out.Of = b.typ(c.Type)
		ex := b.u.Lookup("System.Exception", 0)
		if out.Of.Kind != types.Invalid && ex != nil && out.Of != ex && !b.derives(out.Of, ex) {
			b.typeError(c.Type.Span(), "CS0155 The type caught or thrown must be derived from System.Exception")
			return nil, false
		}
		for _, s := range seen {
			if out.Of.Kind != types.Invalid && (out.Of == s || b.derives(out.Of, s)) {
				b.typeError(c.Type.Span(), "CS0160 A previous catch clause already catches all exceptions of this or of a super type ('%s')", s)
				break
			}
		}
		if c.Name != nil {
			out.Var = b.newVar(*c.Name, out.Of)
		}
	}
	if c.Filter != nil {
		out.Filter = b.boolean(c.Filter)
	}
	var reachable bool
	out.Body, reachable = b.block(c.Block)
	return out, reachable
}
