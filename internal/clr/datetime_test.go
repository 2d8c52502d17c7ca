package clr

import (
	"errors"
	"testing"
	"time"
)

func date(t *testing.T, year, month, day int) DateTime {
	t.Helper()
	d, err := NewDate(year, month, day)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestCalendarAgainstTime walks through every day that .NET knows.
func TestCalendarAgainstTime(t *testing.T) {
	day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for ticks := int64(0); ticks < MaxDateTicks; ticks += TicksPerDay {
		d := DateTime{Ticks: ticks}
		year, month, dom := d.YearMonthDay()
		if year != day.Year() || month != int(day.Month()) || dom != day.Day() ||
			d.DayOfYear() != day.YearDay() || int(d.DayOfWeek()) != int(day.Weekday()) {
			t.Fatalf("ticks %d: got %d-%d-%d (day %d, %v), want %v", ticks, year, month, dom, d.DayOfYear(), d.DayOfWeek(), day)
		}
		if back := int64(dayNumber(year, month, dom)) * TicksPerDay; back != ticks {
			t.Fatalf("%v: day number gives ticks %d, want %d", day, back, ticks)
		}
		day = day.AddDate(0, 0, 1)
	}
	if day.Year() != 10000 {
		t.Fatalf("walk ended at %v", day)
	}
}

func TestTimeRoundTrip(t *testing.T) {
	for _, instant := range []time.Time{
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 999_999_900, time.UTC),
		time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2020, 2, 29, 12, 34, 56, 123_456_700, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_900, time.UTC),
	} {
		if back := DateTimeFromTime(instant).Time(); !back.Equal(instant) {
			t.Errorf("%v came back as %v", instant, back)
		}
	}
	if got := DateTimeFromTime(time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)); got.Ticks != MaxDateTicks {
		t.Errorf("year 12000 gives %d", got.Ticks)
	}
	if got := DateTimeFromTime(time.Time{}.Add(-time.Hour)); got.Ticks != MinDateTicks {
		t.Errorf("year 0 gives %d", got.Ticks)
	}
}

func TestAdditions(t *testing.T) {
	day := date(t, 2020, 1, 31)
	first := date(t, 2020, 1, 1)
	for _, c := range []struct {
		name string
		got  func() (DateTime, error)
		want int64
	}{
		{"month clamps", func() (DateTime, error) { return day.AddMonths(1) }, date(t, 2020, 2, 29).Ticks},
		{"month back clamps", func() (DateTime, error) { return day.AddMonths(-11) }, date(t, 2019, 2, 28).Ticks},
		{"months across years", func() (DateTime, error) { return day.AddMonths(-13) }, date(t, 2018, 12, 31).Ticks},
		{"leap day plus a year", func() (DateTime, error) { return date(t, 2020, 2, 29).AddYears(1) }, date(t, 2021, 2, 28).Ticks},
		{"0.4 ms is nothing", func() (DateTime, error) { return first.AddSeconds(0.0004) }, 637134336000000000},
		{"0.5 ms is one", func() (DateTime, error) { return first.AddSeconds(0.0005) }, 637134336000010000},
		{"days round to ms", func() (DateTime, error) { return first.AddDays(-0.5000000001) }, 637133904000000000},
		{"hours", func() (DateTime, error) { return first.AddHours(1.5) }, first.Ticks + 90*TicksPerMinute},
		{"minutes", func() (DateTime, error) { return first.AddMinutes(-2) }, first.Ticks - 2*TicksPerMinute},
		{"milliseconds", func() (DateTime, error) { return first.AddMilliseconds(7) }, first.Ticks + 7*TicksPerMillisecond},
		{"ticks", func() (DateTime, error) { return first.AddTicks(1) }, first.Ticks + 1},
		{"span", func() (DateTime, error) { return first.Add(TicksPerDay) }, first.Ticks + TicksPerDay},
		{"minus span", func() (DateTime, error) { return first.Sub(TicksPerDay) }, first.Ticks - TicksPerDay},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := c.got()
			if err != nil || d.Ticks != c.want {
				t.Errorf("got %d, %v; want %d", d.Ticks, err, c.want)
			}
		})
	}
}

