package gen

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// block compiles a block: cells of captured variables, local functions, then the
// statements.
func (s *fn) block(b *bind.Block) rt.Stmt {
	var list []rt.Stmt
	if enter := s.declare(b.Vars); enter != nil {
		list = append(list, enter)
	}
	// All cells first, so that local functions can call each other.
	for _, f := range b.Funcs {
		declare := s.g.rep(f.Var.Type).Declare(s.slot(f.Var))
		list = append(list, func(f *rt.Frame) (rt.Ctl, error) { declare(f); return rt.Next, nil })
	}
	for _, f := range b.Funcs {
		list = append(list, s.g.rep(f.Var.Type).Store(s.slot(f.Var), s.lambda(f.Lambda)))
	}
	if s.resumes(b) {
		stmts, at := s.marked(b.Stmts, len(list))
		return s.resumable(append(list, stmts...), at)
	}
	if hasLabels(b.Stmts) {
		return sequence(append(list, s.labelled(b.Stmts)))
	}
	for _, st := range b.Stmts {
		list = append(list, s.stmt(st))
	}
	return sequence(list)
}

// stmt compiles one statement.
func (s *fn) stmt(st bind.Stmt) rt.Stmt {
	switch x := st.(type) {
	case *bind.Block:
		return s.block(x)
	case *bind.ExprStmt:
		if x.Lock {
			return s.lock(x.X)
		}
		return s.run(x.X)
	case *bind.Declare:
		return s.declareStmt(x)
	case *bind.If:
		return s.ifStmt(x)
	case *bind.Loop:
		return s.loop(x)
	case *bind.ForEach:
		return s.forEach(x)
	case *bind.Switch:
		return s.switchStmt(x)
	case *bind.Try:
		return s.try(x)
	case *bind.Using:
		return s.using(x)
	case *bind.Return:
		return s.returnStmt(x)
	case *bind.Yield:
		return s.yieldStmt(x)
	case *bind.ThrowStmt:
		if x.X == nil {
			return s.rethrow()
		}
		return s.throw(x.X, place(x.Pos))
	case *bind.Jump:
		return s.jumpStmt(x)
	case *bind.Empty:
		return sequence(nil)
	}
	panic(fmt.Sprintf("gen: no code for %T", st))
}

func (s *fn) declareStmt(x *bind.Declare) rt.Stmt {
	rep := s.g.rep(x.Var.Type)
	v := s.slot(x.Var)
	if x.Init != nil {
		return rep.Store(v, s.as(x.Init, x.Var.Type))
	}
	if v.Captured {
		// The cell was made when the block was entered.
		return rep.Store(v, rep.Default())
	}
	declare := rep.Declare(v)
	return func(f *rt.Frame) (rt.Ctl, error) {
		declare(f)
		return rt.Next, nil
	}
}

func (s *fn) ifStmt(x *bind.If) rt.Stmt {
	if s.resumes(x) {
		return s.resumableIf(x)
	}
	cond, then := rt.Arg[bool](s.expr(x.Cond)), s.stmt(x.Then)
	if x.Else == nil {
		return func(f *rt.Frame) (rt.Ctl, error) {
			v, err := cond(f)
			if err != nil || !v {
				return rt.Next, err
			}
			return then(f)
		}
	}
	other := s.stmt(x.Else)
	return func(f *rt.Frame) (rt.Ctl, error) {
		v, err := cond(f)
		if err != nil {
			return rt.Next, err
		}
		if v {
			return then(f)
		}
		return other(f)
	}
}

func (s *fn) returnStmt(x *bind.Return) rt.Stmt {
	if x.X == nil {
		return func(*rt.Frame) (rt.Ctl, error) { return rt.Return, nil }
	}
	var store rt.Stmt
	if s.f.Result != nil {
		store = s.resultRep.Store(s.result, s.as(x.X, s.f.Result))
	} else {
		store = s.run(x.X)
	}
	return func(f *rt.Frame) (rt.Ctl, error) {
		if _, err := store(f); err != nil {
			return rt.Next, err
		}
		return rt.Return, nil
	}
}

func (s *fn) jumpStmt(x *bind.Jump) rt.Stmt {
	switch x.Kind {
	case bind.JumpBreak:
		return func(*rt.Frame) (rt.Ctl, error) { return rt.Break, nil }
	case bind.JumpContinue:
		return func(*rt.Frame) (rt.Ctl, error) { return rt.Continue, nil }
	}
	if x.Kind == bind.JumpLabel {
		return s.gotoLabel(x)
	}
	if !s.hasJump {
		s.jump, s.hasJump = s.alloc(intRep, false), true
	}
	set := intRep.Store(s.jump, rt.Const(int32(x.Section)))
	return func(f *rt.Frame) (rt.Ctl, error) {
		if _, err := set(f); err != nil {
			return rt.Next, err
		}
		return rt.GotoCase, nil
	}
}

// loop compiles while, do and for.
func (s *fn) loop(x *bind.Loop) rt.Stmt {
	var init []rt.Stmt
	if enter := s.declare(x.Vars); enter != nil {
		init = append(init, enter)
	}
	for _, st := range x.Init {
		init = append(init, s.stmt(st))
	}
	cond := rt.Fn[bool](func(*rt.Frame) (bool, error) { return true, nil })
	if x.Cond != nil {
		cond = rt.Arg[bool](s.expr(x.Cond))
	}
	body := s.stmt(x.Body)
	if round := s.declare(x.Round); round != nil {
		cond, body = fresh(round, cond, body, x.PostTest)
	}
	var post []rt.Stmt
	for _, e := range x.Post {
		post = append(post, s.run(e))
	}
	start, after, postTest := sequence(init), sequence(post), x.PostTest
	again := s.reentered(x)
	return func(f *rt.Frame) (rt.Ctl, error) {
		skip := again(f)
		if !skip {
			if _, err := start(f); err != nil {
				return rt.Next, err
			}
		}
		for first := true; ; first = false {
			if !(first && (postTest || skip)) {
				v, err := cond(f)
				if err != nil || !v {
					return rt.Next, err
				}
			}
			if err := f.Step(); err != nil {
				return rt.Next, err
			}
			c, err := body(f)
			if err != nil {
				return rt.Next, err
			}
			switch c {
			case rt.Break:
				return rt.Next, nil
			case rt.Return, rt.GotoCase, rt.Goto, rt.Yield:
				return c, nil
			}
			if _, err := after(f); err != nil {
				return rt.Next, err
			}
		}
	}
}

