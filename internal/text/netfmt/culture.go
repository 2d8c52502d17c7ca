package netfmt

import "strings"

// FloatStyle says how many digits of a floating-point number are shown when the
// format does not tell (expressions.md section 6.1).
type FloatStyle uint8

const (
	// Shortest is modern .NET: the fewest digits that read back as the same
	// number, exact rounding and a sign on negative zero.
	Shortest FloatStyle = iota
	// Fixed15 is .NET Framework: 15 significant digits (7 for float32), up to 17
	// (9) in the few formats that ask for them and zeros beyond; halves are
	// rounded away from zero, and negative zero has no sign.
	Fixed15
)

// Culture is what a CultureInfo of .NET knows about writing and reading values.
// It is immutable.
type Culture struct {
	name   string
	floats FloatStyle
	number numberSymbols
	date   dateSymbols
	words  []dateWord
}

// numberSymbols is NumberFormatInfo. The pattern numbers are those of .NET.
type numberSymbols struct {
	decimal, group    string
	currencyDecimal   string
	currencyGroup     string
	currency          string
	negative          string
	positive          string
	percent, perMille string
	nan               string
	infinity          string
	negativeInfinity  string
	currencyPositive  int
	currencyNegative  int
	percentPositive   int
	percentNegative   int
}

// dateSymbols is DateTimeFormatInfo.
type dateSymbols struct {
	shortDate, longDate string
	shortTime, longTime string
	monthDay, yearMonth string
	dateSep, timeSep    string
	am, pm              string
	era                 string
	months, shortMonths [12]string
	days, shortDays     [7]string
}

// Digits and group sizes that are the same in all cultures we know.
const (
	defaultDecimals = 2
	groupSize       = 3
)

// EnUS returns the culture of the gateway, en-US, with shortest floats.
func EnUS() *Culture { return enUS }

// Invariant returns the invariant culture with shortest floats.
func Invariant() *Culture { return invariant }

// ByName returns a culture by its .NET name, whatever the case: en-US, the
// invariant culture under the empty name, and a few others. The neutral
// languages (en, de, fr, da, nl) stand for their main country.
func ByName(name string) (*Culture, bool) {
	switch strings.ToLower(name) {
	case "":
		return invariant, true
	case "en-us", "en":
		return enUS, true
	case "en-gb":
		return enGB, true
	case "de-de", "de":
		return deDE, true
	case "fr-fr", "fr":
		return frFR, true
	case "da-dk", "da":
		return daDK, true
	case "nl-nl", "nl":
		return nlNL, true
	}
	return nil, false
}

// Name is the .NET name, empty for the invariant culture.
func (c *Culture) Name() string { return c.name }

// Floats is the style of floating-point numbers.
func (c *Culture) Floats() FloatStyle { return c.floats }

// WithFloats returns the culture with the given style of floating-point numbers.
func (c *Culture) WithFloats(style FloatStyle) *Culture {
	if c.floats == style {
		return c
	}
	changed := *c
	changed.floats = style
	return &changed
}
