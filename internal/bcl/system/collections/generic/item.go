package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Named is implemented by dictionaries whose keys are strings and that need no
// object to find one.
type Named interface {
	// Item is this[name].
	Item(f *rt.Frame, name string) (any, error)
}

// item links this[key] of IReadOnlyDictionary. A constant name, as in
// context.Variables["name"], goes to the dictionary as it is.
func item(c *rt.Call) rt.Code {
	general := BoxedArg(0, rt.FrameMethod1(index))
	k, _ := c.Args[0].Constant()
	key, ok := k.(rt.String)
	if !ok || !key.Valid || c.Result.Kind() != rt.KindRef {
		return general(c)
	}
	recv, at, name := rt.Arg[any](c.Recv), c.At, key.Text
	boxed := any(name)
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		d, err := recv(f)
		if err != nil {
			return nil, err
		}
		if n, ok := d.(Named); ok {
			if d, err = n.Item(f, name); err == nil {
				return d, nil
			}
		} else if d == nil {
			err = clr.NullReference()
		} else if d, err = index(f, d, boxed); err == nil {
			return d, nil
		}
		return nil, f.Throw(at, err)
	}))
}
