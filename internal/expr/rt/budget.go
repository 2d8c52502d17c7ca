package rt

import (
	"fmt"
	"time"
)

// Budget bounds one evaluation. Steps are rounds of loops, calls of lambdas and
// local functions; memory is what strings, collections and parsed documents ask
// for, in bytes, counted when allocated and never given back.
type Budget struct {
	Steps  int64
	Memory int64
	// Time is how long the evaluation may take; the clock starts with its first
	// step and is looked at now and then. 0 is no limit.
	Time time.Duration
	// MaxDepth bounds nested calls of lambdas and local functions.
	MaxDepth int

	sinceClock int
	// deadline is when the time is up, counted from epoch: a budget without
	// pointers is cheap to copy, which every evaluation does.
	deadline time.Duration
}

// epoch is what deadlines count from.
var epoch = time.Now()

// Exceeded is the error of an evaluation that went over its budget. An
// expression cannot catch it.
type Exceeded struct {
	// What names the budget: "steps", "memory", "time", "depth" or "regex time".
	What string
}

// Error says which budget was exceeded.
func (e *Exceeded) Error() string {
	return fmt.Sprintf("the expression used up its budget of %s", e.What)
}

// clockEvery is how many steps pass between two looks at the clock.
const clockEvery = 1024

// Step counts one step.
func (f *Frame) Step() error {
	b := &f.Env.Budget
	b.Steps--
	if b.Steps < 0 {
		return &Exceeded{"steps"}
	}
	if b.sinceClock++; b.sinceClock >= clockEvery && b.Time > 0 {
		return b.look()
	}
	return nil
}

// look compares the clock with the time allowed, which starts at the first look.
func (b *Budget) look() error {
	b.sinceClock = 0
	now := time.Since(epoch)
	if b.deadline == 0 {
		b.deadline = now + b.Time
	}
	if now > b.deadline {
		return &Exceeded{"time"}
	}
	return nil
}

// Steps counts n steps at once, for library code that loops on its own.
func (f *Frame) Steps(n int) error {
	b := &f.Env.Budget
	b.Steps -= int64(n)
	if b.Steps < 0 {
		return &Exceeded{"steps"}
	}
	if b.sinceClock += n; b.sinceClock >= clockEvery && b.Time > 0 {
		return b.look()
	}
	return nil
}

// owe counts n steps for work that cannot fail; the next step does if they were
// too many.
func (f *Frame) owe(n int) {
	f.Env.Budget.Steps -= int64(n)
	f.Env.Budget.sinceClock += n
}

const (
	// longText is the length in bytes from which texts cost steps.
	longText = 1024
	// bytesPerStep is how much text a member of the library goes through while a
	// loop makes one round.
	bytesPerStep = 64
)

// Text counts the work of going through n bytes of text once. Short texts are
// part of the step that reaches them.
func (f *Frame) Text(n int) error {
	if n < longText {
		return nil
	}
	return f.Steps(n / bytesPerStep)
}

// Alloc counts n bytes of memory.
func (f *Frame) Alloc(n int) error { return f.Env.alloc(n) }

func (e *Env) alloc(n int) error {
	e.Budget.Memory -= int64(n)
	if e.Budget.Memory < 0 || n < 0 {
		return &Exceeded{"memory"}
	}
	return nil
}

// Charger returns Alloc as a function value, which is made once for all frames of
// the evaluation.
func (f *Frame) Charger() func(bytes int) error {
	if f.Env.charge == nil {
		f.Env.charge = f.Env.alloc
	}
	return f.Env.charge
}

// enter counts one level of nested calls; leave undoes it.
func (e *Env) enter() error {
	e.depth++
	if e.Budget.MaxDepth > 0 && e.depth > e.Budget.MaxDepth {
		return &Exceeded{"depth"}
	}
	return nil
}

func (e *Env) leave() { e.depth-- }

// CheckTime looks at the clock at once, for library code that a single step may
// keep busy for long.
func (f *Frame) CheckTime() error {
	if f.Env.Budget.Time <= 0 {
		return nil
	}
	return f.Env.Budget.look()
}
