package gen

import (
	"fmt"
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// as compiles an expression whose value goes where a value of type t is wanted.
// The binder has made the conversion; only null and throw have no representation
// of their own.
func (s *fn) as(x bind.Expr, t *types.Type) rt.Code {
	if x.Type() == t {
		return s.expr(x)
	}
	return s.coerce(s.expr(x), x.Type(), t, place(x.Span()))
}

// coerce changes the representation of a value whose static type changes without
// a check.
func (s *fn) coerce(c rt.Code, from, to *types.Type, at rt.Place) rt.Code {
	fr, tr := s.g.rep(from), s.g.rep(to)
	switch {
	case fr == tr, fr.Kind() == rt.KindRef && tr.Kind() == rt.KindRef:
		return c
	case tr.Kind() == rt.KindRef:
		return fr.Box(c)
	case fr.Kind() == rt.KindRef:
		return tr.Unbox(c, at)
	}
	return c
}

// shared compiles an expression to code in the representation of its type. What it
// reads out of a variable is the variable's own.
func (s *fn) shared(x bind.Expr) rt.Code {
	g := s.g
	switch x := x.(type) {
	case *bind.Const:
		return g.rep(x.T).Const(x.Value)
	case *bind.Default:
		if r := g.typ(x.T); r != nil && r.Zero != nil {
			return g.rep(x.T).Const(r.Zero)
		}
		return g.rep(x.T).Default()
	case *bind.Context:
		return rt.Context()
	case *bind.VarRef:
		return g.rep(x.T).Load(s.slot(x.Var))
	case *bind.Property:
		return s.property(x)
	case *bind.Index:
		return s.index(x)
	case *bind.Element:
		array, index := s.element(x)
		return g.rep(x.T).Element(array, index, place(x.Pos))
	case *bind.FieldOf:
		return s.field(x)
	case *bind.Call:
		return s.call(x)
	case *bind.Invoke:
		return s.invoke(x)
	case *bind.New:
		return s.new(x)
	case *bind.NewArray:
		return s.newArray(x)
	case *bind.NewFields:
		return s.newFields(x)
	case *bind.Convert:
		return s.convert(x)
	case *bind.Binary:
		return s.binary(x)
	case *bind.Unary:
		return s.unary(x)
	case *bind.RefEq:
		return s.refEq(x)
	case *bind.Combine:
		return s.combine(x)
	case *bind.StringEq:
		return s.stringEq(x)
	case *bind.IsNull:
		return s.isNull(x)
	case *bind.Lifted:
		return s.lifted(x)
	case *bind.LiftedLogic:
		return s.liftedLogic(x)
	case *bind.AndAlso:
		return s.andAlso(x)
	case *bind.OrElse:
		return s.orElse(x)
	case *bind.Concat:
		return s.concat(x)
	case *bind.ToText:
		return s.toText(x)
	case *bind.Interpolated:
		return s.interpolated(x)
	case *bind.Conditional:
		return g.rep(x.T).Cond(rt.Arg[bool](s.expr(x.Cond)), s.as(x.Then, x.T), s.as(x.Else, x.T))
	case *bind.Coalesce:
		return s.coalesce(x)
	case *bind.CondAccess:
		return s.condAccess(x)
	case *bind.Assign:
		return s.assign(x)
	case *bind.Compound:
		return s.compound(x)
	case *bind.Seq:
		return s.seq(x)
	case *bind.Lambda:
		return s.lambda(x)
	case *bind.Iterator:
		return s.iterator(x)
	case *bind.Is:
		return s.is(x)
	case *bind.As:
		return s.asType(x)
	case *bind.Match:
		return boolRep.Seq(s.store(x.Temp, x.X), s.expr(x.Test))
	case *bind.TypeOf:
		return rt.Const[any](g.typ(x.Of))
	case *bind.Throw:
		return s.throwExpr(x, refRep)
	}
	panic(fmt.Sprintf("gen: no code for %T", x))
}

// run compiles an expression for its effect.
func (s *fn) run(x bind.Expr) rt.Stmt {
	if a, ok := x.(*bind.Assign); ok {
		if v, ok := a.Target.(*bind.VarRef); ok {
			return s.g.rep(v.T).Store(s.slot(v.Var), s.as(a.Value, v.T))
		}
	}
	if c, ok := x.(*bind.Compound); ok {
		if st := s.addTo(c); st != nil {
			return st
		}
	}
	if q, ok := x.(*bind.Seq); ok && len(q.Effects) > 0 && idle(q.Value) {
		return s.effects(q)
	}
	return s.g.rep(x.Type()).Run(s.expr(x))
}

func (s *fn) seq(x *bind.Seq) rt.Code {
	return s.g.rep(x.T).Seq(s.effects(x), s.as(x.Value, x.T))
}

// effects compiles all of a sequence but its value.
func (s *fn) effects(x *bind.Seq) rt.Stmt {
	list := s.temps(x.Temps)
	for _, e := range x.Effects {
		list = append(list, s.run(e))
	}
	return sequence(list)
}

// idle reports whether evaluating an expression does nothing, so that it can be
// left out where its value is not wanted.
func idle(x bind.Expr) bool {
	switch x := x.(type) {
	case *bind.Const, *bind.VarRef:
		return true
	case *bind.NewFields:
		for _, v := range x.Values {
			if !idle(v) {
				return false
			}
		}
		return true
	}
	return false
}

// andAlso compiles a chain of && as one: a && b && c is (a && b) && c.
func (s *fn) andAlso(x *bind.AndAlso) rt.Code {
	list := []bind.Expr{x.Y}
	first := x.X
	for n, ok := first.(*bind.AndAlso); ok; n, ok = first.(*bind.AndAlso) {
		list, first = append(list, n.Y), n.X
	}
	return s.chain(append(list, first), false)
}

// orElse compiles a chain of ||.
func (s *fn) orElse(x *bind.OrElse) rt.Code {
	list := []bind.Expr{x.Y}
	first := x.X
	for n, ok := first.(*bind.OrElse); ok; n, ok = first.(*bind.OrElse) {
		list, first = append(list, n.Y), n.X
	}
	return s.chain(append(list, first), true)
}

// chain evaluates conditions, given from the last to the first, until one decides.
func (s *fn) chain(conditions []bind.Expr, decides bool) rt.Code {
	slices.Reverse(conditions)
	var list []rt.Fn[bool]
	for len(conditions) > 0 {
		test, n := s.oneOf(conditions, decides)
		if n == 0 {
			test, n = rt.Arg[bool](s.expr(conditions[0])), 1
		}
		list, conditions = append(list, test), conditions[n:]
	}
	switch len(list) {
	case 1:
		return rt.Of(list[0])
	case 2:
		a, b := list[0], list[1]
		return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
			v, err := a(f)
			if err != nil || v == decides {
				return v, err
			}
			return b(f)
		}))
	}
	return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
		for _, c := range list {
			if v, err := c(f); err != nil || v == decides {
				return v, err
			}
		}
		return !decides, nil
	}))
}

