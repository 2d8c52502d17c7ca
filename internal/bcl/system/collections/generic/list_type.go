package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// listType is List<T>.
func listType() types.Decl {
	const ns = "System.Collections.Generic."
	return types.Decl{
		Name: ns + "List<T>", Kind: types.Class, Class: &rt.Class{},
		Implements:     []string{ns + "IList<T>", ns + "IReadOnlyList<T>", "System.Collections.IList"},
		Members:        append(append(listMembers(), listSearchMembers()...), listSortMembers()...),
		RefusedMembers: []string{"AsReadOnly"},
	}
}

// owned links a constructor or static member that needs the constructed type.
func owned(link func(owner *rt.Type) rt.Linker) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker { return link(c.Owner) })
}

// listAt is this[index]; the receiver is known to be a list.
func listAt(l *List, i int32) (any, error) {
	if uint(i) >= uint(len(l.items)) {
		return nil, clr.ListIndexOutOfRange()
	}
	return l.items[i], nil
}

func listMembers() []types.Member {
	return []types.Member{
		{Sig: "new()", Impl: owned(func(t *rt.Type) rt.Linker {
			return rt.Func0(func() (*List, error) { return &List{typ: t}, nil })
		})},
		{Sig: "new(int capacity)", Impl: owned(func(t *rt.Type) rt.Linker { return rt.FrameFunc1(newList(t)) })},
		{Sig: "new(IEnumerable<T> collection)", Impl: owned(func(t *rt.Type) rt.Linker { return rt.FrameFunc1(newListFrom(t)) })},
		{Sig: "int Count", Impl: rt.Method0(func(l *List) (int32, error) { return int32(len(l.items)), nil })},
		{
			Sig: "int Capacity", Impl: rt.Method0(func(l *List) (int32, error) { return int32(cap(l.items)), nil }),
			Set: rt.FrameMethod1(setCapacity),
		},
		{
			Sig: "T this[int index]", Impl: rt.Method1(listAt),
			Set: BoxedArg(1, rt.FrameMethod2(func(f *rt.Frame, l *List, i int32, v any) (rt.Void, error) {
				return rt.Void{}, l.SetAt(f, int(i), v)
			})),
		},
		{Sig: "void Add(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, v any) (rt.Void, error) {
			return rt.Void{}, l.AddItem(f, v)
		})},
		{Sig: "void AddRange(IEnumerable<T> collection)", Impl: rt.FrameMethod1(addRange)},
		{Sig: "void Clear()", Impl: rt.FrameMethod0(func(f *rt.Frame, l *List) (rt.Void, error) { return rt.Void{}, l.ClearItems(f) })},
		{Sig: "bool Contains(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, v any) (bool, error) { return l.ContainsItem(f, v) })},
		{Sig: "void CopyTo(T[] array)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, a any) (rt.Void, error) {
			return copyList(f, l, 0, a, 0, int32(len(l.items)))
		})},
		{Sig: "void CopyTo(T[] array, int arrayIndex)", Impl: rt.FrameMethod2(func(f *rt.Frame, l *List, a any, at int32) (rt.Void, error) {
			return copyList(f, l, 0, a, at, int32(len(l.items)))
		})},
		{Sig: "void CopyTo(int index, T[] array, int arrayIndex, int count)", Impl: rt.FrameMethod4(copyList)},
		{Sig: "List+Enumerator<T> GetEnumerator()", Impl: enumeratorLinker()},
		{Sig: "List<T> GetRange(int index, int count)", Impl: rt.FrameMethod2(getRange)},
		{Sig: "void Insert(int index, T item)", Impl: rt.FrameMethod2(func(f *rt.Frame, l *List, i int32, v any) (rt.Void, error) {
			return rt.Void{}, l.InsertAt(f, int(i), v)
		})},
		{Sig: "void InsertRange(int index, IEnumerable<T> collection)", Impl: rt.FrameMethod2(insertRange)},
		{Sig: "bool Remove(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, v any) (bool, error) { return l.RemoveItem(f, v) })},
		{Sig: "int RemoveAll(Predicate<T> match)", Impl: rt.FrameMethod1(removeAll)},
		{Sig: "void RemoveAt(int index)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, i int32) (rt.Void, error) {
			return rt.Void{}, l.RemoveIndex(f, int(i))
		})},
		{Sig: "void RemoveRange(int index, int count)", Impl: rt.FrameMethod2(removeRange)},
		{Sig: "void Reverse()", Impl: rt.FrameMethod0(reverseList)},
		{Sig: "void Reverse(int index, int count)", Impl: rt.FrameMethod2(reverseRange)},
		{Sig: "T[] ToArray()", Impl: rt.FrameMethod0(toArray)},
		{Sig: "void TrimExcess()", Impl: rt.FrameMethod0(trimExcess)},
	}
}

