package netfmt

import (
	"math"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// missing marks a field that the text does not hold.
const missing = -1

// lastTwoDigitYear is the last year that two digits can mean
// (Calendar.TwoDigitYearMax).
const lastTwoDigitYear = 2029

// dateFields are the parts of a date as a parser finds them, and the rules that
// make a value of them.
type dateFields struct {
	styles DateTimeStyles
	now    Clock
	// keepsOffset says that a DateTimeOffset is wanted.
	keepsOffset bool

	year, month, day     int
	hour, minute, second int
	// fraction of a second, 0 to 1.
	fraction float64
	weekday  int
	// zoned says that the text holds an offset; utc, that it says Z or GMT.
	zoned, utc bool
	offset     clr.TimeSpan
	// haveDate and haveTime refuse a second date or time; yearDefault says that
	// the year is the current one for want of another.
	haveDate, haveTime, yearDefault bool
	timeOnly                        bool
	clock                           clr.DateTime
}

func newDateFields(styles DateTimeStyles, now Clock, keepsOffset bool) *dateFields {
	if now == nil {
		now = time.Now
	}
	return &dateFields{
		styles: styles, now: now, keepsOffset: keepsOffset,
		year: missing, month: missing, day: missing,
		hour: missing, minute: missing, second: missing, weekday: missing,
	}
}

func badDate() error { return clr.Format("String was not recognized as a valid DateTime.") }

func badCalendarDate() error {
	return clr.Format("The DateTime represented by the string is not supported in calendar System.Globalization.GregorianCalendar.")
}

func dateOutOfRange() error {
	return clr.Format("The DateTime represented by the string is out of range.")
}

// fullYear extends a year of two digits.
func fullYear(year int) int {
	if year >= 100 {
		return year
	}
	if year > lastTwoDigitYear%100 {
		return year + lastTwoDigitYear/100*100 - 100
	}
	return year + lastTwoDigitYear/100*100
}

func (f *dateFields) setDate(year, month, day int) bool {
	if !clr.ValidDate(year, month, day) {
		return false
	}
	f.year, f.month, f.day = year, month, day
	return true
}

// today is the current date where the text is.
func (f *dateFields) today() clr.DateTime {
	now := clr.DateTimeFromTime(f.now())
	if f.keepsOffset && f.zoned {
		now.Ticks += int64(f.offset)
	}
	return now
}

// fill sets what is missing from the current date, or to its least value.
func (f *dateFields) fill() error {
	partial := f.year == missing || f.yearDefault
	if f.keepsOffset && f.zoned && partial && (f.month != missing || f.day != missing) {
		return clr.Format("There must be at least a partial date with a year present in the input.")
	}
	f.timeOnly = f.year == missing && f.month == missing && f.day == missing
	if f.timeOnly {
		f.year, f.month, f.day = 1, 1, 1
		if f.styles&DateNoCurrentDateDefault == 0 {
			f.year, f.month, f.day = f.today().YearMonthDay()
		}
	}
	if f.year == missing {
		f.year = f.today().Year()
	}
	for _, field := range []*int{&f.month, &f.day} {
		if *field == missing {
			*field = 1
		}
	}
	for _, field := range []*int{&f.hour, &f.minute, &f.second} {
		if *field == missing {
			*field = 0
		}
	}
	return nil
}

// assemble makes the clock time of the fields.
func (f *dateFields) assemble() error {
	if err := f.fill(); err != nil {
		return err
	}
	clock, err := clr.NewDateTime(f.year, f.month, f.day, f.hour, f.minute, f.second, 0, clr.Unspecified)
	if err != nil {
		return badCalendarDate()
	}
	if f.fraction > 0 {
		clock, err = clock.AddTicks(int64(math.RoundToEven(f.fraction * clr.TicksPerSecond)))
		if err != nil {
			return badDate()
		}
	}
	if f.weekday != missing && f.weekday != int(clock.DayOfWeek()) {
		return clr.Format("String was not recognized as a valid DateTime because the day of week was incorrect.")
	}
	f.clock = clock
	return nil
}

func badOffset() error {
	return clr.Format("The time zone offset must be within plus or minus 14 hours.")
}

// dateTime applies the styles to the clock time and the offset.
func (f *dateFields) dateTime() (clr.DateTime, error) {
	if f.offset < -clr.MaxOffset || f.offset > clr.MaxOffset {
		return clr.DateTime{}, badOffset()
	}
	universal := f.styles&DateAdjustToUniversal != 0
	if !f.zoned {
		switch {
		case f.styles&DateAssumeLocal != 0 && !universal:
			return f.clock.WithKind(clr.Local), nil
		case f.styles&DateAssumeUniversal != 0 && universal:
			return f.clock.WithKind(clr.UTC), nil
		case f.styles&(DateAssumeLocal|DateAssumeUniversal) == 0:
			return f.clock, nil
		}
	}
	if f.styles&DateRoundtripKind != 0 && f.utc {
		return f.clock.WithKind(clr.UTC), nil
	}
	ticks := f.clock.Ticks - int64(f.offset)
	if ticks < 0 && (universal || f.clock.Ticks < clr.TicksPerDay) {
		// A time of day wraps around.
		ticks += clr.TicksPerDay
	}
	kind := clr.Local
	if universal {
		kind = clr.UTC
	}
	d, err := clr.DateTimeFromTicks(ticks, kind)
	if err != nil {
		return clr.DateTime{}, dateOutOfRange()
	}
	return d, nil
}

// dateTimeOffset keeps the offset, zero when the text has none.
func (f *dateFields) dateTimeOffset() (clr.DateTimeOffset, error) {
	utc := f.clock.Ticks - int64(f.offset)
	if utc < clr.MinDateTicks || utc > clr.MaxDateTicks {
		return clr.DateTimeOffset{}, clr.Format("The UTC representation of the date falls outside the year range 1-9999.")
	}
	if f.offset < -clr.MaxOffset || f.offset > clr.MaxOffset {
		return clr.DateTimeOffset{}, badOffset()
	}
	if f.styles&DateAdjustToUniversal != 0 {
		return clr.DateTimeOffset{Ticks: utc}, nil
	}
	return clr.DateTimeOffset{Ticks: f.clock.Ticks, Offset: int16(f.offset / clr.TicksPerMinute)}, nil
}
