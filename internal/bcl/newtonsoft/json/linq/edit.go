package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// editMembers are the members of JToken that change the tree around it.
func editMembers() []types.Member {
	return []types.Member{
		{Sig: "void Remove()", Impl: rt.Method0(func(t jsontree.Token) (rt.Void, error) { return rt.Void{}, jsontree.Remove(t) })},
		{Sig: "void Replace(JToken value)", Impl: rt.FrameMethod1(func(f *rt.Frame, t, with jsontree.Token) (rt.Void, error) {
			return rt.Void{}, jsontree.Replace(t, with, f.Charger())
		})},
		{Sig: "void AddAfterSelf(object content)", Impl: adding(jsontree.AddAfterSelf)},
		{Sig: "void AddBeforeSelf(object content)", Impl: adding(jsontree.AddBeforeSelf)},
	}
}

// adding links a method that takes content.
func adding[T any](add func(T, jsontree.Content, jsontree.Charge) error) rt.Linker {
	return rt.FrameMethod1(func(f *rt.Frame, t T, v any) (rt.Void, error) {
		if err := f.Alloc(valueCost); err != nil {
			return rt.Void{}, err
		}
		return rt.Void{}, add(t, serial.Content(f, v), f.Charger())
	})
}
