package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Index numbers distinct keys in the order of their first appearance, from 0. Null
// is a key like any other.
type Index struct{ t table }

// NewIndex returns an empty index. A nil comparer is the default one.
func NewIndex(cmp host.EqualityComparer) *Index { return &Index{newTable(cmp)} }

// Put returns the number of a key; added says that the key is new.
func (x *Index) Put(f *rt.Frame, key any) (n int, added bool, err error) {
	n, h, err := x.t.find(f, key)
	if err != nil || n >= 0 {
		return n, false, err
	}
	n, err = x.t.insert(f, key, nil, h)
	return n, true, err
}

// Get returns the number of a key, or -1.
func (x *Index) Get(f *rt.Frame, key any) (int, error) {
	n, _, err := x.t.find(f, key)
	return n, err
}
