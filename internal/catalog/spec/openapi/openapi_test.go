package openapi_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/openapi"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// read reads a definition; files are others of the tree by path.
func read(t *testing.T, path, text string, files map[string]string) (*openapi.Definition, string) {
	t.Helper()
	var l diag.List
	def := openapi.Read(diag.NewSource(path, text), openapi.Options{Path: path, Read: func(name string) (*diag.Source, error) {
		text, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return diag.NewSource(name, text), nil
	}}, &l)
	var b strings.Builder
	for _, d := range l.All() {
		pos := d.Source.Position(d.Span.Start)
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s\n", d.Source.Name, pos.Line, pos.Column, d.Severity, d.Message)
	}
	return def, b.String()
}

// templates writes the operations in short form.
func templates(def *openapi.Definition) string {
	var b strings.Builder
	for _, op := range def.Operations {
		fmt.Fprintf(&b, "%s %s %s %q\n", op.Name, op.Method, op.URLTemplate, op.DisplayName)
	}
	return b.String()
}

func TestNaming(t *testing.T) {
	def, problems := read(t, "a.yaml", `openapi: 3.0.1
info: {title: t, version: 1}
paths:
  /pets/{petId}:
    get: {summary: Get a pet}
    delete: {operationId: DeletePet, summary: '`+strings.Repeat("x", 301)+`'}
    put: {operationId: 'Replace pet (v2)!', summary: ''}
    patch: {operationId: DeletePet}
    post: {operationId: deletepet, summary: '  '}
    options: {operationId: '???'}
    trace: {operationId: `+strings.Repeat("long-", 20)+`}
    x-thing: {get: {}}
    summary: a path
  x-paths: {get: {}}
`, nil)
	want := `get-pets-petid GET /pets/{petId} "Get a pet"
DeletePet DELETE /pets/{petId} "DeletePet"
replace-pet-v2 PUT /pets/{petId} "Replace pet (v2)!"
DeletePet-1 PATCH /pets/{petId} "DeletePet"
deletepet-2 POST /pets/{petId} "deletepet"
options-pets-petid OPTIONS /pets/{petId} "???"
` + strings.TrimSuffix(strings.Repeat("long-", 16)[:76], "-") + ` TRACE /pets/{petId} "` + strings.Repeat("long-", 20) + "\"\n"
	if diff := cmp.Diff(want, templates(def)); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	if problems != "" {
		t.Errorf("findings:\n%s", problems)
	}
}

func TestTemplates(t *testing.T) {
	tests := []struct{ name, path, parameters, want string }{
		{"optional query stays out", "/a", "{name: q, in: query}", "/a"},
		{"required query", "/a", "{name: q, in: query, required: true}, {name: r, in: query, required: true}", "/a?q={q}&r={r}"},
		{"query in the path already", "/a?q={q}", "{name: q, in: query, required: true}, {name: r, in: query, required: true}", "/a?q={q}&r={r}"},
		{"odd name", "/a", "{name: '$filter', in: query, required: true}", "/a?$filter={$filter}"},
		{"name that no template can hold", "/a", "{name: 'a{b}', in: query, required: true}", "/a"},
		{"header and cookie", "/a", "{name: h, in: header, required: true}, {name: c, in: cookie, required: true}", "/a"},
		{"catch-all", "/a/{*rest}", "{name: rest, in: path, required: true}", "/a/{*rest}"},
		{"wildcard", "/*", "", "/*"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			def, problems := read(t, "a.yaml", "openapi: 3.0.1\npaths:\n  '"+tt.path+"':\n    get: {parameters: ["+tt.parameters+"]}\n", nil)
			if len(def.Operations) != 1 || def.Operations[0].URLTemplate != tt.want || problems != "" {
				t.Errorf("got %s%s, want %s", templates(def), problems, tt.want)
			}
		})
	}
}

func TestQueryParametersStay(t *testing.T) {
	var l diag.List
	text := "openapi: 3.0.1\npaths:\n  /a:\n    get: {parameters: [{name: q, in: query, required: true, schema: {type: integer, enum: [1, 2], default: 2}}]}\n"
	def := openapi.Read(diag.NewSource("a.yaml", text), openapi.Options{Path: "a.yaml", QueryParametersStay: true}, &l)
	op := def.Operations[0]
	want := []*catalog.Parameter{{Name: "q", Type: "integer", Required: true, Default: "2", Values: []string{"1", "2"}, Schema: `{"type":"integer","enum":[1,2],"default":2}`, Form: catalog.ParameterForm{Explode: true}}}
	for _, p := range op.Request.QueryParameters {
		p.Origin = catalog.Origin{}
	}
	if diff := cmp.Diff(want, op.Request.QueryParameters); diff != "" || op.URLTemplate != "/a" {
		t.Errorf("%s (-want +got):\n%s", op.URLTemplate, diff)
	}
}

