package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// stringType is System.String. Positions count UTF-16 units.
func stringType() types.Decl {
	d := types.Decl{
		Name: "System.String", Kind: types.Class, Special: types.String,
		Implements: []string{
			"System.IComparable", "System.IComparable<string>", "System.IConvertible", "System.IEquatable<string>",
			"System.Collections.Generic.IEnumerable<char>", "System.ICloneable",
		},
		Class: &rt.Class{Instance: func(v any, _ *rt.Type) bool { _, ok := v.(string); return ok }},
		Members: []types.Member{
			{Sig: "new(char[] value)", Impl: rt.FrameFunc1(newString)},
			{Sig: "new(char[] value, int startIndex, int length)", Impl: rt.FrameFunc3(newStringOfRange)},
			{Sig: "new(char c, int count)", Impl: rt.FrameFunc2(newStringOfCount)},
			{Sig: "static string Empty", Impl: rt.Func0(func() (rt.String, error) { return rt.Str(""), nil })},
			{Sig: "int Length", Impl: rt.Light(rt.FrameMethod0(func(f *rt.Frame, s string) (int32, error) { return int32(f.Len16(s)), nil }))},
			{Sig: "char this[int index]", Impl: rt.Light(rt.FrameMethod1(charAt))},
			{Sig: "static bool IsNullOrEmpty(string value)", Impl: rt.Light(rt.Func1(func(s rt.String) (bool, error) { return s.Text == "", nil }))},
			{Sig: "static bool IsNullOrWhiteSpace(string value)", Impl: rt.Func1(isNullOrWhiteSpace)},
			{Sig: "string ToString()", Impl: rt.Light(rt.Method0(sameString))},
			{Sig: "string ToString(IFormatProvider provider)", Impl: rt.Light(rt.Method1(func(s string, _ any) (rt.String, error) { return rt.Str(s), nil }))},
			{Sig: "object Clone()", Impl: rt.Light(rt.Method0(sameString))},
			{Sig: "static string Copy(string str)", Impl: rt.Light(rt.Func1(sameNotNull))},
			{Sig: "static string Intern(string str)", Impl: rt.Light(rt.Func1(sameNotNull))},
			{Sig: "static string IsInterned(string str)", Impl: rt.Light(rt.Func1(sameNotNull))},
			{Sig: "TypeCode GetTypeCode()", Impl: rt.Light(typeCodeOf[string](codeString))},
			{Sig: "char[] ToCharArray()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameMethod0(func(f *rt.Frame, s string) (*rt.Array[clr.Char], error) { return toCharArray(f, elem, s) })
			})},
			{Sig: "char[] ToCharArray(int startIndex, int length)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameMethod2(func(f *rt.Frame, s string, start, length int32) (*rt.Array[clr.Char], error) {
					part, err := unitRange(f, s, start, length)
					if err != nil {
						return nil, err
					}
					return toCharArray(f, elem, part)
				})
			})},
			{Sig: "void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)", Impl: rt.FrameMethod4(copyString)},
			{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(func(f *rt.Frame, s string) (int32, error) { return rt.Hash(f, s) })},
			{Sig: "IEnumerator<char> GetEnumerator()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				return rt.FrameMethod0(func(f *rt.Frame, s string) (*generic.Iterator, error) {
					return generic.NewIterator(f, s, typ.Args[0], typ)
				})
			})},
		},
	}
	for _, list := range [][]types.Member{
		stringCompareMembers(), stringSearchMembers(), stringEditMembers(), stringSplitMembers(), stringJoinMembers(),
	} {
		d.Members = append(d.Members, list...)
	}
	return d
}

func sameString(s string) (rt.String, error) { return rt.Str(s), nil }

// sameNotNull is for members that return their argument and refuse null.
func sameNotNull(s rt.String) (rt.String, error) {
	if !s.Valid {
		return s, clr.ArgumentNull("str")
	}
	return s, nil
}

func newString(f *rt.Frame, chars *rt.Array[clr.Char]) (rt.String, error) {
	if chars == nil {
		return rt.Str(""), nil
	}
	return unitsToString(f, chars.Items)
}

