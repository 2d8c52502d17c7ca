package clr

import "math"

func unrepresentable(param string) *Exception {
	return ArgumentOutOfRange("The added or subtracted value results in an un-representable DateTime.", param)
}

// addTicks is the one place where dates grow; param names the argument in the
// exception.
func addTicks(ticks, delta int64, param string) (int64, error) {
	if delta > MaxDateTicks-ticks || delta < MinDateTicks-ticks {
		return 0, unrepresentable(param)
	}
	return ticks + delta, nil
}

// addUnits adds a fractional count of units rounded to the nearest millisecond,
// as .NET Framework does.
func addUnits(ticks int64, value, unitMilliseconds float64) (int64, error) {
	const maxMilliseconds = MaxDateTicks/TicksPerMillisecond + 1
	ms := float64(value * unitMilliseconds)
	if value >= 0 {
		ms += 0.5
	} else {
		ms -= 0.5
	}
	if math.IsNaN(ms) || ms <= -maxMilliseconds || ms >= maxMilliseconds {
		return 0, ArgumentOutOfRange("Value to add was out of range.", "value")
	}
	return addTicks(ticks, int64(ms)*TicksPerMillisecond, "value")
}

func addMonths(ticks int64, months int) (int64, error) {
	if months < -120_000 || months > 120_000 {
		return 0, ArgumentOutOfRange("Months value must be between +/-120000.", "months")
	}
	year, month, day, _ := civil(int(ticks / TicksPerDay))
	count := year*12 + month - 1 + months
	year, month = count/12, count%12+1
	if count < 12 || year > 9999 {
		return 0, unrepresentable("months")
	}
	day = min(day, daysInMonth(year, month))
	return int64(dayNumber(year, month, day))*TicksPerDay + ticks%TicksPerDay, nil
}

func addYears(ticks int64, years int) (int64, error) {
	if years < -10_000 || years > 10_000 {
		return 0, ArgumentOutOfRange("Years value must be between +/-10000.", "years")
	}
	return addMonths(ticks, years*12)
}

func (d DateTime) withTicks(ticks int64, err error) (DateTime, error) {
	if err != nil {
		return DateTime{}, err
	}
	d.Ticks = ticks
	return d, nil
}

// Add returns d + span; like all additions it keeps the kind and throws
// System.ArgumentOutOfRangeException when the result is out of range.
func (d DateTime) Add(span TimeSpan) (DateTime, error) {
	return d.withTicks(addTicks(d.Ticks, int64(span), "value"))
}

// AddTicks adds units of 100 nanoseconds.
func (d DateTime) AddTicks(ticks int64) (DateTime, error) {
	return d.withTicks(addTicks(d.Ticks, ticks, "value"))
}

// AddDays adds days, rounded to milliseconds like all fractional additions.
func (d DateTime) AddDays(value float64) (DateTime, error) {
	return d.withTicks(addUnits(d.Ticks, value, 86_400_000))
}

// AddHours adds hours.
func (d DateTime) AddHours(value float64) (DateTime, error) {
	return d.withTicks(addUnits(d.Ticks, value, 3_600_000))
}

// AddMinutes adds minutes.
func (d DateTime) AddMinutes(value float64) (DateTime, error) {
	return d.withTicks(addUnits(d.Ticks, value, 60_000))
}

// AddSeconds adds seconds.
func (d DateTime) AddSeconds(value float64) (DateTime, error) {
	return d.withTicks(addUnits(d.Ticks, value, 1000))
}

// AddMilliseconds adds milliseconds.
func (d DateTime) AddMilliseconds(value float64) (DateTime, error) {
	return d.withTicks(addUnits(d.Ticks, value, 1))
}

// AddMonths adds months; a day that the month does not have becomes its last.
func (d DateTime) AddMonths(months int) (DateTime, error) {
	return d.withTicks(addMonths(d.Ticks, months))
}

// AddYears adds years; February 29 becomes 28 in a common year.
func (d DateTime) AddYears(years int) (DateTime, error) {
	return d.withTicks(addYears(d.Ticks, years))
}

// Sub returns d - span.
func (d DateTime) Sub(span TimeSpan) (DateTime, error) {
	if span == MinTimeSpan {
		return DateTime{}, unrepresentable("value")
	}
	return d.withTicks(addTicks(d.Ticks, -int64(span), "value"))
}

// Since returns the time from other to d, whatever their kinds.
func (d DateTime) Since(other DateTime) TimeSpan { return TimeSpan(d.Ticks - other.Ticks) }
