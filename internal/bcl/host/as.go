package host

import "github.com/gatehouse-project/gatehouse/internal/expr/rt"

// As returns an object as one that implements I, which is one of the interfaces
// of this package: itself, or what its class has for it (rt.Class.Host).
func As[I any](f *rt.Frame, v any) (i I, ok bool) {
	if i, ok = v.(I); ok {
		return i, true
	}
	if t := f.Env.TypeOf(v); t != nil && t.Class != nil && t.Class.Host != nil {
		i, ok = t.Class.Host(v).(I)
	}
	return i, ok
}
