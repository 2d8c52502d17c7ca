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
// composes it; the property ParamName reads it from there.
const parameterMark = "\nParameter name: "

// withParameter adds the name of a parameter to the message of a new exception.
func withParameter(e *clr.Exception, param rt.String) *clr.Exception {
	if param.Text != "" {
		e.Message += parameterMark + param.Text
	}
	return e
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
		{Sig: "string ParamName", Impl: rt.Method0(func(e *clr.Exception) (rt.String, error) {
			i := strings.LastIndex(e.Message, parameterMark)
			if i < 0 {
				return rt.String{}, nil
			}
			name, _, _ := strings.Cut(e.Message[i+len(parameterMark):], "\n")
			return rt.Str(name), nil
		})},
	}
}

// actualValueConstructor is that of ArgumentOutOfRangeException which puts the
// value into the message.
func actualValueConstructor(mk newException) types.Member {
	return types.Member{
		Sig: "new(string paramName, object actualValue, string message)",
		Impl: rt.FrameFunc3(func(f *rt.Frame, p rt.String, v any, m rt.String) (*clr.Exception, error) {
			e, err := mk(m, nil)
			if err != nil {
				return nil, err
			}
			e = withParameter(e, p)
			if v == nil {
				return e, nil
			}
			text, err := rt.ToString(f, v)
			e.Message += "\nActual value was " + text.Text + "."
			return e, err
		}),
	}
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
		{Sig: "new(string objectName, string message)", Impl: rt.Func2(named)},
		{Sig: "string ObjectName", Impl: rt.Method0(func(e *clr.Exception) (rt.String, error) {
			_, name, _ := strings.Cut(e.Message, before)
			return rt.Str(strings.TrimSuffix(name, after)), nil
		})},
	}
}
