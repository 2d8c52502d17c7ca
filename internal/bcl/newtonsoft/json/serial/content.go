package serial

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// Content returns a boxed value as content of a token: what JContainer.Add(object)
// and the constructors of tokens take. Every sequence that is not a string, a
// byte[] or a token is several items.
func Content(f *rt.Frame, v any) jsontree.Content {
	if p, ok := Payload(v); ok {
		return p
	}
	if IsSequence(f, v) {
		return &multi{f, v}
	}
	return Unknown(f, v)
}

// Unknown returns an object as content that no token takes; the exception names
// the object's type.
func Unknown(f *rt.Frame, v any) jsontree.Content { return unknown{rt.DisplayName(f.Env.TypeOf(v))} }

// nothing is what System.DBNull implements: JSON writes null for it.
type nothing interface{ IsNothing() }

// Payload returns what a token keeps of a boxed value; ok is false for objects
// that no single token can hold. Tokens and null are their own payload.
func Payload(v any) (p jsontree.Content, ok bool) {
	switch v := v.(type) {
	case nil, jsontree.Token, string, bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64,
		clr.Char, clr.Decimal, clr.DateTime, clr.DateTimeOffset, clr.TimeSpan, clr.Guid, jsontree.URI:
		return v, true
	case rt.Enum:
		return jsontree.Enum{Type: v.Type.Name, Name: v.String(), Value: v.Value}, true
	case *rt.Array[uint8]:
		return v.Items, true
	case nothing:
		return nil, true
	case *BigInteger:
		return v.Int, true
	}
	return nil, false
}

// Box returns the payload of a token as an object. of is any type of the library.
func Box(payload any, of *rt.Type) any {
	switch p := payload.(type) {
	case []byte:
		return rt.NewArray(runtimeOf(universe(of).Special(types.Byte)), p)
	case jsontree.Enum:
		if t := universe(of).Lookup(p.Type, 0); t != nil {
			return rt.Enum{Type: runtimeOf(t), Value: p.Value}
		}
		return int32(p.Value)
	}
	return boxBig(payload)
}

func universe(t *rt.Type) *types.Universe { return t.Static.(*types.Type).Universe() }

func runtimeOf(t *types.Type) *rt.Type { return t.Runtime.(*rt.Type) }

// IsSequence reports whether an object is an IEnumerable; strings and tokens are.
func IsSequence(f *rt.Frame, v any) bool {
	switch v.(type) {
	case rt.Enumerable, rt.TypedEnumerable, string:
		return true
	}
	t := f.Env.TypeOf(v)
	return t != nil && t.Class != nil && t.Class.Enumerate != nil
}

// multi is a sequence as content.
type multi struct {
	f *rt.Frame
	v any
}

// elements enumerates a sequence; an array of several dimensions is one of rows.
func elements(f *rt.Frame, v any) (rt.Enumerator, error) {
	if a, ok := v.(rt.AnyArray); ok && a.Dims() != nil {
		return a.Rows(), nil
	}
	return rt.Enumerate(f, v, nil)
}

// Each enumerates the sequence.
func (m *multi) Each(yield func(jsontree.Content) error) error {
	e, err := rt.Enumerate(m.f, m.v, nil)
	if err != nil {
		return err
	}
	for {
		err := m.f.Step()
		if err != nil {
			return err
		}
		v, ok, err := e.Next(m.f)
		if ok && err == nil {
			err = yield(Content(m.f, v))
		}
		if err != nil || !ok {
			return rt.Leave(m.f, e, err)
		}
	}
}

// unknown is an object that no token holds.
type unknown struct{ name string }

// DotNetType returns the type's name.
func (u unknown) DotNetType() string { return u.name }
