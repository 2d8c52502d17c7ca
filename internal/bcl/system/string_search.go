package system

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

func stringSearchMembers() []types.Member {
	list := []types.Member{
		{Sig: "bool Contains(string value)", Impl: rt.Method1(contains)},
		{Sig: "bool Contains(char value)", Impl: rt.Method1(func(s string, c clr.Char) (bool, error) { return indexOfChar(s, c) >= 0, nil })},
		{Sig: "bool Contains(string value, StringComparison comparisonType)", Impl: rt.FrameMethod2(containsBy)},
		{Sig: "bool Contains(char value, StringComparison comparisonType)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, c clr.Char, kind rt.Enum) (bool, error) {
			return containsBy(f, s, rt.Str(rt.CharText(c)), kind)
		})},
		{Sig: "bool StartsWith(string value)", Impl: rt.Light(startsWithText)},
		{Sig: "bool StartsWith(char value)", Impl: rt.Method1(func(s string, c clr.Char) (bool, error) { u, ok := rt.At(s, 0); return ok && u == c, nil })},
		{Sig: "bool StartsWith(string value, StringComparison comparisonType)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, v rt.String, kind rt.Enum) (bool, error) {
			c, err := comparisonFor(v, kind)
			if err != nil {
				return false, err
			}
			return startsWith(f, s, v, c)
		})},
		{Sig: "bool StartsWith(string value, bool ignoreCase, CultureInfo culture)", Impl: rt.FrameMethod3(func(f *rt.Frame, s string, v rt.String, ignoreCase bool, _ any) (bool, error) {
			return startsWith(f, s, v, byCase(ignoreCase))
		})},
		{Sig: "bool EndsWith(string value)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, v rt.String) (bool, error) { return endsWith(f, s, v, currentCulture) })},
		{Sig: "bool EndsWith(char value)", Impl: rt.Method1(func(s string, c clr.Char) (bool, error) { return lastUnitIs(s, c), nil })},
		{Sig: "bool EndsWith(string value, StringComparison comparisonType)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, v rt.String, kind rt.Enum) (bool, error) {
			c, err := comparisonFor(v, kind)
			if err != nil {
				return false, err
			}
			return endsWith(f, s, v, c)
		})},
		{Sig: "bool EndsWith(string value, bool ignoreCase, CultureInfo culture)", Impl: rt.FrameMethod3(func(f *rt.Frame, s string, v rt.String, ignoreCase bool, _ any) (bool, error) {
			return endsWith(f, s, v, byCase(ignoreCase))
		})},
		{Sig: "int IndexOf(char value)", Impl: rt.Method1(func(s string, c clr.Char) (int32, error) { return int32(indexOfChar(s, c)), nil })},
		{Sig: "int IndexOf(char value, int startIndex)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, c clr.Char, start int32) (int32, error) {
			return indexOfCharIn(f, s, c, start, int32(f.Len16(s))-start)
		})},
		{Sig: "int IndexOf(char value, int startIndex, int count)", Impl: rt.FrameMethod3(indexOfCharIn)},
		{Sig: "int IndexOf(char value, StringComparison comparisonType)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, c clr.Char, kind rt.Enum) (int32, error) {
			v := rt.Str(rt.CharText(c))
			by, err := comparisonFor(v, kind)
			if err != nil {
				return 0, err
			}
			return indexOf(f, s, v, 0, int32(f.Len16(s)), by)
		})},
	}
	list = append(list, indexOfMembers()...)
	return append(list, lastIndexOfMembers()...)
}

// comparisonFor checks the arguments of a search, the value first.
func comparisonFor(v rt.String, kind rt.Enum) (comparison, error) {
	if !v.Valid {
		return 0, clr.ArgumentNull("value")
	}
	return comparisonOf(kind)
}

func contains(s string, v rt.String) (bool, error) {
	if !v.Valid {
		return false, clr.ArgumentNull("value")
	}
	s, value := wtf8.Searchable(s, v.Text)
	return strings.Contains(s, value), nil
}

func containsBy(f *rt.Frame, s string, v rt.String, kind rt.Enum) (bool, error) {
	c, err := comparisonFor(v, kind)
	if err != nil {
		return false, err
	}
	i, err := indexOf(f, s, v, 0, int32(f.Len16(s)), c)
	return i >= 0, err
}

