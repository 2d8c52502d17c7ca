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
	"golang.org/x/text/unicode/norm"
)

func stringEditMembers() []types.Member {
	return []types.Member{
		{Sig: "string Substring(int startIndex)", Impl: rt.Light(rt.FrameMethod1(substringFrom))},
		{Sig: "string Substring(int startIndex, int length)", Impl: rt.Light(rt.FrameMethod2(substring))},
		{Sig: "string Insert(int startIndex, string value)", Impl: rt.FrameMethod2(insert)},
		{Sig: "string Remove(int startIndex)", Impl: rt.FrameMethod1(removeFrom)},
		{Sig: "string Remove(int startIndex, int count)", Impl: rt.FrameMethod2(remove)},
		{Sig: "string Replace(char oldChar, char newChar)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, from, to clr.Char) (rt.String, error) {
			return replace(f, s, rt.Str(rt.CharText(from)), rt.Str(rt.CharText(to)))
		})},
		{Sig: "string Replace(string oldValue, string newValue)", Impl: rt.FrameMethod2(replace)},
		{Sig: "string Replace(string oldValue, string newValue, StringComparison comparisonType)", Impl: rt.FrameMethod3(replaceBy)},
		{Sig: "string PadLeft(int totalWidth)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, width int32) (rt.String, error) { return pad(f, s, width, ' ', true) })},
		{Sig: "string PadLeft(int totalWidth, char paddingChar)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, width int32, c clr.Char) (rt.String, error) {
			return pad(f, s, width, c, true)
		})},
		{Sig: "string PadRight(int totalWidth)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, width int32) (rt.String, error) { return pad(f, s, width, ' ', false) })},
		{Sig: "string PadRight(int totalWidth, char paddingChar)", Impl: rt.FrameMethod2(func(f *rt.Frame, s string, width int32, c clr.Char) (rt.String, error) {
			return pad(f, s, width, c, false)
		})},
		{Sig: "string ToLower()", Impl: rt.FrameMethod0(func(f *rt.Frame, s string) (rt.String, error) {
			return cased(f, s, netfmt.ToLower(s, host.Of(f).Culture))
		})},
		{Sig: "string ToUpper()", Impl: rt.FrameMethod0(func(f *rt.Frame, s string) (rt.String, error) {
			return cased(f, s, netfmt.ToUpper(s, host.Of(f).Culture))
		})},
		{Sig: "string ToLower(CultureInfo culture)", Impl: rt.Method1(func(string, any) (rt.String, error) { return rt.String{}, clr.ArgumentNull("culture") })},
		{Sig: "string ToUpper(CultureInfo culture)", Impl: rt.Method1(func(string, any) (rt.String, error) { return rt.String{}, clr.ArgumentNull("culture") })},
		{Sig: "string ToLowerInvariant()", Impl: rt.FrameMethod0(func(f *rt.Frame, s string) (rt.String, error) {
			return cased(f, s, netfmt.ToLowerInvariant(s))
		})},
		{Sig: "string ToUpperInvariant()", Impl: rt.FrameMethod0(func(f *rt.Frame, s string) (rt.String, error) {
			return cased(f, s, netfmt.ToUpperInvariant(s))
		})},
		{Sig: "string Trim()", Impl: rt.Method0(func(s string) (rt.String, error) { return rt.Str(trimSpace(s, true, true)), nil })},
		{Sig: "string Trim(params char[] trimChars)", Impl: trimLinker(true, true)},
		{Sig: "string TrimStart(params char[] trimChars)", Impl: trimLinker(true, false)},
		{Sig: "string TrimEnd(params char[] trimChars)", Impl: trimLinker(false, true)},
		{Sig: "string Normalize()", Impl: rt.FrameMethod0(func(f *rt.Frame, s string) (rt.String, error) { return normalize(f, s, norm.NFC) })},
		{Sig: "string Normalize(NormalizationForm normalizationForm)", Impl: rt.FrameMethod1(func(f *rt.Frame, s string, e rt.Enum) (rt.String, error) {
			form, err := normalForm(e)
			if err != nil {
				return rt.String{}, err
			}
			return normalize(f, s, form)
		})},
		{Sig: "bool IsNormalized()", Impl: rt.Method0(func(s string) (bool, error) { return isNormalized(s, norm.NFC) })},
		{Sig: "bool IsNormalized(NormalizationForm normalizationForm)", Impl: rt.Method1(func(s string, e rt.Enum) (bool, error) {
			form, err := normalForm(e)
			if err != nil {
				return false, err
			}
			return isNormalized(s, form)
		})},
	}
}

func substringFrom(f *rt.Frame, s string, start int32) (rt.String, error) {
	n := f.Len16(s)
	if err := checkStart(start, n); err != nil {
		return rt.String{}, err
	}
	return rt.Str(f.Slice(s, int(start), n)), nil
}

