package rt

// Empty makes an array without elements.
func (r *rep[T]) Empty(elem *Type) AnyArray { return newZeroed[T](elem, 0) }

// ArrayOf makes an array of boxed items, which must be of the element type. The
// memory counts.
func (r *rep[T]) ArrayOf(f *Frame, elem *Type, items []any) (AnyArray, error) {
	if err := f.Alloc(arrayCost + sizeOf[T]()*len(items)); err != nil {
		return nil, err
	}
	unbox := unboxer[T]()
	out := make([]T, len(items))
	for i, v := range items {
		x, err := unbox(f, v)
		if err != nil {
			return nil, err
		}
		out[i] = x
	}
	return NewArray(elem, out), nil
}
