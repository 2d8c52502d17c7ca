package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// list is a container as an IList<JToken>.
type list struct{ c jsontree.Container }

// dictionary is a JObject as an IDictionary<string, JToken>, and as the
// IList<JToken> that every container is.
type dictionary struct {
	list
	o *jsontree.Object
}

var (
	_ generic.MutableList       = (*list)(nil)
	_ generic.MutableDictionary = (*dictionary)(nil)
)

// token returns an item as a token.
func token(f *rt.Frame, item any) (jsontree.Token, error) {
	t, ok := item.(jsontree.Token)
	if !ok && item != nil {
		return nil, clr.InvalidCast(f.TypeName(item), ns+"JToken")
	}
	return t, nil
}

// Enumerator yields the children.
func (l *list) Enumerator() rt.Enumerator { return &children{jsontree.Children(l.c)} }

// Count is the number of children.
func (l *list) Count() int { return l.c.Count() }

// ContainsItem says whether the item itself is a child.
func (l *list) ContainsItem(_ *rt.Frame, item any) (bool, error) {
	t, ok := item.(jsontree.Token)
	return ok && jsontree.Contains(l.c, t), nil
}

// AddItem appends a token.
func (l *list) AddItem(f *rt.Frame, item any) error {
	t, err := token(f, item)
	if err != nil {
		return err
	}
	return jsontree.Insert(l.c, l.c.Count(), t, f.Charger())
}

// RemoveItem removes the item itself.
func (l *list) RemoveItem(_ *rt.Frame, item any) (bool, error) {
	t, ok := item.(jsontree.Token)
	if !ok || !jsontree.Contains(l.c, t) {
		return false, nil
	}
	return true, jsontree.Remove(t)
}

// ClearItems removes all children.
func (l *list) ClearItems(*rt.Frame) error { return jsontree.Clear(l.c) }

// At is this[i].
func (l *list) At(_ *rt.Frame, i int) (any, error) {
	if i < 0 || i >= l.c.Count() {
		return nil, clr.ListIndexOutOfRange()
	}
	return jsontree.Child(l.c, i), nil
}

// SetAt is this[i] = item.
func (l *list) SetAt(f *rt.Frame, i int, item any) error {
	t, err := token(f, item)
	if err != nil {
		return err
	}
	return jsontree.SetChild(l.c, i, t, f.Charger())
}

// IndexOfItem is the position of the item itself.
func (l *list) IndexOfItem(_ *rt.Frame, item any) (int, error) {
	t, _ := item.(jsontree.Token)
	return jsontree.IndexOf(l.c, t), nil
}

// InsertAt is Insert.
func (l *list) InsertAt(f *rt.Frame, i int, item any) error {
	t, err := token(f, item)
	if err != nil {
		return err
	}
	return jsontree.Insert(l.c, i, t, f.Charger())
}

// RemoveIndex is RemoveAt.
func (l *list) RemoveIndex(_ *rt.Frame, i int) error { return jsontree.RemoveAt(l.c, i) }

// Index is this[key]: null for a name that is not there, as JObject has it.
func (d *dictionary) Index(f *rt.Frame, key any) (any, error) {
	v, _, err := d.TryGet(f, key)
	return v, err
}

// TryGet is TryGetValue.
func (d *dictionary) TryGet(_ *rt.Frame, key any) (any, bool, error) {
	name, ok := key.(string)
	if !ok {
		return nil, false, nil
	}
	p := d.o.Property(name)
	if p == nil {
		return nil, false, nil
	}
	v, err := nullable(p.Value(), nil)
	return v, true, err
}

// SetIndex is this[key] = value.
func (d *dictionary) SetIndex(f *rt.Frame, key, value any) error {
	return d.put(f, key, value, (*jsontree.Object).Set)
}

// AddPair is Add.
func (d *dictionary) AddPair(f *rt.Frame, key, value any) error {
	return d.put(f, key, value, (*jsontree.Object).Add)
}

func (d *dictionary) put(f *rt.Frame, key, value any, put func(*jsontree.Object, string, jsontree.Token, jsontree.Charge) error) error {
	t, err := token(f, value)
	if err != nil {
		return err
	}
	name, ok := key.(string)
	if !ok {
		return clr.ArgumentNull("name")
	}
	if err := f.Alloc(propertyCost); err != nil {
		return err
	}
	return put(d.o, name, t, f.Charger())
}

// RemoveKey is Remove.
func (d *dictionary) RemoveKey(_ *rt.Frame, key any) (bool, error) {
	name, ok := key.(string)
	if !ok {
		return false, clr.ArgumentNull("propertyName")
	}
	return d.o.Remove(name), nil
}

// ContainsItem takes pairs as well as tokens; values compare by identity.
func (d *dictionary) ContainsItem(f *rt.Frame, item any) (bool, error) {
	pair, ok := item.(*generic.KeyValuePair)
	if !ok {
		return d.list.ContainsItem(f, item)
	}
	v, found, err := d.TryGet(f, pair.Key)
	return found && v == pair.Value, err
}

// AddItem takes pairs as well as tokens.
func (d *dictionary) AddItem(f *rt.Frame, item any) error {
	if pair, ok := item.(*generic.KeyValuePair); ok {
		return d.AddPair(f, pair.Key, pair.Value)
	}
	return d.list.AddItem(f, item)
}

// RemoveItem takes pairs as well as tokens.
func (d *dictionary) RemoveItem(f *rt.Frame, item any) (bool, error) {
	pair, ok := item.(*generic.KeyValuePair)
	if !ok {
		return d.list.RemoveItem(f, item)
	}
	found, err := d.ContainsItem(f, pair)
	if err != nil || !found {
		return false, err
	}
	return d.RemoveKey(f, pair.Key)
}

// Keys are the names of the properties.
func (d *dictionary) Keys() rt.Enumerable {
	return &dictionaryView{d.o, func(p *jsontree.Property) any { return p.Name() }}
}

// Values are the values of the properties.
func (d *dictionary) Values() rt.Enumerable {
	return &dictionaryView{d.o, func(p *jsontree.Property) any { return p.Value() }}
}

// dictionaryView is one side of the pairs.
type dictionaryView struct {
	o    *jsontree.Object
	pick func(*jsontree.Property) any
}

// Count is the number of properties.
func (v *dictionaryView) Count() int { return v.o.Count() }

// Enumerator yields the names or the values.
func (v *dictionaryView) Enumerator() rt.Enumerator {
	it := jsontree.Children(v.o)
	return next(func(*rt.Frame) (any, bool, error) {
		t, err := it.Next()
		if t == nil || err != nil {
			return nil, false, err
		}
		return v.pick(t.(*jsontree.Property)), true, nil
	})
}
