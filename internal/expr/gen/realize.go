package gen

import (
	"strings"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Realize gives every type of a universe its run-time side, now and whenever a
// type is constructed. Classes come from the declarations (*rt.Class); typeOf
// returns the run-time type of a boxed value.
func Realize(u *types.Universe, typeOf func(any) *rt.Type) {
	u.OnRealize(func(t *types.Type) { realize(t, typeOf) })
}

// realize fills t.Runtime. Types that refer to each other find the pointer that
// was set before the fields are.
func realize(t *types.Type, typeOf func(any) *rt.Type) *rt.Type {
	if r, ok := t.Runtime.(*rt.Type); ok {
		return r
	}
	r := &rt.Type{Name: t.FullName(), Rep: refRep, Static: t, TypeOf: typeOf}
	t.Runtime = r
	r.EmptyArray = sync.OnceValue(func() rt.AnyArray { return r.Rep.Empty(r) })
	r.EmptyList = sync.OnceValue(func() rt.AnyArray { return r.Rep.Empty(r) })
	r.From = func(o *rt.Type) bool {
		from, ok := o.Static.(*types.Type)
		return ok && (from == t || from.IsReference() && types.Inherits(from, t) || !from.IsReference() && t.IsReference() && types.Boxes(from, t))
	}
	for _, a := range t.Args {
		r.Args = append(r.Args, realize(a, typeOf))
	}
	if t.Elem != nil {
		r.Elem = realize(t.Elem, typeOf)
	}
	class, _ := t.Class().(*rt.Class)
	switch t.Kind {
	case types.Array:
		class = &rt.Class{}
		r.Args, r.Rank = nil, t.Rank
	case types.Nullable:
		elem := r.Elem
		class = &rt.Class{Instance: func(v any, _ *rt.Type) bool { return elem.Instance(v) }}
	case types.Anonymous:
		class = rt.AnonymousClass()
	case types.Tuple:
		class = rt.TupleClass()
	case types.Enum:
		r.Enum = &rt.EnumInfo{Flags: t.Flags}
		for _, v := range t.Values {
			r.Enum.Names = append(r.Enum.Names, v.Name)
			r.Enum.Values = append(r.Enum.Values, v.Value)
		}
		r.Rep = rt.EnumRep(r)
		r.Zero = rt.Enum{Type: r}
		class = &rt.Class{Instance: func(v any, t *rt.Type) bool { e, ok := v.(rt.Enum); return ok && e.Type == t }}
	}
	for _, f := range t.Fields {
		r.Fields = append(r.Fields, f.Name)
		r.Args = append(r.Args, realize(f.Type.Plain(), typeOf))
	}
	if t.Kind == types.Anonymous {
		r.Name = anonymousName(r.Args)
	}
	if t.Kind == types.Tuple {
		zero := &rt.Record{Type: r}
		for _, f := range t.Fields {
			zero.Values = append(zero.Values, realize(f.Type.Plain(), typeOf).Zero)
		}
		r.Zero = zero
	}
	r.Class = class
	if class != nil && class.Rep != nil && t.Kind != types.Nullable {
		r.Rep = class.Rep(r)
		if k, ok := r.Rep.Default().Constant(); ok && t.Kind == types.Struct {
			r.Zero = k
		}
	}
	if t.Special == types.String {
		r.Rep, r.Zero = strRep, nil
	}
	return r
}

// anonymousName is what the compiler calls an anonymous type. The number is the
// first one's: which types came before is not known.
func anonymousName(args []*rt.Type) string {
	const name = "<>f__AnonymousType0"
	if len(args) == 0 {
		return name
	}
	names := make([]string, len(args))
	for i, a := range args {
		names[i] = a.Name
	}
	return name + "<" + strings.Join(names, ",") + ">"
}
