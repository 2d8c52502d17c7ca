package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// copier returns what copies values of a type in which there is a structure that
// methods change, nil for all other types: what cannot change is shared.
func (s *fn) copier(t *types.Type) func(any) any {
	switch t.Kind {
	case types.Struct:
		if c, ok := s.g.rep(t).(rt.Copier); ok {
			return c.Copy
		}
	case types.Nullable:
		return s.copier(t.Elem)
	case types.Tuple:
		var fields []func(any) any
		for i, f := range t.Fields {
			if c := s.copier(f.Type); c != nil {
				if fields == nil {
					fields = make([]func(any) any, len(t.Fields))
				}
				fields[i] = c
			}
		}
		if fields != nil {
			return copyRecord(fields)
		}
	}
	return nil
}

func copyRecord(fields []func(any) any) func(any) any {
	return func(v any) any {
		r, ok := v.(*rt.Record)
		if !ok {
			return v
		}
		out := &rt.Record{Type: r.Type, Values: append([]any(nil), r.Values...)}
		for i, c := range fields {
			if c != nil {
				out.Values[i] = c(out.Values[i])
			}
		}
		return out
	}
}

// copySize is what a copy counts in the memory budget, in bytes.
const copySize = 192

// expr compiles an expression to code in the representation of its type. Structures
// that methods change are copied.
func (s *fn) expr(x bind.Expr) rt.Code {
	code := s.shared(x)
	of := s.copier(x.Type())
	if of == nil {
		return code
	}
	read := rt.Arg[any](code)
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := read(f)
		if err != nil {
			return nil, err
		}
		return of(v), f.Alloc(copySize)
	}))
}

// variable reports whether an expression is a variable, on which methods are called
// where it is: a local one, an element of an array, an element of a tuple that is one.
func variable(x bind.Expr) bool {
	switch x := x.(type) {
	case *bind.VarRef, *bind.Element:
		return true
	case *bind.FieldOf:
		return x.X.Type().Kind == types.Tuple && variable(x.X)
	}
	return false
}

// home compiles the receiver of a member: a variable is not copied.
func (s *fn) home(x bind.Expr) rt.Code {
	if !variable(x) {
		return s.expr(x)
	}
	if f, ok := x.(*bind.FieldOf); ok {
		return s.fieldIn(f, s.home(f.X))
	}
	return s.shared(x)
}
