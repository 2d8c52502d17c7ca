package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// booleanType is System.Boolean.
func booleanType() types.Decl {
	d := types.Decl{
		Name: "System.Boolean", Kind: types.Struct, Special: types.Boolean, Base: "System.ValueType",
		Implements: []string{"System.IComparable", "System.IComparable<bool>", "System.IConvertible", "System.IEquatable<bool>"},
		Class:      rt.ValueClass[bool](rt.Class{}),
		Members: []types.Member{
			{Sig: "static string TrueString", Impl: rt.Func0(func() (rt.String, error) { return rt.Str("True"), nil })},
			{Sig: "static string FalseString", Impl: rt.Func0(func() (rt.String, error) { return rt.Str("False"), nil })},
			{Sig: "string ToString()", Impl: rt.Method0(func(b bool) (rt.String, error) { return rt.Str(netfmt.FormatBool(b)), nil })},
			{Sig: "string ToString(IFormatProvider provider)", Impl: rt.Method1(func(b bool, _ any) (rt.String, error) { return rt.Str(netfmt.FormatBool(b)), nil })},
			{Sig: "static bool Parse(string value)", Impl: rt.Func1(parseBool)},
			{Sig: "static bool TryParse(string value, out bool result)", Impl: tryParse(parseBool)},
			{Sig: "int CompareTo(bool value)", Impl: rt.Method1(func(a, b bool) (int32, error) { return int32(host.CompareBool(a, b)), nil })},
		},
	}
	d.Members = append(d.Members, valueMembers[bool]("bool", codeBoolean)...)
	return d
}

func parseBool(s rt.String) (bool, error) {
	if !s.Valid {
		return false, clr.ArgumentNull("value")
	}
	return netfmt.ParseBool(s.Text)
}

// valueMembers are the members that all primitive types have in one form.
func valueMembers[T comparable](keyword string, code typeCode) []types.Member {
	return []types.Member{
		{Sig: "int CompareTo(object value)", Impl: rt.FrameMethod1(compareToObject[T])},
		{Sig: "bool Equals(object obj)", Impl: rt.FrameMethod1(func(f *rt.Frame, v T, o any) (bool, error) { return rt.Equals(f, v, o) })},
		{Sig: "bool Equals(" + keyword + " obj)", Impl: rt.FrameMethod1(func(f *rt.Frame, v, o T) (bool, error) { return rt.Equals(f, v, o) })},
		{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(func(f *rt.Frame, v T) (int32, error) { return rt.Hash(f, v) })},
		{Sig: "TypeCode GetTypeCode()", Impl: typeCodeOf[T](code)},
	}
}

// tryParse links TryParse to a parser: text it refuses gives false and the zero
// value.
func tryParse[T any](parse func(rt.String) (T, error)) rt.Linker {
	return rt.Func2(func(s rt.String, out rt.Out[T]) (bool, error) {
		v, err := parse(s)
		if err != nil {
			var zero T
			v = zero
		}
		out.Set(v)
		return err == nil, nil
	})
}
