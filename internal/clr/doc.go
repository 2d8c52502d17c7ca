// Package clr holds the values of .NET's fundamental types that have no equal in
// Go (Decimal, DateTime, DateTimeOffset, TimeSpan, Guid, Char) and its
// exceptions. They are plain values: no culture, no formatting (text/netfmt), no
// knowledge of expressions (expr/rt).
//
// The package imports nothing of ours. Every text engine, the run time of
// expressions and the class library use these types, so that a date read from
// JSON is the same thing as a date made by an expression.
package clr
