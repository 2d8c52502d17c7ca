package jsontree

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// TestWriteRecorded: `JToken.Parse(text).ToString(Formatting.Indented)` or None.
func TestWriteRecorded(t *testing.T) {
	type writeCase struct {
		Text   string
		Indent bool
		outcome
	}
	for i, c := range recorded[writeCase](t, "write.jsonl") {
		t.Run(fmt.Sprintf("%d %v %.30q", i+1, c.Indent, c.Text), func(t *testing.T) {
			token, err := ParseToken(c.Text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			out, err := Append(nil, token, Format{Indent: c.Indent, Floats: netfmt.Fixed15})
			if diff := cmp.Diff(c.outcome, resultOf(string(out), err)); diff != "" {
				t.Errorf("indent %v, text %q (-.NET +ours):\n%s", c.Indent, c.Text, diff)
			}
		})
	}
}

// testURI is a System.Uri whose two texts differ.
type testURI struct{ original, text string }

func (u testURI) OriginalString() string { return u.original }
func (u testURI) String() string         { return u.text }

func mustValue(t *testing.T, payload any) *Value {
	t.Helper()
	v, err := NewValue(payload)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func mustDecimal(t *testing.T, digits string, point int, negative bool) clr.Decimal {
	t.Helper()
	d, ok := clr.DecimalFromDigits(negative, []byte(digits), point)
	if !ok {
		t.Fatal("no decimal")
	}
	return d
}

// TestPayloads compares how each payload is written, shown in en-US, converted
// to a string and typed, with what .NET Framework does.
func TestPayloads(t *testing.T) {
	date := func(year, month, day, hour, minute, second int, kind clr.DateTimeKind) clr.DateTime {
		d, err := clr.NewDateTime(year, month, day, hour, minute, second, 0, kind)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	later := clr.DateTimeOffset{Ticks: date(2020, 1, 2, 13, 4, 5, clr.Unspecified).Ticks + 60_000, Offset: -90}
	rows := []struct {
		name               string
		token              *Value
		typ                TokenType
		json, text, string string
	}{
		{"string", mustValue(t, "s"), TypeString, `"s"`, "s", "s"},
		{"uint", mustValue(t, uint32(1)), TypeInteger, "1", "1", "1"},
		{"short", mustValue(t, int16(-5)), TypeInteger, "-5", "-5", "-5"},
		{"ulong", mustValue(t, uint64(math.MaxUint64)), TypeInteger, "18446744073709551615", "18446744073709551615", "18446744073709551615"},
		{"big", mustValue(t, new(big.Int).Lsh(big.NewInt(1), 70)), TypeInteger, "1180591620717411303424", "1180591620717411303424", "1180591620717411303424"},
		{"float", mustValue(t, float32(1.5)), TypeFloat, "1.5", "1.5", "1.5"},
		{"float third", mustValue(t, float32(1)/3), TypeFloat, "0.333333343", "0.3333333", "0.3333333"},
		{"double third", mustValue(t, 1.0/3), TypeFloat, "0.33333333333333331", "0.333333333333333", "0.333333333333333"},
		{"double large", mustValue(t, 1e15), TypeFloat, "1E+15", "1E+15", "1E+15"},
		{"double whole", mustValue(t, 5.0), TypeFloat, "5.0", "5", "5"},
		{"negative zero", mustValue(t, math.Copysign(0, -1)), TypeFloat, "0.0", "0", "0"},
		{"NaN", mustValue(t, math.NaN()), TypeFloat, `"NaN"`, "NaN", "NaN"},
		{"float infinity", mustValue(t, float32(math.Inf(-1))), TypeFloat, `"-Infinity"`, "-Infinity", "-Infinity"},
		{"decimal", mustValue(t, mustDecimal(t, "250", 1, false)), TypeFloat, "2.50", "2.50", "2.50"},
		{"decimal whole", mustValue(t, mustDecimal(t, "2", 1, false)), TypeFloat, "2.0", "2", "2"},
		{"decimal small", mustValue(t, mustDecimal(t, "50", 0, true)), TypeFloat, "-0.50", "-0.50", "-0.50"},
		{"guid", mustValue(t, clr.Guid{}), TypeGuid, `"00000000-0000-0000-0000-000000000000"`, "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"},
		{"uri", mustValue(t, testURI{"http://a/b%20c d", "http://a/b c d"}), TypeURI, `"http://a/b%20c d"`, "http://a/b c d", "http://a/b c d"},
		{"tick before", mustValue(t, clr.TimeSpan(-1)), TypeTimeSpan, `"-00:00:00.0000001"`, "-00:00:00.0000001", "-00:00:00.0000001"},
		{"days", mustValue(t, clr.TimeSpan(36*clr.TicksPerHour)), TypeTimeSpan, `"1.12:00:00"`, "1.12:00:00", "1.12:00:00"},
		{"shortest span", mustValue(t, clr.TimeSpan(math.MinInt64)), TypeTimeSpan, `"-10675199.02:48:05.4775808"`, "-10675199.02:48:05.4775808", "-10675199.02:48:05.4775808"},
		{"bytes", mustValue(t, []byte{1, 2, 3}), TypeBytes, `"AQID"`, "System.Byte[]", "AQID"},
		{"no bytes", mustValue(t, []byte{}), TypeBytes, `""`, "System.Byte[]", ""},
		{"first date", mustValue(t, clr.DateTime{}), TypeDate, `"0001-01-01T00:00:00"`, "1/1/0001 12:00:00 AM", "01/01/0001 00:00:00"},
		{"last date", mustValue(t, clr.MaxDateTime()), TypeDate, `"9999-12-31T23:59:59.9999999"`, "12/31/9999 11:59:59 PM", "12/31/9999 23:59:59"},
		{"date", mustValue(t, date(2020, 1, 2, 3, 4, 5, clr.UTC)), TypeDate, `"2020-01-02T03:04:05Z"`, "1/2/2020 3:04:05 AM", "01/02/2020 03:04:05"},
		{"local date", mustValue(t, clr.DateTime{Ticks: date(2020, 1, 2, 3, 4, 5, clr.Local).Ticks + 10, Kind: clr.Local}), TypeDate, `"2020-01-02T03:04:05.000001+00:00"`, "1/2/2020 3:04:05 AM", "01/02/2020 03:04:05"},
		{"offset", mustValue(t, later), TypeDate, `"2020-01-02T13:04:05.006-01:30"`, "1/2/2020 1:04:05 PM -01:30", "01/02/2020 13:04:05 -01:30"},
		{"enum", mustValue(t, Enum{Type: "Newtonsoft.Json.Linq.JTokenType", Name: "Array", Value: 2}), TypeInteger, "2", "Array", "Array"},
		{"char", NewChar('x'), TypeString, `"x"`, "x", "x"},
		{"bool", mustValue(t, true), TypeBoolean, "true", "True", "True"},
		{"null", mustValue(t, nil), TypeNull, "null", "", "(null)"},
		{"null string", NewNullString(), TypeString, "null", "", "(null)"},
		{"undefined", NewUndefined(), TypeUndefined, "undefined", "", "(null)"},
		{"raw", NewRaw("{x:1}"), TypeRaw, "{x:1}", "{x:1}", "{x:1}"},
		{"comment", NewComment("c"), TypeComment, "/*c*/", "c", "c"},
	}
	culture := netfmt.EnUS().WithFloats(netfmt.Fixed15)
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if r.token.Type() != r.typ {
				t.Errorf("type %v, want %v", r.token.Type(), r.typ)
			}
			if got := compact(t, r.token); got != r.json {
				t.Errorf("JSON %s, want %s", got, r.json)
			}
			if got, err := Text(r.token, culture, Format{}); got != r.text || err != nil {
				t.Errorf("ToString() is %q, %v, want %q", got, err, r.text)
			}
			s, ok, err := ToString(r.token, netfmt.Fixed15)
			if !ok && err == nil {
				s = "(null)"
			}
			if s != r.string || err != nil {
				t.Errorf("(string) is %q, %v, want %q", s, err, r.string)
			}
			copied, err := NewValue(r.token.Payload())
			if err == nil && r.typ == r.token.kind.tokenType() && compact(t, copied) != r.json {
				t.Errorf("a value made of the payload is written as %s", compact(t, copied))
			}
		})
	}
}

