package xmltree

import "slices"

// Notes are the annotations of an object: values that a program hangs on it and
// that are neither copied nor written. Which of them have a wanted .NET type is
// for the caller to decide.
type Notes struct{ values []any }

// Add appends an annotation, XObject.AddAnnotation.
func (n *Notes) Add(value any) { n.values = append(n.values, value) }

// All returns the annotations in the order they were added. The slice is a copy.
func (n *Notes) All() []any { return slices.Clone(n.values) }

// Remove takes out the annotations that match.
func (n *Notes) Remove(match func(any) bool) {
	n.values = slices.DeleteFunc(n.values, match)
}
