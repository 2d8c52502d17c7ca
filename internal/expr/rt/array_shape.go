package rt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Arrays of several dimensions hold their elements row by row, as they are
// enumerated, and know how long each dimension is.

// Dims returns the lengths of the dimensions of an array that has more than one,
// nil for all others.
func (a *Array[T]) Dims() []int32 {
	if a.shape == nil {
		return nil
	}
	return a.shape.dims
}

// SetDims makes an array of the given dimensions of one that was just made with as
// many elements.
func (a *Array[T]) SetDims(dims []int32) {
	if len(dims) > 1 {
		a.shape = &shape{dims}
	}
}

// shape is what arrays of one dimension do without.
type shape struct{ dims []int32 }

// ElementCount returns the number of elements of an array of the given dimensions.
func ElementCount(dims []Fn[int32], at Place) Fn[int32] {
	return func(f *Frame) (int32, error) {
		total := int64(1)
		for _, d := range dims {
			n, err := d(f)
			if err != nil {
				return 0, err
			}
			if n < 0 {
				return 0, f.Throw(at, clr.ArithmeticOverflow())
			}
			// A length of zero makes up for any other.
			total = min(total, maxArray+1) * int64(n)
		}
		return int32(min(total, maxArray+1)), nil
	}
}

// Reshape gives the new array that code makes its dimensions.
func Reshape(code Code, dims []Fn[int32]) Code {
	array := Arg[any](code)
	return Of(Fn[any](func(f *Frame) (any, error) {
		v, err := array(f)
		if err != nil {
			return nil, err
		}
		lengths := make([]int32, len(dims))
		for i, d := range dims {
			if lengths[i], err = d(f); err != nil {
				return nil, err
			}
		}
		v.(AnyArray).SetDims(lengths)
		return v, nil
	}))
}

// ElementOffset returns where an element of an array of several dimensions is among its
// elements. Of an array that is null it returns 0: its use throws.
func ElementOffset(array Code, index []Fn[int32], at Place) Fn[int32] {
	arr := Arg[any](array)
	return func(f *Frame) (int32, error) {
		v, err := arr(f)
		if err != nil {
			return 0, err
		}
		var dims []int32
		if v != nil {
			dims = v.(AnyArray).Dims()
		}
		offset, outside := int32(0), false
		for i, fn := range index {
			n, err := fn(f)
			if err != nil {
				return 0, err
			}
			if dims != nil {
				outside = outside || n < 0 || n >= dims[i]
				offset = offset*dims[i] + n
			}
		}
		if outside {
			return 0, f.Throw(at, indexOutOfRange())
		}
		return offset, nil
	}
}

// Rows enumerates the rows of an array of several dimensions, which are arrays of
// one dimension less over the same elements.
func (a *Array[T]) Rows() Enumerator { return &rows[T]{a: a} }

type rows[T any] struct {
	a    *Array[T]
	next int
}

func (r *rows[T]) Next(*Frame) (any, bool, error) {
	dims := r.a.shape.dims
	if r.next >= int(dims[0]) {
		return nil, false, nil
	}
	size := len(r.a.Items) / int(dims[0])
	row := NewArray(r.a.Elem, r.a.Items[r.next*size:(r.next+1)*size])
	row.SetDims(dims[1:])
	r.next++
	return row, true, nil
}
