package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"golang.org/x/text/unicode/norm"
)

// comparison is StringComparison, with .NET's values.
type comparison int64

const (
	currentCulture comparison = iota
	currentCultureIgnoreCase
	invariantCulture
	invariantCultureIgnoreCase
	ordinal
	ordinalIgnoreCase
)

// comparisonOf checks a StringComparison argument.
func comparisonOf(e rt.Enum) (comparison, error) {
	if e.Value < int64(currentCulture) || e.Value > int64(ordinalIgnoreCase) {
		return noComparison, notSupported()
	}
	return comparison(e.Value), nil
}

// comparisonAsked is comparisonOf for members that look at other arguments first.
func comparisonAsked(e rt.Enum) comparison {
	c, err := comparisonOf(e)
	if err != nil {
		return noComparison
	}
	return c
}

// noComparison is a value of StringComparison that is none.
const noComparison comparison = -1

func notSupported() error {
	return clr.Argument("The string comparison type passed in is currently not supported.", "comparisonType")
}

func (c comparison) ignoreCase() bool { return c&1 != 0 }

// cultural reports whether the comparison follows a culture, which it returns.
func (c comparison) cultural(f *rt.Frame) (*netfmt.Culture, bool) {
	switch c {
	case currentCulture, currentCultureIgnoreCase:
		return host.Of(f).Culture, true
	case invariantCulture, invariantCultureIgnoreCase:
		return netfmt.Invariant(), true
	}
	return nil, false
}

func (c comparison) compare(f *rt.Frame, a, b string) int {
	if culture, ok := c.cultural(f); ok {
		return netfmt.Compare(a, b, culture, c.ignoreCase())
	}
	if c.ignoreCase() {
		return netfmt.OrdinalIgnoreCaseCompare(a, b)
	}
	return netfmt.OrdinalCompare(a, b)
}

func (c comparison) equal(f *rt.Frame, a, b string) bool {
	switch c {
	case ordinal:
		return a == b
	case ordinalIgnoreCase:
		return a == b || netfmt.OrdinalIgnoreCaseEqual(a, b)
	}
	return a == b || c.compare(f, a, b) == 0
}

// compareNullable orders null before every string.
func (c comparison) compareNullable(f *rt.Frame, a, b rt.String) int32 {
	if !a.Valid || !b.Valid {
		return int32(host.CompareBool(a.Valid, b.Valid))
	}
	return int32(c.compare(f, a.Text, b.Text))
}

func byCase(ignoreCase bool) comparison {
	if ignoreCase {
		return currentCultureIgnoreCase
	}
	return currentCulture
}

func stringCompareMembers() []types.Member {
	return []types.Member{
		{Sig: "static int Compare(string strA, string strB)", Impl: rt.FrameFunc2(func(f *rt.Frame, a, b rt.String) (int32, error) {
			return currentCulture.compareNullable(f, a, b), nil
		})},
		{Sig: "static int Compare(string strA, string strB, bool ignoreCase)", Impl: rt.FrameFunc3(func(f *rt.Frame, a, b rt.String, ignoreCase bool) (int32, error) {
			return byCase(ignoreCase).compareNullable(f, a, b), nil
		})},
		{Sig: "static int Compare(string strA, string strB, StringComparison comparisonType)", Impl: rt.FrameFunc3(func(f *rt.Frame, a, b rt.String, kind rt.Enum) (int32, error) {
			c, err := comparisonOf(kind)
			if err != nil {
				return 0, err
			}
			return c.compareNullable(f, a, b), nil
		})},
		{Sig: "static int Compare(string strA, string strB, bool ignoreCase, CultureInfo culture)", Impl: rt.FrameFunc4(func(f *rt.Frame, a, b rt.String, _ bool, _ any) (int32, error) {
			return 0, clr.ArgumentNull("culture")
		})},
		{Sig: "static int Compare(string strA, int indexA, string strB, int indexB, int length)", Impl: rt.FrameFunc5(func(f *rt.Frame, a rt.String, i int32, b rt.String, j, length int32) (int32, error) {
			return compareParts(f, a, i, b, j, length, false)
		})},
		{Sig: "static int Compare(string strA, int indexA, string strB, int indexB, int length, bool ignoreCase)", Impl: frameFunc6(compareParts)},
		{Sig: "static int Compare(string strA, int indexA, string strB, int indexB, int length, StringComparison comparisonType)", Impl: frameFunc6(comparePartsBy)},
		{Sig: "static int CompareOrdinal(string strA, string strB)", Impl: rt.FrameFunc2(func(f *rt.Frame, a, b rt.String) (int32, error) {
			return ordinal.compareNullable(f, a, b), nil
		})},
		{Sig: "static int CompareOrdinal(string strA, int indexA, string strB, int indexB, int length)", Impl: rt.FrameFunc5(compareOrdinalParts)},
		{Sig: "int CompareTo(string strB)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, other rt.String) (int32, error) {
			return currentCulture.compareNullable(f, rt.Str(s), other), nil
		})},
		{Sig: "int CompareTo(object value)", Impl: rt.FrameMethod1(compareToObject[string])},
		{Sig: "bool Equals(object obj)", Impl: rt.Method1(func(s string, o any) (bool, error) { return any(s) == o, nil })},
		{Sig: "bool Equals(string value)", Impl: rt.Method1(func(s string, other rt.String) (bool, error) { return rt.Str(s) == other, nil })},
		{Sig: "bool Equals(string value, StringComparison comparisonType)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, other rt.String, kind rt.Enum) (bool, error) {
			return equalStrings(f, rt.Str(s), other, kind)
		})},
		{Sig: "static bool Equals(string a, string b)", Impl: rt.Func2(func(a, b rt.String) (bool, error) { return a == b, nil })},
		{Sig: "static bool Equals(string a, string b, StringComparison comparisonType)", Impl: rt.FrameFunc3(equalStrings)},
		{Sig: "static bool operator ==(string a, string b)", Impl: rt.Func2(func(a, b rt.String) (bool, error) { return a == b, nil })},
		{Sig: "static bool operator !=(string a, string b)", Impl: rt.Func2(func(a, b rt.String) (bool, error) { return a != b, nil })},
		{Sig: "int GetHashCode(StringComparison comparisonType)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, kind rt.Enum) (int32, error) {
			c, err := comparisonOf(kind)
			return c.hash(s), err
		})},
	}
}

