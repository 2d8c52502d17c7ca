package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// newArray compiles the creation of an array.
func (s *fn) newArray(x *bind.NewArray) rt.Code {
	elem := x.T.Elem
	rep, at := s.g.rep(elem), place(x.Pos)
	if x.Items != nil {
		items := make([]rt.Code, len(x.Items))
		for i, e := range x.Items {
			items[i] = s.as(e, elem)
		}
		code := rep.NewArrayOf(s.g.typ(elem), items)
		if len(x.Sizes) == 0 {
			return code
		}
		return rt.Reshape(code, s.integers(x.Sizes))
	}
	if len(x.Sizes) == 1 {
		return rep.NewArray(s.g.typ(elem), rt.Arg[int32](s.expr(x.Sizes[0])), at)
	}
	var list []rt.Stmt
	dims := make([]rt.Fn[int32], len(x.Sizes))
	for i, e := range x.Sizes {
		integer := s.g.rep(e.Type())
		v := s.alloc(integer, false)
		list = append(list, integer.Store(v, s.expr(e)))
		dims[i] = rt.Arg[int32](integer.Load(v))
	}
	array := rep.NewArray(s.g.typ(elem), rt.ElementCount(dims, at), at)
	return refRep.Seq(sequence(list), rt.Reshape(array, dims))
}

// element compiles the array of an element and where the element is in it.
func (s *fn) element(x *bind.Element) (rt.Code, rt.Fn[int32]) {
	array := s.expr(x.Array)
	if len(x.Index) == 1 {
		return array, rt.Arg[int32](s.expr(x.Index[0]))
	}
	v := s.alloc(refRep, false)
	return refRep.StoreValue(v, array), rt.ElementOffset(refRep.Load(v), s.integers(x.Index), place(x.Pos))
}

func (s *fn) integers(list []bind.Expr) []rt.Fn[int32] {
	out := make([]rt.Fn[int32], len(list))
	for i, e := range list {
		out[i] = rt.Arg[int32](s.expr(e))
	}
	return out
}
