package json

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// convertType is JsonConvert.
func convertType() types.Decl {
	return types.Decl{
		Name: ns + "JsonConvert", Kind: types.Class, Static: true,
		RefusedMembers: []string{
			"DefaultSettings", "True", "False", "Null", "Undefined", "PositiveInfinity", "NegativeInfinity", "NaN", "ToString",
			"DeserializeAnonymousType", "DeserializeObjectAsync", "SerializeObjectAsync", "PopulateObject", "PopulateObjectAsync",
			"SerializeXmlNode", "DeserializeXmlNode", "SerializeXNode", "DeserializeXNode",
		},
		Members: []types.Member{
			{Sig: "static string SerializeObject(object value)", Impl: rt.FrameFunc1(func(f *rt.Frame, v any) (rt.String, error) {
				return serialize(f, v, false)
			})},
			{Sig: "static string SerializeObject(object value, Formatting formatting)", Impl: rt.FrameFunc2(func(f *rt.Frame, v any, how rt.Enum) (rt.String, error) {
				return serialize(f, v, how.Value == 1)
			})},
			{Sig: "static string SerializeObject(object value, params JsonConverter[] converters)", Impl: rt.FrameFunc2(func(f *rt.Frame, v, _ any) (rt.String, error) {
				return serialize(f, v, false)
			})},
			{Sig: "static string SerializeObject(object value, Formatting formatting, params JsonConverter[] converters)", Impl: rt.FrameFunc3(func(f *rt.Frame, v any, how rt.Enum, _ any) (rt.String, error) {
				return serialize(f, v, how.Value == 1)
			})},
			{Sig: "static object DeserializeObject(string value)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				object := c.ResultType
				return rt.FrameFunc1(func(f *rt.Frame, s rt.String) (any, error) { return deserialize(f, s, object) })
			})},
			{Sig: "static object DeserializeObject(string value, Type type)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				object := c.ResultType
				return rt.FrameFunc2(func(f *rt.Frame, s rt.String, t *rt.Type) (any, error) {
					if t == nil {
						t = object
					}
					return deserialize(f, s, t)
				})
			})},
			{Sig: "static object DeserializeObject(string value, Type type, params JsonConverter[] converters)", Impl: rt.FrameFunc3(func(f *rt.Frame, s rt.String, t *rt.Type, _ any) (any, error) {
				return deserialize(f, s, t)
			})},
			{Sig: "static T DeserializeObject<T>(string value)", Impl: rt.Linker(deserializeTo)},
			{Sig: "static T DeserializeObject<T>(string value, params JsonConverter[] converters)", Impl: rt.Linker(deserializeTo)},
		},
	}
}

func serialize(f *rt.Frame, v any, indent bool) (rt.String, error) {
	s, err := serial.Text(f, v, indent)
	if err != nil {
		return rt.String{}, err
	}
	return rt.Str(s), nil
}

func deserialize(f *rt.Frame, s rt.String, target *rt.Type) (any, error) {
	if !s.Valid {
		return nil, clr.ArgumentNull("value")
	}
	return serial.Parse(f, s.Text, target)
}

// deserializeTo links DeserializeObject<T>.
func deserializeTo(c *rt.Call) rt.Code {
	target := c.TypeArgs[0]
	call := rt.Call{Args: c.Args[:1], At: c.At, Result: rt.RepOf[any]()}
	code := rt.FrameFunc1(func(f *rt.Frame, s rt.String) (any, error) {
		v, err := deserialize(f, s, target)
		if err == nil && v == nil {
			v = target.Zero
		}
		return v, err
	})(&call)
	return target.Rep.Unbox(code, c.At)
}
