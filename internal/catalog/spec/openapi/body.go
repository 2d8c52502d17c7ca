package openapi

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxExample bounds the text of one example in bytes.
const maxExample = 1 << 20

// requestBody reads the representations of the request.
func (r *reader) requestBody(op *catalog.Operation, v *node.Value, params []*parameter) {
	if r.swagger {
		r.swaggerBody(op, v, params)
		return
	}
	body := r.object(r.deref(v.Get("requestBody"), diag.Error), "requestBody")
	if body == nil {
		return
	}
	op.Request.Description = text(body.Get("description"))
	op.Request.Representations = r.content(body.Get("content"), false)
}

// responses reads what an operation answers.
func (r *reader) responses(op *catalog.Operation, v *node.Value) {
	responses := r.object(v.Get("responses"), "responses")
	if responses == nil {
		return
	}
	for _, m := range responses.Members {
		if strings.HasPrefix(m.Name, "x-") {
			continue
		}
		status, ok := statusCode(m.Name)
		if !ok {
			r.list.Errorf(diag.SpecificationSyntax, responses.Source, m.NameSpan, "%q is neither a status code nor `default`", m.Name)
			continue
		}
		res := r.object(r.deref(m.Value, diag.Error), m.Name)
		if res == nil {
			continue
		}
		out := &catalog.Response{Status: status, Code: m.Name, Description: text(res.Get("description")), Headers: r.headers(res.Get("headers")), Origin: catalog.Origin{Source: res.Source, Span: res.Span}}
		if r.swagger {
			out.Representations = r.swaggerContent(v, res)
		} else {
			out.Representations = r.content(res.Get("content"), true)
		}
		op.Responses = append(op.Responses, out)
	}
}

// statusCode reads a status code; `default` and ranges such as 4XX are 0.
func statusCode(s string) (int, bool) {
	if s == "default" {
		return 0, true
	}
	if len(s) != 3 || s[0] < '1' || s[0] > '5' {
		return 0, false
	}
	if strings.EqualFold(s[1:], "XX") {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// content reads the media types of a body.
func (r *reader) content(v *node.Value, sample bool) []*catalog.Representation {
	obj := r.object(v, "content")
	if obj == nil {
		return nil
	}
	var out []*catalog.Representation
	for _, m := range obj.Members {
		rep := &catalog.Representation{ContentType: m.Name}
		if media := r.object(m.Value, m.Name); media != nil {
			rep.Examples = r.examples(media, m.Name)
			r.describe(rep, media.Get("schema"), sample)
		}
		out = append(out, rep)
	}
	return out
}

// describe gives a representation its schema, and a sample when it has no
// example.
func (r *reader) describe(rep *catalog.Representation, schema *node.Value, sample bool) {
	if schema.IsNull() || schema.Kind == node.Object && len(schema.Members) == 0 {
		return
	}
	r.checkSchema(schema)
	rep.Origin = catalog.Origin{Source: schema.Source, Span: schema.Span}
	rep.Schema, rep.SchemaID = r.schemaText(schema)
	if ref, ok := reference(schema); ok {
		rep.TypeName = ref.Text[strings.LastIndexByte(ref.Text, '/')+1:]
	}
	if sample && len(rep.Examples) == 0 {
		rep.Sample = r.sampleOf(schema, rep.ContentType)
	}
}

// examples reads `example` and `examples` of a media type or parameter.
func (r *reader) examples(v *node.Value, contentType string) []catalog.Example {
	var out []catalog.Example
	if e := v.Get("example"); e != nil {
		out = append(out, catalog.Example{Name: "default", Value: exampleText(e, contentType)})
	}
	all := v.Get("examples")
	if all == nil || all.Kind != node.Object {
		return out
	}
	for _, m := range all.Members {
		e := r.deref(m.Value, diag.Warning)
		value := e.Get("value")
		if value == nil {
			continue
		}
		out = append(out, catalog.Example{Name: m.Name, Summary: text(e.Get("summary")), Value: exampleText(value, contentType)})
	}
	return out
}

// exampleText returns the body that an example stands for: JSON for anything
// but a string. A string is the body itself, except that in JSON a string that
// is no JSON document is one more JSON value.
// unverified: which strings the service sends quoted.
func exampleText(v *node.Value, contentType string) string {
	if v.Kind == node.String {
		if !isJSON(contentType) {
			return v.Text
		}
		var ignored diag.List
		if parsed := node.JSON(diag.NewSource("", v.Text), diag.SpecificationSyntax, &ignored); parsed != nil && !ignored.HasErrors() &&
			(parsed.Kind == node.Object || parsed.Kind == node.Array) {
			return v.Text
		}
	}
	out, err := node.AppendJSON(nil, v, maxExample)
	if err != nil {
		return ""
	}
	return string(out)
}
