package system

import (
	"sort"
	"unicode"
	"unicode/utf16"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// charType is System.Char.
func charType() types.Decl {
	d := types.Decl{
		Name: "System.Char", Kind: types.Struct, Special: types.Char, Base: "System.ValueType",
		Implements: []string{"System.IComparable", "System.IComparable<char>", "System.IConvertible", "System.IEquatable<char>"},
		Class:      rt.ValueClass[clr.Char](rt.Class{}),
		Members: []types.Member{
			{Sig: "const char MaxValue", Const: clr.Char(0xFFFF)},
			{Sig: "const char MinValue", Const: clr.Char(0)},
			{Sig: "string ToString()", Impl: rt.Method0(charText)},
			{Sig: "string ToString(IFormatProvider provider)", Impl: rt.Method1(func(c clr.Char, _ any) (rt.String, error) { return charText(c) })},
			{Sig: "static string ToString(char c)", Impl: rt.Func1(charText)},
			{Sig: "static char Parse(string s)", Impl: rt.Func1(parseChar)},
			{Sig: "static bool TryParse(string s, out char result)", Impl: tryParse(parseChar)},
			{Sig: "int CompareTo(char value)", Impl: rt.Method1(func(a, b clr.Char) (int32, error) { return int32(a) - int32(b), nil })},
			{Sig: "static char ToUpper(char c)", Impl: rt.FrameFunc1(func(f *rt.Frame, c clr.Char) (clr.Char, error) {
				return mapChar(c, func(s string) string { return netfmt.ToUpper(s, host.Of(f).Culture) })
			})},
			{Sig: "static char ToLower(char c)", Impl: rt.FrameFunc1(func(f *rt.Frame, c clr.Char) (clr.Char, error) {
				return mapChar(c, func(s string) string { return netfmt.ToLower(s, host.Of(f).Culture) })
			})},
			{Sig: "static char ToUpper(char c, CultureInfo culture)", Impl: rt.Func2(func(clr.Char, any) (clr.Char, error) { return 0, clr.ArgumentNull("culture") })},
			{Sig: "static char ToLower(char c, CultureInfo culture)", Impl: rt.Func2(func(clr.Char, any) (clr.Char, error) { return 0, clr.ArgumentNull("culture") })},
			{Sig: "static char ToUpperInvariant(char c)", Impl: rt.Func1(func(c clr.Char) (clr.Char, error) { return mapChar(c, netfmt.ToUpperInvariant) })},
			{Sig: "static char ToLowerInvariant(char c)", Impl: rt.Func1(func(c clr.Char) (clr.Char, error) { return mapChar(c, netfmt.ToLowerInvariant) })},
			{Sig: "static double GetNumericValue(char c)", Impl: rt.Func1(func(c clr.Char) (float64, error) { return numericValue(rune(c)), nil })},
			{Sig: "static double GetNumericValue(string s, int index)", Impl: atIndex(numericValue)},
			{Sig: "static UnicodeCategory GetUnicodeCategory(char c)", Impl: categoryLinker(func(category func(rune) (rt.Enum, error)) rt.Linker {
				return rt.Func1(func(c clr.Char) (rt.Enum, error) { return category(rune(c)) })
			})},
			{Sig: "static UnicodeCategory GetUnicodeCategory(string s, int index)", Impl: categoryLinker(func(category func(rune) (rt.Enum, error)) rt.Linker {
				return rt.FrameFunc2(func(f *rt.Frame, s rt.String, i int32) (rt.Enum, error) {
					r, err := codePointAt(f, s, i)
					if err != nil {
						return rt.Enum{}, err
					}
					return category(r)
				})
			})},
			{Sig: "static bool IsSurrogatePair(string s, int index)", Impl: atIndex(func(r rune) bool { return r > 0xFFFF })},
			{Sig: "static bool IsSurrogatePair(char highSurrogate, char lowSurrogate)", Impl: rt.Func2(func(high, low clr.Char) (bool, error) {
				return high.IsHighSurrogate() && low.IsLowSurrogate(), nil
			})},
			{Sig: "static string ConvertFromUtf32(int utf32)", Impl: rt.Func1(fromUTF32)},
			{Sig: "static int ConvertToUtf32(char highSurrogate, char lowSurrogate)", Impl: rt.Func2(toUTF32)},
			{Sig: "static int ConvertToUtf32(string s, int index)", Impl: rt.FrameFunc2(toUTF32At)},
		},
	}
	for _, p := range charPredicates() {
		is := p.is
		d.Members = append(d.Members,
			types.Member{Sig: "static bool " + p.name + "(char c)", Impl: rt.Func1(func(c clr.Char) (bool, error) { return is(rune(c)), nil })},
			types.Member{Sig: "static bool " + p.name + "(string s, int index)", Impl: p.atIndex()})
	}
	d.Members = append(d.Members, valueMembers[clr.Char]("char", codeChar)...)
	return d
}

// charPredicate is one of the members IsDigit, IsLetter, ..., which take a char,
// or a string and an index.
type charPredicate struct {
	name string
	is   func(rune) bool
	// unit says that a surrogate pair in a string is looked at unit by unit.
	unit bool
}

func charPredicates() []charPredicate {
	return []charPredicate{
		{name: "IsControl", is: unicode.IsControl},
		{name: "IsDigit", is: unicode.IsDigit},
		{name: "IsHighSurrogate", is: func(r rune) bool { return clr.Char(r).IsHighSurrogate() }, unit: true},
		{name: "IsLetter", is: unicode.IsLetter},
		{name: "IsLetterOrDigit", is: func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }},
		{name: "IsLower", is: func(r rune) bool { return unicode.Is(unicode.Ll, r) }},
		{name: "IsLowSurrogate", is: func(r rune) bool { return clr.Char(r).IsLowSurrogate() }, unit: true},
		{name: "IsNumber", is: unicode.IsNumber},
		{name: "IsPunctuation", is: unicode.IsPunct},
		{name: "IsSeparator", is: func(r rune) bool { return unicode.Is(unicode.Z, r) }},
		{name: "IsSurrogate", is: func(r rune) bool { return clr.Char(r).IsSurrogate() }, unit: true},
		{name: "IsSymbol", is: unicode.IsSymbol},
		{name: "IsUpper", is: func(r rune) bool { return unicode.Is(unicode.Lu, r) }},
		{name: "IsWhiteSpace", is: unicode.IsSpace},
	}
}

