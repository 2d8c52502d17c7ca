package bind

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// interpolated binds $"...". Without formats and alignments it is a
// concatenation; otherwise a call of string.Format.
func (b *binder) interpolated(x *ast.Interpolated) Expr {
	str := b.special(types.String)
	span := x.Span()
	plain := true
	var values []Expr
	ok := true
	for _, p := range x.Parts {
		h, isHole := p.(*ast.Hole)
		if !isHole {
			continue
		}
		plain = plain && h.Alignment == nil && !h.HasFormat
		v := b.holeValue(h.X)
		if isBad(v) {
			ok = false
			continue
		}
		if v.Type().Kind == types.Void {
			b.typeError(h.X.Span(), "CS1503 Argument 1: cannot convert from 'void' to 'object'")
			ok = false
			continue
		}
		values = append(values, v)
	}
	if !ok {
		return b.bad(span)
	}
	if plain {
		out := &Concat{typed: typed{str, span}}
		i := 0
		for _, p := range x.Parts {
			switch p := p.(type) {
			case *ast.InterpolatedText:
				out.Parts = append(out.Parts, &Const{typed{str, p.Span()}, p.Value})
			case *ast.Hole:
				out.Parts = append(out.Parts, b.textPart(values[i])...)
				i++
			}
		}
		if k, ok := foldConcat(out).(*Const); ok {
			// In C# 7 an interpolated string is no constant expression.
			out.Parts = []Expr{k}
		}
		return out
	}
	var format strings.Builder
	out := &Interpolated{typed: typed{str, span}}
	i := 0
	for _, p := range x.Parts {
		switch p := p.(type) {
		case *ast.InterpolatedText:
			format.WriteString(strings.NewReplacer("{", "{{", "}", "}}").Replace(p.Value))
		case *ast.Hole:
			format.WriteString("{" + strconv.Itoa(i))
			if p.Alignment != nil {
				k, isConst := b.typedAs(p.Alignment, b.special(types.Int32)).(*Const)
				if !isConst {
					b.errorf(diag.ExpressionType, p.Alignment.Span(), "CS0150 A constant value is expected")
					return b.bad(span)
				}
				format.WriteString("," + strconv.Itoa(int(k.Value.(int32))))
			}
			if p.HasFormat {
				format.WriteString(":" + p.Format)
			}
			format.WriteString("}")
			out.Args = append(out.Args, b.toObject(values[i]))
			i++
		}
	}
	out.Format = format.String()
	return out
}

// holeValue binds what stands in a hole, which becomes an object.
func (b *binder) holeValue(x ast.Expr) Expr {
	v := b.defaultLitAsNull(b.value(b.expr(x)))
	if unfinished(v) && !isDefault(v) {
		if _, tuple := v.(*tupleLit); !tuple {
			return b.convert(v, b.special(types.Object))
		}
	}
	return b.finished(v)
}
