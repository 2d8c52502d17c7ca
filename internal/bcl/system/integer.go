package system

import (
	"cmp"
	"strconv"
	"unsafe"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// integerTypes are the integer types; their members are the same.
func integerTypes() []types.Decl {
	return []types.Decl{
		integerType("SByte", "sbyte", types.SByte, codeSByte, func(v int8) int32 { return int32(v) ^ int32(v)<<8 }),
		integerType("Byte", "byte", types.Byte, codeByte, func(v uint8) int32 { return int32(v) }),
		integerType("Int16", "short", types.Int16, codeInt16, func(v int16) int32 { return int32(uint16(v)) | int32(v)<<16 }),
		integerType("UInt16", "ushort", types.UInt16, codeUInt16, func(v uint16) int32 { return int32(v) }),
		integerType("Int32", "int", types.Int32, codeInt32, func(v int32) int32 { return v }),
		integerType("UInt32", "uint", types.UInt32, codeUInt32, func(v uint32) int32 { return int32(v) }),
		integerType("Int64", "long", types.Int64, codeInt64, func(v int64) int32 { return int32(v) ^ int32(v>>32) }),
		integerType("UInt64", "ulong", types.UInt64, codeUInt64, func(v uint64) int32 { return int32(v) ^ int32(v>>32) }),
	}
}

type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// bitsOf is the width of an integer type.
func bitsOf[T integer]() int {
	var zero T
	return 8 * int(unsafe.Sizeof(zero))
}

func isSigned[T integer]() bool {
	var zero T
	return zero-1 < 0
}

// bounds returns the least and the greatest value of an integer type.
func bounds[T integer]() (least, most T) {
	if !isSigned[T]() {
		return 0, ^T(0)
	}
	most = T(uint64(1)<<(bitsOf[T]()-1) - 1)
	return -most - 1, most
}

func integerType[T integer](name, keyword string, special types.Special, code typeCode, hash func(T) int32) types.Decl {
	least, most := bounds[T]()
	d := types.Decl{
		Name: "System." + name, Kind: types.Struct, Special: special, Base: "System.ValueType", Implements: numberInterfaces(keyword),
		Class: rt.ValueClass[T](rt.Class{
			ToString: formatValue, Hash: func(_ *rt.Frame, v any) (int32, error) { return hash(v.(T)), nil },
		}),
		Members: []types.Member{
			{Sig: "const " + keyword + " MaxValue", Const: most},
			{Sig: "const " + keyword + " MinValue", Const: least},
			{Sig: "string ToString()", Impl: rt.Method0(func(v T) (rt.String, error) { return rt.Str(formatInteger(v)), nil })},
			{Sig: "int CompareTo(" + keyword + " value)", Impl: compareIntegers[T]()},
		},
	}
	d.Members = append(d.Members, numberMembers(keyword, netfmt.NumberInteger, parseInteger[T])...)
	d.Members = append(d.Members, valueMembers[T](keyword, code)...)
	return d
}

// numberInterfaces are what all numeric types implement.
func numberInterfaces(keyword string) []string {
	return []string{
		"System.IComparable", "System.IComparable<" + keyword + ">", "System.IConvertible",
		"System.IEquatable<" + keyword + ">", "System.IFormattable",
	}
}

// compareIntegers links CompareTo: types below 32 bits give the difference.
func compareIntegers[T integer]() rt.Linker {
	if bitsOf[T]() < 32 {
		return rt.Method1(func(a, b T) (int32, error) { return int32(a) - int32(b), nil })
	}
	return rt.Method1(compareOrdered[T])
}

// compareOrdered is IComparable<T>.CompareTo(T); NaN comes before all numbers.
func compareOrdered[T cmp.Ordered](v, other T) (int32, error) {
	return int32(cmp.Compare(v, other)), nil
}

// numberMembers are the members for text of a numeric type. A culture can only
// be null, which is the current one.
func numberMembers[T any](keyword string, usual netfmt.NumberStyles, parse func(*rt.Frame, string, netfmt.NumberStyles) (T, error)) []types.Member {
	parseStyled := func(f *rt.Frame, s rt.String, styles netfmt.NumberStyles) (v T, err error) {
		if !s.Valid {
			return v, clr.ArgumentNull("s")
		}
		return parse(f, s.Text, styles)
	}
	try := func(f *rt.Frame, s rt.String, styles netfmt.NumberStyles, out rt.Out[T]) (bool, error) {
		v, err := parseStyled(f, s, styles)
		if err != nil {
			var zero T
			out.Set(zero)
			return false, stylesError(err)
		}
		out.Set(v)
		return true, nil
	}
	static := "static " + keyword + " Parse"
	return []types.Member{
		{Sig: "string ToString(string format)", Impl: rt.FrameMethod1(formatNumber[T])},
		{Sig: "string ToString(IFormatProvider provider)", Impl: rt.FrameMethod1(func(f *rt.Frame, v T, _ any) (rt.String, error) { return formatNumber(f, v, rt.String{}) })},
		{Sig: "string ToString(string format, IFormatProvider provider)", Impl: rt.FrameMethod2(func(f *rt.Frame, v T, format rt.String, _ any) (rt.String, error) {
			return formatNumber(f, v, format)
		})},
		{Sig: static + "(string s)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (T, error) { return parseStyled(f, s, usual) })},
		{Sig: static + "(string s, NumberStyles style)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, style rt.Enum) (T, error) {
			return parseStyled(f, s, netfmt.NumberStyles(style.Value))
		})},
		{Sig: static + "(string s, IFormatProvider provider)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, _ any) (T, error) {
			return parseStyled(f, s, usual)
		})},
		{Sig: static + "(string s, NumberStyles style, IFormatProvider provider)", Impl: rt.FrameFunc3(func(f *rt.Frame, s rt.String, style rt.Enum, _ any) (T, error) {
			return parseStyled(f, s, netfmt.NumberStyles(style.Value))
		})},
		{Sig: "static bool TryParse(string s, out " + keyword + " result)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, out rt.Out[T]) (bool, error) {
			return try(f, s, usual, out)
		})},
		{Sig: "static bool TryParse(string s, NumberStyles style, IFormatProvider provider, out " + keyword + " result)", Impl: rt.FrameFunc4(func(f *rt.Frame, s rt.String, style rt.Enum, _ any, out rt.Out[T]) (bool, error) {
			return try(f, s, netfmt.NumberStyles(style.Value), out)
		})},
	}
}

