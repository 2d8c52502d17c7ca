package netfmt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Patterns that are the same in every culture and use the invariant one.
const (
	roundTripPattern = "yyyy'-'MM'-'dd'T'HH':'mm':'ss.fffffffK"
	rfc1123Pattern   = "ddd, dd MMM yyyy HH:mm:ss 'GMT'"
	sortablePattern  = "yyyy'-'MM'-'dd'T'HH':'mm':'ss"
	universalPattern = "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"
)

// badFormat is the FormatException of a date or time format that cannot be used.
func badFormat() error { return clr.Format("Input string was not in a correct format.") }

// datePattern returns the custom format that a standard format letter stands
// for, and the culture to use it with. ok is false for a letter without meaning.
func datePattern(letter byte, c *Culture) (pattern string, used *Culture, ok bool) {
	d := &c.date
	switch letter {
	case 'd':
		return d.shortDate, c, true
	case 'D':
		return d.longDate, c, true
	case 'f':
		return d.longDate + " " + d.shortTime, c, true
	case 'F', 'U':
		return d.longDate + " " + d.longTime, c, true
	case 'g':
		return d.shortDate + " " + d.shortTime, c, true
	case 'G':
		return d.shortDate + " " + d.longTime, c, true
	case 'm', 'M':
		return d.monthDay, c, true
	case 'o', 'O':
		return roundTripPattern, invariant, true
	case 'r', 'R':
		return rfc1123Pattern, invariant, true
	case 's':
		return sortablePattern, invariant, true
	case 't':
		return d.shortTime, c, true
	case 'T':
		return d.longTime, c, true
	case 'u':
		return universalPattern, invariant, true
	case 'y', 'Y':
		return d.yearMonth, c, true
	}
	return "", nil, false
}

// runLength counts how often the first byte of s repeats at its start.
func runLength(s string) int {
	n := 1
	for n < len(s) && s[n] == s[0] {
		n++
	}
	return n
}

// quotedText reads a quoted literal that starts at s[0]. It returns the text
// without quotes and backslashes, and the length in s. A quote without end is a
// System.FormatException.
func quotedText(dst []byte, s string) (text []byte, length int, err error) {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case s[0]:
			return dst, i + 1, nil
		case '\\':
			i++
			if i >= len(s) {
				return nil, 0, badFormat()
			}
		}
		dst = append(dst, s[i])
	}
	return nil, 0, clr.Format("Cannot find a matching quote character for the character '%c'.", s[0])
}
