package clr

import (
	"unicode"
	"unicode/utf16"
)

// Char is a UTF-16 code unit, System.Char.
type Char uint16

// String returns the text of the unit; half of a surrogate pair, which no Go
// string can hold, becomes U+FFFD.
func (c Char) String() string { return string(rune(c)) }

// IsSurrogate reports whether the unit is half of a pair.
func (c Char) IsSurrogate() bool { return utf16.IsSurrogate(rune(c)) }

// IsHighSurrogate reports whether the unit is the first half of a pair.
func (c Char) IsHighSurrogate() bool { return c >= 0xD800 && c < 0xDC00 }

// IsLowSurrogate reports whether the unit is the second half of a pair.
func (c Char) IsLowSurrogate() bool { return c >= 0xDC00 && c < 0xE000 }

// IsLetter reports whether the unit is in a letter category.
func (c Char) IsLetter() bool { return unicode.IsLetter(rune(c)) }

// IsDigit reports whether the unit is a decimal digit of any script.
func (c Char) IsDigit() bool { return unicode.IsDigit(rune(c)) }

// IsNumber reports whether the unit is in a number category.
func (c Char) IsNumber() bool { return unicode.IsNumber(rune(c)) }

// IsLetterOrDigit reports whether the unit is a letter or a decimal digit.
func (c Char) IsLetterOrDigit() bool { return c.IsLetter() || c.IsDigit() }

// IsUpper reports whether the unit is an upper-case letter.
func (c Char) IsUpper() bool { return unicode.Is(unicode.Lu, rune(c)) }

// IsLower reports whether the unit is a lower-case letter.
func (c Char) IsLower() bool { return unicode.Is(unicode.Ll, rune(c)) }

// IsControl reports whether the unit is a control character.
func (c Char) IsControl() bool { return unicode.IsControl(rune(c)) }

// IsPunctuation reports whether the unit is in a punctuation category.
func (c Char) IsPunctuation() bool { return unicode.IsPunct(rune(c)) }

// IsSymbol reports whether the unit is in a symbol category.
func (c Char) IsSymbol() bool { return unicode.IsSymbol(rune(c)) }

// IsSeparator reports whether the unit is a space, line or paragraph separator.
func (c Char) IsSeparator() bool { return unicode.Is(unicode.Z, rune(c)) }

// IsWhiteSpace reports whether the unit is white space, which is what Trim,
// Split and the number parsers take away.
func (c Char) IsWhiteSpace() bool { return unicode.IsSpace(rune(c)) }

// NumericValue is Char.GetNumericValue for decimal digits; -1 for all others.
func (c Char) NumericValue() float64 {
	for _, run := range unicode.Nd.R16 {
		// Decimal digits come in runs of ten that start at a zero.
		if uint16(c) >= run.Lo && uint16(c) <= run.Hi {
			return float64((uint16(c) - run.Lo) % 10)
		}
	}
	return -1
}
