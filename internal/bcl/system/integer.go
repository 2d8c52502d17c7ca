package system

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// integerTypes are the integer types; their members are the same.
func integerTypes() []types.Decl {
	return []types.Decl{
		integerType[int8]("SByte", "sbyte", types.SByte), integerType[uint8]("Byte", "byte", types.Byte),
		integerType[int16]("Int16", "short", types.Int16), integerType[uint16]("UInt16", "ushort", types.UInt16),
		integerType[int32]("Int32", "int", types.Int32), integerType[uint32]("UInt32", "uint", types.UInt32),
		integerType[int64]("Int64", "long", types.Int64), integerType[uint64]("UInt64", "ulong", types.UInt64),
	}
}

type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

func integerType[T integer](name, keyword string, special types.Special) types.Decl {
	return types.Decl{
		Name: "System." + name, Kind: types.Struct, Special: special, Base: "System.ValueType",
		Class: rt.ValueClass[T](rt.Class{ToString: formatValue}),
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.Method0(func(v T) (rt.String, error) { return rt.Str(formatInteger(v)), nil })},
		},
	}
}

// formatInteger is ToString() without a format; no culture this library has
// prints integers in another way.
func formatInteger[T integer](v T) string {
	if v >= 0 {
		return strconv.FormatUint(uint64(v), 10)
	}
	return netfmt.FormatInt(int64(v))
}

// formatValue is ToString() of any value that netfmt knows.
func formatValue(f *rt.Frame, v any) (rt.String, error) {
	s, err := netfmt.Format(v, "", host.Of(f).Culture)
	return rt.Str(s), err
}
