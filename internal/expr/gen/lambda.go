package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// lambda compiles a lambda to code that makes its delegate.
func (s *fn) lambda(x *bind.Lambda) rt.Code {
	l := s.lambdaOf(x)
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) { return l.New(f), f.Alloc(l.Size()) }))
}

// lambdaOf compiles the function of a lambda or local function.
func (s *fn) lambdaOf(x *bind.Lambda) *rt.Lambda {
	in := s.g.newFunc(x.Func, s)
	l := &rt.Lambda{Type: s.g.typ(x.T)}
	var params []func(*rt.Frame, any) error
	for _, p := range x.Func.Params {
		if p.ByReference {
			params = append(params, rt.SetCell(in.slot(p)))
			continue
		}
		params = append(params, s.g.rep(p.Type).SetBoxed(in.slot(p)))
	}
	// Cells of captured parameters and variables are made before the parameters
	// are set; body makes them again for the others, so it must not here.
	enter := in.declare(x.Func.Vars)
	vars := x.Func.Vars
	x.Func.Vars = nil
	code := in.body(x.Func)
	x.Func.Vars = vars
	if enter != nil && len(params) > 0 {
		first := params[0]
		params[0] = func(f *rt.Frame, v any) error {
			if _, err := enter(f); err != nil {
				return err
			}
			return first(f, v)
		}
	}
	if p := x.Func.Params; len(p) == 1 && enter == nil {
		l.SetString = rt.StringSetter(s.g.rep(p[0].Type), in.slot(p[0]))
	}
	rep := voidRep
	switch {
	case x.Func.Result != nil:
		rep = s.g.rep(x.Func.Result)
	case x.Func.Expr != nil:
		rep = s.g.rep(x.Func.Expr.Type())
	}
	body := rep.BoxedFn(code)
	if enter != nil && len(params) == 0 {
		inner := body
		body = func(f *rt.Frame) (any, error) {
			if _, err := enter(f); err != nil {
				return nil, err
			}
			return inner(f)
		}
	}
	l.Body, l.Params, l.Layout, l.Captures = body, params, in.layout, in.captures
	return l
}

// invoke calls a delegate.
func (s *fn) invoke(x *bind.Invoke) rt.Code {
	at := place(x.Pos)
	fn := rt.Arg[any](s.expr(x.Delegate))
	sig := x.Delegate.Type().Invoke
	args := make([]rt.Fn[any], len(x.Args))
	for i, a := range x.Args {
		t := sig.Params[i].Type
		if o, ok := a.(*bind.OutArg); ok {
			v := s.slot(o.Var)
			args[i] = rt.CellOf(v, s.g.rep(o.Var.Type).Declare(v))
			continue
		}
		args[i] = s.g.rep(t).BoxedFn(s.as(a, t))
	}
	call := rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := fn(f)
		if err != nil {
			return nil, err
		}
		values := make([]any, len(args))
		for i, a := range args {
			if values[i], err = a(f); err != nil {
				return nil, err
			}
		}
		d, ok := v.(*rt.Delegate)
		if !ok {
			return nil, f.Throw(at, clr.NullReference())
		}
		return d.Invoke(f, values)
	})
	if x.T.Kind == types.Void {
		return rt.Of(rt.Fn[rt.Void](func(f *rt.Frame) (rt.Void, error) {
			_, err := call(f)
			return rt.Void{}, err
		}))
	}
	return s.g.rep(x.T).Unbox(rt.Of(call), at)
}

// is tests the run-time type.
func (s *fn) is(x *bind.Is) rt.Code {
	from := x.X.Type()
	obj := s.g.u.Special(types.Object)
	fn := rt.Arg[any](s.coerce(s.expr(x.X), from, obj, place(x.Pos)))
	t := s.g.typ(x.Of)
	if x.Of.Kind == types.Nullable {
		t = s.g.typ(x.Of.Elem)
	}
	return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
		v, err := fn(f)
		return err == nil && v != nil && t.Instance(v), err
	}))
}

// asType is `x as T`.
func (s *fn) asType(x *bind.As) rt.Code {
	obj := s.g.u.Special(types.Object)
	fn := rt.Arg[any](s.coerce(s.expr(x.X), x.X.Type(), obj, place(x.Pos)))
	t := s.g.typ(x.T)
	if x.T.Kind == types.Nullable {
		t = s.g.typ(x.T.Elem)
	}
	if s.g.rep(x.T).Kind() == rt.KindStr {
		return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
			v, err := fn(f)
			if text, ok := v.(string); ok {
				return rt.Str(text), err
			}
			return rt.String{}, err
		}))
	}
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := fn(f)
		if err != nil || v == nil || t.Instance(v) {
			return v, err
		}
		return nil, nil
	}))
}
