package openapi

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxSchema bounds the text of one schema in bytes, maxComponents that of all
// components; the service takes schemas of 4 MiB (platform/limits.md).
const (
	maxSchema     = 4 << 20
	maxComponents = 32 << 20
)

// schemaText returns a schema as JSON and the name of the document its
// references point into. What stands in other files is put in place.
func (r *reader) schemaText(schema *node.Value) (text, schemaID string) {
	if schema.IsNull() {
		return "", ""
	}
	out, err := node.Encoder{Limit: maxSchema, Replace: r.inline}.Append(nil, schema)
	if err != nil {
		r.warnOnce(schema, "the schema is too large or recursive over several files; bodies are not checked against it")
		return "", ""
	}
	if r.definitions() != nil {
		schemaID = SchemaName
	}
	return string(out), schemaID
}

// plainSchema returns the schema in a parameter or header of OpenAPI 2.0, whose
// object holds both.
func (r *reader) plainSchema(v *node.Value) string {
	own := &node.Value{Kind: node.Object, Source: v.Source, Span: v.Span}
	for _, m := range v.Members {
		switch m.Name {
		case "name", "in", "required", "description", "collectionFormat", "allowEmptyValue", "schema":
			continue
		}
		if !strings.HasPrefix(m.Name, "x-") || m.Name == "x-nullable" {
			own.Members = append(own.Members, m)
		}
	}
	out, err := node.Encoder{Limit: maxSchema, Replace: r.inline}.Append(nil, own)
	if err != nil {
		r.warnOnce(v, "the schema is too large or recursive over several files; values are not checked against it")
		return ""
	}
	return string(out)
}

func (r *reader) warnOnce(v *node.Value, message string) {
	if !r.reported[v] {
		r.reported[v] = true
		v.Warnf(r.list, diag.SpecificationSyntax, "%s", message)
	}
}

// inline replaces references to, and in, other files by what they refer to, and
// those to other places than the definitions.
func (r *reader) inline(v *node.Value) *node.Value {
	ref, ok := reference(v)
	if !ok || ref.Source == r.main.root.Source && r.isDefinition(ref.Text) {
		return v
	}
	if target := r.deref(v, diag.Warning); target != nil {
		return target
	}
	// What cannot be followed stays: a schema that says less would let more pass.
	return v
}

// isDefinition reports whether a reference points into the definitions, or to the
// schema it stands in.
func (r *reader) isDefinition(ref string) bool {
	if r.swagger {
		return strings.HasPrefix(ref, "#/definitions/")
	}
	return strings.HasPrefix(ref, "#/components/schemas/") || !strings.HasPrefix(ref, "#/") && strings.HasPrefix(ref, "#")
}

// definitions returns the schemas that references name.
func (r *reader) definitions() *node.Value {
	if r.swagger {
		return r.main.root.Get("definitions")
	}
	return r.main.root.Get("components").Get("schemas")
}

// components returns the document that holds the definitions, as the service
// keeps it beside the API.
func (r *reader) components() []*catalog.Schema {
	defs := r.object(r.definitions(), "schemas")
	if defs == nil {
		return nil
	}
	out, err := node.Encoder{Limit: maxComponents, Replace: r.inline}.Append(nil, defs)
	if err != nil {
		r.warnOnce(defs, "the definitions are too large or recursive over several files; bodies are not checked against them")
		return nil
	}
	schema := &catalog.Schema{Name: SchemaName, Origin: catalog.Origin{Source: defs.Source, Span: defs.Span}}
	if r.swagger {
		schema.ContentType, schema.Document = catalog.DefinitionsSchema, `{"definitions":`+string(out)+`}`
	} else {
		schema.ContentType, schema.Document = catalog.ComponentsSchema, `{"components":{"schemas":`+string(out)+`}}`
	}
	return []*catalog.Schema{schema}
}

// checkSchema reports references in a schema that lead nowhere. They are
// warnings: calls are served all the same.
func (r *reader) checkSchema(v *node.Value) {
	if v == nil || r.checked[v] {
		return
	}
	if r.checked == nil {
		r.checked = map[*node.Value]bool{}
	}
	r.checked[v] = true
	if v.Kind != node.Object {
		return
	}
	if _, ok := reference(v); ok {
		r.checkSchema(r.deref(v, diag.Warning))
	}
	for _, m := range v.Members {
		switch m.Name {
		case "properties", "patternProperties", "definitions", "$defs", "dependentSchemas":
			for _, p := range m.Value.Members {
				r.checkSchema(p.Value)
			}
		case "items", "additionalProperties", "not", "contains", "if", "then", "else", "propertyNames", "unevaluatedItems", "unevaluatedProperties":
			r.checkSchema(m.Value)
		case "allOf", "anyOf", "oneOf", "prefixItems":
			for _, s := range m.Value.Items {
				r.checkSchema(s)
			}
		}
	}
}

// schemaType returns the type of a schema; of several (OpenAPI 3.1) the first
// that is not null.
func schemaType(schema *node.Value) string {
	t := schema.Get("type")
	if t == nil {
		return ""
	}
	if t.Kind == node.Array {
		for _, item := range t.Items {
			if item.Text != "null" && item.Kind == node.String {
				return item.Text
			}
		}
		return ""
	}
	return t.Text
}
