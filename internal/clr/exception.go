package clr

import "fmt"

// Exception is a .NET exception: the full type name, the message text, and the
// exception that caused it. It is a Go error; Error returns the message alone,
// because that is what policies and callers see. Exceptions are immutable but for
// Fresh, which belongs to the expression that made them.
type Exception struct {
	// Type is the full .NET name, such as "System.FormatException".
	Type string
	// Message is the text of .NET Framework where texts differ between
	// versions (expressions.md section 5).
	Message string
	// Inner is the cause, or nil.
	Inner *Exception
	// Extra is what the constructors of some classes keep besides; nil where the
	// message says it all.
	Extra any
	// Fresh says that an expression made it and has not thrown it yet.
	Fresh bool
}

// Error returns the message of the exception.
func (e *Exception) Error() string { return e.Message }

// Throw returns an exception of the given full type name.
func Throw(typ, format string, args ...any) *Exception {
	if len(args) == 0 {
		return &Exception{Type: typ, Message: format}
	}
	return &Exception{Type: typ, Message: fmt.Sprintf(format, args...)}
}

// NullReference is what every use of a member of null throws.
func NullReference() *Exception {
	return &Exception{Type: "System.NullReferenceException", Message: "Object reference not set to an instance of an object."}
}

// InvalidCast is thrown by a reference conversion that fails; from and to are
// full type names.
func InvalidCast(from, to string) *Exception {
	return Throw("System.InvalidCastException", "Unable to cast object of type '%s' to type '%s'.", from, to)
}

// Format is a System.FormatException.
func Format(format string, args ...any) *Exception {
	return Throw("System.FormatException", format, args...)
}

// Argument is a System.ArgumentException. param, when not empty, is appended the
// way .NET Framework does.
func Argument(message, param string) *Exception {
	return Throw("System.ArgumentException", "%s", withParameter(message, param))
}

// ArgumentNull is a System.ArgumentNullException for the named parameter.
func ArgumentNull(param string) *Exception {
	return Throw("System.ArgumentNullException", "%s", withParameter("Value cannot be null.", param))
}

// ArgumentOutOfRange is a System.ArgumentOutOfRangeException; an empty message
// stands for .NET's standard one.
func ArgumentOutOfRange(message, param string) *Exception {
	if message == "" {
		message = "Specified argument was out of the range of valid values."
	}
	return Throw("System.ArgumentOutOfRangeException", "%s", withParameter(message, param))
}

// InvalidOperation is a System.InvalidOperationException.
func InvalidOperation(format string, args ...any) *Exception {
	return Throw("System.InvalidOperationException", format, args...)
}

// Overflow is a System.OverflowException for a value that does not fit a type
// named as in "an Int32".
func Overflow(typ string) *Exception {
	return Throw("System.OverflowException", "Value was either too large or too small for %s.", typ)
}

// NotSupported is a System.NotSupportedException.
func NotSupported(format string, args ...any) *Exception {
	return Throw("System.NotSupportedException", format, args...)
}

func withParameter(message, param string) string {
	if param == "" {
		return message
	}
	return message + "\nParameter name: " + param
}
