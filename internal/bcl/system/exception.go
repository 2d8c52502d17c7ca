package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// exceptionTypes are System.Exception and those derived from it that library
// members throw. Objects of all of them are *clr.Exception.
func exceptionTypes() []types.Decl {
	list := []types.Decl{ExceptionType("System.Exception", "", "Exception of type 'System.Exception' was thrown.")}
	list[0].RefusedMembers = []string{"Data", "GetObjectData", "TargetSite"}
	list[0].Members = append(list[0].Members,
		types.Member{Sig: "string Message", Impl: rt.Method0(func(e *clr.Exception) (rt.String, error) { return rt.Str(e.Message), nil })},
		types.Member{Sig: "Exception InnerException", Impl: rt.Method0(func(e *clr.Exception) (*clr.Exception, error) { return e.Inner, nil })},
		types.Member{Sig: "string StackTrace", Impl: rt.Method0(ofThrown("   at expression"))},
		types.Member{Sig: "string Source", Impl: rt.Method0(ofThrown("expression"))},
		types.Member{Sig: "string HelpLink", Impl: rt.Method0(func(*clr.Exception) (rt.String, error) { return rt.String{}, nil })},
		types.Member{Sig: "int HResult", Impl: rt.Method0(func(e *clr.Exception) (int32, error) { return hresult(e.Type), nil })},
		types.Member{Sig: "Exception GetBaseException()", Impl: rt.FrameMethod0(func(f *rt.Frame, e *clr.Exception) (*clr.Exception, error) {
			passed := 0
			for ; e.Inner != nil; e = e.Inner {
				passed++
			}
			return e, f.Steps(passed)
		})},
		types.Member{Sig: "string ToString()", Impl: rt.FrameMethod0(exceptionText)},
	)
	for _, x := range []struct{ name, base, message string }{
		{"System.SystemException", "System.Exception", "System error."},
		{"System.ApplicationException", "System.Exception", "Error in the application."},
		{"System.ArgumentException", "System.SystemException", "Value does not fall within the expected range."},
		{"System.ArgumentNullException", "System.ArgumentException", "Value cannot be null."},
		{"System.ArgumentOutOfRangeException", "System.ArgumentException", "Specified argument was out of the range of valid values."},
		{"System.ArithmeticException", "System.SystemException", "Overflow or underflow in the arithmetic operation."},
		{"System.DivideByZeroException", "System.ArithmeticException", "Attempted to divide by zero."},
		{"System.OverflowException", "System.ArithmeticException", "Arithmetic operation resulted in an overflow."},
		{"System.ArrayTypeMismatchException", "System.SystemException", "Attempted to access an element as a type incompatible with the array."},
		{"System.FormatException", "System.SystemException", "One of the identified items was in an invalid format."},
		{"System.UriFormatException", "System.FormatException", "One of the identified items was in an invalid format."},
		{"System.IndexOutOfRangeException", "System.SystemException", "Index was outside the bounds of the array."},
		{"System.InvalidCastException", "System.SystemException", "Specified cast is not valid."},
		{"System.InvalidOperationException", "System.SystemException", "Operation is not valid due to the current state of the object."},
		{"System.ObjectDisposedException", "System.InvalidOperationException", "Cannot access a disposed object."},
		{"System.NotImplementedException", "System.SystemException", "The method or operation is not implemented."},
		{"System.NotSupportedException", "System.SystemException", "Specified method is not supported."},
		{"System.NullReferenceException", "System.SystemException", "Object reference not set to an instance of an object."},
		{"System.OutOfMemoryException", "System.SystemException", "Insufficient memory to continue the execution of the program."},
		{"System.RankException", "System.SystemException", "Attempted to operate on an array with the incorrect number of dimensions."},
		{"System.TimeoutException", "System.SystemException", "The operation has timed out."},
		{"System.OperationCanceledException", "System.SystemException", "The operation was canceled."},
		{"System.TimeZoneNotFoundException", "System.Exception", "Exception of type 'System.TimeZoneNotFoundException' was thrown."},
		{"System.InvalidTimeZoneException", "System.Exception", "Exception of type 'System.InvalidTimeZoneException' was thrown."},
		{"System.Collections.Generic.KeyNotFoundException", "System.SystemException", "The given key was not present in the dictionary."},
		{"System.IO.IOException", "System.SystemException", "I/O error occurred."},
		{"System.Text.EncoderFallbackException", "System.ArgumentException", "Value does not fall within the expected range."},
		{"System.Text.DecoderFallbackException", "System.ArgumentException", "Value does not fall within the expected range."},
		{"System.Text.RegularExpressions.RegexMatchTimeoutException", "System.TimeoutException", "The operation has timed out."},
		{"System.Security.Cryptography.CryptographicException", "System.SystemException", "Error occurred during a cryptographic operation."},
		{xpathException, "System.SystemException", ""},
	} {
		list = append(list, ExceptionType(x.name, x.base, x.message))
	}
	return list
}

