package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// link calls a Linker of the library.
func (s *fn) link(impl any, c *rt.Call) rt.Code {
	if l, ok := impl.(rt.Light); ok {
		return l(c)
	}
	rt.CountTexts(c)
	return impl.(rt.Linker)(c)
}

// newCall describes a use of a member of owner.
func (s *fn) newCall(owner, result *types.Type, at rt.Place) *rt.Call {
	c := &rt.Call{At: at, Owner: s.g.typ(owner)}
	if c.Owner != nil {
		c.OwnerArgs = c.Owner.Args
		if owner.Kind == types.Nullable {
			c.OwnerArgs = []*rt.Type{c.Owner.Elem}
		}
	}
	if result != nil && result.Kind != types.Void {
		c.Result, c.ResultType = s.g.rep(result), s.g.typ(result)
	}
	return c
}

func (c *fn) receiver(call *rt.Call, recv bind.Expr) {
	if recv != nil {
		call.Recv, call.HasRecv = c.home(recv), true
	}
}

func (s *fn) property(x *bind.Property) rt.Code {
	c := s.newCall(x.Prop.Owner, x.T, place(x.Pos))
	s.receiver(c, x.Recv)
	return s.link(x.Prop.Get, c)
}

func (s *fn) index(x *bind.Index) rt.Code {
	c := s.newCall(x.Prop.Owner, x.T, place(x.Pos))
	s.receiver(c, x.Recv)
	s.args(c, x.Args, x.Prop.Params)
	return s.link(x.Prop.Get, c)
}

func (s *fn) args(c *rt.Call, args []bind.Expr, params []types.Param) {
	for i, a := range args {
		c.Args = append(c.Args, s.arg(a, params[i].Type))
		c.ParamTypes = append(c.ParamTypes, s.g.typ(params[i].Type))
	}
}

// arg compiles an argument for a parameter of type t.
func (s *fn) arg(a bind.Expr, t *types.Type) rt.Code {
	if o, ok := a.(*bind.OutArg); ok {
		return s.g.rep(o.Var.Type).Out(s.slot(o.Var))
	}
	return s.as(a, t)
}

// call compiles a call of a library method. Parameters whose declared type is a
// type parameter are erased: the library sees objects.
func (s *fn) call(x *bind.Call) rt.Code {
	m := x.Method
	if m.Name == "ReferenceEquals" && len(x.Args) == 2 && oneVariable(x.Args[0], x.Args[1]) {
		return rt.Of(rt.Fn[bool](func(*rt.Frame) (bool, error) { return true, nil }))
	}
	c := s.newCall(m.Owner, x.T, place(x.Pos))
	for _, t := range x.TypeArgs {
		c.TypeArgs = append(c.TypeArgs, s.g.typ(t))
	}
	s.receiver(c, x.Recv)
	s.erasedArgs(c, x.Args, m)
	if x.Order != nil {
		return s.reordered(x, c)
	}
	return s.link(m.Impl, c)
}

// declared returns a method as it was declared, before any substitution.
func declared(m *types.Method) *types.Method {
	for m.Def != nil {
		m = m.Def
	}
	return m
}

func (s *fn) erasedArgs(c *rt.Call, args []bind.Expr, m *types.Method) {
	d := declared(m)
	for i, a := range args {
		t := m.Params[i].Type
		erased := d.Params[i].Type.Kind == types.TypeParam
		var code rt.Code
		if o, ok := a.(*bind.OutArg); ok && erased {
			code = s.g.rep(o.Var.Type).OutBoxed(s.slot(o.Var))
		} else if code = s.arg(a, t); erased {
			code = s.g.rep(t).Box(code)
		}
		c.Args = append(c.Args, code)
		c.ParamTypes = append(c.ParamTypes, s.g.typ(t))
	}
}

// reordered evaluates named arguments in the order in which they are written.
func (s *fn) reordered(x *bind.Call, c *rt.Call) rt.Code {
	var list []rt.Stmt
	in := make([]rt.Code, len(c.Args))
	copy(in, c.Args)
	for _, i := range x.Order {
		a := x.Args[i]
		if _, isConst := a.(*bind.Const); isConst {
			continue
		}
		if _, isOut := a.(*bind.OutArg); isOut {
			continue
		}
		rep := s.g.rep(x.Method.Params[i].Type)
		if declared(x.Method).Params[i].Type.Kind == types.TypeParam {
			rep = refRep
		}
		v := s.alloc(rep, false)
		list = append(list, rep.Store(v, c.Args[i]))
		in[i] = rep.Load(v)
	}
	c.Args = in
	code := s.link(x.Method.Impl, c)
	return s.g.rep(x.T).Seq(sequence(list), code)
}

// new compiles an object creation with its initialisers.
func (s *fn) new(x *bind.New) rt.Code {
	var code rt.Code
	if x.Ctor != nil {
		c := s.newCall(x.T, x.T, place(x.Pos))
		s.erasedArgs(c, x.Args, x.Ctor)
		code = s.link(x.Ctor.Impl, c)
		if x.T.Kind == types.Class && x.T != s.g.u.Special(types.String) {
			code = s.g.rep(x.T).Seq(chargeObject, code)
		}
	} else {
		code = s.expr(x.Args[0])
	}
	if x.Temp == nil {
		return code
	}
	rep := s.g.rep(x.T)
	v := s.slot(x.Temp)
	list := []rt.Stmt{rep.Store(v, code)}
	for _, e := range x.Init {
		list = append(list, s.run(e))
	}
	return rep.Seq(sequence(list), rep.Load(v))
}

// objectSize is what an object of a class counts in the memory budget, besides what
// the library counts for its content.
const objectSize = 96

func chargeObject(f *rt.Frame) (rt.Ctl, error) { return rt.Next, f.Alloc(objectSize) }

// newFields makes an anonymous object or a tuple.
func (s *fn) newFields(x *bind.NewFields) rt.Code {
	t := s.g.typ(x.T)
	values := make([]rt.Fn[any], len(x.Values))
	for i, v := range x.Values {
		ft := x.T.Fields[i].Type
		values[i] = s.g.rep(ft).BoxedFn(s.as(v, ft))
	}
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		if err := f.Alloc(rt.RecordSize(len(values))); err != nil {
			return nil, err
		}
		r := &rt.Record{Type: t, Values: make([]any, len(values))}
		for i, fn := range values {
			v, err := fn(f)
			if err != nil {
				return nil, err
			}
			r.Values[i] = v
		}
		return r, nil
	}))
}

func (s *fn) field(x *bind.FieldOf) rt.Code { return s.fieldIn(x, s.expr(x.X)) }

// fieldIn reads a member of a record that code yields.
func (s *fn) fieldIn(x *bind.FieldOf, record rt.Code) rt.Code {
	t := s.g.typ(x.T)
	rec, i, at := rt.Arg[any](record), x.Field, place(x.Pos)
	code := rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := rec(f)
		if err != nil {
			return nil, err
		}
		r, ok := v.(*rt.Record)
		if !ok {
			return nil, f.Throw(at, clr.NullReference())
		}
		if x.Rest {
			return &rt.Record{Type: t, Values: r.Values[i:]}, f.Alloc(rt.RecordSize(0))
		}
		return r.Values[i], nil
	}))
	return s.g.rep(x.T).Unbox(code, at)
}
