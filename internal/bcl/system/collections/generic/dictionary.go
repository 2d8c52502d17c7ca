package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Dictionary is Dictionary<K, V>. Pairs enumerate in the order in which they were
// added as long as none was removed (expressions.md section 6.8).
type Dictionary struct {
	typ *rt.Type
	// pair is KeyValuePair<K, V>, found when first needed.
	pair *rt.Type
	t    table
}

// NewDictionary returns an empty dictionary of the given type, which is
// Dictionary<K, V>. A nil comparer is the default one.
func NewDictionary(typ *rt.Type, cmp host.EqualityComparer) *Dictionary {
	return &Dictionary{typ: typ, t: newTable(cmp)}
}

// RuntimeType returns Dictionary<K, V>.
func (d *Dictionary) RuntimeType() *rt.Type { return d.typ }

// Count returns the number of pairs.
func (d *Dictionary) Count() int { return d.t.len() }

func nullKey() error { return clr.ArgumentNull("key") }

// Index is this[key].
func (d *Dictionary) Index(f *rt.Frame, key any) (any, error) {
	v, ok, err := d.TryGet(f, key)
	if err == nil && !ok {
		err = clr.KeyNotFound()
	}
	return v, err
}

// TryGet is TryGetValue.
func (d *Dictionary) TryGet(f *rt.Frame, key any) (any, bool, error) {
	if key == nil {
		return nil, false, nullKey()
	}
	i, _, err := d.t.find(f, key)
	if err != nil || i < 0 {
		return nil, false, err
	}
	return d.t.entries[i].value, true, nil
}

// SetIndex is this[key] = value.
func (d *Dictionary) SetIndex(f *rt.Frame, key, value any) error {
	if key == nil {
		return nullKey()
	}
	i, h, err := d.t.find(f, key)
	if err != nil {
		return err
	}
	if i >= 0 {
		d.t.entries[i].value = value
		d.t.version++
		return nil
	}
	_, err = d.t.insert(f, key, value, h)
	return err
}

// AddPair is Add: the key must be new.
func (d *Dictionary) AddPair(f *rt.Frame, key, value any) error {
	added, err := d.tryAdd(f, key, value)
	if err == nil && !added {
		err = clr.Argument("An item with the same key has already been added.", "")
	}
	return err
}

func (d *Dictionary) tryAdd(f *rt.Frame, key, value any) (bool, error) {
	if key == nil {
		return false, nullKey()
	}
	i, h, err := d.t.find(f, key)
	if err != nil || i >= 0 {
		return false, err
	}
	_, err = d.t.insert(f, key, value, h)
	return true, err
}

// RemoveKey is Remove.
func (d *Dictionary) RemoveKey(f *rt.Frame, key any) (bool, error) {
	_, ok, err := d.takeKey(f, key)
	return ok, err
}

func (d *Dictionary) takeKey(f *rt.Frame, key any) (any, bool, error) {
	if key == nil {
		return nil, false, nullKey()
	}
	e, ok, err := d.t.remove(f, key)
	return e.value, ok, err
}

// ClearItems is Clear.
func (d *Dictionary) ClearItems(*rt.Frame) error {
	if len(d.t.entries) > 0 {
		d.t.clear()
	}
	return nil
}

// pairType returns KeyValuePair<K, V>.
func (d *Dictionary) pairType() *rt.Type {
	if d.pair == nil {
		d.pair = construct("System.Collections.Generic.KeyValuePair", d.typ.Args[0], d.typ.Args[1])
	}
	return d.pair
}

// Enumerator yields the pairs.
func (d *Dictionary) Enumerator() rt.Enumerator {
	pair := d.pairType()
	return d.t.enumerate(func(e *entry) any { return &KeyValuePair{pair, e.key, e.value} })
}

// ContainsItem is ICollection<KeyValuePair<K, V>>.Contains.
func (d *Dictionary) ContainsItem(f *rt.Frame, item any) (bool, error) {
	p, ok := item.(*KeyValuePair)
	if !ok {
		return false, nil
	}
	v, found, err := d.TryGet(f, p.Key)
	if err != nil || !found {
		return false, err
	}
	return rt.Equals(f, v, p.Value)
}

// AddItem is ICollection<KeyValuePair<K, V>>.Add.
func (d *Dictionary) AddItem(f *rt.Frame, item any) error {
	p, ok := item.(*KeyValuePair)
	if !ok {
		return nullKey()
	}
	return d.AddPair(f, p.Key, p.Value)
}

// RemoveItem is ICollection<KeyValuePair<K, V>>.Remove: key and value must match.
func (d *Dictionary) RemoveItem(f *rt.Frame, item any) (bool, error) {
	found, err := d.ContainsItem(f, item)
	if err != nil || !found {
		return false, err
	}
	return d.RemoveKey(f, item.(*KeyValuePair).Key)
}

// Keys returns the keys as a collection that changes with the dictionary.
func (d *Dictionary) Keys() rt.Enumerable { return &dictionaryView{d: d, keys: true} }

// Values returns the values likewise.
func (d *Dictionary) Values() rt.Enumerable { return &dictionaryView{d: d} }

// containsValue is ContainsValue.
func (d *Dictionary) containsValue(f *rt.Frame, value any) (bool, error) {
	for i := range d.t.entries {
		if err := f.Step(); err != nil {
			return false, err
		}
		if e := &d.t.entries[i]; e.used {
			if eq, err := rt.Equals(f, e.value, value); eq || err != nil {
				return eq, err
			}
		}
	}
	return false, nil
}

// addAll copies the pairs of another dictionary.
func (d *Dictionary) addAll(f *rt.Frame, src any) error {
	if n, ok := KnownCount(f, src); ok {
		if err := d.t.grow(f, n); err != nil {
			return err
		}
	}
	return Each(f, src, d.pairType(), func(v any) error {
		p := v.(*KeyValuePair)
		return d.AddPair(f, p.Key, p.Value)
	})
}

// dictionaryView is a KeyCollection or ValueCollection.
type dictionaryView struct {
	d    *Dictionary
	keys bool
}

// RuntimeType returns Dictionary<K, V>.KeyCollection or ValueCollection.
func (v *dictionaryView) RuntimeType() *rt.Type {
	name := valueCollectionName
	if v.keys {
		name = keyCollectionName
	}
	return construct(name, v.d.typ.Args[0], v.d.typ.Args[1])
}

// Count returns the number of pairs.
func (v *dictionaryView) Count() int { return v.d.Count() }

// Enumerator yields the keys or values.
func (v *dictionaryView) Enumerator() rt.Enumerator {
	if v.keys {
		return v.d.t.enumerate(func(e *entry) any { return e.key })
	}
	return v.d.t.enumerate(func(e *entry) any { return e.value })
}

// ContainsItem asks the dictionary, whose comparer decides about keys.
func (v *dictionaryView) ContainsItem(f *rt.Frame, item any) (bool, error) {
	if !v.keys {
		return v.d.containsValue(f, item)
	}
	_, ok, err := v.d.TryGet(f, item)
	return ok, err
}
