package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// delegateOperator binds + and - on delegates (12.10.5): one operand gives the type,
// the other converts to it. nil when neither is a delegate.
func (b *binder) delegateOperator(op Op, l, r Expr, span diag.Span) Expr {
	if op != Add && op != Sub {
		return nil
	}
	t := l.Type()
	if t.Kind != types.Delegate {
		t = r.Type()
	}
	if t.Kind != types.Delegate || !b.implicit(l, t).ok() || !b.implicit(r, t).ok() {
		return nil
	}
	return &Combine{typed{t, span}, b.convert(l, t), b.convert(r, t), op == Sub}
}
