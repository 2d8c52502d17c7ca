package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// enumeratorTypes are the structures that GetEnumerator of the collections returns:
// List<T>.Enumerator and its like. A copy of one goes on with the original here, where
// one of .NET goes on alone.
func enumeratorTypes() []types.Decl {
	const ns, pair = "System.Collections.Generic.", "KeyValuePair<TKey, TValue>"
	enumerator := func(collection, params, elem string) types.Decl {
		return types.Decl{
			Name: collection + "+Enumerator<" + params + ">", Kind: types.Struct,
			Class: &rt.Class{Rep: func(t *rt.Type) rt.Rep {
				return &enumeratorRep{rt.RepOf[any](), rt.Const[any](&Iterator{typ: t})}
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

// enumeratorRep represents the structures as references that are never null.
type enumeratorRep struct {
	rt.Rep
	zero rt.Code
}

// Default is the code of the default, an enumerator over nothing.
func (r *enumeratorRep) Default() rt.Code { return r.zero }
