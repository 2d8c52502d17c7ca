// Package linq declares the namespace System.Linq: the static class Enumerable
// with its extension methods, and the interfaces that they return. Query syntax
// compiles to the same methods.
//
// An operator checks its arguments at once and reads its sources when its result
// is read, one element at a time (sequence.go). Elements are boxed objects. Every
// element that passes counts as a step, every element that is kept counts as
// memory; sequences over sequences may nest to a depth (rt.Frame.Nest).
//
// Members are functions of an *op, which holds what is known about a call when
// the expression is compiled. Start reading at Types and op.
package linq
