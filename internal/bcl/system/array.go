package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// arrayType is System.Array, the base of all arrays.
func arrayType() types.Decl {
	d := types.Decl{
		Name: "System.Array", Kind: types.Class, Abstract: true,
		Implements: []string{"System.Collections.IEnumerable", "System.ICloneable"},
		Class:      &rt.Class{Instance: func(v any, _ *rt.Type) bool { _, ok := v.(rt.AnyArray); return ok }},
		Members: []types.Member{
			{Sig: "int Length", Impl: rt.Method0(func(a rt.AnyArray) (int32, error) { return int32(a.Len()), nil })},
			{Sig: "long LongLength", Impl: rt.Method0(func(a rt.AnyArray) (int64, error) { return int64(a.Len()), nil })},
			{Sig: "int Rank", Impl: rt.Method0(func(a rt.AnyArray) (int32, error) { return int32(max(1, len(a.Dims()))), nil })},
			{Sig: "bool IsFixedSize", Impl: rt.Method0(func(rt.AnyArray) (bool, error) { return true, nil })},
			{Sig: "bool IsReadOnly", Impl: rt.Method0(func(rt.AnyArray) (bool, error) { return false, nil })},
			{Sig: "bool IsSynchronized", Impl: rt.Method0(func(rt.AnyArray) (bool, error) { return false, nil })},
			{Sig: "object SyncRoot", Impl: rt.Method0(func(a rt.AnyArray) (any, error) { return a, nil })},
			{Sig: "int GetLength(int dimension)", Impl: rt.Method1(dimension)},
			{Sig: "long GetLongLength(int dimension)", Impl: rt.Method1(func(a rt.AnyArray, d int32) (int64, error) {
				n, err := dimension(a, d)
				return int64(n), err
			})},
			{Sig: "int GetLowerBound(int dimension)", Impl: rt.Method1(func(a rt.AnyArray, d int32) (int32, error) {
				_, err := dimension(a, d)
				return 0, err
			})},
			{Sig: "int GetUpperBound(int dimension)", Impl: rt.Method1(func(a rt.AnyArray, d int32) (int32, error) {
				n, err := dimension(a, d)
				return n - 1, err
			})},
			{Sig: "object GetValue(int index)", Impl: rt.Method1(func(a rt.AnyArray, i int32) (any, error) { return getValue(a, int64(i)) })},
			{Sig: "object GetValue(long index)", Impl: rt.Method1(getValue)},
			{Sig: "object GetValue(params int[] indices)", Impl: rt.Method1(func(a rt.AnyArray, indices *rt.Array[int32]) (any, error) {
				i, err := elementAt(a, indices)
				if err != nil {
					return nil, err
				}
				return a.Get(i), nil
			})},
			{Sig: "void SetValue(object value, params int[] indices)", Impl: rt.FrameMethod2(func(f *rt.Frame, a rt.AnyArray, v any, indices *rt.Array[int32]) (rt.Void, error) {
				i, err := elementAt(a, indices)
				if err != nil {
					return rt.Void{}, err
				}
				return storeValue(f, a, v, i)
			})},
			{Sig: "void SetValue(object value, int index)", Impl: rt.FrameMethod2(func(f *rt.Frame, a rt.AnyArray, v any, i int32) (rt.Void, error) {
				return setValue(f, a, v, int64(i))
			})},
			{Sig: "void SetValue(object value, long index)", Impl: rt.FrameMethod2(setValue)},
			{Sig: "System.Collections.IEnumerator GetEnumerator()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.FrameMethod0(func(f *rt.Frame, a rt.AnyArray) (*generic.Iterator, error) {
					return generic.NewIterator(f, a, a.ElementType(), typ)
				})
			})},
			{Sig: "void Initialize()", Impl: rt.Method0(func(rt.AnyArray) (rt.Void, error) { return rt.Void{}, nil })},
			{Sig: "static T[] Empty<T>()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				empty := c.TypeArgs[0].EmptyArray
				return rt.Func0(func() (rt.AnyArray, error) { return empty(), nil })
			})},
		},
		RefusedMembers: []string{"CreateInstance"},
	}
	for _, list := range [][]types.Member{arrayCopyMembers(), arraySearchMembers(), arrayFindMembers(), arraySortMembers()} {
		d.Members = append(d.Members, list...)
	}
	return d
}

