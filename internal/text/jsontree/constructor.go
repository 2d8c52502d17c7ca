package jsontree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Constructor is a JConstructor: `new Date(1)` in JSON text.
type Constructor struct {
	node
	childList
	name string
}

// NewConstructor is new JConstructor(string); an empty name throws.
func NewConstructor(name string) (*Constructor, error) {
	if name == "" {
		return nil, clr.Argument("Constructor name cannot be empty.", "name")
	}
	return &Constructor{node: node{typ: TypeConstructor}, name: name}, nil
}

// EmptyConstructor is new JConstructor(), which has no name.
func EmptyConstructor() *Constructor { return &Constructor{node: node{typ: TypeConstructor}} }

// Name is the constructor's name.
func (c *Constructor) Name() string { return c.name }

// SetName is the setter of JConstructor.Name.
func (c *Constructor) SetName(name string) { c.name = name }

// At returns an argument; it throws for an index out of range.
func (c *Constructor) At(index int) (Token, error) { return c.at(index) }

// SetAt replaces an argument.
func (c *Constructor) SetAt(index int, item Token, charge Charge) error {
	return setItem(c, index, item, charge)
}

func (c *Constructor) validate(item, _ Token) error { return refuseProperty(c, item) }
