// Package generic declares the namespaces System.Collections and
// System.Collections.Generic: the collection interfaces and List<T>,
// Dictionary<K, V>, HashSet<T>, Queue<T>, Stack<T>.
//
// Type parameters are erased: elements, keys and values are boxed objects (see
// package rt). The interfaces of interfaces.go are what a Go type implements to
// be seen through .NET's collection interfaces; Cursor is how everything here
// and in package linq reads a sequence.
//
// Collections belong to one evaluation and to one goroutine. Their memory is
// counted against the budget when they grow, every element that is looked at
// counts as a step.
//
// The package imports bcl/host, clr, expr/rt and expr/types. Start reading at
// Types, then list.go for a model type.
package generic
