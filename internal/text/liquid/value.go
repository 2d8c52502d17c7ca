package liquid

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Value is what templates work on: nil, bool, int32, int64, float64, string,
// clr.Decimal, clr.Char, clr.DateTime, clr.DateTimeOffset, clr.TimeSpan, clr.Guid,
// or a value with one of the interfaces below. Values of other types have no
// members and are written as nothing. Strings are UTF-8 with surrogates without a
// partner as three bytes.
type Value any

// Sequence is something that can be iterated. It may be large or endless to
// human eyes: elements are asked for one at a time.
type Sequence interface {
	Len() int
	// At returns element i, which is in range.
	At(i int) Value
}

// List is a sequence with elements that can be reached by their index.
type List interface {
	Sequence
	// Indexed does nothing; it tells lists from other sequences.
	Indexed()
}

// Dictionary holds values by name, in order. It is iterated as pairs.
type Dictionary interface {
	Get(name string) (v Value, ok bool)
	Len() int
	// Entry returns entry i, which is in range.
	Entry(i int) (name string, v Value)
}

// Object has members and cannot be iterated. It is written as nothing.
type Object interface {
	Get(name string) (v Value, ok bool)
}

// Scalar is a list, dictionary or object that stands for a plain value wherever
// one is wanted: when it is written, compared or given to a filter for texts.
type Scalar interface {
	// Scalar returns a plain value.
	Scalar() Value
}

// Values is a list of values.
type Values []Value

// Len returns the number of values.
func (l Values) Len() int { return len(l) }

// At returns value i.
func (l Values) At(i int) Value { return l[i] }

// Indexed makes Values a List.
func (Values) Indexed() {}

// sequence is a list that DotLiquid knows as an enumerable only: without
// elements by index.
type sequence []Value

func (s sequence) Len() int       { return len(s) }
func (s sequence) At(i int) Value { return s[i] }

// span is a range (first..last) of whole numbers.
type span struct{ first, last int32 }

func (s span) Len() int       { return max(int(s.last)-int(s.first)+1, 0) }
func (s span) At(i int) Value { return int32(int(s.first) + i) }

// repeated is a text several times: "ab" | Times: 3.
type repeated struct {
	text  string
	count int
}

func (r repeated) Len() int     { return r.count }
func (r repeated) At(int) Value { return r.text }

// characters are the UTF-16 units of a text.
type characters []clr.Char

func (c characters) Len() int       { return len(c) }
func (c characters) At(i int) Value { return c[i] }

// ascii are the characters of a text that has only ASCII ones.
type ascii string

func (s ascii) Len() int       { return len(s) }
func (s ascii) At(i int) Value { return clr.Char(s[i]) }

// pairs are the entries of a dictionary.
type pairs struct{ Dictionary }

func (p pairs) At(i int) Value {
	name, v := p.Entry(i)
	return pair{name, v}
}

// pair is an entry of a dictionary: a KeyValuePair.
type pair struct {
	key   string
	value Value
}

// nested is an entry with a dictionary as its value when it is the variable of a
// for: the members of that dictionary are reached through it as well.
type nested struct {
	key   string
	value Dictionary
}

// Get returns the key, the dictionary, or one of its members.
func (n nested) Get(name string) (Value, bool) {
	switch name {
	case "0", "Key", "itemName":
		return n.key, true
	case "1", "Value":
		return n.value, true
	}
	return n.value.Get(name)
}

// keyword is one of the words that are a question to the other side of == .
type keyword uint8

const (
	blank keyword = iota + 1
	empty
)

// holds answers the question.
func (k keyword) holds(v Value) bool {
	if k == blank {
		switch v := v.(type) {
		case nil:
			return true
		case bool:
			return !v
		case string:
			return isBlank(v)
		}
	}
	s, ok := sequenceOf(v)
	return ok && s.Len() == 0
}

// sequenceOf returns what a foreach would iterate over.
func sequenceOf(v Value) (Sequence, bool) {
	switch v := v.(type) {
	case nil:
		return nil, false
	case Sequence:
		return v, true
	case Dictionary:
		return pairs{v}, true
	case string:
		if isASCII(v) {
			return ascii(v), true
		}
		return characters(units(v)), true
	}
	return nil, false
}

// plain returns the plain value that v stands for, or v.
func plain(v Value) Value {
	if s, ok := v.(Scalar); ok {
		return s.Scalar()
	}
	return v
}

// typeName is the .NET name of the type DotLiquid would have to do with.
func typeName(v Value) string {
	switch v := v.(type) {
	case nil:
		return "System.Object"
	case pair:
		return "System.Collections.Generic.KeyValuePair`2[System.String,System.Object]"
	case span:
		return "DotLiquid.Util.Range+<Inclusive>d__12`1[System.Int32]"
	case sequence, repeated:
		return "System.Collections.Generic.IEnumerable`1[System.Object]"
	case List:
		return "System.Collections.Generic.List`1[System.Object]"
	case Dictionary:
		return "DotLiquid.Hash"
	case keyword:
		return "DotLiquid.Util.Symbol"
	case clr.DateTimeOffset:
		return "System.DateTimeOffset"
	case clr.TimeSpan:
		return "System.TimeSpan"
	case clr.Guid:
		return "System.Guid"
	case nested:
		return "DotLiquid.Tags.LegacyKeyValueDrop"
	case Object:
		return "DotLiquid.Drop"
	default:
		return "System." + kindOf(v).name()
	}
}

// fullName is the name of the type as Type.FullName gives it, with assemblies.
func fullName(v Value) string {
	const library = ", mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
	switch name := typeName(v); name {
	case "System.Collections.Generic.List`1[System.Object]":
		return "System.Collections.Generic.List`1[[System.Object" + library + "]]"
	case "System.Collections.Generic.KeyValuePair`2[System.String,System.Object]":
		return "System.Collections.Generic.KeyValuePair`2[[System.String" + library + "],[System.Object" + library + "]]"
	default:
		return name
	}
}
