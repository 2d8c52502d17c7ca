package cryptography

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// rsaTypes are AsymmetricAlgorithm, RSA and its classes. Objects are *RSA.
func rsaTypes() []types.Decl {
	list := []types.Decl{
		asymmetricType(), rsaType(),
		// Not in the list of types, but what GetRSAPrivateKey returns and what a
		// published policy casts its result to.
		{Name: namespace + "RSACng", Kind: types.Class, Base: namespace + "RSA", Class: &rt.Class{}, Members: []types.Member{
			{Sig: "new()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return rt.Func0(func() (*RSA, error) { return newKey(c.ResultType, true, 2048) })
			})},
			{Sig: "new(int keySize)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return rt.Func1(func(bits int32) (*RSA, error) { return newKey(c.ResultType, true, bits) })
			})},
		}},
		{Name: namespace + "RSACryptoServiceProvider", Kind: types.Class, Base: namespace + "RSA", Class: &rt.Class{}, Refused: outsideOfList},
	}
	for _, name := range []string{
		"RSAParameters", "CspParameters", "CngKey", "DSA", "DSACryptoServiceProvider", "DSACng", "ECDsa", "ECDsaCng", "ECDiffieHellman",
		"ECCurve", "ECParameters", "RSAOpenSsl", "RSAPKCS1SignatureFormatter", "RSAPKCS1SignatureDeformatter", "RSAOAEPKeyExchangeFormatter",
	} {
		list = append(list, types.Decl{Name: namespace + name, Kind: types.Class, Abstract: true, Refused: outsideOfList})
	}
	return append(list, paddingTypes()...)
}

// keySizes are the sizes that an object may have.
func keySizes() sizes { return sizes{smallestKey, largestKey, 8} }

func newKey(t *rt.Type, next bool, bits int32) (*RSA, error) {
	if !keySizes().has(bits) {
		return nil, failure("Specified key is not a valid size for this algorithm.")
	}
	return &RSA{typ: t, next: next, bits: bits}, nil
}

// createRSA links the static methods Create that take a name: null for names that
// are none.
func createRSA(c *rt.Call) rt.Linker {
	u := universe(c)
	t := lookup(u, namespace+"RSACryptoServiceProvider")
	return rt.Func1(func(name rt.String) (*RSA, error) {
		switch {
		case !name.Valid:
			return nil, clr.ArgumentNull("name")
		case name.Text == "RSA", name.Text == namespace+"RSA", name.Text == namespace+"AsymmetricAlgorithm":
			return newKey(t, false, 1024)
		case byName(u, name.Text) != nil || cipherOf(name.Text) != nil:
			return nil, clr.InvalidUnboxing()
		}
		return nil, nil
	})
}

func createDefault(c *rt.Call) rt.Linker {
	t := lookup(universe(c), namespace+"RSACryptoServiceProvider")
	return rt.Func0(func() (*RSA, error) { return newKey(t, false, 1024) })
}

