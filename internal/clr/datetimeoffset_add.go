package clr

// withClock replaces the clock time and checks that the instant is still in
// range.
func (o DateTimeOffset) withClock(ticks int64, err error) (DateTimeOffset, error) {
	if err != nil {
		return DateTimeOffset{}, err
	}
	o.Ticks = ticks
	if utc := o.UTCTicks(); utc < MinDateTicks || utc > MaxDateTicks {
		return DateTimeOffset{}, utcOutOfRange()
	}
	return o, nil
}

// Add returns o + span at the same offset; like all additions it throws
// System.ArgumentOutOfRangeException when the result is out of range.
func (o DateTimeOffset) Add(span TimeSpan) (DateTimeOffset, error) {
	return o.withClock(addTicks(o.Ticks, int64(span), "value"))
}

// AddTicks adds units of 100 nanoseconds.
func (o DateTimeOffset) AddTicks(ticks int64) (DateTimeOffset, error) {
	return o.withClock(addTicks(o.Ticks, ticks, "value"))
}

// AddDays adds days, rounded to milliseconds like all fractional additions.
func (o DateTimeOffset) AddDays(value float64) (DateTimeOffset, error) {
	return o.withClock(addUnits(o.Ticks, value, 86_400_000))
}

// AddHours adds hours.
func (o DateTimeOffset) AddHours(value float64) (DateTimeOffset, error) {
	return o.withClock(addUnits(o.Ticks, value, 3_600_000))
}

// AddMinutes adds minutes.
func (o DateTimeOffset) AddMinutes(value float64) (DateTimeOffset, error) {
	return o.withClock(addUnits(o.Ticks, value, 60_000))
}

// AddSeconds adds seconds.
func (o DateTimeOffset) AddSeconds(value float64) (DateTimeOffset, error) {
	return o.withClock(addUnits(o.Ticks, value, 1000))
}

// AddMilliseconds adds milliseconds.
func (o DateTimeOffset) AddMilliseconds(value float64) (DateTimeOffset, error) {
	return o.withClock(addUnits(o.Ticks, value, 1))
}

// AddMonths adds months; a day that the month does not have becomes its last.
func (o DateTimeOffset) AddMonths(months int) (DateTimeOffset, error) {
	return o.withClock(addMonths(o.Ticks, months))
}

// AddYears adds years; February 29 becomes 28 in a common year.
func (o DateTimeOffset) AddYears(years int) (DateTimeOffset, error) {
	return o.withClock(addYears(o.Ticks, years))
}

// Sub returns o - span.
func (o DateTimeOffset) Sub(span TimeSpan) (DateTimeOffset, error) {
	if span == MinTimeSpan {
		return DateTimeOffset{}, unrepresentable("value")
	}
	return o.withClock(addTicks(o.Ticks, -int64(span), "value"))
}

// Since returns the time between the two instants.
func (o DateTimeOffset) Since(other DateTimeOffset) TimeSpan {
	return TimeSpan(o.UTCTicks() - other.UTCTicks())
}
