package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// setTypes are ISet<T> and HashSet<T>. No other class implements ISet<T>.
func setTypes() []types.Decl {
	const ns = "System.Collections.Generic."
	add := rt.FrameMethod1(func(f *rt.Frame, s *Set, v any) (bool, error) { return s.Add(f, v) })
	return []types.Decl{
		{
			Name: ns + "ISet<T>", Kind: types.Interface, Implements: []string{ns + "ICollection<T>"},
			Members: append(setMembers(), types.Member{Sig: "bool Add(T item)", Impl: add}),
		},
		{
			Name: ns + "HashSet<T>", Kind: types.Class, Class: &rt.Class{},
			Implements: []string{ns + "ISet<T>", ns + "IReadOnlyCollection<T>"},
			Members: append(append(setMembers(), setConstructors()...),
				types.Member{Sig: "bool Add(T item)", Impl: add},
				types.Member{Sig: "IEqualityComparer<T> Comparer", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					def := defaultEquality{construct(ns+"EqualityComparer", c.OwnerArgs[0])}
					return rt.Method0(func(s *Set) (any, error) {
						if s.t.cmp == nil {
							return def, nil
						}
						return s.t.cmp, nil
					})
				})},
				types.Member{Sig: "int Count", Impl: rt.Method0(func(s *Set) (int32, error) { return int32(s.Count()), nil })},
				types.Member{Sig: "void Clear()", Impl: rt.FrameMethod0(func(f *rt.Frame, s *Set) (rt.Void, error) { return rt.Void{}, s.ClearItems(f) })},
				types.Member{Sig: "bool Contains(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, s *Set, v any) (bool, error) { return s.ContainsItem(f, v) })},
				types.Member{Sig: "void CopyTo(T[] array)", Impl: rt.FrameMethod1(func(f *rt.Frame, s *Set, a any) (rt.Void, error) {
					return copySet(f, s, a, 0, int32(s.Count()))
				})},
				types.Member{Sig: "void CopyTo(T[] array, int arrayIndex)", Impl: rt.FrameMethod2(func(f *rt.Frame, s *Set, a any, at int32) (rt.Void, error) {
					return copySet(f, s, a, at, int32(s.Count()))
				})},
				types.Member{Sig: "void CopyTo(T[] array, int arrayIndex, int count)", Impl: rt.FrameMethod3(copySet)},
				types.Member{Sig: "HashSet+Enumerator<T> GetEnumerator()", Impl: enumeratorLinker()},
				types.Member{Sig: "bool Remove(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, s *Set, v any) (bool, error) { return s.RemoveItem(f, v) })},
				types.Member{Sig: "int RemoveWhere(Predicate<T> match)", Impl: rt.FrameMethod1(removeWhere)},
				types.Member{Sig: "void TrimExcess()", Impl: rt.FrameMethod0(func(f *rt.Frame, s *Set) (rt.Void, error) { return rt.Void{}, s.trim(f) })},
				types.Member{Sig: "bool TryGetValue(T equalValue, out T actualValue)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					zero := c.OwnerArgs[0].Zero
					return rt.FrameMethod2(func(f *rt.Frame, s *Set, v any, out rt.Out[any]) (bool, error) {
						i, _, err := s.t.find(f, v)
						if err != nil || i < 0 {
							out.Set(zero)
							return false, err
						}
						out.Set(s.t.entries[i].key)
						return true, nil
					})
				})},
			),
			RefusedMembers: []string{"CreateSetComparer", "GetObjectData", "OnDeserialization"},
		},
	}
}