// asymmetricType is System.Security.Cryptography.AsymmetricAlgorithm, of which RSA
// is the only kind.
func asymmetricType() types.Decl {
	end := rt.FrameMethod0(func(f *rt.Frame, r *RSA) (rt.Void, error) { return rt.Void{}, r.Dispose(f) })
	text := func(get func(*RSA) string) rt.Linker {
		return field(func(r *RSA) rt.String { return rt.Str(get(r)) })
	}
	return types.Decl{
		Name: namespace + "AsymmetricAlgorithm", Kind: types.Class, Abstract: true, Class: &rt.Class{}, Implements: []string{"System.IDisposable"},
		Members: []types.Member{
			{Sig: "static AsymmetricAlgorithm Create()", Impl: rt.Generic(createDefault)},
			{Sig: "static AsymmetricAlgorithm Create(string algName)", Impl: rt.Generic(createRSA)},
			{Sig: "int KeySize", Impl: field((*RSA).size), Set: rt.Method1(func(r *RSA, bits int32) (rt.Void, error) {
				if !keySizes().has(bits) {
					return rt.Void{}, failure("Specified key is not a valid size for this algorithm.")
				}
				// A RSACryptoServiceProvider keeps its key.
				if r.next && bits != r.size() {
					r.bits, r.public, r.private = bits, nil, nil
				}
				return rt.Void{}, nil
			})},
			{Sig: "KeySizes[] LegalKeySizes", Impl: sizesOf(func(*RSA) sizes { return keySizes() })},
			{Sig: "string SignatureAlgorithm", Impl: text(func(r *RSA) string {
				if r.next {
					return "RSA"
				}
				return "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
			})},
			{Sig: "string KeyExchangeAlgorithm", Impl: text(func(r *RSA) string {
				if r.next {
					return "RSA"
				}
				return "RSA-PKCS1-KeyEx"
			})},
			{Sig: "string ToXmlString(bool includePrivateParameters)", Impl: rt.FrameMethod1(func(f *rt.Frame, r *RSA, secret bool) (rt.String, error) { return r.toXML(f, secret) })},
			{Sig: "void FromXmlString(string xmlString)", Impl: rt.FrameMethod1(func(f *rt.Frame, r *RSA, text rt.String) (rt.Void, error) {
				return rt.Void{}, r.fromXML(f, text)
			})},
			{Sig: "void Clear()", Impl: end},
			{Sig: "void Dispose()", Impl: end},
		},
	}
}

// rsaType is System.Security.Cryptography.RSA. The overloads with streams are
// missing: expressions have no streams.
func rsaType() types.Decl {
	unsupported := rt.Method1(func(*RSA, *rt.Array[uint8]) (*rt.Array[uint8], error) {
		return nil, clr.NotSupported("Method is not supported.")
	})
	return types.Decl{
		Name: namespace + "RSA", Kind: types.Class, Base: namespace + "AsymmetricAlgorithm", Abstract: true, Class: &rt.Class{},
		Members: []types.Member{
			{Sig: "static RSA Create()", Impl: rt.Generic(createDefault)},
			{Sig: "static RSA Create(string algName)", Impl: rt.Generic(createRSA)},
			{Sig: "static RSA Create(int keySizeInBits)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := lookup(universe(c), namespace+"RSACng")
				return rt.Func1(func(bits int32) (*RSA, error) { return newKey(t, true, bits) })
			})},
			{Sig: "byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := byteType(c)
				return rt.FrameMethod3(func(f *rt.Frame, r *RSA, data *rt.Array[uint8], name HashName, p *signaturePadding) (*rt.Array[uint8], error) {
					if data == nil {
						return nil, clr.ArgumentNull("data")
					}
					out, err := r.signData(f, data.Items, name, p)
					return array(f, elem, out, err)
				})
			})},
			{Sig: "byte[] SignData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", Impl: rt.Generic(signPart)},
			{Sig: "byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := byteType(c)
				return rt.FrameMethod3(func(f *rt.Frame, r *RSA, hash *rt.Array[uint8], name HashName, p *signaturePadding) (*rt.Array[uint8], error) {
					if hash == nil {
						return nil, clr.ArgumentNull("hash")
					}
					with, err := name.with(p)
					if err != nil {
						return nil, err
					}
					out, err := r.sign(f, hash.Items, name, with)
					return array(f, elem, out, err)
				})
			})},
			{Sig: "bool VerifyData(byte[] data, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", Impl: rt.FrameMethod4(
				func(f *rt.Frame, r *RSA, data, signature *rt.Array[uint8], name HashName, p *signaturePadding) (bool, error) {
					if data == nil {
						return false, clr.ArgumentNull("data")
					}
					return r.verifyData(f, data.Items, signature, name, p)
				})},
			{Sig: "bool VerifyData(byte[] data, int offset, int count, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", Impl: rt.Linker(verifyPart)},
			{Sig: "bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", Impl: rt.FrameMethod4(
				func(f *rt.Frame, r *RSA, hash, signature *rt.Array[uint8], name HashName, p *signaturePadding) (bool, error) {
					switch {
					case hash == nil:
						return false, clr.ArgumentNull("hash")
					case signature == nil:
						return false, clr.ArgumentNull("signature")
					}
					with, err := name.with(p)
					if err != nil {
						return false, err
					}
					return r.verify(f, hash.Items, signature.Items, name, with)
				})},
			{Sig: "byte[] Encrypt(byte[] data, RSAEncryptionPadding padding)", Impl: cryptMember(true)},
			{Sig: "byte[] Decrypt(byte[] data, RSAEncryptionPadding padding)", Impl: cryptMember(false)},
			{Sig: "byte[] EncryptValue(byte[] rgb)", Impl: unsupported},
			{Sig: "byte[] DecryptValue(byte[] rgb)", Impl: unsupported},
		},
		RefusedMembers: []string{"ExportParameters", "ImportParameters"},
	}
}

