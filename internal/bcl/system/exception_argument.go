package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// newException makes an exception of one type.
type newException func(message rt.String, inner *clr.Exception) (*clr.Exception, error)

// parameterMark precedes the name of a parameter in a message, as .NET Framework
// composes it; the property ParamName reads it from there where the library made the
// exception.
const parameterMark = "\nParameter name: "

// argument is what an expression gave to the constructor of an argument exception.
type argument struct {
	name  rt.String
	value any
}

// withParameter adds the name of a parameter to the message of a new exception.
func withParameter(e *clr.Exception, param rt.String) *clr.Exception {
	if param.Text != "" {
		e.Message += parameterMark + param.Text
	}
	e.Extra = &argument{name: param}
	return e
}

// unnamed makes an exception one without the name of a parameter.
func unnamed(e *clr.Exception, err error) (*clr.Exception, error) {
	e.Extra = &argument{}
	return e, err
}

// parameterName is ParamName.
func parameterName(e *clr.Exception) rt.String {
	if a, ok := e.Extra.(*argument); ok {
		return a.name
	}
	i := strings.LastIndex(e.Message, parameterMark)
	if i < 0 {
		return rt.String{}
	}
	name, _, _ := strings.Cut(e.Message[i+len(parameterMark):], "\n")
	return rt.Str(name)
}

// parameterConstructors are those of ArgumentNullException and
// ArgumentOutOfRangeException, whose only string is a name.
func parameterConstructors(mk, said newException) []types.Member {
	return []types.Member{
		{Sig: "new(string paramName)", Impl: rt.Func1(func(p rt.String) (*clr.Exception, error) {
			e, err := mk(rt.String{}, nil)
			return withParameter(e, p), err
		})},
		{Sig: "new(string paramName, string message)", Impl: rt.Func2(func(p, m rt.String) (*clr.Exception, error) {
			e, err := said(m, nil)
			return withParameter(e, p), err
		})},
	}
}

// argumentMembers are what ArgumentException has of its own.
func argumentMembers(mk newException) []types.Member {
	return []types.Member{
		{Sig: "new(string message, string paramName)", Impl: rt.Func2(func(m, p rt.String) (*clr.Exception, error) {
			e, err := mk(m, nil)
			return withParameter(e, p), err
		})},
		{Sig: "new(string message, string paramName, Exception innerException)", Impl: rt.Func3(func(m, p rt.String, inner *clr.Exception) (*clr.Exception, error) {
			e, err := mk(m, inner)
			return withParameter(e, p), err
		})},
		{Sig: "string ParamName", Impl: rt.Method0(func(e *clr.Exception) (rt.String, error) { return parameterName(e), nil })},
	}
}

// outOfRangeMembers are what ArgumentOutOfRangeException has of its own: the value,
// which is in the message too.
func outOfRangeMembers(mk newException) []types.Member {
	return []types.Member{{
		Sig: "object ActualValue",
		Impl: rt.Method0(func(e *clr.Exception) (any, error) {
			if a, ok := e.Extra.(*argument); ok {
				return a.value, nil
			}
			return nil, nil
		}),
	}, {
		Sig: "new(string paramName, object actualValue, string message)",
		Impl: rt.FrameFunc3(func(f *rt.Frame, p rt.String, v any, m rt.String) (*clr.Exception, error) {
			e, err := mk(m, nil)
			if err != nil {
				return nil, err
			}
			e = withParameter(e, p)
			e.Extra = &argument{p, v}
			if v == nil {
				return e, nil
			}
			text, err := rt.ToString(f, v)
			e.Message += "\nActual value was " + text.Text + "."
			return e, err
		}),
	}}
}

// disposedMembers are what ObjectDisposedException has of its own.
func disposedMembers(mk newException) []types.Member {
	const before, after = "\nObject name: '", "'."
	named := func(object, message rt.String) (*clr.Exception, error) {
		e, err := mk(message, nil)
		if object.Text != "" {
			e.Message += before + object.Text + after
		}
		return e, err
	}
	return []types.Member{
		{Sig: "new(string objectName)", Impl: rt.Func1(func(o rt.String) (*clr.Exception, error) { return named(o, rt.String{}) })},
		{Sig: "new(string objectName, string message)", Impl: rt.Func2(func(object, message rt.String) (*clr.Exception, error) {
			if !message.Valid {
				message = rt.Str("Exception of type 'System.ObjectDisposedException' was thrown.")
			}
			return named(object, message)
		})},
		{Sig: "string ObjectName", Impl: rt.Method0(func(e *clr.Exception) (rt.String, error) {
			_, name, _ := strings.Cut(e.Message, before)
			return rt.Str(strings.TrimSuffix(name, after)), nil
		})},
	}
}
