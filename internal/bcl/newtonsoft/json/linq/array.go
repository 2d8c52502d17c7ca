package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// arrayType is JArray.
func arrayType() types.Decl {
	return types.Decl{
		Name: ns + "JArray", Kind: types.Class, Base: ns + "JContainer", Class: tokenClass[*jsontree.Array](rt.Class{}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.FrameFunc0(func(f *rt.Frame) (*jsontree.Array, error) { return jsontree.NewArray(), f.Alloc(propertyCost) })},
			{Sig: "new(JArray other)", Impl: rt.FrameFunc1(copyOf[*jsontree.Array])},
			{Sig: "new(params object[] content)", Impl: filled(jsontree.NewArray)},
			{Sig: "new(object content)", Impl: filled(jsontree.NewArray)},
			{Sig: "static JArray Parse(string json)", Impl: rt.FrameFunc1(parsed(jsontree.ParseArray))},
			{Sig: "static JArray FromObject(object o)", Impl: rt.FrameFunc1(arrayFrom)},
			{Sig: "JToken this[object key]", Impl: rt.Linker(itemByKey), Set: rt.FrameMethod2(func(f *rt.Frame, a *jsontree.Array, key any, v jsontree.Token) (rt.Void, error) {
				return setItem(f, a, key, v)
			})},
			{Sig: "JToken this[int index]", Impl: rt.Method1(func(a *jsontree.Array, i int32) (any, error) { return nullable(a.At(int(i))) }),
				Set: rt.FrameMethod2(func(f *rt.Frame, a *jsontree.Array, i int32, v jsontree.Token) (rt.Void, error) {
					return rt.Void{}, a.SetAt(int(i), v, f.Charger())
				})},
			{Sig: "bool IsReadOnly", Impl: rt.Method0(func(*jsontree.Array) (bool, error) { return false, nil })},
			{Sig: "void Add(JToken item)", Impl: rt.FrameMethod1(func(f *rt.Frame, a *jsontree.Array, t jsontree.Token) (rt.Void, error) {
				if err := f.Alloc(valueCost); err != nil {
					return rt.Void{}, err
				}
				return rt.Void{}, a.Add(t, f.Charger())
			})},
			{Sig: "void Insert(int index, JToken item)", Impl: rt.FrameMethod2(func(f *rt.Frame, a *jsontree.Array, i int32, t jsontree.Token) (rt.Void, error) {
				if err := f.Steps(a.Count() / movesPerStep); err != nil {
					return rt.Void{}, err
				}
				return rt.Void{}, a.Insert(int(i), t, f.Charger())
			})},
			{Sig: "void RemoveAt(int index)", Impl: rt.FrameMethod1(func(f *rt.Frame, a *jsontree.Array, i int32) (rt.Void, error) {
				if err := f.Steps(a.Count() / movesPerStep); err != nil {
					return rt.Void{}, err
				}
				return rt.Void{}, a.RemoveAt(int(i))
			})},
			{Sig: "bool Remove(JToken item)", Impl: rt.FrameMethod1(func(f *rt.Frame, a *jsontree.Array, t jsontree.Token) (bool, error) {
				return a.Remove(t), f.Steps(a.Count() / movesPerStep)
			})},
			{Sig: "void Clear()", Impl: rt.Method0(func(a *jsontree.Array) (rt.Void, error) { return rt.Void{}, jsontree.Clear(a) })},
			{Sig: "bool Contains(JToken item)", Impl: rt.FrameMethod1(func(f *rt.Frame, a *jsontree.Array, t jsontree.Token) (bool, error) {
				return jsontree.Contains(a, t), moved(f, a)
			})},
			{Sig: "int IndexOf(JToken item)", Impl: rt.FrameMethod1(func(f *rt.Frame, a *jsontree.Array, t jsontree.Token) (int32, error) {
				return int32(jsontree.IndexOf(a, t)), moved(f, a)
			})},
			{Sig: "void CopyTo(JToken[] array, int arrayIndex)", Impl: rt.FrameMethod2(copyTo)},
			{Sig: "IEnumerator<JToken> GetEnumerator()", Impl: enumerator[*jsontree.Array]()},
		},
	}
}

// movesPerStep is how many items that only move count as one step.
const movesPerStep = 16

// arrayFrom is JArray.FromObject.
func arrayFrom(f *rt.Frame, v any) (any, error) {
	t, err := serial.ToToken(f, v)
	if err != nil {
		return nil, err
	}
	if _, ok := t.(*jsontree.Array); !ok {
		return nil, clr.Argument("Object serialized to "+t.Type().String()+". JArray instance expected.", "")
	}
	return t, nil
}

func copyTo(f *rt.Frame, a *jsontree.Array, to rt.AnyArray, at int32) (rt.Void, error) {
	switch {
	case to == nil:
		return rt.Void{}, noText("array")
	case at < 0:
		return rt.Void{}, clr.ArgumentOutOfRange("arrayIndex is less than 0.", "arrayIndex")
	case int(at) >= to.Len() && at != 0:
		return rt.Void{}, clr.Argument("arrayIndex is equal to or greater than the length of array.", "")
	case a.Count() > to.Len()-int(at):
		return rt.Void{}, clr.Argument("The number of elements in the source JObject is greater than the available space from arrayIndex to the end of the destination array.", "")
	}
	for i := range a.Count() {
		if err := to.Set(f, int(at)+i, jsontree.Child(a, i)); err != nil {
			return rt.Void{}, err
		}
	}
	return rt.Void{}, f.Steps(a.Count())
}
