package liquid

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isBlank reports whether a text is empty or white space.
func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

const (
	// surrogateLead is the first byte of a surrogate in three bytes; its second is
	// surrogateNext or more.
	surrogateLead, surrogateNext = 0xED, 0xA0
	highSurrogate, lowSurrogate  = 0xD800, 0xDC00
	surrogateEnd, beyondBasic    = 0xE000, 0x10000
)

// decode returns the first character of s, a surrogate included.
func decode(s string) (r rune, size int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	r, size = utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && len(s) >= 3 && s[0] == surrogateLead && s[1] >= surrogateNext && s[1] < 0xC0 && s[2]&0xC0 == 0x80 {
		return rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return r, size
}

// appendUnit appends one UTF-16 unit; a surrogate stays on its own.
func appendUnit(dst []byte, c clr.Char) []byte {
	if c.IsSurrogate() {
		return append(dst, surrogateLead, 0x80|byte(c>>6)&0x3F, 0x80|byte(c)&0x3F)
	}
	return utf8.AppendRune(dst, rune(c))
}

// units returns the UTF-16 units of a text.
func units(s string) []clr.Char {
	out := make([]clr.Char, 0, len(s))
	for i := 0; i < len(s); {
		r, size := decode(s[i:])
		i += size
		if r >= beyondBasic {
			r -= beyondBasic
			out = append(out, clr.Char(highSurrogate+r>>10), clr.Char(lowSurrogate+r&0x3FF))
			continue
		}
		out = append(out, clr.Char(r))
	}
	return out
}

// length is the number of UTF-16 units of a text.
func length(s string) int {
	n := 0
	for i := 0; i < len(s); {
		r, size := decode(s[i:])
		i += size
		n++
		if r >= beyondBasic {
			n++
		}
	}
	return n
}

// substring is String.Substring(start, count); both are in range.
func substring(s string, start, count int) string {
	if isASCII(s) {
		return s[start : start+count]
	}
	var out []byte
	for _, c := range units(s)[start : start+count] {
		out = appendUnit(out, c)
	}
	return joinSurrogates(string(out))
}

// joinSurrogates makes characters of the surrogate pairs that stand side by side.
func joinSurrogates(s string) string {
	first := -1
	for i := 0; i+5 < len(s) && first < 0; {
		j := strings.IndexByte(s[i:], surrogateLead)
		if j < 0 {
			break
		}
		if i += j; isPair(s[i:]) {
			first = i
		}
		i++
	}
	if first < 0 {
		return s
	}
	out := append(make([]byte, 0, len(s)), s[:first]...)
	for i := first; i < len(s); {
		if isPair(s[i:]) {
			high, _ := decode(s[i:])
			low, _ := decode(s[i+3:])
			out = utf8.AppendRune(out, beyondBasic+(high-highSurrogate)<<10+low-lowSurrogate)
			i += 6
			continue
		}
		out = append(out, s[i])
		i++
	}
	return string(out)
}

// encodable replaces surrogates without a partner, as writing UTF-8 does.
func encodable(s string) string {
	s = joinSurrogates(s)
	if utf8.ValidString(s) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		r, size := decode(s[i:])
		if r >= highSurrogate && r < surrogateEnd {
			r = utf8.RuneError
		}
		out.WriteRune(r)
		i += size
	}
	return out.String()
}

// isPair reports whether s starts with the two halves of a character.
func isPair(s string) bool {
	if len(s) < 6 || s[0] != surrogateLead || s[3] != surrogateLead {
		return false
	}
	high, _ := decode(s)
	low, _ := decode(s[3:])
	return high >= highSurrogate && high < lowSurrogate && low >= lowSurrogate && low < surrogateEnd
}

// isWord reports whether a character is one of \w.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_'
	}
	return unicode.In(r, unicode.L, unicode.Mn, unicode.Nd, unicode.Pc)
}