func TestFormatValue(t *testing.T) {
	rows := []struct {
		payload any
		format  string
		want    string
	}{
		{"s", "x", "s"},
		{uint32(1), "0.000", "1.000"},
		{float32(1.5), "0.000", "1.500"},
		{clr.Guid{}, "N", strings.Repeat("0", 32)},
		{clr.TimeSpan(-1), "g", "-0:00:00.0000001"},
		{clr.DateTime{}, "yyyy", "0001"},
		{Enum{Type: "E", Name: "Array", Value: 2}, "D", "2"},
		{Enum{Type: "E", Name: "Array", Value: 2}, "X", "00000002"},
		{new(big.Int).Lsh(big.NewInt(1), 70), "D", "1180591620717411303424"},
		{nil, "N2", ""},
	}
	for _, r := range rows {
		t.Run(r.format, func(t *testing.T) {
			got, err := mustValue(t, r.payload).Format(r.format, netfmt.EnUS())
			if got != r.want || err != nil {
				t.Errorf("Format(%v, %q) = %q, %v, want %q", r.payload, r.format, got, err, r.want)
			}
		})
	}
}

func TestSetValue(t *testing.T) {
	v := NewString("a")
	set := func(payload any, want TokenType) {
		t.Helper()
		if err := v.SetValue(payload); err != nil || v.Type() != want {
			t.Errorf("after SetValue(%v): type %v, error %v, want %v", payload, v.Type(), err, want)
		}
	}
	set(int32(5), TypeInteger)
	set("x", TypeString)
	set(nil, TypeNull)
	set("y", TypeString)
	v = NewComment("c")
	set("d", TypeComment)
	set(nil, TypeNull)
	v = NewRaw("r")
	set("z", TypeRaw)
	set(1.5, TypeFloat)
	if ShortTypeName(v) != "JRaw" {
		t.Error("a JRaw does not stay one")
	}
	want := outcome{Exception: "System.ArgumentException", Message: "Could not determine JSON object type for type System.Char."}
	if diff := cmp.Diff(want, resultOf("", v.SetValue(clr.Char('c')))); diff != "" {
		t.Error(diff)
	}
	v = NewChar('a')
	set(clr.Char('c'), TypeString)
	_, err := NewValue(struct{}{})
	want.Message = "Could not determine JSON object type for type System.Object."
	if diff := cmp.Diff(want, resultOf("", err)); diff != "" {
		t.Error(diff)
	}
}

