package generic

import "github.com/gatehouse-project/gatehouse/internal/expr/rt"

// The Go side of the collection interfaces. Elements, keys and values are boxed.

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

// Collection is what objects behind ICollection<T> and IReadOnlyCollection<T>
// implement.
type Collection interface {
	rt.Enumerable
	Count() int
}

// KeyValuePair is KeyValuePair<K, V>.
type KeyValuePair struct {
	Type       *rt.Type
	Key, Value any
}

// RuntimeType returns the pair's type.
func (p *KeyValuePair) RuntimeType() *rt.Type { return p.Type }
