package gen

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Conditions such as x == 401 || x == 403 look at the same operand again and
// again. It is evaluated once, where that cannot be told apart (BenchmarkHot,
// equality and statuses).

// oneOf compiles the comparisons of one operand with constants that conditions
// begin with, equalities of a chain of || and inequalities of one of &&. n is how
// many there are, 0 for none that are worth it.
func (s *fn) oneOf(conditions []bind.Expr, decides bool) (test rt.Fn[bool], n int) {
	operand, first := s.comparison(conditions[0], decides)
	if operand == nil {
		return nil, 0
	}
	constants := []any{first}
	for _, c := range conditions[1:] {
		x, k := s.comparison(c, decides)
		if x == nil || !same(operand, x) {
			break
		}
		constants = append(constants, k)
	}
	if len(constants) == 1 {
		return nil, 0
	}
	if _, isText := first.(rt.String); isText {
		return among(rt.Arg[rt.String](s.expr(operand)), constants, decides), len(constants)
	}
	return among(rt.Arg[int32](s.expr(operand)), constants, decides), len(constants)
}

// comparison returns the operand and the constant of a comparison of an int or a
// string that oneOf takes, nil for all other conditions.
func (s *fn) comparison(x bind.Expr, decides bool) (operand bind.Expr, constant any) {
	var y bind.Expr
	switch x := x.(type) {
	case *bind.Binary:
		if x.X.Type().Special == types.Int32 && (x.Op == bind.Eq && decides || x.Op == bind.Ne && !decides) {
			operand, y = x.X, x.Y
		}
	case *bind.StringEq:
		if x.Not != decides {
			operand, y = x.X, x.Y
		}
	}
	if k, ok := y.(*bind.Const); ok && same(operand, operand) {
		constant, _ = s.expr(k).Constant()
	}
	switch constant.(type) {
	case int32, rt.String:
		return operand, constant
	}
	return nil, nil
}

// same reports whether two expressions have the same value when nothing is
// evaluated between them: chains of properties from a variable.
func same(a, b bind.Expr) bool {
	switch a := a.(type) {
	case *bind.Context:
		_, ok := b.(*bind.Context)
		return ok
	case *bind.VarRef:
		v, ok := b.(*bind.VarRef)
		return ok && v.Var == a.Var
	case *bind.Property:
		p, ok := b.(*bind.Property)
		return ok && p.Prop == a.Prop && a.Recv != nil && p.Recv != nil && same(a.Recv, p.Recv)
	}
	return false
}

// among compares a value with several constants.
func among[T comparable](value rt.Fn[T], constants []any, found bool) rt.Fn[bool] {
	list := make([]T, len(constants))
	for i, k := range constants {
		list[i] = k.(T)
	}
	if len(list) == 2 {
		a, b := list[0], list[1]
		return func(f *rt.Frame) (bool, error) {
			v, err := value(f)
			return (v == a || v == b) == found, err
		}
	}
	return func(f *rt.Frame) (bool, error) {
		v, err := value(f)
		return slices.Contains(list, v) == found, err
	}
}
