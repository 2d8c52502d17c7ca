package rt

// The Frame variants are for members that need the frame: to count memory or
// steps, to call a delegate, or to reach the services of the host.

// FrameFunc0 links a static member without parameters.
func FrameFunc0[R any](fn func(*Frame) (R, error)) Linker {
	return func(c *Call) Code {
		at := c.At
		return result(c.Result, Fn[R](func(f *Frame) (R, error) {
			r, err := fn(f)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// FrameFunc1 links a static member with one parameter.
func FrameFunc1[A, R any](fn func(*Frame, A) (R, error)) Linker {
	return func(c *Call) Code {
		a, at := Arg[A](c.Args[0]), c.At
		return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
			av, err := a(f)
			if err != nil {
				return r, err
			}
			r, err = fn(f, av)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// FrameFunc2 links a static member with two parameters.
func FrameFunc2[A, B, R any](fn func(*Frame, A, B) (R, error)) Linker {
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
			r, err = fn(f, av, bv)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// FrameFunc3 links a static member with three parameters.
func FrameFunc3[A, B, C, R any](fn func(*Frame, A, B, C) (R, error)) Linker {
	return func(c *Call) Code {
		a, b, d, at := Arg[A](c.Args[0]), Arg[B](c.Args[1]), Arg[C](c.Args[2]), c.At
		return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
			av, err := a(f)
			if err != nil {
				return r, err
			}
			bv, err := b(f)
			if err != nil {
				return r, err
			}
			dv, err := d(f)
			if err != nil {
				return r, err
			}
			r, err = fn(f, av, bv, dv)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// FrameFunc4 links a static member with four parameters.
func FrameFunc4[A, B, C, D, R any](fn func(*Frame, A, B, C, D) (R, error)) Linker {
	return func(c *Call) Code {
		last := Arg[D](c.Args[3])
		head := Call{Args: c.Args[:3], At: c.At}
		return result(c.Result, Arg[R](FrameFunc3(func(f *Frame, a A, b B, d C) (r R, err error) {
			lv, err := last(f)
			if err != nil {
				return r, err
			}
			return fn(f, a, b, d, lv)
		})(&head)))
	}
}

// FrameFunc5 links a static member with five parameters.
func FrameFunc5[A, B, C, D, E, R any](fn func(*Frame, A, B, C, D, E) (R, error)) Linker {
	return func(c *Call) Code {
		last := Arg[E](c.Args[4])
		head := Call{Args: c.Args[:4], At: c.At}
		return result(c.Result, Arg[R](FrameFunc4(func(f *Frame, a A, b B, d C, e D) (r R, err error) {
			lv, err := last(f)
			if err != nil {
				return r, err
			}
			return fn(f, a, b, d, e, lv)
		})(&head)))
	}
}

// FrameMethod0 links an instance member without parameters. A null receiver
// throws NullReferenceException.
func FrameMethod0[T, R any](fn func(*Frame, T) (R, error)) Linker {
	return func(c *Call) Code {
		t, at := receiver[T](c.Recv, c.At), c.At
		return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
			tv, err := t(f)
			if err != nil {
				return r, err
			}
			r, err = fn(f, tv)
			if err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		}))
	}
}

// FrameMethod1 links an instance member with one parameter.
func FrameMethod1[T, A, R any](fn func(*Frame, T, A) (R, error)) Linker {
	return func(c *Call) Code { return FrameFunc2(fn)(c.withReceiver(receiverCode[T](c))) }
}

// FrameMethod2 links an instance member with two parameters.
func FrameMethod2[T, A, B, R any](fn func(*Frame, T, A, B) (R, error)) Linker {
	return func(c *Call) Code { return FrameFunc3(fn)(c.withReceiver(receiverCode[T](c))) }
}

// FrameMethod3 links an instance member with three parameters.
func FrameMethod3[T, A, B, C, R any](fn func(*Frame, T, A, B, C) (R, error)) Linker {
	return func(c *Call) Code { return FrameFunc4(fn)(c.withReceiver(receiverCode[T](c))) }
}

// FrameMethod4 links an instance member with four parameters.
func FrameMethod4[T, A, B, C, D, R any](fn func(*Frame, T, A, B, C, D) (R, error)) Linker {
	return func(c *Call) Code { return FrameFunc5(fn)(c.withReceiver(receiverCode[T](c))) }
}

// receiverCode returns the receiver as a Code of exactly T that is never null.
func receiverCode[T any](c *Call) Code { return Of(receiver[T](c.Recv, c.At)) }

// withReceiver returns the call with the receiver as first argument.
func (c *Call) withReceiver(recv Code) *Call {
	d := *c
	d.Args = append([]Code{recv}, c.Args...)
	return &d
}
