package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// StringComparer is a System.StringComparer. There is one of each kind.
type StringComparer struct{ by comparison }

// stringComparers never change.
var stringComparers = [...]*StringComparer{
	{currentCulture}, {currentCultureIgnoreCase}, {invariantCulture}, {invariantCultureIgnoreCase}, {ordinal}, {ordinalIgnoreCase},
}

// StringComparerOf returns StringComparer.FromComparison of a number of the
// enumeration, nil for one that it does not have.
func StringComparerOf(comparison int) *StringComparer {
	if comparison < 0 || comparison >= len(stringComparers) {
		return nil
	}
	return stringComparers[comparison]
}

// Comparison returns the number of the StringComparison.
func (c *StringComparer) Comparison() int { return int(c.by) }

// Compare compares two objects: strings by the comparer, others by the order of the
// first, which alone is asked.
func (c *StringComparer) Compare(f *rt.Frame, x, y any) (int, error) {
	switch {
	case x == nil && y == nil:
		return 0, nil
	case x == nil:
		return -1, nil
	case y == nil:
		return 1, nil
	}
	a, ok := x.(string)
	if b, both := y.(string); ok && both {
		return c.by.compare(f, a, b), nil
	}
	return host.CompareFirst(f, x, y)
}

// Equals compares two objects: strings by the comparer, others by themselves.
func (c *StringComparer) Equals(f *rt.Frame, x, y any) (bool, error) {
	a, ok := x.(string)
	if b, both := y.(string); ok && both {
		return c.by.equal(f, a, b), nil
	}
	return rt.Equals(f, x, y)
}

// Hash returns a hash code that equal objects share.
func (c *StringComparer) Hash(f *rt.Frame, v any) (int32, error) {
	if s, ok := v.(string); ok {
		return c.by.hash(s), nil
	}
	return rt.Hash(f, v)
}

// stringComparerType is System.StringComparer.
func stringComparerType() types.Decl {
	const ns = "System.Collections.Generic."
	d := types.Decl{
		Name: "System.StringComparer", Kind: types.Class, Abstract: true, Class: rt.RefClass[*StringComparer](rt.Class{}),
		Implements: []string{
			"System.Collections.IComparer", "System.Collections.IEqualityComparer", ns + "IComparer<string>", ns + "IEqualityComparer<string>",
		},
	}
	for by, name := range [...]string{
		"CurrentCulture", "CurrentCultureIgnoreCase", "InvariantCulture", "InvariantCultureIgnoreCase", "Ordinal", "OrdinalIgnoreCase",
	} {
		shared := stringComparers[by]
		d.Members = append(d.Members, types.Member{Sig: "static StringComparer " + name, Impl: rt.Func0(func() (*StringComparer, error) { return shared, nil })})
	}
	compare := func(f *rt.Frame, c *StringComparer, x, y any) (int32, error) {
		order, err := c.Compare(f, x, y)
		return int32(order), err
	}
	hash := func(f *rt.Frame, c *StringComparer, v any) (int32, error) {
		if v == nil {
			return 0, clr.ArgumentNull("obj")
		}
		return c.Hash(f, v)
	}
	d.Members = append(d.Members,
		types.Member{Sig: "static StringComparer FromComparison(StringComparison comparisonType)", Impl: rt.Func1(func(kind rt.Enum) (*StringComparer, error) {
			by, err := comparisonOf(kind)
			if err != nil {
				return nil, err
			}
			return stringComparers[by], nil
		})},
		types.Member{Sig: "static StringComparer Create(CultureInfo culture, bool ignoreCase)", Impl: rt.Func2(func(any, bool) (*StringComparer, error) {
			return nil, clr.ArgumentNull("culture")
		})},
		types.Member{Sig: "int Compare(object x, object y)", Impl: rt.FrameMethod2(compare)},
		types.Member{Sig: "int Compare(string x, string y)", Impl: rt.FrameMethod2(func(f *rt.Frame, c *StringComparer, x, y rt.String) (int32, error) {
			return c.by.compareNullable(f, x, y), nil
		})},
		types.Member{Sig: "bool Equals(object x, object y)", Impl: rt.FrameMethod2((func(f *rt.Frame, c *StringComparer, x, y any) (bool, error) {
			return c.Equals(f, x, y)
		}))},
		types.Member{Sig: "bool Equals(string x, string y)", Impl: rt.FrameMethod2(func(f *rt.Frame, c *StringComparer, x, y rt.String) (bool, error) {
			if !x.Valid || !y.Valid {
				return x == y, nil
			}
			return c.by.equal(f, x.Text, y.Text), nil
		})},
		types.Member{Sig: "int GetHashCode(object obj)", Impl: rt.FrameMethod1(hash)},
		types.Member{Sig: "int GetHashCode(string obj)", Impl: rt.FrameMethod1(func(f *rt.Frame, c *StringComparer, s rt.String) (int32, error) { return hash(f, c, s.Box()) })})
	return d
}
