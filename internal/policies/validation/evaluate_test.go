package validation

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

func frame() *rt.Frame {
	return &rt.Frame{Env: &rt.Env{Budget: rt.Budget{Steps: 1e6, Memory: 1 << 24, Time: time.Minute, MaxDepth: 100}}}
}

// compiled compiles a schema as definitions does; nil when it is refused.
func compiled(text string) *jsonschema.Schema {
	doc, err := readSchema(text)
	if err != nil {
		return nil
	}
	c := converter{dialect: plainSchema}
	doc = c.document(doc)
	if c.err != nil {
		return nil
	}
	k := jsonschema.NewCompiler()
	k.DefaultDraft(jsonschema.Draft2020)
	k.AssertFormat()
	k.UseLoader(jsonschema.SchemeURLLoader{})
	k.UseRegexpEngine(compilePattern)
	for _, f := range formats() {
		k.RegisterFormat(f)
	}
	if k.AddResource(scheme+"/test", doc) != nil {
		return nil
	}
	s, err := k.Compile(scheme + "/test")
	if err != nil {
		return nil
	}
	return s
}

var schemasUnderTest = []string{
	`{}`, `true`, `false`, `{"type":"integer"}`, `{"type":"number"}`, `{"type":["string","null"]}`, `{"type":"object"}`, `{"type":"array"}`, `{"type":"boolean"}`,
	`{"minimum":1,"maximum":3}`, `{"exclusiveMinimum":1,"exclusiveMaximum":3}`, `{"multipleOf":0.1}`, `{"multipleOf":2}`, `{"minimum":1.5}`,
	`{"minLength":2,"maxLength":3}`, `{"pattern":"^a"}`, `{"enum":[1,"a",null,[1],{"a":1},true]}`, `{"const":1}`, `{"const":{"a":[1,2]}}`, `{"format":"date"}`,
	`{"required":["a"]}`, `{"properties":{"a":{"type":"integer"}}}`, `{"properties":{"a":{}},"additionalProperties":false}`, `{"additionalProperties":{"type":"string"}}`,
	`{"patternProperties":{"^a":{"type":"integer"}},"additionalProperties":false}`, `{"propertyNames":{"maxLength":1}}`, `{"minProperties":1,"maxProperties":1}`,
	`{"dependentRequired":{"a":["b"]}}`, `{"dependentSchemas":{"a":{"required":["b"]}}}`, `{"items":{"type":"integer"}}`, `{"prefixItems":[{"type":"integer"}],"items":false}`,
	`{"prefixItems":[{"type":"integer"},{"type":"string"}]}`, `{"minItems":2,"maxItems":2}`, `{"uniqueItems":true}`, `{"contains":{"type":"integer"}}`,
	`{"contains":{"type":"integer"},"minContains":2,"maxContains":2}`, `{"contains":{"type":"integer"},"minContains":0}`,
	`{"allOf":[{"type":"object"},{"required":["a"]}]}`, `{"anyOf":[{"type":"string"},{"minimum":2}]}`, `{"oneOf":[{"type":"integer"},{"minimum":2}]}`, `{"not":{"type":"integer"}}`,
	`{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"maxProperties":0}}`, `{"$ref":"#/$defs/x","$defs":{"x":{"type":"object","properties":{"a":{"$ref":"#"}}}}}`,
	`{"properties":{"a":{}},"unevaluatedProperties":false}`, `{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}`,
	`{"anyOf":[{"properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"b":{}},"required":["b"]}],"unevaluatedProperties":false}`,
	`{"oneOf":[{"properties":{"a":{}},"required":["a"]},{"properties":{"b":{}},"required":["b"]}],"unevaluatedProperties":{"type":"string"}}`,
	`{"prefixItems":[{}],"unevaluatedItems":false}`, `{"contains":{"type":"integer"},"unevaluatedItems":{"type":"string"}}`,
	`{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":{}}},"unevaluatedProperties":false}`,
	`{"properties":{"a":{"properties":{"b":{}},"unevaluatedProperties":false}}}`,
}

var valuesUnderTest = []string{
	`null`, `true`, `false`, `0`, `1`, `2`, `3`, `1.0`, `1.5`, `0.3`, `-1`, `1e300`, `123456789012345678901234567890`, `2147483648`, `""`, `"a"`, `"ab"`, `"abcd"`, `"ü€😀"`, `"2020-01-01"`,
	`{}`, `{"a":1}`, `{"a":"1"}`, `{"b":1}`, `{"b":"x"}`, `{"a":1,"b":2}`, `{"a":1,"c":"x"}`, `{"ab":1}`, `{"a":[1,2]}`, `{"a":{"a":{"a":1}}}`, `{"a":{"b":1}}`, `{"a":{"c":1}}`,
	`[]`, `[1]`, `["a"]`, `[1,2]`, `[1,"a"]`, `["a",1]`, `[1,1]`, `[1,1.0]`, `[[1],[1]]`, `[{"a":1},{"a":1}]`, `[1,2,3]`, `["a","b"]`,
}

