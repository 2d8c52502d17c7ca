package validation

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// dialect is the language that a schema is written in.
type dialect uint8

const (
	// plainSchema is JSON Schema of any draft, and that of OpenAPI 3.1.
	plainSchema dialect = iota
	openAPI30
	openAPI20
)

// dialectOf returns the dialect of the schemas in a definition of a version of
// OpenAPI. Without one the content type of the schema decides.
func dialectOf(version string, swagger, components bool) dialect {
	switch {
	case strings.HasPrefix(version, "2") || version == "" && swagger:
		return openAPI20
	case strings.HasPrefix(version, "3.0") || version == "" && components:
		return openAPI30
	}
	return plainSchema
}

// converter turns schemas into JSON Schema 2020-12.
type converter struct {
	dialect dialect
	// base is the address that references without one belong to; empty leaves them
	// as they are.
	base string
	// id is the address that the document gives itself.
	id  string
	err error
}

// maxSchemaDepth bounds how deep schemas stand in each other.
const maxSchemaDepth = 256

// document converts a document of definitions, schemas at the places where the
// dialect has them.
func (c *converter) document(doc any) any {
	root, ok := doc.(map[string]any)
	if !ok {
		return c.schema(doc, 0)
	}
	for _, way := range [][]string{{"components", "schemas"}, {"definitions"}} {
		at, known := root, true
		for _, name := range way {
			at, known = at[name].(map[string]any)
			if !known {
				break
			}
		}
		if known && c.dialect != plainSchema || known && way[0] == "components" {
			for name, s := range at {
				at[name] = c.schema(s, 0)
			}
			return map[string]any{way[0]: root[way[0]]}
		}
	}
	c.id, _ = root["$id"].(string)
	return c.schema(root, 0)
}

// schema converts one schema. Keywords that say nothing about validity go, since
// documents write them in ways that the rules of schemas do not allow.
func (c *converter) schema(v any, depth int) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	if depth > maxSchemaDepth {
		c.fail("schemas are nested more than %d deep", maxSchemaDepth)
		return false
	}
	if ref, ok := m["$ref"].(string); ok && c.dialect != plainSchema {
		// What stands beside a reference does not count there.
		return map[string]any{"$ref": c.reference(ref)}
	}
	out := make(map[string]any, len(m))
	for name, value := range m {
		c.keyword(out, m, name, value, depth)
	}
	c.discriminator(out, m)
	c.nullable(out, m)
	return out
}

func (c *converter) keyword(out, m map[string]any, name string, value any, depth int) {
	switch name {
	case "$ref":
		if ref, ok := value.(string); ok {
			out[name] = c.reference(ref)
		}
	case "$dynamicRef", "$recursiveRef":
		c.fail("%s is not supported", name)
	case "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties":
		out[name] = c.schema(value, depth+1)
	case "items":
		if list, ok := value.([]any); ok {
			out["prefixItems"] = c.list(list, depth)
			if more, ok := m["additionalItems"]; ok {
				out["items"] = c.schema(more, depth+1)
			}
			return
		}
		out[name] = c.schema(value, depth+1)
	case "allOf", "anyOf", "oneOf", "prefixItems":
		if list, ok := value.([]any); ok {
			out[name] = c.list(list, depth)
		}
	case "properties", "patternProperties", "definitions", "$defs", "dependentSchemas":
		out[name] = c.named(value, depth)
	case "dependencies":
		c.dependencies(out, value, depth)
	case "required":
		// A boolean is a common mistake, which means nothing here.
		if list, ok := value.([]any); ok {
			out[name] = distinct(list)
		}
	case "type":
		c.types(out, value)
	case "exclusiveMinimum", "exclusiveMaximum":
		c.exclusive(out, m, name, value)
	case "minimum", "maximum":
		exclusive := "exclusiveM" + name[1:]
		if b, ok := m[exclusive].(bool); !ok || !b {
			out[name] = value
		}
	case "format", "pattern":
		if _, ok := value.(string); ok {
			out[name] = value
		}
	case "enum", "const", "readOnly", "writeOnly", "$anchor", "multipleOf", "maxLength", "minLength", "maxItems", "minItems", "uniqueItems",
		"maxContains", "minContains", "maxProperties", "minProperties", "dependentRequired":
		out[name] = value
	}
}

func (c *converter) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

func (c *converter) list(list []any, depth int) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = c.schema(s, depth+1)
	}
	return out
}

func (c *converter) named(v any, depth int) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := make(map[string]any, len(m))
	for name, s := range m {
		out[name] = c.schema(s, depth+1)
	}
	return out
}

// dependencies splits a keyword of older drafts.
func (c *converter) dependencies(out map[string]any, v any, depth int) {
	m, _ := v.(map[string]any)
	required, schemas := map[string]any{}, map[string]any{}
	for name, d := range m {
		if list, ok := d.([]any); ok {
			required[name] = distinct(list)
		} else {
			schemas[name] = c.schema(d, depth+1)
		}
	}
	if len(required) > 0 && out["dependentRequired"] == nil {
		out["dependentRequired"] = required
	}
	if len(schemas) > 0 && out["dependentSchemas"] == nil {
		out["dependentSchemas"] = schemas
	}
}

