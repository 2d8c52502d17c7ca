package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// converters are the conversions to all primitive types but string.
type converters struct {
	boolean converter[bool]
	char    converter[clr.Char]
	sbyte   converter[int8]
	byte    converter[uint8]
	int16   converter[int16]
	uint16  converter[uint16]
	int32   converter[int32]
	uint32  converter[uint32]
	int64   converter[int64]
	uint64  converter[uint64]
	single  converter[float32]
	double  converter[float64]
	decimal converter[clr.Decimal]
	date    converter[clr.DateTime]
}

func newConverters() *converters {
	return &converters{
		boolean: booleanConverter(), char: charConverter(),
		sbyte: integerConverter[int8]("SByte", "sbyte"), byte: integerConverter[uint8]("Byte", "byte"),
		int16: integerConverter[int16]("Int16", "short"), uint16: integerConverter[uint16]("UInt16", "ushort"),
		int32: integerConverter[int32]("Int32", "int"), uint32: integerConverter[uint32]("UInt32", "uint"),
		int64: integerConverter[int64]("Int64", "long"), uint64: integerConverter[uint64]("UInt64", "ulong"),
		single: singleConverter(), double: doubleConverter(), decimal: decimalConverter(), date: dateConverter(),
	}
}

// converts is what the converters of all types have in common.
type converts interface {
	members() []types.Member
	interfaceMember() types.Member
	boxed(f *rt.Frame, v any) (any, error)
}

// boxed converts a value to an object.
func (k *converter[U]) boxed(f *rt.Frame, v any) (any, error) {
	u, err := k.object(f, v)
	return u, err
}

// all lists the converters by type code.
func (c *converters) all() map[typeCode]converts {
	return map[typeCode]converts{
		codeBoolean: &c.boolean, codeChar: &c.char, codeSByte: &c.sbyte, codeByte: &c.byte, codeInt16: &c.int16,
		codeUInt16: &c.uint16, codeInt32: &c.int32, codeUInt32: &c.uint32, codeInt64: &c.int64, codeUInt64: &c.uint64,
		codeSingle: &c.single, codeDouble: &c.double, codeDecimal: &c.decimal, codeDateTime: &c.date,
	}
}

// convertType is System.Convert.
func convertType(null *dbNull) types.Decl {
	d := types.Decl{Name: "System.Convert", Kind: types.Class, Static: true, Members: []types.Member{
		{Sig: "static object DBNull", Impl: rt.Func0(func() (any, error) { return null, nil })},
		{Sig: "static bool IsDBNull(object value)", Impl: rt.FrameFunc1(func(f *rt.Frame, v any) (bool, error) { return codeOf(f, v) == codeDBNull, nil })},
		{Sig: "static TypeCode GetTypeCode(object value)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			t := c.ResultType
			return rt.FrameFunc1(func(f *rt.Frame, v any) (rt.Enum, error) { return rt.Enum{Type: t, Value: int64(codeOf(f, v))}, nil })
		})},
	}}
	list := newConverters().all()
	for code := codeEmpty; code <= codeString; code++ {
		if k := list[code]; k != nil {
			d.Members = append(d.Members, k.members()...)
		}
	}
	for _, more := range [][]types.Member{convertStringMembers(), convertBaseMembers(), base64Members(), changeTypeMembers(list)} {
		d.Members = append(d.Members, more...)
	}
	return d
}

// convertibleType is System.IConvertible.
func convertibleType() types.Decl {
	list := newConverters().all()
	d := types.Decl{Name: "System.IConvertible", Kind: types.Interface, Members: []types.Member{
		{Sig: "TypeCode GetTypeCode()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			t := c.ResultType
			return rt.FrameMethod0(func(f *rt.Frame, v any) (rt.Enum, error) { return rt.Enum{Type: t, Value: int64(codeOf(f, v))}, nil })
		})},
		{Sig: "string ToString(IFormatProvider provider)", Impl: rt.FrameMethod1(func(f *rt.Frame, v any, _ any) (rt.String, error) { return rt.ToString(f, v) })},
		{Sig: "object ToType(Type conversionType, IFormatProvider provider)", Impl: rt.FrameMethod2(func(f *rt.Frame, v any, t *rt.Type, _ any) (any, error) {
			return changeType(f, list, v, t)
		})},
	}}
	for code := codeEmpty; code <= codeString; code++ {
		if k := list[code]; k != nil {
			d.Members = append(d.Members, k.interfaceMember())
		}
	}
	return d
}

// convertStringMembers are the overloads of Convert.ToString without a base.
func convertStringMembers() []types.Member {
	text := func(f *rt.Frame, v any) (rt.String, error) {
		if v == nil {
			return rt.Str(""), nil
		}
		s, err := host.Format(f, v, "")
		return rt.Str(s), err
	}
	list := []types.Member{
		{Sig: "static string ToString(object value)", Impl: rt.FrameFunc1(text)},
		{Sig: "static string ToString(object value, IFormatProvider provider)", Impl: rt.FrameFunc2(func(f *rt.Frame, v any, _ any) (rt.String, error) { return text(f, v) })},
		{Sig: "static string ToString(string value)", Impl: rt.Func1(func(s rt.String) (rt.String, error) { return s, nil })},
		{Sig: "static string ToString(string value, IFormatProvider provider)", Impl: rt.Func2(func(s rt.String, _ any) (rt.String, error) { return s, nil })},
	}
	list = append(list, convertToString[bool]("bool")...)
	list = append(list, convertToString[clr.Char]("char")...)
	list = append(list, convertToString[int8]("sbyte")...)
	list = append(list, convertToString[uint8]("byte")...)
	list = append(list, convertToString[int16]("short")...)
	list = append(list, convertToString[uint16]("ushort")...)
	list = append(list, convertToString[int32]("int")...)
	list = append(list, convertToString[uint32]("uint")...)
	list = append(list, convertToString[int64]("long")...)
	list = append(list, convertToString[uint64]("ulong")...)
	list = append(list, convertToString[float32]("float")...)
	list = append(list, convertToString[float64]("double")...)
	list = append(list, convertToString[clr.Decimal]("decimal")...)
	return append(list, convertToString[clr.DateTime]("DateTime")...)
}

func convertToString[T any](keyword string) []types.Member {
	text := func(f *rt.Frame, v T) (rt.String, error) {
		s, err := host.Format(f, v, "")
		return rt.Str(s), err
	}
	return []types.Member{
		{Sig: "static string ToString(" + keyword + " value)", Impl: rt.FrameFunc1(text)},
		{Sig: "static string ToString(" + keyword + " value, IFormatProvider provider)", Impl: rt.FrameFunc2(func(f *rt.Frame, v T, _ any) (rt.String, error) {
			return text(f, v)
		})},
	}
}
