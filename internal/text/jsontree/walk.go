package jsontree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Iter enumerates the children of a token, as foreach does: it throws when the
// list was changed since the enumeration began. The zero value is empty.
type Iter struct {
	c       Container
	next    int
	version uint32
}

// Children starts an enumeration of a token's children; values have none.
func Children(t Token) Iter {
	c, ok := t.(Container)
	if !ok {
		return Iter{}
	}
	it := Iter{c: c}
	if s := c.changes(); s != nil {
		it.version = s.version
	}
	return it
}

// Next returns the next child, or nil at the end.
func (it *Iter) Next() (Token, error) {
	if it.c == nil {
		return nil, nil
	}
	if s := it.c.changes(); s != nil && s.version != it.version {
		return nil, modified()
	}
	if it.next >= it.c.Count() {
		return nil, nil
	}
	it.next++
	return it.c.child(it.next - 1), nil
}

func modified() error {
	return clr.InvalidOperation("Collection was modified; enumeration operation may not execute.")
}

// Descent enumerates what is below a container in document order:
// JContainer.Descendants() and DescendantsAndSelf().
type Descent struct {
	self  Token // still to be returned
	stack []Iter
}

// Descendants starts an enumeration of the tokens below c, after c itself if
// withSelf is set.
func Descendants(c Container, withSelf bool) *Descent {
	d := &Descent{stack: []Iter{Children(c)}}
	if withSelf {
		d.self = c
	}
	return d
}

// Next returns the next token, or nil at the end.
func (d *Descent) Next() (Token, error) {
	if t := d.self; t != nil {
		d.self = nil
		return t, nil
	}
	for len(d.stack) > 0 {
		t, err := d.stack[len(d.stack)-1].Next()
		if err != nil {
			return nil, err
		}
		if t == nil {
			d.stack = d.stack[:len(d.stack)-1]
			continue
		}
		if c, ok := t.(Container); ok {
			d.stack = append(d.stack, Children(c))
		}
		return t, nil
	}
	return nil, nil
}

// Ancestors returns the containers above t, innermost first, after t itself if
// withSelf is set.
func Ancestors(t Token, withSelf bool) []Token {
	var list []Token
	if withSelf {
		list = append(list, t)
	}
	for p := t.Parent(); p != nil; p = p.Parent() {
		list = append(list, p)
	}
	return list
}

// AfterSelf returns the siblings behind t.
func AfterSelf(t Token) []Token {
	var list []Token
	for s := t.Next(); s != nil; s = s.Next() {
		list = append(list, s)
	}
	return list
}

// BeforeSelf returns the siblings before t in document order; it throws for a
// root.
func BeforeSelf(t Token) ([]Token, error) {
	p := t.Parent()
	if p == nil {
		return nil, clr.NullReference()
	}
	list := make([]Token, t.header().index)
	for i := range list {
		list[i] = p.child(i)
	}
	return list, nil
}

// Item is the getter of JToken's indexer for a string key, nil for a name that
// an object does not have.
func Item(t Token, key string) (Token, error) {
	switch t := t.(type) {
	case *Object:
		return t.Get(key), nil
	case *Array, *Constructor:
		return nil, badKey("Accessed", t, `"`+key+`"`)
	}
	return nil, noChildren(t)
}

// ItemAt is the getter of JToken's indexer for an int key.
func ItemAt(t Token, index int) (Token, error) {
	switch t := t.(type) {
	case *Array:
		return t.At(index)
	case *Constructor:
		return t.At(index)
	case *Object:
		return nil, badKey("Accessed", t, itoa(index))
	}
	return nil, noChildren(t)
}

// SetItem is the setter of JToken's indexer for a string key.
func SetItem(t Token, key string, value Token, charge Charge) error {
	switch t := t.(type) {
	case *Object:
		return t.Set(key, value, charge)
	case *Array, *Constructor:
		return badKey("Set", t, `"`+key+`"`)
	}
	return clr.InvalidOperation("Cannot set child value on %s.", TypeName(t))
}

// SetItemAt is the setter of JToken's indexer for an int key.
func SetItemAt(t Token, index int, value Token, charge Charge) error {
	switch t := t.(type) {
	case *Array:
		return t.SetAt(index, value, charge)
	case *Constructor:
		return t.SetAt(index, value, charge)
	case *Object:
		return badKey("Set", t, itoa(index))
	}
	return clr.InvalidOperation("Cannot set child value on %s.", TypeName(t))
}

// BadKey is what JToken's indexer throws for a key of neither type; text is the
// key's ToString(). set says that the setter was called.
func BadKey(t Token, text string, set bool) error {
	verb, access := "Accessed", "access"
	if set {
		verb, access = "Set", "set"
	}
	switch t.(type) {
	case *Object, *Array, *Constructor:
		return badKey(verb, t, text)
	}
	return clr.InvalidOperation("Cannot %s child value on %s.", access, TypeName(t))
}

func badKey(verb string, t Token, key string) error {
	expected := "Object property name expected."
	switch t.(type) {
	case *Array:
		expected = "Int32 array index expected."
	case *Constructor:
		expected = "Argument position index expected."
	}
	return clr.Argument(verb+" "+ShortTypeName(t)+" values with invalid key value: "+key+". "+expected, "")
}
