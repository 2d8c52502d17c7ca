// Package regularexpressions declares the namespace
// System.Text.RegularExpressions over package text/netregex.
//
// Patterns are compiled when the expression is, where they are constant, and
// looked up in a cache otherwise; every use of Regex in an expression also keeps
// the pattern it used last (pattern.go). Searches end after the time that the
// expression gives, or the host's, whichever is shorter. Matches are found all at
// once, not as they are asked for.
//
// The allow-list of the service is followed (expressions.md section 3.5), except
// that Regex.Escape and enumeration of the collections are allowed as well.
//
// The package imports bcl/host, bcl/system/collections/generic, clr, expr/rt,
// expr/types and text/netregex. Start reading at Types, then regex.go.
package regularexpressions
