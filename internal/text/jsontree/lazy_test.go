package jsontree

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mapped lists all tokens of a tree with their places.
func mapped(t testing.TB, root Token, err error) string {
	t.Helper()
	if err != nil {
		return "error: " + err.Error()
	}
	var b strings.Builder
	var walk func(token Token)
	walk = func(token Token) {
		line, column := token.LineInfo()
		fmt.Fprintf(&b, "%v %d:%d", token.Type(), line, column)
		if token.HasValues() {
			b.WriteString(" {")
		}
		if p, ok := token.(*Property); ok {
			fmt.Fprintf(&b, " %q", p.Name())
		}
		if c, ok := token.(Container); ok {
			for i := range c.Count() {
				walk(c.child(i))
			}
		} else {
			fmt.Fprintf(&b, " %s", written(t, token))
		}
		b.WriteString("\n")
	}
	walk(root)
	return b.String() + written(t, root)
}

func written(t testing.TB, token Token) string {
	t.Helper()
	out, err := Append(nil, token, Format{})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// sameLazily reads a text both ways, by itself and as a part of others.
func sameLazily(t *testing.T, text string) (postponed bool) {
	t.Helper()
	padding := strings.Repeat(" ", minUnread)
	for _, whole := range []string{
		text, "[" + text + "]", "{\"a\"\n:é " + text + ", \"b\": " + text + "}",
		`[1, {"a": "é", "b": ` + text + padding + `}, 2]`, "[{\"a\":\r\n[{\"b\": [" + text + padding + "]}], \"a\": 1}\n, x]",
	} {
		eager, err := ParseToken(whole, Options{MaxDepth: 12})
		want := mapped(t, eager, err)
		lazy, err := ParseToken(whole, Options{MaxDepth: 12, Lazy: true})
		postponed = postponed || err == nil && anyUnread(lazy)
		if diff := cmp.Diff(want, mapped(t, lazy, err)); diff != "" {
			t.Errorf("%q (-eager +lazy):\n%s", whole, diff)
		}
		if err == nil {
			checkLinks(t, lazy)
		}
	}
	return postponed
}

func anyUnread(t Token) bool {
	if o, ok := t.(*Object); ok && o.unread != "" {
		return true
	}
	if c, ok := t.(Container); ok {
		for i := range c.Count() {
			if anyUnread(c.child(i)) {
				return true
			}
		}
	}
	return false
}

// TestLazyAgrees: a document that is read as needed is the same, and so are the
// errors of one that cannot be read.
func TestLazyAgrees(t *testing.T) {
	for _, text := range []string{
		`{"a":[1,2.5,-3e7,"x\u00e9\n",null,true,{"b":"2020-01-02T03:04:05Z"}]}`, `{a:'b',/*c*/"d":0x1F,}`, `{"a": new Date(1,[undefined])}`,
		`{"a":[NaN,-Infinity,012,.5,99999999999999999999]}`, "{\"a\" : [\r\n 1\r,\u00a02]}", `{"\ud83d\ude00\ud83d":"\ud83d"}`, `{"a":1,"a":2}`, `{"a":[1,,2,]}`,
		`{"a":1,}`, `{"a":[1,]}`, `{"a"}`, `{"a":}`, `{,}`, `{"a":1 "b":2}`, `{"a":1]`, `{"a":[1}`, `{"a":"x`, `{"a":tru}`, `{"a":truex}`, `{"a":true`, `{"a":nul}`,
		`{"a":1.}`, `{"a":-}`, `{"a":1e}`, `{"a":1e999}`, `{"a":-0}`, `{"a":00}`, `{"a":0.10}`, `{"a":1E+5}`, `{"a":123456789012345678}`, `{"a":1234567890123456789}`, `{"a":1/**/}`,
		`{"a":"9999-12-31T24:00:00"}`, `{"a":"9999-12-31T23:59:60"}`, `{"a":"2020-01-02T03:04:05+25:00"}`, `{"a":"\/Date(1)\/"}`, `{"a":"/Date(99999999999999999)/"}`, `{"a":"\u0032020-01-02T03:04:05"}`,
		`{"a":"\q"}`, `{"a":"\u12"}`, `{"a":"\u+123"}`, `{"a":"\u12G4"}`, "{\"a\":\"x\ny\"}", "{\"a\":\"x\ty\x01\"}", `{"a":"it's \"quoted\""}`, "{\"a\":\"\u2028 é 😀\", \"b\":\t1}",
		"{\"a\":\x00 1}", "{\"a\":1}\x00", `{"":{}}`, `{ }`, `{"a":{ }}`, `{"a":[ [ ], [[]] ]}`, "{\r\n\"a\"\r:\n\r1\n}",
		`{"a":[[[[[[1]]]]]]}`, `{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}`, `{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}`,
	} {
		sameLazily(t, text)
	}
	type readCase struct{ As, Text string }
	for _, c := range recorded[readCase](t, "read.jsonl") {
		sameLazily(t, c.Text)
	}
	data, err := os.ReadFile(filepath.Join("testdata", "order.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !sameLazily(t, string(data)) {
		t.Error("nothing of the order was postponed")
	}
}

// TestLazyOnDemand: what nobody looks into is not read, and looking into it by any
// way reads it.
func TestLazyOnDemand(t *testing.T) {
	inner := `{"name": "` + strings.Repeat("x", minUnread) + `", "list": [1, 2]}`
	for name, look := range map[string]func(o *Object){
		"Count":      func(o *Object) { o.Count() },
		"Get":        func(o *Object) { o.Get("name") },
		"Property":   func(o *Object) { o.Property("other") },
		"Fold":       func(o *Object) { o.PropertyFold("NAME") },
		"PropertyAt": func(o *Object) { o.PropertyAt(1) },
		"Add":        func(o *Object) { o.Add("more", nil, nil) },
		"Set":        func(o *Object) { o.Set("name", nil, nil) },
		"Remove":     func(o *Object) { o.Remove("name") },
		"First":      func(o *Object) { First(o) },
		"Clear":      func(o *Object) { Clear(o) },
		"Clone":      func(o *Object) { Clone(o, nil) },
		"write":      func(o *Object) { Append(nil, o, Format{}) },
		"equal":      func(o *Object) { DeepEquals(o, NewObject()) },
		"RemoveAt":   func(o *Object) { RemoveAt(o, 0) },
		"SetChild":   func(o *Object) { SetChild(o, 0, newProperty("n"), nil) },
	} {
		eager, err := ParseObject(`{"a": `+inner+`, "b": `+inner+`}`, Options{})
		if err != nil {
			t.Fatal(err)
		}
		lazy, err := ParseObject(`{"a": `+inner+`, "b": `+inner+`}`, Options{Lazy: true})
		if err != nil {
			t.Fatal(err)
		}
		a, b := lazy.Get("a").(*Object), lazy.Get("b").(*Object)
		if a.unread == "" || b.unread == "" || !a.HasValues() {
			t.Fatalf("%s: read too early", name)
		}
		look(a)
		if a.unread != "" {
			t.Errorf("%s: not read", name)
		}
		if b.unread == "" {
			t.Errorf("%s: the other one was read", name)
		}
		look(eager.Get("a").(*Object))
		if diff := cmp.Diff(written(t, eager), written(t, lazy)); diff != "" {
			t.Errorf("%s (-eager +lazy):\n%s", name, diff)
		}
		checkLinks(t, lazy)
	}
}

// TestLazyCharge: what is read later is paid for at the start.
func TestLazyCharge(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "order.json"))
	if err != nil {
		t.Fatal(err)
	}
	text := "[" + string(data) + strings.Repeat(","+string(data), 50) + "]"
	cost := func(lazy bool) (sum int) {
		if _, err := ParseToken(text, Options{Lazy: lazy, Charge: func(n int) error { sum += n; return nil }}); err != nil {
			t.Fatal(err)
		}
		return sum
	}
	if eager, lazy := cost(false), cost(true); lazy < eager*8/10 || lazy > eager*12/10 {
		t.Errorf("%d bytes are charged, %d when all is read at once", lazy, eager)
	}
}

// FuzzLazy checks that both ways of reading agree about any text.
func FuzzLazy(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5,-3e7,"x\u00e9\n",null,true,{"b":"2020-01-02T03:04:05Z"}]}`, `{a:'b',/*c*/"d":0x1F,}`, "{\"a\":\r\n[ {} ]}", `{"a":"/Date(1)/","a":1}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sameLazily(t, strings.ToValidUTF8(text, "?"))
	})
}
