package system

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// nullableReceiver links a member of Nullable<T>, whose receiver may be null.
func nullableReceiver[R any](fn func(*rt.Frame, any) (R, error)) rt.Linker {
	return func(c *rt.Call) rt.Code {
		d := *c
		d.Args = []rt.Code{c.Recv}
		return rt.FrameFunc1(fn)(&d)
	}
}

func nullableValue(_ *rt.Frame, v any) (any, error) {
	if v == nil {
		return nil, clr.InvalidOperation("Nullable object must have a value.")
	}
	return v, nil
}
