package rt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Call is a use of a library member that is being compiled: everything a Linker
// needs to turn it into a Code.
type Call struct {
	// Recv is the receiver of an instance member; HasRecv says that there is one.
	Recv    Code
	HasRecv bool
	// Args are the arguments in the order of the parameters, optional ones
	// filled in and params arrays made.
	Args []Code
	// OwnerArgs and TypeArgs are the type arguments of the declaring type and of
	// the generic method; Owner is the declaring type as constructed.
	Owner     *Type
	OwnerArgs []*Type
	TypeArgs  []*Type
	// ParamTypes are the types of the parameters after substitution.
	ParamTypes []*Type
	// Result is the representation the caller expects, nil for void.
	Result Rep
	// ResultType is the static result type after substitution, nil for void.
	ResultType *Type
	// At is the place in the text, for exceptions.
	At Place
}

// Linker makes the Code of a call of one library member. Linkers run when an
// expression is compiled.
type Linker func(*Call) Code

// Generic makes a Linker that looks at the type arguments (or any other fact of
// the call) and then links as the chosen Linker does.
func Generic(choose func(*Call) Linker) Linker {
	return func(c *Call) Code { return choose(c)(c) }
}

// Func0 links a static member without parameters.
func Func0[R any](fn func() (R, error)) Linker {
	return FrameFunc0(func(*Frame) (R, error) { return fn() })
}

// Func1 links a static member with one parameter.
func Func1[A, R any](fn func(A) (R, error)) Linker {
	return func(c *Call) Code {
		a, at := Arg[A](c.Args[0]), c.At
		return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
			av, err := a(f)
			if err != nil {
				return r, err
			}
			r, err = fn(av)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// Func2 links a static member with two parameters.
func Func2[A, B, R any](fn func(A, B) (R, error)) Linker {
	return func(c *Call) Code {
		a, b, at := Arg[A](c.Args[0]), Arg[B](c.Args[1]), c.At
		return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
			av, err := a(f)
			if err != nil {
				return r, err
			}
			bv, err := b(f)
			if err != nil {
				return r, err
			}
			r, err = fn(av, bv)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// Func3 links a static member with three parameters.
func Func3[A, B, C, R any](fn func(A, B, C) (R, error)) Linker {
	return FrameFunc3(func(_ *Frame, a A, b B, c C) (R, error) { return fn(a, b, c) })
}

// Func4 links a static member with four parameters.
func Func4[A, B, C, D, R any](fn func(A, B, C, D) (R, error)) Linker {
	return FrameFunc4(func(_ *Frame, a A, b B, c C, d D) (R, error) { return fn(a, b, c, d) })
}

// Func5 links a static member with five parameters.
func Func5[A, B, C, D, E, R any](fn func(A, B, C, D, E) (R, error)) Linker {
	return FrameFunc5(func(_ *Frame, a A, b B, c C, d D, e E) (R, error) { return fn(a, b, c, d, e) })
}

// Method0 links an instance member without parameters, such as a property. A
// null receiver throws NullReferenceException.
func Method0[T, R any](fn func(T) (R, error)) Linker {
	return func(c *Call) Code {
		t, at := receiver[T](c.Recv, c.At), c.At
		return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
			tv, err := t(f)
			if err != nil {
				return r, err
			}
			r, err = fn(tv)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// Method1 links an instance member with one parameter. The receiver is looked at
// after the argument was evaluated, as .NET does.
func Method1[T, A, R any](fn func(T, A) (R, error)) Linker {
	if fn, ok := any(fn).(func(string, A) (R, error)); ok {
		return FrameMethod1(func(_ *Frame, s string, a A) (R, error) { return fn(s, a) })
	}
	return func(c *Call) Code {
		t, a, at := lateReceiver[T](c.Recv), Arg[A](c.Args[0]), c.At
		return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
			tv, err := t(f)
			if err != nil {
				return r, err
			}
			av, err := a(f)
			if err != nil {
				return r, err
			}
			if tv.null {
				return r, f.Throw(at, clr.NullReference())
			}
			r, err = fn(tv.v, av)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// Method2 links an instance member with two parameters.
func Method2[T, A, B, R any](fn func(T, A, B) (R, error)) Linker {
	return FrameMethod2(func(_ *Frame, t T, a A, b B) (R, error) { return fn(t, a, b) })
}

// Method3 links an instance member with three parameters.
func Method3[T, A, B, C, R any](fn func(T, A, B, C) (R, error)) Linker {
	return FrameMethod3(func(_ *Frame, t T, a A, b B, c C) (R, error) { return fn(t, a, b, c) })
}

// Method4 links an instance member with four parameters.
func Method4[T, A, B, C, D, R any](fn func(T, A, B, C, D) (R, error)) Linker {
	return FrameMethod4(func(_ *Frame, t T, a A, b B, c C, d D) (R, error) { return fn(t, a, b, c, d) })
}
