package rt

// NewLike makes an array of n elements of the same type, the first of which are
// copies of the first elements of a. The memory counts.
func (a *Array[T]) NewLike(f *Frame, n int) (AnyArray, error) {
	if n > maxArray {
		return nil, &Exceeded{"memory"}
	}
	if err := f.Alloc(arrayCost + n*sizeOf[T]()); err != nil {
		return nil, err
	}
	b := newZeroed[T](a.Elem, n)
	copy(b.Items, a.Items)
	return b, nil
}

// newZeroed makes an array of default values.
func newZeroed[T any](elem *Type, n int) *Array[T] {
	a := NewArray(elem, make([]T, n))
	a.zero(a.Items)
	return a
}

// CopyTo copies n elements to another array of the same representation; both
// ranges must be in range and may overlap. It returns false, and copies nothing,
// when the arrays' elements are held in different ways.
func (a *Array[T]) CopyTo(from int, to AnyArray, at, n int) bool {
	b, ok := to.(*Array[T])
	if ok {
		copy(b.Items[at:at+n], a.Items[from:from+n])
	}
	return ok
}

// Swap exchanges two elements.
func (a *Array[T]) Swap(i, j int) { a.Items[i], a.Items[j] = a.Items[j], a.Items[i] }

// Clear gives n elements their default value.
func (a *Array[T]) Clear(from, n int) {
	items := a.Items[from : from+n]
	clear(items)
	a.zero(items)
}

// zero gives items their default where it is not Go's zero: that of an enumeration
// knows its type, that of a tuple is a tuple of zeros.
func (a *Array[T]) zero(items []T) {
	switch items := any(items).(type) {
	case []Enum:
		for i := range items {
			items[i].Type = a.Elem
		}
	case []any:
		if a.Elem != nil && a.Elem.Zero != nil {
			for i := range items {
				items[i] = a.Elem.Zero
			}
		}
	}
}