func TestServers(t *testing.T) {
	tests := []struct{ name, text, want, problems string }{
		{"none", "openapi: 3.0.1\npaths: {}", "", ""},
		{"first of several", "openapi: 3.0.1\nservers: [{url: 'https://a.example/x/'}, {url: 'https://b.example'}]\npaths: {}", "https://a.example/x", ""},
		{"variables", "openapi: 3.0.1\nservers: [{url: 'https://{h}.example:{p}', variables: {h: {default: a}, p: {default: 8443}}}]\npaths: {}", "https://a.example:8443", ""},
		{"relative", "openapi: 3.0.1\nservers: [{url: /v1}]\npaths: {}", "", "a.yaml:2:17: warning: the server URL \"/v1\" is not absolute, so it is no address of a backend\n"},
		{"wrong type", "openapi: 3.0.1\nservers: {url: x}\npaths: {}", "", "a.yaml:2:10: error: `servers` must be a list, not an object\n"},
		{"2.0", "swagger: '2.0'\nhost: h.example\nbasePath: v1/\nschemes: [ws, https]\npaths: {}", "https://h.example/v1", ""},
		{"2.0 without scheme", "swagger: '2.0'\nhost: h.example\npaths: {}", "https://h.example", ""},
		{"2.0 without host", "swagger: '2.0'\nbasePath: /v1\npaths: {}", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			def, problems := read(t, "a.yaml", tt.text, nil)
			if def.ServiceURL != tt.want || problems != tt.problems {
				t.Errorf("got %q\n%s", def.ServiceURL, problems)
			}
		})
	}
}

