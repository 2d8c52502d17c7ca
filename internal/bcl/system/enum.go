package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// enumType is System.Enum, the base of enumerations. The service allows Parse,
// TryParse and ToString (expressions.md section 3.3).
func enumType() types.Decl {
	return types.Decl{
		Name: "System.Enum", Kind: types.Class, Abstract: true, Base: "System.ValueType",
		Implements: []string{"System.IComparable", "System.IConvertible", "System.IFormattable"},
		Class:      &rt.Class{Instance: func(v any, _ *rt.Type) bool { _, ok := v.(rt.Enum); return ok }},
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.Method0(func(e rt.Enum) (rt.String, error) { return rt.Str(e.String()), nil })},
			{Sig: "string ToString(string format)", Impl: rt.Method1(formatEnum)},
			{Sig: "string ToString(IFormatProvider provider)", Impl: rt.Method1(func(e rt.Enum, _ any) (rt.String, error) { return rt.Str(e.String()), nil })},
			{Sig: "string ToString(string format, IFormatProvider provider)", Impl: rt.Method2(func(e rt.Enum, format rt.String, _ any) (rt.String, error) {
				return formatEnum(e, format)
			})},
			{Sig: "bool Equals(object obj)", Impl: rt.Method1(func(e rt.Enum, o any) (bool, error) { return any(e) == o, nil })},
			{Sig: "int GetHashCode()", Impl: rt.Method0(func(e rt.Enum) (int32, error) { return int32(e.Value), nil })},
			{Sig: "int CompareTo(object target)", Impl: rt.FrameMethod1(compareToObject[rt.Enum])},
			{Sig: "bool HasFlag(Enum flag)", Impl: rt.Method1(hasFlag)},
			{Sig: "TypeCode GetTypeCode()", Impl: typeCodeOf[rt.Enum](codeInt32)},
			{Sig: "static object Parse(Type enumType, string value)", Impl: rt.Func2(func(t *rt.Type, s rt.String) (any, error) { return parseEnumOf(t, s, false) })},
			{Sig: "static object Parse(Type enumType, string value, bool ignoreCase)", Impl: rt.Func3(parseEnumOf)},
			{Sig: "static TEnum Parse<TEnum>(string value)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.TypeArgs[0]
				return rt.Func1(func(s rt.String) (any, error) { return parseEnumOf(t, s, false) })
			})},
			{Sig: "static TEnum Parse<TEnum>(string value, bool ignoreCase)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.TypeArgs[0]
				return rt.Func2(func(s rt.String, ignoreCase bool) (any, error) { return parseEnumOf(t, s, ignoreCase) })
			})},
			{Sig: "static bool TryParse<TEnum>(string value, out TEnum result) where TEnum : struct", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.TypeArgs[0]
				return rt.Func2(func(s rt.String, out rt.Out[any]) (bool, error) { return tryParseEnum(t, s, false, out) })
			})},
			{Sig: "static bool TryParse<TEnum>(string value, bool ignoreCase, out TEnum result) where TEnum : struct", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.TypeArgs[0]
				return rt.Func3(func(s rt.String, ignoreCase bool, out rt.Out[any]) (bool, error) {
					return tryParseEnum(t, s, ignoreCase, out)
				})
			})},
		},
		RefusedMembers: []string{"Format", "GetName", "GetNames", "GetUnderlyingType", "GetValues", "IsDefined", "ToObject"},
	}
}

func formatEnum(e rt.Enum, format rt.String) (rt.String, error) {
	s, err := host.FormatEnum(e, format.Text)
	return rt.Str(s), err
}
