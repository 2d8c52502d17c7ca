package cryptography

import (
	"bytes"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// hmacTypes are KeyedHashAlgorithm, HMAC and its classes. Objects are *Hash.
func hmacTypes() []types.Decl {
	list := []types.Decl{
		{
			Name: namespace + "KeyedHashAlgorithm", Kind: types.Class, Base: namespace + "HashAlgorithm", Abstract: true, Class: &rt.Class{},
			Members: append(creators("KeyedHashAlgorithm", "HMACSHA1"), types.Member{
				Sig:  "byte[] Key",
				Impl: bytesOf(func(_ *rt.Frame, h *Hash) ([]byte, error) { return h.currentKey() }),
				Set:  rt.FrameMethod1(func(f *rt.Frame, h *Hash, key *rt.Array[uint8]) (rt.Void, error) { return rt.Void{}, h.setKey(f, key) }),
			}),
		},
		{
			Name: namespace + "HMAC", Kind: types.Class, Base: namespace + "KeyedHashAlgorithm", Abstract: true, Class: &rt.Class{},
			Members: append(creators("HMAC", "HMACSHA1"), types.Member{
				Sig:  "string HashName",
				Impl: field(func(h *Hash) rt.String { return rt.Str(h.name) }),
				Set:  rt.Method1(func(h *Hash, name rt.String) (rt.Void, error) { return rt.Void{}, h.setName(name) }),
			}),
		},
	}
	for _, d := range digests() {
		list = append(list, hmacType(d))
	}
	return list
}

// hmacType is the HMAC of one hash function.
func hmacType(d *digest) types.Decl {
	withKey := func(f *rt.Frame, c *rt.Call, key *rt.Array[uint8]) (*Hash, error) {
		h := newHash(c.ResultType, d)
		h.keyed = true
		return h, h.setKey(f, key)
	}
	t := types.Decl{
		Name: namespace + "HMAC" + d.name, Kind: types.Class, Base: namespace + "HMAC", Class: &rt.Class{},
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return rt.Func0(func() (*Hash, error) { return newHMAC(c.ResultType, d), nil })
			})},
			{Sig: "new(byte[] key)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return rt.FrameFunc1(func(f *rt.Frame, key *rt.Array[uint8]) (*Hash, error) { return withKey(f, c, key) })
			})},
		},
	}
	switch d.name {
	case "SHA1":
		// The flag chooses between two implementations of the same function.
		t.Members = append(t.Members, types.Member{Sig: "new(byte[] key, bool useManagedSha1)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			return rt.FrameFunc2(func(f *rt.Frame, key *rt.Array[uint8], _ bool) (*Hash, error) { return withKey(f, c, key) })
		})})
	case "SHA384", "SHA512":
		// A mistake of .NET Framework 2.0 that could be asked for again.
		t.Members = append(t.Members, types.Member{Sig: "bool ProduceLegacyHmacValues", Impl: field(func(*Hash) bool { return false })})
	}
	return t
}

// currentKey is Key.
func (h *Hash) currentKey() ([]byte, error) {
	if h.disposed {
		return nil, clr.NullReference()
	}
	return bytes.Clone(h.key), nil
}