func newStringOfRange(f *rt.Frame, chars *rt.Array[clr.Char], start, length int32) (rt.String, error) {
	switch {
	case chars == nil:
		return rt.String{}, clr.ArgumentNull("value")
	case start < 0:
		return rt.String{}, clr.ArgumentOutOfRange("StartIndex cannot be less than zero.", "startIndex")
	case length < 0:
		return rt.String{}, clr.ArgumentOutOfRange("Length cannot be less than zero.", "length")
	case int(start) > len(chars.Items)-int(length):
		return rt.String{}, indexOutOfRange("startIndex")
	}
	return unitsToString(f, chars.Items[start:start+length])
}

func newStringOfCount(f *rt.Frame, c clr.Char, count int32) (rt.String, error) {
	if count < 0 {
		return rt.String{}, clr.ArgumentOutOfRange("Count cannot be less than zero.", "count")
	}
	s, err := repeated(f, c, int(count))
	return rt.Str(s), err
}

// unitsToString counts the memory of the string it makes.
func unitsToString(f *rt.Frame, units []clr.Char) (rt.String, error) {
	if err := f.Alloc(len(units)); err != nil {
		return rt.String{}, err
	}
	return rt.Str(rt.FromUnits(units)), nil
}

func toCharArray(f *rt.Frame, elem *rt.Type, s string) (*rt.Array[clr.Char], error) {
	if err := f.Alloc(2 * len(s)); err != nil {
		return nil, err
	}
	if empty, ok := elem.EmptyArray().(*rt.Array[clr.Char]); ok && s == "" {
		return empty, nil
	}
	return rt.NewArray(elem, rt.Units(s)), nil
}

// unitRange returns the part of s that a start and a length name, which throw
// ArgumentOutOfRangeException for startIndex where they lead outside.
func unitRange(f *rt.Frame, s string, start, length int32) (string, error) {
	n := f.Len16(s)
	switch {
	case start < 0, int(start) > n, int(start) > n-int(length):
		return "", indexOutOfRange("startIndex")
	case length < 0:
		return "", indexOutOfRange("length")
	}
	return f.Slice(s, int(start), int(start)+int(length)), nil
}

func copyString(f *rt.Frame, s string, from int32, to *rt.Array[clr.Char], at, count int32) (rt.Void, error) {
	const location = "Index and count must refer to a location within the string."
	switch {
	case to == nil:
		return rt.Void{}, clr.ArgumentNull("destination")
	case count < 0:
		return rt.Void{}, clr.ArgumentOutOfRange("Count cannot be less than zero.", "count")
	case from < 0:
		return rt.Void{}, indexOutOfRange("sourceIndex")
	case int(count) > f.Len16(s)-int(from):
		return rt.Void{}, clr.ArgumentOutOfRange(location, "sourceIndex")
	case at < 0, int(at) > len(to.Items)-int(count):
		return rt.Void{}, clr.ArgumentOutOfRange(location, "destinationIndex")
	}
	copy(to.Items[at:], rt.Units(f.Slice(s, int(from), int(from)+int(count))))
	return rt.Void{}, nil
}

func charAt(f *rt.Frame, s string, i int32) (clr.Char, error) {
	c, ok := f.At(s, int(i))
	if !ok {
		return 0, clr.IndexOutOfRange()
	}
	return c, nil
}

func isNullOrWhiteSpace(s rt.String) (bool, error) { return trimSpace(s.Text, true, true) == "", nil }

// indexOutOfRange is ArgumentOutOfRangeException with the message about indexes.
func indexOutOfRange(param string) error {
	return clr.ArgumentOutOfRange("Index was out of range. Must be non-negative and less than the size of the collection.", param)
}

// countOutOfRange is ArgumentOutOfRangeException with the message about counts.
func countOutOfRange(param string) error {
	return clr.ArgumentOutOfRange("Count must be positive and count must refer to a location within the string/array/collection.", param)
}
