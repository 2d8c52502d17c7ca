package cryptography

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// HashName is a System.Security.Cryptography.HashAlgorithmName.
type HashName struct{ name rt.String }

// Name returns the name, "" for none.
func (n HashName) Name() string { return n.name.Text }

// Sum returns the hash of data by the function of that name; ok is false for names
// of none.
func (n HashName) Sum(data []byte) (sum []byte, ok bool) {
	d := digestOf(n.name.Text)
	if d == nil {
		return nil, false
	}
	h := d.make()
	h.Write(data) // it never fails
	return h.Sum(nil), true
}

// hashNameType is System.Security.Cryptography.HashAlgorithmName.
func hashNameType() types.Decl {
	d := types.Decl{
		Name: namespace + "HashAlgorithmName", Kind: types.Struct, Base: "System.ValueType",
		Implements: []string{"System.IEquatable<HashAlgorithmName>"},
		Class: rt.ValueClass[HashName](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(HashName).name.Text), nil },
			Equals:   func(_ *rt.Frame, a, b any) (bool, error) { return a == b, nil },
			Hash:     func(_ *rt.Frame, v any) (int32, error) { return rt.HashString(v.(HashName).name.Text), nil },
		}),
		Members: []types.Member{
			{Sig: "new(string name)", Impl: rt.Func1(func(s rt.String) (HashName, error) { return HashName{s}, nil })},
			{Sig: "string Name", Impl: field(func(n HashName) rt.String { return n.name })},
			{Sig: "string ToString()", Impl: field(func(n HashName) rt.String { return rt.Str(n.name.Text) })},
			{Sig: "bool Equals(object obj)", Impl: rt.Method1(func(n HashName, o any) (bool, error) { return any(n) == o, nil })},
			{Sig: "bool Equals(HashAlgorithmName other)", Impl: rt.Method1(func(n, o HashName) (bool, error) { return n == o, nil })},
			{Sig: "int GetHashCode()", Impl: field(func(n HashName) int32 { return rt.HashString(n.name.Text) })},
			{Sig: "static bool operator ==(HashAlgorithmName left, HashAlgorithmName right)", Impl: rt.Func2(func(a, b HashName) (bool, error) { return a == b, nil })},
			{Sig: "static bool operator !=(HashAlgorithmName left, HashAlgorithmName right)", Impl: rt.Func2(func(a, b HashName) (bool, error) { return a != b, nil })},
		},
	}
	for _, x := range digests() {
		d.Members = append(d.Members, types.Member{Sig: "static HashAlgorithmName " + x.name, Impl: value(HashName{rt.Str(x.name)})})
	}
	return d
}
