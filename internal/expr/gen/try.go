package gen

import (
	"errors"

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
		run = func(f *rt.Frame) (rt.Ctl, error) {
			c, err := body(f)
			if err == nil {
				return c, nil
			}
			return handle(f, err, catches)
		}
	}
	if x.Finally == nil {
		return run
	}
	finally := s.block(x.Finally)
	return func(f *rt.Frame) (rt.Ctl, error) {
		c, err := run(f)
		if uncatchable(err) {
			return c, err
		}
		// The result variable keeps the value of a return; what the finally block
		// throws replaces what was thrown before.
		if _, ferr := finally(f); ferr != nil {
			return rt.Next, ferr
		}
		return c, err
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

// handle finds the catch clause for an error and runs it.
func handle(f *rt.Frame, err error, catches []catch) (rt.Ctl, error) {
	var ex *clr.Exception
	if uncatchable(err) || !errors.As(err, &ex) {
		return rt.Next, err
	}
	for _, k := range catches {
		if k.of != nil && !k.of.Instance(ex) {
			continue
		}
		if k.set != nil {
			if err := k.set(f, ex); err != nil {
				return rt.Next, err
			}
		}
		if err := k.keep(f, ex); err != nil {
			return rt.Next, err
		}
		if k.filter != nil {
			ok, ferr := k.filter(f)
			if uncatchable(ferr) {
				return rt.Next, ferr
			}
			// An exception in a filter counts as false.
			if ferr != nil || !ok {
				continue
			}
		}
		return k.body(f)
	}
	return rt.Next, err
}

// rethrow throws again what the innermost catch clause caught.
func (s *fn) rethrow() rt.Stmt {
	load := rt.Arg[any](refRep.Load(s.caught[len(s.caught)-1]))
	return func(f *rt.Frame) (rt.Ctl, error) {
		v, err := load(f)
		if err != nil {
			return rt.Next, err
		}
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
	enter := sequence(decls)
	return func(f *rt.Frame) (rt.Ctl, error) {
		if _, err := enter(f); err != nil {
			return rt.Next, err
		}
		c, err := body(f)
		for _, d := range dispose {
			if _, derr := d(f); derr != nil {
				return rt.Next, derr
			}
		}
		return c, err
	}
}
