package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// enumeratorTypes are the structures that GetEnumerator of the collections returns:
// List<T>.Enumerator and its like. A copy of one goes on alone.
func enumeratorTypes() []types.Decl {
	const ns, pair = "System.Collections.Generic.", "KeyValuePair<TKey, TValue>"
	enumerator := func(collection, params, elem string) types.Decl {
		return types.Decl{
			Name: collection + "+Enumerator<" + params + ">", Kind: types.Struct,
			Class: &rt.Class{Rep: func(t *rt.Type) rt.Rep {
				return rt.CopiedRep(&Iterator{typ: t}, copyIterator)
			}},
			Implements: []string{ns + "IEnumerator<" + elem + ">"},
			Members: []types.Member{
				{Sig: elem + " Current", Impl: rt.Method0(func(it *Iterator) (any, error) { return it.get(false) })},
				{Sig: "bool MoveNext()", Impl: rt.FrameMethod0(func(f *rt.Frame, it *Iterator) (bool, error) { return it.moveNext(f) })},
				{Sig: "void Dispose()", Impl: rt.FrameMethod0(func(f *rt.Frame, it *Iterator) (rt.Void, error) { return rt.Void{}, it.Dispose(f) })},
			},
		}
	}
	return []types.Decl{
		enumerator(ns+"List", "T", "T"), enumerator(ns+"HashSet", "T", "T"),
		enumerator(ns+"Queue", "T", "T"), enumerator(ns+"Stack", "T", "T"),
		enumerator(ns+"Dictionary", "TKey, TValue", pair),
		enumerator(keyCollectionName, "TKey, TValue", "TKey"), enumerator(valueCollectionName, "TKey, TValue", "TValue"),
	}
}

// copyIterator copies an enumerator, which stands where the original stands.
func copyIterator(v any) any {
	it, ok := v.(*Iterator)
	if !ok {
		return v
	}
	out := *it
	switch e := it.cursor.e.(type) {
	case *tableEnumerator:
		c := *e
		out.cursor.e = &c
	case *sequentialEnumerator:
		c := *e
		out.cursor.e = &c
	}
	return &out
}
