package rt

import "slices"

// calls are the delegates that a combined one calls, in order; a plain delegate
// calls itself.
func (d *Delegate) calls() []*Delegate {
	if d.list != nil {
		return d.list
	}
	return []*Delegate{d}
}

// CombineDelegates is a + b on delegates of one type, either of which may be null.
func CombineDelegates(f *Frame, a, b any) (any, error) {
	x, _ := a.(*Delegate)
	y, _ := b.(*Delegate)
	switch {
	case x == nil:
		return b, nil
	case y == nil:
		return a, nil
	}
	return combined(f, x, slices.Concat(x.calls(), y.calls()))
}

// RemoveDelegate is a - b: a without the last of its calls that are those of b.
func RemoveDelegate(f *Frame, a, b any) (any, error) {
	x, _ := a.(*Delegate)
	y, _ := b.(*Delegate)
	if x == nil || y == nil {
		return a, nil
	}
	all, part := x.calls(), y.calls()
	for i := len(all) - len(part); i >= 0; i-- {
		if err := f.Step(); err != nil {
			return nil, err
		}
		if slices.Equal(all[i:i+len(part)], part) {
			return combined(f, x, slices.Concat(all[:i], all[i+len(part):]))
		}
	}
	return a, nil
}

// combined makes a delegate like d that calls a list of delegates and gives the
// result of the last one.
func combined(f *Frame, d *Delegate, list []*Delegate) (any, error) {
	switch len(list) {
	case 0:
		return nil, nil
	case 1:
		return list[0], nil
	}
	if err := f.Alloc(64 + 8*len(list)); err != nil {
		return nil, err
	}
	out := &Delegate{Type: d.Type, list: list}
	each := func(f *Frame, args ...any) (v any, err error) {
		for _, x := range list {
			if err = f.Step(); err != nil {
				return nil, err
			}
			if v, err = x.Invoke(f, args); err != nil {
				return nil, err
			}
		}
		return v, nil
	}
	switch {
	case d.Call0 != nil:
		out.Call0 = func(f *Frame) (any, error) { return each(f) }
	case d.Call1 != nil:
		out.Call1 = func(f *Frame, a any) (any, error) { return each(f, a) }
	case d.Call2 != nil:
		out.Call2 = func(f *Frame, a, b any) (any, error) { return each(f, a, b) }
	default:
		out.CallN = func(f *Frame, args []any) (any, error) { return each(f, args...) }
	}
	return out, nil
}
