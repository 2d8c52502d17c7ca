package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// propertyType is JProperty.
func propertyType() types.Decl {
	return types.Decl{
		Name: ns + "JProperty", Kind: types.Class, Base: ns + "JContainer", Class: tokenClass[*jsontree.Property](rt.Class{}),
		Members: []types.Member{
			{Sig: "new(JProperty other)", Impl: rt.FrameFunc1(copyOf[*jsontree.Property])},
			{Sig: "new(string name, params object[] content)", Impl: rt.FrameFunc2(newProperty)},
			{Sig: "new(string name, object content)", Impl: rt.FrameFunc2(newProperty)},
			{Sig: "string Name", Impl: rt.Method0(func(p *jsontree.Property) (rt.String, error) { return rt.Str(p.Name()), nil })},
			{Sig: "JToken Value", Impl: rt.Method0(func(p *jsontree.Property) (any, error) { return nullable(p.Value(), nil) }),
				Set: rt.FrameMethod1(func(f *rt.Frame, p *jsontree.Property, v jsontree.Token) (rt.Void, error) {
					return rt.Void{}, p.SetValue(v, f.Charger())
				})},
		},
	}
}

func newProperty(f *rt.Frame, name rt.String, content any) (*jsontree.Property, error) {
	if !name.Valid {
		return nil, noText("name")
	}
	if err := f.Alloc(propertyCost + valueCost); err != nil {
		return nil, err
	}
	return jsontree.NewPropertyOf(name.Text, serial.Content(f, content), f.Charger())
}

// constructorType is JConstructor.
func constructorType() types.Decl {
	return types.Decl{
		Name: ns + "JConstructor", Kind: types.Class, Base: ns + "JContainer", Class: tokenClass[*jsontree.Constructor](rt.Class{}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (*jsontree.Constructor, error) { return jsontree.EmptyConstructor(), nil })},
			{Sig: "new(JConstructor other)", Impl: rt.FrameFunc1(copyOf[*jsontree.Constructor])},
			{Sig: "new(string name)", Impl: rt.Func1(newConstructor)},
			{Sig: "new(string name, params object[] content)", Impl: rt.FrameFunc2(constructorWith)},
			{Sig: "new(string name, object content)", Impl: rt.FrameFunc2(constructorWith)},
			{Sig: "string Name", Impl: rt.Method0(func(c *jsontree.Constructor) (rt.String, error) {
				return rt.String{Text: c.Name(), Valid: c.Name() != ""}, nil
			}), Set: rt.Method1(func(c *jsontree.Constructor, name rt.String) (rt.Void, error) {
				c.SetName(name.Text)
				return rt.Void{}, nil
			})},
			{Sig: "JToken this[object key]", Impl: rt.Linker(itemByKey), Set: rt.FrameMethod2(func(f *rt.Frame, c *jsontree.Constructor, key any, v jsontree.Token) (rt.Void, error) {
				return setItem(f, c, key, v)
			})},
		},
	}
}

func newConstructor(name rt.String) (*jsontree.Constructor, error) {
	if !name.Valid {
		return nil, noText("name")
	}
	return jsontree.NewConstructor(name.Text)
}

func constructorWith(f *rt.Frame, name rt.String, content any) (*jsontree.Constructor, error) {
	c, err := newConstructor(name)
	if err != nil {
		return nil, err
	}
	return c, jsontree.AddContent(c, serial.Content(f, content), f.Charger())
}
