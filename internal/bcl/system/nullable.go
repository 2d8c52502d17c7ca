package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
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

// nullableClassType is the static class System.Nullable.
func nullableClassType() types.Decl {
	return types.Decl{Name: "System.Nullable", Kind: types.Class, Static: true, Members: []types.Member{
		{Sig: "static int Compare<T>(T? n1, T? n2)", Impl: rt.FrameFunc2(func(f *rt.Frame, a, b any) (int32, error) {
			order, err := host.Compare(f, a, b)
			return int32(order), err
		})},
		{Sig: "static bool Equals<T>(T? n1, T? n2)", Impl: rt.FrameFunc2(rt.Equals)},
	}, RefusedMembers: []string{"GetUnderlyingType"}}
}
