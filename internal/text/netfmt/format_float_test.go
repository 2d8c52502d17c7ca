package netfmt

import (
	"math"
	"testing"
)

// TestShortestFloats holds what modern .NET gives where it differs from .NET
// Framework, whose results are recorded.
func TestShortestFloats(t *testing.T) {
	for _, c := range []struct {
		value  any
		format string
		want   string
	}{
		{0.30000000000000004, "", "0.30000000000000004"},
		{0.30000000000000004, "R", "0.30000000000000004"},
		{0.30000000000000004, "G15", "0.3"},
		{0.30000000000000004, "G17", "0.30000000000000004"},
		{1.0 / 3, "", "0.3333333333333333"},
		{1.0, "", "1"}, {100000.0, "", "100000"}, {1e15, "", "1E+15"}, {1e20, "", "1E+20"}, {0.00001, "", "1E-05"}, {0.0001, "", "0.0001"},
		{123456789012345.0, "", "123456789012345"}, {123456789.123456789, "", "123456789.12345679"},
		{math.Copysign(0, -1), "", "-0"}, {math.Copysign(0, -1), "F2", "-0.00"}, {-0.001, "F2", "-0.00"}, {-0.1, "0", "-0"}, {-0.1, "#", ""},
		{float32(1) / 3, "", "0.33333334"}, {float32(16777216), "", "16777216"}, {float32(1e8), "", "1E+08"}, {float32(0.1), "", "0.1"}, {float32(2.5), "", "2.5"},
		{math.MaxFloat64, "", "1.7976931348623157E+308"}, {math.SmallestNonzeroFloat64, "", "5E-324"}, {float32(math.MaxFloat32), "", "3.4028235E+38"},
		{2.5, "F0", "2"}, {3.5, "F0", "4"}, {0.125, "F2", "0.12"}, {2.675, "F2", "2.67"}, {2.5, "0", "3"}, {0.125, "0.00", "0.13"},
		{0.1, "F20", "0.10000000000000000555"}, {1e22, "F0", "10000000000000000000000"}, {1.0 / 3, "E20", "3.33333333333333314830E-001"},
		{1e21, "r", "1e+21"}, {1e21, "g", "1e+21"}, {0.256, "P1", "25.6 %"}, {1234567.891, "N2", "1,234,567.89"}, {12345.6789, "E2", "1.23E+004"},
		{math.NaN(), "F2", "NaN"}, {math.Inf(1), "", "Infinity"}, {math.Inf(-1), "0.00", "-Infinity"},
		{int32(10), "B", "1010"}, {int8(-1), "b", "11111111"}, {int32(5), "B8", "00000101"}, {int32(5), "D100", zeros(99) + "5"},
	} {
		got := outcome(Format(c.value, c.format, EnUS()))
		if got != c.want {
			t.Errorf("%v, format %q: got %q, want %q", c.value, c.format, got, c.want)
		}
	}
	if got := FormatDouble(0.30000000000000004, EnUS().WithFloats(Fixed15)); got != "0.3" {
		t.Errorf("15 digits: got %q", got)
	}
	if got := FormatFloat32(float32(1)/3, EnUS().WithFloats(Fixed15)); got != "0.3333333" {
		t.Errorf("7 digits: got %q", got)
	}
}

func zeros(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = '0'
	}
	return string(text)
}

func TestPrecisionIsBounded(t *testing.T) {
	for _, v := range []any{1.5, int32(5), testDecimal(t, "1.5")} {
		if got := outcome(Format(v, "F999999999", EnUS())); got != "!FormatException: Format specifier was invalid." {
			t.Errorf("%v: got %d bytes", v, len(got))
		}
	}
}

func TestCultures(t *testing.T) {
	for name, want := range map[string]string{"en-US": "en-US", "EN-us": "en-US", "": "", "de": "de-DE", "fr-FR": "fr-FR"} {
		if c, ok := ByName(name); !ok || c.Name() != want {
			t.Errorf("%q: got %v, %v", name, c, ok)
		}
	}
	if _, ok := ByName("xx-XX"); ok {
		t.Error("xx-XX is known")
	}
	framework := EnUS().WithFloats(Fixed15)
	if framework.Floats() != Fixed15 || EnUS().Floats() != Shortest || framework.WithFloats(Fixed15) != framework {
		t.Error("WithFloats changes the shared culture")
	}
}

func TestFormatAllocations(t *testing.T) {
	c := EnUS()
	for _, test := range []struct {
		name   string
		limit  float64
		format func()
	}{
		{"int", 1, func() { FormatInt(1234567) }},
		{"double", 1, func() { FormatDouble(1234.5678, c) }},
		{"whole double", 1, func() { FormatDouble(1234, c) }},
		{"custom number", 2, func() { _, _ = Format(1234.5, "#,##0.00", c) }},
		{"compare", 0, func() { Compare("Content-Type", "content-length", c, true) }},
		{"parse int", 0, func() { _, _ = ParseInt("12345", 32, NumberInteger, c) }},
	} {
		if got := testing.AllocsPerRun(100, test.format); got > test.limit {
			t.Errorf("%s: %v allocations, at most %v", test.name, got, test.limit)
		}
	}
}
