package apim

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Variables is context.Variables: boxed values by name, case-sensitive. A missing
// name reads as null (expressions.md section 4.6). It is for one goroutine at a
// time.
type Variables struct {
	items []variable
}

type variable struct {
	name  string
	value any
}

// NewVariables returns an empty dictionary.
func NewVariables() *Variables { return &Variables{} }

// Get returns the value of a variable.
func (v *Variables) Get(name string) (any, bool) {
	for i := range v.items {
		if v.items[i].name == name {
			return v.items[i].value, true
		}
	}
	return nil, false
}

// Set creates or replaces a variable; value is boxed, and stays the same object
// for all who read it.
func (v *Variables) Set(name string, value any) {
	value = rt.OwnBoxed(value)
	for i := range v.items {
		if v.items[i].name == name {
			v.items[i].value = value
			return
		}
	}
	v.items = append(v.items, variable{name, value})
}

// Reset removes all variables and keeps the memory for new ones.
func (v *Variables) Reset() {
	clear(v.items)
	v.items = v.items[:0]
}

// Each calls visit for every variable in the order of creation.
func (v *Variables) Each(visit func(name string, value any)) {
	for _, x := range v.items {
		visit(x.name, x.value)
	}
}

// Index is this[key].
func (v *Variables) Index(_ *rt.Frame, key any) (any, error) {
	name, ok := key.(string)
	if !ok {
		return nil, clr.ArgumentNull("key")
	}
	x, _ := v.Get(name)
	return x, nil
}

// TryGet is TryGetValue.
func (v *Variables) TryGet(_ *rt.Frame, key any) (any, bool, error) {
	name, ok := key.(string)
	if !ok {
		return nil, false, clr.ArgumentNull("key")
	}
	x, found := v.Get(name)
	return x, found, nil
}

// Count is the number of variables.
func (v *Variables) Count() int { return len(v.items) }

// Keys are the names.
func (v *Variables) Keys() rt.Enumerable {
	return sequence(func(_ *rt.Frame, i int) (any, bool) {
		if i >= len(v.items) {
			return nil, false
		}
		return v.items[i].name, true
	})
}

// Values are the values.
func (v *Variables) Values() rt.Enumerable {
	return sequence(func(_ *rt.Frame, i int) (any, bool) {
		if i >= len(v.items) {
			return nil, false
		}
		return v.items[i].value, true
	})
}

// Enumerator yields the pairs.
func (v *Variables) Enumerator() rt.Enumerator { return v.EnumeratorOf(nil) }

// EnumeratorOf yields the pairs as values of the type pair.
func (v *Variables) EnumeratorOf(pair *rt.Type) rt.Enumerator {
	return sequence(func(f *rt.Frame, i int) (any, bool) {
		if i >= len(v.items) {
			return nil, false
		}
		if i == 0 {
			pair = generic.PairTypeOf(f, v, pair)
		}
		return &generic.KeyValuePair{Type: pair, Key: v.items[i].name, Value: v.items[i].value}, true
	}).Enumerator()
}
