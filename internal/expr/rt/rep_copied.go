package rt

// Copier is a Rep of a structure whose methods change it, held as a reference: code
// that reads one out of a variable makes a copy, unless it calls a method on it there.
type Copier interface {
	Rep
	// Copy copies a value.
	Copy(v any) any
}

// CopiedRep represents structures that methods change as references that are never
// null. zero is the default value.
func CopiedRep(zero any, of func(v any) any) Copier {
	return &copied{RepOf[any](), Const(zero), of}
}

type copied struct {
	Rep
	zero Code
	of   func(any) any
}

func (r *copied) Copy(v any) any { return r.of(v) }

func (r *copied) Default() Code { return r.zero }

// SetBoxed copies what the library hands over: elements of a sequence stay as they
// are.
func (r *copied) SetBoxed(v Var) func(*Frame, any) error {
	set := r.Rep.SetBoxed(v)
	return func(f *Frame, boxed any) error { return set(f, r.of(boxed)) }
}

// Out copies what the library assigns.
func (r *copied) Out(v Var) Code {
	out := Arg[Out[any]](r.Rep.Out(v))
	return Of(Fn[Out[any]](func(f *Frame) (Out[any], error) {
		o, err := out(f)
		set := o.set
		o.set = func(x any) { set(r.of(x)) }
		return o, err
	}))
}

// OutBoxed is Out: the values are references.
func (r *copied) OutBoxed(v Var) Code { return r.Out(v) }
