package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// newArray binds new T[n], new T[n, m] and new T[] {...}.
func (b *binder) newArray(x *ast.NewArray) Expr {
	span := x.Span()
	elem := b.typ(x.Elem)
	if elem.Kind == types.Invalid {
		return b.bad(span)
	}
	if elem.Static {
		return b.typeError(x.Elem.Span(), "CS0719 '%s': array elements cannot be of static type", elem)
	}
	if len(x.Ranks) > maxRanks {
		return b.internalf(span, "arrays are nested too deeply")
	}
	for i := len(x.Ranks) - 1; i >= 0; i-- {
		if x.Ranks[i] > maxDimensions {
			return b.internalf(span, "arrays have at most %d dimensions", maxDimensions)
		}
		elem = b.u.ArrayOf(elem, x.Ranks[i])
	}
	t := elem
	sizes := make([]Expr, len(x.Sizes))
	for i, e := range x.Sizes {
		sizes[i] = b.arrayIndex(b.value(b.expr(e)), span)
		if isBad(sizes[i]) {
			return sizes[i]
		}
		if k, ok := sizes[i].(*Const); ok && k.Value.(int32) < 0 {
			return b.typeError(sizes[i].Span(), "CS0248 Cannot create an array with a negative size")
		}
	}
	if x.Init == nil {
		return &NewArray{typed: typed{t, span}, Sizes: sizes}
	}
	for _, size := range sizes {
		if _, ok := size.(*Const); !ok {
			return b.typeError(size.Span(), "CS0150 A constant value is expected")
		}
	}
	return b.arrayInitOf(x.Init, t, sizes)
}

// arrayInit binds {a, b} as an array of type t.
func (b *binder) arrayInit(x *ast.ArrayInit, t *types.Type) Expr { return b.arrayInitOf(x, t, nil) }

// arrayInitOf binds an initialiser of an array with the given lengths, constants;
// without any, they are those of the initialiser.
func (b *binder) arrayInitOf(x *ast.ArrayInit, t *types.Type, sizes []Expr) Expr {
	items, dims, ok := b.initItems(x, t.Rank, sizes)
	if !ok {
		return b.bad(x.Span())
	}
	out := &NewArray{typed: typed{t, x.Span()}, Items: []Expr{}}
	for _, v := range items {
		v = b.convert(v, t.Elem)
		ok = ok && !isBad(v)
		out.Items = append(out.Items, v)
	}
	if !ok {
		return b.bad(x.Span())
	}
	b.setDims(out, dims)
	return out
}

// setDims says how long the dimensions of an array are that has several.
func (b *binder) setDims(x *NewArray, dims []int) {
	if len(dims) < 2 {
		return
	}
	for _, n := range dims {
		x.Sizes = append(x.Sizes, &Const{typed{b.special(types.Int32), x.Pos}, int32(n)})
	}
}

// initItems binds the elements of an initialiser of an array of the given rank, row
// by row. dims are the lengths of the dimensions.
func (b *binder) initItems(x *ast.ArrayInit, rank int, sizes []Expr) (items []Expr, dims []int, ok bool) {
	dims = make([]int, rank)
	for i := range dims {
		dims[i] = -1
		if len(sizes) > 0 {
			dims[i] = int(sizes[i].(*Const).Value.(int32))
		}
	}
	ok = b.initLevel(x, dims, &items)
	for i := range dims {
		dims[i] = max(dims[i], 0)
	}
	return items, dims, ok
}

// initLevel binds one dimension of an initialiser; a length of -1 is not known yet.
func (b *binder) initLevel(x *ast.ArrayInit, dims []int, items *[]Expr) bool {
	if dims[0] < 0 {
		dims[0] = len(x.Elems)
	}
	if dims[0] != len(x.Elems) {
		b.typeError(x.Span(), "CS0847 An array initializer of length '%d' is expected", dims[0])
		return false
	}
	ok := true
	for _, e := range x.Elems {
		nested, isInit := e.(*ast.ArrayInit)
		switch {
		case isInit && len(dims) > 1:
			ok = b.initLevel(nested, dims[1:], items) && ok
		case isInit:
			b.typeError(nested.Span(), "CS0623 Array initializers can only be used in a variable or field initializer. Try using a new expression instead.")
			ok = false
		case len(dims) > 1:
			b.typeError(e.Span(), "CS0846 A nested array initializer is expected")
			ok = false
		default:
			v := b.value(b.expr(e))
			ok = ok && !isBad(v)
			*items = append(*items, v)
		}
	}
	return ok
}

// newImplicitArray binds new[] {...} and new[,] {{...}}.
func (b *binder) newImplicitArray(x *ast.NewImplicitArray) Expr {
	if x.Rank > maxDimensions {
		return b.internalf(x.Span(), "arrays have at most %d dimensions", maxDimensions)
	}
	items, dims, ok := b.initItems(x.Init, x.Rank, nil)
	if !ok {
		return b.bad(x.Span())
	}
	t := b.bestCommon(items)
	if t == nil {
		return b.typeError(x.Span(), "CS0826 No best type found for implicitly-typed array")
	}
	out := &NewArray{typed: typed{b.u.ArrayOf(t, x.Rank), x.Span()}, Items: []Expr{}}
	for _, v := range items {
		out.Items = append(out.Items, b.convert(v, t))
	}
	b.setDims(out, dims)
	return out
}
