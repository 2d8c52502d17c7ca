package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// assign compiles an assignment that yields its value.
func (s *fn) assign(x *bind.Assign) rt.Code {
	return s.assignTo(x.Target, s.as(x.Value, x.Target.Type()))
}

// assignTo stores the value of code in a target and yields it.
func (s *fn) assignTo(target bind.Expr, value rt.Code) rt.Code {
	t := target.Type()
	rep := s.g.rep(t)
	switch x := target.(type) {
	case *bind.VarRef:
		return rep.StoreValue(s.slot(x.Var), value)
	case *bind.FieldOf:
		return s.setField(x, value)
	case *bind.Element:
		array, index := s.element(x)
		return rep.SetElement(array, index, value, place(x.Pos))
	case *bind.Property:
		c := s.newCall(x.Prop.Owner, nil, place(x.Pos))
		s.receiver(c, x.Recv)
		return s.set(x.Prop, c, t, value)
	case *bind.Index:
		c := s.newCall(x.Prop.Owner, nil, place(x.Pos))
		s.receiver(c, x.Recv)
		s.args(c, x.Args, x.Prop.Params)
		return s.set(x.Prop, c, t, value)
	}
	panic("gen: cannot assign")
}

// set calls a setter with the value, which is kept to be the result.
func (s *fn) set(p *types.Property, c *rt.Call, t *types.Type, value rt.Code) rt.Code {
	rep := s.g.rep(t)
	tmp := s.alloc(rep, false)
	c.Args = append(c.Args, rep.StoreValue(tmp, value))
	c.ParamTypes = append(c.ParamTypes, s.g.typ(t))
	run := voidRep.Run(s.link(p.Set, c))
	return rep.Seq(run, rep.Load(tmp))
}

// compound compiles op=, ++ and --.
func (s *fn) compound(x *bind.Compound) rt.Code {
	rep := s.g.rep(x.T)
	list := s.temps(x.Temps)
	list = append(list, rep.Store(s.slot(x.Old), s.expr(x.Target)))
	set := s.assignTo(x.Target, s.as(x.Value, x.T))
	if x.Postfix {
		list = append(list, rep.Run(set))
		return rep.Seq(sequence(list), rep.Load(s.slot(x.Old)))
	}
	return rep.Seq(sequence(list), set)
}

// setField replaces one element of a tuple in a variable: tuples are copied when
// they change, so that other variables keep theirs.
func (s *fn) setField(x *bind.FieldOf, value rt.Code) rt.Code {
	t := s.g.typ(x.X.Type())
	rep := s.g.rep(x.T)
	tmp := s.alloc(rep, false)
	val, old, i := rep.BoxedFn(rep.StoreValue(tmp, value)), rt.Arg[any](s.expr(x.X)), x.Field
	changed := rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := val(f)
		if err != nil {
			return nil, err
		}
		o, err := old(f)
		if err != nil {
			return nil, err
		}
		r, ok := o.(*rt.Record)
		if !ok {
			r = t.Zero.(*rt.Record)
		}
		if err := f.Alloc(rt.RecordSize(len(r.Values))); err != nil {
			return nil, err
		}
		return r.With(i, v), nil
	}))
	return rep.Seq(refRep.Run(s.assignTo(x.X, changed)), rep.Load(tmp))
}

// addTo compiles i++, i-- and i += x on an int variable; nil for other
// assignments.
func (s *fn) addTo(x *bind.Compound) rt.Stmt {
	target, ok := x.Target.(*bind.VarRef)
	if !ok || x.T.Special != types.Int32 {
		return nil
	}
	sum, ok := x.Value.(*bind.Binary)
	if !ok || sum.Checked || sum.T != x.T {
		return nil
	}
	old, ok := sum.X.(*bind.VarRef)
	slot := s.slot(target.Var)
	if !ok || old.Var != x.Old || slot.Captured {
		return nil
	}
	switch k, isConst := sum.Y.(*bind.Const); {
	case sum.Op == bind.Add:
		return rt.AddTo(slot, s.expr(sum.Y))
	case sum.Op == bind.Sub && isConst:
		return rt.AddTo(slot, rt.Const(-k.Value.(int32)))
	}
	return nil
}
