package serial

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// KindOf returns the payload kind that values of a type are in tokens; ok is false
// for types that no value of a token has. A nullable type has the kind of its
// underlying type.
func KindOf(t *rt.Type) (k jsontree.Kind, ok bool) {
	if isNullable(t) {
		t = t.Elem
	}
	name, isSystem := strings.CutPrefix(t.Name, "System.")
	if !isSystem {
		return 0, false
	}
	return kindOf(name)
}

// Explicit is the explicit conversion of a token to the type of a name in the
// namespace System that has one, boxed.
func Explicit(t jsontree.Token, name string) (any, error) {
	if kind, ok := kindOf(name); ok {
		if plain, _ := explicit(kind); plain != nil {
			return plain(t)
		}
	}
	return nil, clr.Throw("System.InvalidCastException", "Invalid cast from '%s' to 'System.%s'.", jsontree.TypeName(t), name)
}

// kindOf returns the kind of a type in the namespace System.
func kindOf(name string) (k jsontree.Kind, ok bool) {
	switch name {
	case "Boolean":
		return jsontree.KindBool, true
	case "SByte":
		return jsontree.KindSByte, true
	case "Byte":
		return jsontree.KindByte, true
	case "Int16":
		return jsontree.KindInt16, true
	case "UInt16":
		return jsontree.KindUInt16, true
	case "Int32":
		return jsontree.KindInt32, true
	case "UInt32":
		return jsontree.KindUInt32, true
	case "Int64":
		return jsontree.KindInt64, true
	case "UInt64":
		return jsontree.KindUInt64, true
	case "Single":
		return jsontree.KindSingle, true
	case "Double":
		return jsontree.KindDouble, true
	case "Decimal":
		return jsontree.KindDecimal, true
	case "String":
		return jsontree.KindString, true
	case "Char":
		return jsontree.KindChar, true
	case "DateTime":
		return jsontree.KindDateTime, true
	case "DateTimeOffset":
		return jsontree.KindDateTimeOffset, true
	case "TimeSpan":
		return jsontree.KindTimeSpan, true
	case "Guid":
		return jsontree.KindGuid, true
	case "Byte[]":
		return jsontree.KindBytes, true
	case "Uri":
		return jsontree.KindURI, true
	}
	return 0, false
}

func isNullable(t *rt.Type) bool { return t.Static.(*types.Type).Kind == types.Nullable }

// explicit is an explicit conversion of JToken, boxed; nil for kinds that have
// none.
func explicit(k jsontree.Kind) (plain, nullable func(jsontree.Token) (any, error)) {
	switch k {
	case jsontree.KindBool:
		return boxing(jsontree.ToBool)
	case jsontree.KindSByte:
		return boxing(jsontree.ToSByte)
	case jsontree.KindByte:
		return boxing(jsontree.ToByte)
	case jsontree.KindInt16:
		return boxing(jsontree.ToInt16)
	case jsontree.KindUInt16:
		return boxing(jsontree.ToUInt16)
	case jsontree.KindInt32:
		return boxing(jsontree.ToInt32)
	case jsontree.KindUInt32:
		return boxing(jsontree.ToUInt32)
	case jsontree.KindInt64:
		return boxing(jsontree.ToInt64)
	case jsontree.KindUInt64:
		return boxing(jsontree.ToUInt64)
	case jsontree.KindSingle:
		return boxing(jsontree.ToSingle)
	case jsontree.KindDouble:
		return boxing(jsontree.ToDouble)
	case jsontree.KindDecimal:
		return boxing(jsontree.ToDecimal)
	case jsontree.KindChar:
		return boxing(jsontree.ToChar)
	case jsontree.KindDateTime:
		return boxing(jsontree.ToDateTime)
	case jsontree.KindDateTimeOffset:
		return boxing(jsontree.ToDateTimeOffset)
	case jsontree.KindTimeSpan:
		return boxing(jsontree.ToTimeSpan)
	case jsontree.KindGuid:
		return boxing(jsontree.ToGUID)
	}
	return nil, nil
}

func boxing[T clr.Decimal | clr.DateTime | clr.DateTimeOffset | clr.TimeSpan | clr.Guid | clr.Char | bool |
	int8 | uint8 | int16 | uint16 | int32 | uint32 | int64 | uint64 | float32 | float64](
	conv func(jsontree.Token) (T, error),
) (plain, nullable func(jsontree.Token) (any, error)) {
	plain = func(t jsontree.Token) (any, error) {
		v, err := conv(t)
		if err != nil {
			return nil, err
		}
		return v, nil
	}
	nullable = func(t jsontree.Token) (any, error) {
		v, ok, err := jsontree.Nullable(t, conv)
		if err != nil || !ok {
			return nil, err
		}
		return v, nil
	}
	return plain, nullable
}
