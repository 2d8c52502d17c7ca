// Package netregex is System.Text.RegularExpressions: patterns, matches and
// replacements with .NET's syntax, texts of errors, group numbers and positions
// in UTF-16 units.
//
// The matching itself is done by github.com/dlclark/regexp2, a port of .NET's
// backtracking engine. A pattern is first read by the rules of .NET Framework's
// parser (pattern.go and its neighbours), which finds what is wrong with it, and
// written anew in the part of the language on which both agree. Texts are given to
// the engine as UTF-16 units, since that is what a dot matches in .NET.
//
// Backtracking can take exponential time, so every search has a timeout, and
// every operation that searches more than once a longer one; see [Limits]. A
// [Cache] keeps compiled patterns; it and the [Regex] values it hands out may be
// used by any number of goroutines.
//
// Known differences: \w also matches U+200C and U+200D, which .NET only counts
// as parts of words for \b; letters with case are paired by Unicode's simple case
// folding instead of by the culture's lower case, but for the capital I with a dot.
//
// Start reading at [Cache] and [Regex].
package netregex
