package clr

// DivideByZero is thrown by integer and decimal division by zero.
func DivideByZero() *Exception {
	return &Exception{Type: "System.DivideByZeroException", Message: "Attempted to divide by zero."}
}

// IndexOutOfRange is thrown by array and string indexers.
func IndexOutOfRange() *Exception {
	return &Exception{Type: "System.IndexOutOfRangeException", Message: "Index was outside the bounds of the array."}
}

// ListIndexOutOfRange is thrown by the indexers of List<T> and other lists that
// are not arrays.
func ListIndexOutOfRange() *Exception {
	return ArgumentOutOfRange("Index was out of range. Must be non-negative and less than the size of the collection.", "index")
}

// KeyNotFound is thrown by the indexer of a dictionary.
func KeyNotFound() *Exception {
	return &Exception{Type: "System.Collections.Generic.KeyNotFoundException", Message: "The given key was not present in the dictionary."}
}

// UriFormat is a System.UriFormatException.
func UriFormat(format string, args ...any) *Exception {
	return Throw("System.UriFormatException", format, args...)
}

// ArithmeticOverflow is thrown by checked integer arithmetic and checked
// conversions.
func ArithmeticOverflow() *Exception {
	return &Exception{Type: "System.OverflowException", Message: "Arithmetic operation resulted in an overflow."}
}

// InvalidUnboxing is thrown by an unboxing conversion to another value type.
func InvalidUnboxing() *Exception {
	return &Exception{Type: "System.InvalidCastException", Message: "Specified cast is not valid."}
}

// BadNumber is the FormatException of every number parser.
func BadNumber() *Exception {
	return &Exception{Type: "System.FormatException", Message: "Input string was not in a correct format."}
}