// TestPeer compares answers with those of the library's own validator.
func TestPeer(t *testing.T) {
	for _, text := range schemasUnderTest {
		s := compiled(text)
		if s == nil {
			t.Fatalf("%s does not compile", text)
		}
		for _, value := range valuesUnderTest {
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(value))
			if err != nil {
				t.Fatal(err)
			}
			token, err := jsontree.ParseToken(value, jsontree.Options{Dates: jsontree.DatesAsText})
			if err != nil {
				t.Fatal(err)
			}
			e := evaluator{f: frame()}
			wrong, err := e.evaluate(s, token)
			if err != nil {
				t.Fatal(err)
			}
			want := s.Validate(v)
			if (len(wrong) == 0) != (want == nil) && !known[text+" "+value] {
				t.Errorf("%s with %s: %v, the library says %v", text, value, wrong, want)
			}
		}
	}
}

// known are the differences that are meant: Newtonsoft tells an integer from a number
// with a fraction of zero when it compares items.
var known = map[string]bool{`{"uniqueItems":true} [1,1.0]`: true}

// TestEvaluateAllocations holds the cost of a value that fits: none beyond the value.
func TestEvaluateAllocations(t *testing.T) {
	s := compiled(`{"type":"object","required":["id","name"],"additionalProperties":false,"properties":{
		"id":{"type":"integer","format":"int64","minimum":1},"name":{"type":"string","minLength":1,"maxLength":20},
		"kind":{"enum":["cat","dog"]},"tags":{"type":"array","maxItems":3,"items":{"type":"string"}}}}`)
	token, err := jsontree.ParseToken(`{"id":7,"name":"Rex","kind":"dog","tags":["a","b"]}`, jsontree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := frame()
	n := testing.AllocsPerRun(100, func() {
		f.Env.Budget.Steps = 1e6
		e := evaluator{f: f}
		if wrong, err := e.evaluate(s, token); len(wrong) > 0 || err != nil {
			t.Fatal(wrong, err)
		}
	})
	// The format takes its values boxed.
	if n > 8 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	s := compiled(`{"type":"object","required":["id","name"],"additionalProperties":false,"properties":{
		"id":{"type":"integer","format":"int64","minimum":1},"name":{"type":"string","minLength":1,"maxLength":20},
		"kind":{"enum":["cat","dog"]},"tags":{"type":"array","maxItems":3,"items":{"type":"string"}}}}`)
	const body = `{"id":7,"name":"Rex","kind":"dog","tags":["a","b"]}`
	f := frame()
	b.ReportAllocs()
	for b.Loop() {
		f.Env.Budget.Steps = 1e6
		token, err := jsontree.ParseToken(body, jsontree.Options{Dates: jsontree.DatesAsText})
		if err != nil {
			b.Fatal(err)
		}
		e := evaluator{f: f}
		if wrong, err := e.evaluate(s, token); len(wrong) > 0 || err != nil {
			b.Fatal(wrong, err)
		}
	}
}

// FuzzEvaluate demands that no schema and no value does more than its budget allows.
func FuzzEvaluate(f *testing.F) {
	for i, s := range schemasUnderTest {
		f.Add(s, valuesUnderTest[i%len(valuesUnderTest)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, text, value string, d uint8) {
		doc, err := readSchema(text)
		if err != nil {
			return
		}
		c := converter{dialect: dialect(d % 3)}
		_ = c.document(doc)
		s := compiled(text)
		if s == nil {
			return
		}
		token, err := jsontree.ParseToken(strings.ToValidUTF8(value, "?"), jsontree.Options{Dates: jsontree.DatesAsText, MaxDepth: 200})
		if err != nil {
			return
		}
		on := d&8 != 0
		e := evaluator{f: frame(), foldNames: d&1 != 0, inRequest: d&2 != 0, inResponse: d&4 != 0}
		if d&16 != 0 {
			e.additional = &on
		}
		_, err = e.evaluate(s, token)
		var exceeded *rt.Exceeded
		if err != nil && !errors.Is(err, errDepth) && !errors.As(err, &exceeded) {
			t.Errorf("%v", err)
		}
	})
}

// TestPatternTime ends a search that backtracks: the text is refused.
func TestPatternTime(t *testing.T) {
	s := compiled(`{"pattern":"^(a+)+$"}`)
	e := evaluator{f: frame()}
	wrong, err := e.evaluate(s, jsontree.NewString(strings.Repeat("a", 40)+"b"))
	if err != nil || len(wrong) != 1 {
		t.Error(fmt.Sprint(wrong, err))
	}
}
