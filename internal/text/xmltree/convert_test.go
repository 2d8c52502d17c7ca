package xmltree

import (
	"math"
	"strconv"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// TestConvertRecorded checks the explicit conversions; results are shown by
// ToString, dates by ToString("o") and real numbers by ToString("R").
func TestConvertRecorded(t *testing.T) {
	type conversion struct {
		Type, Text string
		outcome
	}
	for _, c := range readCases[conversion](t, "convert.jsonl") {
		t.Run(c.Type+" "+c.Text, func(t *testing.T) {
			got, err := convert(c.Type, c.Text)
			c.check(t, got, err)
		})
	}
}

func convert(typ, s string) (string, error) {
	switch typ {
	case "bool":
		v, err := ParseBool(s)
		return boolean(v), err
	case "int":
		v, err := ParseInt32(s)
		return strconv.FormatInt(int64(v), 10), err
	case "uint":
		v, err := ParseUint32(s)
		return strconv.FormatUint(uint64(v), 10), err
	case "long":
		v, err := ParseInt64(s)
		return strconv.FormatInt(v, 10), err
	case "ulong":
		v, err := ParseUint64(s)
		return strconv.FormatUint(v, 10), err
	case "double":
		v, err := ParseDouble(s)
		return infinityNames(FormatDouble(v)), err
	case "float":
		v, err := ParseSingle(s)
		return infinityNames(FormatSingle(v)), err
	case "decimal":
		v, err := ParseDecimal(s)
		return FormatDecimal(v), err
	case "Guid":
		v, err := ParseGuid(s)
		return FormatGuid(v), err
	case "TimeSpan":
		v, err := ParseTimeSpan(s)
		return plainTimeSpan(v), err
	case "DateTime":
		v, err := ParseDateTime(s, nil)
		return roundtrip(FormatDateTime(v), v.Ticks), err
	case "DateTimeOffset":
		v, err := ParseDateTimeOffset(s, clr.DateTime{Ticks: dayNumber(2026, 11, 22) * clr.TicksPerDay})
		text := FormatDateTimeOffset(v)
		if v.Offset == 0 {
			text = text[:len(text)-1] + "+00:00"
		}
		return roundtrip(text, v.Ticks), err
	}
	return "", nil
}

func infinityNames(s string) string {
	switch s {
	case "INF":
		return "Infinity"
	case "-INF":
		return "-Infinity"
	}
	return s
}

// roundtrip pads the fraction to the seven digits of the "o" format.
func roundtrip(s string, ticks int64) string {
	fraction := strconv.FormatInt(ticks%clr.TicksPerSecond+clr.TicksPerSecond, 10)[1:]
	end := 19
	for end < len(s) && (s[end] == '.' || s[end] >= '0' && s[end] <= '9') {
		end++
	}
	return s[:19] + "." + fraction + s[end:]
}

// plainTimeSpan is TimeSpan.ToString().
func plainTimeSpan(v clr.TimeSpan) string {
	out, ticks := "", uint64(v)
	if v < 0 {
		out, ticks = "-", -ticks
	}
	if days := ticks / clr.TicksPerDay; days > 0 {
		out += strconv.FormatUint(days, 10) + "."
	}
	two := func(n uint64) string { return strconv.FormatUint(n%100+100, 10)[1:] }
	out += two(ticks/clr.TicksPerHour%24) + ":" + two(ticks/clr.TicksPerMinute%60) + ":" + two(ticks/clr.TicksPerSecond%60)
	if f := ticks % clr.TicksPerSecond; f > 0 {
		out += "." + strconv.FormatUint(f+clr.TicksPerSecond, 10)[1:]
	}
	return out
}

// The expected texts were recorded from XmlConvert, but for the digits of
// doubles, which .NET Framework writes up to 17 of and later .NET, as here, only
// as many as needed.
func TestTextOf(t *testing.T) {
	day := func(y, m, d int64) int64 { return dayNumber(y, m, d) * clr.TicksPerDay }
	clock := int64(3*clr.TicksPerHour + 4*clr.TicksPerMinute + 5*clr.TicksPerSecond)
	for _, c := range []struct {
		name  string
		value any
		want  string
	}{
		{"true", true, "true"},
		{"int", int32(-7), "-7"},
		{"byte", uint8(5), "5"},
		{"char", clr.Char('x'), "x"},
		{"1e15", 1e15, "1E+15"},
		{"1e14", 1e14, "100000000000000"},
		{"16 digits", 123456789012345.6, "123456789012345.6"},
		{"17 digits before the point", 12345678901234567.0, "12345678901234568"},
		{"18 digits before the point", 123456789012345678.0, "1.2345678901234568E+17"},
		{"0.0001", 0.0001, "0.0001"},
		{"0.00001", 0.00001, "1E-05"},
		{"0.1+0.2", 0.1 + math.Nextafter(0.2, 0.2), "0.30000000000000004"},
		{"largest", math.MaxFloat64, "1.7976931348623157E+308"},
		{"smallest", math.SmallestNonzeroFloat64, "5E-324"},
		{"-1.5e-7", -1.5e-7, "-1.5E-07"},
		{"-0", math.Copysign(0, -1), "-0"},
		{"NaN", math.NaN(), "NaN"},
		{"-INF", math.Inf(-1), "-INF"},
		{"float 1e7", float32(1e7), "1E+07"},
		{"float 12345678", float32(12345678), "12345678"},
		{"float 0.1", float32(0.1), "0.1"},
		{"largest float", float32(math.MaxFloat32), "3.4028235E+38"},
		{"decimal", dec(110, 2), "1.10"},
		{"decimal below one", dec(5, 3), "0.005"},
		{"decimal zero", dec(0, 3), "0.000"},
		{"date", clr.DateTime{Ticks: day(2020, 1, 2)}, "2020-01-02T00:00:00"},
		{"UTC", clr.DateTime{Ticks: day(2020, 2, 29) + clock, Kind: clr.UTC}, "2020-02-29T03:04:05Z"},
		{"local", clr.DateTime{Ticks: day(2020, 12, 31) + clock + 1200000, Kind: clr.Local}, "2020-12-31T03:04:05.12+00:00"},
		{"last", clr.DateTime{Ticks: maxTicks}, "9999-12-31T23:59:59.9999999"},
		{"offset none", clr.DateTimeOffset{Ticks: day(2020, 1, 2) + clock}, "2020-01-02T03:04:05Z"},
		{"offset west", clr.DateTimeOffset{Ticks: day(2020, 1, 2) + clock, Offset: -330}, "2020-01-02T03:04:05-05:30"},
		{"no time", clr.TimeSpan(0), "PT0S"},
		{"a day", clr.TimeSpan(clr.TicksPerDay), "P1D"},
		{"negative", clr.TimeSpan(-36 * clr.TicksPerHour), "-P1DT12H"},
		{"all parts", clr.TimeSpan(clr.TicksPerDay + 2*clr.TicksPerHour + 3*clr.TicksPerMinute + 4*clr.TicksPerSecond + 50000), "P1DT2H3M4.005S"},
		{"minute", clr.TimeSpan(clr.TicksPerMinute), "PT1M"},
		{"longest", clr.TimeSpan(math.MaxInt64), "P10675199DT2H48M5.4775807S"},
		{"longest negative", clr.TimeSpan(math.MinInt64), "-P10675199DT2H48M5.4775808S"},
		{"guid", clr.Guid{0x0f, 0x8f, 0xad, 0x5b, 0xd9, 0xcb, 0x46, 0x9f, 0xa1, 0x65, 0x70, 0x86, 0x77, 0x28, 0x95, 0x0e}, "0f8fad5b-d9cb-469f-a165-70867728950e"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := TextOf(c.value)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestCalendar(t *testing.T) {
	// Every day of the calendar there and back.
	days := int64(0)
	for year := int64(1); year <= 9999; year += 7 {
		for month := int64(1); month <= 12; month++ {
			for _, day := range []int64{1, daysInMonth(year, month)} {
				n := dayNumber(year, month, day)
				if n < days {
					t.Fatalf("%d-%d-%d is day %d, after day %d", year, month, day, n, days)
				}
				days = n
				if y, m, d := dateOf(n); y != year || m != month || d != day {
					t.Fatalf("%d-%d-%d became %d-%d-%d", year, month, day, y, m, d)
				}
			}
		}
	}
}
