package liquid

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// DotLiquid takes markup apart with regular expressions that are not anchored:
// they skip what they do not understand. The functions here find what those
// find, in linear time. A fragment is a quoted text, or a run of anything but
// white space, commas and bars, in which quoted texts may stand.

// quoted returns the end of a quoted text that starts at i, or -1.
func quoted(s string, i int) int {
	if c := s[i]; c == '"' || c == '\'' {
		if n := strings.IndexByte(s[i+1:], c); n >= 0 {
			return i + n + 2
		}
	}
	return -1
}

// run returns the end of the longest run that starts at i; i if there is none.
// With commas they are part of it.
func run(s string, i int, commas bool) int {
	for i < len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\'':
			end := quoted(s, i)
			if end < 0 {
				return i
			}
			i = end
		case c == '|' || c == ',' && !commas:
			return i
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsSpace(r) {
				return i
			}
			i += size
		}
	}
	return i
}

// fragmentAt returns the end of the fragment that starts at i, or -1.
func fragmentAt(s string, i int, commas bool) int {
	if i >= len(s) {
		return -1
	}
	if end := quoted(s, i); end >= 0 {
		return end
	}
	if end := run(s, i, commas); end > i {
		return end
	}
	return -1
}

// findFragment returns the first fragment from i on; start is -1 if there is none.
func findFragment(s string, i int, commas bool) (start, end int) {
	for i < len(s) {
		if end := fragmentAt(s, i, commas); end >= 0 {
			return i, end
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return -1, -1
}

// firstFragment returns the text of the first fragment, or "".
func firstFragment(s string) string {
	start, end := findFragment(s, 0, false)
	if start < 0 {
		return ""
	}
	return s[start:end]
}

// skipSpace returns the first place from i on that is not white space.
func skipSpace(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(r) {
			break
		}
		i += size
	}
	return i
}

// word returns the word characters that s starts with.
func word(s string) string {
	i := 0
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isWord(r) {
			break
		}
		i += size
	}
	return s[:i]
}

// nextWord returns the bounds of the first word from i on; start is -1 if there
// is none.
func nextWord(s string, i int) (start, end int) {
	for i < len(s) {
		if w := word(s[i:]); w != "" {
			return i, i + len(w)
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return -1, -1
}

// attribute is a name with a fragment behind a colon: limit:2.
type attribute struct {
	name  string
	value expr
}

// attributes are those of a for or tablerow; of several of one name the last
// counts.
type attributes []attribute

func (a attributes) get(name string) (expr, bool) {
	for i := len(a) - 1; i >= 0; i-- {
		if a[i].name == name {
			return a[i].value, true
		}
	}
	return nil, false
}

// parseAttributes finds the attributes anywhere in the markup.
func parseAttributes(s string) attributes {
	var out attributes
	for i := 0; ; {
		start, end := nextWord(s, i)
		if start < 0 {
			return out
		}
		i = end
		at := skipSpace(s, end)
		if at >= len(s) || s[at] != ':' {
			continue
		}
		at = skipSpace(s, at+1)
		if stop := fragmentAt(s, at, false); stop >= 0 {
			out = append(out, attribute{s[start:end], parseExpression(s[at:stop])})
			i = stop
		}
	}
}
