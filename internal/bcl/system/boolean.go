package system

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// booleanType is System.Boolean.
func booleanType() types.Decl {
	return types.Decl{
		Name: "System.Boolean", Kind: types.Struct, Special: types.Boolean, Base: "System.ValueType",
		Class: rt.ValueClass[bool](rt.Class{}),
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.Method0(func(b bool) (rt.String, error) { return rt.Str(netfmt.FormatBool(b)), nil })},
		},
	}
}
