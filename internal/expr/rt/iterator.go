package rt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Iterator is the compiled form of a function with yield statements. Its body runs
// until it yields, and is entered again from the top to go on: every statement that
// has a yield inside knows from the frame where it was left.
type Iterator struct {
	Layout Layout
	// Captures copy shared variables from the frame that makes the sequence.
	Captures []Capture
	// Body runs to the next yield or to the end.
	Body Stmt
	// Mode is the variable, of int32, that tells the body what to do.
	Mode Var
	// Current is the variable that holds the yielded element, boxed.
	Current Var
	// Type is the type of the sequence, an IEnumerable<T>.
	Type *Type
}

// The modes of an iterator's body.
const (
	// IterRun: go on with the next statement.
	IterRun int32 = iota
	// IterResume: find the yield that was left last and go on behind it.
	IterResume
	// IterLeave: find the yield that was left last and leave the function there,
	// which runs the finally blocks around it.
	IterLeave
)

// Int reads a variable of type int that no lambda shares.
func (v Var) Int(f *Frame) int32 { return int32(f.num[v.Slot]) }

// SetInt sets a variable of type int that no lambda shares.
func (v Var) SetInt(f *Frame, n int32) { f.num[v.Slot] = uint64(n) }

// Ref reads a reference that no lambda shares.
func (v Var) Ref(f *Frame) any { return f.ref[v.Slot] }

// SetRef sets a reference that no lambda shares.
func (v Var) SetRef(f *Frame, x any) { f.ref[v.Slot] = x }

// iteratorCost is what a sequence and what each of its enumerations count in the
// memory budget, without variables.
const iteratorCost = 160

// New makes the sequence in a frame.
func (it *Iterator) New(f *Frame) (any, error) {
	s := &iterable{it: it, env: f.Env, context: f.Context, cells: make([]any, len(it.Captures))}
	for i, x := range it.Captures {
		s.cells[i] = f.ref[x.From]
	}
	return s, f.Alloc(iteratorCost)
}

// iterable is the sequence that a call of an iterator function returns.
type iterable struct {
	it      *Iterator
	env     *Env
	context any
	cells   []any
}

// RuntimeType returns IEnumerable<T>.
func (s *iterable) RuntimeType() *Type { return s.it.Type }

// Yielded is implemented by the sequences of functions that yield.
type Yielded interface{ Yielded() bool }

// Yielded returns true.
func (s *iterable) Yielded() bool { return true }

// Enumerator starts the function from its beginning.
func (s *iterable) Enumerator() Enumerator { return &iteration{of: s} }

// iteration is one enumeration of an iterable.
type iteration struct {
	of      *iterable
	frame   Frame
	started bool
	// busy is set while the body runs, done when it has ended.
	busy, done bool
}

// Next runs the body to its next yield.
func (e *iteration) Next(f *Frame) (any, bool, error) {
	if e.busy || e.done {
		return nil, false, nil
	}
	mode := IterResume
	if !e.started {
		if err := e.start(f); err != nil {
			return nil, false, err
		}
		mode = IterRun
	}
	c, err := e.enter(f, mode)
	if err != nil || c != Yield {
		e.done = true
		return nil, false, err
	}
	return e.of.it.Current.Ref(&e.frame), true, nil
}

// start makes the variables of the body.
func (e *iteration) start(f *Frame) error {
	it := e.of.it
	size := it.Layout.Num*8 + (it.Layout.Str+it.Layout.Ref)*16
	if err := f.Alloc(iteratorCost + size); err != nil {
		return err
	}
	e.started = true
	e.frame = Frame{Env: f.Env, Context: e.of.context}
	e.frame.Prepare(it.Layout)
	for i, x := range it.Captures {
		e.frame.ref[x.To] = e.of.cells[i]
	}
	return nil
}

// enter runs the body in a mode.
func (e *iteration) enter(f *Frame, mode int32) (Ctl, error) {
	if err := f.Step(); err != nil {
		return Next, err
	}
	if err := f.Env.enter(); err != nil {
		return Next, err
	}
	e.busy = true
	e.of.it.Mode.SetInt(&e.frame, mode)
	c, err := e.of.it.Body(&e.frame)
	e.busy = false
	f.Env.leave()
	return c, err
}

// Dispose runs the finally blocks around the yield that was left last.
func (e *iteration) Dispose(f *Frame) error {
	// One that has not begun can begin later: its Dispose does nothing in C#.
	if e.busy || e.done || !e.started {
		return nil
	}
	e.done = true
	_, err := e.enter(f, IterLeave)
	return err
}

// Disposer is an enumerator that has something to do when it is left before its
// end.
type Disposer interface {
	Dispose(f *Frame) error
}

// Leave ends an enumeration, because of an error or with nil because no more is
// needed. It returns the error that is then on its way: what disposing throws takes
// the place of what was thrown before. Errors that are no exceptions of the program
// end it without running any more of it.
func Leave(f *Frame, e Enumerator, err error) error {
	d, ok := e.(Disposer)
	if !ok {
		return err
	}
	if err != nil {
		ex, thrown := err.(*clr.Exception)
		if !thrown {
			return err
		}
		if len(f.Env.handlers) > 0 {
			if err := f.Env.FindHandler(ex); err != nil {
				return err
			}
		}
	}
	if derr := d.Dispose(f); derr != nil {
		return derr
	}
	return err
}
