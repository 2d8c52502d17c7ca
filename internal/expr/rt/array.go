package rt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Array is a C# array with elements held as T: bytes for byte[], String for
// string[], any for arrays of references and nullables.
type Array[T any] struct {
	Elem  *Type // element type
	Items []T
	// shape is set for arrays with more than one dimension.
	shape *shape
}

// AnyArray is what arrays of every element representation have in common. Get
// and Set box and unbox.
type AnyArray interface {
	Enumerable
	Len() int
	Dims() []int32
	SetDims(dims []int32)
	Rows() Enumerator
	Get(i int) any
	Set(f *Frame, i int, v any) error
	ElementType() *Type
	NewLike(f *Frame, n int) (AnyArray, error)
	CopyTo(from int, to AnyArray, at, n int) bool
	Swap(i, j int)
	Clear(from, n int)
}

// ArrayOrEmpty makes an array of boxed items; without any it is the one of Array.Empty.
func ArrayOrEmpty(f *Frame, elem *Type, items []any) (AnyArray, error) {
	if len(items) == 0 {
		return elem.EmptyArray(), nil
	}
	return elem.Rep.ArrayOf(f, elem, items)
}

// NewArray makes an array of items.
func NewArray[T any](elem *Type, items []T) *Array[T] { return &Array[T]{Elem: elem, Items: items} }

// Len returns the number of elements.
func (a *Array[T]) Len() int { return len(a.Items) }

// ElementType returns the element type.
func (a *Array[T]) ElementType() *Type { return a.Elem }

// Get returns element i as an object; i must be in range.
func (a *Array[T]) Get(i int) any {
	switch items := any(a.Items).(type) {
	case []any:
		return items[i]
	case []String:
		return items[i].Box()
	}
	return a.Items[i]
}

// Set stores a boxed value at i, which must be in range. A value that the
// element type does not take throws ArrayTypeMismatchException.
func (a *Array[T]) Set(f *Frame, i int, v any) error {
	if a.Elem != nil && v != nil && !a.Elem.Instance(v) {
		return clr.Throw("System.ArrayTypeMismatchException", "Attempted to access an element as a type incompatible with the array.")
	}
	x, err := unboxer[T]()(f, v)
	if err != nil {
		return err
	}
	a.Items[i] = x
	return nil
}

// Enumerator returns an enumerator over the elements.
func (a *Array[T]) Enumerator() Enumerator { return &arrayEnumerator{a: a} }

type arrayEnumerator struct {
	a AnyArray
	i int
}

func (e *arrayEnumerator) Next(*Frame) (any, bool, error) {
	if e.i >= e.a.Len() {
		return nil, false, nil
	}
	e.i++
	return e.a.Get(e.i - 1), true, nil
}

func indexOutOfRange() error {
	return clr.Throw("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
}

const maxArray = 1 << 28

// arrayCost is what an array counts in the memory budget besides its elements.
const arrayCost = 64

func (r *rep[T]) NewArray(elem *Type, length Fn[int32], at Place) Code {
	size := sizeOf[T]()
	return Of(Fn[any](func(f *Frame) (any, error) {
		n, err := length(f)
		if err != nil {
			return nil, err
		}
		if n < 0 {
			return nil, f.Throw(at, clr.ArithmeticOverflow())
		}
		if n > maxArray {
			return nil, f.Throw(at, &Exceeded{"memory"})
		}
		if err := f.Alloc(arrayCost + int(n)*size); err != nil {
			return nil, f.Throw(at, err)
		}
		return newZeroed[T](elem, int(n)), nil
	}))
}

func (r *rep[T]) NewArrayOf(elem *Type, items []Code) Code {
	fns := make([]Fn[T], len(items))
	for i, c := range items {
		fns[i] = Arg[T](c)
	}
	size := arrayCost + sizeOf[T]()*len(items)
	return Of(Fn[any](func(f *Frame) (any, error) {
		if err := f.Alloc(size); err != nil {
			return nil, err
		}
		out := make([]T, len(fns))
		for i, fn := range fns {
			v, err := fn(f)
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return NewArray(elem, out), nil
	}))
}

func (r *rep[T]) Element(array Code, index Fn[int32], at Place) Code {
	arr, unbox := Arg[any](array), unboxer[T]()
	return Of(Fn[T](func(f *Frame) (T, error) {
		var zero T
		v, err := arr(f)
		if err != nil {
			return zero, err
		}
		i, err := index(f)
		if err != nil {
			return zero, err
		}
		if a, ok := v.(*Array[T]); ok {
			if uint(i) >= uint(len(a.Items)) {
				return zero, f.Throw(at, indexOutOfRange())
			}
			return a.Items[i], nil
		}
		if v == nil {
			return zero, f.Throw(at, clr.NullReference())
		}
		// An array of a derived element type seen as one of its base.
		a := v.(AnyArray)
		if i < 0 || int(i) >= a.Len() {
			return zero, f.Throw(at, indexOutOfRange())
		}
		return unbox(f, a.Get(int(i)))
	}))
}

func (r *rep[T]) SetElement(array Code, index Fn[int32], value Code, at Place) Code {
	arr, val, box := Arg[any](array), Arg[T](value), r.box
	return Of(Fn[T](func(f *Frame) (T, error) {
		var zero T
		v, err := arr(f)
		if err != nil {
			return zero, err
		}
		i, err := index(f)
		if err != nil {
			return zero, err
		}
		x, err := val(f)
		if err != nil {
			return zero, err
		}
		if v == nil {
			return zero, f.Throw(at, clr.NullReference())
		}
		a, same := v.(*Array[T])
		if same && r.kind != KindRef {
			if uint(i) >= uint(len(a.Items)) {
				return zero, f.Throw(at, indexOutOfRange())
			}
			a.Items[i] = x
			return x, nil
		}
		any := v.(AnyArray)
		if i < 0 || int(i) >= any.Len() {
			return zero, f.Throw(at, indexOutOfRange())
		}
		if err := any.Set(f, int(i), box(x)); err != nil {
			return zero, f.Throw(at, err)
		}
		return x, nil
	}))
}

// sizeOf is what an element costs in the memory budget.
func sizeOf[T any]() int {
	var zero T
	switch any(zero).(type) {
	case bool, int8, uint8:
		return 1
	case int16, uint16, clr.Char:
		return 2
	case int32, uint32, float32:
		return 4
	case String:
		return 24
	}
	return 16
}
