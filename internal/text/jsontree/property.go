package jsontree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Property is a JProperty: a name and one value.
type Property struct {
	node
	name  string
	value Token // nil only for a property made from a comment
}

// NewProperty is new JProperty(string, object) for a content that is one token
// or null; see AddContent for other content.
func NewProperty(name string, value Token, charge Charge) (*Property, error) {
	p := newProperty(name)
	return p, p.SetValue(value, charge)
}

func newProperty(name string) *Property {
	return &Property{node: node{typ: TypeProperty}, name: name}
}

// Name is the property's name.
func (p *Property) Name() string { return p.name }

// Value is the property's value. It is nil, C#'s null, only when the property
// was made with a comment for a value.
func (p *Property) Value() Token { return p.value }

// SetValue is the setter of JProperty.Value; nil becomes a JSON null.
func (p *Property) SetValue(value Token, charge Charge) error {
	if p.value == nil {
		return insertItem(p, 0, value, charge)
	}
	if value == nil {
		value = NewNull()
	}
	return setItem(p, 0, value, charge)
}

// HasValues says whether the property has a value.
func (p *Property) HasValues() bool { return p.value != nil }

// Count is 1, or 0 for a property without a value.
func (p *Property) Count() int {
	if p.value == nil {
		return 0
	}
	return 1
}

func (p *Property) child(int) Token { return p.value }
func (p *Property) changes() *stamp { return nil }

func (p *Property) refusesItem(item Token) (ignore bool, err error) {
	if item != nil && item.Type() == TypeComment {
		return true, nil
	}
	if p.value != nil {
		return false, jsonException("Newtonsoft.Json.Linq.JProperty cannot have multiple values.")
	}
	return false, nil
}

func (p *Property) validate(item, _ Token) error {
	if item.Type() == TypeProperty {
		return clr.Argument("Can not add "+TypeName(item)+" to "+TypeName(p)+".", "")
	}
	return nil
}

func (p *Property) place(_ int, item Token) { p.value = item }
func (p *Property) displace(int) error      { return fixedProperty() }
func (p *Property) swap(_ int, item Token)  { p.value = item }
