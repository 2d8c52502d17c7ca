package xml

import (
	"iter"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// parts are what a reader says about the thing it stands on.
type parts struct {
	prefix, local, space, value string
	// hasValue says that things of its type have a value.
	hasValue bool
}

func (p parts) name() string { return qualified(p.prefix, p.local) }

func (r *Reader) parts() parts {
	switch {
	case r.state != stateInteractive:
		return parts{}
	case r.attribute != nil:
		a := r.attribute
		return parts{attributePrefix(a), a.Name().Local, attributeSpace(a), a.Value(), true}
	case r.declaration:
		return parts{local: "xml", value: r.head, hasValue: true}
	}
	switch n := r.at.(type) {
	case *xmltree.Element:
		return parts{prefix: elementPrefix(n), local: n.Name().Local, space: string(n.Name().Space)}
	case *xmltree.Text:
		return parts{value: n.Value(), hasValue: true}
	case *xmltree.Comment:
		return parts{value: n.Value(), hasValue: true}
	case *xmltree.Instruction:
		return parts{local: n.Target(), value: n.Data(), hasValue: true}
	case *xmltree.DocumentType:
		p := parts{local: n.Name, hasValue: true}
		if n.Subset != nil {
			p.value = *n.Subset
		}
		return p
	}
	return parts{}
}

// attributes enumerates the attributes of what the reader stands on: an element,
// or the XML declaration.
func (r *Reader) attributes() iter.Seq[*xmltree.Attribute] {
	if e := r.element(); e != nil {
		return e.Attributes()
	}
	return func(yield func(*xmltree.Attribute) bool) {
		if !r.declaration {
			return
		}
		d := r.top.Document().Declaration
		for _, part := range []struct{ name, value string }{
			{"version", d.Version}, {"encoding", d.Encoding}, {"standalone", d.Standalone},
		} {
			if part.value == "" {
				continue
			}
			a, err := xmltree.NewAttribute(xmltree.Name{Local: part.name}, part.value)
			if err != nil || !yield(a) {
				return
			}
		}
	}
}

// attributeAt returns attribute i, nil if there is none.
func (r *Reader) attributeAt(i int) *xmltree.Attribute {
	if i >= 0 {
		for a := range r.attributes() {
			if i == 0 {
				return a
			}
			i--
		}
	}
	return nil
}

func (r *Reader) attributeCount() int {
	n := 0
	for range r.attributes() {
		n++
	}
	return n
}

// named finds an attribute by its name as written, in by local name and namespace.
func (r *Reader) named(name string) *xmltree.Attribute {
	if e := r.element(); e != nil {
		return attributeNamed(e, name)
	}
	for a := range r.attributes() {
		if a.Name().Local == name {
			return a
		}
	}
	return nil
}

func (r *Reader) in(local, space rt.String) *xmltree.Attribute {
	if e := r.element(); e != nil {
		if r.fromTree && !space.Valid {
			return nil
		}
		return attributeIn(e, local.Text, space.Text)
	}
	if space.Text != "" {
		return nil
	}
	return r.named(local.Text)
}

// valueOrNull is the value of an attribute, null for none.
func valueOrNull(a *xmltree.Attribute) rt.String {
	if a == nil {
		return rt.String{}
	}
	return rt.Str(a.Value())
}

// askedFor is named for the name that an expression gives: only a reader over nodes
// takes null.
func (r *Reader) askedFor(name rt.String) (*xmltree.Attribute, error) {
	if !name.Valid && !r.fromTree {
		return nil, clr.NullReference()
	}
	return r.named(name.Text), nil
}

// askedForIn is in for the names that an expression gives.
func (r *Reader) askedForIn(local, space rt.String) (*xmltree.Attribute, error) {
	if !local.Valid && !r.fromTree {
		return nil, clr.ArgumentNull("value")
	}
	return r.in(local, space), nil
}

// outsideTree reports whether a reader over nodes stands on none.
func (r *Reader) outsideTree() bool { return r.fromTree && r.state != stateInteractive }

// valueAt is GetAttribute(int).
func (r *Reader) valueAt(i int32) (rt.String, error) {
	a := r.attributeAt(int(i))
	if a == nil && r.outsideTree() {
		return rt.String{}, nil
	}
	if a == nil {
		return rt.String{}, clr.ArgumentOutOfRange("", "i")
	}
	return rt.Str(a.Value()), nil
}

// moveTo moves to an attribute; nil leaves the reader where it is.
func (r *Reader) moveTo(a *xmltree.Attribute) bool {
	if a == nil {
		return false
	}
	r.attribute = a
	return true
}

// moveToNext moves to the attribute behind the one the reader stands on, or to
// the first.
func (r *Reader) moveToNext() bool {
	take := r.attribute == nil
	for a := range r.attributes() {
		if take {
			return r.moveTo(a)
		}
		take = a.Name() == r.attribute.Name()
	}
	return false
}