func TestDocuments(t *testing.T) {
	tests := []struct{ name, path, text, problems string }{
		{"empty", "a.yaml", "", "a.yaml:1:1: error: the definition is empty\n"},
		{"list", "a.yaml", "- a", "a.yaml:1:1: error: an OpenAPI definition is an object, not a list\n"},
		{"no version", "a.yaml", "paths: {}", "a.yaml:1:1: error: this is no OpenAPI definition: it has neither `openapi` nor `swagger`\n"},
		{"Swagger 1.2", "a.yaml", "swagger: '1.2'", "a.yaml:1:10: error: Swagger \"1.2\" cannot be read; 2.0 can\n"},
		{"version of the future", "a.json", `{"openapi": "4.0"}`, "a.json:1:13: error: OpenAPI \"4.0\" cannot be read; 2.0, 3.0 and 3.1 can\n"},
		{"JSON syntax", "a.json", `{"openapi": "3.0.1",}`, "a.json:1:20: error: JSON allows no comma before a closing bracket\n"},
		{"paths of the wrong type", "a.yaml", "openapi: 3.0.1\npaths: []", "a.yaml:2:8: error: `paths` must be an object, not a list\n"},
		{"no paths", "a.yaml", "openapi: 3.1.0\nwebhooks: {}", ""},
		{"version without quotes", "a.yaml", "swagger: 2.0\npaths: {}", ""},
		{"path without slash", "a.yaml", "openapi: 3.0.1\npaths:\n  a: {get: {}}", "a.yaml:3:3: warning: a path should start with a slash\n"},
		{"unused path parameter", "a.yaml", "openapi: 3.0.1\npaths:\n  /a:\n    get: {parameters: [{name: id, in: path}]}",
			"a.yaml:4:24: warning: the path \"/a\" has no parameter {id}\n"},
		{"references in a circle", "a.yaml", "openapi: 3.0.1\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}",
			"a.yaml:3:14: error: the reference \"#/paths/~1b\" cannot be followed: references lead in a circle\n" +
				"a.yaml:4:14: error: the reference \"#/paths/~1a\" cannot be followed: references lead in a circle\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := read(t, tt.path, tt.text, nil)
			if diff := cmp.Diff(tt.problems, problems); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReferencesToFiles(t *testing.T) {
	text := `openapi: 3.0.1
paths:
  /a: {$ref: 'paths/a.yaml'}
  /b:
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {$ref: '../common/schemas.json#/Item'}
  /c: {$ref: 'paths/broken.json'}
`
	files := map[string]string{
		"api/paths/a.yaml":      "get:\n  operationId: fromFile\n  parameters: [{$ref: '../../common/schemas.json#/id'}]\n",
		"common/schemas.json":   `{"Item": {"type": "object", "properties": {"child": {"$ref": "#/Child"}}}, "Child": {"type": "integer"}, "id": {"name": "id", "in": "query", "required": true}}`,
		"api/paths/broken.json": "{",
	}
	def, problems := read(t, "api/spec.yaml", text, files)
	want := "fromFile GET /a?id={id} \"fromFile\"\nget-b GET /b \"GET - /b\"\n"
	if diff := cmp.Diff(want, templates(def)); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	rep := def.Operations[1].Responses[0].Representations[0]
	if want := `{"type":"object","properties":{"child":{"type":"integer"}}}`; rep.Schema != want || rep.Sample != `{"child":0}` {
		t.Errorf("schema %s, sample %s", rep.Schema, rep.Sample)
	}
	wantProblems := "api/paths/broken.json:1:1: error: this object is not closed\n"
	if diff := cmp.Diff(wantProblems, problems); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}

	if _, problems := read(t, "spec.yaml", text, nil); strings.Count(problems, "cannot be followed") != 3 {
		t.Errorf("findings:\n%s", problems)
	}
	var l diag.List
	openapi.Read(diag.NewSource("a.yaml", text), openapi.Options{Path: "a.yaml"}, &l)
	if !strings.Contains(fmt.Sprint(l.All()), "references to files are not followed here") {
		t.Errorf("findings: %v", l.All())
	}
	l = diag.List{}
	openapi.Read(diag.NewSource("a.yaml", text), openapi.Options{Path: "a.yaml", Read: func(string) (*diag.Source, error) { return nil, errors.New("boom") }}, &l)
	if !strings.Contains(fmt.Sprint(l.All()), "boom") {
		t.Errorf("findings: %v", l.All())
	}
}

// TestRecursionOverFiles shows that recursive schemas in several files end.
func TestRecursionOverFiles(t *testing.T) {
	text := "openapi: 3.0.1\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          content: {application/json: {schema: {$ref: 'b.json'}}}\n"
	def, problems := read(t, "a.yaml", text, map[string]string{"b.json": `{"type": "object", "properties": {"again": {"$ref": "b.json"}, "more": {"$ref": "b.json"}}}`})
	rep := def.Operations[0].Responses[0].Representations[0]
	if rep.Schema != "" || rep.Sample != `{"again":{},"more":{}}` || !strings.Contains(problems, "warning: the schema is too large or recursive over several files") {
		t.Errorf("schema %.100s, sample %s, findings %s", rep.Schema, rep.Sample, problems)
	}
}

func TestExamples(t *testing.T) {
	tests := []struct{ name, media, contentType, want string }{
		{"object", "example: {a: 1, b: [x]}", "application/json", `default={"a":1,"b":["x"]}`},
		{"string that is JSON", `example: '{"a": 1}'`, "application/json", `default={"a": 1}`},
		{"string in JSON", "example: hello", "application/json", `default="hello"`},
		{"string in text", "example: hello", "text/plain", `default=hello`},
		{"string in XML", "example: <a/>", "application/xml", `default=<a/>`},
		{"object in XML", "example: {a: 1}", "application/xml", `default={"a":1}`},
		{"null", "example: null", "application/json", `default=null`},
		{"JSON with a suffix", "example: x", "application/problem+json; charset=utf-8", `default="x"`},
		{"named", "examples: {one: {summary: S, value: 1}, two: {$ref: '#/components/examples/two'}, far: {externalValue: 'https://x'}}", "application/json", `one=1 two={"t":2}`},
		{"none", "{}", "application/json", ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			media := tt.media
			if media != "{}" {
				media = "{" + media + "}"
			}
			def, problems := read(t, "a.yaml", "openapi: 3.0.1\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          content:\n            '"+tt.contentType+"': "+media+
				"\ncomponents: {examples: {two: {value: {t: 2}}}}\n", nil)
			var got []string
			for _, e := range def.Operations[0].Responses[0].Representations[0].Examples {
				got = append(got, e.Name+"="+e.Value)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" || problems != "" {
				t.Errorf("(-want +got):\n%s%s", diff, problems)
			}
		})
	}
}

// TestSample holds samples in the form that the service itself writes into
// exported definitions.
func TestSample(t *testing.T) {
	definitions := `{"components": {"schemas": {
		"Base": {"type": "object", "properties": {"code": {"type": "string"}, "type": {"anyOf": [{"type": "string"}]}}},
		"Node": {"type": "object", "properties": {"name": {"type": "string"}, "next": {"$ref": "#/components/schemas/Node"}, "all": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}},
		"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}}}`
	tests := []struct{ name, schema, want string }{
		{"string", `{"type": "string"}`, `"string"`},
		{"string with format and pattern", `{"type": "string", "format": "date-time", "pattern": "^a+$", "minLength": 9}`, `"string"`},
		{"integer with a minimum", `{"type": "integer", "minimum": 5}`, `0`},
		{"number", `{"type": "number"}`, `0`},
		{"boolean", `{"type": "boolean"}`, `true`},
		{"file", `{"type": "file"}`, `""`},
		{"enum", `{"type": "string", "enum": ["b", "a"]}`, `"b"`},
		{"default", `{"type": "integer", "default": 3}`, `3`},
		{"default before example", `{"type": "integer", "default": 0, "example": 1}`, `0`},
		{"default null", `{"type": "string", "default": null, "nullable": true}`, `null`},
		{"example", `{"type": "object", "example": {"x": [1]}}`, `{"x":[1]}`},
		{"examples of 3.1", `{"type": "string", "examples": ["e"]}`, `"e"`},
		{"const", `{"const": "c"}`, `"c"`},
		{"several types", `{"type": ["null", "integer"]}`, `0`},
		{"array", `{"type": "array", "items": {"type": "boolean"}}`, `[true]`},
		{"array of nothing known", `{"type": "array"}`, `[]`},
		{"tuple", `{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}`, `["string",0]`},
		{"object", `{"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "integer"}}, "required": ["a"]}`, `{"b":"string","a":0}`},
		{"free object", `{"type": "object", "additionalProperties": {"type": "string"}}`, `{}`},
		{"nothing said", `{}`, `{}`},
		{"properties without type", `{"properties": {"a": {"type": "string"}}}`, `{"a":"string"}`},
		{"allOf", `{"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"x": {"type": "integer"}}}]}`, `{"code":"string","type":{},"x":0}`},
		{"allOf wins over the schema's own", `{"allOf": [{"$ref": "#/components/schemas/Base"}], "properties": {"type": {"enum": ["e"]}, "y": {"type": "integer"}}}`,
			`{"type":{},"y":0,"code":"string"}`},
		{"allOf of one scalar", `{"allOf": [{"type": "string"}]}`, `"string"`},
		{"oneOf objects", `{"oneOf": [{"properties": {"a": {"type": "string"}}}, {"type": "object"}]}`, `{"a":"string"}`},
		{"oneOf scalars", `{"oneOf": [{"type": "string"}, {"type": "integer"}]}`, `{}`},
		{"anyOf with null", `{"anyOf": [{"type": "string"}, {"type": "null"}]}`, `{}`},
		{"recursion", `{"$ref": "#/components/schemas/Node"}`, `{"name":"string","next":{},"all":[{}]}`},
		{"references in a circle", `{"$ref": "#/components/schemas/A"}`, `{}`},
		{"reference to nothing", `{"$ref": "#/components/schemas/None"}`, `{}`},
		{"no schema", `3`, `{}`},
		{"no JSON", `{`, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := openapi.Sample(tt.schema, definitions); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if got := openapi.Sample(`{"type": "integer"}`, ""); got != "0" {
		t.Errorf("without definitions: %s", got)
	}
}

// TestSampleBudget generates from schemas that grow without end.
func TestSampleBudget(t *testing.T) {
	var wide strings.Builder
	wide.WriteString(`{"properties": {`)
	for i := range 20000 {
		fmt.Fprintf(&wide, `"p%d": {"type": "string"},`, i)
	}
	wide.WriteString(`"last": {}}}`)
	if got := openapi.Sample(wide.String(), ""); len(got) > 256<<10 {
		t.Errorf("a sample of %d bytes", len(got))
	}
	var defs strings.Builder
	defs.WriteString(`{"s0": {"type": "string"}`)
	for i := 1; i < 60; i++ {
		fmt.Fprintf(&defs, `, "s%d": {"properties": {"a": {"$ref": "#/s%d"}, "b": {"$ref": "#/s%d"}}}`, i, i-1, i-1)
	}
	if got := openapi.Sample(`{"$ref": "#/s59"}`, defs.String()+"}"); len(got) > 256<<10 {
		t.Errorf("a sample of %d bytes", len(got))
	}
}
