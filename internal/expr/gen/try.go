package gen

import (
	"cmp"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

type catch struct {
	of     *rt.Type // nil catches everything
	set    func(*rt.Frame, any) error
	keep   func(*rt.Frame, any) error
	filter rt.Fn[bool]
	body   rt.Stmt
}

// try compiles try/catch/finally.
func (s *fn) try(x *bind.Try) rt.Stmt {
	body := s.block(x.Body)
	var catches []catch
	for _, c := range x.Catches {
		k := catch{}
		if c.Of != nil {
			k.of = s.g.typ(c.Of)
		}
		if c.Var != nil {
			rep := s.g.rep(c.Var.Type)
			k.set = rep.SetBoxed(s.slot(c.Var))
			if c.Var.Captured {
				declare, set := rep.Declare(s.slot(c.Var)), k.set
				k.set = func(f *rt.Frame, v any) error { declare(f); return set(f, v) }
			}
		}
		kept := s.alloc(refRep, false)
		k.keep = refRep.SetBoxed(kept)
		if c.Filter != nil {
			k.filter = rt.Arg[bool](s.expr(c.Filter))
		}
		s.caught = append(s.caught, kept)
		k.body = s.block(c.Body)
		s.caught = s.caught[:len(s.caught)-1]
		catches = append(catches, k)
	}
	run := body
	if len(catches) > 0 {
		run = s.catching(body, catches)
	}
	if x.Finally == nil {
		return run
	}
	finally := s.block(x.Finally)
	filters := s.g.filters
	return func(f *rt.Frame) (rt.Ctl, error) {
		c, err := run(f)
		if uncatchable(err) || c == rt.Yield && err == nil {
			return c, err
		}
		if err != nil && filters {
			if err := f.Env.FindHandler(err.(*clr.Exception)); err != nil {
				return rt.Next, err
			}
		}
		// The result variable keeps the value of a return; what the finally block
		// throws replaces what was thrown before.
		if _, ferr := finally(f); ferr != nil {
			return rt.Next, ferr
		}
		return c, err
	}
}

// catching runs a body and, when it throws, the clause for the exception.
func (s *fn) catching(body rt.Stmt, catches []catch) rt.Stmt {
	if !s.g.filters {
		return func(f *rt.Frame) (rt.Ctl, error) {
			c, err := body(f)
			if err == nil || uncatchable(err) {
				return c, err
			}
			i, serr := choose(f, err.(*clr.Exception), catches)
			if serr != nil || i < 0 {
				return rt.Next, cmp.Or(serr, err)
			}
			return catches[i].body(f)
		}
	}
	return func(f *rt.Frame) (rt.Ctl, error) {
		h := &rt.Handler{Select: func(ex *clr.Exception) (int, error) { return choose(f, ex, catches) }}
		f.Env.Enter(h)
		c, err := body(f)
		f.Env.Leave()
		if err == nil || uncatchable(err) {
			return c, err
		}
		i, serr := h.Clause(err.(*clr.Exception))
		if serr != nil || i < 0 {
			return rt.Next, cmp.Or(serr, err)
		}
		f.Env.Thrown()
		return catches[i].body(f)
	}
}

// uncatchable reports errors that are no exceptions of the program: exceeded
// budgets and failures of the gateway itself.
func uncatchable(err error) bool {
	if err == nil {
		return false
	}
	_, ok := err.(*clr.Exception)
	return !ok
}

// choose finds the catch clause for an exception and gives it the exception; -1
// when there is none.
func choose(f *rt.Frame, ex *clr.Exception, catches []catch) (int, error) {
	// What threw may have taken long without counting a step, as a search that
	// reached its own limit of time.
	if err := f.CheckTime(); err != nil {
		return -1, err
	}
	for i, k := range catches {
		if k.of != nil && !k.of.Instance(ex) {
			continue
		}
		if k.set != nil {
			if err := k.set(f, ex); err != nil {
				return -1, err
			}
		}
		if err := k.keep(f, ex); err != nil {
			return -1, err
		}
		if k.filter != nil {
			ok, err := k.filter(f)
			if uncatchable(err) {
				return -1, err
			}
			// An exception in a filter counts as false.
			if err != nil || !ok {
				continue
			}
		}
		return i, nil
	}
	return -1, nil
}

// rethrow throws again what the innermost catch clause caught.
func (s *fn) rethrow() rt.Stmt {
	load := rt.Arg[any](refRep.Load(s.caught[len(s.caught)-1]))
	return func(f *rt.Frame) (rt.Ctl, error) {
		v, err := load(f)
		if err != nil {
			return rt.Next, err
		}
		f.Env.Thrown()
		return rt.Next, v.(*clr.Exception)
	}
}

// using disposes its variables in reverse order, whatever happens.
func (s *fn) using(x *bind.Using) rt.Stmt {
	var decls []rt.Stmt
	for _, v := range x.Vars {
		if v.Captured && v.Name == "" {
			declare := s.g.rep(v.Type).Declare(s.slot(v))
			decls = append(decls, func(f *rt.Frame) (rt.Ctl, error) { declare(f); return rt.Next, nil })
		}
	}
	for _, d := range x.Decls {
		decls = append(decls, s.stmt(d))
	}
	body := s.stmt(x.Body)
	var dispose []rt.Stmt
	for i := len(x.Vars) - 1; i >= 0; i-- {
		call := x.Dispose[i]
		if call == nil {
			continue
		}
		run := s.run(call)
		if x.Vars[i].Type.CanBeNull() {
			notNull := s.notNull(x.Vars[i])
			inner := run
			run = func(f *rt.Frame) (rt.Ctl, error) {
				ok, err := notNull(f)
				if err != nil || !ok {
					return rt.Next, err
				}
				return inner(f)
			}
		}
		dispose = append(dispose, run)
	}
	enter, filters, again := sequence(decls), s.g.filters, s.reentered(x)
	return func(f *rt.Frame) (rt.Ctl, error) {
		if !again(f) {
			if _, err := enter(f); err != nil {
				return rt.Next, err
			}
		}
		c, err := body(f)
		if uncatchable(err) || c == rt.Yield && err == nil {
			return c, err
		}
		if err != nil && filters {
			if err := f.Env.FindHandler(err.(*clr.Exception)); err != nil {
				return rt.Next, err
			}
		}
		for _, d := range dispose {
			if _, derr := d(f); derr != nil {
				return rt.Next, derr
			}
		}
		return c, err
	}
}

// lock throws for the null that a lock statement cannot lock.
func (s *fn) lock(x bind.Expr) rt.Stmt {
	object, at := s.g.rep(x.Type()).BoxedFn(s.expr(x)), place(x.Span())
	return func(f *rt.Frame) (rt.Ctl, error) {
		v, err := object(f)
		if err == nil && v == nil {
			err = f.Throw(at, clr.ArgumentNull("obj"))
		}
		return rt.Next, err
	}
}
