package policydoc

import (
	"iter"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Place is a value and where it stands.
type Place struct {
	// Element is the element whose attribute or content the value is.
	Element *Element
	// Attribute is nil for the content of an element.
	Attribute *Attribute
	Value     Value
}

// Walk iterates over all elements of the document in order, parents first.
func (d *Document) Walk() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for _, n := range d.Nodes {
			if e, ok := n.(*Element); ok && !e.walk(yield) {
				return
			}
		}
	}
}

func (e *Element) walk(yield func(*Element) bool) bool {
	if !yield(e) {
		return false
	}
	for c := range e.Elements() {
		if !c.walk(yield) {
			return false
		}
	}
	return true
}

// Values iterates over every value of the document without knowing its
// policies: all attributes, and the content of all elements that have text and
// no child elements. It serves to look over documents; the content of set-body
// is read as what it is, so elements inside a literal body hold no values.
func (d *Document) Values(named *NamedValues, l *diag.List) iter.Seq[Place] {
	return func(yield func(Place) bool) {
		body := diag.Span{} // the set-body that was passed last
		for e := range d.Walk() {
			if e.Open.Start < body.End {
				continue
			}
			for _, a := range e.Attributes {
				if !yield(Place{e, a, a.Value(named, l)}) {
					return
				}
			}
			v, ok := Value{}, true
			switch {
			case e.Name == "set-body":
				body = e.Span()
				v = e.body(named, l)
			case e.hasText():
				v = e.Text(named, l)
			default:
				ok = false
			}
			if ok && !yield(Place{e, nil, v}) {
				return
			}
		}
	}
}

func (e *Element) body(named *NamedValues, l *diag.List) Value {
	if e.HoldsTemplate() {
		return e.Template(named, l)
	}
	return e.Markup(named, l)
}

// hasText reports whether the element holds text and no elements.
func (e *Element) hasText() bool {
	found := false
	for _, n := range e.Children {
		switch n := n.(type) {
		case *Element:
			return false
		case *Text:
			found = found || !isBlank(n.Raw)
		case *CData:
			found = true
		}
	}
	return found
}
