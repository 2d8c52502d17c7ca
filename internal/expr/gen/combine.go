package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// combine is + or - on delegates.
func (s *fn) combine(x *bind.Combine) rt.Code {
	left, right := rt.Arg[any](s.expr(x.X)), rt.Arg[any](s.expr(x.Y))
	op := rt.CombineDelegates
	if x.Remove {
		op = rt.RemoveDelegate
	}
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		l, err := left(f)
		if err != nil {
			return nil, err
		}
		r, err := right(f)
		if err != nil {
			return nil, err
		}
		return op(f, l, r)
	}))
}
