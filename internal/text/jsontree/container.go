package jsontree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// jsonException is a Newtonsoft.Json.JsonException.
func jsonException(format string, args ...any) *clr.Exception {
	return clr.Throw("Newtonsoft.Json.JsonException", format, args...)
}

func listIndexOutOfRange() error {
	return clr.ArgumentOutOfRange("Index was out of range. Must be non-negative and less than the size of the collection.", "index")
}

// adopt returns the token to insert for item: a JSON null for nil, a copy of a
// token that has a parent, is the container itself, or is the root above it.
func adopt(c Container, item Token, charge Charge) (Token, error) {
	if item == nil {
		return NewNull(), nil
	}
	h := item.header()
	if h.parent != nil || item.HasValues() && Root(c) == item || item == Token(c) {
		return Clone(item, charge)
	}
	return item, nil
}

// insertItem is JContainer.InsertItem.
func insertItem(c Container, index int, item Token, charge Charge) error {
	if ignore, err := c.refusesItem(item); ignore || err != nil {
		return err
	}
	if c.changes() == nil {
		index = 0 // a property has one place
	}
	count := c.Count()
	if index > count {
		return clr.ArgumentOutOfRange("Index must be within the bounds of the List.", "index")
	}
	item, err := adopt(c, item, charge)
	if err != nil {
		return err
	}
	if index < 0 {
		return listIndexOutOfRange()
	}
	if err := c.validate(item, nil); err != nil {
		return err
	}
	h := item.header()
	h.parent, h.index = c, int32(index)
	c.place(index, item)
	return nil
}

// setItem is JContainer.SetItem.
func setItem(c Container, index int, item Token, charge Charge) error {
	if c.changes() == nil && index != 0 {
		return clr.ArgumentOutOfRange("", "")
	}
	if index < 0 {
		return clr.ArgumentOutOfRange("Index is less than 0.", "index")
	}
	if index >= c.Count() {
		return clr.ArgumentOutOfRange("Index is equal to or greater than Count.", "index")
	}
	existing := c.child(index)
	same, err := unchanged(existing, item)
	if same || err != nil {
		return err
	}
	item, err = adopt(c, item, charge)
	if err != nil {
		return err
	}
	if err := c.validate(item, existing); err != nil {
		return err
	}
	existing.header().detach()
	h := item.header()
	h.parent, h.index = c, int32(index)
	c.swap(index, item)
	return nil
}

// unchanged says that setting a place that holds current to next is no change.
func unchanged(current, next Token) (bool, error) {
	v, ok := current.(*Value)
	if !ok {
		return false, nil
	}
	if next == nil {
		return v.typ == TypeNull, nil
	}
	other, ok := next.(*Value)
	if !ok {
		return false, nil
	}
	return valuesEqual(v, other)
}

// removeAt is JContainer.RemoveItemAt.
func removeAt(c Container, index int) error {
	if c.changes() != nil {
		if index < 0 {
			return clr.ArgumentOutOfRange("Index is less than 0.", "index")
		}
		if index >= c.Count() {
			return clr.ArgumentOutOfRange("Index is equal to or greater than Count.", "index")
		}
	}
	return c.displace(index)
}

// indexOf returns the index of a child by identity, -1 when item is no child.
func indexOf(c Container, item Token) int {
	if item == nil || item.header().parent != c {
		return -1
	}
	return int(item.header().index)
}

// renumber repairs the index of the children from one on.
func renumber[T Token](items []T, from int) {
	for i := from; i < len(items); i++ {
		items[i].header().index = int32(i)
	}
}

// First is JToken.First: the first child, nil when there is none. It throws for
// a token that cannot have children.
func First(t Token) (Token, error) {
	c, ok := t.(Container)
	if !ok {
		return nil, noChildren(t)
	}
	if c.Count() == 0 {
		return nil, nil
	}
	return c.child(0), nil
}

// Last is JToken.Last, as First.
func Last(t Token) (Token, error) {
	c, ok := t.(Container)
	if !ok {
		return nil, noChildren(t)
	}
	if c.Count() == 0 {
		return nil, nil
	}
	return c.child(c.Count() - 1), nil
}

func noChildren(t Token) error {
	return clr.InvalidOperation("Cannot access child value on %s.", TypeName(t))
}

// IndexOf is JArray.IndexOf and its like: the position of a child by identity,
// -1 for a token that is no child of c.
func IndexOf(c Container, item Token) int { return indexOf(c, item) }

// Contains says whether item itself is a child of c; an equal token is not.
func Contains(c Container, item Token) bool { return indexOf(c, item) >= 0 }

// Clear is JContainer.RemoveAll and JArray.Clear.
func Clear(c Container) error {
	switch c := c.(type) {
	case *Object:
		for _, p := range c.list() {
			p.detach()
		}
		c.props, c.names = nil, nil
		c.version++
	case *Array:
		c.clear()
	case *Constructor:
		c.clear()
	default:
		return fixedProperty()
	}
	return nil
}

func fixedProperty() error {
	return jsonException("Cannot add or remove items from Newtonsoft.Json.Linq.JProperty.")
}

// Child returns the child at a position from 0 to c.Count()-1.
func Child(c Container, index int) Token { return c.child(index) }

// Insert is IList<JToken>.Insert of any container; arrays have it as a method.
func Insert(c Container, index int, item Token, charge Charge) error {
	return insertItem(c, index, item, charge)
}

// SetChild is the setter of IList<JToken>'s indexer of any container.
func SetChild(c Container, index int, item Token, charge Charge) error {
	return setItem(c, index, item, charge)
}

// RemoveAt is IList<JToken>.RemoveAt of any container.
func RemoveAt(c Container, index int) error { return removeAt(c, index) }
