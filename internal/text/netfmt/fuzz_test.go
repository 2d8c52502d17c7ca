package netfmt

import (
	"math"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// sizeLimit is far above what a format of the fuzzers' size may produce.
const sizeLimit = 1 << 20

func FuzzFormat(f *testing.F) {
	for _, format := range []string{"", "0.00", "#,##0.##;(0);z", "0.0E+00", "N2", "D99999", "%", "'", "\\", "yyyy-MM-dd'T'HH:mm:ss.FFFK", "hh\\:mm", "ffffffff", "%%", "X", "‰0"} {
		f.Add(format, int64(-1234567), 0.1)
	}
	f.Fuzz(func(t *testing.T, format string, n int64, x float64) {
		ticks := int64(uint64(n) % (clr.MaxDateTicks + 1))
		d := clr.DateTime{Ticks: ticks, Kind: clr.Local}
		for _, c := range []*Culture{EnUS(), deDE.WithFloats(Fixed15)} {
			for _, v := range []any{
				n, int8(n), uint32(n), x, float32(x), clr.DecimalFromInt64(n), clr.TimeSpan(n), d,
				clr.DateTimeOffset{Ticks: max(ticks, clr.TicksPerDay), Offset: 90},
			} {
				text, err := Format(v, format, c)
				if len(text) > sizeLimit && len(format) < 100 {
					t.Errorf("format %q makes %d bytes of %v", format, len(text), v)
				}
				if err != nil && outcome("", err)[0] != '!' {
					t.Errorf("format %q: %v", format, err)
				}
			}
		}
	})
}

func FuzzComposite(f *testing.F) {
	for _, format := range []string{"{0}", "{0,10:D2}", "{{}}", "{0:{{}}}", "{0,-999999}", "{", "}"} {
		f.Add(format)
	}
	f.Fuzz(func(t *testing.T, format string) {
		text, err := Composite(format, []any{int32(1), "x"}, EnUS(), nil)
		if len(text) > maxComposite {
			t.Errorf("format %q makes %d bytes", format, len(text))
		}
		if err != nil && outcome("", err)[0] != '!' {
			t.Errorf("format %q: %v", format, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2020-01-02T03:04:05Z", "1/2/2020 3:04 PM", "Thu, 02 Jan 2020 03:04:05 GMT", "#1/2#", "+", "Jan", "12:30:15.5 -08:00", "\x00"} {
		f.Add(s, "yyyy-MM-dd", 0)
	}
	f.Add("2020", "'%", 7)
	now := func() time.Time { return time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC) }
	f.Fuzz(func(t *testing.T, s, format string, styles int) {
		for _, c := range []*Culture{EnUS(), frFR, daDK} {
			d, err := ParseDateTime(s, c, DateTimeStyles(styles), now)
			if err == nil && (d.Ticks < clr.MinDateTicks || d.Ticks > clr.MaxDateTicks) {
				t.Errorf("%q gives ticks %d", s, d.Ticks)
			}
			o, err := ParseDateTimeOffset(s, c, DateTimeStyles(styles), now)
			if err == nil && (o.UTCTicks() < clr.MinDateTicks || o.UTCTicks() > clr.MaxDateTicks) {
				t.Errorf("%q gives ticks %d", s, o.UTCTicks())
			}
			_, _ = ParseDateTimeExact(s, []string{format, "o"}, c, DateTimeStyles(styles), now)
			_, _ = ParseTimeSpan(s, c)
			_, _ = ParseTimeSpanExact(s, []string{format}, c, false)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1", "-1,234.5e3", "($1)", "0x", "FF", " 1 ", "1e99999999999", "NaN"} {
		f.Add(s, int(NumberAny))
	}
	f.Fuzz(func(t *testing.T, s string, styles int) {
		_, _ = ParseInt(s, 16, NumberStyles(styles), EnUS())
		_, _ = ParseUint(s, 64, NumberStyles(styles), EnUS())
		_, _ = ParseDecimal(s, NumberStyles(styles), deDE)
		x, err := ParseDouble(s, NumberStyles(styles), EnUS())
		if err != nil || math.IsNaN(x) {
			return
		}
		text := FormatDouble(x, EnUS())
		if back, err := ParseDouble(text, NumberFloat, EnUS()); err != nil || back != x {
			t.Errorf("%q is %v, written %q, read %v, %v", s, x, text, back, err)
		}
	})
}
