package neturi

import (
	"strings"
	"unicode/utf8"
)

// UnescapeDataString is Uri.UnescapeDataString: every valid escape is undone,
// what is not UTF-8 stays.
func UnescapeDataString(s string) string { return unescapeAll(s) }

func unescapeAll(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	return unescape(s, unescaping{unescape: true, all: true})
}

// unescaping says what unescape does.
type unescaping struct {
	// unescape undoes escapes, all of them or those that are safe. Without it
	// percent signs are escaped.
	unescape, all bool
	// escape escapes the characters of keep, percent signs that start no escape,
	// and, unless plain is set, control characters.
	escape, plain bool
	// keep are characters whose escapes stay.
	keep string
	// query admits private characters.
	query bool
}

// unescape undoes escapes in s.
func unescape(s string, o unescaping) string {
	iri := o.unescape && o.escape
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '%' {
			r, size := decode(s[i:])
			switch {
			case o.all || !o.escape:
				out = append(out, s[i:i+size]...)
			case r < utf8.RuneSelf && strings.IndexByte(o.keep, byte(r)) >= 0, !o.plain && isControl(r):
				out = appendEscape(out, byte(r))
			default:
				out = append(out, s[i:i+size]...)
			}
			i += size
			continue
		}
		b, valid := escaped(s[i:])
		switch {
		case !o.unescape:
			out = append(out, "%25"...)
			i++
		case !valid && (o.all || len(s)-i > 2 && !o.escape):
			out = append(out, '%')
			i++
		case !valid:
			out = append(out, "%25"...)
			i++
		case !o.all && (b == '%' || strings.IndexByte(o.keep, b) >= 0 || isUnsafe(b) && (iri || !o.plain)):
			out = append(out, s[i:i+3]...)
			i += 3
		case b < utf8.RuneSelf:
			out = append(out, b)
			i += 3
		default:
			var bytes []byte
			bytes, i = escapedRun(s, i)
			out = appendDecoded(out, bytes, iri, o.query)
		}
	}
	return string(out)
}

// escapedRun collects the bytes of successive escapes beyond ASCII.
func escapedRun(s string, i int) ([]byte, int) {
	var run []byte
	for {
		b, valid := escaped(s[i:])
		if !valid || b < utf8.RuneSelf {
			return run, i
		}
		run = append(run, b)
		i += 3
	}
}

// hasCharacter reports whether any of the bytes are UTF-8.
func hasCharacter(bytes []byte) bool {
	for len(bytes) > 0 {
		if r, size := utf8.DecodeRune(bytes); r != utf8.RuneError || size > 1 {
			return true
		}
		bytes = bytes[1:]
	}
	return false
}

// appendDecoded appends the characters of UTF-8 bytes; what is not UTF-8 is
// escaped again. With iri so are characters outside of RFC 3987, and marks of
// direction vanish.
func appendDecoded(dst, bytes []byte, iri, query bool) []byte {
	for len(bytes) > 0 {
		r, size := utf8.DecodeRune(bytes)
		switch {
		case r == utf8.RuneError && size == 1:
			dst = appendEscape(dst, bytes[0])
		case iri && !inIRI(r, query):
			dst = appendEscaped(dst, r)
		case iri && isBidi(r):
		default:
			dst = append(dst, bytes[:size]...)
		}
		bytes = bytes[size:]
	}
	return dst
}

// part tells iriText where the text stands.
type part int

const (
	partOther part = iota
	partQuery
	partRelative
)

// needsIRI reports whether a text has characters beyond ASCII, escaped or not, or
// escapes of characters that need none.
func needsIRI(s string) bool {
	percent := strings.IndexByte(s, '%')
	if percent < 0 {
		return !isASCII(s)
	}
	for i := percent; i < len(s); i++ {
		if b, valid := escaped(s[i:]); valid && b < utf8.RuneSelf && isUnreserved(b) {
			return true
		}
	}
	return !isASCII(unescapeAll(s))
}

// iriText brings a part into the form of RFC 3987: escapes are undone unless they
// stand for delimiters or control characters, characters that may not stand there
// are escaped.
func iriText(s string, at part) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, size := decode(s[i:])
		switch {
		case r == '%':
			b, valid := escaped(s[i:])
			switch {
			case len(s)-i < 3:
				out = append(out, '%')
				i++
			case !valid:
				// The two characters behind are not looked at.
				for range 3 {
					_, n := decode(s[i:])
					n = min(n, len(s)-i)
					out = append(out, s[i:i+n]...)
					i += n
				}
			case b < utf8.RuneSelf && keepsEscaped(b, at):
				out = append(out, s[i:i+3]...)
				i += 3
			case b < utf8.RuneSelf:
				out = append(out, b)
				i += 3
			case isUnsafe(b):
				out = append(out, s[i:i+3]...)
				i += 3
			default:
				bytes, end := escapedRun(s, i)
				if hasCharacter(bytes) {
					out = appendDecoded(out, bytes, true, at == partQuery)
				} else {
					out = append(out, s[i:end]...)
				}
				i = end
			}
			continue
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case !inIRI(r, at == partQuery):
			out = appendEscaped(out, r)
		case !isBidi(r):
			out = append(out, s[i:i+size]...)
		}
		i += size
	}
	return string(out)
}

// keepsEscaped reports whether the escape of an ASCII character stays.
func keepsEscaped(b byte, at part) bool {
	return isUnsafe(b) || b == '[' || b == ']' || b == ':' && at == partRelative
}
