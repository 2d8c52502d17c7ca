package jsontree

// Array is a JArray.
type Array struct {
	node
	childList
}

// NewArray is new JArray().
func NewArray() *Array { return &Array{node: node{typ: TypeArray}} }

// At is the getter of JArray's indexer; it throws for an index out of range.
func (a *Array) At(index int) (Token, error) { return a.at(index) }

// SetAt is the setter of JArray's indexer.
func (a *Array) SetAt(index int, item Token, charge Charge) error {
	return setItem(a, index, item, charge)
}

// Insert is JArray.Insert.
func (a *Array) Insert(index int, item Token, charge Charge) error {
	return insertItem(a, index, item, charge)
}

// Add is JArray.Add(JToken).
func (a *Array) Add(item Token, charge Charge) error {
	return insertItem(a, len(a.items), item, charge)
}

// RemoveAt is JArray.RemoveAt.
func (a *Array) RemoveAt(index int) error { return removeAt(a, index) }

// Remove is JArray.Remove: it removes item itself and says whether it was there.
func (a *Array) Remove(item Token) bool {
	i := indexOf(a, item)
	return i >= 0 && removeAt(a, i) == nil
}

func (a *Array) validate(item, _ Token) error { return refuseProperty(a, item) }
