package jsontree

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

func outcomeText(result any, err error) string {
	var e *clr.Exception
	if errors.As(err, &e) {
		return e.Type[strings.LastIndexByte(e.Type, '.')+1:] + ": " + strings.ReplaceAll(e.Message, "\n", " ")
	}
	if t, ok := result.(Token); ok && t != nil {
		out, _ := Append(nil, t, Format{})
		return string(out)
	}
	return fmt.Sprint(result)
}

// TestAccess is what the indexers and navigation of every kind of token do.
func TestAccess(t *testing.T) {
	constructor, err := NewConstructor("c")
	if err != nil {
		t.Fatal(err)
	}
	const (
		outOfRange = "ArgumentOutOfRangeException: Index was out of range. Must be non-negative and less than the size of the collection. Parameter name: index"
		noPlace    = "ArgumentOutOfRangeException: Index is equal to or greater than Count. Parameter name: index"
	)
	refuses := func(name string) []string {
		get := "InvalidOperationException: Cannot access child value on Newtonsoft.Json.Linq." + name + "."
		set := "InvalidOperationException: Cannot set child value on Newtonsoft.Json.Linq." + name + "."
		return []string{get, get, get, set, set, set}
	}
	badKeys := func(name, expected string, first, second string) []string {
		get := "ArgumentException: Accessed " + name + " values with invalid key value: %s. " + expected + " expected."
		set := "ArgumentException: Set " + name + " values with invalid key value: %s. " + expected + " expected."
		list := []string{fmt.Sprintf(get, `"k"`), fmt.Sprintf(get, "0"), fmt.Sprintf(get, "1.5"), fmt.Sprintf(set, `"k"`), fmt.Sprintf(set, "0"), fmt.Sprintf(set, "1.5")}
		if name == "JObject" {
			list[0], list[3] = first, second
		} else {
			list[1], list[4] = first, second
		}
		return list
	}
	rows := []struct {
		token Token
		want  []string // get "k", 0, 1.5; set the same
		first string
	}{
		{NewObject(), badKeys("JObject", "Object property name", "<nil>", "<nil>"), "<nil>"},
		{NewArray(), badKeys("JArray", "Int32 array index", outOfRange, noPlace), "<nil>"},
		{mustProperty(t, "a", int64(1)), refuses("JProperty"), "1"},
		{constructor, badKeys("JConstructor", "Argument position index", outOfRange, noPlace), "<nil>"},
		{NewInt64(1), refuses("JValue"), refuses("JValue")[0]},
		{NewRaw("r"), refuses("JRaw"), refuses("JRaw")[0]},
	}
	for _, r := range rows {
		t.Run(ShortTypeName(r.token), func(t *testing.T) {
			for _, ends := range []func(Token) (Token, error){First, Last} {
				if got := outcomeText(ends(r.token)); got != r.first {
					t.Errorf("First or Last: %s, want %s", got, r.first)
				}
			}
			var got []string
			got = append(got, outcomeText(Item(r.token, "k")), outcomeText(ItemAt(r.token, 0)), outcomeText(nil, BadKey(r.token, "1.5", false)))
			got = append(got, outcomeText(nil, SetItem(r.token, "k", NewInt64(1), nil)), outcomeText(nil, SetItemAt(r.token, 0, NewInt64(1), nil)), outcomeText(nil, BadKey(r.token, "1.5", true)))
			if diff := cmp.Diff(r.want, got); diff != "" {
				t.Errorf("(-.NET +ours):\n%s", diff)
			}
			if _, err := BeforeSelf(r.token); resultOf("", err).Exception != "System.NullReferenceException" {
				t.Errorf("BeforeSelf of a root: %v", err)
			}
		})
	}
}

