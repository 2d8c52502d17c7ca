package apim

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// GetValueOrDefault with constants is what documents read headers, parameters and
// variables with. Where the dictionary is one of the gateway's own, nothing
// becomes an object on the way (BenchmarkLookup).

// constants returns the constant name and default of a call of GetValueOrDefault;
// a missing default is nil.
func constants(c *rt.Call) (name string, fallback any, ok bool) {
	k, _ := c.Args[1].Constant()
	s, _ := k.(rt.String)
	if len(c.Args) == 3 {
		if fallback, ok = c.Args[2].Constant(); !ok {
			return "", nil, false
		}
	}
	return s.Text, fallback, s.Valid
}

// joinedOf links GetValueOrDefault that joins the values of a name.
func joinedOf(link rt.Linker) rt.Linker {
	return func(c *rt.Call) rt.Code {
		name, k, ok := constants(c)
		if !ok {
			return link(c)
		}
		fallback, _ := k.(rt.String)
		if h, ok := rt.Pointer[Headers](c.Args[0]); ok {
			return joinedFrom(h, (*Headers).Joined, name, fallback, c.At)
		}
		if l, ok := rt.Pointer[Lookup[string]](c.Args[0]); ok {
			return joinedFrom(l, (*Lookup[string]).Joined, name, fallback, c.At)
		}
		if l, ok := rt.Pointer[Lookup[[]string]](c.Args[0]); ok {
			return joinedFrom(l, (*Lookup[[]string]).Joined, name, fallback, c.At)
		}
		return link(c)
	}
}

func joinedFrom[T any](dictionary rt.Fn[*T], get func(*T, string) (string, bool), name string, fallback rt.String, at rt.Place) rt.Code {
	return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
		d, err := dictionary(f)
		if err != nil {
			return rt.String{}, err
		}
		if d == nil {
			return rt.String{}, f.Throw(at, clr.NullReference())
		}
		if s, found := get(d, name); found {
			return rt.Str(s), nil
		}
		return fallback, nil
	}))
}

// variableOr links GetValueOrDefault<T> of context.Variables.
func variableOr(link rt.Linker) rt.Linker {
	return func(c *rt.Call) rt.Code {
		name, fallback, ok := constants(c)
		variables, direct := rt.Pointer[Variables](c.Args[0])
		if !ok || !direct {
			return link(c)
		}
		t, at := c.TypeArgs[0], c.At
		if len(c.Args) == 2 {
			fallback = t.Zero
		}
		instance := t.Check()
		get := func(f *rt.Frame) (any, error) {
			d, err := variables(f)
			if err != nil {
				return nil, err
			}
			if d == nil {
				return nil, f.Throw(at, clr.NullReference())
			}
			v, found := d.Get(name)
			if !found {
				return fallback, nil
			}
			if v != nil && !instance(v, t) {
				return nil, f.Throw(at, wrongType(f, v, t))
			}
			return v, nil
		}
		switch c.Result.Kind() {
		case rt.KindRef:
			return rt.Of(rt.Fn[any](get))
		case rt.KindStr:
			text, isText := fallback.(string)
			return textVariableOr(variables, name, rt.String{Text: text, Valid: isText}, at)
		}
		return c.Result.Unbox(rt.Of(rt.Fn[any](get)), at)
	}
}

// textVariableOr is GetValueOrDefault<string>. Put in line in variableOr, its function
// would call Variables.Get instead of having it in line.
//
//go:noinline
func textVariableOr(variables rt.Fn[*Variables], name string, fallback rt.String, at rt.Place) rt.Code {
	return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
		d, err := variables(f)
		if err != nil {
			return rt.String{}, err
		}
		if d == nil {
			return rt.String{}, f.Throw(at, clr.NullReference())
		}
		v, found := d.Get(name)
		if !found {
			return fallback, nil
		}
		if s, ok := v.(string); ok || v == nil {
			return rt.String{Text: s, Valid: ok}, nil
		}
		return rt.String{}, f.Throw(at, clr.InvalidCast(f.TypeName(v), "System.String"))
	}))
}
