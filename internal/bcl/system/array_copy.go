package system

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func arrayCopyMembers() []types.Member {
	whole := func(f *rt.Frame, from, to rt.AnyArray, n int64) (rt.Void, error) {
		if err := longIndex(n, "length"); err != nil {
			return rt.Void{}, err
		}
		return rt.Void{}, copyArray(f, from, 0, to, 0, n)
	}
	part := func(f *rt.Frame, from rt.AnyArray, i int64, to rt.AnyArray, j, n int64) (rt.Void, error) {
		for _, x := range []struct {
			at   int64
			name string
		}{{i, "sourceIndex"}, {j, "destinationIndex"}, {n, "length"}} {
			if err := longIndex(x.at, x.name); err != nil {
				return rt.Void{}, err
			}
		}
		return rt.Void{}, copyArray(f, from, i, to, j, n)
	}
	partInt := func(f *rt.Frame, from rt.AnyArray, i int32, to rt.AnyArray, j, n int32) (rt.Void, error) {
		return part(f, from, int64(i), to, int64(j), int64(n))
	}
	return []types.Member{
		{Sig: "object Clone()", Impl: rt.FrameMethod0(cloneArray)},
		{Sig: "void CopyTo(Array array, int index)", Impl: rt.FrameMethod2(func(f *rt.Frame, a, to rt.AnyArray, at int32) (rt.Void, error) {
			return rt.Void{}, copyArray(f, a, 0, to, int64(at), int64(a.Len()))
		})},
		{Sig: "void CopyTo(Array array, long index)", Impl: rt.FrameMethod2(func(f *rt.Frame, a, to rt.AnyArray, at int64) (rt.Void, error) {
			if err := longIndex(at, "index"); err != nil {
				return rt.Void{}, err
			}
			return rt.Void{}, copyArray(f, a, 0, to, at, int64(a.Len()))
		})},
		{Sig: "static void Copy(Array sourceArray, Array destinationArray, int length)", Impl: rt.FrameFunc3(func(f *rt.Frame, from, to rt.AnyArray, n int32) (rt.Void, error) {
			return whole(f, from, to, int64(n))
		})},
		{Sig: "static void Copy(Array sourceArray, Array destinationArray, long length)", Impl: rt.FrameFunc3(whole)},
		{Sig: "static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length)", Impl: rt.FrameFunc5(partInt)},
		{Sig: "static void Copy(Array sourceArray, long sourceIndex, Array destinationArray, long destinationIndex, long length)", Impl: rt.FrameFunc5(part)},
		{Sig: "static void ConstrainedCopy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length)", Impl: rt.FrameFunc5(partInt)},
		{Sig: "static void Clear(Array array, int index, int length)", Impl: rt.FrameFunc3(clearArray)},
		{Sig: "static void Resize<T>(ref T[] array, int newSize)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.TypeArgs[0]
			return rt.FrameFunc2(func(f *rt.Frame, array rt.Out[any], n int32) (rt.Void, error) { return resizeArray(f, elem, array, n) })
		})},
		{Sig: "static void Reverse(Array array)", Impl: rt.FrameFunc1(reverseArray)},
		{Sig: "static void Reverse(Array array, int index, int length)", Impl: rt.FrameFunc3(reversePart)},
		{Sig: "static void Fill<T>(T[] array, T value)", Impl: rt.FrameFunc2(func(f *rt.Frame, a rt.AnyArray, v any) (rt.Void, error) {
			if err := arrayOrNull(a); err != nil {
				return rt.Void{}, err
			}
			return fillArray(f, a, v, 0, int32(a.Len()))
		})},
		{Sig: "static void Fill<T>(T[] array, T value, int startIndex, int count)", Impl: rt.FrameFunc4(fillArray)},
	}
}

// cloneArray is Array.Clone: a shallow copy.
func cloneArray(f *rt.Frame, a rt.AnyArray) (any, error) {
	b, err := a.NewLike(f, a.Len())
	if err != nil {
		return nil, err
	}
	b.SetDims(a.Dims())
	return b, nil
}