func TestWriteOptions(t *testing.T) {
	token, err := ParseToken(`{"a":[1.1,{}],"b":[]}`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := Append([]byte("> "), token, Format{Indent: true, NewLine: "\r\n"})
	want := "> {\r\n  \"a\": [\r\n    1.1,\r\n    {}\r\n  ],\r\n  \"b\": []\r\n}"
	if string(out) != want || err != nil {
		t.Errorf("%q, %v, want %q", out, err, want)
	}
	charged := 0
	count := func(n int) error { charged += n; return nil }
	if out, err = Append(nil, token, Format{Charge: count}); err != nil {
		t.Fatal(err)
	}
	if charged < cap(out) || charged > 3*cap(out) {
		t.Errorf("charged %d bytes of a slice of %d", charged, cap(out))
	}
	charged = 0
	text, err := Text(token, netfmt.Invariant(), Format{Charge: count})
	if err != nil {
		t.Fatal(err)
	}
	if charged < 2*len(text) || charged > 6*len(text) {
		t.Errorf("charged %d bytes of a text of %d, which is copied once", charged, len(text))
	}
}

// TestWriteComments writes trees that only expressions can build.
func TestWriteComments(t *testing.T) {
	property := func(name string, comment bool) *Property {
		p, err := NewProperty(name, NewInt64(1), nil)
		if err != nil {
			t.Fatal(err)
		}
		if comment {
			if err := p.SetValue(NewComment("x"), nil); err != nil {
				t.Fatal(err)
			}
		}
		return p
	}
	object := func(props ...Content) Token {
		o := NewObject()
		if err := AddContent(o, Items(props), nil); err != nil {
			t.Fatal(err)
		}
		return o
	}
	empty, err := NewProperty("a", NewComment("x"), nil)
	if err != nil || empty.Value() != nil {
		t.Fatalf("a property made of a comment: %v, %v", empty.Value(), err)
	}
	rows := []struct {
		name  string
		token Token
		want  outcome
	}{
		{"no value", object(empty), resultOf("{\n  \"a\": null\n}", nil)},
		{"comment last", object(property("a", true)), resultOf("{\n  \"a\": /*x*/ null\n}", nil)},
		{"comment before", object(property("a", true), property("b", false)), outcome{
			Exception: "Newtonsoft.Json.JsonWriterException",
			Message:   "Token PropertyName in state Property would result in an invalid JSON object. Path ''.",
		}},
		{"nested", object(property("z", false), Items{mustProperty(t, "q", object(property("a", true), property("b", false)))}), outcome{
			Exception: "Newtonsoft.Json.JsonWriterException",
			Message:   "Token PropertyName in state Property would result in an invalid JSON object. Path 'q'.",
		}},
		{"property alone", mustProperty(t, "a", object(property("b", false))), resultOf("\"a\": {\n  \"b\": 1\n}", nil)},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			out, err := Append(nil, r.token, Format{Indent: true})
			if diff := cmp.Diff(r.want, resultOf(string(out), err)); diff != "" {
				t.Errorf("(-.NET +ours):\n%s", diff)
			}
		})
	}
}

func mustProperty(t *testing.T, name string, content Content) *Property {
	t.Helper()
	p, err := NewPropertyOf(name, content, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
