package bind

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// defaultNotValid is said of sequences that are the literal default.
const defaultNotValid = "CS8312 Use of default literal is not valid in this context"

// defaultLitAsNull makes null of the literal default, where the compiler of C# 7.1
// takes it for one: before `??` and `as`, and in the holes of interpolated strings.
func (b *binder) defaultLitAsNull(x Expr) Expr {
	if isDefault(x) {
		return &Const{typed{b.u.NullType(), x.Span()}, nil}
	}
	return x
}

// defaultAsNull finishes an expression that may be the literal default.
func (b *binder) defaultAsNull(x Expr) Expr {
	return b.finished(b.defaultLitAsNull(b.value(x)))
}

// comparesToDefault reports whether == of a type takes the literal default: strings,
// and types with an operator of their own or of the language.
func comparesToDefault(t *types.Type) bool {
	switch {
	case t.Kind == types.Null || t.Kind == types.Tuple:
		return false
	case !t.IsReference() || t.Special == types.String || t.Kind == types.Delegate:
		return true
	}
	return len(t.Operators("==")) > 0
}

// dotOf is the place of the dot of X.Name.
func (b *binder) dotOf(m *ast.Member) diag.Span {
	start := m.X.Span().End
	if i := strings.IndexByte(b.src.Text[start:m.Name.Span().Start], '.'); i >= 0 {
		start += i
	}
	return diag.Span{Start: start, End: start + 1}
}
