package system

import "github.com/gatehouse-project/gatehouse/internal/expr/rt"

// frameFunc6 links a static member with six parameters.
func frameFunc6[A, B, C, D, E, F, R any](fn func(*rt.Frame, A, B, C, D, E, F) (R, error)) rt.Linker {
	return func(c *rt.Call) rt.Code {
		last := rt.Arg[F](c.Args[5])
		head := *c
		head.Args = c.Args[:5]
		return rt.FrameFunc5(func(f *rt.Frame, a A, b B, d C, e D, g E) (r R, err error) {
			v, err := last(f)
			if err != nil {
				return r, err
			}
			return fn(f, a, b, d, e, g, v)
		})(&head)
	}
}
