package cryptography

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// The paddings of RSA. The first two are the values of RSASignaturePaddingMode,
// PKCS #1 and OAEP those of RSAEncryptionPaddingMode.
const (
	paddingPKCS1 = 0
	paddingPSS   = 1
	paddingOAEP  = 2
)

// padding is an RSASignaturePadding or an RSAEncryptionPadding.
type padding struct {
	mode int64
	// hash is the hash function of OAEP.
	hash HashName
}

// signaturePadding and encryptionPadding are the two classes.
type (
	signaturePadding  struct{ padding }
	encryptionPadding struct{ padding }
)

func (p *signaturePadding) String() string {
	if p.mode == paddingPSS {
		return "Pss"
	}
	return "Pkcs1"
}

func (p *encryptionPadding) String() string {
	if p.mode == paddingOAEP {
		return "Oaep" + p.hash.name.Text
	}
	return "Pkcs1"
}

// accepts reports whether the class of the object has a padding.
func (r *RSA) accepts(p *padding) error {
	if p == nil {
		return clr.ArgumentNull("padding")
	}
	if !r.next && (p.mode == paddingPSS || p.mode == paddingOAEP && p.hash.name.Text != "SHA1") {
		return failure("Specified padding mode is not valid for this algorithm.")
	}
	return nil
}

// with checks that there are a name of a hash function and a padding, in this order;
// the name itself is looked at later.
func (n HashName) with(p *signaturePadding) (*padding, error) {
	switch {
	case n.name.Text == "":
		return nil, noHashName()
	case p == nil:
		return nil, clr.ArgumentNull("padding")
	}
	return &p.padding, nil
}

func noHashName() error {
	return clr.Argument("The hash algorithm name cannot be null or empty.", "hashAlgorithm")
}

func (p *encryptionPadding) check() (*padding, error) {
	if p == nil {
		return nil, clr.ArgumentNull("padding")
	}
	return &p.padding, nil
}

// stringer is what both classes have.
type stringer interface {
	comparable
	String() string
}

// paddingType declares what both classes have in common.
func paddingType[T stringer](name string, same func(a, b T) bool) types.Decl {
	var null T
	equal := func(a, b T) bool {
		if a == null || b == null {
			return a == b
		}
		return same(a, b)
	}
	return types.Decl{
		Name: namespace + name, Kind: types.Class, Implements: []string{"System.IEquatable<" + name + ">"},
		Class: rt.RefClass[T](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(T).String()), nil },
			Equals: func(_ *rt.Frame, a, b any) (bool, error) {
				o, ok := b.(T)
				return ok && equal(a.(T), o), nil
			},
			Hash: func(_ *rt.Frame, v any) (int32, error) { return rt.HashString(v.(T).String()), nil },
		}),
		Members: []types.Member{
			{Sig: "string ToString()", Impl: field(func(p T) rt.String { return rt.Str(p.String()) })},
			{Sig: "int GetHashCode()", Impl: field(func(p T) int32 { return rt.HashString(p.String()) })},
			{Sig: "bool Equals(object obj)", Impl: rt.Method1(func(p T, o any) (bool, error) {
				x, ok := o.(T)
				return ok && equal(p, x), nil
			})},
			{Sig: "bool Equals(" + name + " other)", Impl: rt.Method1(func(a, b T) (bool, error) { return equal(a, b), nil })},
			{Sig: "static bool operator ==(" + name + " left, " + name + " right)", Impl: rt.Func2(func(a, b T) (bool, error) { return equal(a, b), nil })},
			{Sig: "static bool operator !=(" + name + " left, " + name + " right)", Impl: rt.Func2(func(a, b T) (bool, error) { return !equal(a, b), nil })},
		},
	}
}

// enumOf links a property whose type is an enumeration.
func enumOf[T any](get func(T) int64) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		t := c.ResultType
		return rt.Method0(func(v T) (rt.Enum, error) { return rt.Enum{Type: t, Value: get(v)}, nil })
	})
}

// paddingTypes are RSASignaturePadding, RSAEncryptionPadding and the enumerations
// of their modes.
func paddingTypes() []types.Decl {
	signature := paddingType("RSASignaturePadding", func(a, b *signaturePadding) bool { return *a == *b })
	signature.Members = append(signature.Members,
		types.Member{Sig: "static RSASignaturePadding Pkcs1", Impl: value(&signaturePadding{})},
		types.Member{Sig: "static RSASignaturePadding Pss", Impl: value(&signaturePadding{padding{mode: paddingPSS}})},
		types.Member{Sig: "RSASignaturePaddingMode Mode", Impl: enumOf(func(p *signaturePadding) int64 { return p.mode })},
	)
	encryption := paddingType("RSAEncryptionPadding", func(a, b *encryptionPadding) bool { return *a == *b })
	encryption.Members = append(encryption.Members,
		types.Member{Sig: "static RSAEncryptionPadding Pkcs1", Impl: value(&encryptionPadding{})},
		types.Member{Sig: "static RSAEncryptionPadding CreateOaep(HashAlgorithmName hashAlgorithm)", Impl: rt.Func1(func(n HashName) (*encryptionPadding, error) {
			if n.name.Text == "" {
				return nil, clr.Argument("The hash algorithm name cannot be null or empty.", "hashAlgorithm")
			}
			return &encryptionPadding{padding{paddingOAEP, n}}, nil
		})},
		types.Member{Sig: "RSAEncryptionPaddingMode Mode", Impl: enumOf(func(p *encryptionPadding) int64 { return p.mode / paddingOAEP })},
		types.Member{Sig: "HashAlgorithmName OaepHashAlgorithm", Impl: field(func(p *encryptionPadding) HashName { return p.hash })},
	)
	for _, name := range []string{"SHA1", "SHA256", "SHA384", "SHA512"} {
		encryption.Members = append(encryption.Members, types.Member{
			Sig: "static RSAEncryptionPadding Oaep" + name, Impl: value(&encryptionPadding{padding{paddingOAEP, HashName{rt.Str(name)}}}),
		})
	}
	return []types.Decl{
		signature, encryption,
		{Name: namespace + "RSASignaturePaddingMode", Kind: types.Enum, Values: named(0, "Pkcs1", "Pss")},
		{Name: namespace + "RSAEncryptionPaddingMode", Kind: types.Enum, Values: named(0, "Pkcs1", "Oaep")},
	}
}
