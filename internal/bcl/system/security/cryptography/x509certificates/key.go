package x509certificates

import (
	"crypto/rsa"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// publicKey is a PublicKey.
type publicKey struct {
	info keyInfo
	key  any // Go's form
}

// publicKeyType is System.Security.Cryptography.X509Certificates.PublicKey.
func publicKeyType() types.Decl {
	part := func(name string, raw func(keyInfo) []byte) types.Member {
		return types.Member{Sig: "AsnEncodedData " + name, Impl: rt.Method0(func(k *publicKey) (*encoded, error) {
			return &encoded{cryptography.NewOID(k.info.Algorithm.Algorithm.String()), raw(k.info)}, nil
		})}
	}
	return types.Decl{
		Name: namespace + "PublicKey", Kind: types.Class, Class: rt.RefClass[*publicKey](rt.Class{}),
		Members: []types.Member{
			part("EncodedKeyValue", func(i keyInfo) []byte { return i.Key.Bytes }),
			part("EncodedParameters", func(i keyInfo) []byte { return i.Algorithm.Parameters.FullBytes }),
			{Sig: "Oid Oid", Impl: rt.Method0(func(k *publicKey) (*cryptography.OID, error) {
				return cryptography.NewOID(k.info.Algorithm.Algorithm.String()), nil
			})},
			{Sig: "AsymmetricAlgorithm Key", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return rt.Method0(func(k *publicKey) (*cryptography.RSA, error) {
					public, ok := k.key.(*rsa.PublicKey)
					if !ok {
						return nil, clr.NotSupported("The certificate key algorithm is not supported.")
					}
					return cryptography.NewProviderRSA(c, public, nil), nil
				})
			})},
		},
	}
}

// keyExtensionsType is RSACertificateExtensions. Keys of other kinds give null.
func keyExtensionsType() types.Decl {
	return types.Decl{
		Name: namespace + "RSACertificateExtensions", Kind: types.Class, Static: true,
		Members: []types.Member{
			{Sig: "static RSA GetRSAPublicKey(this X509Certificate2 certificate)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return rt.Func1(func(x *Certificate) (*cryptography.RSA, error) {
					if x == nil {
						return nil, clr.ArgumentNull("certificate")
					}
					if _, err := filled(x); err != nil {
						return nil, err
					}
					public, ok := x.leaf.PublicKey.(*rsa.PublicKey)
					if !ok {
						return nil, nil
					}
					return cryptography.NewRSA(c, public, nil), nil
				})
			})},
			{Sig: "static RSA GetRSAPrivateKey(this X509Certificate2 certificate)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return rt.Func1(func(x *Certificate) (*cryptography.RSA, error) {
					if x == nil {
						return nil, clr.ArgumentNull("certificate")
					}
					if _, err := filled(x); err != nil {
						return nil, err
					}
					private, ok := x.key.(*rsa.PrivateKey)
					if !ok {
						return nil, nil
					}
					return cryptography.NewRSA(c, &private.PublicKey, private), nil
				})
			})},
		},
	}
}
