package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// The members of the collection interfaces find out at run time what they were
// called on: a list, an array, or an object of another package.

func collectionTypes() []types.Decl {
	const ns = "System.Collections.Generic."
	return []types.Decl{
		{
			Name: ns + "IReadOnlyCollection<out T>", Kind: types.Interface, Implements: []string{ns + "IEnumerable<T>"},
			Members: []types.Member{{Sig: "int Count", Impl: rt.FrameMethod0(count)}},
		},
		{
			Name: ns + "IReadOnlyList<out T>", Kind: types.Interface, Implements: []string{ns + "IReadOnlyCollection<T>"},
			Members: []types.Member{{Sig: "T this[int index]", Impl: rt.FrameMethod1(at)}},
		},
		{
			Name: ns + "ICollection<T>", Kind: types.Interface, Implements: []string{ns + "IEnumerable<T>"},
			Members: []types.Member{
				{Sig: "int Count", Impl: rt.FrameMethod0(count)},
				{Sig: "bool IsReadOnly", Impl: rt.FrameMethod0(isReadOnly)},
				{Sig: "void Add(T item)", Impl: rt.FrameMethod1(add)},
				{Sig: "void Clear()", Impl: rt.FrameMethod0(clearItems)},
				{Sig: "bool Contains(T item)", Impl: ofElement(func(elem *rt.Type) rt.Linker { return rt.FrameMethod1(containing(elem)) })},
				{Sig: "void CopyTo(T[] array, int arrayIndex)", Impl: ofElement(func(elem *rt.Type) rt.Linker { return rt.FrameMethod2(copying(elem)) })},
				{Sig: "bool Remove(T item)", Impl: rt.FrameMethod1(remove)},
			},
		},
		{
			Name: ns + "IList<T>", Kind: types.Interface, Implements: []string{ns + "ICollection<T>"},
			Members: []types.Member{
				{Sig: "T this[int index]", Impl: rt.FrameMethod1(at), Set: BoxedArg(1, rt.FrameMethod2(setAt))},
				{Sig: "int IndexOf(T item)", Impl: ofElement(func(elem *rt.Type) rt.Linker { return rt.FrameMethod1(finding(elem)) })},
				{Sig: "void Insert(int index, T item)", Impl: rt.FrameMethod2(insertAt)},
				{Sig: "void RemoveAt(int index)", Impl: rt.FrameMethod1(removeAt)},
			},
		},
		{
			Name: "System.Collections.ICollection", Kind: types.Interface, Implements: []string{"System.Collections.IEnumerable"},
			Members: []types.Member{
				{Sig: "int Count", Impl: rt.FrameMethod0(count)},
				{Sig: "bool IsSynchronized", Impl: rt.Method0(func(any) (bool, error) { return false, nil })},
				{Sig: "object SyncRoot", Impl: rt.Method0(func(v any) (any, error) { return v, nil })},
				{Sig: "void CopyTo(Array array, int index)", Impl: ofElement(func(elem *rt.Type) rt.Linker { return rt.FrameMethod2(copying(elem)) })},
			},
		},
		{
			Name: "System.Collections.IList", Kind: types.Interface, Implements: []string{"System.Collections.ICollection"},
			Members: []types.Member{
				{Sig: "object this[int index]", Impl: rt.FrameMethod1(at), Set: rt.FrameMethod2(setAt)},
				{Sig: "bool IsReadOnly", Impl: rt.FrameMethod0(isReadOnlyList)},
				{Sig: "bool IsFixedSize", Impl: rt.FrameMethod0(func(f *rt.Frame, v any) (bool, error) {
					_, fixed := v.(rt.AnyArray)
					return fixed, nil
				})},
				{Sig: "int Add(object value)", Impl: rt.FrameMethod1(func(f *rt.Frame, v, item any) (int32, error) {
					if _, err := add(f, v, item); err != nil {
						return 0, err
					}
					n, err := count(f, v)
					return n - 1, err
				})},
				{Sig: "void Clear()", Impl: rt.FrameMethod0(clearItems)},
				{Sig: "bool Contains(object value)", Impl: ofElement(func(elem *rt.Type) rt.Linker { return rt.FrameMethod1(containing(elem)) })},
				{Sig: "int IndexOf(object value)", Impl: ofElement(func(elem *rt.Type) rt.Linker { return rt.FrameMethod1(finding(elem)) })},
				{Sig: "void Insert(int index, object value)", Impl: rt.FrameMethod2(insertAt)},
				{Sig: "void Remove(object value)", Impl: rt.FrameMethod1(func(f *rt.Frame, v, item any) (rt.Void, error) {
					_, err := remove(f, v, item)
					return rt.Void{}, err
				})},
				{Sig: "void RemoveAt(int index)", Impl: rt.FrameMethod1(removeAt)},
			},
		},
	}
}

// BoxedArg makes argument i an object where the binder passes it in the
// representation of its static type.
func BoxedArg(i int, link rt.Linker) rt.Linker {
	return func(c *rt.Call) rt.Code {
		d := *c
		d.Args = append([]rt.Code(nil), c.Args...)
		d.Args[i] = c.ParamTypes[i].Rep.Box(c.Args[i])
		return link(&d)
	}
}

// ofElement links a member that needs to know the element type of its interface.
func ofElement(link func(elem *rt.Type) rt.Linker) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker { return link(elementOf(c.Owner)) })
}
