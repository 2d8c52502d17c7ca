package clr

import "time"

// MaxOffset is the largest offset from UTC, 14 hours.
const MaxOffset TimeSpan = 14 * TicksPerHour

// NewDateTimeOffset returns clock time at an offset. The offset must be whole
// minutes within 14 hours, and zero for a date of kind UTC or Local, or a
// System.ArgumentException is thrown; the instant must be in DateTime's range,
// or a System.ArgumentOutOfRangeException.
func NewDateTimeOffset(clock DateTime, offset TimeSpan) (DateTimeOffset, error) {
	switch {
	case clock.Kind == Local && offset != 0:
		return DateTimeOffset{}, Argument("The UTC Offset of the local dateTime parameter does not match the offset argument.", "offset")
	case clock.Kind == UTC && offset != 0:
		return DateTimeOffset{}, Argument("The UTC Offset for Utc DateTime instances must be 0.", "offset")
	}
	minutes, err := offsetMinutes(offset)
	if err != nil {
		return DateTimeOffset{}, err
	}
	if utc := clock.Ticks - int64(offset); utc < MinDateTicks || utc > MaxDateTicks {
		return DateTimeOffset{}, utcOutOfRange()
	}
	return DateTimeOffset{Ticks: clock.Ticks, Offset: minutes}, nil
}

// CheckOffset refuses an offset from UTC of part of a minute or of more than 14
// hours, which constructors do before they look at the clock.
func CheckOffset(offset TimeSpan) error {
	_, err := offsetMinutes(offset)
	return err
}

func offsetMinutes(offset TimeSpan) (int16, error) {
	if offset%TicksPerMinute != 0 {
		return 0, Argument("Offset must be specified in whole minutes.", "offset")
	}
	if offset < -MaxOffset || offset > MaxOffset {
		return 0, ArgumentOutOfRange("Offset must be within plus or minus 14 hours.", "offset")
	}
	return int16(offset / TicksPerMinute), nil
}

func utcOutOfRange() *Exception {
	return ArgumentOutOfRange("The UTC time represented when the offset is applied must be between year 0 and 10,000.", "offset")
}

// DateTimeOffsetFromDateTime is the conversion from DateTime. Every kind has
// offset zero, since local time is UTC.
func DateTimeOffsetFromDateTime(d DateTime) DateTimeOffset { return DateTimeOffset{Ticks: d.Ticks} }

// DateTimeOffsetFromUnixSeconds is DateTimeOffset.FromUnixTimeSeconds.
func DateTimeOffsetFromUnixSeconds(seconds int64) (DateTimeOffset, error) {
	if seconds < -62_135_596_800 || seconds > 253_402_300_799 {
		return DateTimeOffset{}, ArgumentOutOfRange("Valid values are between -62135596800 and 253402300799, inclusive.", "seconds")
	}
	return DateTimeOffset{Ticks: unixTicks + seconds*TicksPerSecond}, nil
}

// DateTimeOffsetFromUnixMilliseconds is DateTimeOffset.FromUnixTimeMilliseconds.
func DateTimeOffsetFromUnixMilliseconds(ms int64) (DateTimeOffset, error) {
	if ms < -62_135_596_800_000 || ms > 253_402_300_799_999 {
		return DateTimeOffset{}, ArgumentOutOfRange("Valid values are between -62135596800000 and 253402300799999, inclusive.", "milliseconds")
	}
	return DateTimeOffset{Ticks: unixTicks + ms*TicksPerMillisecond}, nil
}

// MinDateTimeOffset is DateTimeOffset.MinValue.
func MinDateTimeOffset() DateTimeOffset { return DateTimeOffset{Ticks: MinDateTicks} }

// MaxDateTimeOffset is DateTimeOffset.MaxValue.
func MaxDateTimeOffset() DateTimeOffset { return DateTimeOffset{Ticks: MaxDateTicks} }

// OffsetSpan is the offset from UTC.
func (o DateTimeOffset) OffsetSpan() TimeSpan { return TimeSpan(o.Offset) * TicksPerMinute }

// UTCTicks are the ticks of the instant in UTC.
func (o DateTimeOffset) UTCTicks() int64 { return o.Ticks - int64(o.OffsetSpan()) }

// DateTime is the clock time, of kind Unspecified.
func (o DateTimeOffset) DateTime() DateTime { return DateTime{Ticks: o.Ticks} }

// UtcDateTime is the instant in UTC.
func (o DateTimeOffset) UtcDateTime() DateTime { return DateTime{Ticks: o.UTCTicks(), Kind: UTC} }

// LocalDateTime is the instant in local time, which is UTC.
func (o DateTimeOffset) LocalDateTime() DateTime { return DateTime{Ticks: o.UTCTicks(), Kind: Local} }

// Time returns the instant in UTC.
func (o DateTimeOffset) Time() time.Time { return o.UtcDateTime().Time() }

// ToOffset shows the same instant on a clock at another offset.
func (o DateTimeOffset) ToOffset(offset TimeSpan) (DateTimeOffset, error) {
	// The time is added before the offset is looked at.
	if ticks := int64(offset); ticks > MaxDateTicks || ticks < -MaxDateTicks {
		return DateTimeOffset{}, unrepresentable("t")
	}
	ticks := o.UTCTicks() + int64(offset)
	if ticks < MinDateTicks || ticks > MaxDateTicks {
		return DateTimeOffset{}, unrepresentable("t")
	}
	minutes, err := offsetMinutes(offset)
	if err != nil {
		return DateTimeOffset{}, err
	}
	return DateTimeOffset{Ticks: ticks, Offset: minutes}, nil
}

// ToUniversalTime is the instant at offset zero.
func (o DateTimeOffset) ToUniversalTime() DateTimeOffset { return DateTimeOffset{Ticks: o.UTCTicks()} }

// ToUnixSeconds is ToUnixTimeSeconds: fractions are cut off toward the past.
func (o DateTimeOffset) ToUnixSeconds() int64 {
	return o.UTCTicks()/TicksPerSecond - unixTicks/TicksPerSecond
}

// ToUnixMilliseconds is ToUnixTimeMilliseconds.
func (o DateTimeOffset) ToUnixMilliseconds() int64 {
	return o.UTCTicks()/TicksPerMillisecond - unixTicks/TicksPerMillisecond
}

// Compare compares the instants.
func (o DateTimeOffset) Compare(other DateTimeOffset) int {
	return compareInt64(o.UTCTicks(), other.UTCTicks())
}

// EqualsExact reports whether clock time and offset are both equal.
func (o DateTimeOffset) EqualsExact(other DateTimeOffset) bool { return o == other }

// HashCode is that of the instant.
func (o DateTimeOffset) HashCode() int32 { return o.UtcDateTime().HashCode() }