func (p charPredicate) atIndex() rt.Linker {
	if !p.unit {
		return atIndex(p.is)
	}
	return rt.FrameFunc2(func(f *rt.Frame, s rt.String, i int32) (bool, error) {
		c, err := unitAt(f, s, i)
		return err == nil && p.is(rune(c)), err
	})
}

// atIndex links a member that looks at the character at an index of a string.
func atIndex[T any](fn func(rune) T) rt.Linker {
	return rt.FrameFunc2(func(f *rt.Frame, s rt.String, i int32) (t T, err error) {
		r, err := codePointAt(f, s, i)
		if err != nil {
			return t, err
		}
		return fn(r), nil
	})
}

func unitAt(f *rt.Frame, s rt.String, i int32) (clr.Char, error) {
	if !s.Valid {
		return 0, clr.ArgumentNull("s")
	}
	c, ok := f.At(s.Text, int(i))
	if !ok {
		return 0, clr.ArgumentOutOfRange("", "index")
	}
	return c, nil
}

// codePointAt returns the character that begins at a unit: a whole pair if it is
// the first half of one.
func codePointAt(f *rt.Frame, s rt.String, i int32) (rune, error) {
	c, err := unitAt(f, s, i)
	if err != nil || !c.IsHighSurrogate() {
		return rune(c), err
	}
	if low, ok := f.At(s.Text, int(i)+1); ok && low.IsLowSurrogate() {
		return utf16.DecodeRune(rune(c), rune(low)), nil
	}
	return rune(c), nil
}

func charText(c clr.Char) (rt.String, error) { return rt.Str(rt.CharText(c)), nil }

func parseChar(s rt.String) (clr.Char, error) {
	if !s.Valid {
		return 0, clr.ArgumentNull("s")
	}
	c, ok := rt.At(s.Text, 0)
	if !ok || rt.Len16(s.Text) != 1 {
		return 0, clr.Format("String must be exactly one character long.")
	}
	return c, nil
}

