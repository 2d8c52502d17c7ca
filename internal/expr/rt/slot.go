package rt

// The commonest variables are set without the calls that a representation needs
// in general (BenchmarkHot: a declaration costs half).

// storeSlot sets a variable of a common type that no lambda shares; nil for other
// types.
func storeSlot(v Var, value any) Stmt {
	if v.Captured {
		return nil
	}
	slot := v.Slot
	switch fn := value.(type) {
	case Fn[int32]:
		return func(f *Frame) (Ctl, error) {
			x, err := fn(f)
			if err != nil {
				return Next, err
			}
			f.num[slot] = uint64(x)
			return Next, nil
		}
	case Fn[String]:
		return func(f *Frame) (Ctl, error) {
			x, err := fn(f)
			if err != nil {
				return Next, err
			}
			f.str[slot] = x
			return Next, nil
		}
	case Fn[any]:
		return func(f *Frame) (Ctl, error) {
			x, err := fn(f)
			if err != nil {
				return Next, err
			}
			f.ref[slot] = x
			return Next, nil
		}
	}
	return nil
}

// AddTo is the statement `v += value` on an int that no lambda shares; a constant
// value makes it as cheap as Go's own.
func AddTo(v Var, value Code) Stmt {
	slot := v.Slot
	if k, ok := value.Constant(); ok {
		n := k.(int32)
		return func(f *Frame) (Ctl, error) {
			f.num[slot] = uint64(int32(f.num[slot]) + n)
			return Next, nil
		}
	}
	fn := Arg[int32](value)
	return func(f *Frame) (Ctl, error) {
		// The old value is read before the operand is evaluated.
		old := int32(f.num[slot])
		x, err := fn(f)
		if err != nil {
			return Next, err
		}
		f.num[slot] = uint64(old + x)
		return Next, nil
	}
}

// CellOf yields the cell of a shared variable, which declare makes if there is none
// yet.
func CellOf(v Var, declare func(*Frame)) Fn[any] {
	slot := v.Slot
	return func(f *Frame) (any, error) {
		if f.ref[slot] == nil {
			declare(f)
		}
		return f.ref[slot], nil
	}
}

// SetCell makes a shared variable out of a cell that CellOf yielded for a variable
// of the same type.
func SetCell(v Var) func(*Frame, any) error {
	slot := v.Slot
	return func(f *Frame, cell any) error {
		f.ref[slot] = cell
		return nil
	}
}