func startsWith(f *rt.Frame, s string, v rt.String, c comparison) (bool, error) {
	if !v.Valid {
		return false, clr.ArgumentNull("value")
	}
	if culture, ok := c.cultural(f); ok {
		if err := f.Steps(min(len(s), len(v.Text)) / 16); err != nil {
			return false, err
		}
		return netfmt.HasPrefix(s, v.Text, culture, c.ignoreCase()), nil
	}
	if c == ordinal {
		s, value := wtf8.Searchable(s, v.Text)
		return strings.HasPrefix(s, value), nil
	}
	n := rt.Len16(v.Text)
	return n <= rt.Len16(s) && netfmt.OrdinalIgnoreCaseEqual(rt.Slice(s, 0, n), v.Text), nil
}

// startsWithText links StartsWith(string). What there is to know about a constant
// is known before anything runs.
func startsWithText(c *rt.Call) rt.Code {
	k, _ := c.Args[0].Constant()
	v, _ := k.(rt.String)
	text, isText := rt.TextOf(c.Recv)
	if !isText || !v.Valid || !netfmt.Plain(v.Text) {
		rt.CountTexts(c)
		return rt.FrameMethod1(func(f *rt.Frame, s string, v rt.String) (bool, error) { return startsWith(f, s, v, currentCulture) })(c)
	}
	at, prefix, plain := c.At, v.Text, netfmt.NewPlainPrefix(v.Text)
	return rt.Of(rt.Fn[bool](func(f *rt.Frame) (bool, error) {
		s, err := text(f)
		if err != nil {
			return false, err
		}
		if !s.Valid {
			return false, f.Throw(at, clr.NullReference())
		}
		return plain.Begins(s.Text) || netfmt.HasPrefix(s.Text, prefix, host.Of(f).Culture, false), nil
	}))
}

func endsWith(f *rt.Frame, s string, v rt.String, c comparison) (bool, error) {
	if !v.Valid {
		return false, clr.ArgumentNull("value")
	}
	if culture, ok := c.cultural(f); ok {
		if err := culturalCost(f, s[max(0, len(s)-len(v.Text)):], v.Text); err != nil {
			return false, err
		}
		return netfmt.HasSuffix(s, v.Text, culture, c.ignoreCase()), nil
	}
	if c == ordinal {
		s, value := wtf8.Searchable(s, v.Text)
		return strings.HasSuffix(s, value), nil
	}
	n, length := rt.Len16(v.Text), rt.Len16(s)
	return n <= length && netfmt.OrdinalIgnoreCaseEqual(rt.Slice(s, length-n, length), v.Text), nil
}

func lastUnitIs(s string, c clr.Char) bool {
	if c.IsSurrogate() {
		s = wtf8.Apart(s)
	}
	return strings.HasSuffix(s, rt.CharText(c))
}

// indexOfChar returns the UTF-16 index of the first unit c, or -1.
func indexOfChar(s string, c clr.Char) int {
	if c < utf8.RuneSelf {
		return index16(s, strings.IndexByte(s, byte(c)))
	}
	s, value := wtf8.Searchable(s, rt.CharText(c))
	return index16(s, strings.Index(s, value))
}

// index16 translates a byte offset, which may be -1 for nothing found.
func index16(s string, offset int) int {
	if offset <= 0 {
		return offset
	}
	return rt.Index16(s, offset)
}

func indexOfCharIn(f *rt.Frame, s string, c clr.Char, start, count int32) (int32, error) {
	part, err := searchRange(f, s, start, count)
	if err != nil {
		return 0, err
	}
	if i := indexOfChar(part, c); i >= 0 {
		return start + int32(i), nil
	}
	return -1, nil
}

// searchRange returns the part of s that a search looks at.
func searchRange(f *rt.Frame, s string, start, count int32) (string, error) {
	n := f.Len16(s)
	switch {
	case start < 0, int(start) > n:
		return "", indexOutOfRange("startIndex")
	case count < 0, int(count) > n-int(start):
		return "", countOutOfRange("count")
	}
	return f.Slice(s, int(start), int(start)+int(count)), nil
}

