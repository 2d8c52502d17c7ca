package netfmt

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

const (
	// maxItemNumber bounds indexes and alignments, as .NET does.
	maxItemNumber = 1_000_000
	// maxComposite bounds the length of a result in bytes: a few alignments
	// would otherwise ask for any amount of memory.
	maxComposite = 16 << 20
)

// item is one {index[,alignment][:format]}.
type item struct {
	index     int
	alignment int // negative: left
	format    string
}

// Composite is string.Format: items {index[,alignment][:format]} among text in
// which {{ and }} stand for braces. str turns an argument into text; it is given
// the item's format, or the empty string; nil stands for Format. Alignment counts UTF-16 units. Faults
// of the format throw System.FormatException, errors of str are passed on.
func Composite(format string, args []any, c *Culture, str func(v any, format string) (string, error)) (string, error) {
	if str == nil {
		str = func(v any, format string) (string, error) { return Format(v, format, c) }
	}
	var out []byte
	err := CompositeParts(format, args, str, func(text string, _ bool) error {
		out = append(out, text...)
		return nil
	})
	if err != nil {
		return "", err
	}
	return string(out), nil
}

// CompositeParts is Composite that gives the parts of its result to add, one after the
// other: an item, what fills it up, or text of the format, which literal says.
func CompositeParts(format string, args []any, str func(v any, format string) (string, error), add func(text string, literal bool) error) error {
	written := 0
	for i := 0; i < len(format); {
		ch := format[i]
		if ch != '{' && ch != '}' {
			end := strings.IndexAny(format[i:], "{}")
			if end < 0 {
				end = len(format) - i
			}
			written += end
			if err := add(format[i:i+end], true); err != nil {
				return err
			}
			i += end
			continue
		}
		if i+1 < len(format) && format[i+1] == ch {
			written++
			if err := add(format[i:i+1], true); err != nil {
				return err
			}
			i += 2
			continue
		}
		if ch == '}' {
			return badComposite()
		}
		it, length, err := readItem(format[i+1:], len(args))
		if err != nil {
			return err
		}
		i += 1 + length
		text, err := str(args[it.index], it.format)
		if err != nil {
			return err
		}
		pad := max(0, max(it.alignment, -it.alignment)-utf16Length(text))
		written += len(text) + pad
		if written > maxComposite {
			return badComposite()
		}
		if err := addAligned(text, pad, it.alignment < 0, add); err != nil {
			return err
		}
	}
	return nil
}

func badComposite() error { return clr.Format("Input string was not in a correct format.") }

// addAligned adds a text with spaces before it, or behind it for one on the left.
func addAligned(text string, pad int, left bool, add func(text string, literal bool) error) error {
	if pad == 0 {
		return add(text, false)
	}
	first, second := strings.Repeat(" ", pad), text
	if left {
		first, second = second, first
	}
	if err := add(first, false); err != nil {
		return err
	}
	return add(second, false)
}

func utf16Length(s string) int {
	n := 0
	for i, r := range s {
		n++
		switch {
		case r > 0xFFFF:
			n++
		case r == utf8.RuneError && i+2 < len(s) && s[i] == 0xED && s[i+1] >= 0xA0:
			// One half of a surrogate pair alone, in three bytes of WTF-8.
			n -= 2
		}
	}
	return n
}

// readItem reads an item after its opening brace, up to and with its closing
// brace, and returns its length.
func readItem(s string, arguments int) (it item, length int, err error) {
	i := 0
	if it.index, i = readNumber(s, i); i == 0 {
		return it, 0, badComposite()
	}
	i = skipSpaces(s, i)
	if it.index >= arguments {
		return it, 0, clr.Format("Index (zero based) must be greater than or equal to zero and less than the size of the argument list.")
	}
	if i < len(s) && s[i] == ',' {
		i = skipSpaces(s, i+1)
		left := i < len(s) && s[i] == '-'
		if left {
			i++
		}
		start := i
		if it.alignment, i = readNumber(s, i); i == start {
			return it, 0, badComposite()
		}
		if left {
			it.alignment = -it.alignment
		}
		i = skipSpaces(s, i)
	}
	if i < len(s) && s[i] == ':' {
		if it.format, i, err = readItemFormat(s, i+1); err != nil {
			return it, 0, err
		}
	}
	if i >= len(s) || s[i] != '}' {
		return it, 0, badComposite()
	}
	return it, i + 1, nil
}

// readNumber stops where the number gets too large, so that what follows fails.
func readNumber(s string, i int) (value, next int) {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' && value < maxItemNumber {
		value = value*10 + int(s[i]-'0')
		i++
	}
	return value, i
}

func skipSpaces(s string, i int) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

// readItemFormat reads up to the closing brace; doubled braces are part of the
// format.
func readItemFormat(s string, i int) (format string, next int, err error) {
	end := strings.IndexAny(s[i:], "{}")
	if end >= 0 && s[i+end] == '}' && !strings.HasPrefix(s[i+end:], "}}") {
		return s[i : i+end], i + end, nil
	}
	var text strings.Builder
	for i < len(s) {
		ch := s[i]
		if ch == '{' || ch == '}' {
			if i+1 < len(s) && s[i+1] == ch {
				i++
			} else if ch == '}' {
				return text.String(), i, nil
			} else {
				return "", 0, badComposite()
			}
		}
		text.WriteByte(ch)
		i++
	}
	return "", 0, badComposite()
}
