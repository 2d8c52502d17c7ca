package cryptography

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// hashTypes are System.Security.Cryptography.HashAlgorithm and its classes
// without a key. Objects of all of them are *Hash.
func hashTypes() []types.Decl {
	list := []types.Decl{hashAlgorithmType(), transformType()}
	for _, d := range digests() {
		list = append(list, types.Decl{
			Name: namespace + d.name, Kind: types.Class, Base: namespace + "HashAlgorithm", Abstract: true, Class: &rt.Class{},
			Members: creators(d.name, d.name),
		})
		classes := []string{d.name + "Managed"}
		if d.class != classes[0] {
			// The class that Create makes cannot be named in an expression.
			list = append(list, types.Decl{Name: namespace + d.class, Kind: types.Class, Base: namespace + d.name, Class: &rt.Class{}, Refused: outsideOfList})
		}
		if d.name == "MD5" {
			continue
		}
		list = append(list, types.Decl{
			Name: namespace + classes[0], Kind: types.Class, Base: namespace + d.name, Class: &rt.Class{},
			Members: []types.Member{{Sig: "new()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.ResultType
				return rt.Func0(func() (*Hash, error) { return newHash(t, d), nil })
			})}},
		})
	}
	return list
}

// hashSize is what an algorithm counts in the memory budget, in bytes.
const hashSize = 640

// creators are the static methods Create of an abstract class; standard is the
// name of what the one without a name makes.
func creators(class, standard string) []types.Member {
	create := func(f *rt.Frame, c *rt.Call, name string) (*Hash, error) {
		if err := f.Alloc(hashSize); err != nil {
			return nil, err
		}
		h := byName(universe(c), name)
		if h == nil {
			return nil, nil
		}
		if !c.ResultType.Instance(h) {
			return nil, clr.InvalidUnboxing()
		}
		return h, nil
	}
	return []types.Member{
		{Sig: "static " + class + " Create()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			return rt.FrameFunc0(func(f *rt.Frame) (*Hash, error) { return create(f, c, standard) })
		})},
		{Sig: "static " + class + " Create(string algName)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			return rt.FrameFunc1(func(f *rt.Frame, name rt.String) (*Hash, error) {
				if !name.Valid {
					return nil, clr.ArgumentNull("name")
				}
				if cipherOf(name.Text) != nil {
					// The name of an algorithm that is no hash.
					return nil, clr.InvalidUnboxing()
				}
				return create(f, c, name.Text)
			})
		})},
	}
}

// byName makes the algorithm of a name, nil when there is none.
func byName(u *types.Universe, name string) *Hash {
	plain := strings.TrimPrefix(strings.ToUpper(name), strings.ToUpper(namespace))
	switch plain {
	case "KEYEDHASHALGORITHM", "HMAC":
		plain = "HMACSHA1"
	}
	if rest, ok := strings.CutPrefix(plain, "HMAC"); ok {
		for _, d := range digests() {
			if d.name == rest {
				return newHMAC(lookup(u, namespace+"HMAC"+d.name), d)
			}
		}
		return nil
	}
	d := digestOf(name)
	if d == nil {
		return nil
	}
	class := d.class
	if strings.HasSuffix(plain, "MANAGED") {
		class = d.name + "Managed"
	}
	return newHash(lookup(u, namespace+class), d)
}

// hashAlgorithmType is System.Security.Cryptography.HashAlgorithm.
func hashAlgorithmType() types.Decl {
	constant := func(name string, v bool) types.Member {
		return types.Member{Sig: "bool " + name, Impl: field(func(*Hash) bool { return v })}
	}
	end := rt.FrameMethod0(func(f *rt.Frame, h *Hash) (rt.Void, error) { return rt.Void{}, h.Dispose(f) })
	d := types.Decl{
		Name: namespace + "HashAlgorithm", Kind: types.Class, Abstract: true, Class: &rt.Class{},
		Implements: []string{"System.IDisposable", namespace + "ICryptoTransform"},
		Members: []types.Member{
			{Sig: "int HashSize", Impl: field(func(h *Hash) int32 { return int32(h.size * 8) })},
			{Sig: "int InputBlockSize", Impl: field(func(*Hash) int32 { return 1 })},
			{Sig: "int OutputBlockSize", Impl: field(func(*Hash) int32 { return 1 })},
			constant("CanReuseTransform", true), constant("CanTransformMultipleBlocks", true),
			{Sig: "byte[] Hash", Impl: bytesOf(func(_ *rt.Frame, h *Hash) ([]byte, error) { return h.result() })},
			{Sig: "byte[] ComputeHash(byte[] buffer)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := byteType(c)
				return rt.FrameMethod1(func(f *rt.Frame, h *Hash, b *rt.Array[uint8]) (*rt.Array[uint8], error) {
					if err := h.usable(); err != nil {
						return nil, err
					}
					if b == nil {
						return nil, clr.ArgumentNull("buffer")
					}
					sum, err := h.compute(f, b.Items)
					return array(f, elem, sum, err)
				})
			})},
			{Sig: "byte[] ComputeHash(byte[] buffer, int offset, int count)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := byteType(c)
				return rt.FrameMethod3(func(f *rt.Frame, h *Hash, b *rt.Array[uint8], offset, count int32) (*rt.Array[uint8], error) {
					in, err := part(b, offset, count, "buffer", "offset")
					if err != nil {
						return nil, err
					}
					sum, err := h.compute(f, in)
					return array(f, elem, sum, err)
				})
			})},
			{Sig: "int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)", Impl: transformBlock()},
			{Sig: "byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)", Impl: transformFinalBlock()},
			{Sig: "void Initialize()", Impl: rt.Method0(func(h *Hash) (rt.Void, error) {
				h.running = nil
				return rt.Void{}, nil
			})},
			{Sig: "void Clear()", Impl: end},
			{Sig: "void Dispose()", Impl: end},
		},
		RefusedMembers: []string{"ComputeHashAsync", "TryComputeHash"},
	}
	d.Members = append(d.Members, creators("HashAlgorithm", "SHA1")...)
	return d
}