func TestNavigation(t *testing.T) {
	doc, err := ParseToken(`{"a":[1,{"b c":2},3],"d":new X(4)}`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	array := doc.(*Object).Get("a").(*Array)
	inner := array.items[1].(*Object)
	two := inner.Get("b c")
	var up []string
	for _, a := range Ancestors(two, true) {
		up = append(up, a.Type().String()+" "+Path(a))
	}
	if diff := cmp.Diff([]string{"Integer a[1]['b c']", "Property a[1]['b c']", "Object a[1]", "Array a", "Property a", "Object "}, up); diff != "" {
		t.Error(diff)
	}
	before, err := BeforeSelf(inner)
	if err != nil || len(before) != 1 || before[0] != array.items[0] {
		t.Errorf("BeforeSelf: %v, %v", before, err)
	}
	if after := AfterSelf(inner); len(after) != 1 || after[0] != array.items[2] {
		t.Errorf("AfterSelf: %v", after)
	}
	if Root(two) != doc || inner.Next() != array.items[2] || inner.Previous() != array.items[0] || two.Next() != nil {
		t.Error("links are wrong")
	}
	if line, column := two.LineInfo(); line != 1 || column != 16 {
		t.Errorf("line info %d, %d", line, column)
	}
	var down []string
	for d := Descendants(array, false); ; {
		token, err := d.Next()
		if token == nil || err != nil {
			break
		}
		down = append(down, compact(t, token))
	}
	if diff := cmp.Diff([]string{"1", `{"b c":2}`, `"b c":2`, "2", "3"}, down); diff != "" {
		t.Error(diff)
	}
}

func TestIgnoreCase(t *testing.T) {
	o, err := ParseObject(`{"Key":1,"KEY":2,"É":3,"\u212A":4,"ſ":5}`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"key": "1", "KEY": "2", "é": "3", "k": "<nil>", "s": "<nil>"} {
		if got := outcomeText(o.GetValue(name, IgnoreCase), nil); got != want {
			t.Errorf("GetValue(%q) = %s, want %s", name, got, want)
		}
	}
	if o.GetValue("key", Ordinal) != nil {
		t.Error("an ordinal comparison ignores case")
	}
}

// TestEnumerate changes collections while they are enumerated.
func TestEnumerate(t *testing.T) {
	const changed = "InvalidOperationException: Collection was modified; enumeration operation may not execute."
	rows := []struct {
		name, text string
		change     func(c Container, child Token) error
		want       string
	}{
		{"add", "[1,2,3]", func(c Container, _ Token) error { return AddContent(c, int32(1), nil) }, "1 " + changed},
		{"remove", "[1,2,3]", func(_ Container, child Token) error { return Remove(child) }, "1 " + changed},
		{"replace", "[1,2,3]", func(_ Container, child Token) error { return Replace(child, NewInt64(9), nil) }, "1 " + changed},
		{"replace by itself", "[1,2,3]", func(_ Container, child Token) error { return Replace(child, child, nil) }, "1 2 3"},
		{"clear at the end", "[1]", func(c Container, _ Token) error { return Clear(c) }, "1 " + changed},
		{"set a property", `{"a":1,"b":2}`, func(c Container, _ Token) error { return c.(*Object).Set("a", NewInt64(9), nil) }, `"a":1 "b":2`},
		{"remove a property", `{"a":1,"b":2}`, func(c Container, _ Token) error { c.(*Object).Remove("b"); return nil }, `"a":1 ` + changed},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			doc, err := ParseToken(r.text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for it := Children(doc); ; {
				child, err := it.Next()
				if child == nil || err != nil {
					if err != nil {
						got = append(got, outcomeText(nil, err))
					}
					break
				}
				got = append(got, compact(t, child))
				if err := r.change(doc.(Container), child); err != nil {
					t.Fatal(err)
				}
			}
			if text := strings.Join(got, " "); text != r.want {
				t.Errorf("saw %s, want %s", text, r.want)
			}
		})
	}
}