// copyArray copies elements between arrays, which may be one and the same.
// Elements are boxed, unboxed, widened or cast where the element types differ.
func copyArray(f *rt.Frame, from rt.AnyArray, i int64, to rt.AnyArray, j, n int64) error {
	const below = "Number was less than the array's lower bound in the first dimension."
	switch {
	case from == nil:
		return clr.ArgumentNull("sourceArray")
	case to == nil:
		return clr.ArgumentNull("destinationArray")
	case len(from.Dims()) != len(to.Dims()):
		return clr.Throw("System.RankException", "The specified arrays must have the same number of dimensions.")
	case n < 0:
		return clr.ArgumentOutOfRange("Non-negative number required.", "length")
	case i < 0:
		return clr.ArgumentOutOfRange(below, "sourceIndex")
	case j < 0:
		return clr.ArgumentOutOfRange(below, "destinationIndex")
	case i > int64(from.Len())-n:
		return clr.Argument("Source array was not long enough. Check srcIndex and length, and the array's lower bounds.", "")
	case j > int64(to.Len())-n:
		return clr.Argument("Destination array was not long enough. Check destIndex and length, and the array's lower bounds.", "")
	}
	if from.ElementType() == to.ElementType() && from.CopyTo(int(i), to, int(j), int(n)) {
		return nil
	}
	if !assignable(from.ElementType(), to.ElementType()) {
		return clr.Throw("System.ArrayTypeMismatchException", "Source array type cannot be assigned to destination array type.")
	}
	// The arrays differ in type, so they do not overlap.
	for k := range int(n) {
		v := from.Get(int(i) + k)
		w, ok := widened(v, to.ElementType())
		if v != nil && !ok || v == nil && to.ElementType().Zero != nil {
			return clr.Throw(invalidCast, "At least one element in the source array could not be cast down to the destination array type.")
		}
		if err := to.Set(f, int(j)+k, w); err != nil {
			return err
		}
	}
	return nil
}

// assignable reports whether elements of one type may be copied to arrays of
// another: one derives from the other, or a number widens.
func assignable(from, to *rt.Type) bool {
	if from.From(to) || to.From(from) {
		return true
	}
	if from.Zero == nil {
		return false
	}
	_, ok := widened(from.Zero, to)
	return ok
}

// widened converts a boxed number to a wider primitive type, as arrays do when
// they store one; values of the type itself stay as they are.
func widened(v any, to *rt.Type) (any, bool) {
	if v != nil && to.Instance(v) {
		return v, true
	}
	t, ok := to.Static.(*types.Type)
	if !ok {
		return nil, false
	}
	var signed int64
	var unsigned uint64
	var isSigned, isFloat bool
	switch v := v.(type) {
	case clr.Char:
		unsigned = uint64(v)
	case uint8:
		unsigned = uint64(v)
	case uint16:
		unsigned = uint64(v)
	case uint32:
		unsigned = uint64(v)
	case uint64:
		unsigned = v
	case int8:
		signed, isSigned = int64(v), true
	case int16:
		signed, isSigned = int64(v), true
	case int32:
		signed, isSigned = int64(v), true
	case int64:
		signed, isSigned = v, true
	case float32:
		isFloat = true
	default:
		return nil, false
	}
	if from := specialOf(v); !widens(from, t.Special) {
		return nil, false
	}
	switch t.Special {
	case types.Char:
		return clr.Char(unsigned), true
	case types.Int16:
		return int16(signed + int64(unsigned)), true
	case types.UInt16:
		return uint16(unsigned), true
	case types.Int32:
		return int32(signed + int64(unsigned)), true
	case types.UInt32:
		return uint32(unsigned), true
	case types.Int64:
		return signed + int64(unsigned), true
	case types.UInt64:
		return unsigned, true
	case types.Single:
		if isSigned {
			return float32(signed), true
		}
		return float32(unsigned), true
	case types.Double:
		switch {
		case isFloat:
			return float64(v.(float32)), true
		case isSigned:
			return float64(signed), true
		}
		return float64(unsigned), true
	}
	return nil, false
}

func specialOf(v any) types.Special {
	switch v.(type) {
	case clr.Char:
		return types.Char
	case int8:
		return types.SByte
	case uint8:
		return types.Byte
	case int16:
		return types.Int16
	case uint16:
		return types.UInt16
	case int32:
		return types.Int32
	case uint32:
		return types.UInt32
	case int64:
		return types.Int64
	case uint64:
		return types.UInt64
	case float32:
		return types.Single
	}
	return types.None
}