// checkStart throws what Substring throws for a start outside of n units.
func checkStart(start int32, n int) error {
	switch {
	case start < 0:
		return clr.ArgumentOutOfRange("StartIndex cannot be less than zero.", "startIndex")
	case int(start) > n:
		return clr.ArgumentOutOfRange("startIndex cannot be larger than length of string.", "startIndex")
	}
	return nil
}

func substring(f *rt.Frame, s string, start, length int32) (rt.String, error) {
	end := int(start) + int(length)
	n := f.Len16(s)
	if err := checkStart(start, n); err != nil {
		return rt.String{}, err
	}
	switch {
	case length < 0:
		return rt.String{}, clr.ArgumentOutOfRange("Length cannot be less than zero.", "length")
	case end > n:
		return rt.String{}, clr.ArgumentOutOfRange("Index and length must refer to a location within the string.", "length")
	}
	return rt.Str(f.Slice(s, int(start), end)), nil
}

func insert(f *rt.Frame, s string, at int32, v rt.String) (rt.String, error) {
	n := f.Len16(s)
	switch {
	case !v.Valid:
		return rt.String{}, clr.ArgumentNull("value")
	case at < 0 || int(at) > n:
		return rt.String{}, clr.ArgumentOutOfRange("", "startIndex")
	}
	if err := f.Alloc(len(s) + len(v.Text)); err != nil {
		return rt.String{}, err
	}
	return rt.Str(rt.ConcatAll([]string{f.Slice(s, 0, int(at)), v.Text, f.Slice(s, int(at), n)})), nil
}

func removeFrom(f *rt.Frame, s string, start int32) (rt.String, error) {
	n := f.Len16(s)
	switch {
	case start < 0:
		return rt.String{}, clr.ArgumentOutOfRange("StartIndex cannot be less than zero.", "startIndex")
	case int(start) >= n:
		return rt.String{}, clr.ArgumentOutOfRange("startIndex must be less than length of string.", "startIndex")
	}
	return rt.Str(f.Slice(s, 0, int(start))), nil
}

func remove(f *rt.Frame, s string, start, count int32) (rt.String, error) {
	n := f.Len16(s)
	switch {
	case start < 0:
		return rt.String{}, clr.ArgumentOutOfRange("StartIndex cannot be less than zero.", "startIndex")
	case count < 0:
		return rt.String{}, clr.ArgumentOutOfRange("Count cannot be less than zero.", "count")
	case int(count) > n-int(start):
		return rt.String{}, clr.ArgumentOutOfRange("Index and count must refer to a location within the string.", "count")
	}
	if err := f.Alloc(len(s)); err != nil {
		return rt.String{}, err
	}
	return rt.Str(rt.Concat(f.Slice(s, 0, int(start)), f.Slice(s, int(start)+int(count), n))), nil
}

func replace(f *rt.Frame, s string, from, to rt.String) (rt.String, error) {
	if err := checkOldValue(from); err != nil {
		return rt.String{}, err
	}
	text, old := wtf8.Searchable(s, from.Text)
	n := strings.Count(text, old)
	if n == 0 {
		return rt.Str(s), nil
	}
	if err := f.Alloc(len(text) + n*(len(to.Text)-len(old))); err != nil {
		return rt.String{}, err
	}
	return rt.Str(wtf8.Join(strings.ReplaceAll(text, old, to.Text))), nil
}

func checkOldValue(v rt.String) error {
	switch {
	case !v.Valid:
		return clr.ArgumentNull("oldValue")
	case v.Text == "":
		return clr.Argument("String cannot be of zero length.", "oldValue")
	}
	return nil
}

// replaceBy replaces what a comparison finds. A culture may find more units than
// the old value has (an accent on its own, a soft hyphen): those that belong to
// the match are found by comparing ever longer parts.
func replaceBy(f *rt.Frame, s string, from, to rt.String, kind rt.Enum) (rt.String, error) {
	c, err := comparisonOf(kind)
	if err != nil {
		return rt.String{}, err
	}
	if err := checkOldValue(from); err != nil {
		return rt.String{}, err
	}
	if c == ordinal {
		return replace(f, s, from, to)
	}
	out := textBuilder{f: f}
	rest := s
	for {
		// Each round goes through the rest a few times, for its length and its parts.
		if err := f.Steps(len(rest) / 16); err != nil {
			return rt.String{}, err
		}
		i, err := indexOf(f, rest, from, 0, int32(rt.Len16(rest)), c)
		if err != nil {
			return rt.String{}, err
		}
		width := 0
		if i >= 0 {
			if width, err = matchWidth(f, rt.Slice(rest, int(i), rt.Len16(rest)), from.Text, c); err != nil {
				return rt.String{}, err
			}
		}
		if width == 0 {
			break
		}
		if err := out.add(rt.Slice(rest, 0, int(i)), to.Text); err != nil {
			return rt.String{}, err
		}
		rest = rt.Slice(rest, int(i)+width, rt.Len16(rest))
	}
	if rest == s {
		return rt.Str(s), nil
	}
	if err := out.add(rest); err != nil {
		return rt.String{}, err
	}
	return out.text(), nil
}

