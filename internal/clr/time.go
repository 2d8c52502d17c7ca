package clr

// TimeSpan is System.TimeSpan: a number of ticks of 100 nanoseconds.
type TimeSpan int64

// Ticks in the usual units.
const (
	TicksPerMillisecond = 10_000
	TicksPerSecond      = 1000 * TicksPerMillisecond
	TicksPerMinute      = 60 * TicksPerSecond
	TicksPerHour        = 60 * TicksPerMinute
	TicksPerDay         = 24 * TicksPerHour
)

// DateTimeKind is System.DateTimeKind.
type DateTimeKind uint8

// The kinds of a DateTime.
const (
	Unspecified DateTimeKind = iota
	UTC
	Local
)

// DateTime is System.DateTime: ticks of 100 nanoseconds since midnight of
// January 1 of the year 1 in the proleptic Gregorian calendar, and a kind. The
// gateway's local time is UTC.
type DateTime struct {
	Ticks int64
	Kind  DateTimeKind
}

// DateTimeOffset is System.DateTimeOffset: clock time (ticks as in DateTime, as
// shown on a clock at the offset) and the offset from UTC in minutes.
type DateTimeOffset struct {
	Ticks  int64
	Offset int16
}

// Guid is System.Guid in the order of its text form (big-endian fields); the
// byte order of Guid.ToByteArray is a matter of that method.
type Guid [16]byte
