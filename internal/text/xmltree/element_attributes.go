package xmltree

import (
	"iter"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// FirstAttribute returns the first attribute, or nil.
func (e *Element) FirstAttribute() *Attribute { return e.firstAttr }

// LastAttribute returns the last attribute, or nil.
func (e *Element) LastAttribute() *Attribute { return e.lastAttr }

// Attribute returns the attribute of that name, or nil.
func (e *Element) Attribute(name Name) *Attribute {
	if e.byName != nil {
		return e.byName[name]
	}
	for a := e.firstAttr; a != nil; a = a.next {
		if a.name == name {
			return a
		}
	}
	return nil
}

// Attributes enumerates the attributes in order, namespace declarations included.
func (e *Element) Attributes() iter.Seq[*Attribute] {
	return func(yield func(*Attribute) bool) {
		for a := e.firstAttr; a != nil; a = a.next {
			if !yield(a) || a.parent != e || a == e.lastAttr {
				return
			}
		}
	}
}

// SetAttribute sets the value of an attribute, adding it at the end if it is not
// there: SetAttributeValue with a value.
func (e *Element) SetAttribute(name Name, value string) error {
	if a := e.find(name); a != nil {
		return a.SetValue(value)
	}
	a, err := NewAttribute(name, value)
	if err != nil {
		return err
	}
	e.appendAttribute(a)
	return nil
}

// RemoveAttribute takes off the attribute of that name, if there is one, as
// SetAttributeValue with null does.
func (e *Element) RemoveAttribute(name Name) {
	if a := e.Attribute(name); a != nil {
		e.removeAttribute(a)
	}
}

// ReplaceAttribute puts an attribute that is on no element in the place of one of
// this element, as XmlAttributeCollection.SetNamedItem does.
func (e *Element) ReplaceAttribute(old, with *Attribute) {
	if before := old.Previous(); before != nil {
		before.next = with
	} else {
		e.firstAttr = with
	}
	if e.lastAttr == old {
		e.lastAttr = with
	}
	with.parent, with.next = e, old.next
	old.parent, old.next = nil, nil
	if e.byName != nil {
		delete(e.byName, old.name)
		e.byName[with.name] = with
	}
}

// RemoveAttributes takes off all attributes.
func (e *Element) RemoveAttributes() {
	for a := e.firstAttr; a != nil; {
		next := a.next
		a.parent, a.next = nil, nil
		a = next
	}
	e.firstAttr, e.lastAttr, e.byName = nil, nil, nil
}

// ReplaceAttributes puts content, which must be attributes or sequences of them
// (anything else is added as well, as .NET does), in the place of the attributes.
func (e *Element) ReplaceAttributes(charge Charge, content ...any) error {
	pieces, err := snapshot(content)
	if err != nil {
		return err
	}
	e.RemoveAttributes()
	return appendContent(e, charge, pieces)
}

func (e *Element) addAttribute(charge Charge, a *Attribute) error {
	if e.find(a.name) != nil {
		return clr.InvalidOperation("Duplicate attribute.")
	}
	if a.parent != nil {
		if err := charge.take(AttributeSize); err != nil {
			return err
		}
		a = a.Clone()
	}
	e.appendAttribute(a)
	return nil
}

// fewAttributes is how many are looked through one by one before another is added.
const fewAttributes = 32

// find is Attribute for an element that is about to get one: of many it remembers
// the names, so that adding them all does not take the square of their number.
func (e *Element) find(name Name) *Attribute {
	if e.byName != nil {
		return e.byName[name]
	}
	n := 0
	for a := e.firstAttr; a != nil; a = a.next {
		if a.name == name {
			return a
		}
		n++
	}
	if n >= fewAttributes {
		e.byName = make(map[Name]*Attribute, 2*n)
		for a := e.firstAttr; a != nil; a = a.next {
			e.byName[a.name] = a
		}
	}
	return nil
}

func (e *Element) appendAttribute(a *Attribute) {
	a.parent = e
	if e.byName != nil {
		e.byName[a.name] = a
	}
	if e.lastAttr == nil {
		e.firstAttr = a
	} else {
		e.lastAttr.next = a
	}
	e.lastAttr = a
}

func (e *Element) removeAttribute(a *Attribute) {
	var before *Attribute
	if p := e.firstAttr; p != a {
		for p.next != a {
			p = p.next
		}
		before = p
	}
	if before == nil {
		e.firstAttr = a.next
	} else {
		before.next = a.next
	}
	if e.lastAttr == a {
		e.lastAttr = before
	}
	delete(e.byName, a.name)
	a.parent, a.next = nil, nil
}
