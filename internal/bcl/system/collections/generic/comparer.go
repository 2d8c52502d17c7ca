package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// defaultEquality is EqualityComparer<T>.Default: the virtual methods of object. It
// is a value, so that all of one type are the same object.
type defaultEquality struct{ typ *rt.Type }

func (c defaultEquality) RuntimeType() *rt.Type { return c.typ }

func (c defaultEquality) Equals(f *rt.Frame, x, y any) (bool, error) { return rt.Equals(f, x, y) }

func (c defaultEquality) Hash(f *rt.Frame, v any) (int32, error) { return rt.Hash(f, v) }

// defaultOrder is Comparer<T>.Default.
type defaultOrder struct{ typ *rt.Type }

func (c defaultOrder) RuntimeType() *rt.Type { return c.typ }

func (c defaultOrder) Compare(f *rt.Frame, x, y any) (int, error) { return host.Compare(f, x, y) }

// delegateOrder is Comparer<T>.Create(comparison).
type delegateOrder struct {
	typ        *rt.Type
	comparison *rt.Delegate
}

func (c *delegateOrder) RuntimeType() *rt.Type { return c.typ }

func (c *delegateOrder) Compare(f *rt.Frame, x, y any) (int, error) {
	v, err := c.comparison.Call2(f, x, y)
	if err != nil {
		return 0, err
	}
	return int(v.(int32)), nil
}

// equality returns a comparer for the tables of this package: nil for the
// default one, which they know better.
func equality(c host.EqualityComparer) host.EqualityComparer {
	if _, ok := c.(defaultEquality); ok {
		return nil
	}
	return c
}

func hashWith(f *rt.Frame, c host.EqualityComparer, v any) (int32, error) {
	if v == nil {
		return 0, nil
	}
	return c.Hash(f, v)
}

func comparerTypes() []types.Decl {
	const ns = "System.Collections.Generic."
	equals := rt.FrameMethod2(func(f *rt.Frame, c host.EqualityComparer, x, y any) (bool, error) { return c.Equals(f, x, y) })
	hash := rt.FrameMethod1(func(f *rt.Frame, c host.EqualityComparer, v any) (int32, error) { return hashWith(f, c, v) })
	compare := rt.FrameMethod2(func(f *rt.Frame, c host.Comparer, x, y any) (int32, error) {
		order, err := c.Compare(f, x, y)
		return int32(order), err
	})
	return []types.Decl{
		{
			Name: "System.Collections.IEqualityComparer", Kind: types.Interface,
			Members: []types.Member{{Sig: "bool Equals(object x, object y)", Impl: equals}, {Sig: "int GetHashCode(object obj)", Impl: hash}},
		},
		{
			Name: ns + "IEqualityComparer<in T>", Kind: types.Interface,
			Members: []types.Member{{Sig: "bool Equals(T x, T y)", Impl: equals}, {Sig: "int GetHashCode(T obj)", Impl: hash}},
		},
		{
			Name: "System.Collections.IComparer", Kind: types.Interface,
			Members: []types.Member{{Sig: "int Compare(object x, object y)", Impl: compare}},
		},
		{
			Name: ns + "IComparer<in T>", Kind: types.Interface,
			Members: []types.Member{{Sig: "int Compare(T x, T y)", Impl: compare}},
		},
		{
			Name: ns + "EqualityComparer<T>", Kind: types.Class, Abstract: true,
			Implements: []string{"System.Collections.IEqualityComparer", ns + "IEqualityComparer<T>"},
			Members: []types.Member{
				{Sig: "static EqualityComparer<T> Default", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					shared := defaultEquality{c.Owner}
					return rt.Func0(func() (any, error) { return shared, nil })
				})},
				{Sig: "bool Equals(T x, T y)", Impl: equals},
				{Sig: "int GetHashCode(T obj)", Impl: hash},
			},
		},
		{
			Name: ns + "Comparer<T>", Kind: types.Class, Abstract: true,
			Implements: []string{"System.Collections.IComparer", ns + "IComparer<T>"},
			Members: []types.Member{
				{Sig: "static Comparer<T> Default", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					shared := defaultOrder{c.Owner}
					return rt.Func0(func() (any, error) { return shared, nil })
				})},
				{Sig: "static Comparer<T> Create(Comparison<T> comparison)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					typ := c.Owner
					return rt.Func1(func(d *rt.Delegate) (*delegateOrder, error) {
						if d == nil {
							return nil, clr.ArgumentNull("comparison")
						}
						return &delegateOrder{typ, d}, nil
					})
				})},
				{Sig: "int Compare(T x, T y)", Impl: compare},
			},
		},
	}
}
