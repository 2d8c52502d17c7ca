package system

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// arrayType is System.Array, the base of all arrays.
func arrayType() types.Decl {
	return types.Decl{
		Name: "System.Array", Kind: types.Class, Abstract: true, Implements: []string{"System.Collections.IEnumerable"},
		Class: &rt.Class{Instance: func(v any, _ *rt.Type) bool { _, ok := v.(rt.AnyArray); return ok }},
		Members: []types.Member{
			{Sig: "int Length", Impl: rt.Method0(func(a rt.AnyArray) (int32, error) { return int32(a.Len()), nil })},
		},
	}
}

// enumType is System.Enum, the base of enumerations.
func enumType() types.Decl {
	return types.Decl{
		Name: "System.Enum", Kind: types.Class, Abstract: true, Base: "System.ValueType",
		Class: &rt.Class{Instance: func(v any, _ *rt.Type) bool { _, ok := v.(rt.Enum); return ok }},
		Members: []types.Member{
			{Sig: "string ToString()", Impl: rt.Method0(func(e rt.Enum) (rt.String, error) { return rt.Str(e.String()), nil })},
		},
	}
}
