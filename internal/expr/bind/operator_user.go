package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// userOperator finds a user-defined operator of the operand types (12.4.5), nil
// when there is none.
func (b *binder) userOperator(op Op, l, r Expr, span diag.Span) Expr {
	lt, rt := l.Type().Underlying(), r.Type().Underlying()
	var ops []*types.Method
	ops = append(ops, lt.Operators(op.String())...)
	if rt != lt {
		for _, m := range rt.Operators(op.String()) {
			seen := false
			for _, o := range ops {
				seen = seen || o == m
			}
			if !seen {
				ops = append(ops, m)
			}
		}
	}
	var binaryOps []*types.Method
	for _, m := range ops {
		if len(m.Params) == 2 {
			binaryOps = append(binaryOps, m)
		}
	}
	if len(binaryOps) == 0 {
		return nil
	}
	args := []arg{{x: l}, {x: r}}
	if c := b.resolve(binaryOps, args, nil, false); c != nil {
		in, _ := b.finalArgs(c, args)
		return &Call{typed: typed{c.method.Return, span}, Method: c.method, Args: in}
	}
	return b.liftedUser(op, l, r, binaryOps, span)
}

// liftedUser applies a user-defined operator of value types to nullables.
func (b *binder) liftedUser(op Op, l, r Expr, ops []*types.Method, span diag.Span) Expr {
	lifted := func(x Expr) bool { k := x.Type().Kind; return k == types.Nullable || k == types.Null }
	if !lifted(l) && !lifted(r) {
		return nil
	}
	for _, m := range ops {
		p, q := m.Params[0].Type, m.Params[1].Type
		if !p.IsValueType() || !q.IsValueType() {
			continue
		}
		np, nq := b.u.NullableOf(p), b.u.NullableOf(q)
		if !b.implicit(l, np).ok() || !b.implicit(r, nq).ok() {
			continue
		}
		xt, yt := b.temp(p), b.temp(q)
		inner := &Call{typed: typed{m.Return, span}, Method: m, Args: []Expr{&VarRef{typed{p, l.Span()}, xt}, &VarRef{typed{q, r.Span()}, yt}}}
		result := m.Return
		if op < Eq || op > Ge {
			result = b.u.NullableOf(result)
		}
		return &Lifted{typed{result, span}, op, b.convert(l, np), b.convert(r, nq), xt, yt, inner}
	}
	return nil
}
