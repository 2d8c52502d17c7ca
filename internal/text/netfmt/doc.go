// Package netfmt writes and reads numbers, dates, times and Guids as .NET does:
// standard and custom format strings, composite formats, the parsers of the
// fundamental types, culture-sensitive comparison and casing, and time zones by
// their Windows names.
//
// A Culture holds everything that depends on language and region, and the choice
// between the two ways .NET has written floating-point numbers. Cultures are
// immutable and may be shared between goroutines; all functions are pure.
//
// Errors are *clr.Exception values with .NET Framework's types and texts.
// Format strings may come from documents, so what a short one can ask for is
// bounded: precisions, widths and the size of composite results beyond the
// limits of this package are refused with a System.FormatException.
package netfmt
