package rt

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Strings are held as Go strings. A lone surrogate, which UTF-8 cannot hold, is
// kept in its generalised three-byte form (WTF-8), so that every C# string has
// exactly one Go form. The functions here translate between UTF-16 positions,
// which C# counts in, and bytes.

// IsASCII reports whether every UTF-16 unit of s is one byte.
func IsASCII(s string) bool {
	for len(s) >= 8 {
		word := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if word&0x8080808080808080 != 0 {
			return false
		}
		s = s[8:]
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decodeRune decodes one code point, lone surrogates included.
func decodeRune(s string) (rune, int) {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n <= 1 && len(s) >= 3 && s[0] == 0xED && s[1] >= 0xA0 && s[1] <= 0xBF && s[2]&0xC0 == 0x80 {
		return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	if n == 0 {
		return r, 1
	}
	return r, n
}

// Len16 returns the length in UTF-16 units, C#'s string.Length.
func Len16(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, w := decodeRune(s[i:])
		i += w
		n++
		if r >= 0x10000 {
			n++
		}
	}
	return n
}

// Units returns the UTF-16 units of s.
func Units(s string) []clr.Char {
	out := make([]clr.Char, 0, len(s))
	for i := 0; i < len(s); {
		r, w := decodeRune(s[i:])
		i += w
		if r >= 0x10000 {
			r -= 0x10000
			out = append(out, clr.Char(0xD800+r>>10), clr.Char(0xDC00+r&0x3FF))
			continue
		}
		out = append(out, clr.Char(r))
	}
	return out
}

// FromUnits returns the string of UTF-16 units; pairs become one code point,
// lone surrogates are kept.
func FromUnits(u []clr.Char) string {
	b := make([]byte, 0, len(u))
	for i := 0; i < len(u); i++ {
		b = appendUnit(b, u, &i)
	}
	return string(b)
}

func appendUnit(b []byte, u []clr.Char, i *int) []byte {
	c := u[*i]
	if c < utf8.RuneSelf {
		return append(b, byte(c))
	}
	if c >= 0xD800 && c < 0xDC00 && *i+1 < len(u) {
		if d := u[*i+1]; d >= 0xDC00 && d < 0xE000 {
			*i++
			return utf8.AppendRune(b, (rune(c)-0xD800)<<10+(rune(d)-0xDC00)+0x10000)
		}
	}
	if c >= 0xD800 && c < 0xE000 {
		return append(b, 0xED, 0x80|byte(c>>6)&0x3F, 0x80|byte(c)&0x3F)
	}
	return utf8.AppendRune(b, rune(c))
}

// CharText returns the string of one character.
func CharText(c clr.Char) string {
	if c < utf8.RuneSelf {
		return ascii[c : c+1]
	}
	return FromUnits([]clr.Char{c})
}

var ascii = func() string {
	b := make([]byte, utf8.RuneSelf)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}()

// Concat joins strings, putting together surrogate halves that meet.
func Concat(a, b string) string {
	if len(a) >= 3 && len(b) >= 3 && a[len(a)-3] == 0xED && b[0] == 0xED {
		return FromUnits(append(Units(a), Units(b)...))
	}
	return a + b
}

// At returns the UTF-16 unit at index i, or false when i is out of range.
func At(s string, i int) (clr.Char, bool) {
	if i < 0 {
		return 0, false
	}
	b, half := Offset(s, i)
	if b >= len(s) {
		return 0, false
	}
	r, _ := decodeRune(s[b:])
	if r >= 0x10000 {
		r -= 0x10000
		if half {
			return clr.Char(0xDC00 + r&0x3FF), true
		}
		return clr.Char(0xD800 + r>>10), true
	}
	return clr.Char(r), true
}

// Offset translates a UTF-16 index into a byte offset. half says that the index
// is in the middle of a surrogate pair, whose offset is returned. An index past
// the end gives len(s)+1.
func Offset(s string, i int) (offset int, half bool) {
	if i <= len(s) && IsASCII(s[:min(i, len(s))]) {
		return i, false
	}
	n := 0
	for b := 0; ; {
		if n >= i {
			return b, false
		}
		if b >= len(s) {
			return len(s) + 1, false
		}
		r, w := decodeRune(s[b:])
		if r >= 0x10000 {
			if n+1 == i {
				return b, true
			}
			n++
		}
		n++
		b += w
	}
}

// Slice returns the UTF-16 units [i, j) of s, which must be in range.
func Slice(s string, i, j int) string {
	if i <= len(s) && j <= len(s) && IsASCII(s[:j]) {
		return s[i:j]
	}
	b, half1 := Offset(s, i)
	e, half2 := Offset(s, j)
	if !half1 && !half2 {
		return s[b:e]
	}
	return FromUnits(Units(s)[i:j])
}

// Index16 translates a byte offset of s into UTF-16 units.
func Index16(s string, offset int) int { return Len16(s[:offset]) }

func formatInt(v int64) string { return strconv.FormatInt(v, 10) }

// ConcatAll joins strings; see Concat.
func ConcatAll(parts []string) string {
	last := ""
	for _, p := range parts {
		if len(last) >= 3 && len(p) >= 3 && last[len(last)-3] == 0xED && p[0] == 0xED {
			var u []clr.Char
			for _, q := range parts {
				u = append(u, Units(q)...)
			}
			return FromUnits(u)
		}
		if p != "" {
			last = p
		}
	}
	return strings.Join(parts, "")
}