// TestTimeExceptions holds texts as .NET Framework has them.
func TestTimeExceptions(t *testing.T) {
	const outOfRange, overflow, argument = "System.ArgumentOutOfRangeException", "System.OverflowException", "System.ArgumentException"
	unrepresentable := "The added or subtracted value results in an un-representable DateTime.\nParameter name: "
	second := func(_ any, err error) error { return err }
	nan := func() float64 { zero := 0.0; return zero / zero }()
	utc, _ := NewDateTime(2020, 1, 1, 0, 0, 0, 0, UTC)
	for _, c := range []struct {
		name           string
		err            error
		kind, messages string
	}{
		{"month 13", second(NewDate(2020, 13, 1)), outOfRange, "Year, Month, and Day parameters describe an un-representable DateTime."},
		{"February 30", second(NewDate(2020, 2, 30)), outOfRange, "Year, Month, and Day parameters describe an un-representable DateTime."},
		{"year 0", second(NewDate(0, 1, 1)), outOfRange, "Year, Month, and Day parameters describe an un-representable DateTime."},
		{"hour 24", second(NewDateTime(2020, 1, 1, 24, 0, 0, 0, UTC)), outOfRange, "Hour, Minute, and Second parameters describe an un-representable DateTime."},
		{"millisecond 1000", second(NewDateTime(2020, 1, 1, 0, 0, 0, 1000, UTC)), outOfRange, "Valid values are between 0 and 999, inclusive.\nParameter name: millisecond"},
		{"negative ticks", second(DateTimeFromTicks(-1, UTC)), outOfRange, "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.\nParameter name: ticks"},
		{"day after the last", second(MaxDateTime().AddDays(1)), outOfRange, unrepresentable + "value"},
		{"month after the last", second(MaxDateTime().AddMonths(1)), outOfRange, unrepresentable + "months"},
		{"month before the first", second(MinDateTime().AddMonths(-1)), outOfRange, unrepresentable + "months"},
		{"too many months", second(MaxDateTime().AddMonths(1_200_000)), outOfRange, "Months value must be between +/-120000.\nParameter name: months"},
		{"too many years", second(MaxDateTime().AddYears(100_000)), outOfRange, "Years value must be between +/-10000.\nParameter name: years"},
		{"NaN days", second(MinDateTime().AddDays(nan)), outOfRange, "Value to add was out of range.\nParameter name: value"},
		{"1e300 days", second(MinDateTime().AddDays(1e300)), outOfRange, "Value to add was out of range.\nParameter name: value"},
		{"minus the smallest span", second(MinDateTime().Sub(MinTimeSpan)), outOfRange, unrepresentable + "value"},
		{"file time before 1601", second(MinDateTime().ToFileTime()), outOfRange, "Not a valid Win32 FileTime."},
		{"days in month 13", second(DaysInMonth(2020, 13)), outOfRange, "Month must be between one and twelve.\nParameter name: month"},
		{"leap year 0", second(IsLeapYear(0)), outOfRange, "Year must be between 1 and 9999.\nParameter name: year"},
		{"span of 1e300 days", second(TimeSpanFromDays(1e300)), overflow, "TimeSpan overflowed because the duration is too long."},
		{"span of NaN days", second(TimeSpanFromDays(nan)), argument, "TimeSpan does not accept floating point Not-a-Number values."},
		{"negate the smallest", second(MinTimeSpan.Negate()), overflow, "Negating the minimum value of a twos complement number is invalid."},
		{"sum too long", second(MaxTimeSpan.Add(1)), overflow, "TimeSpan overflowed because the duration is too long."},
		{"difference too long", second(MinTimeSpan.Sub(1)), overflow, "TimeSpan overflowed because the duration is too long."},
		{"span of all days", second(NewTimeSpan(1<<31-1, 0, 0, 0, 0)), outOfRange, "TimeSpan overflowed because the duration is too long."},
		{"offset of 15 hours", second(NewDateTimeOffset(date(t, 2020, 1, 1), 15*TicksPerHour)), outOfRange, "Offset must be within plus or minus 14 hours.\nParameter name: offset"},
		{"offset of seconds", second(NewDateTimeOffset(date(t, 2020, 1, 1), 15*TicksPerSecond)), argument, "Offset must be specified in whole minutes.\nParameter name: offset"},
		{"offset of a UTC date", second(NewDateTimeOffset(utc, TicksPerHour)), argument, "The UTC Offset for Utc DateTime instances must be 0.\nParameter name: offset"},
		{"offset of a local date", second(NewDateTimeOffset(utc.ToLocalTime(), TicksPerHour)), argument, "The UTC Offset of the local dateTime parameter does not match the offset argument.\nParameter name: offset"},
		{"instant before the first", second(NewDateTimeOffset(MinDateTime(), TicksPerHour)), outOfRange, "The UTC time represented when the offset is applied must be between year 0 and 10,000.\nParameter name: offset"},
		{"Unix seconds", second(DateTimeOffsetFromUnixSeconds(1 << 62)), outOfRange, "Valid values are between -62135596800 and 253402300799, inclusive.\nParameter name: seconds"},
		{"Unix milliseconds", second(DateTimeOffsetFromUnixMilliseconds(1 << 62)), outOfRange, "Valid values are between -62135596800000 and 253402300799999, inclusive.\nParameter name: milliseconds"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var exception *Exception
			if !errors.As(c.err, &exception) {
				t.Fatalf("got %v", c.err)
			}
			if exception.Type != c.kind || exception.Message != c.messages {
				t.Errorf("got %s %q, want %s %q", exception.Type, exception.Message, c.kind, c.messages)
			}
		})
	}
}

