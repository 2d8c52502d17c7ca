package cryptography

import (
	"crypto/rand"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// generator is a RNGCryptoServiceProvider.
type generator struct{}

// randomType is System.Security.Cryptography.RNGCryptoServiceProvider. Its bytes
// come from the operating system, never from the services of an evaluation,
// which may be predictable.
func randomType() types.Decl {
	made := func() (*generator, error) { return &generator{}, nil }
	fill := func(f *rt.Frame, b []byte) (rt.Void, error) {
		if err := spend(f, len(b)); err != nil {
			return rt.Void{}, err
		}
		rand.Read(b) // it never fails
		return rt.Void{}, nil
	}
	return types.Decl{
		Name: namespace + "RNGCryptoServiceProvider", Kind: types.Class, Class: rt.RefClass[*generator](rt.Class{}),
		Implements: []string{"System.IDisposable"},
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(made)},
			// The arguments of these constructors are ignored, as in .NET Framework.
			{Sig: "new(string str)", Impl: rt.Func1(func(rt.String) (*generator, error) { return made() })},
			{Sig: "new(byte[] rgb)", Impl: rt.Func1(func(*rt.Array[uint8]) (*generator, error) { return made() })},
			{Sig: "static RNGCryptoServiceProvider Create()", Impl: rt.Func0(made)},
			{Sig: "void GetBytes(byte[] data)", Impl: rt.FrameMethod1(func(f *rt.Frame, _ *generator, b *rt.Array[uint8]) (rt.Void, error) {
				if b == nil {
					return rt.Void{}, clr.ArgumentNull("data")
				}
				return fill(f, b.Items)
			})},
			{Sig: "void GetBytes(byte[] data, int offset, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, _ *generator, b *rt.Array[uint8], offset, count int32) (rt.Void, error) {
				switch {
				case b == nil:
					return rt.Void{}, clr.ArgumentNull("data")
				case offset < 0:
					return rt.Void{}, clr.ArgumentOutOfRange(notNegative, "offset")
				case count < 0:
					return rt.Void{}, clr.ArgumentOutOfRange(notNegative, "count")
				case int(count) > len(b.Items)-int(offset):
					return rt.Void{}, clr.Argument(outOfBounds, "")
				}
				return fill(f, b.Items[offset:offset+count])
			})},
			{Sig: "void GetNonZeroBytes(byte[] data)", Impl: rt.FrameMethod1(func(f *rt.Frame, _ *generator, b *rt.Array[uint8]) (rt.Void, error) {
				if b == nil {
					return rt.Void{}, clr.ArgumentNull("data")
				}
				if _, err := fill(f, b.Items); err != nil {
					return rt.Void{}, err
				}
				for i := range b.Items {
					for b.Items[i] == 0 {
						rand.Read(b.Items[i : i+1])
					}
				}
				return rt.Void{}, nil
			})},
			{Sig: "void Dispose()", Impl: rt.Method0(func(*generator) (rt.Void, error) { return rt.Void{}, nil })},
		},
	}
}