// mapChar applies a mapping of strings that keeps their length.
func mapChar(c clr.Char, mapping func(string) string) (clr.Char, error) {
	if m, ok := rt.At(mapping(rt.CharText(c)), 0); ok {
		return m, nil
	}
	return c, nil
}

// numericValue is -1 for what is no number.
func numericValue(r rune) float64 {
	if r > 0xFFFF {
		if unicode.IsDigit(r) {
			return decimalDigit(r)
		}
		return -1
	}
	if v := clr.Char(r).NumericValue(); v >= 0 {
		return v
	}
	i := sort.Search(len(numericRuns), func(i int) bool { return rune(numericRuns[i].last) >= r })
	if i < len(numericRuns) && rune(numericRuns[i].first) <= r {
		return numericRuns[i].value + numericRuns[i].step*float64(r-rune(numericRuns[i].first))
	}
	return -1
}

// decimalDigit is the value of a decimal digit beyond the basic plane, which
// come in runs of ten.
func decimalDigit(r rune) float64 {
	for _, run := range unicode.Nd.R32 {
		if uint32(r) >= run.Lo && uint32(r) <= run.Hi {
			return float64((uint32(r) - run.Lo) % 10)
		}
	}
	return -1
}

// categories are Unicode's general categories in the order of UnicodeCategory.
var categories = [...]*unicode.RangeTable{
	unicode.Lu, unicode.Ll, unicode.Lt, unicode.Lm, unicode.Lo, unicode.Mn, unicode.Mc, unicode.Me, unicode.Nd, unicode.Nl,
	unicode.No, unicode.Zs, unicode.Zl, unicode.Zp, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co, unicode.Pc, unicode.Pd,
	unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf, unicode.Po, unicode.Sm, unicode.Sc, unicode.Sk, unicode.So,
}

// categoryLinker links a member that returns the UnicodeCategory of a character;
// characters that Unicode does not assign have the last one.
func categoryLinker(link func(category func(rune) (rt.Enum, error)) rt.Linker) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		t := c.ResultType
		return link(func(r rune) (rt.Enum, error) {
			for i, table := range categories {
				if unicode.Is(table, r) {
					return rt.Enum{Type: t, Value: int64(i)}, nil
				}
			}
			return rt.Enum{Type: t, Value: int64(len(categories))}, nil
		})
	})
}

func fromUTF32(v int32) (rt.String, error) {
	if v < 0 || v > unicode.MaxRune || v >= 0xD800 && v < 0xE000 {
		return rt.String{}, clr.ArgumentOutOfRange("A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate codepoint values (0x00d800 ~ 0x00dfff).", "utf32")
	}
	return rt.Str(string(v)), nil
}

func toUTF32(high, low clr.Char) (int32, error) {
	if !high.IsHighSurrogate() {
		return 0, clr.ArgumentOutOfRange("A valid high surrogate character is between 0xd800 and 0xdbff, inclusive.", "highSurrogate")
	}
	if !low.IsLowSurrogate() {
		return 0, clr.ArgumentOutOfRange("A valid low surrogate character is between 0xdc00 and 0xdfff, inclusive.", "lowSurrogate")
	}
	return utf16.DecodeRune(rune(high), rune(low)), nil
}

func toUTF32At(f *rt.Frame, s rt.String, i int32) (int32, error) {
	if s.Valid {
		if _, ok := f.At(s.Text, int(i)); !ok {
			return 0, indexOutOfRange("index")
		}
	}
	r, err := codePointAt(f, s, i)
	if err != nil {
		return 0, err
	}
	lone := ""
	switch c := clr.Char(r); {
	case r > 0xFFFF:
	case c.IsHighSurrogate():
		lone = "Found a high surrogate char without a following low surrogate at index: "
	case c.IsLowSurrogate():
		lone = "Found a low surrogate char without a preceding high surrogate at index: "
	}
	if lone != "" {
		return 0, clr.Argument(lone+netfmt.FormatInt(int64(i))+". The input may not be in this encoding, or may not contain valid Unicode (UTF-16) characters.", "s")
	}
	return r, nil
}
