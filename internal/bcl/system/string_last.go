package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// The LastIndexOf family searches backwards: the part of a string it looks at
// ends at startIndex and has count units.

func lastIndexOfMembers() []types.Member {
	end := func(f *rt.Frame, s string) int32 { return int32(f.Len16(s)) - 1 }
	chars := func(c clr.Char) *rt.Array[clr.Char] { return rt.NewArray(nil, []clr.Char{c}) }
	return []types.Member{
		{Sig: "int LastIndexOf(char value)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, c clr.Char) (int32, error) {
			return lastIndexOfAny(f, s, chars(c), end(f, s), end(f, s)+1)
		})},
		{Sig: "int LastIndexOf(char value, int startIndex)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, c clr.Char, start int32) (int32, error) {
			return lastIndexOfAny(f, s, chars(c), start, start+1)
		})},
		{Sig: "int LastIndexOf(char value, int startIndex, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, s string, c clr.Char, start, count int32) (int32, error) {
			return lastIndexOfAny(f, s, chars(c), start, count)
		})},
		{Sig: "int LastIndexOf(string value)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, v rt.String) (int32, error) {
			return lastIndexOf(f, s, v, end(f, s), end(f, s)+1, currentCulture)
		})},
		{Sig: "int LastIndexOf(string value, int startIndex)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, v rt.String, start int32) (int32, error) {
			return lastIndexOf(f, s, v, start, start+1, currentCulture)
		})},
		{Sig: "int LastIndexOf(string value, int startIndex, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, s string, v rt.String, start, count int32) (int32, error) {
			if count < 0 {
				return 0, countOutOfRange("count")
			}
			return lastIndexOf(f, s, v, start, count, currentCulture)
		})},
		{Sig: "int LastIndexOf(string value, StringComparison comparisonType)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, v rt.String, kind rt.Enum) (int32, error) {
			return lastIndexOfBy(f, s, v, end(f, s), end(f, s)+1, kind)
		})},
		{Sig: "int LastIndexOf(string value, int startIndex, StringComparison comparisonType)", Impl: rt.FrameMethod3(func(f *rt.Frame, s string, v rt.String, start int32, kind rt.Enum) (int32, error) {
			return lastIndexOfBy(f, s, v, start, start+1, kind)
		})},
		{Sig: "int LastIndexOf(string value, int startIndex, int count, StringComparison comparisonType)", Impl: rt.FrameMethod4(lastIndexOfBy)},
		{Sig: "int LastIndexOfAny(char[] anyOf)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, any *rt.Array[clr.Char]) (int32, error) {
			return lastIndexOfAny(f, s, any, end(f, s), end(f, s)+1)
		})},
		{Sig: "int LastIndexOfAny(char[] anyOf, int startIndex)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, any *rt.Array[clr.Char], start int32) (int32, error) {
			return lastIndexOfAny(f, s, any, start, start+1)
		})},
		{Sig: "int LastIndexOfAny(char[] anyOf, int startIndex, int count)", Impl: rt.FrameMethod3(lastIndexOfAny)},
	}
}

func lastIndexOfBy(f *rt.Frame, s string, v rt.String, start, count int32, kind rt.Enum) (int32, error) {
	return lastIndexOf(f, s, v, start, count, comparisonAsked(kind))
}

// lastIndexOf has .NET Framework's answers to a search for nothing: the start
// itself, which is the last index when none is given.
func lastIndexOf(f *rt.Frame, s string, v rt.String, start, count int32, c comparison) (int32, error) {
	if !v.Valid {
		return 0, clr.ArgumentNull("value")
	}
	n := int32(f.Len16(s))
	if n == 0 && (start == -1 || start == 0) {
		if v.Text == "" {
			return 0, nil
		}
		return -1, nil
	}
	if start < 0 || start > n {
		return 0, indexOutOfRange("startIndex")
	}
	if start == n {
		// The end itself is allowed as a start.
		start--
		count = max(count-1, min(count, 0))
	}
	if count < 0 || count > start+1 {
		return 0, countOutOfRange("count")
	}
	if v.Text == "" {
		return start, nil
	}
	if c == noComparison {
		return 0, notSupported()
	}
	first := start - count + 1
	part := f.Slice(s, int(first), int(start)+1)
	i := -1
	if culture, ok := c.cultural(f); ok {
		if err := culturalCost(f, part, v.Text); err != nil {
			return 0, err
		}
		i = index16(part, netfmt.LastIndexOf(part, v.Text, culture, c.ignoreCase()))
	} else if part, value, err := ordinalTexts(f, part, v.Text, c); err != nil {
		return 0, err
	} else {
		i = index16(part, strings.LastIndex(part, value))
	}
	if i < 0 {
		return -1, nil
	}
	return first + int32(i), nil
}

func lastIndexOfAny(f *rt.Frame, s string, any *rt.Array[clr.Char], start, count int32) (int32, error) {
	n := int32(f.Len16(s))
	switch {
	case any == nil:
		return 0, clr.ArgumentNull("anyOf")
	case n == 0:
		return -1, nil
	case start < 0, start >= n:
		return 0, indexOutOfRange("startIndex")
	case count < 0, count > start+1:
		return 0, countOutOfRange("count")
	}
	first := start - count + 1
	set := newCharSet(any.Items)
	part := set.prepare(f.Slice(s, int(first), int(start)+1))
	last := -1
	for at := 0; ; {
		i, width := set.next(part[at:])
		if i < 0 {
			break
		}
		last = at + i
		at = last + width
	}
	if last < 0 {
		return -1, nil
	}
	return first + int32(index16(part, last)), nil
}
