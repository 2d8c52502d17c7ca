package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// op is one call of an operator as it is known when the expression is compiled.
type op struct {
	// name is how .NET calls the object that the operator returns, as far as
	// documents can see it: ToString prints it.
	name string
	// source and second are the element types of the sequences given, result that
	// of the sequence returned.
	source, second, result *rt.Type
	// args are the type arguments of the method.
	args []*rt.Type
	// typ is the type of the result, zero its default value.
	typ  *rt.Type
	zero any
	// iterator is the type that a sequence returned has at run time.
	iterator *rt.Type
}

func newOp(c *rt.Call, name string) *op {
	o := &op{name: name, args: c.TypeArgs, typ: c.ResultType}
	for _, p := range c.ParamTypes {
		elem := sequenceOf(p)
		switch {
		case elem == nil:
		case o.source == nil:
			o.source = elem
		case o.second == nil:
			o.second = elem
		}
	}
	if o.typ != nil {
		o.zero = o.typ.Zero
		if o.result = sequenceOf(o.typ); o.result != nil {
			o.iterator = construct("System.Linq.Enumerable+Iterator", o.result)
		}
	}
	return o
}

// sequenceOf returns the element type of the interfaces that operators take and
// return, nil for other types.
func sequenceOf(t *rt.Type) *rt.Type {
	s := t.Static.(*types.Type)
	if s.Kind != types.Interface || s.Name != "IEnumerable" && s.Name != "IOrderedEnumerable" {
		return nil
	}
	if len(t.Args) == 0 {
		return s.Universe().Special(types.Object).Runtime.(*rt.Type)
	}
	return t.Args[0]
}

// construct applies a generic type of the library to type arguments.
func construct(name string, args ...*rt.Type) *rt.Type {
	static := make([]*types.Type, len(args))
	for i, a := range args {
		static[i] = a.Static.(*types.Type)
	}
	u := static[0].Universe()
	return u.Construct(u.MustLookup(name, len(args)), static...).Runtime.(*rt.Type)
}

// The linkers of members with one to five arguments.

func op1[A, R any](name string, fn func(*op, *rt.Frame, A) (R, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		o := newOp(c, name)
		return rt.FrameFunc1(func(f *rt.Frame, a A) (R, error) { return fn(o, f, a) })
	})
}

func op2[A, B, R any](name string, fn func(*op, *rt.Frame, A, B) (R, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		o := newOp(c, name)
		return rt.FrameFunc2(func(f *rt.Frame, a A, b B) (R, error) { return fn(o, f, a, b) })
	})
}

func op3[A, B, C, R any](name string, fn func(*op, *rt.Frame, A, B, C) (R, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		o := newOp(c, name)
		return rt.FrameFunc3(func(f *rt.Frame, a A, b B, d C) (R, error) { return fn(o, f, a, b, d) })
	})
}

func op4[A, B, C, D, R any](name string, fn func(*op, *rt.Frame, A, B, C, D) (R, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		o := newOp(c, name)
		return rt.FrameFunc4(func(f *rt.Frame, a A, b B, d C, e D) (R, error) { return fn(o, f, a, b, d, e) })
	})
}

func op5[A, B, C, D, E, R any](name string, fn func(*op, *rt.Frame, A, B, C, D, E) (R, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		o := newOp(c, name)
		return rt.FrameFunc5(func(f *rt.Frame, a A, b B, d C, e D, g E) (R, error) { return fn(o, f, a, b, d, e, g) })
	})
}

// read returns a cursor over the source of the call.
func (o *op) read(src any) generic.Cursor { return generic.Read(src, o.source) }

// fnArg is a delegate argument with the name of its parameter.
type fnArg struct {
	fn   *rt.Delegate
	name string
}

// need throws ArgumentNullException for a source or a delegate that is null.
func need(src any, fns ...fnArg) error {
	if src == nil {
		return clr.ArgumentNull("source")
	}
	return needFns(fns...)
}

func needFns(fns ...fnArg) error {
	for _, a := range fns {
		if a.fn == nil {
			return clr.ArgumentNull(a.name)
		}
	}
	return nil
}

// needBoth checks the two sources of an operator.
func needBoth(first any, firstName string, second any, secondName string) error {
	if first == nil {
		return clr.ArgumentNull(firstName)
	}
	if second == nil {
		return clr.ArgumentNull(secondName)
	}
	return nil
}
