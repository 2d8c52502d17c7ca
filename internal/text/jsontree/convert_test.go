package jsontree

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// text formats the result of a conversion as the recording did: dates with "o",
// floats with "R", bytes in hexadecimal.
func text(t *testing.T, v any) string {
	t.Helper()
	var s string
	var err error
	switch v := v.(type) {
	case nil:
		return "(null)"
	case bool:
		return netfmt.FormatBool(v)
	case clr.DateTime, clr.DateTimeOffset:
		s, err = netfmt.Format(v, "o", netfmt.Invariant())
	case float32:
		return roundTrip(float64(v), 32)
	case float64:
		return roundTrip(v, 64)
	case clr.TimeSpan:
		return string(appendTimeSpan(nil, v))
	case clr.Decimal:
		return string(appendDecimal(nil, v))
	case []byte:
		return strings.ReplaceAll(fmt.Sprintf("% X", v), " ", "-")
	case string:
		return v
	case fmt.Stringer:
		return v.String()
	default:
		return fmt.Sprint(v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func roundTrip(f float64, bits int) string {
	return strings.Trim(strings.TrimSuffix(string(appendJSONFloat(nil, f, bits, netfmt.Fixed15)), ".0"), `"`)
}

// conversion is an explicit conversion and its nullable form.
type conversion struct {
	kind     Kind
	cast     func(Token) (any, error)
	nullable func(Token) (any, error)
}

func convertWith[T any](kind Kind, to func(Token) (T, error)) conversion {
	return conversion{
		kind: kind,
		cast: func(t Token) (any, error) { return boxed(to(t)) },
		nullable: func(t Token) (any, error) {
			v, ok, err := Nullable(t, to)
			if !ok || err != nil {
				return nil, err
			}
			return v, nil
		},
	}
}

func conversions() map[string]conversion {
	return map[string]conversion{
		"bool": convertWith(KindBool, ToBool), "sbyte": convertWith(KindSByte, ToSByte), "byte": convertWith(KindByte, ToByte),
		"short": convertWith(KindInt16, ToInt16), "ushort": convertWith(KindUInt16, ToUInt16),
		"int": convertWith(KindInt32, ToInt32), "uint": convertWith(KindUInt32, ToUInt32),
		"long": convertWith(KindInt64, ToInt64), "ulong": convertWith(KindUInt64, ToUInt64),
		"float": convertWith(KindSingle, ToSingle), "double": convertWith(KindDouble, ToDouble),
		"decimal": convertWith(KindDecimal, ToDecimal), "char": convertWith(KindChar, ToChar),
		"DateTime": convertWith(KindDateTime, ToDateTime), "DateTimeOffset": convertWith(KindDateTimeOffset, ToDateTimeOffset),
		"TimeSpan": convertWith(KindTimeSpan, ToTimeSpan), "Guid": convertWith(KindGuid, ToGUID),
		"byte[]": convertWith(KindBytes, ToBytes),
		"string": {
			kind: KindString,
			cast: func(t Token) (any, error) {
				s, ok, err := ToString(t, netfmt.Fixed15)
				if !ok || err != nil {
					return nil, err
				}
				return s, nil
			},
		},
	}
}

// TestConvertRecorded: `(T)JToken.Parse(text)`, `(T?)JToken.Parse(text)` and
// `JToken.Parse(text).Value<T>()`; dates with ToString("o"), floats with "R".
func TestConvertRecorded(t *testing.T) {
	type convertCase struct {
		Text, To, How string
		outcome
	}
	all := conversions()
	for i, c := range recorded[convertCase](t, "convert.jsonl") {
		t.Run(fmt.Sprintf("%d %s %s %.30q", i+1, c.How, c.To, c.Text), func(t *testing.T) {
			var token Token
			if c.Text != "" {
				var err error
				if token, err = ParseToken(c.Text, Options{}); err != nil {
					t.Fatal(err)
				}
			}
			conv := all[c.To]
			var v any
			var err error
			switch c.How {
			case "cast":
				v, err = conv.cast(token)
			case "null":
				v, err = conv.nullable(token)
			case "value":
				if c.To == "string" {
					var s string
					var ok bool
					if s, ok, err = ValueString(token, netfmt.Fixed15); ok {
						v = s
					}
				} else {
					v, err = ValueAs(token, conv.kind, false)
				}
			}
			var got outcome
			if err != nil {
				got = resultOf("", err)
			} else {
				got = resultOf(text(t, v), nil)
			}
			if c.Message == "Format_UnknownDateTimeWord" {
				// The recording class library had lost the text.
				c.Message = "String was not recognized as a valid DateTime."
			}
			if diff := cmp.Diff(c.outcome, got); diff != "" {
				t.Errorf("%s %s of %s (-.NET +ours):\n%s", c.How, c.To, c.Text, diff)
			}
		})
	}
}
