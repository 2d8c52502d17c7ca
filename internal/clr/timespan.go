package clr

import "math"

// The range of a TimeSpan.
const (
	MinTimeSpan TimeSpan = math.MinInt64
	MaxTimeSpan TimeSpan = math.MaxInt64
)

const maxTimeSpanMilliseconds = math.MaxInt64 / TicksPerMillisecond

func timeSpanTooLong() *Exception {
	return &Exception{Type: "System.OverflowException", Message: "TimeSpan overflowed because the duration is too long."}
}

// NewTimeSpan returns the sum of the parts, any of which may be negative or
// exceed its usual range. It throws System.ArgumentOutOfRangeException when the
// sum is out of range.
func NewTimeSpan(days, hours, minutes, seconds, milliseconds int) (TimeSpan, error) {
	total := ((int64(days)*24+int64(hours))*60+int64(minutes))*60 + int64(seconds)
	ms := total*1000 + int64(milliseconds)
	if ms > maxTimeSpanMilliseconds || ms < -maxTimeSpanMilliseconds {
		return 0, ArgumentOutOfRange("TimeSpan overflowed because the duration is too long.", "")
	}
	return TimeSpan(ms * TicksPerMillisecond), nil
}

// interval converts a count of units to a TimeSpan, rounded to the nearest
// millisecond as .NET Framework does (expressions.md section 6.1).
func interval(value float64, unitMilliseconds float64) (TimeSpan, error) {
	if math.IsNaN(value) {
		return 0, Argument("TimeSpan does not accept floating point Not-a-Number values.", "")
	}
	ms := float64(value * unitMilliseconds)
	if value >= 0 {
		ms += 0.5
	} else {
		ms -= 0.5
	}
	if ms > maxTimeSpanMilliseconds || ms < -maxTimeSpanMilliseconds {
		return 0, timeSpanTooLong()
	}
	return TimeSpan(int64(ms) * TicksPerMillisecond), nil
}

// TimeSpanFromDays is TimeSpan.FromDays; like all its siblings it rounds to
// milliseconds, throws System.OverflowException when the value is too large and
// System.ArgumentException for NaN.
func TimeSpanFromDays(value float64) (TimeSpan, error) { return interval(value, 86_400_000) }

// TimeSpanFromHours is TimeSpan.FromHours.
func TimeSpanFromHours(value float64) (TimeSpan, error) { return interval(value, 3_600_000) }

// TimeSpanFromMinutes is TimeSpan.FromMinutes.
func TimeSpanFromMinutes(value float64) (TimeSpan, error) { return interval(value, 60_000) }

// TimeSpanFromSeconds is TimeSpan.FromSeconds.
func TimeSpanFromSeconds(value float64) (TimeSpan, error) { return interval(value, 1000) }

// TimeSpanFromMilliseconds is TimeSpan.FromMilliseconds.
func TimeSpanFromMilliseconds(value float64) (TimeSpan, error) { return interval(value, 1) }

// Ticks is the number of 100-nanosecond units.
func (t TimeSpan) Ticks() int64 { return int64(t) }

// Days is the whole days; all parts have the sign of the TimeSpan.
func (t TimeSpan) Days() int { return int(t / TicksPerDay) }

// Hours is the hours part, -23 to 23.
func (t TimeSpan) Hours() int { return int(t / TicksPerHour % 24) }

// Minutes is the minutes part, -59 to 59.
func (t TimeSpan) Minutes() int { return int(t / TicksPerMinute % 60) }

// Seconds is the seconds part, -59 to 59.
func (t TimeSpan) Seconds() int { return int(t / TicksPerSecond % 60) }

// Milliseconds is the milliseconds part, -999 to 999.
func (t TimeSpan) Milliseconds() int { return int(t / TicksPerMillisecond % 1000) }

// TotalDays is the whole value in days.
func (t TimeSpan) TotalDays() float64 { return float64(t) * (1.0 / TicksPerDay) }

// TotalHours is the whole value in hours.
func (t TimeSpan) TotalHours() float64 { return float64(t) * (1.0 / TicksPerHour) }

// TotalMinutes is the whole value in minutes.
func (t TimeSpan) TotalMinutes() float64 { return float64(t) * (1.0 / TicksPerMinute) }

// TotalSeconds is the whole value in seconds.
func (t TimeSpan) TotalSeconds() float64 { return float64(t) * (1.0 / TicksPerSecond) }

// TotalMilliseconds is the whole value in milliseconds, within the range of a
// whole number of them.
func (t TimeSpan) TotalMilliseconds() float64 {
	ms := float64(t) * (1.0 / TicksPerMillisecond)
	return min(max(ms, -maxTimeSpanMilliseconds), maxTimeSpanMilliseconds)
}

// Add returns t + other, or a System.OverflowException.
func (t TimeSpan) Add(other TimeSpan) (TimeSpan, error) {
	sum := t + other
	if (t < 0) == (other < 0) && (sum < 0) != (t < 0) {
		return 0, timeSpanTooLong()
	}
	return sum, nil
}

// Sub returns t - other, or a System.OverflowException.
func (t TimeSpan) Sub(other TimeSpan) (TimeSpan, error) {
	difference := t - other
	if (t < 0) != (other < 0) && (difference < 0) != (t < 0) {
		return 0, timeSpanTooLong()
	}
	return difference, nil
}

// Negate returns -t; the smallest TimeSpan throws System.OverflowException.
func (t TimeSpan) Negate() (TimeSpan, error) {
	if t == MinTimeSpan {
		return 0, &Exception{Type: "System.OverflowException", Message: "Negating the minimum value of a twos complement number is invalid."}
	}
	return -t, nil
}

// Duration returns the absolute value; the smallest TimeSpan throws
// System.OverflowException.
func (t TimeSpan) Duration() (TimeSpan, error) {
	if t == MinTimeSpan {
		return 0, &Exception{Type: "System.OverflowException", Message: "The duration cannot be returned for TimeSpan.MinValue because the absolute value of TimeSpan.MinValue exceeds the value of TimeSpan.MaxValue."}
	}
	return max(t, -t), nil
}

// Compare returns -1, 0 or 1.
func (t TimeSpan) Compare(other TimeSpan) int { return compareInt64(int64(t), int64(other)) }

func compareInt64(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// HashCode is .NET's hash code of a TimeSpan.
func (t TimeSpan) HashCode() int32 { return int32(t) ^ int32(t>>32) }
