package jsontree

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// indexFrom is the number of properties from which on an object keeps a hash
// index; below, comparing names one after the other is faster.
const indexFrom = 17

// firstChildren is how many children a container makes room for with its first.
const firstChildren = 4

// Object is a JObject: properties in the order of their insertion, by name.
type Object struct {
	node
	stamp
	props []*Property
	names *nameIndex // nil while there are fewer than indexFrom properties
	// unread is the text of an object that nobody has looked into yet; then there are
	// no props. See Options.Lazy.
	unread  string
	reserve *reserve
}

// list returns the properties.
func (o *Object) list() []*Property {
	if o.unread != "" {
		o.expand()
	}
	return o.props
}

// NewObject is new JObject().
func NewObject() *Object { return &Object{node: node{typ: TypeObject}} }

// HasValues says whether the object has properties.
func (o *Object) HasValues() bool { return o.unread != "" || len(o.props) > 0 }

// Count is the number of properties.
func (o *Object) Count() int { return len(o.list()) }

// PropertyAt returns the property at a position from 0 to Count()-1.
func (o *Object) PropertyAt(i int) *Property { return o.list()[i] }

// Property is JObject.Property(name): nil when there is none. Names are compared
// by code unit.
func (o *Object) Property(name string) *Property {
	props := o.list()
	if o.names != nil {
		if i := o.names.find(props, name); i >= 0 {
			return props[i]
		}
		return nil
	}
	for _, p := range props {
		if p.name == name {
			return p
		}
	}
	return nil
}

// Get is the getter of JObject's indexer: nil for a name that is not there.
func (o *Object) Get(name string) Token {
	if props := o.list(); o.names == nil {
		for _, p := range props {
			if p.name == name {
				return p.value
			}
		}
		return nil
	}
	if p := o.Property(name); p != nil {
		return p.value
	}
	return nil
}

// PropertyFold is Property with a comparison that ignores case
// (StringComparison.OrdinalIgnoreCase); an exact match comes first.
func (o *Object) PropertyFold(name string) *Property {
	if p := o.Property(name); p != nil {
		return p
	}
	for _, p := range o.list() {
		if netfmt.OrdinalIgnoreCaseEqual(p.name, name) {
			return p
		}
	}
	return nil
}

// Comparison selects how GetValue compares names.
type Comparison uint8

// The comparisons; the cultures of .NET's StringComparison fall together with
// the ordinal ones.
const (
	Ordinal Comparison = iota
	IgnoreCase
)

// GetValue is JObject.GetValue(string, StringComparison).
func (o *Object) GetValue(name string, comparison Comparison) Token {
	p := o.Property(name)
	if p == nil && comparison == IgnoreCase {
		p = o.PropertyFold(name)
	}
	if p == nil {
		return nil
	}
	return p.value
}

// Set is the setter of JObject's indexer: it overwrites in place or appends.
// A nil value becomes a JSON null.
func (o *Object) Set(name string, value Token, charge Charge) error {
	if p := o.Property(name); p != nil {
		return p.SetValue(value, charge)
	}
	return o.Add(name, value, charge)
}

// Add is JObject.Add(string, JToken); it throws when the name is there already.
func (o *Object) Add(name string, value Token, charge Charge) error {
	p, err := NewProperty(name, value, charge)
	if err != nil {
		return err
	}
	return insertItem(o, o.Count(), p, charge)
}

// Remove is JObject.Remove(string): it says whether the property was there.
func (o *Object) Remove(name string) bool {
	p := o.Property(name)
	return p != nil && removeAt(o, int(p.node.index)) == nil
}

func (o *Object) child(i int) Token { return o.list()[i] }
func (o *Object) changes() *stamp   { return &o.stamp }

func (o *Object) refusesItem(item Token) (ignore bool, err error) {
	return item != nil && item.Type() == TypeComment, nil
}

func (o *Object) validate(item, existing Token) error {
	p, ok := item.(*Property)
	if !ok {
		return clr.Argument("Can not add "+TypeName(item)+" to "+TypeName(o)+".", "")
	}
	if existing != nil && existing.(*Property).name == p.name {
		return nil
	}
	if o.Property(p.name) != nil {
		return clr.Argument("Can not add property "+p.name+" to "+TypeName(o)+". Property with the same name already exists on object.", "")
	}
	return nil
}

func (o *Object) place(i int, item Token) {
	p := item.(*Property)
	o.version++
	if i == len(o.list()) {
		if o.props == nil {
			o.props = make([]*Property, 0, firstChildren)
		}
		o.props = append(o.props, p)
	} else {
		o.props = slices.Insert(o.props, i, p)
		renumber(o.props, i)
	}
	switch {
	case o.names != nil:
		o.names.insert(o.props, i)
	case len(o.props) >= indexFrom:
		o.names = newNameIndex(o.props)
	}
}

func (o *Object) displace(i int) error {
	o.list()
	o.version++
	if o.names != nil {
		o.names.remove(o.props, i)
	}
	o.props[i].detach()
	o.props = slices.Delete(o.props, i, i+1)
	renumber(o.props, i)
	if len(o.props) < indexFrom {
		o.names = nil
	}
	return nil
}

func (o *Object) swap(i int, item Token) {
	o.version++
	p := item.(*Property)
	renamed := o.list()[i].name != p.name
	if o.names != nil && renamed {
		o.names.drop(o.props, i)
	}
	o.props[i] = p
	if o.names != nil && renamed {
		o.names.put(o.props, i)
	}
}
