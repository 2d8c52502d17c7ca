package netfmt

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// ToUpper is string.ToUpper(culture). Like all of .NET's casing it replaces
// character by character, so that ß stays ß, and leaves characters beyond the
// basic plane alone.
func ToUpper(s string, c *Culture) string {
	if c.name == "" {
		return ToUpperInvariant(s)
	}
	return mapCase(s, 'a', 'z', upperRune)
}

// ToLower is string.ToLower(culture).
func ToLower(s string, c *Culture) string {
	if c.name == "" {
		return ToLowerInvariant(s)
	}
	return mapCase(s, 'A', 'Z', lowerRune)
}

// ToUpperInvariant is string.ToUpperInvariant; it leaves the Turkish dotless i
// alone.
func ToUpperInvariant(s string) string { return mapCase(s, 'a', 'z', upperInvariantRune) }

// ToLowerInvariant is string.ToLowerInvariant; it leaves the Turkish dotted I
// alone.
func ToLowerInvariant(s string) string { return mapCase(s, 'A', 'Z', lowerInvariantRune) }

const (
	dottedCapitalI = 'İ'
	dotlessSmallI  = 'ı'
	longS          = 'ſ'
)

func upperRune(r rune) rune {
	if r > 0xFFFF {
		return r
	}
	return unicode.ToUpper(r)
}

func lowerRune(r rune) rune {
	if r > 0xFFFF {
		return r
	}
	return unicode.ToLower(r)
}

func upperInvariantRune(r rune) rune {
	if r == dotlessSmallI || r == longS {
		return r
	}
	return upperRune(r)
}

func lowerInvariantRune(r rune) rune {
	if r == dottedCapitalI {
		return r
	}
	return lowerRune(r)
}

// mapCase maps every character; text that has nothing between first and last and
// is ASCII is returned as it is. Bytes that are no UTF-8 stay as they are.
func mapCase(s string, first, last byte, mapping func(rune) rune) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && (s[i] < first || s[i] > last) {
		i++
	}
	if i == len(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	out.WriteString(s[:i])
	for i < len(s) {
		ch := s[i]
		if ch < utf8.RuneSelf {
			if ch >= first && ch <= last {
				ch ^= 0x20
			}
			out.WriteByte(ch)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError {
			out.WriteString(s[i : i+size])
		} else {
			out.WriteRune(mapping(r))
		}
		i += size
	}
	return out.String()
}

// OrdinalIgnoreCaseEqual is string.Equals with StringComparison.OrdinalIgnoreCase.
func OrdinalIgnoreCaseEqual(a, b string) bool { return OrdinalIgnoreCaseCompare(a, b) == 0 }

// OrdinalIgnoreCaseCompare is string.Compare with
// StringComparison.OrdinalIgnoreCase: the difference of the first UTF-16 units
// that differ in upper case, or else of the lengths.
func OrdinalIgnoreCaseCompare(a, b string) int {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		x, y := a[i], b[j]
		if x < utf8.RuneSelf && y < utf8.RuneSelf {
			if x != y {
				if x, y = upperASCII(x), upperASCII(y); x != y {
					return int(x) - int(y)
				}
			}
			i++
			j++
			continue
		}
		r, n := utf8.DecodeRuneInString(a[i:])
		q, m := utf8.DecodeRuneInString(b[j:])
		if r, q = upperInvariantRune(r), upperInvariantRune(q); r != q {
			return unitDifference(r, q)
		}
		i += n
		j += m
	}
	return utf16Length(a[i:]) - utf16Length(b[j:])
}

// OrdinalCompare is string.CompareOrdinal of two strings: the difference of the
// first UTF-16 units that differ, or else of the lengths. .NET compares units in
// pairs and knows that a NUL follows the last one, so that an end at an odd length,
// or of an empty string, differs from what stands there by the unit itself.
func OrdinalCompare(a, b string) int {
	short, long, sign := a, b, -1
	if len(a) > len(b) {
		short, long, sign = b, a, 1
	}
	if rest, ok := strings.CutPrefix(long, short); ok && rest != "" && (short == "" || utf16Length(short)%2 == 1) {
		if r, _ := utf8.DecodeRuneInString(rest); r != 0 {
			return sign * unitDifference(r, 0)
		}
	}
	return OrdinalCompareParts(a, b)
}

// OrdinalCompareParts is string.CompareOrdinal of parts of strings: the difference
// of the first UTF-16 units that differ, or else of the lengths.
func OrdinalCompareParts(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	// Go back to where the characters begin.
	for i > 0 && i < max(len(a), len(b)) && (i < len(a) && !utf8.RuneStart(a[i]) || i < len(b) && !utf8.RuneStart(b[i])) {
		i--
	}
	if i == len(a) || i == len(b) {
		return utf16Length(a[i:]) - utf16Length(b[i:])
	}
	r, _ := utf8.DecodeRuneInString(a[i:])
	q, _ := utf8.DecodeRuneInString(b[i:])
	return unitDifference(r, q)
}

// unitDifference subtracts the first UTF-16 units in which two characters differ.
func unitDifference(r, q rune) int {
	first, second := r, q
	if r > 0xFFFF {
		first, _ = utf16.EncodeRune(r)
	}
	if q > 0xFFFF {
		second, _ = utf16.EncodeRune(q)
	}
	if first == second {
		_, first = utf16.EncodeRune(r)
		_, second = utf16.EncodeRune(q)
	}
	return int(first) - int(second)
}

func upperASCII(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 0x20
	}
	return c
}
