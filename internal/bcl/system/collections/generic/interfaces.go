package generic

import "github.com/gatehouse-project/gatehouse/internal/expr/rt"

// The Go side of the collection interfaces. Elements, keys and values are boxed.

// Collection is what objects behind ICollection<T> and IReadOnlyCollection<T>
// implement. A string, a set or an array that is no Collection is still a
// sequence (rt.Enumerate).
type Collection interface {
	rt.Enumerable
	Count() int
}

// Container is implemented by collections with an ICollection<T>.Contains of
// their own, such as a set with a comparer.
type Container interface {
	ContainsItem(f *rt.Frame, item any) (bool, error)
}

// MutableCollection is what objects behind ICollection<T> implement when they can
// change; the others throw System.NotSupportedException.
type MutableCollection interface {
	Collection
	Container
	AddItem(f *rt.Frame, item any) error
	RemoveItem(f *rt.Frame, item any) (bool, error)
	ClearItems(f *rt.Frame) error
}

// Indexed is what objects behind IReadOnlyList<T> implement. Arrays (rt.AnyArray)
// are known without it.
type Indexed interface {
	Collection
	// At throws System.ArgumentOutOfRangeException when i is out of range.
	At(f *rt.Frame, i int) (any, error)
}

// MutableList is what objects behind IList<T> implement.
type MutableList interface {
	MutableCollection
	Indexed
	SetAt(f *rt.Frame, i int, item any) error
	IndexOfItem(f *rt.Frame, item any) (int, error)
	InsertAt(f *rt.Frame, i int, item any) error
	RemoveIndex(f *rt.Frame, i int) error
}

// ReadOnlyDictionary is what objects behind IReadOnlyDictionary<K, V> and
// IDictionary<K, V> implement. As a sequence it yields *KeyValuePair.
type ReadOnlyDictionary interface {
	rt.Enumerable
	// Index is this[key].
	Index(f *rt.Frame, key any) (any, error)
	TryGet(f *rt.Frame, key any) (any, bool, error)
	Count() int
	// Keys and Values are sequences in the order of the pairs.
	Keys() rt.Enumerable
	Values() rt.Enumerable
}

// MutableDictionary is what objects behind IDictionary<K, V> implement when they
// can change.
type MutableDictionary interface {
	ReadOnlyDictionary
	// SetIndex is this[key] = value, AddPair throws when the key exists.
	SetIndex(f *rt.Frame, key, value any) error
	AddPair(f *rt.Frame, key, value any) error
	RemoveKey(f *rt.Frame, key any) (bool, error)
	ClearItems(f *rt.Frame) error
}

// view returns an object as its class wants to be seen by the interfaces above.
func view(f *rt.Frame, v any) any {
	switch v.(type) {
	case *List, *Dictionary, Collection, rt.AnyArray:
		return v
	}
	if t := f.Env.TypeOf(v); t != nil && t.Class != nil && t.Class.Collection != nil {
		return t.Class.Collection(v)
	}
	return v
}
