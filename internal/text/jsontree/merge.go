package jsontree

import (
	"hash/maphash"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// MergeArrays is Newtonsoft's MergeArrayHandling.
type MergeArrays uint8

const (
	// MergeConcat appends the items, the default.
	MergeConcat MergeArrays = iota
	// MergeUnion appends the items that the array does not have yet.
	MergeUnion
	// MergeReplace replaces the whole array.
	MergeReplace
	// MergeByIndex merges items at equal positions.
	MergeByIndex
)

// MergeOptions is JsonMergeSettings.
type MergeOptions struct {
	// Arrays says how arrays are merged.
	Arrays MergeArrays
	// Nulls lets a JSON null overwrite a value; otherwise nulls are ignored.
	Nulls bool
	// IgnoreCase matches property names without regard to case.
	IgnoreCase bool
}

// Merge is JContainer.Merge(object, JsonMergeSettings). Content that does not
// fit the container is ignored, as in .NET.
func Merge(into Container, content Content, opts MergeOptions, charge Charge) error {
	return merge(into, content, opts, charge, 0)
}

func merge(into Container, content Content, opts MergeOptions, charge Charge, depth int) error {
	if depth == maxMergeDepth {
		return tooDeep()
	}
	switch into := into.(type) {
	case *Object:
		if from, ok := content.(*Object); ok {
			return mergeObject(into, from, opts, charge, depth)
		}
	case *Property:
		if from, ok := content.(*Property); ok && from.value != nil && from.value.Type() != TypeNull {
			return into.SetValue(from.value, charge)
		}
	case *Constructor:
		if from, ok := content.(*Constructor); ok {
			into.name = from.name
			return mergeItems(into, from, opts, charge, depth)
		}
	case *Array:
		switch from := content.(type) {
		case *Array:
			return mergeItems(into, from, opts, charge, depth)
		case Multi:
			return mergeItems(into, from, opts, charge, depth)
		}
	}
	return nil
}

// maxMergeDepth bounds the recursion of Merge; no document read by a parser with
// the default limit is deeper.
const maxMergeDepth = 10_000

func mergeObject(into, from *Object, opts MergeOptions, charge Charge, depth int) error {
	for it := Children(from); ; {
		t, err := it.Next()
		if t == nil || err != nil {
			return err
		}
		p := t.(*Property)
		if err := mergeProperty(into, p, opts, charge, depth); err != nil {
			return err
		}
	}
}

func mergeProperty(into *Object, p *Property, opts MergeOptions, charge Charge, depth int) error {
	existing := into.Property(p.name)
	if existing == nil && opts.IgnoreCase {
		existing = into.PropertyFold(p.name)
	}
	switch {
	case existing == nil:
		return into.Add(p.name, p.value, charge)
	case p.value == nil:
		return nil
	}
	c, ok := existing.value.(Container)
	if ok && c.Type() == p.value.Type() {
		return merge(c, p.value, opts, charge, depth+1)
	}
	if p.value.Type() == TypeNull && !opts.Nulls {
		return nil
	}
	return existing.SetValue(p.value, charge)
}

// mergeItems merges an *Array, *Constructor or Multi into a list.
func mergeItems(into Container, from any, opts MergeOptions, charge Charge, depth int) error {
	switch opts.Arrays {
	case MergeUnion:
		seen, err := newTokenSet(into)
		if err != nil {
			return err
		}
		return each(from, true, func(item Token) error {
			fresh, err := seen.add(item)
			if !fresh || err != nil {
				return err
			}
			return AddContent(into, item, charge)
		})
	case MergeReplace:
		if err := Clear(into); err != nil {
			return err
		}
	case MergeByIndex:
		i := 0
		return each(from, false, func(item Token) error {
			i++
			return mergeAt(into, i-1, item, opts, charge, depth)
		})
	}
	return each(from, true, func(item Token) error { return AddContent(into, item, charge) })
}

func mergeAt(into Container, i int, item Token, opts MergeOptions, charge Charge, depth int) error {
	if i >= into.Count() {
		return AddContent(into, item, charge)
	}
	if c, ok := into.child(i).(Container); ok {
		return merge(c, item, opts, charge, depth+1)
	}
	if item.Type() == TypeNull {
		return nil
	}
	return setItem(into, i, item, charge)
}

// each calls yield with the children of a container or the items of a Multi, which
// the original casts to tokens unless it merges them by position.
func each(from any, cast bool, yield func(Token) error) error {
	if m, ok := from.(Multi); ok {
		return m.Each(func(c Content) error {
			if _, isToken := c.(Token); cast && !isToken && c != nil {
				kind, _ := payloadKind(c)
				return clr.InvalidCast(dotnetType(c, kind), "Newtonsoft.Json.Linq.JToken")
			}
			t, err := FromContent(c)
			if err != nil {
				return err
			}
			return yield(t)
		})
	}
	for it := Children(from.(Container)); ; {
		t, err := it.Next()
		if t == nil || err != nil {
			return err
		}
		if err := yield(t); err != nil {
			return err
		}
	}
}

// tokenSet is a set of tokens by deep equality.
type tokenSet struct {
	hasher hasher
	byHash map[uint64][]Token
}

func newTokenSet(c Container) (*tokenSet, error) {
	s := &tokenSet{hasher{maphash.MakeSeed()}, map[uint64][]Token{}}
	for i := range c.Count() {
		if _, err := s.add(c.child(i)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// add says whether t is new to the set.
func (s *tokenSet) add(t Token) (bool, error) {
	h := s.hasher.hash(t, 0)
	for _, other := range s.byHash[h] {
		if same, err := DeepEquals(other, t); same || err != nil {
			return false, err
		}
	}
	s.byHash[h] = append(s.byHash[h], t)
	return true, nil
}
