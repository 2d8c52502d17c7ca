package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Values of StringSplitOptions.
const (
	removeEmptyEntries = 1
	trimEntries        = 2
)

// noLimit is the count of a Split without one.
const noLimit = 1<<31 - 1

// separators find what strings are split at.
type separators interface {
	// prepare returns the text in the form that next searches.
	prepare(s string) string
	next(s string) (at, width int)
}

func stringSplitMembers() []types.Member {
	return []types.Member{
		{Sig: "string[] Split(char separator, StringSplitOptions options = 0)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod2(func(f *rt.Frame, s string, c clr.Char, options rt.Enum) (*rt.Array[rt.String], error) {
				return split(f, s, only(c), noLimit, options.Value)
			})
		})},
		{Sig: "string[] Split(char separator, int count, StringSplitOptions options = 0)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod3(func(f *rt.Frame, s string, c clr.Char, count int32, options rt.Enum) (*rt.Array[rt.String], error) {
				return split(f, s, only(c), count, options.Value)
			})
		})},
		{Sig: "string[] Split(params char[] separator)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod1(func(f *rt.Frame, s string, chars *rt.Array[clr.Char]) (*rt.Array[rt.String], error) {
				return split(f, s, anyOf(chars), noLimit, 0)
			})
		})},
		{Sig: "string[] Split(char[] separator, int count)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod2(func(f *rt.Frame, s string, chars *rt.Array[clr.Char], count int32) (*rt.Array[rt.String], error) {
				return split(f, s, anyOf(chars), count, 0)
			})
		})},
		{Sig: "string[] Split(char[] separator, StringSplitOptions options)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod2(func(f *rt.Frame, s string, chars *rt.Array[clr.Char], options rt.Enum) (*rt.Array[rt.String], error) {
				return split(f, s, anyOf(chars), noLimit, options.Value)
			})
		})},
		{Sig: "string[] Split(char[] separator, int count, StringSplitOptions options)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod3(func(f *rt.Frame, s string, chars *rt.Array[clr.Char], count int32, options rt.Enum) (*rt.Array[rt.String], error) {
				return split(f, s, anyOf(chars), count, options.Value)
			})
		})},
		{Sig: "string[] Split(string separator, StringSplitOptions options = 0)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod2(func(f *rt.Frame, s string, text rt.String, options rt.Enum) (*rt.Array[rt.String], error) {
				return split(f, s, text1(text), noLimit, options.Value)
			})
		})},
		{Sig: "string[] Split(string separator, int count, StringSplitOptions options = 0)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod3(func(f *rt.Frame, s string, text rt.String, count int32, options rt.Enum) (*rt.Array[rt.String], error) {
				return split(f, s, text1(text), count, options.Value)
			})
		})},
		{Sig: "string[] Split(string[] separator, StringSplitOptions options)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod2(func(f *rt.Frame, s string, texts *rt.Array[rt.String], options rt.Enum) (*rt.Array[rt.String], error) {
				return split(f, s, oneOf(texts), noLimit, options.Value)
			})
		})},
		{Sig: "string[] Split(string[] separator, int count, StringSplitOptions options)", Impl: split(func(split splitter) rt.Linker {
			return rt.FrameMethod3(func(f *rt.Frame, s string, texts *rt.Array[rt.String], count int32, options rt.Enum) (*rt.Array[rt.String], error) {
				return split(f, s, oneOf(texts), count, options.Value)
			})
		})},
	}
}

type splitter func(f *rt.Frame, s string, by separators, count int32, options int64) (*rt.Array[rt.String], error)

// split links an overload of Split, which needs the element type of its result.
func split(link func(splitter) rt.Linker) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		elem := c.ResultType.Elem
		return link(func(f *rt.Frame, s string, by separators, count int32, options int64) (*rt.Array[rt.String], error) {
			parts, err := splitString(f, s, by, count, options)
			if err != nil {
				return nil, err
			}
			if none, ok := elem.EmptyArray().(*rt.Array[rt.String]); ok && len(parts) == 0 && (count == 0 || s == "") {
				return none, nil
			}
			return rt.NewArray(elem, parts), nil
		})
	})
}

