package diag

import (
	"unicode"
	"unicode/utf8"
)

// tabStop is how many columns a tab is expanded to in snippets. Editors differ;
// expanding keeps the underline right whatever the terminal does.
const tabStop = 4

// cell is one character of a source line as a terminal shows it.
type cell struct {
	at    int    // byte offset in the line
	text  string // what is printed
	width int    // columns it takes
}

// cells lays out a line. Characters that could steer a terminal or hide text
// (control characters, bidirectional overrides) are replaced by visible ones.
func cells(line string) []cell {
	out := make([]cell, 0, len(line))
	column := 0
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		c := cell{at: i, text: line[i : i+size], width: runeWidth(r)}
		switch {
		case r == '\t':
			c.width = tabStop - column%tabStop
			c.text = "        "[:c.width]
		case r == utf8.RuneError && size == 1:
			c.text, c.width = "\ufffd", 1
		default:
			if v, ok := visible(r); ok {
				c.text, c.width = string(v), 1
			}
		}
		column += c.width
		out = append(out, c)
		i += size
	}
	return out
}

// visible returns a printable stand-in for a character that must not reach a
// terminal as it is.
func visible(r rune) (rune, bool) {
	switch {
	case r < 0x20:
		return 0x2400 + r, true // the control pictures
	case r == 0x7f:
		return 0x2421, true
	case r >= 0x80 && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0xfeff, r == 0x2028, r == 0x2029:
		return 0xfffd, true
	}
	return 0, false
}

// runeWidth returns how many columns of a terminal a character takes.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me) || r == 0x200b || r == 0x200c || r == 0x200d:
		return 0
	case r >= 0x1100 && isWide(r):
		return 2
	}
	return 1
}

// isWide reports whether a character is East Asian Wide or Fullwidth, or an
// emoji that is shown so (Unicode Standard Annex 11, in blocks).
func isWide(r rune) bool {
	switch {
	case r <= 0x115f,
		r >= 0x231a && r <= 0x231b,
		r >= 0x23e9 && r <= 0x23ec,
		r >= 0x2614 && r <= 0x2615,
		r >= 0x26a1 && r <= 0x26a1,
		r >= 0x2705 && r <= 0x2705,
		r >= 0x274c && r <= 0x274e && r != 0x274d,
		r >= 0x2753 && r <= 0x2757 && r != 0x2756,
		r >= 0x2b1b && r <= 0x2b1c,
		r == 0x2b50, r == 0x2b55,
		r >= 0x2e80 && r <= 0x303e,
		r >= 0x3041 && r <= 0x4dbf,
		r >= 0x4e00 && r <= 0xa4cf,
		r >= 0xa960 && r <= 0xa97c,
		r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe10 && r <= 0xfe19,
		r >= 0xfe30 && r <= 0xfe6f,
		r >= 0xff01 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6,
		r >= 0x1f300 && r <= 0x1f64f,
		r >= 0x1f680 && r <= 0x1f6ff,
		r >= 0x1f900 && r <= 0x1f9ff,
		r >= 0x1fa70 && r <= 0x1faff,
		r >= 0x20000 && r <= 0x3fffd:
		return true
	}
	return false
}
