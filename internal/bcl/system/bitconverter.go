package system

import (
	"encoding/binary"
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// bitConverterType is System.BitConverter, on a machine with the least byte first.
func bitConverterType() types.Decl {
	little := binary.LittleEndian
	return types.Decl{
		Name: "System.BitConverter", Kind: types.Class, Static: true,
		Members: []types.Member{
			{Sig: "static bool IsLittleEndian", Impl: rt.Func0(func() (bool, error) { return true, nil })},
			{Sig: "static byte[] GetBytes(bool value)", Impl: bytesOf(func(v bool) []byte {
				if v {
					return []byte{1}
				}
				return []byte{0}
			})},
			{Sig: "static byte[] GetBytes(char value)", Impl: bytesOf(func(v clr.Char) []byte { return little.AppendUint16(nil, uint16(v)) })},
			{Sig: "static byte[] GetBytes(short value)", Impl: bytesOf(func(v int16) []byte { return little.AppendUint16(nil, uint16(v)) })},
			{Sig: "static byte[] GetBytes(ushort value)", Impl: bytesOf(func(v uint16) []byte { return little.AppendUint16(nil, v) })},
			{Sig: "static byte[] GetBytes(int value)", Impl: bytesOf(func(v int32) []byte { return little.AppendUint32(nil, uint32(v)) })},
			{Sig: "static byte[] GetBytes(uint value)", Impl: bytesOf(func(v uint32) []byte { return little.AppendUint32(nil, v) })},
			{Sig: "static byte[] GetBytes(long value)", Impl: bytesOf(func(v int64) []byte { return little.AppendUint64(nil, uint64(v)) })},
			{Sig: "static byte[] GetBytes(ulong value)", Impl: bytesOf(func(v uint64) []byte { return little.AppendUint64(nil, v) })},
			{Sig: "static byte[] GetBytes(float value)", Impl: bytesOf(func(v float32) []byte { return little.AppendUint32(nil, math.Float32bits(v)) })},
			{Sig: "static byte[] GetBytes(double value)", Impl: bytesOf(func(v float64) []byte { return little.AppendUint64(nil, doubleBits(v)) })},
			{Sig: "static bool ToBoolean(byte[] value, int startIndex)", Impl: fromBytes(1, func(b []byte) bool { return b[0] != 0 })},
			{Sig: "static char ToChar(byte[] value, int startIndex)", Impl: fromBytes(2, func(b []byte) clr.Char { return clr.Char(little.Uint16(b)) })},
			{Sig: "static short ToInt16(byte[] value, int startIndex)", Impl: fromBytes(2, func(b []byte) int16 { return int16(little.Uint16(b)) })},
			{Sig: "static ushort ToUInt16(byte[] value, int startIndex)", Impl: fromBytes(2, little.Uint16)},
			{Sig: "static int ToInt32(byte[] value, int startIndex)", Impl: fromBytes(4, func(b []byte) int32 { return int32(little.Uint32(b)) })},
			{Sig: "static uint ToUInt32(byte[] value, int startIndex)", Impl: fromBytes(4, little.Uint32)},
			{Sig: "static long ToInt64(byte[] value, int startIndex)", Impl: fromBytes(8, func(b []byte) int64 { return int64(little.Uint64(b)) })},
			{Sig: "static ulong ToUInt64(byte[] value, int startIndex)", Impl: fromBytes(8, little.Uint64)},
			{Sig: "static float ToSingle(byte[] value, int startIndex)", Impl: fromBytes(4, func(b []byte) float32 { return math.Float32frombits(little.Uint32(b)) })},
			{Sig: "static double ToDouble(byte[] value, int startIndex)", Impl: fromBytes(8, func(b []byte) float64 { return math.Float64frombits(little.Uint64(b)) })},
			{Sig: "static string ToString(byte[] value)", Impl: rt.FrameFunc1(func(f *rt.Frame, b *rt.Array[uint8]) (rt.String, error) {
				if b == nil {
					return rt.String{}, clr.ArgumentNull("value")
				}
				return bytesText(f, b, 0, int32(len(b.Items)))
			})},
			{Sig: "static string ToString(byte[] value, int startIndex)", Impl: rt.FrameFunc2(func(f *rt.Frame, b *rt.Array[uint8], start int32) (rt.String, error) {
				if b == nil {
					return rt.String{}, clr.ArgumentNull("value")
				}
				if start < 0 || int(start) >= len(b.Items) && start > 0 {
					return rt.String{}, indexOutOfRange("startIndex")
				}
				return bytesText(f, b, start, int32(len(b.Items))-start)
			})},
			{Sig: "static string ToString(byte[] value, int startIndex, int length)", Impl: rt.FrameFunc3(bytesText)},
			{Sig: "static long DoubleToInt64Bits(double value)", Impl: rt.Func1(func(v float64) (int64, error) { return int64(doubleBits(v)), nil })},
			{Sig: "static double Int64BitsToDouble(long value)", Impl: rt.Func1(func(v int64) (float64, error) { return math.Float64frombits(uint64(v)), nil })},
			{Sig: "static int SingleToInt32Bits(float value)", Impl: rt.Func1(func(v float32) (int32, error) { return int32(math.Float32bits(v)), nil })},
			{Sig: "static float Int32BitsToSingle(int value)", Impl: rt.Func1(func(v int32) (float32, error) { return math.Float32frombits(uint32(v)), nil })},
		},
	}
}

func bytesOf[T any](bytes func(T) []byte) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		elem := c.ResultType.Elem
		return rt.Func1(func(v T) (*rt.Array[uint8], error) { return rt.NewArray(elem, bytes(v)), nil })
	})
}

const tooShort = "Destination array is not long enough to copy all the items in the collection. Check array index and length."

// fromBytes links a member that reads a value of the given size.
func fromBytes[T any](size int, read func([]byte) T) rt.Linker {
	return rt.Func2(func(b *rt.Array[uint8], start int32) (v T, err error) {
		switch {
		case b == nil:
			return v, clr.ArgumentNull("value")
		case start < 0, int(start) >= len(b.Items):
			return v, indexOutOfRange("startIndex")
		case int(start) > len(b.Items)-size:
			return v, clr.Argument(tooShort, "value")
		}
		return read(b.Items[start:]), nil
	})
}

// bytesText writes bytes as hexadecimal pairs with hyphens between.
func bytesText(f *rt.Frame, b *rt.Array[uint8], start, length int32) (rt.String, error) {
	switch {
	case b == nil:
		return rt.String{}, clr.ArgumentNull("value")
	case start < 0, int(start) >= len(b.Items) && start > 0:
		return rt.String{}, indexOutOfRange("startIndex")
	case length < 0:
		return rt.String{}, clr.ArgumentOutOfRange("Value must be positive.", "length")
	case int(start) > len(b.Items)-int(length):
		return rt.String{}, clr.Argument(tooShort, "value")
	case length == 0:
		return rt.Str(""), nil
	}
	if err := f.Alloc(3 * int(length)); err != nil {
		return rt.String{}, err
	}
	const digits = "0123456789ABCDEF"
	text := make([]byte, 0, 3*length)
	for _, x := range b.Items[start : start+length] {
		text = append(text, digits[x>>4], digits[x&15], '-')
	}
	return rt.Str(string(text[:len(text)-1])), nil
}

// doubleBits returns the bits of a number. What is not a number in Go has others than in
// .NET.
func doubleBits(v float64) uint64 {
	const goes, nets = 0x7FF8000000000001, 0xFFF8000000000000
	if b := math.Float64bits(v); b != goes {
		return b
	}
	return nets
}