// TestCompare is JValue.CompareTo of every payload with every other: the sign,
// or the exception.
func TestCompare(t *testing.T) {
	date, err := clr.NewDate(2020, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	list := []struct {
		name string
		v    *Value
	}{
		{"long", NewInt64(1)}, {"double", NewFloat64(2.5)}, {"string", NewString("2")}, {"bool", NewBool(true)},
		{"decimal", mustValue(t, clr.DecimalFromInt64(3))}, {"ulong", mustValue(t, uint64(math.MaxUint64))},
		{"big", mustValue(t, new(big.Int).Lsh(big.NewInt(1), 70))}, {"date", mustValue(t, date)},
		{"offset", mustValue(t, clr.DateTimeOffsetFromDateTime(date))}, {"guid", mustValue(t, clr.Guid{})},
		{"span", mustValue(t, clr.TimeSpan(0))}, {"bytes", mustValue(t, []byte{1})}, {"null", NewNull()}, {"float", mustValue(t, float32(1.5))},
	}
	// Columns in the order of the list; c InvalidCast, f Format, a Argument.
	want := []string{
		"0 - - 0 - - - c c c c c + -",
		"+ 0 + + - - - c c c c c + +",
		"+ - 0 - - + + + + + + - + +",
		"0 0 f 0 0 0 c c c c c c + 0",
		"+ + + + 0 - - c c c c c + +",
		"+ + + + + 0 - c c c c c + +",
		"+ + + c + + 0 c c c c + + +",
		"c c f c c c c 0 0 c c c + c",
		"c c f c c c c 0 0 c c c + c",
		"a a a a a a a a a 0 a a + a",
		"a a a a a a a a a a 0 a + a",
		"a a a a a a a a a a a 0 + a",
		"- - - - - - - - - - - - 0 -",
		"+ - - + - - - c c c c c + 0",
	}
	letters := map[string]string{"System.InvalidCastException": "c", "System.FormatException": "f", "System.ArgumentException": "a"}
	for i, x := range list {
		var got []string
		for _, y := range list {
			order, err := x.v.Compare(y.v)
			switch {
			case err != nil:
				got = append(got, letters[resultOf("", err).Exception])
			case order > 0:
				got = append(got, "+")
			case order < 0:
				got = append(got, "-")
			default:
				got = append(got, "0")
			}
		}
		if text := strings.Join(got, " "); text != want[i] {
			t.Errorf("%s:\n got %s\nwant %s", x.name, text, want[i])
		}
	}
}

func TestDeepEquals(t *testing.T) {
	rows := []struct {
		a, b string
		want bool
	}{
		{`{"a":1,"b":[1,2]}`, `{"b":[1,2],"a":1}`, true},
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{"a":1,"c":2}`, `{"a":1,"b":2}`, false},
		{`[1,2]`, `[2,1]`, false},
		{`[1]`, `{"a":1}`, false},
		{`1`, `1.0`, false},
		{`0.1`, `0.10000000000000000001`, true},
		{`"2020-01-01T00:00:00Z"`, `"2020-01-01T00:00:00"`, true},
		{`new X(1)`, `new X(1)`, true},
		{`new X(1)`, `new Y(1)`, false},
		{`null`, `undefined`, false},
		{`[[],{}]`, `[[],{}]`, true},
	}
	for _, r := range rows {
		t.Run(r.a+" "+r.b, func(t *testing.T) {
			a, err := ParseToken(r.a, Options{})
			if err != nil {
				t.Fatal(err)
			}
			b, err := ParseToken(r.b, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if got, err := DeepEquals(a, b); got != r.want || err != nil {
					t.Errorf("DeepEquals is %v, %v", got, err)
				}
				a, b = b, a
			}
		})
	}
	_, err := DeepEquals(mustValue(t, clr.DecimalFromInt64(1)), NewFloat64(math.NaN()))
	if resultOf("", err).Exception != "System.OverflowException" {
		t.Errorf("a decimal and NaN: %v", err)
	}
	if same, err := DeepEquals(nil, nil); !same || err != nil {
		t.Error("null is not null")
	}
}

// TestDeep builds a tree far deeper than a reader accepts, as a loop in an
// expression can, and uses everything that visits whole trees.
func TestDeep(t *testing.T) {
	const depth = 200_000
	build := func() Token {
		var t Token = NewInt64(1)
		for range depth {
			a := NewArray()
			if err := a.Add(t, nil); err != nil {
				panic(err)
			}
			t = a
		}
		return t
	}
	a, b := build(), build()
	out, err := Append(nil, a, Format{})
	if err != nil || len(out) != 2*depth+1 {
		t.Fatalf("%d bytes, %v", len(out), err)
	}
	if same, err := DeepEquals(a, b); !same || err != nil {
		t.Errorf("DeepEquals: %v, %v", same, err)
	}
	c, err := Clone(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := DeepEquals(a, c); !same || err != nil {
		t.Errorf("DeepEquals with a clone: %v, %v", same, err)
	}
	n := 0
	for d := Descendants(a.(Container), true); ; n++ {
		if token, err := d.Next(); token == nil || err != nil {
			break
		}
	}
	if n != depth+1 {
		t.Errorf("%d descendants", n)
	}
	if err := Merge(a.(Container), b, MergeOptions{Arrays: MergeByIndex}, nil); resultOf("", err).Exception != "System.InsufficientExecutionStackException" {
		t.Errorf("Merge: %v", err)
	}
	if err := Merge(a.(Container), b, MergeOptions{Arrays: MergeUnion}, nil); err != nil {
		t.Errorf("Merge: %v", err)
	}
	if _, err := ParseToken(string(out), Options{MaxDepth: -1}); err != nil {
		t.Errorf("a reader without a limit: %v", err)
	}
}

func TestMaxDepth(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	if _, err := ParseToken(nested(DefaultMaxDepth), Options{}); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	_, err := ParseToken(nested(4), Options{MaxDepth: 3})
	want := outcome{Exception: "Newtonsoft.Json.JsonReaderException", Message: "The reader's MaxDepth of 3 has been exceeded. Path '[0][0][0]', line 1, position 4."}
	if diff := cmp.Diff(want, resultOf("", err)); diff != "" {
		t.Error(diff)
	}
}

func TestReadOptions(t *testing.T) {
	text := `{"d":"2020-01-02T03:04:05+02:00","e":"/Date(1198908717056+0130)/"}`
	for dates, want := range map[DateParsing]string{
		DatesAsDateTime:       `{"d":"2020-01-02T01:04:05+00:00","e":"2007-12-29T06:11:57.056+00:00"}`,
		DatesAsText:           text,
		DatesAsDateTimeOffset: `{"d":"2020-01-02T03:04:05+02:00","e":"2007-12-29T07:41:57.056+01:30"}`,
	} {
		token, err := ParseToken(text, Options{Dates: dates})
		if err != nil {
			t.Fatal(err)
		}
		if got := compact(t, token); got != want {
			t.Errorf("dates %d: %s, want %s", dates, got, want)
		}
	}
	if _, err := ParseObject("\uFEFF{}", Options{SkipBOM: true}); err != nil {
		t.Errorf("with a byte order mark: %v", err)
	}
}

func TestCharge(t *testing.T) {
	spent := errors.New("spent")
	text := "[" + strings.Repeat(`{"name":"a\tb"},`, 1000) + "1]"
	charged := 0
	count := func(n int) error { charged += n; return nil }
	doc, err := ParseArray(text, Options{Charge: count})
	if err != nil {
		t.Fatal(err)
	}
	if least := 1000 * (objectSize + propertySize + valueSize); charged < least || charged > 2*least {
		t.Errorf("parsing charged %d bytes, expected %d or a little more", charged, least)
	}
	refuse := func(int) error { return spent }
	if _, err := ParseArray(text, Options{Charge: refuse}); err != spent {
		t.Errorf("parsing: %v", err)
	}
	if _, err := Append(nil, doc, Format{Charge: refuse}); err != spent {
		t.Errorf("writing: %v", err)
	}
	if err := doc.Add(doc, refuse); err != spent {
		t.Errorf("adding an array to itself: %v", err)
	}
	if _, err := Clone(doc, refuse); err != spent {
		t.Errorf("copying: %v", err)
	}
	checkLinks(t, doc)
}

// TestLargeObject changes an object large enough for an index in all ways.
func TestLargeObject(t *testing.T) {
	o := NewObject()
	for i := range 200 {
		if err := o.Add(fmt.Sprint("p", i), NewInt64(int64(i)), nil); err != nil {
			t.Fatal(err)
		}
	}
	check := func() {
		t.Helper()
		checkLinks(t, o)
		for _, p := range o.props {
			if want := "p" + compact(t, p.value); p.name != want {
				t.Fatalf("property %s is called %s", want, p.name)
			}
		}
		if o.Property("none") != nil {
			t.Fatal("found a property that is not there")
		}
	}
	check()
	for i := 0; i < 200; i += 3 {
		if !o.Remove(fmt.Sprint("p", i)) {
			t.Fatalf("p%d is not there", i)
		}
	}
	check()
	for i := 0; i < 200; i += 6 {
		if err := AddFirst(o, mustProperty(t, fmt.Sprint("p", i), int64(i)), nil); err != nil {
			t.Fatal(err)
		}
	}
	check()
	for i := 1; i < 200; i += 3 {
		if err := Replace(o.Property(fmt.Sprint("p", i)), mustProperty(t, fmt.Sprint("p", 1000+i), int64(1000+i)), nil); err != nil {
			t.Fatal(err)
		}
	}
	check()
	for len(o.props) > 3 {
		if err := Remove(o.props[len(o.props)/2]); err != nil {
			t.Fatal(err)
		}
		check()
	}
	if err := Clear(o); err != nil || o.Count() != 0 {
		t.Error("Clear leaves something")
	}
}

// TestText is JToken.ToString() and the texts of JSON null.
func TestText(t *testing.T) {
	doc, err := ParseToken(`{"a":[],"b":null}`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Text(doc, netfmt.EnUS(), Format{})
	if want := "{\n  \"a\": [],\n  \"b\": null\n}"; got != want || err != nil {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	if got, err := Text(doc.(*Object).Get("b"), netfmt.EnUS(), Format{}); got != "" || err != nil {
		t.Errorf("null is shown as %q, %v", got, err)
	}
}

func TestAllocations(t *testing.T) {
	o, err := ParseObject(`{"user":{"id":7,"name":"x"},"list":[{"k":1}]}`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	path, err := CompilePath("$.list[0].k")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]func(){
		"indexers": func() {
			user, _ := Item(o, "user")
			if id, _ := Item(user, "id"); id == nil {
				t.Error("no id")
			}
		},
		"conversion": func() {
			if id, err := ToInt32(o.Get("user").(*Object).Get("id")); id != 7 || err != nil {
				t.Error(id, err)
			}
		},
		"string": func() {
			if s, ok, err := ToString(o.Get("user").(*Object).Get("name"), netfmt.Shortest); s != "x" || !ok || err != nil {
				t.Error(s, err)
			}
		},
		"path": func() {
			if found, err := path.SelectToken(o, SelectOptions{}); found == nil || err != nil {
				t.Error(err)
			}
		},
		"enumeration": func() {
			for it := Children(o); ; {
				if child, err := it.Next(); child == nil || err != nil {
					break
				}
			}
		},
	}
	for name, f := range rows {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
