package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Program is a compiled expression. It is immutable and safe for concurrent use;
// each evaluation brings a frame prepared with Layout.
type Program struct {
	Layout rt.Layout
	// Code yields the value in the representation of Type.
	Code rt.Code
	Type *types.Type
	// Source is the text it was compiled from, for messages about failures.
	Source *diag.Source
}

// Compile compiles a bound function without errors. u must have been given to
// Realize.
func Compile(u *types.Universe, f *bind.Func) *Program {
	g := &generator{u: u, filters: f.Filters, identity: f.Identity}
	fs := g.newFunc(f, nil)
	code := fs.body(f)
	return &Program{Layout: fs.layout, Code: code, Type: f.Result}
}

type generator struct {
	u *types.Universe
	// filters says that the program has exception filters, which run before any
	// finally block does.
	filters bool
	// identity says that the program compares references.
	identity bool
}

// fn is the state of one function that is being compiled.
type fn struct {
	g      *generator
	outer  *fn
	f      *bind.Func
	layout rt.Layout
	vars   map[*bind.Var]rt.Var
	// captures lists the cells that come from the outer function.
	captures []rt.Capture
	// result holds the value of return statements; jump the target of goto case.
	result    rt.Var
	resultRep rt.Rep
	jump      rt.Var
	hasJump   bool
	// labels numbers the labels of the function; target is the one a goto leads to.
	labels map[*bind.Label]int32
	target rt.Var
	caught []rt.Var   // exceptions of the enclosing catch clauses
	it     *iteration // of an iterator function, nil in others
}

func (g *generator) newFunc(f *bind.Func, outer *fn) *fn {
	return &fn{g: g, outer: outer, f: f, vars: map[*bind.Var]rt.Var{}}
}

// rep returns the representation of a type; null and what never has a value are
// references.
func (g *generator) rep(t *types.Type) rt.Rep {
	if r, ok := t.Runtime.(*rt.Type); ok && r.Rep != nil {
		return r.Rep
	}
	if t.Kind == types.Void {
		return voidRep
	}
	return refRep
}

var (
	voidRep = rt.RepOf[rt.Void]()
	refRep  = rt.RepOf[any]()
	strRep  = rt.RepOf[rt.String]()
	boolRep = rt.RepOf[bool]()
	intRep  = rt.RepOf[int32]()
)

// typ returns the run-time type.
func (g *generator) typ(t *types.Type) *rt.Type {
	r, _ := t.Runtime.(*rt.Type)
	return r
}

func place(s diag.Span) rt.Place { return rt.Place{Start: s.Start, End: s.End} }

// slot returns where a variable lives in this function, making it a slot or
// capturing it from the outer function.
func (s *fn) slot(v *bind.Var) rt.Var {
	if x, ok := s.vars[v]; ok {
		return x
	}
	if v.Func != s.f && s.outer != nil && s.owns(v.Func) {
		from := s.outer.slot(v)
		x := rt.Var{Slot: s.layout.Ref, Captured: true}
		s.layout.Ref++
		s.captures = append(s.captures, rt.Capture{From: from.Slot, To: x.Slot})
		s.vars[v] = x
		return x
	}
	x := s.alloc(s.g.rep(v.Type), v.Captured)
	s.vars[v] = x
	return x
}

// owns reports whether f is one of the functions around this one. Temps of a
// function that was bound speculatively belong to no function around.
func (s *fn) owns(f *bind.Func) bool {
	for o := s.outer; o != nil; o = o.outer {
		if o.f == f {
			return true
		}
	}
	return false
}

// alloc makes a slot.
func (s *fn) alloc(r rt.Rep, captured bool) rt.Var {
	v := rt.Var{Captured: captured}
	switch rt.SlotKind(r, captured) {
	case rt.KindNum:
		v.Slot = s.layout.Num
		s.layout.Num++
	case rt.KindStr:
		v.Slot = s.layout.Str
		s.layout.Str++
	default:
		v.Slot = s.layout.Ref
		s.layout.Ref++
	}
	return v
}

// body compiles the body of a function to code that yields its result.
func (s *fn) body(f *bind.Func) rt.Code {
	if f.Expr == nil && len(f.Vars) == 0 {
		// { return x; } is x.
		if b := f.Block; len(b.Stmts) == 1 && len(b.Funcs) == 0 && f.Result != nil {
			if r, ok := b.Stmts[0].(*bind.Return); ok && r.X != nil && len(b.Vars) == 0 {
				return s.expr(r.X)
			}
		}
	}
	if f.Expr != nil {
		code := s.expr(f.Expr)
		rep := s.g.rep(f.Expr.Type())
		if f.Result != nil {
			rep = s.g.rep(f.Result)
		}
		if enter := s.declare(f.Vars); enter != nil {
			return rep.Seq(enter, code)
		}
		return code
	}
	s.resultRep = voidRep
	if f.Result != nil {
		s.resultRep = s.g.rep(f.Result)
	}
	s.result = s.alloc(s.resultRep, false)
	run := s.block(f.Block)
	if enter := s.declare(f.Vars); enter != nil {
		inner := run
		run = func(f *rt.Frame) (rt.Ctl, error) {
			if c, err := enter(f); err != nil {
				return c, err
			}
			return inner(f)
		}
	}
	return s.resultRep.Seq(run, s.resultRep.Load(s.result))
}

// declare makes the cells of captured variables; nil when there are none.
func (s *fn) declare(vars []*bind.Var) rt.Stmt {
	var list []func(*rt.Frame)
	for _, v := range vars {
		if v.Captured && v.Const == nil {
			list = append(list, s.g.rep(v.Type).Declare(s.slot(v)))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return func(f *rt.Frame) (rt.Ctl, error) {
		for _, d := range list {
			d(f)
		}
		return rt.Next, nil
	}
}

// temps compiles the setting of hidden variables.
func (s *fn) temps(list []bind.Temp) []rt.Stmt {
	var out []rt.Stmt
	for _, t := range list {
		out = append(out, s.store(t.Var, t.Value))
	}
	return out
}

// store compiles the assignment of a hidden variable, making its cell first when
// it is captured.
func (s *fn) store(v *bind.Var, value bind.Expr) rt.Stmt {
	rep := s.g.rep(v.Type)
	slot := s.slot(v)
	st := rep.Store(slot, s.as(value, v.Type))
	if !slot.Captured {
		return st
	}
	declare := rep.Declare(slot)
	return func(f *rt.Frame) (rt.Ctl, error) {
		declare(f)
		return st(f)
	}
}

// sequence runs statements one after the other until one leaves.
func sequence(list []rt.Stmt) rt.Stmt {
	switch len(list) {
	case 0:
		return func(*rt.Frame) (rt.Ctl, error) { return rt.Next, nil }
	case 1:
		return list[0]
	case 2:
		a, b := list[0], list[1]
		return func(f *rt.Frame) (rt.Ctl, error) {
			if c, err := a(f); c != rt.Next || err != nil {
				return c, err
			}
			return b(f)
		}
	}
	return func(f *rt.Frame) (rt.Ctl, error) {
		for _, st := range list {
			if c, err := st(f); c != rt.Next || err != nil {
				return c, err
			}
		}
		return rt.Next, nil
	}
}
