package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// conditionalAccess binds X?.Access (12.8.8).
func (b *binder) conditionalAccess(x *ast.ConditionalAccess) Expr {
	recv := b.value(b.expr(x.X))
	span := x.Span()
	if isDefault(recv) {
		return b.typeError(questionMark(x), "CS0023 Operator '?' cannot be applied to operand of type 'default'")
	}
	if g, ok := recv.(*methodGroup); ok {
		return b.groupAsValue(g)
	}
	if recv = b.finished(recv); isBad(recv) {
		return recv
	}
	t := recv.Type()
	never := b.notNullable(t)
	if !t.CanBeNull() && !never {
		return b.typeError(questionMark(x), "CS0023 Operator '?' cannot be applied to operand of type '%s'", t)
	}
	tmp := b.temp(t)
	var v Expr = &VarRef{typed{t, x.X.Span()}, tmp}
	if t.Kind == types.Nullable {
		v = &Convert{typed: typed{t.Elem, x.X.Span()}, Kind: ConvUnwrap, X: v}
	}
	b.receivers = append(b.receivers, v)
	access := b.value(b.expr(x.Access))
	b.receivers = b.receivers[:len(b.receivers)-1]
	if _, ok := access.(*methodGroup); ok {
		return b.typeError(questionMark(x), "CS0023 Operator '?' cannot be applied to operand of type 'method group'")
	}
	access = b.finished(access)
	if isBad(access) {
		return access
	}
	at := access.Type()
	switch {
	case at.Kind == types.Void:
	case at.CanBeNull():
	default:
		nt := b.u.NullableOf(at)
		access = &Convert{typed: typed{nt, span}, Kind: ConvWrap, X: access}
		at = nt
	}
	if never {
		return &Seq{typed: typed{at, span}, Temps: []Temp{{tmp, recv}}, Value: access}
	}
	return &CondAccess{typed{at, span}, recv, tmp, access}
}

// questionMark is the place of the `?` of a conditional access.
func questionMark(x *ast.ConditionalAccess) diag.Span {
	return diag.Span{Start: x.X.Span().End, End: x.X.Span().End + 1}
}
