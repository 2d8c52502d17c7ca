package system

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// charType is System.Char.
func charType() types.Decl {
	return types.Decl{
		Name: "System.Char", Kind: types.Struct, Special: types.Char, Base: "System.ValueType",
		Class: rt.ValueClass[clr.Char](rt.Class{}),
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.Method0(func(c clr.Char) (rt.String, error) { return rt.Str(rt.CharText(c)), nil })},
		},
	}
}