// dimension is Array.GetLength.
func dimension(a rt.AnyArray, d int32) (int32, error) {
	dims := a.Dims()
	if dims == nil {
		dims = []int32{int32(a.Len())}
	}
	if d < 0 || int(d) >= len(dims) {
		return 0, clr.IndexOutOfRange()
	}
	return dims[d], nil
}

// longIndex refuses what is no int: arrays have no longer indexes.
func longIndex(i int64, param string) error {
	if int64(int32(i)) != i {
		return clr.ArgumentOutOfRange("Arrays larger than 2GB are not supported.", param)
	}
	return nil
}

func getValue(a rt.AnyArray, i int64) (any, error) {
	if err := longIndex(i, "index"); err != nil {
		return nil, err
	}
	if a.Dims() != nil {
		return nil, clr.Argument(notOneDimension, "")
	}
	if i < 0 || i >= int64(a.Len()) {
		return nil, clr.IndexOutOfRange()
	}
	return a.Get(int(i)), nil
}

func setValue(f *rt.Frame, a rt.AnyArray, v any, i int64) (rt.Void, error) {
	if err := longIndex(i, "index"); err != nil {
		return rt.Void{}, err
	}
	if a.Dims() != nil {
		return rt.Void{}, clr.Argument(notOneDimension, "")
	}
	if i < 0 || i >= int64(a.Len()) {
		return rt.Void{}, clr.IndexOutOfRange()
	}
	return storeValue(f, a, v, int(i))
}

const notOneDimension = "Array was not a one-dimensional array."

// elementAt returns where the element is that has an index in every dimension.
func elementAt(a rt.AnyArray, indices *rt.Array[int32]) (int, error) {
	if indices == nil {
		return 0, clr.ArgumentNull("indices")
	}
	dims := a.Dims()
	if dims == nil {
		dims = []int32{int32(a.Len())}
	}
	if len(indices.Items) != len(dims) {
		return 0, clr.Argument("Indices length does not match the array rank.", "")
	}
	at := 0
	for d, i := range indices.Items {
		if i < 0 || i >= dims[d] {
			return 0, clr.IndexOutOfRange()
		}
		at = at*int(dims[d]) + int(i)
	}
	return at, nil
}

// storeValue stores a value in an element that there is.
func storeValue(f *rt.Frame, a rt.AnyArray, v any, i int) (rt.Void, error) {
	elem := a.ElementType()
	if v == nil {
		// null stands for the default value.
		a.Clear(i, 1)
		return rt.Void{}, nil
	}
	if e, ok := v.(rt.Enum); ok && isPrimitive(elem.Zero) {
		v = int32(e.Value) // the other way is an error
	}
	w, ok := widened(v, elem)
	switch {
	case !ok && isPrimitive(v) && isPrimitive(elem.Zero):
		return rt.Void{}, clr.Argument("Cannot widen from source type to target type either because the source type is a not a primitive type or the conversion cannot be accomplished.", "")
	case !ok:
		return rt.Void{}, clr.Throw(invalidCast, "Object cannot be stored in an array of this type.")
	}
	return rt.Void{}, a.Set(f, i, w)
}

// isPrimitive reports whether a boxed value is of one of the types that widen.
func isPrimitive(v any) bool {
	switch v.(type) {
	case bool, float64:
		return true
	}
	return specialOf(v) != types.None
}

// arrayOrNull checks an argument that may not be null.
func arrayOrNull(a rt.AnyArray) error {
	if a == nil {
		return clr.ArgumentNull("array")
	}
	return nil
}