func cryptMember(encrypt bool) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		elem := byteType(c)
		return rt.FrameMethod2(func(f *rt.Frame, r *RSA, data *rt.Array[uint8], p *encryptionPadding) (*rt.Array[uint8], error) {
			if data == nil {
				return nil, clr.ArgumentNull("data")
			}
			with, err := p.check()
			if err != nil {
				return nil, err
			}
			out, err := r.crypt(f, data.Items, with, encrypt)
			return array(f, elem, out, err)
		})
	})
}

func (r *RSA) signData(f *rt.Frame, data []byte, name HashName, p *signaturePadding) ([]byte, error) {
	with, err := name.with(p)
	if err != nil {
		return nil, err
	}
	hash, err := name.hash(f, data)
	if err != nil {
		return nil, err
	}
	return r.sign(f, hash, name, with)
}

func (r *RSA) verifyData(f *rt.Frame, data []byte, signature *rt.Array[uint8], name HashName, p *signaturePadding) (bool, error) {
	if signature == nil {
		return false, clr.ArgumentNull("signature")
	}
	with, err := name.with(p)
	if err != nil {
		return false, err
	}
	hash, err := name.hash(f, data)
	if err != nil {
		return false, err
	}
	return r.verify(f, hash, signature.Items, name, with)
}

// dataPart returns the part of an array that is signed.
func dataPart(data *rt.Array[uint8], offset, count int32) ([]byte, error) {
	switch {
	case data == nil:
		return nil, clr.ArgumentNull("data")
	case offset < 0 || int(offset) > len(data.Items):
		return nil, clr.ArgumentOutOfRange("", "offset")
	case count < 0 || int(count) > len(data.Items)-int(offset):
		return nil, clr.ArgumentOutOfRange("", "count")
	}
	return data.Items[offset : offset+count], nil
}

// signPart links SignData on a part of an array, which has five parameters and a
// receiver.
func signPart(c *rt.Call) rt.Linker {
	elem := byteType(c)
	last := rt.Arg[*signaturePadding](c.Args[4])
	return func(c *rt.Call) rt.Code {
		head := *c
		head.Args = c.Args[:4]
		return rt.FrameMethod4(func(f *rt.Frame, r *RSA, data *rt.Array[uint8], offset, count int32, name HashName) (*rt.Array[uint8], error) {
			p, err := last(f)
			if err != nil {
				return nil, err
			}
			in, err := dataPart(data, offset, count)
			if err != nil {
				return nil, err
			}
			out, err := r.signData(f, in, name, p)
			return array(f, elem, out, err)
		})(&head)
	}
}

// verifyPart links VerifyData on a part of an array, which has six parameters and
// a receiver.
func verifyPart(c *rt.Call) rt.Code {
	name, padding := rt.Arg[HashName](c.Args[4]), rt.Arg[*signaturePadding](c.Args[5])
	head := *c
	head.Args = c.Args[:4]
	return rt.FrameMethod4(func(f *rt.Frame, r *RSA, data *rt.Array[uint8], offset, count int32, signature *rt.Array[uint8]) (bool, error) {
		n, err := name(f)
		if err != nil {
			return false, err
		}
		p, err := padding(f)
		if err != nil {
			return false, err
		}
		in, err := dataPart(data, offset, count)
		if err != nil {
			return false, err
		}
		return r.verifyData(f, in, signature, n, p)
	})(&head)
}
