package netfmt

import (
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// benchText keeps results alive.
var benchText string

func BenchmarkFormat(b *testing.B) {
	day := clr.DateTimeFromTime(time.Date(2024, 2, 29, 12, 34, 56, 789_000_000, time.UTC))
	for _, c := range []struct {
		name   string
		value  any
		format string
	}{
		{"double", 1234.5678, ""}, {"double F2", 1234.5678, "F2"}, {"double custom", 1234.5678, "#,##0.00"},
		{"date o", day, "o"}, {"date R", day, "R"}, {"date custom", day, "yyyy-MM-ddTHH:mm:ssZ"}, {"date general", day, ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				benchText, _ = Format(c.value, c.format, EnUS())
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, s := range []string{"2020-01-02T03:04:05Z", "Thu, 02 Jan 2020 03:04:05 GMT", "1/2/2020 3:04:05 PM"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseDateTime(s, EnUS(), DateNone, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("double", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ParseDouble("1234.5678", NumberFloat|AllowThousands, EnUS()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	for _, c := range [][2]string{{"Content-Type", "content-length"}, {"résumé", "resumed"}} {
		b.Run(c[0], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compare(c[0], c[1], EnUS(), false)
			}
		})
	}
}
