package openapi

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// parameter is one parameter of a path item or operation.
type parameter struct {
	name, in string
	required bool
	// place is the parameter object itself, after its references.
	place *node.Value
	// schema describes the value; in OpenAPI 2.0 the parameter object does.
	schema *node.Value
	// media is the content type of a parameter that is a document.
	media string
	// used says that a template names it, translated that it is part of the
	// template's query.
	used, translated bool
}

func (r *reader) parameters(v *node.Value) []*parameter {
	var out []*parameter
	for _, item := range r.items(v, "parameters") {
		p := r.object(r.deref(item, diag.Error), "parameters")
		if p == nil {
			continue
		}
		param := &parameter{
			name: text(p.Get("name")), in: strings.ToLower(text(p.Get("in"))), required: isTrue(p.Get("required")), place: p, schema: p.Get("schema"),
		}
		if param.name == "" || param.in == "" {
			r.errorf(p, "a parameter needs `name` and `in`")
			continue
		}
		if r.swagger && param.in != "body" {
			param.schema = p
		} else if param.schema == nil {
			if content := r.object(p.Get("content"), "content"); content != nil && len(content.Members) > 0 {
				param.schema, param.media = content.Members[0].Value.Get("schema"), content.Members[0].Name
			}
		}
		out = append(out, param)
	}
	return out
}

// merge lays the parameters of an operation over those of its path item.
func merge(shared, own []*parameter) []*parameter {
	out := make([]*parameter, 0, len(shared)+len(own))
	for _, p := range shared {
		replaced := false
		for _, o := range own {
			replaced = replaced || o.name == p.name && o.in == p.in
		}
		if !replaced {
			copied := *p
			out = append(out, &copied)
		}
	}
	return append(out, own...)
}

// catalogParameter describes a parameter in the terms of the model.
func (r *reader) catalogParameter(p *parameter) *catalog.Parameter {
	out := &catalog.Parameter{Name: p.name, Required: p.required, Description: text(p.place.Get("description")), Type: "string", Form: r.form(p)}
	if p.place.Source != nil {
		out.Origin = catalog.Origin{Source: p.place.Source, Span: p.place.Span}
	}
	schema := r.deref(p.schema, diag.Warning)
	if schema != nil && schema.Kind == node.Object {
		if t := schemaType(schema); t != "" {
			out.Type = t
		}
		out.Default = scalarText(schema.Get("default"))
		if enum := schema.Get("enum"); enum != nil {
			for _, e := range enum.Items {
				out.Values = append(out.Values, scalarText(e))
			}
		}
		if r.swagger && p.in != "body" {
			out.Schema = r.plainSchema(p.schema)
		} else {
			out.Schema, out.SchemaID = r.schemaText(p.schema)
		}
	}
	out.Examples = r.examples(p.place, "")
	return out
}

// form says how the parameter's text holds lists and objects.
func (r *reader) form(p *parameter) catalog.ParameterForm {
	if r.swagger {
		switch text(p.place.Get("collectionFormat")) {
		case "ssv":
			return catalog.ParameterForm{Style: "spaceDelimited"}
		case "tsv":
			return catalog.ParameterForm{Style: "tabDelimited"}
		case "pipes":
			return catalog.ParameterForm{Style: "pipeDelimited"}
		case "multi":
			return catalog.ParameterForm{Explode: true}
		}
		return catalog.ParameterForm{}
	}
	f := catalog.ParameterForm{Style: text(p.place.Get("style")), Media: p.media}
	f.Explode = p.in == "query" && (f.Style == "" || f.Style == "form" || f.Style == "deepObject")
	if explode := p.place.Get("explode"); explode != nil && f.Style != "deepObject" {
		f.Explode = isTrue(explode)
	}
	return f
}

// isReservedHeader reports whether OpenAPI takes no header parameter of that
// name, because other parts of the definition describe it.
func isReservedHeader(name string) bool {
	return strings.EqualFold(name, "Accept") || strings.EqualFold(name, "Content-Type") || strings.EqualFold(name, "Authorization")
}

// headers describes the headers of a response.
func (r *reader) headers(v *node.Value) []*catalog.Parameter {
	obj := r.object(v, "headers")
	if obj == nil {
		return nil
	}
	var out []*catalog.Parameter
	for _, m := range obj.Members {
		h := r.object(r.deref(m.Value, diag.Warning), m.Name)
		if h == nil {
			continue
		}
		p := &parameter{name: m.Name, in: "header", required: isTrue(h.Get("required")), place: h, schema: h.Get("schema")}
		if r.swagger {
			p.schema = h
		}
		out = append(out, r.catalogParameter(p))
	}
	return out
}
