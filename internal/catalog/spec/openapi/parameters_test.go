package openapi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/openapi"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// TestParameterForms reads what validation needs of a parameter: its schema by itself,
// and how its text holds lists and objects.
func TestParameterForms(t *testing.T) {
	tests := []struct {
		name, parameter string
		swagger         bool
		form            catalog.ParameterForm
		schema          string
	}{
		{"form", "{name: a, in: query, schema: {type: array}}", false, catalog.ParameterForm{Explode: true}, `{"type":"array"}`},
		{"not exploded", "{name: a, in: query, explode: false, schema: {}}", false, catalog.ParameterForm{}, `{}`},
		{"pipes", "{name: a, in: query, style: pipeDelimited, schema: {type: array}}", false, catalog.ParameterForm{Style: "pipeDelimited"}, `{"type":"array"}`},
		{"deepObject", "{name: a, in: query, style: deepObject, explode: false, schema: {type: object}}", false, catalog.ParameterForm{Style: "deepObject", Explode: true}, `{"type":"object"}`},
		{"header", "{name: a, in: header, schema: {$ref: '#/components/schemas/A'}}", false, catalog.ParameterForm{}, `{"$ref":"#/components/schemas/A"}`},
		{"elsewhere", "{name: a, in: query, schema: {$ref: '#/components/parameters/P/schema'}}", false, catalog.ParameterForm{Explode: true}, `{"type":"number"}`},
		{"document", "{name: a, in: query, content: {application/json: {schema: {type: object}}}}", false, catalog.ParameterForm{Explode: true, Media: "application/json"}, `{"type":"object"}`},
		{"2.0", "{name: a, in: query, description: b, required: false, type: integer, minimum: 1, x-nullable: true, x-other: 1}", true, catalog.ParameterForm{}, `{"type":"integer","minimum":1,"x-nullable":true}`},
		{"2.0 multi", "{name: a, in: query, type: array, collectionFormat: multi, items: {type: string}}", true, catalog.ParameterForm{Explode: true}, `{"type":"array","items":{"type":"string"}}`},
		{"2.0 tabs", "{name: a, in: header, type: array, collectionFormat: tsv, items: {type: string}}", true, catalog.ParameterForm{Style: "tabDelimited"}, `{"type":"array","items":{"type":"string"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := "openapi: 3.0.1\ncomponents: {schemas: {A: {type: string}}, parameters: {P: {schema: {type: number}}}}\n"
			if tt.swagger {
				text = "swagger: '2.0'\n"
			}
			src := diag.NewSource("a.yaml", text+"paths:\n  /a:\n    get:\n      parameters:\n      - "+tt.parameter+"\n")
			var l diag.List
			def := openapi.Read(src, openapi.Options{Path: "a.yaml", QueryParametersStay: true}, &l)
			got := append(def.Operations[0].Request.QueryParameters, def.Operations[0].Request.Headers...)
			if len(got) != 1 || l.Len() > 0 {
				t.Fatalf("%d parameters, %v", len(got), l.All())
			}
			if diff := cmp.Diff(tt.form, got[0].Form); diff != "" || got[0].Schema != tt.schema {
				t.Errorf("%s, not %s; form (-want +got):\n%s", got[0].Schema, tt.schema, diff)
			}
			if place := src.Text[got[0].Origin.Span.Start:got[0].Origin.Span.End]; place != tt.parameter {
				t.Errorf("the place is that of %q", place)
			}
		})
	}
}