// widens is .NET's table of primitive widening.
func widens(from, to types.Special) bool {
	in := func(list ...types.Special) bool {
		for _, s := range list {
			if s == to {
				return true
			}
		}
		return false
	}
	switch from {
	case types.Char:
		return in(types.UInt16, types.UInt32, types.Int32, types.UInt64, types.Int64, types.Single, types.Double)
	case types.Byte:
		return in(types.Char, types.UInt16, types.Int16, types.UInt32, types.Int32, types.UInt64, types.Int64, types.Single, types.Double)
	case types.SByte:
		return in(types.Int16, types.Int32, types.Int64, types.Single, types.Double)
	case types.UInt16:
		return in(types.Char, types.UInt32, types.Int32, types.UInt64, types.Int64, types.Single, types.Double)
	case types.Int16:
		return in(types.Int32, types.Int64, types.Single, types.Double)
	case types.UInt32:
		return in(types.UInt64, types.Int64, types.Single, types.Double)
	case types.Int32:
		return in(types.Int64, types.Single, types.Double)
	case types.UInt64, types.Int64:
		return in(types.Single, types.Double)
	case types.Single:
		return in(types.Double)
	}
	return false
}

func clearArray(f *rt.Frame, a rt.AnyArray, index, length int32) (rt.Void, error) {
	switch {
	case a == nil:
		return rt.Void{}, clr.ArgumentNull("array")
	case index < 0, length < 0, int(index) > a.Len()-int(length):
		return rt.Void{}, clr.IndexOutOfRange()
	}
	if err := f.Text(int(length)); err != nil {
		return rt.Void{}, err
	}
	a.Clear(int(index), int(length))
	return rt.Void{}, nil
}

func resizeArray(f *rt.Frame, elem *rt.Type, array rt.Out[any], n int32) (rt.Void, error) {
	if n < 0 {
		return rt.Void{}, clr.ArgumentOutOfRange("Non-negative number required.", "newSize")
	}
	old, ok := array.Get().(rt.AnyArray)
	if ok && old.Len() == int(n) {
		return rt.Void{}, nil
	}
	if !ok {
		var err error
		if old, err = elem.Rep.ArrayOf(f, elem, nil); err != nil {
			return rt.Void{}, err
		}
	}
	resized, err := old.NewLike(f, int(n))
	if err != nil {
		return rt.Void{}, err
	}
	array.Set(resized)
	return rt.Void{}, nil
}

func reverseArray(f *rt.Frame, a rt.AnyArray) (rt.Void, error) {
	if err := arrayOrNull(a); err != nil {
		return rt.Void{}, err
	}
	return reversePart(f, a, 0, int32(a.Len()))
}

func reversePart(f *rt.Frame, a rt.AnyArray, index, length int32) (rt.Void, error) {
	if err := checkArrayPart(a, index, length); err != nil {
		return rt.Void{}, err
	}
	if err := f.Steps(int(length) / 8); err != nil {
		return rt.Void{}, err
	}
	for i, j := int(index), int(index+length)-1; i < j; i, j = i+1, j-1 {
		a.Swap(i, j)
	}
	return rt.Void{}, nil
}

// checkArrayPart checks the part of an array that a member works on.
func checkArrayPart(a rt.AnyArray, index, length int32) error {
	const negative = "Non-negative number required."
	switch {
	case a == nil:
		return clr.ArgumentNull("array")
	case index < 0:
		return clr.ArgumentOutOfRange(negative, "index")
	case length < 0:
		return clr.ArgumentOutOfRange(negative, "length")
	case int(index) > a.Len()-int(length):
		return clr.Argument("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.", "")
	}
	return nil
}

func fillArray(f *rt.Frame, a rt.AnyArray, v any, start, count int32) (rt.Void, error) {
	if err := checkArrayRange(a, start, count); err != nil {
		return rt.Void{}, err
	}
	for i := start; i < start+count; i++ {
		if err := a.Set(f, int(i), v); err != nil {
			return rt.Void{}, err
		}
	}
	return rt.Void{}, nil
}
