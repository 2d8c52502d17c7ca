package jsontree

import (
	"hash/fnv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// FromObject is JToken.FromObject for the payloads of NewValue, char, enums and
// tokens, which are copied. Null throws. (Objects of other types are their
// members' business.)
func FromObject(payload Content, charge Charge) (Token, error) {
	switch p := payload.(type) {
	case nil:
		return nil, clr.ArgumentNull("o")
	case Token:
		return Clone(p, charge)
	case clr.Char:
		return NewString(p.String()), nil
	case Enum:
		payload = int32(p.Value)
	}
	v, err := NewValue(payload)
	if err != nil {
		return nil, err
	}
	return v, nil
}

// Equals is JValue.Equals: same type and equal payload. A nil other is
// different.
func (v *Value) Equals(other *Value) (bool, error) {
	if other == nil {
		return false, nil
	}
	return valuesEqual(v, other)
}

// HashCode is JValue.GetHashCode: the same where it is the same in .NET, though not
// the number that .NET computes.
func (v *Value) HashCode() int32 {
	h := fnv.New32a()
	h.Write(hashText(v))
	return int32(h.Sum32())
}
