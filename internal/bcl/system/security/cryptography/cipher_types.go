package cryptography

import (
	"bytes"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// cipherTypes are System.Security.Cryptography.SymmetricAlgorithm, its
// enumerations and the classes behind it, which expressions cannot name. Objects
// are *Cipher.
func cipherTypes() []types.Decl {
	list := []types.Decl{
		symmetricType(), keySizesType(),
		{Name: namespace + "CipherMode", Kind: types.Enum, Values: named(modeCBC, "CBC", "ECB", "OFB", "CFB", "CTS")},
		{Name: namespace + "PaddingMode", Kind: types.Enum, Values: named(padNone, "None", "PKCS7", "Zeros", "ANSIX923", "ISO10126")},
	}
	// What CreateEncryptor makes; its class in .NET depends on the algorithm.
	list = append(list, types.Decl{
		Name: namespace + "CryptoAPITransform", Kind: types.Class, Implements: []string{namespace + "ICryptoTransform"},
		Class: rt.RefClass[*worker](rt.Class{}), Refused: outsideOfList,
	})
	for _, s := range schemes() {
		list = append(list, types.Decl{Name: namespace + s.class, Kind: types.Class, Base: namespace + "SymmetricAlgorithm", Class: &rt.Class{}, Refused: outsideOfList})
	}
	for _, name := range []string{"Aes", "AesCng", "Rijndael", "DES", "TripleDES", "TripleDESCng", "RC2", "AesGcm", "AesCcm", "ChaCha20Poly1305"} {
		list = append(list, types.Decl{Name: namespace + name, Kind: types.Class, Abstract: true, Refused: outsideOfList})
	}
	return list
}

// keySizesType is System.Security.Cryptography.KeySizes, which properties of
// allowed types return.
func keySizesType() types.Decl {
	return types.Decl{
		Name: namespace + "KeySizes", Kind: types.Class, Class: rt.RefClass[*sizes](rt.Class{}),
		Members: []types.Member{
			{Sig: "int MinSize", Impl: field(func(s *sizes) int32 { return s.min })},
			{Sig: "int MaxSize", Impl: field(func(s *sizes) int32 { return s.max })},
			{Sig: "int SkipSize", Impl: field(func(s *sizes) int32 { return s.step })},
		},
	}
}

// sizesOf links a property of type KeySizes[].
func sizesOf[T any](get func(T) sizes) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		elem := c.ResultType.Elem
		return rt.Method0(func(v T) (*rt.Array[any], error) {
			s := get(v)
			return rt.NewArray(elem, []any{&s}), nil
		})
	})
}

// setting links the setter of a property with a check.
func setting[T any](check func(*Cipher, T) error) rt.Linker {
	return rt.Method1(func(c *Cipher, v T) (rt.Void, error) { return rt.Void{}, check(c, v) })
}