func setMembers() []types.Member {
	return []types.Member{
		{Sig: "void ExceptWith(IEnumerable<T> other)", Impl: rt.FrameMethod1(exceptWith)},
		{Sig: "void IntersectWith(IEnumerable<T> other)", Impl: rt.FrameMethod1(intersectWith)},
		{Sig: "bool IsProperSubsetOf(IEnumerable<T> other)", Impl: rt.FrameMethod1(isProperSubsetOf)},
		{Sig: "bool IsProperSupersetOf(IEnumerable<T> other)", Impl: rt.FrameMethod1(reading(isProperSuperset))},
		{Sig: "bool IsSubsetOf(IEnumerable<T> other)", Impl: rt.FrameMethod1(isSubsetOf)},
		{Sig: "bool IsSupersetOf(IEnumerable<T> other)", Impl: rt.FrameMethod1(reading(isSuperset))},
		{Sig: "bool Overlaps(IEnumerable<T> other)", Impl: rt.FrameMethod1(reading(overlaps))},
		{Sig: "bool SetEquals(IEnumerable<T> other)", Impl: rt.FrameMethod1(reading(setEquals))},
		{Sig: "void SymmetricExceptWith(IEnumerable<T> other)", Impl: rt.FrameMethod1(symmetricExceptWith)},
		{Sig: "void UnionWith(IEnumerable<T> other)", Impl: rt.FrameMethod1(unionWith)},
	}
}

func setConstructors() []types.Member {
	from := func(f *rt.Frame, t *rt.Type, src any, cmp host.EqualityComparer) (*Set, error) {
		if src == nil {
			return nil, clr.ArgumentNull("collection")
		}
		s := NewSet(t, cmp)
		return s, s.fill(f, src)
	}
	sized := func(f *rt.Frame, t *rt.Type, n int32, cmp host.EqualityComparer) (*Set, error) {
		if n < 0 {
			return nil, clr.ArgumentOutOfRange("", "capacity")
		}
		if n > maxCapacity {
			return nil, &rt.Exceeded{What: "memory"}
		}
		s := NewSet(t, cmp)
		if n > 0 {
			s.room = primeFrom(int(n))
		}
		return s, s.t.grow(f, int(n))
	}
	return []types.Member{
		{Sig: "new()", Impl: owned(func(t *rt.Type) rt.Linker {
			return rt.Func0(func() (*Set, error) { return NewSet(t, nil), nil })
		})},
		{Sig: "new(IEqualityComparer<T> comparer)", Impl: owned(func(t *rt.Type) rt.Linker {
			return rt.Func1(func(c host.EqualityComparer) (*Set, error) { return NewSet(t, c), nil })
		})},
		{Sig: "new(int capacity)", Impl: owned(func(t *rt.Type) rt.Linker {
			return rt.FrameFunc1(func(f *rt.Frame, n int32) (*Set, error) { return sized(f, t, n, nil) })
		})},
		{Sig: "new(IEnumerable<T> collection)", Impl: owned(func(t *rt.Type) rt.Linker {
			return rt.FrameFunc1(func(f *rt.Frame, src any) (*Set, error) { return from(f, t, src, nil) })
		})},
		{Sig: "new(IEnumerable<T> collection, IEqualityComparer<T> comparer)", Impl: owned(func(t *rt.Type) rt.Linker {
			return rt.FrameFunc2(func(f *rt.Frame, src any, c host.EqualityComparer) (*Set, error) { return from(f, t, src, c) })
		})},
		{Sig: "new(int capacity, IEqualityComparer<T> comparer)", Impl: owned(func(t *rt.Type) rt.Linker {
			return rt.FrameFunc2(func(f *rt.Frame, n int32, c host.EqualityComparer) (*Set, error) { return sized(f, t, n, c) })
		})},
	}
}

// copySet is CopyTo(array, arrayIndex, count).
func copySet(f *rt.Frame, s *Set, array any, at, count int32) (rt.Void, error) {
	dst, ok := array.(rt.AnyArray)
	switch {
	case !ok:
		return rt.Void{}, clr.ArgumentNull("array")
	case at < 0:
		return rt.Void{}, clr.ArgumentOutOfRange("Non-negative number required.", "arrayIndex")
	case count < 0:
		return rt.Void{}, clr.ArgumentOutOfRange("Non-negative number required.", "count")
	case int(at) > dst.Len() || int(count) > dst.Len()-int(at):
		return rt.Void{}, clr.Argument("Destination array is not long enough to copy all the items in the collection. Check array index and length.", "")
	}
	items, err := s.items(f)
	if err != nil {
		return rt.Void{}, err
	}
	for i := 0; i < int(count) && i < len(items); i++ {
		if err := dst.Set(f, int(at)+i, items[i]); err != nil {
			return rt.Void{}, err
		}
	}
	return rt.Void{}, nil
}