func anyOf(chars *rt.Array[clr.Char]) separators {
	set := spaceUnless(chars)
	return &set
}

func only(c clr.Char) separators {
	set := newCharSet([]clr.Char{c})
	return &set
}

// oneOf returns the separators of an array; without any, white space separates.
// Empty strings in an array separate nothing.
func oneOf(texts *rt.Array[rt.String]) separators {
	if texts == nil || len(texts.Items) == 0 {
		return &charSet{space: true}
	}
	list := &textList{}
	for _, t := range texts.Items {
		if t.Text != "" {
			list.texts = append(list.texts, t.Text)
		}
	}
	return list
}

// text1 separates by one string; the empty one separates nothing.
func text1(t rt.String) separators { return oneOf(rt.NewArray(nil, []rt.String{t})) }

// textList finds the first of several strings; the one that stands first in the
// list wins where two begin at the same place.
type textList struct{ texts []string }

func (l *textList) prepare(s string) string {
	for _, t := range l.texts {
		if wtf8.HasSurrogate(t) {
			for i := range l.texts {
				l.texts[i] = wtf8.Apart(l.texts[i])
			}
			return wtf8.Apart(s)
		}
	}
	return s
}

func (l *textList) next(s string) (at, width int) {
	at = -1
	for _, t := range l.texts {
		// What begins after the best so far need not be found.
		part := s
		if at >= 0 {
			part = s[:min(len(s), at+len(t)-1)]
		}
		if i := strings.Index(part, t); i >= 0 {
			at, width = i, len(t)
		}
	}
	return at, width
}

// splitString splits s at separators into at most count parts, of which the last
// is the rest.
func splitString(f *rt.Frame, s string, by separators, count int32, options int64) ([]rt.String, error) {
	switch {
	case count < 0:
		return nil, clr.ArgumentOutOfRange("Count cannot be less than zero.", "count")
	case options&^(removeEmptyEntries|trimEntries) != 0:
		return nil, clr.Argument("Illegal enum value: "+formatInteger(options)+".", "")
	}
	dropEmpty, trim := options&removeEmptyEntries != 0, options&trimEntries != 0
	switch {
	case count == 0 || dropEmpty && s == "":
		return []rt.String{}, nil
	case count == 1:
		// .NET gives the whole back, even an empty rest.
		return splitWhole(s, dropEmpty, trim), nil
	}
	text := by.prepare(s)
	n := 1
	for rest := text; n < int(count) || dropEmpty; n++ {
		at, width := by.next(rest)
		if at < 0 {
			break
		}
		rest = rest[at+width:]
	}
	const stringSize = 24
	if err := f.Alloc(n * stringSize); err != nil {
		return nil, err
	}
	parts := make([]rt.String, 0, n)
	for rest := text; ; {
		at, width := by.next(rest)
		if at < 0 || len(parts) == int(count)-1 {
			if dropEmpty && len(parts) == int(count)-1 {
				rest = skipSeparators(rest, by, trim)
			}
			if rest = finished(rest, trim); rest != "" || !dropEmpty {
				parts = append(parts, rt.Str(rest))
			}
			return parts, nil
		}
		if part := finished(rest[:at], trim); part != "" || !dropEmpty {
			parts = append(parts, rt.Str(part))
		}
		rest = rest[at+width:]
	}
}

func splitWhole(s string, dropEmpty, trim bool) []rt.String {
	if s = finished(s, trim); s == "" && dropEmpty && trim {
		return []rt.String{}
	}
	return []rt.String{rt.Str(s)}
}

// finished makes a part out of a piece of the prepared text.
func finished(part string, trim bool) string {
	if trim {
		part = trimSpace(part, true, true)
	}
	return wtf8.Join(part)
}

// skipSeparators passes over the separators at the beginning of the last part,
// and the entries between them that are empty.
func skipSeparators(rest string, by separators, trim bool) string {
	for {
		at, width := by.next(rest)
		if at < 0 || at > 0 && !(trim && trimSpace(rest[:at], true, true) == "") {
			return rest
		}
		rest = rest[at+width:]
	}
}