// matchWidth returns how many units at the start of s equal value.
func matchWidth(f *rt.Frame, s, value string, c comparison) (int, error) {
	n := rt.Len16(s)
	for width := min(rt.Len16(value), n); width > 0; width-- {
		// Comparing by culture takes longer than going through the text.
		if err := f.Steps(1 + len(value)/8); err != nil {
			return 0, err
		}
		if c.equal(f, rt.Slice(s, 0, width), value) {
			return width, nil
		}
	}
	for width := rt.Len16(value) + 1; width <= min(n, 4*rt.Len16(value)+16); width++ {
		// Comparing by culture takes longer than going through the text.
		if err := f.Steps(1 + len(value)/8); err != nil {
			return 0, err
		}
		if c.equal(f, rt.Slice(s, 0, width), value) {
			return width, nil
		}
	}
	return 0, nil
}

func pad(f *rt.Frame, s string, width int32, c clr.Char, left bool) (rt.String, error) {
	if width < 0 {
		return rt.String{}, clr.ArgumentOutOfRange("Non-negative number required.", "totalWidth")
	}
	n := int(width) - rt.Len16(s)
	if n <= 0 {
		return rt.Str(s), nil
	}
	if err := f.Alloc(len(s)); err != nil {
		return rt.String{}, err
	}
	fill, err := repeated(f, c, n)
	if err != nil {
		return rt.String{}, err
	}
	if left {
		return rt.Str(rt.Concat(fill, s)), nil
	}
	return rt.Str(rt.Concat(s, fill)), nil
}

// repeated returns a string of n times c.
func repeated(f *rt.Frame, c clr.Char, n int) (string, error) {
	unit := rt.CharText(c)
	if err := f.Alloc(n * len(unit)); err != nil {
		return "", err
	}
	return strings.Repeat(unit, n), nil
}

// cased counts the memory of a changed string.
func cased(f *rt.Frame, before, after string) (rt.String, error) {
	if before == after {
		return rt.Str(before), nil
	}
	return rt.Str(after), f.Alloc(len(after))
}

func trimLinker(left, right bool) rt.Linker {
	return rt.Method1(func(s string, chars *rt.Array[clr.Char]) (rt.String, error) {
		set := spaceUnless(chars)
		if set.space {
			return rt.Str(trimSpace(s, left, right)), nil
		}
		return rt.Str(wtf8.Join(set.trim(set.prepare(s), left, right))), nil
	})
}

func trimSpace(s string, left, right bool) string {
	set := charSet{space: true}
	return set.trim(s, left, right)
}

// trim takes characters of the set away from the ends of a prepared text.
func (set *charSet) trim(s string, left, right bool) string {
	for left && s != "" {
		width, ok := set.has(s)
		if !ok {
			break
		}
		s = s[width:]
	}
	for right && s != "" {
		width := lastWidth(s)
		if _, ok := set.has(s[len(s)-width:]); !ok {
			break
		}
		s = s[:len(s)-width]
	}
	return s
}

// lastWidth is the length in bytes of the last character, which may be a
// surrogate.
func lastWidth(s string) int {
	if _, n := utf8.DecodeLastRuneInString(s); n > 1 {
		return n
	}
	if s[len(s)-1] < utf8.RuneSelf {
		return 1
	}
	return min(3, len(s))
}

func normalForm(e rt.Enum) (norm.Form, error) {
	switch e.Value {
	case 1:
		return norm.NFC, nil
	case 2:
		return norm.NFD, nil
	case 5:
		return norm.NFKC, nil
	case 6:
		return norm.NFKD, nil
	}
	return 0, clr.Argument("Invalid normalization form.", "normalizationForm")
}

// normalize throws for strings that are not Unicode.
func normalize(f *rt.Frame, s string, form norm.Form) (rt.String, error) {
	if err := checkUnicode(s); err != nil {
		return rt.String{}, err
	}
	if form.IsNormalString(s) {
		return rt.Str(s), nil
	}
	// A character may become up to 18 others; most become one to three.
	if err := f.Alloc(3 * len(s)); err != nil {
		return rt.String{}, err
	}
	out := form.String(s)
	return rt.Str(out), f.Alloc(max(0, len(out)-3*len(s)))
}

func isNormalized(s string, form norm.Form) (bool, error) {
	return form.IsNormalString(s), checkUnicode(s)
}

func checkUnicode(s string) error {
	if !wtf8.HasSurrogate(s) {
		return nil
	}
	for i, c := range rt.Units(s) {
		if next, ok := rt.At(s, i+1); c.IsSurrogate() && !(c.IsHighSurrogate() && ok && next.IsLowSurrogate()) {
			if before, _ := rt.At(s, i-1); !c.IsLowSurrogate() || !before.IsHighSurrogate() {
				return clr.Argument("Invalid Unicode code point found at index "+netfmt.FormatInt(int64(i))+".", "strInput")
			}
		}
	}
	return nil
}
