package rt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Property links a read-only property of objects of the Go type *T that fails on
// a null receiver only. Chains such as context.Request.Url.Path are what nearly
// all expressions begin with; see Reference.
func Property[T, R any](get func(*T) R) Linker {
	return func(c *Call) Code { return result(c.Result, property(c, get)) }
}

// Reference is Property for properties that yield objects. The next property of
// a chain takes the pointer as it is: nothing becomes an object and is checked
// for its type between the two (BenchmarkContext).
func Reference[T, R any](name string, get func(*T) *R) Linker {
	return func(c *Call) Code { return reference(c, name, property(c, get)) }
}

// ReferenceFrom is Reference for a property that expressions mostly reach by one
// chain from the variable context ("" is the context itself): direct makes the
// code that reads the pointer from there in one step.
func ReferenceFrom[T, R any](chain string, direct func(at Place) Fn[*R], name string, get func(*T) *R) Linker {
	return func(c *Call) Code {
		if c.Recv.chain == chain && (chain != "" || c.Recv.context) {
			return reference(c, name, direct(c.At))
		}
		return reference(c, name, property(c, get))
	}
}

func reference[R any](c *Call, name string, raw Fn[*R]) Code {
	code := Of(Fn[any](func(f *Frame) (any, error) {
		p, err := raw(f)
		if p == nil {
			return nil, err
		}
		return p, err
	}))
	code.raw = raw
	switch {
	case c.Recv.context:
		code.chain = name
	case c.Recv.chain != "":
		code.chain = c.Recv.chain + "." + name
	}
	return code
}

// ItemReader reads this[name] of a dictionary with a constant name in one step.
type ItemReader interface {
	// Item returns the code that reads an object.
	Item(name string, at Place) Fn[any]
	// Cast returns the Fn[T] that reads a T in one step. slow, an Fn[T], is the long
	// way, which it takes for all other objects. Nil where there is none for T.
	Cast(name string, slow any) any
}

// Dictionary links a property of the variable context that yields a dictionary:
// item reads this[name] with a constant name, link all else.
func Dictionary(item ItemReader, link Linker) Linker {
	return func(c *Call) Code {
		code := link(c)
		if c.Recv.context {
			code.item = item
		}
		return code
	}
}

// Item links this[name] of a receiver that has a short way for constant names
// (Dictionary); ok is false for other calls.
func Item(c *Call) (code Code, ok bool) {
	name, ok := c.Args[0].constant.(String)
	if !ok || !name.Valid || c.Recv.item == nil || c.Result.Kind() != KindRef {
		return code, false
	}
	item := c.Recv.item
	code = Of(item.Item(name.Text, c.At))
	code.cast = func(slow any) any { return item.Cast(name.Text, slow) }
	return code, true
}

// cast makes the code of a cast of c: the short way there is for it, or slow.
func cast[T any](c Code, slow Fn[T]) Code {
	if c.cast != nil {
		if fast, ok := c.cast(slow).(Fn[T]); ok {
			return Of(fast)
		}
	}
	return Of(slow)
}

// Chained links a property that expressions mostly reach by one chain from the
// variable context, such as "Request.Url": direct makes the code that reads it
// from there in one step. All other receivers go to link.
func Chained[R any](chain string, direct func(at Place) Fn[R], link Linker) Linker {
	return func(c *Call) Code {
		if c.Recv.chain != chain {
			return link(c)
		}
		return result(c.Result, direct(c.At))
	}
}

// ChainedNumber is Chained for an int, with the code for comparisons of it with
// constants.
func ChainedNumber(chain string, direct func(at Place) Fn[int32], within func(r IntRange, at Place) Fn[bool], link Linker) Linker {
	return func(c *Call) Code {
		if c.Recv.chain != chain {
			return link(c)
		}
		code, at := result(c.Result, direct(c.At)), c.At
		code.within = func(r IntRange) Fn[bool] { return within(r, at) }
		return code
	}
}