func indexOfMembers() []types.Member {
	to := func(f *rt.Frame, s string, start int32) int32 { return int32(f.Len16(s)) - start }
	return []types.Member{
		{Sig: "int IndexOf(string value)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, v rt.String) (int32, error) {
			return indexOf(f, s, v, 0, to(f, s, 0), currentCulture)
		})},
		{Sig: "int IndexOf(string value, int startIndex)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, v rt.String, start int32) (int32, error) {
			return indexOf(f, s, v, start, to(f, s, start), currentCulture)
		})},
		{Sig: "int IndexOf(string value, int startIndex, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, s string, v rt.String, start, count int32) (int32, error) {
			// Only here the value is looked at last.
			if _, err := searchRange(f, s, start, count); err != nil {
				return 0, err
			}
			return indexOf(f, s, v, start, count, currentCulture)
		})},
		{Sig: "int IndexOf(string value, StringComparison comparisonType)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, v rt.String, kind rt.Enum) (int32, error) {
			return indexOfBy(f, s, v, 0, to(f, s, 0), kind)
		})},
		{Sig: "int IndexOf(string value, int startIndex, StringComparison comparisonType)", Impl: rt.FrameMethod3(func(f *rt.Frame, s string, v rt.String, start int32, kind rt.Enum) (int32, error) {
			return indexOfBy(f, s, v, start, to(f, s, start), kind)
		})},
		{Sig: "int IndexOf(string value, int startIndex, int count, StringComparison comparisonType)", Impl: rt.FrameMethod4(indexOfBy)},
		{Sig: "int IndexOfAny(char[] anyOf)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, any *rt.Array[clr.Char]) (int32, error) {
			return indexOfAny(f, s, any, 0, to(f, s, 0))
		})},
		{Sig: "int IndexOfAny(char[] anyOf, int startIndex)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, any *rt.Array[clr.Char], start int32) (int32, error) {
			return indexOfAny(f, s, any, start, to(f, s, start))
		})},
		{Sig: "int IndexOfAny(char[] anyOf, int startIndex, int count)", Impl: rt.FrameMethod3(indexOfAny)},
	}
}

func indexOfBy(f *rt.Frame, s string, v rt.String, start, count int32, kind rt.Enum) (int32, error) {
	return indexOf(f, s, v, start, count, comparisonAsked(kind))
}

// indexOf searches the part of s that start and count name.
func indexOf(f *rt.Frame, s string, v rt.String, start, count int32, c comparison) (int32, error) {
	if !v.Valid {
		return 0, clr.ArgumentNull("value")
	}
	part, err := searchRange(f, s, start, count)
	if err != nil {
		return 0, err
	}
	if c == noComparison {
		return 0, notSupported()
	}
	i := -1
	if culture, ok := c.cultural(f); ok {
		if err := culturalCost(f, part, v.Text); err != nil {
			return 0, err
		}
		i = index16(part, netfmt.IndexOf(part, v.Text, culture, c.ignoreCase()))
	} else if part, value, err := ordinalTexts(f, part, v.Text, c); err != nil {
		return 0, err
	} else {
		i = index16(part, strings.Index(part, value))
	}
	if i < 0 {
		return -1, nil
	}
	return start + int32(i), nil
}

// culturalCost counts the work of a culture-sensitive search in a text, which takes
// texts apart that are not plain.
func culturalCost(f *rt.Frame, text, value string) error {
	if netfmt.Plain(text) && netfmt.Plain(value) {
		return f.Steps(len(text) / 64)
	}
	if len(value) > longValue {
		if err := f.Alloc(elementSize * len(value)); err != nil {
			return err
		}
	}
	return f.Steps((len(text) + len(value)) / 4)
}

// The value of a culture-sensitive search is held taken apart, with elementSize
// bytes for a letter; from longValue bytes on that counts.
const (
	longValue   = 4 << 10
	elementSize = 64
)

// ordinalTexts returns two texts in the form in which bytes are searched: upper
// case if case does not count. Casing replaces unit by unit, so that indexes
// stay valid.
func ordinalTexts(f *rt.Frame, s, value string, c comparison) (text, wanted string, err error) {
	if c.ignoreCase() {
		if err := f.Alloc(len(s)); err != nil {
			return "", "", err
		}
		s, value = netfmt.ToUpperInvariant(s), netfmt.ToUpperInvariant(value)
	}
	s, value = wtf8.Searchable(s, value)
	return s, value, nil
}

func indexOfAny(f *rt.Frame, s string, any *rt.Array[clr.Char], start, count int32) (int32, error) {
	if any == nil {
		return 0, clr.ArgumentNull("anyOf")
	}
	part, err := searchRange(f, s, start, count)
	if err != nil {
		return 0, err
	}
	set := newCharSet(any.Items)
	part = set.prepare(part)
	if i, _ := set.next(part); i >= 0 {
		return start + int32(index16(part, i)), nil
	}
	return -1, nil
}
