package jsontree

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func TestDeserializeToken(t *testing.T) {
	rows := []struct {
		text string
		want outcome
	}{
		{`{a:1,b:2,a:3}`, resultOf(`Object|{"b":2,"a":3}`, nil)},
		{`{p1:1,p2:2,p3:3,p4:4,p5:5,p6:6,p7:7,p8:8,p9:9,p10:10,p11:11,p12:12,p13:13,p14:14,p15:15,p16:16,p17:17,p18:18,p3:0,p18:1,p4:2,q:3}`,
			resultOf(`Object|{"p1":1,"p2":2,"p5":5,"p6":6,"p7":7,"p8":8,"p9":9,"p10":10,"p11":11,"p12":12,"p13":13,"p14":14,"p15":15,"p16":16,"p17":17,"p3":0,"p18":1,"p4":2,"q":3}`, nil)},
		{`[1/*c*/,2]`, resultOf(`Array|[1/*c*/,2]`, nil)},
		{`{/*c*/a:1/*d*/}`, resultOf(`Object|{"a":1}`, nil)},
		{`{a:`, outcome{Exception: "Newtonsoft.Json.JsonWriterException", Message: "Unexpected end when reading token. Path ''."}},
		{`{a:[1,{b:2`, resultOf(`Object|{"a":[1,{"b":2}]}`, nil)},
		{`{a:[1,{b:x`, outcome{Exception: "Newtonsoft.Json.JsonReaderException", Message: "Unexpected character encountered while parsing value: x. Path 'a[1].b', line 1, position 9."}},
		{`[new X(1)]`, resultOf(`Array|[new X(1)]`, nil)},
		{`/*c*/`, resultOf("(null)", nil)},
		{`  `, resultOf("(null)", nil)},
		{`null`, resultOf("Null|null", nil)},
		{`undefined`, resultOf("Null|null", nil)},
		{`1 2`, outcome{Exception: "Newtonsoft.Json.JsonReaderException", Message: "Additional text encountered after finished reading JSON content: 2. Path '', line 1, position 2."}},
		{`[1] // x`, resultOf("Array|[1]", nil)},
		{`]`, outcome{Exception: "Newtonsoft.Json.JsonReaderException", Message: "JsonToken EndArray is not valid for closing JsonType None. Path '', line 1, position 1."}},
		{`[`, resultOf("Array|[]", nil)},
		{`{`, resultOf("Object|{}", nil)},
		{`[1,/*c*/{a:1,a:2}`, resultOf(`Array|[1/*c*/,{"a":2}]`, nil)},
	}
	for _, r := range rows {
		t.Run(r.text, func(t *testing.T) {
			var got outcome
			token, err := DeserializeToken(r.text, Options{})
			switch {
			case err != nil:
				got = resultOf("", err)
			case token == nil:
				got = resultOf("(null)", nil)
			default:
				got = resultOf(token.Type().String()+"|"+compact(t, token), nil)
				checkLinks(t, token)
			}
			if diff := cmp.Diff(r.want, got); diff != "" {
				t.Errorf("(-.NET +ours):\n%s", diff)
			}
		})
	}
}

func TestFromObject(t *testing.T) {
	o, err := ParseObject(`{"a":[1]}`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name    string
		payload Content
		want    string
	}{
		{"int", int32(1), "1"},
		{"char", clr.Char('x'), `"x"`},
		{"enum", Enum{Type: "E", Name: "Second", Value: 2}, "2"},
		{"token", o.Get("a"), "[1]"},
		{"null", nil, "ArgumentNullException: Value cannot be null. Parameter name: o"},
		{"else", struct{}{}, "ArgumentException: Could not determine JSON object type for type System.Object."},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			token, err := FromObject(r.payload, nil)
			if got := outcomeText(token, err); got != r.want {
				t.Errorf("%s, want %s", got, r.want)
			}
			if token != nil && token.Parent() != nil {
				t.Error("has a parent")
			}
		})
	}
}

func TestValueHash(t *testing.T) {
	equal := [][2]*Value{
		{mustValue(t, int32(1)), NewInt64(1)},
		{mustValue(t, float32(2)), NewFloat64(2)},
		{mustValue(t, clr.DecimalFromInt64(2)), NewFloat64(2)},
		{NewNull(), NewNull()},
	}
	for _, pair := range equal {
		if same, err := pair[0].Equals(pair[1]); !same || err != nil {
			t.Errorf("%v and %v differ: %v", pair[0].Payload(), pair[1].Payload(), err)
		}
		if pair[0].HashCode() != pair[1].HashCode() {
			t.Errorf("the hashes of %v differ", pair[0].Payload())
		}
	}
	for _, pair := range [][2]*Value{
		{NewString("x"), NewChar('x')},
		{mustValue(t, []byte{1}), mustValue(t, []byte{1})},
		{mustValue(t, int32(-1)), NewInt64(-1)},
	} {
		if same, err := pair[0].Equals(pair[1]); !same || err != nil {
			t.Errorf("%v and %v differ: %v", pair[0].Payload(), pair[1].Payload(), err)
		}
		if pair[0].HashCode() == pair[1].HashCode() {
			t.Errorf("the hashes of %v are the same", pair[0].Payload())
		}
	}
	if same, err := NewInt64(1).Equals(nil); same || err != nil {
		t.Error("a value equals null")
	}
}