func equalStrings(f *rt.Frame, a, b rt.String, kind rt.Enum) (bool, error) {
	c, err := comparisonOf(kind)
	if err != nil || !a.Valid || !b.Valid {
		return a == b, err
	}
	return c.equal(f, a.Text, b.Text), nil
}

// hash is the same for strings that the comparison takes for equal.
func (c comparison) hash(s string) int32 {
	switch c {
	case ordinal:
		return rt.HashString(s)
	case ordinalIgnoreCase:
		return rt.HashString(netfmt.ToUpperInvariant(s))
	}
	return rt.HashString(collationKey(s))
}

// collationKey keeps of a string only letters and digits that every text which
// is equal to it in a culture has too. The letters that ligatures and stroked
// letters may stand for (æ, ß, ø, ...) are left out, and so are accents, case and
// all that does not count.
func collationKey(s string) string {
	if !rt.IsASCII(s) {
		s = norm.NFKD.String(s)
	}
	key := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' && strings.IndexByte("adehlost", c) < 0 {
			key = append(key, c)
		}
	}
	return string(key)
}

// compareParts compares parts of strings by culture. Its checks and their
// wording are those of CompareInfo.Compare, which .NET delegates to.
func compareParts(f *rt.Frame, a rt.String, i int32, b rt.String, j, length int32, ignoreCase bool) (int32, error) {
	lengthA, lengthB := partLength(a, i, length), partLength(b, j, length)
	for _, part := range []struct {
		value int
		name  string
	}{{lengthA, "length1"}, {lengthB, "length2"}, {int(i), "offset1"}, {int(j), "offset2"}} {
		if part.value < 0 {
			return 0, clr.ArgumentOutOfRange("Positive number required.", part.name)
		}
	}
	const outside = "Offset and length must refer to a position in the string."
	if int(i)+lengthA > rt.Len16(a.Text) {
		return 0, clr.ArgumentOutOfRange(outside, "string1")
	}
	if int(j)+lengthB > rt.Len16(b.Text) {
		return 0, clr.ArgumentOutOfRange(outside, "string2")
	}
	if !a.Valid || !b.Valid {
		return int32(host.CompareBool(a.Valid, b.Valid)), nil
	}
	x, y := rt.Slice(a.Text, int(i), int(i)+lengthA), rt.Slice(b.Text, int(j), int(j)+lengthB)
	return int32(byCase(ignoreCase).compare(f, x, y)), nil
}

// partLength is how much of a string a part of at most length has.
func partLength(s rt.String, start, length int32) int {
	if !s.Valid {
		return int(length)
	}
	return min(int(length), rt.Len16(s.Text)-int(start))
}

func comparePartsBy(f *rt.Frame, a rt.String, i int32, b rt.String, j, length int32, kind rt.Enum) (int32, error) {
	c, err := comparisonOf(kind)
	if err != nil {
		return 0, err
	}
	return c.compareRanges(f, a, i, b, j, length, "Length cannot be less than zero.")
}

func compareOrdinalParts(f *rt.Frame, a rt.String, i int32, b rt.String, j, length int32) (int32, error) {
	return ordinal.compareRanges(f, a, i, b, j, length, "Count cannot be less than zero.")
}

func (c comparison) compareRanges(f *rt.Frame, a rt.String, i int32, b rt.String, j, length int32, negative string) (int32, error) {
	if !a.Valid || !b.Valid {
		return int32(host.CompareBool(a.Valid, b.Valid)), nil
	}
	lengthA, lengthB := rt.Len16(a.Text), rt.Len16(b.Text)
	switch {
	case length < 0:
		return 0, clr.ArgumentOutOfRange(negative, "length")
	case i < 0, int(i) > lengthA:
		return 0, indexOutOfRange("indexA")
	case j < 0, int(j) > lengthB:
		return 0, indexOutOfRange("indexB")
	}
	x := rt.Slice(a.Text, int(i), min(int(i)+int(length), lengthA))
	y := rt.Slice(b.Text, int(j), min(int(j)+int(length), lengthB))
	if c == ordinal {
		return int32(netfmt.OrdinalCompareParts(x, y)), nil
	}
	return int32(c.compare(f, x, y)), nil
}

// compareToObject is IComparable.CompareTo(object) of every value type and of
// string.
func compareToObject[T any](f *rt.Frame, v T, other any) (int32, error) {
	order, err := host.CompareTo(f, v, other)
	return int32(order), err
}
