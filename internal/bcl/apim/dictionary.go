package apim

import (
	"iter"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// sequence is an Enumerable over a function of the position.
type sequence func(f *rt.Frame, i int) (any, bool)

// Enumerator returns an enumerator over the sequence.
func (s sequence) Enumerator() rt.Enumerator { return &sequenceEnumerator{s, 0} }

type sequenceEnumerator struct {
	s sequence
	i int
}

func (e *sequenceEnumerator) Next(f *rt.Frame) (any, bool, error) {
	v, ok := e.s(f, e.i)
	e.i++
	return v, ok, nil
}

// Lookup is a read-only dictionary from names to values of one type, in order:
// query parameters, matched parameters, claims. A missing name reads as null
// (expressions.md section 4.6).
type Lookup[T any] struct {
	// Fold says that names compare without case.
	fold bool
	// strict says that the indexer throws for a missing name.
	strict bool
	names  []string
	vals   []T
	// also are further names, under which values are found but not enumerated.
	also []alias
	// box turns a value into an object.
	box func(*rt.Frame, T) any
}

// alias is a further name of the value at an index.
type alias struct {
	name string
	at   int
}

// Texts is a dictionary of strings, with room for a few.
type Texts struct {
	Lookup[string]
	firstNames, firstVals [4]string
}

// NewTexts returns a dictionary of strings.
func NewTexts(fold bool) *Lookup[string] {
	t := &Texts{}
	t.Init(fold)
	return &t.Lookup
}

// Init makes t an empty dictionary.
func (t *Texts) Init(fold bool) {
	t.Lookup = Lookup[string]{fold: fold, box: func(_ *rt.Frame, s string) any { return s }, names: t.firstNames[:0], vals: t.firstVals[:0]}
}

// NewLists returns a dictionary of lists of strings.
func NewLists(fold bool) *Lookup[[]string] {
	return &Lookup[[]string]{fold: fold, box: func(f *rt.Frame, s []string) any { return Strings(f, s) }}
}

// Strings returns a string[].
func Strings(f *rt.Frame, list []string) *rt.Array[rt.String] {
	items := make([]rt.String, len(list))
	for i, s := range list {
		items[i] = rt.Str(s)
	}
	return rt.NewArray(f.Env.TypeOf(""), items)
}

// Grow makes room for n names more.
func (l *Lookup[T]) Grow(n int) {
	l.names, l.vals = slices.Grow(l.names, n), slices.Grow(l.vals, n)
}

// Folds reports whether names compare without case.
func (l *Lookup[T]) Folds() bool { return l.fold }

// All enumerates the names and values in order.
func (l *Lookup[T]) All() iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for i, name := range l.names {
			if !yield(name, l.vals[i]) {
				return
			}
		}
	}
}

// Get returns the value of a name.
func (l *Lookup[T]) Get(name string) (T, bool) {
	for i, n := range l.names {
		if n == name || l.fold && strings.EqualFold(n, name) {
			return l.vals[i], true
		}
	}
	for _, a := range l.also {
		if a.name == name || l.fold && strings.EqualFold(a.name, name) {
			return l.vals[a.at], true
		}
	}
	var zero T
	return zero, false
}

// SetAlso gives the value of name, which has to be there, another name. A value that
// has that name itself goes before.
func (l *Lookup[T]) SetAlso(name, other string) {
	for i, n := range l.names {
		if n == name {
			l.also = append(l.also, alias{other, i})
		}
	}
}

// Set adds or replaces a value.
func (l *Lookup[T]) Set(name string, v T) {
	for i, n := range l.names {
		if n == name || l.fold && strings.EqualFold(n, name) {
			l.vals[i] = v
			return
		}
	}
	l.names = append(l.names, name)
	l.vals = append(l.vals, v)
}

// Index is this[key].
func (l *Lookup[T]) Index(f *rt.Frame, key any) (any, error) {
	name, ok := key.(string)
	if !ok {
		return nil, clr.ArgumentNull("key")
	}
	if v, found := l.Get(name); found {
		return l.box(f, v), nil
	}
	if l.strict {
		return nil, clr.KeyNotFound()
	}
	return nil, nil
}

// TryGet is TryGetValue.
func (l *Lookup[T]) TryGet(f *rt.Frame, key any) (any, bool, error) {
	name, ok := key.(string)
	if !ok {
		return nil, false, clr.ArgumentNull("key")
	}
	if v, found := l.Get(name); found {
		return l.box(f, v), true, nil
	}
	return nil, false, nil
}

