package clr

import "time"

// The range of the ticks of a DateTime.
const (
	MinDateTicks = 0
	MaxDateTicks = 3_155_378_975_999_999_999
)

// Ticks at January 1, 1970 and at January 1, 1601 (the origin of file times).
const (
	unixTicks = 621_355_968_000_000_000
	fileTicks = 504_911_232_000_000_000
)

// MinDateTime is DateTime.MinValue.
func MinDateTime() DateTime { return DateTime{Ticks: MinDateTicks} }

// MaxDateTime is DateTime.MaxValue.
func MaxDateTime() DateTime { return DateTime{Ticks: MaxDateTicks} }

// DateTimeFromTicks throws System.ArgumentOutOfRangeException for ticks out of
// range.
func DateTimeFromTicks(ticks int64, kind DateTimeKind) (DateTime, error) {
	if ticks < MinDateTicks || ticks > MaxDateTicks {
		return DateTime{}, ArgumentOutOfRange("Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.", "ticks")
	}
	return DateTime{Ticks: ticks, Kind: kind}, nil
}

// ValidDate reports whether there is such a day in the years 1 to 9999.
func ValidDate(year, month, day int) bool {
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

// NewDate returns midnight of a day.
func NewDate(year, month, day int) (DateTime, error) {
	return NewDateTime(year, month, day, 0, 0, 0, 0, Unspecified)
}

// NewDateTime returns a point of time. A part out of range throws
// System.ArgumentOutOfRangeException.
func NewDateTime(year, month, day, hour, minute, second, millisecond int, kind DateTimeKind) (DateTime, error) {
	if millisecond < 0 || millisecond > 999 {
		return DateTime{}, ArgumentOutOfRange("Valid values are between 0 and 999, inclusive.", "millisecond")
	}
	if !ValidDate(year, month, day) {
		return DateTime{}, ArgumentOutOfRange("Year, Month, and Day parameters describe an un-representable DateTime.", "")
	}
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 {
		return DateTime{}, ArgumentOutOfRange("Hour, Minute, and Second parameters describe an un-representable DateTime.", "")
	}
	ticks := int64(dayNumber(year, month, day))*TicksPerDay +
		int64(hour)*TicksPerHour + int64(minute)*TicksPerMinute + int64(second)*TicksPerSecond +
		int64(millisecond)*TicksPerMillisecond
	return DateTime{Ticks: ticks, Kind: kind}, nil
}

// DateTimeFromTime converts an instant to a DateTime of kind UTC, dropping what
// is finer than a tick. Instants outside .NET's range become the nearest end.
func DateTimeFromTime(t time.Time) DateTime {
	return DateTime{Ticks: ticksOfTime(t), Kind: UTC}
}

func ticksOfTime(t time.Time) int64 {
	const maxUnix, minUnix = 253_402_300_799, -62_135_596_800
	seconds := t.Unix()
	switch {
	case seconds > maxUnix:
		return MaxDateTicks
	case seconds < minUnix:
		return MinDateTicks
	}
	return unixTicks + seconds*TicksPerSecond + int64(t.Nanosecond())/100
}

// Time returns the instant, taking every kind as UTC, which is the gateway's
// local time.
func (d DateTime) Time() time.Time {
	sinceUnix := d.Ticks - unixTicks
	return time.Unix(sinceUnix/TicksPerSecond, sinceUnix%TicksPerSecond*100).UTC()
}

// WithKind is DateTime.SpecifyKind.
func (d DateTime) WithKind(kind DateTimeKind) DateTime {
	d.Kind = kind
	return d
}

// ToUniversalTime changes the kind only, as local time is UTC.
func (d DateTime) ToUniversalTime() DateTime { return d.WithKind(UTC) }

// ToLocalTime changes the kind only, as local time is UTC.
func (d DateTime) ToLocalTime() DateTime { return d.WithKind(Local) }

// ToFileTime counts ticks since 1601; earlier dates throw
// System.ArgumentOutOfRangeException.
func (d DateTime) ToFileTime() (int64, error) {
	if d.Ticks < fileTicks {
		return 0, ArgumentOutOfRange("Not a valid Win32 FileTime.", "")
	}
	return d.Ticks - fileTicks, nil
}

// DateTimeFromFileTime is the inverse of ToFileTime.
func DateTimeFromFileTime(fileTime int64, kind DateTimeKind) (DateTime, error) {
	if fileTime < 0 || fileTime > MaxDateTicks-fileTicks {
		return DateTime{}, ArgumentOutOfRange("Not a valid Win32 FileTime.", "fileTime")
	}
	return DateTime{Ticks: fileTime + fileTicks, Kind: kind}, nil
}

// YearMonthDay returns the date at once, which is cheaper than its parts.
func (d DateTime) YearMonthDay() (year, month, day int) {
	year, month, day, _ = civil(int(d.Ticks / TicksPerDay))
	return year, month, day
}

// Year is 1 to 9999.
func (d DateTime) Year() int { year, _, _ := d.YearMonthDay(); return year }

// Month is 1 to 12.
func (d DateTime) Month() int { _, month, _ := d.YearMonthDay(); return month }

// Day is the day of the month.
func (d DateTime) Day() int { _, _, day := d.YearMonthDay(); return day }

// DayOfYear is 1 to 366.
func (d DateTime) DayOfYear() int {
	_, _, _, dayOfYear := civil(int(d.Ticks / TicksPerDay))
	return dayOfYear
}

// DayOfWeek is the day of the week.
func (d DateTime) DayOfWeek() DayOfWeek { return DayOfWeek((d.Ticks/TicksPerDay + 1) % 7) }

// Hour is 0 to 23.
func (d DateTime) Hour() int { return int(d.Ticks / TicksPerHour % 24) }

// Minute is 0 to 59.
func (d DateTime) Minute() int { return int(d.Ticks / TicksPerMinute % 60) }

// Second is 0 to 59.
func (d DateTime) Second() int { return int(d.Ticks / TicksPerSecond % 60) }

// Millisecond is 0 to 999.
func (d DateTime) Millisecond() int { return int(d.Ticks / TicksPerMillisecond % 1000) }

// TimeOfDay is the time since midnight.
func (d DateTime) TimeOfDay() TimeSpan { return TimeSpan(d.Ticks % TicksPerDay) }

// Date is midnight of the same day, of the same kind.
func (d DateTime) Date() DateTime {
	d.Ticks -= d.Ticks % TicksPerDay
	return d
}

// Compare compares the ticks and ignores the kinds, as .NET does.
func (d DateTime) Compare(other DateTime) int { return compareInt64(d.Ticks, other.Ticks) }

// HashCode is .NET's hash code of a DateTime.
func (d DateTime) HashCode() int32 { return int32(d.Ticks) ^ int32(d.Ticks>>32) }
