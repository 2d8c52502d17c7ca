package node_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// findings writes diagnostics as line:column: message.
func findings(l *diag.List) string {
	var b strings.Builder
	for _, d := range l.All() {
		loc := d.Source.Resolve(d.Span)[0]
		pos := loc.Source.Position(loc.Span.Start)
		fmt.Fprintf(&b, "%d:%d: %s\n", pos.Line, pos.Column, d.Message)
	}
	return b.String()
}

func encode(t *testing.T, v *node.Value) string {
	t.Helper()
	out, err := node.AppendJSON(nil, v, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestJSON(t *testing.T) {
	tests := []struct{ name, in, want, problems string }{
		{"values", ` {"a": [1, -0.5e+3, true, false, null], "b": {"c": "d"}} `, `{"a":[1,-0.5e+3,true,false,null],"b":{"c":"d"}}`, ""},
		{"byte order mark", "\ufeff[]", `[]`, ""},
		{"escapes", `"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é"`, "\"\\\"\\\\/\\b\\f\\n\\r\\té😀é\"", ""},
		{"half a pair", `"\ud83d x \udc00"`, `"` + "\ufffd x \ufffd" + `"`, ""},
		{"no UTF-8", "\"a\xffb\"", `"` + "a\ufffdb" + `"`, ""},
		{"empty", " ", "null", "1:1: the file is empty; a JSON document is needed\n"},
		{"trailing commas, all of them", "[1,]", "[1]", "1:3: JSON allows no comma before a closing bracket\n"},
		{"missing comma", "{\"a\": 1\n\"b\": 2}", `{"a":1,"b":2}`, "2:1: a comma is missing before this\n"},
		{"comments", "// x\n[1 /* y */]", "[1]", "1:1: JSON has no comments; remove this one\n2:4: JSON has no comments; remove this one\n"},
		{"repeated name", `{"a":1,"a":2}`, `{"a":1,"a":2}`, "1:8: \"a\" stands twice in this object\n"},
		{"text after the end", "1 2", "1", "1:3: text after the end of the JSON document\n"},
		{"word", "{\"a\": yes}", `{}`, "1:7: \"yes\" is not a JSON value; a string stands in double quotes\n"},
		{"single quotes", "['a']", "[]", "1:2: JSON strings stand in double quotes\n"},
		{"number", "[01]", "[]", "1:2: \"01\" is not a JSON number\n"},
		{"number without digits", "-", "null", "1:1: \"-\" is not a JSON number\n"},
		{"string over lines", "[\"a\n\"]", "[]", "1:2: this string is not closed on its line\n"},
		{"string not closed", `["a`, "[]", "1:2: this string is not closed\n"},
		{"escape", `["\x"]`, "[]", "1:3: \"\\\\x\" is not an escape of JSON\n"},
		{"short escape", `["\u12"]`, "[]", "1:3: \"\\\\u\" is not an escape of JSON\n"},
		{"control character", "[\"\x01\"]", "[]", "1:3: a control character in a string must be written as an escape\n"},
		{"list not closed", "[1, 2", "[1,2]", "1:1: this list is not closed\n"},
		{"object not closed", "{\"a\": {\"b\": 1}", `{"a":{"b":1}}`, "1:1: this object is not closed\n"},
		{"wrong bracket", "[1}", "[1]", "1:3: \"}\" does not fit here; this list is still open\n"},
		{"no colon", `{"a" 1}`, "{}", "1:6: a colon is missing after \"a\"\n"},
		{"no name", `{a: 1}`, "{}", "1:2: a name in double quotes should stand here\n"},
		{"ends early", `{"a":`, "{}", "1:6: the document ends where a value should stand\n"},
		{"position in the second line", "{\n  \"é\": 1, x}", `{"é":1}`, "2:11: a name in double quotes should stand here\n"},
		{"deep", strings.Repeat("[", 5000), strings.Repeat("[", 201) + strings.Repeat("]", 201), "1:202: values nest deeper than 200\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			v := node.JSON(diag.NewSource("x.json", tt.in), diag.ConfigSyntax, &l)
			if got := encode(t, v); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if diff := cmp.Diff(tt.problems, findings(&l)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestYAML(t *testing.T) {
	tests := []struct{ name, in, want, problems string }{
		{"block", "a:\n  - 1\n  - b: x\n    c: ~\nd: true\n", `{"a":[1,{"b":"x","c":null}],"d":true}`, ""},
		{"scalars", "a: yes\nb: 1.0\nc: 0x1F\nd: 1_000\ne: 2020-01-01\nf: .inf\ng: '1'\nh: !!str 1\ni: null\nj:\n", `{"a":"yes","b":1.0,"c":31,"d":1000,"e":"2020-01-01","f":".inf","g":"1","h":"1","i":null,"j":null}`, ""},
		{"strings", "a: 'it''s'\nb: \"x\\ty\"\nc: |\n  one\n  two\nd: >-\n  one\n  two\n", `{"a":"it's","b":"x\ty","c":"one\ntwo\n","d":"one two"}`, ""},
		{"CR LF and comments", "# é\r\na: 1 # x\r\nb: |\r\n  l1\r\n  l2\r\n", `{"a":1,"b":"l1\nl2\n"}`, ""},
		{"JSON", `{"a": [1, {"b": null}]}`, `{"a":[1,{"b":null}]}`, ""},
		{"flow that is no JSON", "{a: 1, b: [x, y]}", `{"a":1,"b":["x","y"]}`, ""},
		{"anchors", "a: &x {b: 1}\nc: *x\nd: [*x]\n", `{"a":{"b":1},"c":{"b":1},"d":[{"b":1}]}`, ""},
		{"merge keys", "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\ne:\n  <<: [*x, {f: 4}]\n", `{"a":{"b":1,"c":2},"d":{"c":3,"b":1},"e":{"b":1,"c":2,"f":4}}`, ""},
		{"non-string keys", "200: a\ntrue: b\n? c\n: d\n", `{"200":"a","true":"b","c":"d"}`, ""},
		{"document marks", "%YAML 1.2\n---\na: 1\n...\n", `{"a":1}`, ""},
		{"empty", "# nothing\n", "null", ""},
		{"two documents", "a: 1\n---\nb: 2\n", `{"a":1}`, "3:1: a second YAML document in one file; only the first is read\n"},
		{"repeated keys, all of them", "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n", `{"a":1,"b":{"c":1,"c":2},"a":3}`, "4:3: \"c\" stands twice in this object\n5:1: \"a\" stands twice in this object\n"},
		{"unknown alias", "a: *nope\n", `{"a":null}`, "1:4: no anchor &nope stands before this alias\n"},
		{"alias in itself", "a: &x [*x]\n", `{"a":[null]}`, "1:8: no anchor &x stands before this alias\n"},
		{"merge of a scalar", "a:\n  <<: 1\n", `{"a":{}}`, "2:7: a merge key takes an object, not a number\n"},
		{"not closed", "a:\n  b: [1, 2\n", "null", "2:6: sequence end token ']' not found\n"},
		{"tab", "a:\n\tb: 1\n", "null", "2:1: found character '\t' that cannot start any token\n"},
		{"bad indentation", "a: 1\n b: 2\n", "null", "1:4: mapping value is not allowed in this context\n"},
		{"deep flow", strings.Repeat("[", 3000), "null", "1:201: values nest deeper than 200\n"},
		{"deep blocks", strings.Repeat("- ", 3000), "null", "1:401: values nest deeper than 200\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			v := node.YAML(diag.NewSource("x.yaml", tt.in), diag.ConfigSyntax, &l)
			if got := encode(t, v); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if diff := cmp.Diff(tt.problems, findings(&l)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAliasBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [", i, i)
		b.WriteString(strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", ") + "]\n")
	}
	var l diag.List
	if v := node.YAML(diag.NewSource("bomb.yaml", b.String()), diag.ConfigSyntax, &l); v != nil || !l.HasErrors() {
		t.Errorf("a document of 10^30 values was read; findings: %s", findings(&l))
	}
}

// TestPlaces looks at the text that the spans of values and names cover.
func TestPlaces(t *testing.T) {
	text := "\ufeffplain: some text\nmulti: one\n  two\n'quoted é': 'it''s'\ndouble: \"a\\\"b\"  # c\nlist:\n- {a: [1, 2]}\n- |\n  x\n   y\n\n  z\nnext: &n v\nalias: *n\nnone:\n"
	want := map[string]string{
		"plain": "some text", "multi": "one", "quoted é": "'it''s'", "double": `"a\"b"`, "list.0": "{a: [1, 2]}", "list.0.a": "[1, 2]",
		"list.0.a.1": "2", "list.1": "|\n  x\n   y\n\n  z", "next": "v", "alias": "v", "none": "",
	}
	var l diag.List
	v := node.YAML(diag.NewSource("x.yaml", text), diag.ConfigSyntax, &l)
	if l.Len() > 0 {
		t.Fatal(findings(&l))
	}
	got := map[string]string{}
	var walk func(prefix string, v *node.Value)
	walk = func(prefix string, v *node.Value) {
		if _, ok := want[prefix]; ok {
			got[prefix] = text[v.Span.Start:v.Span.End]
		}
		for i, item := range v.Items {
			walk(fmt.Sprintf("%s.%d", prefix, i), item)
		}
		for _, m := range v.Members {
			if name := strings.Trim(text[m.NameSpan.Start:m.NameSpan.End], "'"); name != m.Name {
				t.Errorf("the name %q covers %q", m.Name, name)
			}
			walk(strings.TrimPrefix(prefix+"."+m.Name, "."), m.Value)
		}
	}
	walk("", v)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTextSource follows places inside texts back to the document.
func TestTextSource(t *testing.T) {
	tests := []struct {
		name, file, text string
		find             string // in the value
		want             string // line:column in the document
	}{
		{"JSON", "x.json", `{"v": "ab\n\"cd\"\u00e9ef"}`, "ef", "1:24"},
		{"JSON, an escape itself", "x.json", `{"v": "ab\n\"cd\"\u00e9ef"}`, "é", "1:18"},
		{"JSON, before escapes", "x.json", `{"v": "ab\ncd"}`, "b", "1:9"},
		{"plain YAML", "x.yaml", "v: some text", "text", "1:9"},
		{"single quotes", "x.yaml", "v: 'some text'", "text", "1:10"},
		{"literal block", "x.yaml", "a: 1\nv: |\n    one\n      two\n\n    three\n", "two", "4:7"},
		{"literal block, after an empty line", "x.yaml", "a: 1\nv: |\n    one\n      two\n\n    three\n", "hree", "6:6"},
		{"literal block, CR LF", "x.yaml", "v: |\r\n  one\r\n  two\r\n", "two", "3:3"},
		{"folded block: the whole value", "x.yaml", "v: >\n  one\n  two\n", "two", "1:4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			read := node.YAML
			if strings.HasSuffix(tt.file, ".json") {
				read = node.JSON
			}
			v := read(diag.NewSource(tt.file, tt.text), diag.ConfigSyntax, &l).Get("v")
			src := v.TextSource("text")
			if src.Text != v.Text {
				t.Fatalf("the text changed: %q", src.Text)
			}
			at := strings.Index(src.Text, tt.find)
			loc := src.Resolve(diag.Span{Start: at, End: at + len(tt.find)})[0]
			pos := loc.Source.Position(loc.Span.Start)
			if got := fmt.Sprintf("%d:%d", pos.Line, pos.Column); got != tt.want || loc.Source.Name != tt.file {
				t.Errorf("%q is at %s of %s, want %s", tt.find, got, loc.Source.Name, tt.want)
			}
		})
	}
}

func TestMerge(t *testing.T) {
	var l diag.List
	read := func(text string) *node.Value { return node.JSON(diag.NewSource("x", text), diag.ConfigSyntax, &l) }
	base := read(`{"a": {"b": 1, "c": [1, 2]}, "d": "x"}`)
	before := encode(t, base)
	got := encode(t, node.Merge(base, read(`{"A": {"c": [3], "e": null}, "d": {"f": 1}}`)))
	if want := `{"a":{"b":1,"c":[3],"e":null},"d":{"f":1}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if after := encode(t, base); after != before {
		t.Errorf("merging changed its argument: %s", after)
	}
	if rest, dropped := base.Without("D"); !dropped || encode(t, rest) != `{"a":{"b":1,"c":[1,2]}}` {
		t.Errorf("Without: %s", encode(t, rest))
	}
	upper := node.MapStrings(base, func(v *node.Value) *node.Value {
		out := *v
		out.Text = strings.ToUpper(v.Text)
		return &out
	})
	if got := encode(t, upper); got != `{"a":{"b":1,"c":[1,2]},"d":"X"}` || encode(t, base) != before {
		t.Errorf("MapStrings: %s", got)
	}
}

func TestAppendJSONLimit(t *testing.T) {
	var l diag.List
	v := node.JSON(diag.NewSource("x", `["aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"]`), diag.ConfigSyntax, &l)
	if _, err := node.AppendJSON(nil, v, 20); !errors.Is(err, node.ErrTooLarge) {
		t.Errorf("error %v", err)
	}
}

func TestReader(t *testing.T) {
	text := `{
  "name": "n", "number": 1.5, "count": 2.0, "on": "TRUE", "off": false, "none": null,
  "state": "Activ", "list": ["a", 1, {}], "object": {"x": 1, "y": []}, "Fold": "f", "many": [{"k": "v"}, 3]
}`
	var l diag.List
	v := node.JSON(diag.NewSource("x.json", text), diag.ConfigSyntax, &l)
	r := node.NewReader(v, &l, node.ReaderOptions{Code: diag.InvalidValue, Fold: true})
	type result struct {
		Name, Number, None, State, Fold, Deep string
		Float                                 float64
		Count                                 int64
		On, Off, Default                      bool
		List                                  []string
		Objects                               int
	}
	var got result
	got.Name, got.Number, got.None, got.Fold = r.String("name"), r.String("number"), r.String("none"), r.String("fold")
	got.Float, _ = r.Float("number")
	got.Count, _ = r.Int("count", 0, 10)
	_, _ = r.Int("number", 0, 10)
	_, _ = r.Int("name", 0, 10)
	got.On, got.Off, got.Default = r.Bool("on", false), r.Bool("off", true), r.Bool("missing", true)
	r.Bool("name", false)
	got.State = r.Enum("state", "otherwise", "active", "submitted")
	got.List = r.Strings("list")
	got.Deep = r.Object("object").String("x")
	r.Object("object").String("y")
	got.Objects = len(r.Objects("many"))
	r.Object("name")
	r.List("name")
	want := result{Name: "n", Number: "1.5", Fold: "f", Deep: "1", Float: 1.5, Count: 2, On: true, Default: true, State: "otherwise", List: []string{"a", "1"}, Objects: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	problems := "2:11: `name` must be a whole number, not a string\n" +
		"2:11: `name` must be true or false, not a string\n" +
		"2:11: `name` must be an object, not a string\n" +
		"2:11: `name` must be a list, not a string\n" +
		"2:26: `number` must be a whole number, not a number\n" +
		"3:12: `state` cannot be \"Activ\"; it is one of active, submitted\n" +
		"3:38: `list[2]` must be a string, not an object\n" +
		"3:67: `object.y` must be a string, not a list\n" +
		"3:106: `many[1]` must be an object, not a number\n"
	if diff := cmp.Diff(problems, findings(&l)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}

	var none *node.Reader
	if none.String("a") != "" || none.Bool("a", true) != true || none.Object("b").List("c") != nil {
		t.Error("a nil reader must read everything as absent")
	}
	none.Unknown(diag.UnknownKey)
}

func TestUnknown(t *testing.T) {
	var l diag.List
	v := node.YAML(diag.NewSource("x.yaml", "lisen: 1\nother: 2\nlisten: 3\n"), diag.ConfigSyntax, &l)
	r := node.NewReader(v, &l, node.ReaderOptions{Code: diag.InvalidValue, Prefix: "top"})
	r.Get("listen")
	r.Get("hosts")
	r.Unknown(diag.UnknownKey)
	want := "1:1: there is no `top.lisen`; did you mean `listen`?\n2:1: there is no `top.other`; known here: listen, hosts\n"
	if diff := cmp.Diff(want, findings(&l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
