// Package bclgen makes random well-typed expressions over the class library and the
// context: every member of the binder's own tables is called with arguments that
// typed producers make, so that a member added to the library is tried without a
// line here. The cases mean the same to every correct implementation; equal seeds
// give equal cases. test/differential runs them through this library and through
// the real C# compiler.
//
// Start reading at Generator.Case; the members are in surface.go, the producers in
// produce.go, the literals in pool*.go, and what is left out, with the reason, in
// excluded.go.
package bclgen
