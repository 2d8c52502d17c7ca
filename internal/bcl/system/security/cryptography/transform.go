package cryptography

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// transformer is what objects behind ICryptoTransform implement: hash algorithms
// and ciphers at work.
type transformer interface {
	// block works on a part of a message. It returns how many bytes it wrote to
	// out.
	block(f *rt.Frame, in []byte, out *rt.Array[uint8], at int32) (int32, error)
	// finish works on the last part and returns what is left to write.
	finish(f *rt.Frame, in []byte) ([]byte, error)
	// inputSize and outputSize are the sizes of blocks in bytes.
	inputSize() int32
	outputSize() int32
	reusable() bool
	Dispose(*rt.Frame) error
}

func (h *Hash) block(f *rt.Frame, in []byte, out *rt.Array[uint8], at int32) (int32, error) {
	return int32(len(in)), h.transform(f, in, out, at)
}

func (h *Hash) inputSize() int32  { return 1 }
func (h *Hash) outputSize() int32 { return 1 }
func (h *Hash) reusable() bool    { return true }

// transformType is System.Security.Cryptography.ICryptoTransform, which members of
// allowed types return.
func transformType() types.Decl {
	return types.Decl{
		Name: namespace + "ICryptoTransform", Kind: types.Interface, Implements: []string{"System.IDisposable"},
		Members: []types.Member{
			{Sig: "int InputBlockSize", Impl: field(transformer.inputSize)},
			{Sig: "int OutputBlockSize", Impl: field(transformer.outputSize)},
			{Sig: "bool CanReuseTransform", Impl: field(transformer.reusable)},
			{Sig: "bool CanTransformMultipleBlocks", Impl: field(func(transformer) bool { return true })},
			{Sig: "int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)", Impl: transformBlock()},
			{Sig: "byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)", Impl: transformFinalBlock()},
			{Sig: "void Dispose()", Impl: rt.FrameMethod0(func(f *rt.Frame, t transformer) (rt.Void, error) { return rt.Void{}, t.Dispose(f) })},
		},
	}
}

// transformBlock links TransformBlock, which has five parameters and a receiver.
func transformBlock() rt.Linker {
	return func(c *rt.Call) rt.Code {
		at := rt.Arg[int32](c.Args[4])
		head := *c
		head.Args = c.Args[:4]
		return rt.FrameMethod4(func(f *rt.Frame, t transformer, b *rt.Array[uint8], offset, count int32, out *rt.Array[uint8]) (int32, error) {
			outAt, err := at(f)
			if err != nil {
				return 0, err
			}
			in, err := part(b, offset, count, "inputBuffer", "inputOffset")
			if err != nil {
				return 0, err
			}
			return t.block(f, in, out, outAt)
		})(&head)
	}
}

// transformFinalBlock links TransformFinalBlock.
func transformFinalBlock() rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		elem := byteType(c)
		return rt.FrameMethod3(func(f *rt.Frame, t transformer, b *rt.Array[uint8], offset, count int32) (*rt.Array[uint8], error) {
			in, err := part(b, offset, count, "inputBuffer", "inputOffset")
			if err != nil {
				return nil, err
			}
			out, err := t.finish(f, in)
			return array(f, elem, out, err)
		})
	})
}