// TextProperty is Property for strings that are null when they are empty: get
// says the text itself, which saves the call of a function around it.
func TextProperty[T any](get func(*T) string) Linker {
	return func(c *Call) Code {
		recv, ok := Pointer[T](c.Recv)
		if !ok {
			recv = receiver[*T](c.Recv, c.At)
		}
		at := c.At
		return result(c.Result, Fn[String](func(f *Frame) (String, error) {
			v, err := recv(f)
			if err != nil {
				return String{}, err
			}
			if v == nil {
				return String{}, f.Throw(at, clr.NullReference())
			}
			s := get(v)
			return String{Text: s, Valid: s != ""}, nil
		}))
	}
}

// Pointer returns code that yields objects of the Go type *T as a function of the
// pointers themselves, nil for null; ok is false for code that knows objects only.
func Pointer[T any](c Code) (pointer Fn[*T], ok bool) {
	pointer, ok = c.raw.(Fn[*T])
	return pointer, ok
}

// TextOf returns code that yields strings as a function; ok is false for other
// code.
func TextOf(c Code) (text Fn[String], ok bool) {
	text, ok = c.fn.(Fn[String])
	return text, ok
}

// property reads a property of the variable context, of what another property
// yields, or of any object.
func property[T, R any](c *Call, get func(*T) R) Fn[R] {
	at := c.At
	if c.Recv.context {
		return func(f *Frame) (r R, err error) {
			v, ok := f.Context.(*T)
			if !ok {
				return r, f.badReceiver(at, f.Context, v)
			}
			return get(v), nil
		}
	}
	recv, ok := Pointer[T](c.Recv)
	if !ok {
		recv = receiver[*T](c.Recv, at)
	}
	return func(f *Frame) (r R, err error) {
		v, err := recv(f)
		if err != nil {
			return r, err
		}
		if v == nil {
			return r, f.Throw(at, clr.NullReference())
		}
		return get(v), nil
	}
}

// badReceiver is the failure of an object that is not of the wanted Go type.
func (f *Frame) badReceiver(at Place, v, want any) error {
	if v == nil {
		return f.Throw(at, clr.NullReference())
	}
	return f.badCast(v, want)
}

// Context is the code of the variable context.
func Context() Code {
	return Code{fn: Fn[any](func(f *Frame) (any, error) { return f.Context, nil }), context: true}
}

// onText links a member of strings with one parameter, as Method1 and
// FrameMethod1 do; constants are not evaluated. ok is false for other receivers.
func onText[A, R any](c *Call, fn func(*Frame, string, A) (R, error)) (code Code, ok bool) {
	text, from, ok := uncountedText(c.Recv)
	if !ok {
		return code, false
	}
	at := c.At
	if k, isConst := c.Args[0].constant.(A); isConst {
		return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
			s, err := text(f)
			if err != nil {
				return r, err
			}
			if len(s.Text) >= from {
				if err := f.Text(len(s.Text)); err != nil {
					return r, f.Throw(at, err)
				}
			}
			if !s.Valid {
				return r, f.Throw(at, clr.NullReference())
			}
			if r, err = fn(f, s.Text, k); err != nil {
				return r, f.Throw(at, err)
			}
			return r, nil
		})), true
	}
	a := Arg[A](c.Args[0])
	return result(c.Result, Fn[R](func(f *Frame) (r R, err error) {
		s, err := text(f)
		if err != nil {
			return r, err
		}
		if len(s.Text) >= from {
			if err := f.Text(len(s.Text)); err != nil {
				return r, f.Throw(at, err)
			}
		}
		v, err := a(f)
		if err != nil {
			return r, err
		}
		if !s.Valid {
			return r, f.Throw(at, clr.NullReference())
		}
		if r, err = fn(f, s.Text, v); err != nil {
			return r, f.Throw(at, err)
		}
		return r, nil
	})), true
}