func listSearchMembers() []types.Member {
	whole := func(l *List) int32 { return int32(len(l.items)) }
	return []types.Member{
		{Sig: "List<TOutput> ConvertAll<TOutput>(Converter<T, TOutput> converter)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			return rt.FrameMethod1(convertAll(c.ResultType))
		})},
		{Sig: "bool Exists(Predicate<T> match)", Impl: rt.FrameMethod1(exists)},
		{Sig: "T Find(Predicate<T> match)", Impl: owned(func(t *rt.Type) rt.Linker { return rt.FrameMethod1(find(t.Args[0].Zero, false)) })},
		{Sig: "List<T> FindAll(Predicate<T> match)", Impl: rt.FrameMethod1(findAll)},
		{Sig: "int FindIndex(Predicate<T> match)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, d *rt.Delegate) (int32, error) {
			return findIndex(f, l, 0, whole(l), d)
		})},
		{Sig: "int FindIndex(int startIndex, Predicate<T> match)", Impl: rt.FrameMethod2(func(f *rt.Frame, l *List, i int32, d *rt.Delegate) (int32, error) {
			return findIndex(f, l, i, whole(l)-i, d)
		})},
		{Sig: "int FindIndex(int startIndex, int count, Predicate<T> match)", Impl: rt.FrameMethod3(findIndex)},
		{Sig: "T FindLast(Predicate<T> match)", Impl: owned(func(t *rt.Type) rt.Linker { return rt.FrameMethod1(find(t.Args[0].Zero, true)) })},
		{Sig: "int FindLastIndex(Predicate<T> match)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, d *rt.Delegate) (int32, error) {
			return findLastIndex(f, l, whole(l)-1, whole(l), d)
		})},
		{Sig: "int FindLastIndex(int startIndex, Predicate<T> match)", Impl: rt.FrameMethod2(func(f *rt.Frame, l *List, i int32, d *rt.Delegate) (int32, error) {
			return findLastIndex(f, l, i, i+1, d)
		})},
		{Sig: "int FindLastIndex(int startIndex, int count, Predicate<T> match)", Impl: rt.FrameMethod3(findLastIndex)},
		{Sig: "void ForEach(Action<T> action)", Impl: rt.FrameMethod1(forEach)},
		{Sig: "int IndexOf(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, v any) (int32, error) { return indexIn(f, l, v, 0, whole(l)) })},
		{Sig: "int IndexOf(T item, int index)", Impl: rt.FrameMethod2(func(f *rt.Frame, l *List, v any, i int32) (int32, error) {
			return indexIn(f, l, v, i, whole(l)-i)
		})},
		{Sig: "int IndexOf(T item, int index, int count)", Impl: rt.FrameMethod3(indexIn)},
		{Sig: "int LastIndexOf(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, v any) (int32, error) {
			return lastIndexIn(f, l, v, whole(l)-1, whole(l))
		})},
		{Sig: "int LastIndexOf(T item, int index)", Impl: rt.FrameMethod2(func(f *rt.Frame, l *List, v any, i int32) (int32, error) {
			if i >= whole(l) {
				return 0, clr.ListIndexOutOfRange()
			}
			return lastIndexIn(f, l, v, i, i+1)
		})},
		{Sig: "int LastIndexOf(T item, int index, int count)", Impl: rt.FrameMethod3(lastIndexIn)},
		{Sig: "bool TrueForAll(Predicate<T> match)", Impl: rt.FrameMethod1(trueForAll)},
	}
}

func listSortMembers() []types.Member {
	return []types.Member{
		{Sig: "int BinarySearch(T item)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, v any) (int32, error) {
			return binarySearch(f, l, 0, int32(len(l.items)), v, nil)
		})},
		{Sig: "int BinarySearch(T item, IComparer<T> comparer)", Impl: rt.FrameMethod2(func(f *rt.Frame, l *List, v any, c host.Comparer) (int32, error) {
			return binarySearch(f, l, 0, int32(len(l.items)), v, c)
		})},
		{Sig: "int BinarySearch(int index, int count, T item, IComparer<T> comparer)", Impl: rt.FrameMethod4(binarySearch)},
		{Sig: "void Sort()", Impl: rt.FrameMethod0(func(f *rt.Frame, l *List) (rt.Void, error) {
			return sortRange(f, l, 0, int32(len(l.items)), DefaultOrder(f, nil))
		})},
		{Sig: "void Sort(IComparer<T> comparer)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, c host.Comparer) (rt.Void, error) {
			return sortRange(f, l, 0, int32(len(l.items)), DefaultOrder(f, c))
		})},
		{Sig: "void Sort(int index, int count, IComparer<T> comparer)", Impl: rt.FrameMethod3(func(f *rt.Frame, l *List, i, n int32, c host.Comparer) (rt.Void, error) {
			return sortRange(f, l, i, n, DefaultOrder(f, c))
		})},
		{Sig: "void Sort(Comparison<T> comparison)", Impl: rt.FrameMethod1(func(f *rt.Frame, l *List, d *rt.Delegate) (rt.Void, error) {
			if d == nil {
				return rt.Void{}, clr.ArgumentNull("comparison")
			}
			return sortRange(f, l, 0, int32(len(l.items)), DelegateOrder(f, d))
		})},
	}
}
