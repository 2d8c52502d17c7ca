package apim

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// The chains of properties that most conditions are made of are read in one step
// instead of one for each property (bench: the condition).

// contextMethod reads context.Request.Method.
func contextMethod(at rt.Place) rt.Fn[rt.String] {
	return func(f *rt.Frame) (rt.String, error) {
		c, ok := f.Context.(*Context)
		if !ok || c.Request == nil {
			return rt.String{}, f.Throw(at, clr.NullReference())
		}
		return rt.Str(c.Request.Message.Method), nil
	}
}

// contextPath reads context.Request.Url.Path.
func contextPath(at rt.Place) rt.Fn[rt.String] {
	return func(f *rt.Frame) (rt.String, error) {
		c, ok := f.Context.(*Context)
		if !ok || c.Request == nil || c.Request.URL == nil {
			return rt.String{}, f.Throw(at, clr.NullReference())
		}
		return rt.Str(c.Request.URL.Path), nil
	}
}

// contextStatus reads context.Response.StatusCode.
func contextStatus(at rt.Place) rt.Fn[int32] {
	return func(f *rt.Frame) (int32, error) {
		c, ok := f.Context.(*Context)
		if !ok || c.Response == nil {
			return 0, f.Throw(at, clr.NullReference())
		}
		return int32(c.Response.Message.Status), nil
	}
}

// contextStatusWithin compares context.Response.StatusCode with constants.
func contextStatusWithin(r rt.IntRange, at rt.Place) rt.Fn[bool] {
	return func(f *rt.Frame) (bool, error) {
		c, ok := f.Context.(*Context)
		if !ok || c.Response == nil {
			return false, f.Throw(at, clr.NullReference())
		}
		return r.Has(int32(c.Response.Message.Status)), nil
	}
}

// contextVariable reads context.Variables[name], and casts of it: with strings and
// numbers they are what most expressions consist of (bench: variable, number).
type contextVariable struct{}

// Item implements rt.ItemReader.
func (contextVariable) Item(name string, at rt.Place) rt.Fn[any] {
	return variableAny(name, at)
}

// variableAny reads a variable as it is. Put in line in Item, its function would call
// Variables.Get instead of having it in line.
//
//go:noinline
func variableAny(name string, at rt.Place) rt.Fn[any] {
	return func(f *rt.Frame) (any, error) {
		c, ok := f.Context.(*Context)
		if !ok || c.Variables == nil {
			return nil, f.Throw(at, clr.NullReference())
		}
		v, _ := c.Variables.Get(name)
		return v, nil
	}
}

// Cast implements rt.ItemReader.
func (contextVariable) Cast(name string, slow any) any {
	switch slow := slow.(type) {
	case rt.Fn[rt.String]:
		return variableText(name, slow)
	case rt.Fn[int32]:
		return variableInt(name, slow)
	case rt.Fn[bool]:
		return variableBool(name, slow)
	}
	return nil
}

// variableText reads a variable cast to string. Put in line in Cast, its function would call
// Variables.Get instead of having it in line.
//
//go:noinline
func variableText(name string, slow rt.Fn[rt.String]) rt.Fn[rt.String] {
	return func(f *rt.Frame) (rt.String, error) {
		if c, ok := f.Context.(*Context); ok && c.Variables != nil {
			v, _ := c.Variables.Get(name)
			if s, ok := v.(string); ok {
				return rt.Str(s), nil
			}
		}
		return slow(f)
	}
}

// variableInt reads a variable cast to int. Put in line in Cast, its function would call
// Variables.Get instead of having it in line.
//
//go:noinline
func variableInt(name string, slow rt.Fn[int32]) rt.Fn[int32] {
	return func(f *rt.Frame) (int32, error) {
		if c, ok := f.Context.(*Context); ok && c.Variables != nil {
			v, _ := c.Variables.Get(name)
			if n, ok := v.(int32); ok {
				return n, nil
			}
		}
		return slow(f)
	}
}

// variableBool reads a variable cast to bool. Put in line in Cast, its function would call
// Variables.Get instead of having it in line.
//
//go:noinline
func variableBool(name string, slow rt.Fn[bool]) rt.Fn[bool] {
	return func(f *rt.Frame) (bool, error) {
		if c, ok := f.Context.(*Context); ok && c.Variables != nil {
			v, _ := c.Variables.Get(name)
			if b, ok := v.(bool); ok {
				return b, nil
			}
		}
		return slow(f)
	}
}

// contextVariables reads context.Variables.
func contextVariables(at rt.Place) rt.Fn[*Variables] {
	return func(f *rt.Frame) (*Variables, error) {
		c, ok := f.Context.(*Context)
		if !ok {
			return nil, f.Throw(at, clr.NullReference())
		}
		return c.Variables, nil
	}
}

// requestHeaders reads context.Request.Headers.
func requestHeaders(at rt.Place) rt.Fn[*Headers] {
	return func(f *rt.Frame) (*Headers, error) {
		c, ok := f.Context.(*Context)
		if !ok || c.Request == nil {
			return nil, f.Throw(at, clr.NullReference())
		}
		return &c.Request.headers, nil
	}
}

// requestURL reads context.Request.Url.
func requestURL(at rt.Place) rt.Fn[*URL] {
	return func(f *rt.Frame) (*URL, error) {
		c, ok := f.Context.(*Context)
		if !ok || c.Request == nil {
			return nil, f.Throw(at, clr.NullReference())
		}
		return c.Request.URL, nil
	}
}

// responseHeaders reads context.Response.Headers.
func responseHeaders(at rt.Place) rt.Fn[*Headers] {
	return func(f *rt.Frame) (*Headers, error) {
		c, ok := f.Context.(*Context)
		if !ok || c.Response == nil {
			return nil, f.Throw(at, clr.NullReference())
		}
		return &c.Response.headers, nil
	}
}
