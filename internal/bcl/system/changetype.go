package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

const invalidCast = "System.InvalidCastException"

// changeTypeMembers are the overloads of Convert.ChangeType.
func changeTypeMembers(list map[typeCode]converts) []types.Member {
	byCode := func(f *rt.Frame, v any, code rt.Enum) (any, error) {
		return changeTypeCode(f, list, v, typeCode(code.Value))
	}
	byType := func(f *rt.Frame, v any, t *rt.Type) (any, error) {
		switch {
		case t == nil:
			return nil, clr.ArgumentNull("conversionType")
		case v == nil && t.Static.(*types.Type).IsValueType():
			return nil, clr.Throw(invalidCast, "Null object cannot be converted to a value type.")
		case v == nil:
			return nil, nil
		case codeOf(f, v) == codeObject:
			if t.TypeOf(v) == t {
				return v, nil
			}
			return nil, notConvertible()
		}
		return changeType(f, list, v, t)
	}
	return []types.Member{
		{Sig: "static object ChangeType(object value, TypeCode typeCode)", Impl: rt.FrameFunc2(byCode)},
		{Sig: "static object ChangeType(object value, TypeCode typeCode, IFormatProvider provider)", Impl: rt.FrameFunc3(func(f *rt.Frame, v any, code rt.Enum, _ any) (any, error) {
			return byCode(f, v, code)
		})},
		{Sig: "static object ChangeType(object value, Type conversionType)", Impl: rt.FrameFunc2(byType)},
		{Sig: "static object ChangeType(object value, Type conversionType, IFormatProvider provider)", Impl: rt.FrameFunc3(func(f *rt.Frame, v any, t *rt.Type, _ any) (any, error) {
			return byType(f, v, t)
		})},
	}
}

func notConvertible() error { return clr.Throw(invalidCast, "Object must implement IConvertible.") }

func changeTypeCode(f *rt.Frame, list map[typeCode]converts, v any, code typeCode) (any, error) {
	if v == nil && (code == codeEmpty || code == codeString || code == codeObject) {
		return nil, nil
	}
	if c := codeOf(f, v); c == codeObject || c == codeEmpty {
		return nil, notConvertible()
	}
	switch code {
	case codeObject:
		return v, nil
	case codeString:
		return host.Format(f, v, "")
	case codeEmpty, codeDBNull:
		return nil, clr.Throw(invalidCast, "Object cannot be cast to %s.", typeCodeNames[code])
	}
	if k := list[code]; k != nil {
		return k.boxed(f, v)
	}
	return nil, clr.Argument("Unknown TypeCode value.", "")
}

// changeType converts a value that is IConvertible to the type.
func changeType(f *rt.Frame, list map[typeCode]converts, v any, t *rt.Type) (any, error) {
	switch {
	case t == nil:
		return nil, clr.ArgumentNull("conversionType")
	case f.Env.TypeOf(v) == t, t.Name == "System.Object":
		return v, nil
	case t.Enum == nil && strings.HasPrefix(t.Name, "System."):
		for code, name := range typeCodeNames {
			if "System."+name == t.Name {
				return changeTypeCode(f, list, v, typeCode(code))
			}
		}
	}
	return nil, clr.Throw(invalidCast, "Invalid cast from '%s' to '%s'.", f.TypeName(v), rt.DisplayName(t))
}