// symmetricType is System.Security.Cryptography.SymmetricAlgorithm.
func symmetricType() types.Decl {
	enum := func(get func(*Cipher) int64) rt.Linker {
		return rt.Generic(func(c *rt.Call) rt.Linker {
			t := c.ResultType
			return rt.Method0(func(c *Cipher) (rt.Enum, error) { return rt.Enum{Type: t, Value: get(c)}, nil })
		})
	}
	end := rt.FrameMethod0(func(f *rt.Frame, c *Cipher) (rt.Void, error) { return rt.Void{}, c.Dispose(f) })
	d := types.Decl{
		Name: namespace + "SymmetricAlgorithm", Kind: types.Class, Abstract: true, Class: &rt.Class{}, Implements: []string{"System.IDisposable"},
		RefusedMembers: []string{"Create()"},
		Members: []types.Member{
			{Sig: "static SymmetricAlgorithm Create(string algName)", Impl: rt.Generic(createCipher)},
			{
				Sig: "byte[] Key", Impl: bytesOf(func(_ *rt.Frame, c *Cipher) ([]byte, error) { return bytes.Clone(c.currentKey()), nil }),
				Set: setting(func(c *Cipher, key *rt.Array[uint8]) error {
					if key == nil {
						return clr.ArgumentNull("value")
					}
					if err := c.checkKey(key.Items); err != nil {
						return err
					}
					c.key, c.keyBits = bytes.Clone(key.Items), int32(len(key.Items))*8
					return nil
				}),
			},
			{
				Sig: "byte[] IV", Impl: bytesOf(func(_ *rt.Frame, c *Cipher) ([]byte, error) { return bytes.Clone(c.currentIV()), nil }),
				Set: setting(func(c *Cipher, iv *rt.Array[uint8]) error {
					if iv == nil {
						return clr.ArgumentNull("value")
					}
					if err := c.checkIV(iv.Items); err != nil {
						return err
					}
					c.iv = bytes.Clone(iv.Items)
					return nil
				}),
			},
			{
				Sig: "int KeySize", Impl: field(func(c *Cipher) int32 { return c.keyBits }),
				Set: setting(func(c *Cipher, bits int32) error {
					if !c.scheme.keys.has(bits) {
						return failure("Specified key is not a valid size for this algorithm.")
					}
					c.keyBits, c.key = bits, nil
					return nil
				}),
			},
			{
				Sig: "int BlockSize", Impl: field(func(c *Cipher) int32 { return c.scheme.blockBits }),
				Set: setting(func(c *Cipher, bits int32) error {
					if bits != c.scheme.blockBits {
						return failure("Specified block size is not valid for this algorithm.")
					}
					return nil
				}),
			},
			{
				Sig: "int FeedbackSize", Impl: field(func(c *Cipher) int32 { return c.feedback }),
				Set: setting(func(c *Cipher, bits int32) error {
					if bits <= 0 || bits > c.scheme.blockBits || bits%8 != 0 {
						return failure("Specified feedback size is invalid.")
					}
					c.feedback = bits
					return nil
				}),
			},
			{
				Sig: "CipherMode Mode", Impl: enum(func(c *Cipher) int64 { return c.mode }),
				Set: setting(func(c *Cipher, m rt.Enum) error {
					if m.Value < modeCBC || m.Value > modeCFB {
						return failure("Specified cipher mode is not valid for this algorithm.")
					}
					c.mode = m.Value
					return nil
				}),
			},
			{
				Sig: "PaddingMode Padding", Impl: enum(func(c *Cipher) int64 { return c.padding }),
				Set: setting(func(c *Cipher, p rt.Enum) error {
					if p.Value < padNone || p.Value > padISO10126 {
						return failure("Specified padding mode is not valid for this algorithm.")
					}
					c.padding = p.Value
					return nil
				}),
			},
			{Sig: "KeySizes[] LegalKeySizes", Impl: sizesOf(func(c *Cipher) sizes { return c.scheme.keys })},
			{Sig: "KeySizes[] LegalBlockSizes", Impl: sizesOf(func(c *Cipher) sizes { return sizes{c.scheme.blockBits, c.scheme.blockBits, 0} })},
			{Sig: "bool ValidKeySize(int bitLength)", Impl: rt.Method1(func(c *Cipher, bits int32) (bool, error) { return c.scheme.keys.has(bits), nil })},
			{Sig: "void GenerateKey()", Impl: rt.Method0(func(c *Cipher) (rt.Void, error) { c.key = nil; c.currentKey(); return rt.Void{}, nil })},
			{Sig: "void GenerateIV()", Impl: rt.Method0(func(c *Cipher) (rt.Void, error) { c.iv = nil; c.currentIV(); return rt.Void{}, nil })},
			{Sig: "void Clear()", Impl: end},
			{Sig: "void Dispose()", Impl: end},
		},
	}
	for _, x := range []struct {
		name    string
		encrypt bool
	}{{"CreateEncryptor", true}, {"CreateDecryptor", false}} {
		d.Members = append(d.Members,
			types.Member{Sig: "ICryptoTransform " + x.name + "()", Impl: rt.Method0(func(c *Cipher) (*worker, error) {
				return c.worker(rt.NewArray(nil, c.currentKey()), rt.NewArray(nil, c.currentIV()), x.encrypt)
			})},
			types.Member{Sig: "ICryptoTransform " + x.name + "(byte[] rgbKey, byte[] rgbIV)", Impl: rt.Method2(func(c *Cipher, key, iv *rt.Array[uint8]) (*worker, error) {
				return c.worker(key, iv, x.encrypt)
			})},
		)
	}
	return d
}

// createCipher links SymmetricAlgorithm.Create: null for names that are none.
func createCipher(c *rt.Call) rt.Linker {
	u := universe(c)
	return rt.Func1(func(name rt.String) (*Cipher, error) {
		if !name.Valid {
			return nil, clr.ArgumentNull("name")
		}
		s := cipherOf(name.Text)
		if s == nil {
			if byName(u, name.Text) != nil {
				// The name of a hash algorithm.
				return nil, clr.InvalidUnboxing()
			}
			return nil, nil
		}
		return newCipher(lookup(u, namespace+s.class), s), nil
	})
}
