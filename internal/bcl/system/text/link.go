package text

import "github.com/gatehouse-project/gatehouse/internal/expr/rt"

// frameMethod5 links an instance member with five parameters.
func frameMethod5[T, A, B, C, D, E, R any](fn func(*rt.Frame, T, A, B, C, D, E) (R, error)) rt.Linker {
	return func(c *rt.Call) rt.Code {
		last := rt.Arg[E](c.Args[4])
		head := *c
		head.Args = c.Args[:4]
		return rt.FrameMethod4(func(f *rt.Frame, t T, a A, b B, d C, e D) (r R, err error) {
			v, err := last(f)
			if err != nil {
				return r, err
			}
			return fn(f, t, a, b, d, e, v)
		})(&head)
	}
}
