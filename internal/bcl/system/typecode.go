package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// typeCode is System.TypeCode, with .NET's values.
type typeCode int64

const (
	codeEmpty typeCode = iota
	codeObject
	codeDBNull
	codeBoolean
	codeChar
	codeSByte
	codeByte
	codeInt16
	codeUInt16
	codeInt32
	codeUInt32
	codeInt64
	codeUInt64
	codeSingle
	codeDouble
	codeDecimal
	codeDateTime
	_
	codeString
)

var typeCodeNames = [...]string{
	codeEmpty: "Empty", codeObject: "Object", codeDBNull: "DBNull", codeBoolean: "Boolean", codeChar: "Char",
	codeSByte: "SByte", codeByte: "Byte", codeInt16: "Int16", codeUInt16: "UInt16", codeInt32: "Int32",
	codeUInt32: "UInt32", codeInt64: "Int64", codeUInt64: "UInt64", codeSingle: "Single", codeDouble: "Double",
	codeDecimal: "Decimal", codeDateTime: "DateTime", codeString: "String",
}

func typeCodes() []types.EnumValue {
	var values []types.EnumValue
	for code, name := range typeCodeNames {
		if name != "" {
			values = append(values, types.EnumValue{Name: name, Value: int64(code)})
		}
	}
	return values
}

// codeOf returns the type code of a boxed value; that of an enumeration is its
// underlying type's.
func codeOf(f *rt.Frame, v any) typeCode {
	switch v.(type) {
	case nil:
		return codeEmpty
	case bool:
		return codeBoolean
	case clr.Char:
		return codeChar
	case int8:
		return codeSByte
	case uint8:
		return codeByte
	case int16:
		return codeInt16
	case uint16:
		return codeUInt16
	case int32, rt.Enum:
		return codeInt32
	case uint32:
		return codeUInt32
	case int64:
		return codeInt64
	case uint64:
		return codeUInt64
	case float32:
		return codeSingle
	case float64:
		return codeDouble
	case clr.Decimal:
		return codeDecimal
	case clr.DateTime:
		return codeDateTime
	case string:
		return codeString
	case *dbNull:
		return codeDBNull
	}
	if c, ok := host.As[host.Convertible](f, v); ok {
		return typeCode(c.TypeCode())
	}
	return codeObject
}

// typeCodeOf links GetTypeCode of a type.
func typeCodeOf[T any](code typeCode) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		t := c.ResultType
		return rt.Method0(func(T) (rt.Enum, error) { return rt.Enum{Type: t, Value: int64(code)}, nil })
	})
}

// dbNull is the object that Convert.DBNull returns.
type dbNull struct{ _ byte }

// IsNothing makes it what it stands for where a value is written.
func (*dbNull) IsNothing() {}

func dbNullType(value *dbNull) types.Decl {
	return types.Decl{
		Name: "System.DBNull", Kind: types.Class, Implements: []string{"System.IConvertible"},
		Class:          rt.RefClass[*dbNull](rt.Class{ToString: func(*rt.Frame, any) (rt.String, error) { return rt.Str(""), nil }}),
		RefusedMembers: []string{"GetObjectData"},
		Members: []types.Member{
			{Sig: "static DBNull Value", Impl: rt.Func0(func() (*dbNull, error) { return value, nil })},
			{Sig: "TypeCode GetTypeCode()", Impl: typeCodeOf[*dbNull](2)},
			{Sig: "string ToString(IFormatProvider provider)", Impl: rt.Method1(func(*dbNull, any) (rt.String, error) { return rt.Str(""), nil })},
		},
	}
}