func distinct(list []any) []any {
	var out []any
	seen := map[string]bool{}
	for _, v := range list {
		if s, ok := v.(string); ok {
			if seen[s] {
				continue
			}
			seen[s] = true
		}
		out = append(out, v)
	}
	if out == nil {
		out = []any{}
	}
	return out
}

// types passes over words that stand for anything: any of old drafts, and file of
// OpenAPI 2.0, whose content is no JSON.
func (c *converter) types(out map[string]any, v any) {
	if s, ok := v.(string); ok && (s == "any" || s == "file" || s == "") {
		return
	}
	out["type"] = v
}

// exclusive makes a bound of its own of the boolean that older dialects put beside
// minimum and maximum.
func (c *converter) exclusive(out, m map[string]any, name string, v any) {
	b, ok := v.(bool)
	if !ok {
		out[name] = v
		return
	}
	bound := "m" + strings.TrimPrefix(name, "exclusiveM")
	if limit, has := m[bound]; b && has {
		out[name] = limit
	}
}

// nullable allows null where the older dialects say so beside the type. As OpenAPI
// 3.0.3 has it an enum must list null itself; a schema without a type, such as one
// that is composed of others, allows null beside them.
func (c *converter) nullable(out, m map[string]any) {
	if c.dialect == plainSchema {
		return
	}
	keyword := "nullable"
	if c.dialect == openAPI20 {
		keyword = "x-nullable"
	}
	if b, ok := m[keyword].(bool); !ok || !b {
		return
	}
	if t, ok := out["type"].(string); ok {
		out["type"] = []any{t, "null"}
	}
	for _, name := range []string{"allOf", "anyOf", "oneOf"} {
		if list, ok := out[name].([]any); ok {
			delete(out, name)
			alternatives, _ := out["anyOf"].([]any)
			if alternatives != nil {
				out["allOf"] = append(asList(out["allOf"]), map[string]any{"anyOf": alternatives})
			}
			out["anyOf"] = []any{map[string]any{"type": "null"}, map[string]any{name: list}}
		}
	}
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// discriminator chooses one of the alternatives by the property that names it, as
// OpenAPI means it: alternatives that are alike but for it would otherwise both
// match. It does so only where every alternative is a reference.
//
// unverified: the service may not look at it.
func (c *converter) discriminator(out, m map[string]any) {
	d, _ := m["discriminator"].(map[string]any)
	property, _ := d["propertyName"].(string)
	if property == "" {
		return
	}
	for _, keyword := range []string{"oneOf", "anyOf"} {
		list, _ := out[keyword].([]any)
		if len(list) == 0 {
			continue
		}
		names, ok := c.alternatives(list, d["mapping"])
		if !ok {
			continue
		}
		delete(out, keyword)
		known := make([]any, 0, len(names))
		all := asList(out["allOf"])
		for _, a := range names {
			known = append(known, a.value)
			is := map[string]any{"properties": map[string]any{property: map[string]any{"const": a.value}}, "required": []any{property}}
			all = append(all, map[string]any{"if": is, "then": map[string]any{"$ref": a.ref}})
		}
		out["allOf"] = append(all, map[string]any{
			"type": "object", "required": []any{property}, "properties": map[string]any{property: map[string]any{"enum": known}},
		})
	}
}

// alternative is a value of a discriminator and the schema it stands for.
type alternative struct{ value, ref string }

// alternatives returns the values that a discriminator may have: those of the
// mapping, and the names of schemas that it does not name.
func (c *converter) alternatives(list []any, mapping any) ([]alternative, bool) {
	mapped, _ := mapping.(map[string]any)
	var out []alternative
	for _, a := range list {
		m, _ := a.(map[string]any)
		ref, ok := m["$ref"].(string)
		if !ok {
			return nil, false
		}
		found := false
		for value, to := range mapped {
			target, _ := to.(string)
			if target == "" {
				continue
			}
			if c.reference(target) == ref || target == lastName(ref) {
				out, found = append(out, alternative{value, ref}), true
			}
		}
		if !found {
			out = append(out, alternative{lastName(ref), ref})
		}
	}
	return out, true
}

// lastName is the name of the schema that a reference points to.
func lastName(ref string) string {
	name := ref[strings.LastIndexByte(ref, '/')+1:]
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~")
}

// schemaAddress is the address of a schema of the API or the service.
func schemaAddress(name string) string { return scheme + "/schemas/" + url.PathEscape(name) }

// scheme stands before the addresses of documents, which nothing outside knows.
const scheme = "schema://gateway"

// reference returns the address that a reference leads to. Schemas of the service
// refer to each other as /schemas/<name>.
func (c *converter) reference(ref string) string {
	if c.id != "" && strings.HasPrefix(ref, c.id) {
		if rest := ref[len(c.id):]; rest == "" || rest[0] == '#' {
			ref = "#" + strings.TrimPrefix(rest, "#")
		}
	}
	if name, ok := strings.CutPrefix(ref, "/schemas/"); ok {
		name, fragment, found := strings.Cut(name, "#")
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		if found {
			fragment = "#" + fragment
		}
		return schemaAddress(name) + fragment
	}
	if strings.HasPrefix(ref, "#") && !strings.HasPrefix(ref, "##") {
		return c.base + ref
	}
	return ref
}

// errNotJSON is the error of a schema that is no JSON document.
var errNotJSON = errors.New("it is not JSON")

// readSchema reads a schema from its text.
func readSchema(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("%w: %w", errNotJSON, err)
	}
	return v, nil
}
