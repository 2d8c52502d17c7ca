// Package rt is the run time of compiled expressions: frames, typed closures,
// the representation of C# values as Go values, delegates and budgets.
//
// How C# values are held
//
//	bool, the integers, float, double   their Go equals (int is int32, ...)
//	char                                clr.Char
//	string                              String, which can be null
//	decimal, DateTime, Guid, ...        the value types of package clr
//	T? (Nullable)                       any: nil, or the boxed T
//	every reference type, object        any: nil is null
//	a string in an object               the Go string
//	a type parameter (List<T>, LINQ)    any, boxed, as Java erases it
//
// A compiled piece of C# is a Code: one Go closure whose result type is the
// representation of its static type. Nothing boxes where C# does not, except
// inside generic library code, where type parameters are erased.
//
// The class library (bcl) provides members as Linkers made from ordinary Go
// functions by Func and Method helpers (link.go). Package gen combines Codes.
//
// The package knows no syntax and no static types; it imports only clr. Start
// reading at Code and Frame.
package rt
