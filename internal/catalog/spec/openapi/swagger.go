package openapi

import (
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// What OpenAPI 2.0 spells differently: bodies are parameters, and media types
// stand in `consumes` and `produces`.

// swaggerBody reads the request body from the parameters.
func (r *reader) swaggerBody(op *catalog.Operation, v *node.Value, params []*parameter) {
	var form []*catalog.Parameter
	file := false
	for _, p := range params {
		switch p.in {
		case "body":
			op.Request.Description = text(p.place.Get("description"))
			for _, mime := range r.mimes(v, "consumes") {
				rep := &catalog.Representation{ContentType: mime}
				r.describe(rep, p.schema, false)
				op.Request.Representations = append(op.Request.Representations, rep)
			}
		case "formdata":
			file = file || text(p.place.Get("type")) == "file"
			form = append(form, r.catalogParameter(p))
		}
	}
	if form == nil {
		return
	}
	types := r.declaredMimes(v, "consumes")
	if len(types) == 0 {
		types = []string{"application/x-www-form-urlencoded"}
		if file {
			types = []string{"multipart/form-data"}
		}
	}
	for _, mime := range types {
		op.Request.Representations = append(op.Request.Representations, &catalog.Representation{ContentType: mime, FormParameters: form})
	}
}

// swaggerContent makes the representations of a response from its schema, its
// examples and the media types that the operation produces.
func (r *reader) swaggerContent(operation, response *node.Value) []*catalog.Representation {
	schema := response.Get("schema")
	examples := r.object(response.Get("examples"), "examples")
	var types []string
	if schema != nil {
		types = r.mimes(operation, "produces")
	}
	if examples != nil {
		for _, m := range examples.Members {
			if !contains(types, m.Name) {
				types = append(types, m.Name)
			}
		}
	}
	var out []*catalog.Representation
	for _, mime := range types {
		rep := &catalog.Representation{ContentType: mime}
		if e := examples.Get(mime); e != nil {
			rep.Examples = []catalog.Example{{Name: "default", Value: exampleText(e, mime)}}
		}
		if text(schema.Get("type")) != "file" {
			r.describe(rep, schema, true)
		}
		out = append(out, rep)
	}
	return out
}

// mimes returns the media types of an operation, application/json when none are
// declared.
func (r *reader) mimes(operation *node.Value, name string) []string {
	if types := r.declaredMimes(operation, name); len(types) > 0 {
		return types
	}
	return []string{"application/json"}
}

func (r *reader) declaredMimes(operation *node.Value, name string) []string {
	list := operation.Get(name)
	if list == nil {
		list = r.main.root.Get(name)
	}
	var out []string
	for _, v := range r.items(list, name) {
		if v.Text != "" && !contains(out, v.Text) {
			out = append(out, v.Text)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