// fresh makes the cells of a round's variables where the round begins: before the
// test, or before the body when that comes first.
func fresh(round rt.Stmt, cond rt.Fn[bool], body rt.Stmt, postTest bool) (rt.Fn[bool], rt.Stmt) {
	if postTest {
		return cond, sequence([]rt.Stmt{round, body})
	}
	return func(f *rt.Frame) (bool, error) {
		if _, err := round(f); err != nil {
			return false, err
		}
		return cond(f)
	}, body
}

// forEach runs a body over a sequence.
func (s *fn) forEach(x *bind.ForEach) rt.Stmt {
	src := s.g.rep(x.X.Type()).BoxedFn(s.expr(x.X))
	elem := s.g.typ(x.Elem)
	set := s.g.rep(x.Elem).SetBoxed(s.slot(x.Item))
	var list []rt.Stmt
	if enter := s.declare(x.Vars); enter != nil {
		list = append(list, enter)
	}
	for _, st := range x.Assign {
		list = append(list, s.stmt(st))
	}
	prepare, body, at := sequence(list), s.stmt(x.Body), place(x.X.Span())
	again, kept := s.reentered(x), rt.Var{}
	if s.resumes(x) {
		kept = s.alloc(refRep, false)
	}
	return func(f *rt.Frame) (rt.Ctl, error) {
		var e rt.Enumerator
		skip := again(f)
		if skip {
			e = kept.Ref(f).(rt.Enumerator)
		} else {
			v, err := src(f)
			if err != nil {
				return rt.Next, err
			}
			if e, err = rt.Enumerate(f, v, elem); err != nil {
				return rt.Next, f.Throw(at, err)
			}
		}
		for ; ; skip = false {
			if !skip {
				item, ok, err := e.Next(f)
				if err != nil || !ok {
					return rt.Next, rt.Leave(f, e, err)
				}
				if err := f.Step(); err != nil {
					return rt.Next, err
				}
				if err := set(f, item); err != nil {
					return rt.Next, rt.Leave(f, e, f.Throw(at, err))
				}
				if _, err := prepare(f); err != nil {
					return rt.Next, rt.Leave(f, e, err)
				}
			}
			c, err := body(f)
			switch {
			case err != nil:
				return rt.Next, rt.Leave(f, e, err)
			case c == rt.Break:
				return rt.Next, rt.Leave(f, e, nil)
			case c == rt.Yield:
				kept.SetRef(f, e)
				return c, nil
			case c != rt.Next && c != rt.Continue:
				return c, rt.Leave(f, e, nil)
			}
		}
	}
}

// reentered returns the test whether a statement is entered again, in an iterator,
// where it was left by a yield.
func (s *fn) reentered(st bind.Stmt) func(*rt.Frame) bool {
	if !s.resumes(st) {
		return func(*rt.Frame) bool { return false }
	}
	mode := s.it.mode
	return func(f *rt.Frame) bool { return mode.Int(f) != rt.IterRun }
}

// switchStmt runs the first section whose test holds.
func (s *fn) switchStmt(x *bind.Switch) rt.Stmt {
	enter := s.declare(x.Vars)
	store := s.store(x.Temp, x.X)
	type test struct {
		fn      rt.Fn[bool]
		section int
	}
	var tests []test
	bodies := make([]rt.Stmt, len(x.Sections))
	for i, sec := range x.Sections {
		for _, t := range sec.Tests {
			tests = append(tests, test{rt.Arg[bool](s.expr(t)), i})
		}
		bodies[i] = s.block(&bind.Block{Stmts: sec.Stmts})
	}
	var jump rt.Fn[int32]
	if s.hasJump {
		jump = rt.Arg[int32](intRep.Load(s.jump))
	}
	fallback := x.Default
	choose := func(f *rt.Frame) (int, error) {
		if enter != nil {
			if _, err := enter(f); err != nil {
				return -1, err
			}
		}
		if _, err := store(f); err != nil {
			return -1, err
		}
		for _, t := range tests {
			if v, err := t.fn(f); err != nil || v {
				return t.section, err
			}
		}
		return fallback, nil
	}
	again, kept := s.reentered(x), rt.Var{}
	if s.resumes(x) {
		kept = s.alloc(intRep, false)
	}
	return func(f *rt.Frame) (rt.Ctl, error) {
		var chosen int
		if again(f) {
			chosen = int(kept.Int(f))
		} else {
			var err error
			if chosen, err = choose(f); err != nil {
				return rt.Next, err
			}
		}
		for chosen >= 0 {
			c, err := bodies[chosen](f)
			if err != nil {
				return rt.Next, err
			}
			switch c {
			case rt.GotoCase:
				if err := f.Step(); err != nil {
					return rt.Next, err
				}
				n, err := jump(f)
				if err != nil {
					return rt.Next, err
				}
				chosen = int(n)
				continue
			case rt.Break:
				return rt.Next, nil
			case rt.Yield:
				kept.SetInt(f, int32(chosen))
			}
			return c, nil
		}
		return rt.Next, nil
	}
}
