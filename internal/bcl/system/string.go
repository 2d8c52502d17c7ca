package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// stringType is System.String. Positions count UTF-16 units.
func stringType() types.Decl {
	return types.Decl{
		Name: "System.String", Kind: types.Class, Special: types.String,
		Implements: []string{"System.Collections.Generic.IEnumerable<char>"},
		Class:      &rt.Class{Instance: func(v any, _ *rt.Type) bool { _, ok := v.(string); return ok }},
		Members: []types.Member{
			{Sig: "static string Empty", Impl: rt.Func0(func() (rt.String, error) { return rt.Str(""), nil })},
			{Sig: "int Length", Impl: rt.Method0(func(s string) (int32, error) { return int32(rt.Len16(s)), nil })},
			{Sig: "char this[int index]", Impl: rt.Method1(charAt)},
			{Sig: "static bool IsNullOrEmpty(string value)", Impl: rt.Func1(func(s rt.String) (bool, error) { return s.Text == "", nil })},
			{Sig: "bool Contains(string value)", Impl: rt.Method1(func(s string, v rt.String) (bool, error) {
				if !v.Valid {
					return false, clr.ArgumentNull("value")
				}
				return strings.Contains(s, v.Text), nil
			})},
			{Sig: "string ToString()", Impl: rt.Method0(func(s string) (rt.String, error) { return rt.Str(s), nil })},
			{Sig: "string Substring(int startIndex)", Impl: rt.Method1(substringFrom)},
		},
	}
}

func charAt(s string, i int32) (clr.Char, error) {
	c, ok := rt.At(s, int(i))
	if !ok {
		return 0, clr.Throw("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
	}
	return c, nil
}

func substringFrom(s string, start int32) (rt.String, error) {
	n := rt.Len16(s)
	switch {
	case start < 0:
		return rt.String{}, clr.ArgumentOutOfRange("StartIndex cannot be less than zero.", "startIndex")
	case int(start) > n:
		return rt.String{}, clr.ArgumentOutOfRange("startIndex cannot be larger than length of string.", "startIndex")
	}
	return rt.Str(rt.Slice(s, int(start), n)), nil
}
