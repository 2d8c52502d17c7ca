package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// objectType is JObject.
func objectType() types.Decl {
	return types.Decl{
		Name: ns + "JObject", Kind: types.Class, Base: ns + "JContainer",
		Implements: []string{"System.Collections.Generic.IDictionary<string, " + ns + "JToken>"},
		Class: tokenClass[*jsontree.Object](rt.Class{
			Collection: func(v any) any { o := v.(*jsontree.Object); return &dictionary{list{o}, o} },
		}),
		RefusedMembers: []string{"PropertyChanged", "PropertyChanging"},
		Members: []types.Member{
			{Sig: "new()", Impl: rt.FrameFunc0(func(f *rt.Frame) (*jsontree.Object, error) { return jsontree.NewObject(), f.Alloc(propertyCost) })},
			{Sig: "new(JObject other)", Impl: rt.FrameFunc1(copyOf[*jsontree.Object])},
			{Sig: "new(params object[] content)", Impl: filled(jsontree.NewObject)},
			{Sig: "new(object content)", Impl: filled(jsontree.NewObject)},
			{Sig: "static JObject Parse(string json)", Impl: rt.FrameFunc1(parsed(jsontree.ParseObject))},
			{Sig: "static JObject FromObject(object o)", Impl: rt.FrameFunc1(objectFrom)},
			{Sig: "JToken this[object key]", Impl: rt.Linker(objectItem), Set: rt.FrameMethod2(setObjectItem)},
			{Sig: "JToken this[string propertyName]", Impl: rt.Linker(itemByString), Set: rt.FrameMethod2(setItemByString)},
			{Sig: "JToken GetValue(string propertyName)", Impl: rt.Method1(func(o *jsontree.Object, name rt.String) (any, error) {
				return nullable(valueOf(o, name, ordinal), nil)
			})},
			{Sig: "JToken GetValue(string propertyName, StringComparison comparison)", Impl: rt.Method2(func(o *jsontree.Object, name rt.String, c rt.Enum) (any, error) {
				return nullable(valueOf(o, name, c.Value), nil)
			})},
			{Sig: "bool TryGetValue(string propertyName, out JToken value)", Impl: rt.Method2(func(o *jsontree.Object, name rt.String, out rt.Out[any]) (bool, error) {
				return tryGet(o, name, ordinal, out), nil
			})},
			{Sig: "bool TryGetValue(string propertyName, StringComparison comparison, out JToken value)", Impl: rt.Method3(func(o *jsontree.Object, name rt.String, c rt.Enum, out rt.Out[any]) (bool, error) {
				return tryGet(o, name, c.Value, out), nil
			})},
			{Sig: "bool ContainsKey(string propertyName)", Impl: rt.Method1(func(o *jsontree.Object, name rt.String) (bool, error) {
				if !name.Valid {
					return false, noText("propertyName")
				}
				return o.Property(name.Text) != nil, nil
			})},
			{Sig: "void Add(string propertyName, JToken value)", Impl: rt.FrameMethod2(addProperty)},
			{Sig: "bool Remove(string propertyName)", Impl: rt.FrameMethod1(func(f *rt.Frame, o *jsontree.Object, name rt.String) (bool, error) {
				if err := moved(f, o); err != nil {
					return false, err
				}
				return name.Valid && o.Remove(name.Text), nil
			})},
			{Sig: "JProperty Property(string name)", Impl: rt.Method1(func(o *jsontree.Object, name rt.String) (any, error) {
				return property(o, name, ordinal), nil
			})},
			{Sig: "JProperty Property(string name, StringComparison comparison)", Impl: rt.Method2(func(o *jsontree.Object, name rt.String, c rt.Enum) (any, error) {
				return property(o, name, c.Value), nil
			})},
			{Sig: "IEnumerable<JProperty> Properties()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.Method0(func(o *jsontree.Object) (*sequence, error) {
					return &sequence{typ, func(f *rt.Frame) (rt.Enumerator, error) { return &children{jsontree.Children(o)}, nil }}, nil
				})
			})},
			{Sig: "JEnumerable<JToken> PropertyValues()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.Method0(func(o *jsontree.Object) (*jEnumerable, error) {
					return &jEnumerable{typ, (&dictionary{o: o}).Values()}, nil
				})
			})},
			{Sig: "IEnumerator<KeyValuePair<string, JToken>> GetEnumerator()", Impl: enumerator[*jsontree.Object]()},
		},
	}
}

