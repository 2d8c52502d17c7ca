package rt

import "github.com/gatehouse-project/gatehouse/internal/clr"

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
	link := onReceiver[T](FrameFunc2(func(f *Frame, t late[T], a A) (r R, err error) {
		if t.null {
			return r, clr.NullReference()
		}
		return fn(f, t.v, a)
	}))
	onString, ok := any(fn).(func(*Frame, string, A) (R, error))
	if !ok {
		return link
	}
	return func(c *Call) Code {
		if code, ok := onText(c, onString); ok {
			return code
		}
		return link(c)
	}
}

// FrameMethod2 links an instance member with two parameters.
func FrameMethod2[T, A, B, R any](fn func(*Frame, T, A, B) (R, error)) Linker {
	return onReceiver[T](FrameFunc3(func(f *Frame, t late[T], a A, b B) (r R, err error) {
		if t.null {
			return r, clr.NullReference()
		}
		return fn(f, t.v, a, b)
	}))
}

// FrameMethod3 links an instance member with three parameters.
func FrameMethod3[T, A, B, C, R any](fn func(*Frame, T, A, B, C) (R, error)) Linker {
	return onReceiver[T](FrameFunc4(func(f *Frame, t late[T], a A, b B, c C) (r R, err error) {
		if t.null {
			return r, clr.NullReference()
		}
		return fn(f, t.v, a, b, c)
	}))
}

// FrameMethod4 links an instance member with four parameters.
func FrameMethod4[T, A, B, C, D, R any](fn func(*Frame, T, A, B, C, D) (R, error)) Linker {
	return onReceiver[T](FrameFunc5(func(f *Frame, t late[T], a A, b B, c C, d D) (r R, err error) {
		if t.null {
			return r, clr.NullReference()
		}
		return fn(f, t.v, a, b, c, d)
	}))
}

// late is a receiver whose null is looked at after the arguments were evaluated,
// as .NET does: the exception of an argument comes first.
type late[T any] struct {
	v    T
	null bool
}

// lateReceiver returns the receiver with its null noted.
func lateReceiver[T any](c Code) Fn[late[T]] {
	if fn, ok := c.fn.(Fn[T]); ok {
		var zero T
		if _, isAny := any(&zero).(*any); isAny {
			return func(f *Frame) (late[T], error) {
				v, err := fn(f)
				return late[T]{v, any(v) == nil}, err
			}
		}
		return func(f *Frame) (late[T], error) {
			v, err := fn(f)
			return late[T]{v: v}, err
		}
	}
	boxed, ok := c.fn.(Fn[any])
	if text, isText := c.fn.(Fn[String]); isText {
		ok = true
		boxed = func(f *Frame) (any, error) {
			v, err := text(f)
			return v.Box(), err
		}
		var zero T
		if _, isString := any(zero).(string); isString {
			return func(f *Frame) (l late[T], err error) {
				v, err := text(f)
				*any(&l.v).(*string) = v.Text
				l.null = !v.Valid
				return l, err
			}
		}
	}
	if !ok {
		fn := Arg[T](c)
		return func(f *Frame) (late[T], error) {
			v, err := fn(f)
			return late[T]{v: v}, err
		}
	}
	return func(f *Frame) (l late[T], err error) {
		v, err := boxed(f)
		if err != nil {
			return l, err
		}
		if v == nil {
			l.null = true
			return l, nil
		}
		t, ok := v.(T)
		if !ok {
			return l, f.badCast(v, t)
		}
		l.v = t
		return l, nil
	}
}

// onReceiver links a member as a function of its receiver.
func onReceiver[T any](link Linker) Linker {
	return func(c *Call) Code {
		d := *c
		d.Args = append([]Code{Of(lateReceiver[T](c.Recv))}, c.Args...)
		return link(&d)
	}
}
