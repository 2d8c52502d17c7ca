package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// concat joins two operands of +, one of which is a string; a chain of them
// becomes one node.
func (b *binder) concat(l, r Expr, span diag.Span) Expr {
	str := b.special(types.String)
	for _, x := range []Expr{l, r} {
		if x.Type().Kind == types.Void {
			return b.noOperator(Add, l, r, span)
		}
	}
	out := &Concat{typed: typed{str, span}}
	out.Parts = append(out.Parts, b.textPart(l)...)
	out.Parts = append(out.Parts, b.textPart(r)...)
	return foldConcat(out)
}

// textPart turns an operand into parts of a concatenation.
func (b *binder) textPart(x Expr) []Expr {
	str := b.special(types.String)
	switch y := x.(type) {
	case *Concat:
		return y.Parts
	case *Const:
		switch v := y.Value.(type) {
		case nil:
			return nil
		case string:
			return []Expr{y}
		default:
			_ = v
		}
	}
	t := x.Type()
	switch {
	case t == str:
		return []Expr{x}
	case t.CanBeNull():
		return []Expr{&ToText{typed{str, x.Span()}, b.toObject(x)}}
	}
	return []Expr{b.callToString(x)}
}

// foldConcat joins neighbouring constants; a concatenation of constants is one.
func foldConcat(c *Concat) Expr {
	var parts []Expr
	for _, p := range c.Parts {
		k, ok := p.(*Const)
		if ok && len(parts) > 0 {
			if last, isConst := parts[len(parts)-1].(*Const); isConst {
				parts[len(parts)-1] = &Const{typed{c.T, last.Pos.Join(k.Pos)}, last.Value.(string) + k.Value.(string)}
				continue
			}
		}
		parts = append(parts, p)
	}
	if len(parts) == 0 {
		return &Const{typed{c.T, c.Pos}, ""}
	}
	if k, ok := parts[0].(*Const); ok && len(parts) == 1 {
		return &Const{typed{c.T, c.Pos}, k.Value}
	}
	c.Parts = parts
	return c
}
