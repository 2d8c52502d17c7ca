package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// KeyValuePair is KeyValuePair<K, V>. It is immutable.
type KeyValuePair struct {
	Type       *rt.Type
	Key, Value any
}

// RuntimeType returns the pair's type.
func (p *KeyValuePair) RuntimeType() *rt.Type { return p.Type }

// PairTypeOf returns the type of the pairs of v, a dictionary of the host: elem
// if that is one of pairs, otherwise what the type of v implements. Who reads a
// dictionary as a sequence of objects asks for no pairs, and yet sees them.
func PairTypeOf(f *rt.Frame, v any, elem *rt.Type) *rt.Type {
	if elem != nil && len(elem.Args) == 2 {
		return elem
	}
	t := f.Env.TypeOf(v)
	if t == nil {
		return elem
	}
	for _, i := range t.Static.(*types.Type).AllInterfaces() {
		if len(i.Args) == 1 && len(i.Args[0].Args) == 2 {
			return i.Args[0].Runtime.(*rt.Type)
		}
	}
	return elem
}

// pairRep represents pairs as references that are never null: default is a pair
// of defaults.
type pairRep struct {
	rt.Rep
	zero rt.Code
}

// Default is the code of default(KeyValuePair<K, V>).
func (r *pairRep) Default() rt.Code { return r.zero }

func newPairRep(t *rt.Type) rt.Rep {
	zero := &KeyValuePair{Type: t}
	if len(t.Args) == 2 {
		zero.Key, zero.Value = t.Args[0].Zero, t.Args[1].Zero
	}
	return &pairRep{Rep: rt.RepOf[any](), zero: rt.Const[any](zero)}
}

// ElementOf returns the type of the elements of a sequence of the given type, nil
// for a type that is no IEnumerable<T>.
func ElementOf(t *rt.Type) *rt.Type {
	static := t.Static.(*types.Type)
	for _, i := range append(static.AllInterfaces(), static) {
		if i.Name == "IEnumerable" && len(i.Args) == 1 {
			return i.Args[0].Runtime.(*rt.Type)
		}
	}
	return nil
}

func pairType() types.Decl {
	return types.Decl{
		Name: "System.Collections.Generic.KeyValuePair<TKey, TValue>", Kind: types.Struct, Base: "System.ValueType",
		Class: &rt.Class{Rep: newPairRep, ToString: pairText, Equals: pairEquals, Hash: pairHash},
		Members: []types.Member{
			{Sig: "new(TKey key, TValue value)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.Owner
				return rt.FrameFunc2(func(f *rt.Frame, key, value any) (*KeyValuePair, error) {
					return &KeyValuePair{t, key, value}, f.Alloc(pairCost)
				})
			})},
			{Sig: "TKey Key", Impl: rt.Method0(func(p *KeyValuePair) (any, error) { return p.Key, nil })},
			{Sig: "TValue Value", Impl: rt.Method0(func(p *KeyValuePair) (any, error) { return p.Value, nil })},
			{Sig: "void Deconstruct(out TKey key, out TValue value)", Impl: rt.Method2(func(p *KeyValuePair, key, value rt.Out[any]) (rt.Void, error) {
				key.Set(p.Key)
				value.Set(p.Value)
				return rt.Void{}, nil
			})},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(pairText)},
		},
	}
}

const pairCost = 48

// pairText is ToString: "[key, value]", null as nothing.
func pairText(f *rt.Frame, v any) (rt.String, error) {
	p := v.(*KeyValuePair)
	if err := f.Nest(); err != nil {
		return rt.String{}, err
	}
	defer f.Unnest()
	text := "["
	for i, x := range []any{p.Key, p.Value} {
		if i > 0 {
			text += ", "
		}
		if x == nil {
			continue
		}
		s, err := rt.ToString(f, x)
		if err != nil {
			return s, err
		}
		if err := f.Alloc(len(s.Text)); err != nil {
			return s, err
		}
		text += s.Text
	}
	return rt.Str(text + "]"), nil
}

// pairEquals compares as all structs do, member by member.
func pairEquals(f *rt.Frame, a, b any) (bool, error) {
	x := a.(*KeyValuePair)
	y, ok := b.(*KeyValuePair)
	if !ok || x.Type != y.Type {
		return false, nil
	}
	if err := f.Nest(); err != nil {
		return false, err
	}
	defer f.Unnest()
	if eq, err := rt.Equals(f, x.Key, y.Key); !eq || err != nil {
		return false, err
	}
	return rt.Equals(f, x.Value, y.Value)
}

func pairHash(f *rt.Frame, v any) (int32, error) {
	p := v.(*KeyValuePair)
	if err := f.Nest(); err != nil {
		return 0, err
	}
	defer f.Unnest()
	h := int32(0)
	for _, x := range []any{p.Key, p.Value} {
		if x == nil {
			continue
		}
		k, err := rt.Hash(f, x)
		if err != nil {
			return 0, err
		}
		h = h*31 + k
	}
	return h, nil
}
