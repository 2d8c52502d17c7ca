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
	b.push()
	if len(s.Catches) > 0 {
		b.scope.names = map[string]any{tryMark: true}
	}
	out.Body, reachable = b.block(s.Block)
	b.pop()
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
		var next bool
		out.Finally, next = b.finallyBlock(s.Finally)
		reachable = reachable && next
	}
	return out, reachable
}

// finallyBlock binds a finally block, which jumps cannot leave.
func (b *binder) finallyBlock(x *ast.Block) (*Block, bool) {
	loops, switches, stack, outer, ret := b.loops, b.switches, b.switchStack, b.finally, b.ret
	b.finally += loops + switches
	b.loops, b.switches, b.switchStack = 0, 0, nil
	inner := &returns{infer: true}
	b.ret = inner
	b.push()
	b.scope.names = map[string]any{finallyMark: true}
	out, next := b.block(x)
	b.pop()
	b.loops, b.switches, b.switchStack, b.finally, b.ret = loops, switches, stack, outer, ret
	if inner.empty || len(inner.exprs) > 0 {
		b.errorf(diag.ExpressionSyntax, diag.Span{Start: inner.at.Start, End: inner.at.Start + len("return")}, leavesFinally)
	}
	return out, next
}

const leavesFinally = "CS0157 Control cannot leave the body of a finally clause"

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
		b.filters = true
	}
	var reachable bool
	out.Body, reachable = b.block(c.Block)
	return out, reachable
}

// catchMark, finallyMark and tryMark are entries in a scope that say that it is a
// catch clause's, a finally block's or that of a try block with catch clauses.
const (
	tryMark     = "<try>"
	catchMark   = "<catch>"
	finallyMark = "<finally>"
)