// stylesError keeps the exceptions that TryParse throws: those of impossible
// styles.
func stylesError(err error) error {
	if e, ok := err.(*clr.Exception); ok && e.Type == "System.ArgumentException" {
		return err
	}
	return nil
}

func parseInteger[T integer](f *rt.Frame, s string, styles netfmt.NumberStyles) (T, error) {
	if isSigned[T]() {
		v, err := netfmt.ParseInt(s, bitsOf[T](), styles, host.Of(f).Culture)
		return T(v), err
	}
	v, err := netfmt.ParseUint(s, bitsOf[T](), styles, host.Of(f).Culture)
	return T(v), err
}

// formatInteger is ToString() without a format; no culture this library has
// prints integers in another way.
func formatInteger[T integer](v T) string {
	if v >= 0 {
		return strconv.FormatUint(uint64(v), 10)
	}
	return netfmt.FormatInt(int64(v))
}

// formatNumber is ToString(format); a null format stands for none.
func formatNumber[T any](f *rt.Frame, v T, format rt.String) (rt.String, error) {
	s, err := netfmt.Format(v, format.Text, host.Of(f).Culture)
	if err != nil {
		return rt.String{}, err
	}
	return rt.Str(s), f.Alloc(len(s))
}

// formatValue is ToString() of any value that netfmt knows.
func formatValue(f *rt.Frame, v any) (rt.String, error) {
	s, err := netfmt.Format(v, "", host.Of(f).Culture)
	return rt.Str(s), err
}