// ofThrown is a property that is null until the exception is thrown.
func ofThrown(text string) func(*clr.Exception) (rt.String, error) {
	return func(e *clr.Exception) (rt.String, error) { return rt.String{Text: text, Valid: !e.Fresh}, nil }
}

// xpathException has the text that it is given, which is empty for null.
const xpathException = "System.Xml.XPath.XPathException"

// ExceptionType declares an exception with the constructors that most have. base
// is its base class, message the text of one that is made without.
func ExceptionType(name, base, message string) types.Decl {
	mk := func(msg rt.String, inner *clr.Exception) (*clr.Exception, error) {
		e := &clr.Exception{Type: name, Message: message, Inner: inner, Fresh: true}
		if msg.Valid {
			e.Message = msg.Text
		}
		return e, nil
	}
	// A message that is given and null is another one than none given.
	said := func(msg rt.String, inner *clr.Exception) (*clr.Exception, error) {
		if !msg.Valid && name != xpathException {
			msg = rt.Str("Exception of type '" + name + "' was thrown.")
		}
		return mk(msg, inner)
	}
	d := types.Decl{
		Name: name, Kind: types.Class, Base: base,
		Class: &rt.Class{
			Instance: func(v any, t *rt.Type) bool {
				if _, ok := v.(*clr.Exception); !ok {
					return false
				}
				of := t.TypeOf(v)
				return of == t || t.From(of)
			},
			ToString: func(f *rt.Frame, v any) (rt.String, error) { return exceptionText(f, v.(*clr.Exception)) },
		},
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (*clr.Exception, error) { return mk(rt.String{}, nil) })},
			{Sig: "new(string message, Exception innerException)", Impl: rt.Func2(said)},
		},
	}
	switch name {
	case "System.ArgumentNullException", "System.ArgumentOutOfRangeException":
		d.Members = append(d.Members, parameterConstructors(mk, said)...)
	case "System.ObjectDisposedException":
		// The constructor without arguments is not public.
		d.Members = append(d.Members[1:], disposedMembers(mk)...)
	default:
		d.Members = append(d.Members, types.Member{Sig: "new(string message)", Impl: rt.Func1(func(m rt.String) (*clr.Exception, error) { return said(m, nil) })})
	}
	switch name {
	case "System.ArgumentException":
		// One that is given no name has none, whatever its message says.
		for i, m := range d.Members {
			switch m.Sig {
			case "new(string message)":
				d.Members[i].Impl = rt.Func1(func(m rt.String) (*clr.Exception, error) { return unnamed(said(m, nil)) })
			case "new(string message, Exception innerException)":
				d.Members[i].Impl = rt.Func2(func(m rt.String, inner *clr.Exception) (*clr.Exception, error) { return unnamed(said(m, inner)) })
			}
		}
		d.Members = append(d.Members, argumentMembers(said)...)
	case "System.ArgumentOutOfRangeException":
		d.Members = append(d.Members, outOfRangeMembers(said)...)
	}
	return d
}

// exceptionText is Exception.ToString().
func exceptionText(f *rt.Frame, e *clr.Exception) (rt.String, error) {
	const end = "\n   --- End of inner exception stack trace ---"
	inner, size := 0, 0
	for x := e; x != nil; x = x.Inner {
		size += len(x.Type) + len(x.Message) + len(end) + len(" ---> : ")
		inner++
	}
	if err := f.Steps(inner); err != nil {
		return rt.String{}, err
	}
	if err := f.Alloc(size); err != nil {
		return rt.String{}, err
	}
	var b strings.Builder
	b.Grow(size)
	inner = 0
	for {
		b.WriteString(e.Type)
		if e.Message != "" {
			b.WriteString(": ")
			b.WriteString(e.Message)
		}
		if e = e.Inner; e == nil {
			break
		}
		b.WriteString(" ---> ")
		inner++
	}
	for range inner {
		b.WriteString(end)
	}
	return rt.Str(b.String()), nil
}
