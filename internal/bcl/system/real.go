package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

func singleType() types.Decl {
	return types.Decl{
		Name: "System.Single", Kind: types.Struct, Special: types.Single, Base: "System.ValueType",
		Class: rt.ValueClass[float32](rt.Class{ToString: formatValue}),
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, v float32) (rt.String, error) {
				return rt.Str(netfmt.FormatFloat32(v, host.Of(f).Culture)), nil
			})},
		},
	}
}

func doubleType() types.Decl {
	return types.Decl{
		Name: "System.Double", Kind: types.Struct, Special: types.Double, Base: "System.ValueType",
		Class: rt.ValueClass[float64](rt.Class{ToString: formatValue}),
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, v float64) (rt.String, error) {
				return rt.Str(netfmt.FormatDouble(v, host.Of(f).Culture)), nil
			})},
		},
	}
}

func decimalType() types.Decl {
	return types.Decl{
		Name: "System.Decimal", Kind: types.Struct, Special: types.Decimal, Base: "System.ValueType",
		Class: rt.ValueClass[clr.Decimal](rt.Class{ToString: formatValue}),
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, v clr.Decimal) (rt.String, error) {
				return rt.Str(netfmt.FormatDecimal(v, host.Of(f).Culture)), nil
			})},
		},
	}
}
