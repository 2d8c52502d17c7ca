package netfmt

import (
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// DateTimeStyles is System.Globalization.DateTimeStyles, with .NET's values.
type DateTimeStyles int

// The styles.
const (
	DateAllowLeadingWhite DateTimeStyles = 1 << iota
	DateAllowTrailingWhite
	DateAllowInnerWhite
	DateNoCurrentDateDefault
	DateAdjustToUniversal
	DateAssumeLocal
	DateAssumeUniversal
	DateRoundtripKind

	DateNone             DateTimeStyles = 0
	DateAllowWhiteSpaces                = DateAllowLeadingWhite | DateAllowTrailingWhite | DateAllowInnerWhite
)

// Clock tells what the current date is, for texts that hold no date or no year.
// nil stands for time.Now.
type Clock func() time.Time

// check throws System.ArgumentException for a combination that .NET refuses.
// param is the name of the parameter, which differs between the methods.
func (s DateTimeStyles) check(offset bool, param string) error {
	switch {
	case s&^(DateRoundtripKind<<1-1) != 0:
		return clr.Argument("An undefined DateTimeStyles value is being used.", param)
	case s&DateAssumeLocal != 0 && s&DateAssumeUniversal != 0:
		return clr.Argument("The DateTimeStyles values AssumeLocal and AssumeUniversal cannot be used together.", param)
	case offset && s&DateNoCurrentDateDefault != 0:
		return clr.Argument("The DateTimeStyles value 'NoCurrentDateDefault' is not allowed when parsing DateTimeOffset.", param)
	case !offset && s&DateRoundtripKind != 0 && s&(DateAssumeLocal|DateAssumeUniversal|DateAdjustToUniversal) != 0:
		return clr.Argument("The DateTimeStyles value RoundtripKind cannot be used with the values AssumeLocal, AssumeUniversal or AdjustToUniversal.", param)
	}
	return nil
}

// ParseDateTime is DateTime.Parse(s, culture, styles): date, time or both, in
// almost any writing. A text with Z or an offset becomes local time, which is
// UTC, of kind Local, unless the styles say otherwise. Bad text throws
// System.FormatException.
func ParseDateTime(s string, c *Culture, styles DateTimeStyles, now Clock) (clr.DateTime, error) {
	if err := styles.check(false, "styles"); err != nil {
		return clr.DateTime{}, err
	}
	f := newDateFields(styles, now, false)
	if err := parseFreeDate(s, c, f); err != nil {
		return clr.DateTime{}, err
	}
	return f.dateTime()
}

// ParseDateTimeOffset is DateTimeOffset.Parse(s, culture, styles). It throws like
// ParseDateTime.
func ParseDateTimeOffset(s string, c *Culture, styles DateTimeStyles, now Clock) (clr.DateTimeOffset, error) {
	if err := styles.check(true, "styles"); err != nil {
		return clr.DateTimeOffset{}, err
	}
	f := newDateFields(styles, now, true)
	if err := parseFreeDate(s, c, f); err != nil {
		return clr.DateTimeOffset{}, err
	}
	return f.dateTimeOffset()
}

// ParseDateTimeExact is DateTime.ParseExact: the text must have one of the
// formats, standard or custom. It throws like ParseDateTime, also for a format
// that cannot be used.
func ParseDateTimeExact(s string, formats []string, c *Culture, styles DateTimeStyles, now Clock) (clr.DateTime, error) {
	if err := styles.check(false, "style"); err != nil {
		return clr.DateTime{}, err
	}
	f, err := parseExactDate(s, formats, c, styles, now, false)
	if err != nil {
		return clr.DateTime{}, err
	}
	return f.dateTime()
}

// ParseDateTimeOffsetExact is DateTimeOffset.ParseExact. It throws like
// ParseDateTimeExact.
func ParseDateTimeOffsetExact(s string, formats []string, c *Culture, styles DateTimeStyles, now Clock) (clr.DateTimeOffset, error) {
	if err := styles.check(true, "styles"); err != nil {
		return clr.DateTimeOffset{}, err
	}
	f, err := parseExactDate(s, formats, c, styles, now, true)
	if err != nil {
		return clr.DateTimeOffset{}, err
	}
	return f.dateTimeOffset()
}