// Count is the number of names.
func (l *Lookup[T]) Count() int { return len(l.names) }

// Keys are the names.
func (l *Lookup[T]) Keys() rt.Enumerable {
	return sequence(func(f *rt.Frame, i int) (any, bool) {
		if i >= len(l.names) {
			return nil, false
		}
		return l.names[i], true
	})
}

// Values are the values.
func (l *Lookup[T]) Values() rt.Enumerable {
	return sequence(func(f *rt.Frame, i int) (any, bool) {
		if i >= len(l.names) {
			return nil, false
		}
		return l.box(f, l.vals[i]), true
	})
}

// Enumerator yields the pairs.
func (l *Lookup[T]) Enumerator() rt.Enumerator { return l.EnumeratorOf(nil) }

// EnumeratorOf yields the pairs as values of the type pair.
func (l *Lookup[T]) EnumeratorOf(pair *rt.Type) rt.Enumerator {
	return sequence(func(f *rt.Frame, i int) (any, bool) {
		if i >= len(l.names) {
			return nil, false
		}
		if i == 0 {
			pair = generic.PairTypeOf(f, l, pair)
		}
		return &generic.KeyValuePair{Type: pair, Key: l.names[i], Value: l.box(f, l.vals[i])}, true
	}).Enumerator()
}

// Headers is the dictionary over a message's header: names without case, one
// string for each field line (expressions.md section 4.8).
type Headers struct{ h *message.Header }

// NewHeaders returns the dictionary over h.
func NewHeaders(h *message.Header) *Headers { return &Headers{h} }

// Header returns what the dictionary is a view of.
func (h *Headers) Header() *message.Header { return h.h }

// Joined returns the values of a header joined by commas, as GetValueOrDefault
// does.
func (h *Headers) Joined(name string) (string, bool) {
	value, found := "", false
	for i := range h.h.Len() {
		f := h.h.Field(i)
		if !message.EqualName(f.Name, name) {
			continue
		}
		if found {
			return strings.Join(h.h.Values(name), ","), true
		}
		value, found = f.Value, true
	}
	return value, found
}

// Index is this[key].
func (h *Headers) Index(f *rt.Frame, key any) (any, error) {
	name, ok := key.(string)
	if !ok {
		return nil, clr.ArgumentNull("key")
	}
	if v := h.h.Values(name); v != nil {
		return Strings(f, v), nil
	}
	return nil, nil
}

// TryGet is TryGetValue.
func (h *Headers) TryGet(f *rt.Frame, key any) (any, bool, error) {
	v, err := h.Index(f, key)
	return v, v != nil, err
}

// names returns the distinct names in order.
func (h *Headers) names() []string {
	var out []string
next:
	for f := range h.h.All() {
		for _, n := range out {
			if message.EqualName(n, f.Name) {
				continue next
			}
		}
		out = append(out, f.Name)
	}
	return out
}

// Count is the number of names.
func (h *Headers) Count() int { return len(h.names()) }

// Keys are the names.
func (h *Headers) Keys() rt.Enumerable {
	names := h.names()
	return sequence(func(f *rt.Frame, i int) (any, bool) {
		if i >= len(names) {
			return nil, false
		}
		return names[i], true
	})
}

// Values are the lists of values.
func (h *Headers) Values() rt.Enumerable {
	names := h.names()
	return sequence(func(f *rt.Frame, i int) (any, bool) {
		if i >= len(names) {
			return nil, false
		}
		return Strings(f, h.h.Values(names[i])), true
	})
}

// Enumerator yields the pairs.
func (h *Headers) Enumerator() rt.Enumerator { return h.EnumeratorOf(nil) }

// EnumeratorOf yields the pairs as values of the type pair.
func (h *Headers) EnumeratorOf(pair *rt.Type) rt.Enumerator {
	names := h.names()
	return sequence(func(f *rt.Frame, i int) (any, bool) {
		if i >= len(names) {
			return nil, false
		}
		if i == 0 {
			pair = generic.PairTypeOf(f, h, pair)
		}
		return &generic.KeyValuePair{Type: pair, Key: names[i], Value: Strings(f, h.h.Values(names[i]))}, true
	}).Enumerator()
}

// NewObjects returns a dictionary of objects.
func NewObjects() *Lookup[any] {
	return &Lookup[any]{box: func(_ *rt.Frame, v any) any { return v }}
}