func TestDateTimeOffset(t *testing.T) {
	o, err := NewDateTimeOffset(date(t, 2020, 1, 1), 2*TicksPerHour)
	if err != nil {
		t.Fatal(err)
	}
	if got := o.ToUnixSeconds(); got != 1577829600 {
		t.Errorf("Unix seconds: %d", got)
	}
	other, err := o.ToOffset(3 * TicksPerHour)
	if err != nil || other.Compare(o) != 0 || other.EqualsExact(o) || other.HashCode() != o.HashCode() {
		t.Errorf("ToOffset: %v, %v", other, err)
	}
	next, err := o.AddMonths(1)
	if err != nil || next.Offset != 120 || next.DateTime() != date(t, 2020, 2, 1) {
		t.Errorf("AddMonths: %v, %v", next, err)
	}
	before := DateTimeOffset{Ticks: unixTicks - 1}
	if before.ToUnixSeconds() != -1 || before.ToUnixMilliseconds() != -1 {
		t.Errorf("a tick before 1970: %d, %d", before.ToUnixSeconds(), before.ToUnixMilliseconds())
	}
	if o.UtcDateTime().Kind != UTC || o.LocalDateTime().Kind != Local || o.Since(other) != 0 {
		t.Error("kinds or difference are wrong")
	}
}

func TestTimeSpanParts(t *testing.T) {
	span, err := NewTimeSpan(-1, 25, -70, 1, 1500)
	if err != nil || span != -(9*TicksPerMinute+57*TicksPerSecond+5*TicksPerSecond/10) {
		t.Fatalf("got %d, %v", span, err)
	}
	if span.Days() != 0 || span.Hours() != 0 || span.Minutes() != -9 || span.Seconds() != -57 || span.Milliseconds() != -500 {
		t.Errorf("parts of %d are wrong", span)
	}
	const long = TimeSpan(1234567890123456789)
	if long.TotalDays() != 1428898.0209762231 || long.TotalHours() != 34293552.503429353 {
		t.Errorf("totals: %v, %v", long.TotalDays(), long.TotalHours())
	}
	if MaxTimeSpan.TotalMilliseconds() != 922337203685477 || MinTimeSpan.TotalMilliseconds() != -922337203685477 {
		t.Error("TotalMilliseconds is not limited")
	}
	for _, c := range []struct {
		ms   float64
		want TimeSpan
	}{{1.6, 20_000}, {-0.5, -10_000}, {-0.4, 0}, {0.5, 10_000}, {0.4999, 0}} {
		if got, err := TimeSpanFromMilliseconds(c.ms); err != nil || got != c.want {
			t.Errorf("%v ms: got %d, %v; want %d", c.ms, got, err, c.want)
		}
	}
	if MaxDateTime().HashCode() != -537061494 || MaxTimeSpan.HashCode() != -2147483648 {
		t.Error("hash codes differ from .NET's")
	}
}
