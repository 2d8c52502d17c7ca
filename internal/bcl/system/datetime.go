package system

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// dateTimeType is System.DateTime.
func dateTimeType() types.Decl {
	return types.Decl{
		Name: "System.DateTime", Kind: types.Struct, Base: "System.ValueType",
		Class: rt.ValueClass[clr.DateTime](rt.Class{ToString: formatValue}),
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, d clr.DateTime) (rt.String, error) { return formatNumber(f, d, rt.String{}) })},
		},
	}
}
