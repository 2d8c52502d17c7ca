package rt

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Frame is the state of one running function of an expression: its variables,
// the context object, the budget. A frame belongs to one goroutine.
type Frame struct {
	num []uint64
	str []String
	ref []any

	// Context is the value of the variable `context`.
	Context any
	// Env is what the whole evaluation shares.
	Env *Env
}

// Env is what all frames of one evaluation share.
type Env struct {
	// Budget bounds the evaluation.
	Budget Budget
	// Failed is the place that threw last.
	Failed Place
	// TypeOf returns the run-time type of a boxed value that is not nil. The
	// class library provides it.
	TypeOf func(any) *Type
	// Services are what library members reach beyond their arguments: clock,
	// culture, random numbers, the sink of context.Trace. The library that asks
	// knows their Go type.
	Services any

	// views are of the strings looked into last.
	views    [2]view
	nextView int

	depth, nested int
	// charge is what Charger returns.
	charge func(int) error
	// scratch is what Scratch lends.
	scratch []byte
	// handlers are the running try statements; found is the exception whose
	// clause is known.
	handlers []*Handler
	found    *clr.Exception
}

// Layout is how many variables of each kind a function has.
type Layout struct{ Num, Str, Ref int }

// Prepare makes the frame ready to run a function of the given layout. Variables
// that were there before are cleared.
func (f *Frame) Prepare(l Layout) {
	if l != (Layout{}) {
		f.prepare(l)
	}
}

func (f *Frame) prepare(l Layout) {
	f.num = resize(f.num, l.Num)
	f.str = resize(f.str, l.Str)
	f.ref = resize(f.ref, l.Ref)
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// Release drops references that the frame's variables hold.
func (f *Frame) Release() {
	clear(f.str[:cap(f.str)])
	clear(f.ref[:cap(f.ref)])
	f.Context = nil
}

// Throw records where an exception was thrown and returns it.
func (f *Frame) Throw(at Place, err error) error {
	f.Env.Failed = at
	return err
}

func (f *Frame) badCast(from, to any) error {
	name := fmt.Sprintf("%T", to)
	if to != nil {
		name = f.TypeName(to)
	}
	return clr.InvalidCast(f.TypeName(from), name)
}

// TypeName returns the .NET name of the run-time type of a boxed value.
func (f *Frame) TypeName(v any) string {
	if t := f.Env.TypeOf(v); t != nil {
		return t.Name
	}
	return fmt.Sprintf("%T", v)
}
