package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Functions that yield are compiled to code that can be left and entered again.
// Only statements with a yield inside take part: they keep in variables of the
// frame where they were left, and look there when the mode says so. All other
// statements are compiled as everywhere. Expressions cannot yield, so nothing is
// ever left half evaluated.

// iteration is what the code of one iterator function shares.
type iteration struct {
	mode, current rt.Var
	elem          rt.Rep
	yields        map[bind.Stmt]bool
}

// iterator compiles a function that yields to code that makes its sequence.
func (s *fn) iterator(x *bind.Iterator) rt.Code {
	in := s.g.newFunc(x.Func, s)
	in.it = &iteration{mode: in.alloc(intRep, false), current: in.alloc(refRep, false), elem: s.g.rep(x.Elem), yields: map[bind.Stmt]bool{}}
	mode := in.it.mode
	body := in.block(x.Func.Block)
	if enter := in.declare(x.Func.Vars); enter != nil {
		inner := body
		body = func(f *rt.Frame) (rt.Ctl, error) {
			if mode.Int(f) == rt.IterRun {
				if c, err := enter(f); err != nil {
					return c, err
				}
			}
			return inner(f)
		}
	}
	it := &rt.Iterator{
		Layout: in.layout, Captures: in.captures, Body: body, Mode: mode, Current: in.it.current, Type: s.g.typ(x.T),
	}
	return rt.Of(rt.Fn[any](it.New))
}

// yieldStmt is yield return, and yield break, which is a return. Entered again, it
// lets control go on behind it, or out of the function.
func (s *fn) yieldStmt(x *bind.Yield) rt.Stmt {
	if x.X == nil {
		return func(*rt.Frame) (rt.Ctl, error) { return rt.Return, nil }
	}
	mode, current := s.it.mode, s.it.current
	value := s.it.elem.BoxedFn(s.expr(x.X))
	return func(f *rt.Frame) (rt.Ctl, error) {
		switch mode.Int(f) {
		case rt.IterResume:
			mode.SetInt(f, rt.IterRun)
			return rt.Next, nil
		case rt.IterLeave:
			mode.SetInt(f, rt.IterRun)
			return rt.Return, nil
		}
		v, err := value(f)
		if err != nil {
			return rt.Next, err
		}
		current.SetRef(f, v)
		return rt.Yield, nil
	}
}

// resumes reports whether a statement has a yield inside.
func (s *fn) resumes(st bind.Stmt) bool {
	if s.it == nil || st == nil {
		return false
	}
	known, ok := s.it.yields[st]
	if !ok {
		known = s.findYield(st)
		s.it.yields[st] = known
	}
	return known
}

func (s *fn) findYield(st bind.Stmt) bool {
	switch x := st.(type) {
	case *bind.Yield:
		return x.X != nil
	case *bind.Block:
		return s.anyResumes(x.Stmts)
	case *bind.If:
		return s.resumes(x.Then) || s.resumes(x.Else)
	case *bind.Loop:
		return s.resumes(x.Body)
	case *bind.ForEach:
		return s.resumes(x.Body)
	case *bind.Switch:
		for _, sec := range x.Sections {
			if s.anyResumes(sec.Stmts) {
				return true
			}
		}
	case *bind.Try:
		return s.resumes(x.Body)
	case *bind.Using:
		return s.resumes(x.Body)
	}
	return false
}

func (s *fn) anyResumes(list []bind.Stmt) bool {
	for _, st := range list {
		if s.resumes(st) {
			return true
		}
	}
	return false
}

// resumable runs statements one after the other, from the one that was left last
// when the function is entered again. at gives the places of labels.
func (s *fn) resumable(list []rt.Stmt, at map[int32]int) rt.Stmt {
	mode, pos, target := s.it.mode, s.alloc(intRep, false), s.target
	return func(f *rt.Frame) (rt.Ctl, error) {
		i := 0
		if mode.Int(f) != rt.IterRun {
			i = int(pos.Int(f))
		}
		for i < len(list) {
			c, err := list[i](f)
			if err != nil {
				return rt.Next, err
			}
			switch c {
			case rt.Next:
				i++
				continue
			case rt.Yield:
				pos.SetInt(f, int32(i))
				return c, nil
			case rt.Goto:
				if to, ok := at[target.Int(f)]; ok {
					i = to
					continue
				}
			}
			return c, nil
		}
		return rt.Next, nil
	}
}

// resumableIf is an if statement that enters the branch that was left last.
func (s *fn) resumableIf(x *bind.If) rt.Stmt {
	mode, chosen := s.it.mode, s.alloc(intRep, false)
	cond, then, other := rt.Arg[bool](s.expr(x.Cond)), s.stmt(x.Then), sequence(nil)
	if x.Else != nil {
		other = s.stmt(x.Else)
	}
	return func(f *rt.Frame) (rt.Ctl, error) {
		if mode.Int(f) == rt.IterRun {
			v, err := cond(f)
			if err != nil {
				return rt.Next, err
			}
			chosen.SetInt(f, 0)
			if v {
				chosen.SetInt(f, 1)
			}
		}
		if chosen.Int(f) == 1 {
			return then(f)
		}
		return other(f)
	}
}
