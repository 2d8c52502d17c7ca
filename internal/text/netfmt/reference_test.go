package netfmt

import (
	"math"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// The tables of this file are the statements of expressions.md, sections 5 and
// 6.1 to 6.4, as far as they concern this package.

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestReferenceFormats(t *testing.T) {
	moment := must(clr.NewDateTime(2020, 1, 2, 3, 4, 5, 0, clr.Unspecified))
	fraction := must(clr.NewDateTime(2020, 1, 2, 3, 4, 5, 600, clr.Unspecified))
	afternoon := must(clr.NewDateTime(2020, 1, 2, 13, 4, 5, 0, clr.Unspecified))
	offset := must(clr.NewDateTimeOffset(moment, 2*clr.TicksPerHour))
	framework := EnUS().WithFloats(Fixed15)
	for _, c := range []struct {
		value   any
		format  string
		culture *Culture
		want    string
	}{
		{moment, "", EnUS(), "1/2/2020 3:04:05 AM"}, {moment, "", Invariant(), "01/02/2020 03:04:05"},
		{moment, "d", EnUS(), "1/2/2020"}, {moment, "d", Invariant(), "01/02/2020"},
		{moment, "D", EnUS(), "Thursday, January 2, 2020"}, {moment, "D", Invariant(), "Thursday, 02 January 2020"},
		{offset, "", EnUS(), "1/2/2020 3:04:05 AM +02:00"}, {offset, "", Invariant(), "01/02/2020 03:04:05 +02:00"},
		{1234.5, "C", EnUS(), "$1,234.50"}, {1234.5, "C", Invariant(), "¤1,234.50"},
		{1234567.891, "N2", EnUS(), "1,234,567.89"}, {0.256, "P1", EnUS(), "25.6 %"}, {int32(255), "X", EnUS(), "FF"},
		{int32(5), "D3", EnUS(), "005"}, {int32(12), "000", EnUS(), "012"}, {1234.5, "#,##0.00", EnUS(), "1,234.50"}, {12345.6789, "E2", EnUS(), "1.23E+004"},
		{0.30000000000000004, "", framework, "0.3"}, {0.30000000000000004, "", EnUS(), "0.30000000000000004"},
		{float32(1) / 3, "", framework, "0.3333333"}, {float32(1) / 3, "", EnUS(), "0.33333334"},
		{1.0, "", EnUS(), "1"}, {1e15, "", EnUS(), "1E+15"}, {0.00001, "", EnUS(), "1E-05"}, {1e20, "", EnUS(), "1E+20"}, {100000.0, "", EnUS(), "100000"},
		{1.0, "", framework, "1"}, {1e15, "", framework, "1E+15"}, {0.00001, "", framework, "1E-05"}, {1e20, "", framework, "1E+20"}, {100000.0, "", framework, "100000"},
		{math.Copysign(0, -1), "", framework, "0"}, {math.Copysign(0, -1), "", EnUS(), "-0"},
		{must(clr.TimeSpanFromMilliseconds(1.6)), "", EnUS(), "00:00:00.0020000"},
		{testDecimal(t, "1.10"), "", EnUS(), "1.10"}, {true, "", EnUS(), "True"}, {false, "", EnUS(), "False"},
		{moment.WithKind(clr.UTC), "o", EnUS(), "2020-01-02T03:04:05.0000000Z"},
		{moment.WithKind(clr.Local), "o", EnUS(), "2020-01-02T03:04:05.0000000+00:00"},
		{moment, "o", EnUS(), "2020-01-02T03:04:05.0000000"},
		{moment, "yyyy-MM-ddTHH:mm:ssZ", EnUS(), "2020-01-02T03:04:05Z"}, {moment, "yyyy-MM-ddTHH:mmZ", EnUS(), "2020-01-02T03:04Z"},
		{moment, "R", EnUS(), "Thu, 02 Jan 2020 03:04:05 GMT"}, {moment, "r", EnUS(), "Thu, 02 Jan 2020 03:04:05 GMT"},
		{moment.WithKind(clr.Local), "R", EnUS(), "Thu, 02 Jan 2020 03:04:05 GMT"}, {offset, "R", EnUS(), "Thu, 02 Jan 2020 01:04:05 GMT"},
		{moment, "u", EnUS(), "2020-01-02 03:04:05Z"}, {offset, "u", EnUS(), "2020-01-02 01:04:05Z"}, {moment, "s", EnUS(), "2020-01-02T03:04:05"},
		{fraction, "yyyy-MM-ddTHH:mm:ss.fff", EnUS(), "2020-01-02T03:04:05.600"}, {moment, "yyyyMMddTHHmmssZ", EnUS(), "20200102T030405Z"},
		{moment, "yyyy'-'MM'-'dd'T'HH':'mm':'ss'Z'", EnUS(), "2020-01-02T03:04:05Z"}, {moment, "yyyyMMdd", EnUS(), "20200102"},
		{fraction, "ss.FFFZ", EnUS(), "05.6Z"}, {moment, "ss.FFFZ", EnUS(), "05Z"},
		{moment, "zzz K", EnUS(), "+00:00 "}, {moment.WithKind(clr.UTC), "zzz K", EnUS(), "+00:00 Z"}, {offset, "zzz K", EnUS(), "+02:00 +02:00"},
		{afternoon, "hh:mm tt d/M/yy dddd ddd MMMM MMM", EnUS(), "01:04 PM 2/1/20 Thursday Thu January Jan"},
		{moment, "%d", EnUS(), "2"}, {moment, `\d'd'"d"`, EnUS(), "ddd"}, {moment, "U", EnUS(), "Thursday, January 2, 2020 3:04:05 AM"},
		{must(clr.TimeSpanFromSeconds(3661.5)), "", EnUS(), "01:01:01.5000000"}, {must(clr.TimeSpanFromDays(1.5)), "", EnUS(), "1.12:00:00"},
		{must(clr.TimeSpanFromSeconds(3661)), `hh\:mm`, EnUS(), "01:01"}, {clr.TimeSpan(-clr.TicksPerDay), "", EnUS(), "-1.00:00:00"},
		{clr.Guid{15: 1}, "N", EnUS(), "00000000000000000000000000000001"},
		{clr.Char('x'), "", EnUS(), "x"}, {"text", "anything", EnUS(), "text"},
		{1.5, "D", EnUS(), "!FormatException: Format specifier was invalid."}, {moment, "Q", EnUS(), "!FormatException: Input string was not in a correct format."},
		{clr.TimeSpan(0), "hh:mm", EnUS(), "!FormatException: Input string was not in a correct format."},
	} {
		if got := outcome(Format(c.value, c.format, c.culture)); got != c.want {
			t.Errorf("%v, format %q, culture %q: got %q, want %q", c.value, c.format, c.culture.Name(), got, c.want)
		}
	}
	if _, err := Format(struct{}{}, "", EnUS()); err == nil {
		t.Error("a struct has a format")
	}
}

func TestReferenceParsing(t *testing.T) {
	const bad = "!FormatException: Input string was not in a correct format."
	c := EnUS()
	number := func(v any, err error) string {
		if err != nil {
			return outcome("", err)
		}
		return outcome(Format(v, "", c))
	}
	date := func(s string) string {
		d, err := ParseDateTime(s, c, DateNone, func() time.Time { return time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC) })
		if err != nil {
			return outcome("", err)
		}
		return outcome(FormatDateTime(d, "o", c))
	}
	for _, row := range []struct{ name, got, want string }{
		{`int " 12 "`, number(ParseInt(" 12 ", 32, NumberInteger, c)), "12"},
		{`int "1,000"`, number(ParseInt("1,000", 32, NumberInteger, c)), bad},
		{`int "x"`, number(ParseInt("x", 32, NumberInteger, c)), bad},
		{"int too large", number(ParseInt("99999999999", 32, NumberInteger, c)), "!OverflowException: Value was either too large or too small for an Int32."},
		{`double "1,000.5"`, number(ParseDouble("1,000.5", NumberFloat|AllowThousands, c)), "1000.5"},
		{`bool "true "`, outcome(writeBool(ParseBool("true "))), "True"},
		{`bool "1"`, outcome(writeBool(ParseBool("1"))), "!FormatException: String was not recognized as a valid Boolean."},
		{"Guid", number(ParseGuid("x")), "!FormatException: Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."},
		{"date with Z", date("2020-01-02T03:04:05Z"), "2020-01-02T03:04:05.0000000+00:00"},
		{"date with offset", date("2020-01-02T03:04:05+02:00"), "2020-01-02T01:04:05.0000000+00:00"},
		{"day", date("2020-01-02"), "2020-01-02T00:00:00.0000000"},
		{"American date", date("01/02/2020"), "2020-01-02T00:00:00.0000000"},
		{"month 13", date("13/02/2020"), "!FormatException: String was not recognized as a valid DateTime."},
		{"RFC 1123", date("Thu, 02 Jan 2020 03:04:05 GMT"), "2020-01-02T03:04:05.0000000+00:00"},
		{"time alone", date("15:04"), "2024-05-06T15:04:00.0000000"},
		{"no year", date("1/2"), "2024-01-02T00:00:00.0000000"},
		{"word", date("x"), "!FormatException: String was not recognized as a valid DateTime."},
		{"span", number(ParseTimeSpan("1:2:3", c)), "01:02:03"},
		{"bad span", number(ParseTimeSpan("x", c)), "!FormatException: String was not recognized as a valid TimeSpan."},
		{"decimal", number(ParseDecimal("1.10", NumberNumber, c)), "1.10"},
	} {
		if row.got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, row.got, row.want)
		}
	}
}

func writeBool(b bool, err error) (string, error) { return FormatBool(b), err }
