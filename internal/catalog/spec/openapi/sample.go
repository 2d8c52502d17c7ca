package openapi

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Bounds of a generated sample.
const (
	maxSampleDepth  = 24
	maxSampleValues = 5000
	maxSampleBytes  = 256 << 10
)

// Sample returns a body that fits a JSON schema given as text, as the service
// generates it: every property, "string", 0, true, the first word of an enum,
// the schema's own default or example where it has one. References in the
// schema are looked up in definitions, a JSON document such as
// catalog.Schema.Document; it may be empty. The result is compact JSON, empty
// when the schema is not JSON. Recursion ends in {}.
func Sample(schema, definitions string) string {
	return NewSamples(definitions).Of(schema, "application/json")
}

// Samples generates bodies that fit schemas, whose references are looked up in one
// document. It is not safe for concurrent use.
type Samples struct {
	reader  *reader
	doc     *document
	ignored diag.List
}

// NewSamples reads the document, JSON such as catalog.Schema.Document; it may be empty.
func NewSamples(definitions string) *Samples {
	s := &Samples{doc: &document{targets: map[string]*node.Value{}}}
	s.doc.root = node.JSON(diag.NewSource("definitions", definitions), diag.SpecificationSyntax, &s.ignored)
	s.reader = &reader{list: &s.ignored, docs: map[*diag.Source]*document{}, byPath: map[string]*document{}, reported: map[*node.Value]bool{}}
	if s.doc.root != nil {
		s.reader.docs[s.doc.root.Source] = s.doc
	}
	return s
}

// Of returns a body of a content type, JSON or XML, that fits a JSON schema given as
// text; see Sample. It is empty for other types and when the schema is not JSON.
func (s *Samples) Of(schema, contentType string) string {
	var syntax diag.List
	value := node.JSON(diag.NewSource("schema", schema), diag.SpecificationSyntax, &syntax)
	if syntax.HasErrors() {
		return ""
	}
	doc := s.doc
	if doc.root == nil {
		doc = &document{root: value, targets: map[string]*node.Value{}}
	}
	s.reader.docs[value.Source] = doc
	return s.reader.sampleOf(value, contentType)
}

// Named returns a body of a content type that fits what stands at a place of the
// document, as Of does. place is a JSON pointer in a URL fragment, such as
// #/definitions/Pet; what is not there has no body.
func (s *Samples) Named(place, contentType string) string {
	if s.doc.root == nil {
		return ""
	}
	if _, problem := resolvePointer(s.doc.root, strings.TrimPrefix(place, "#")); problem != "" {
		return ""
	}
	ref := &node.Value{Kind: node.String, Text: place, Source: s.doc.root.Source}
	return s.reader.sampleOf(&node.Value{Kind: node.Object, Source: ref.Source, Members: []node.Member{{Name: "$ref", Value: ref}}}, contentType)
}

// sampleOf generates a body of a content type; empty for those that are neither JSON
// nor XML.
func (r *reader) sampleOf(schema *node.Value, contentType string) string {
	switch {
	case isJSON(contentType):
		return r.sample(schema)
	case isXML(contentType):
		return r.sampleXML(schema)
	}
	return ""
}

// sample generates a body for a schema. What the service does was read from
// samples it wrote into exported definitions.
func (r *reader) sample(schema *node.Value) string {
	s := sampler{reader: r, left: maxSampleValues}
	out, err := node.AppendJSON(nil, s.value(schema, 0), maxSampleBytes)
	if err != nil {
		return ""
	}
	return string(out)
}

type sampler struct {
	*reader
	left int
	// open are the schemas being generated, to stop at recursion.
	open []*node.Value
}

func scalar(kind node.Kind, text string) *node.Value { return &node.Value{Kind: kind, Text: text} }

func (s *sampler) value(schema *node.Value, depth int) *node.Value {
	empty := &node.Value{Kind: node.Object}
	schema = s.deref(schema, diag.Warning)
	s.left--
	if schema == nil || schema.Kind != node.Object || depth > maxSampleDepth || s.left < 0 {
		return empty
	}
	if given := given(schema); given != nil {
		return given
	}
	for _, open := range s.open {
		if open == schema {
			return empty
		}
	}
	s.open = append(s.open, schema)
	defer func() { s.open = s.open[:len(s.open)-1] }()
	switch schemaType(schema) {
	case "string":
		return scalar(node.String, "string")
	case "integer", "number":
		return scalar(node.Number, "0")
	case "boolean":
		return scalar(node.Bool, "true")
	case "file":
		return scalar(node.String, "")
	case "array":
		return s.array(schema, depth)
	}
	if obj := s.object(schema, depth); obj != nil {
		return obj
	}
	return s.alternative(schema, depth, empty)
}

// given returns the value that the schema names itself: the default, an example,
// the first of an enum.
func given(schema *node.Value) *node.Value {
	for _, name := range []string{"default", "example", "const"} {
		if v := schema.Get(name); v != nil {
			return v
		}
	}
	for _, name := range []string{"examples", "enum"} {
		if v := schema.Get(name); v != nil && v.Kind == node.Array && len(v.Items) > 0 {
			return v.Items[0]
		}
	}
	return nil
}

func (s *sampler) array(schema *node.Value, depth int) *node.Value {
	out := &node.Value{Kind: node.Array}
	if items := schema.Get("prefixItems"); items != nil {
		for _, item := range items.Items {
			out.Items = append(out.Items, s.value(item, depth+1))
		}
		return out
	}
	if items := schema.Get("items"); items != nil {
		out.Items = append(out.Items, s.value(items, depth+1))
	}
	return out
}

// object generates the properties of a schema and of all it is composed of; nil
// when there are none.
func (s *sampler) object(schema *node.Value, depth int) *node.Value {
	out := &node.Value{Kind: node.Object}
	s.properties(out, schema, depth)
	if len(out.Members) == 0 {
		return nil
	}
	return out
}

// properties adds the schema's own properties, then those of what it is composed
// of, which win.
func (s *sampler) properties(out, schema *node.Value, depth int) {
	if props := schema.Get("properties"); props != nil && props.Kind == node.Object {
		for _, m := range props.Members {
			if s.left > 0 {
				setMember(out, m.Name, s.value(m.Value, depth+1))
			}
		}
	}
	all := schema.Get("allOf")
	if all == nil || depth > maxSampleDepth {
		return
	}
	for _, part := range all.Items {
		if part = s.deref(part, diag.Warning); part != nil {
			s.left--
			s.properties(out, part, depth+1)
		}
	}
}

func setMember(out *node.Value, name string, v *node.Value) {
	for i := range out.Members {
		if out.Members[i].Name == name {
			out.Members[i].Value = v
			return
		}
	}
	out.Members = append(out.Members, node.Member{Name: name, Value: v})
}

// alternative generates the first alternative when that is an object; for
// alternatives of scalars the service writes an empty object. A single member of
// allOf that is no object stands for itself.
func (s *sampler) alternative(schema *node.Value, depth int, empty *node.Value) *node.Value {
	for _, name := range []string{"oneOf", "anyOf"} {
		if list := schema.Get(name); list != nil && len(list.Items) > 0 {
			if v := s.value(list.Items[0], depth+1); v.Kind == node.Object {
				return v
			}
			return empty
		}
	}
	if all := schema.Get("allOf"); all != nil && len(all.Items) == 1 {
		return s.value(all.Items[0], depth+1)
	}
	return empty
}
