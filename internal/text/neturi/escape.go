package neturi

import (
	"strings"
	"unicode/utf8"
)

// EscapeDataString is Uri.EscapeDataString: everything but letters, digits and
// -._~ is escaped. Text with half a surrogate pair at its end or between ASCII
// characters, or that is too long for .NET Framework, throws
// System.UriFormatException.
func EscapeDataString(s string) (string, error) {
	return escapeChecked(s, func(c byte) bool { return isUnreserved(c) })
}

// EscapeURIString is Uri.EscapeUriString, which leaves reserved characters as
// well. It throws like EscapeDataString.
func EscapeURIString(s string) (string, error) {
	return escapeChecked(s, func(c byte) bool { return isUnreserved(c) || isReserved(c) })
}

func escapeChecked(s string, keep func(byte) bool) (string, error) {
	if len(s) >= maxUnits && units(s) >= maxUnits {
		return "", tooLong.exception()
	}
	if halfPair(s) {
		return "", badString()
	}
	return escape(s, keep, false), nil
}

// halfPair finds the first half of a surrogate pair that .NET stumbles over; it
// encodes others as the replacement character.
func halfPair(s string) bool {
	for i, run := 0, 0; i < len(s); {
		r, size := decode(s[i:])
		i += size
		if r < utf8.RuneSelf {
			run = 0
			continue
		}
		run++
		if r >= firstHigh && r < firstLow && (i == len(s) || run == 1 && s[i] < utf8.RuneSelf) {
			return true
		}
	}
	return false
}

// escape escapes every character that keep does not spare. With keepEscapes what
// is an escape already stays.
func escape(s string, keep func(byte) bool, keepEscapes bool) string {
	// Its length first: what is escaped takes three times as much.
	length, some := 0, false
	eachEscape(s, keep, keepEscapes, func(kept string, r rune) {
		length += len(kept)
		if r >= 0 {
			length += escapedLen(r)
			some = true
		}
	})
	if !some {
		return s
	}
	var out strings.Builder
	out.Grow(length)
	var room [12]byte
	eachEscape(s, keep, keepEscapes, func(kept string, r rune) {
		out.WriteString(kept)
		if r >= 0 {
			out.Write(appendEscaped(room[:0], r))
		}
	})
	return out.String()
}

// eachEscape calls visit for every character of s that is escaped, with what is kept
// before it, and once with what is kept at the end and -1.
func eachEscape(s string, keep func(byte) bool, keepEscapes bool, visit func(kept string, r rune)) {
	copied := 0
	for i := 0; i < len(s); {
		r, size := decode(s[i:])
		switch {
		case r < utf8.RuneSelf && keep(byte(r)):
			i += size
			continue
		case r == '%' && keepEscapes:
			if _, valid := escaped(s[i:]); valid {
				i += 3
				continue
			}
		}
		visit(s[copied:i], r)
		i += size
		copied = i
	}
	visit(s[copied:], -1)
}

// escapePart writes a part of a URI escaped: as EscapeUriString, but what is
// escaped stays, and the characters in force are escaped too.
func escapePart(s, force string, percent bool) string {
	return escape(s, func(c byte) bool {
		for i := 0; i < len(force); i++ {
			if c == force[i] {
				return false
			}
		}
		return isUnreserved(c) || isReserved(c)
	}, !percent)
}

// HexEscape is Uri.HexEscape of a character up to 255.
func HexEscape(b byte) string { return string(appendEscape(nil, b)) }

// HexUnescape is Uri.HexUnescape at an offset: the character that an escape
// stands for, and whether there is one.
func HexUnescape(s string) (byte, bool) { return escaped(s) }