// enumerator links GetEnumerator.
func enumerator[T any]() rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		typ := c.ResultType
		return rt.FrameMethod0(func(f *rt.Frame, v T) (*generic.Iterator, error) { return generic.NewIterator(f, v, typ.Args[0], typ) })
	})
}

// copyOf is a copy constructor.
func copyOf[T jsontree.Token](f *rt.Frame, other T) (any, error) {
	if any(other) == any(*new(T)) {
		return nil, noText("other")
	}
	return nullable(jsontree.Clone(other, f.Charger()))
}

// copyOfValue is the copy constructor of JValue and JRaw, which looks into the
// other one at once.
func copyOfValue(f *rt.Frame, other *jsontree.Value) (any, error) {
	if other == nil {
		return nil, clr.NullReference()
	}
	return nullable(jsontree.Clone(other, f.Charger()))
}

// filled links a constructor of a container with content.
func filled[T jsontree.Container](empty func() T) rt.Linker {
	return rt.FrameFunc1(func(f *rt.Frame, content any) (any, error) {
		c := empty()
		if err := f.Alloc(propertyCost); err != nil {
			return nil, err
		}
		return c, jsontree.AddContent(c, serial.Content(f, content), f.Charger())
	})
}

// objectFrom is JObject.FromObject.
func objectFrom(f *rt.Frame, v any) (any, error) {
	t, err := serial.ToToken(f, v)
	if err != nil {
		return nil, err
	}
	if _, ok := t.(*jsontree.Object); !ok {
		return nil, clr.Argument("Object serialized to "+t.Type().String()+". JObject instance expected.", "")
	}
	return t, nil
}

// objectItem links this[object] of a JObject, whose keys can only be names.
func objectItem(c *rt.Call) rt.Code {
	if key, ok := c.Args[0].Constant(); ok {
		if name, ok := key.(string); ok {
			return itemByName(rt.Arg[any](c.Recv), name, c.At)
		}
	}
	return itemByKey(c)
}

func setObjectItem(f *rt.Frame, o *jsontree.Object, key any, value jsontree.Token) (rt.Void, error) {
	return setItem(f, o, key, value)
}

func valueOf(o *jsontree.Object, name rt.String, comparison int64) jsontree.Token {
	if !name.Valid {
		return nil
	}
	how := jsontree.Ordinal
	if ignoresCase(comparison) {
		how = jsontree.IgnoreCase
	}
	return o.GetValue(name.Text, how)
}

func tryGet(o *jsontree.Object, name rt.String, comparison int64, out rt.Out[any]) bool {
	t := valueOf(o, name, comparison)
	if t == nil {
		out.Set(nil)
		return false
	}
	out.Set(t)
	return true
}

func property(o *jsontree.Object, name rt.String, comparison int64) any {
	if !name.Valid {
		return nil
	}
	find := (*jsontree.Object).Property
	if ignoresCase(comparison) {
		find = (*jsontree.Object).PropertyFold
	}
	if p := find(o, name.Text); p != nil {
		return p
	}
	return nil
}

func addProperty(f *rt.Frame, o *jsontree.Object, name rt.String, value jsontree.Token) (rt.Void, error) {
	if !name.Valid {
		return rt.Void{}, noText("name")
	}
	if err := f.Alloc(propertyCost); err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, o.Add(name.Text, value, f.Charger())
}