// coalesce is X ?? Y.
func (s *fn) coalesce(x *bind.Coalesce) rt.Code {
	rep := s.g.rep(x.T)
	if x.Temp == nil && rep.Kind() == rt.KindStr {
		a, b := rt.Arg[rt.String](s.expr(x.X)), rt.Arg[rt.String](s.as(x.Y, x.T))
		return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
			v, err := a(f)
			if err != nil || v.Valid {
				return v, err
			}
			return b(f)
		}))
	}
	tmp := x.Temp
	if tmp == nil {
		tmp = &bind.Var{Type: x.X.Type(), Func: s.f}
	}
	var inner rt.Code
	if x.Inner != nil {
		inner = s.as(x.Inner, x.T)
	} else {
		inner = s.coerce(s.g.rep(tmp.Type).Load(s.slot(tmp)), tmp.Type, x.T, place(x.Pos))
	}
	notNull := s.notNull(tmp)
	return rep.Seq(s.store(tmp, x.X), rep.Cond(notNull, inner, s.as(x.Y, x.T)))
}

// notNull tests a variable of a reference or nullable type.
func (s *fn) notNull(v *bind.Var) rt.Fn[bool] {
	load := s.g.rep(v.Type).Load(s.slot(v))
	if s.g.rep(v.Type).Kind() == rt.KindStr {
		fn := rt.Arg[rt.String](load)
		return func(f *rt.Frame) (bool, error) { x, err := fn(f); return x.Valid, err }
	}
	fn := rt.Arg[any](load)
	return func(f *rt.Frame) (bool, error) { x, err := fn(f); return x != nil, err }
}

// condAccess is X?.Access.
func (s *fn) condAccess(x *bind.CondAccess) rt.Code {
	rep := s.g.rep(x.T)
	access := s.as(x.Access, x.T)
	null := rep.Default()
	return rep.Seq(s.store(x.Temp, x.X), rep.Cond(s.notNull(x.Temp), access, null))
}

// throwExpr throws where a value of rep is expected.
func (s *fn) throwExpr(x *bind.Throw, rep rt.Rep) rt.Code {
	return rep.Seq(s.throw(x.X, place(x.Pos)), rep.Default())
}

func (s *fn) throw(x bind.Expr, at rt.Place) rt.Stmt {
	fn := rt.Arg[any](s.expr(x))
	return func(f *rt.Frame) (rt.Ctl, error) {
		v, err := fn(f)
		if err != nil {
			return rt.Next, err
		}
		ex, ok := v.(*clr.Exception)
		if !ok {
			return rt.Next, f.Throw(at, clr.NullReference())
		}
		f.Env.Thrown()
		if ex.Fresh {
			ex.Fresh = false
		}
		return rt.Next, f.Throw(at, ex)
	}
}
