package system

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

type float interface{ float32 | float64 }

// smallest64 and smallest32 are Epsilon: the least positive numbers.
const (
	smallest64 = 0x1p-1074
	smallest32 = 0x1p-149
	normal64   = 0x1p-1022
	normal32   = 0x1p-126
)

func singleType() types.Decl {
	return floatType("Single", "float", types.Single, codeSingle, floatConsts[float32]{math.MaxFloat32, smallest32, normal32, math.Float32frombits(0xFFC00000), "f"},
		func(v float32) int32 { return int32(math.Float32bits(v)) },
		func(f *rt.Frame, s string, styles netfmt.NumberStyles) (float32, error) {
			return netfmt.ParseFloat32(s, styles, host.Of(f).Culture)
		})
}

func doubleType() types.Decl {
	return floatType("Double", "double", types.Double, codeDouble, floatConsts[float64]{math.MaxFloat64, smallest64, normal64, math.Float64frombits(0xFFF8000000000000), "d"},
		func(v float64) int32 { bits := math.Float64bits(v); return int32(bits) ^ int32(bits>>32) },
		func(f *rt.Frame, s string, styles netfmt.NumberStyles) (float64, error) {
			return netfmt.ParseDouble(s, styles, host.Of(f).Culture)
		})
}

// floatConsts are the bounds of a type; normal is the least number of full
// precision. param is the name of the parameter of its tests.
type floatConsts[T float] struct {
	most, least, normal T
	// nan has the sign that C#'s constants have.
	nan   T
	param string
}

func floatType[T float](name, keyword string, special types.Special, code typeCode, k floatConsts[T], bits func(T) int32,
	parse func(*rt.Frame, string, netfmt.NumberStyles) (T, error),
) types.Decl {
	infinity := T(math.Inf(1))
	test := func(name string, is func(T) bool) types.Member {
		return types.Member{Sig: "static bool " + name + "(" + keyword + " " + k.param + ")", Impl: rt.Func1(func(v T) (bool, error) { return is(v), nil })}
	}
	abs := func(v T) T { return T(math.Abs(float64(v))) }
	d := types.Decl{
		Name: "System." + name, Kind: types.Struct, Special: special, Base: "System.ValueType", Implements: numberInterfaces(keyword),
		Class: rt.ValueClass[T](rt.Class{
			ToString: formatValue,
			Equals: func(_ *rt.Frame, a, b any) (bool, error) {
				x, y := a.(T), T(0)
				y, ok := b.(T)
				return ok && (x == y || x != x && y != y), nil
			},
			Hash: func(_ *rt.Frame, v any) (int32, error) {
				x := v.(T)
				if x == 0 || x != x {
					// Both zeros are equal, and so are all NaN.
					return 0, nil
				}
				return bits(x), nil
			},
		}),
		Members: []types.Member{
			{Sig: "const " + keyword + " MaxValue", Const: k.most},
			{Sig: "const " + keyword + " MinValue", Const: -k.most},
			{Sig: "const " + keyword + " Epsilon", Const: k.least},
			{Sig: "const " + keyword + " NaN", Const: k.nan},
			{Sig: "const " + keyword + " PositiveInfinity", Const: infinity},
			{Sig: "const " + keyword + " NegativeInfinity", Const: -infinity},
			test("IsNaN", func(v T) bool { return v != v }),
			test("IsInfinity", func(v T) bool { return abs(v) == infinity }),
			test("IsPositiveInfinity", func(v T) bool { return v == infinity }),
			test("IsNegativeInfinity", func(v T) bool { return v == -infinity }),
			test("IsFinite", func(v T) bool { return abs(v) <= k.most }),
			test("IsNegative", func(v T) bool { return math.Signbit(float64(v)) }),
			test("IsNormal", func(v T) bool { return abs(v) >= k.normal && abs(v) <= k.most }),
			test("IsSubnormal", func(v T) bool { return v != 0 && abs(v) < k.normal }),
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, v T) (rt.String, error) { return formatNumber(f, v, rt.String{}) })},
			{Sig: "int CompareTo(" + keyword + " value)", Impl: rt.Method1(compareOrdered[T])},
		},
	}
	d.Members = append(d.Members, numberMembers(keyword, netfmt.NumberFloat|netfmt.AllowThousands, parse)...)
	d.Members = append(d.Members, valueMembers[T](keyword, code)...)
	return d
}
