package openapi

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// operations reads all paths.
func (r *reader) operations() []*catalog.Operation {
	paths := r.object(r.main.root.Get("paths"), "paths")
	if paths == nil {
		return nil
	}
	var out []*catalog.Operation
	for _, m := range paths.Members {
		if strings.HasPrefix(m.Name, "x-") {
			continue
		}
		item := r.object(r.deref(m.Value, diag.Error), m.Name)
		if item == nil {
			continue
		}
		path := m.Name
		if !strings.HasPrefix(path, "/") {
			r.list.Warnf(diag.SpecificationSyntax, paths.Source, m.NameSpan, "a path should start with a slash")
			path = "/" + path
		}
		shared := r.parameters(item.Get("parameters"))
		for _, op := range item.Members {
			method, ok := methods[strings.ToLower(op.Name)]
			if !ok {
				continue
			}
			if v := r.object(op.Value, op.Name); v != nil {
				place := catalog.Origin{Source: item.Source, Span: op.NameSpan}
				pathPlace := catalog.Origin{Source: paths.Source, Span: m.NameSpan}
				if parsed := r.operation(v, method, path, place, pathPlace, shared); parsed != nil {
					out = append(out, parsed)
				}
			}
		}
	}
	return out
}

// operation reads one operation; nil when its template cannot be used.
func (r *reader) operation(v *node.Value, method, path string, place, pathPlace catalog.Origin, shared []*parameter) *catalog.Operation {
	op := &catalog.Operation{Method: method, Description: text(v.Get("description")), Origin: place}
	r.names.Imported(op, strings.TrimSpace(text(v.Get("operationId"))), strings.TrimSpace(text(v.Get("summary"))), path)
	params := merge(shared, r.parameters(v.Get("parameters")))
	if !r.template(op, path, pathPlace, params) {
		return nil
	}
	for _, p := range params {
		switch {
		case p.translated:
		case p.in == "query":
			op.Request.QueryParameters = append(op.Request.QueryParameters, r.catalogParameter(p))
		case p.in == "header" && !isReservedHeader(p.name):
			op.Request.Headers = append(op.Request.Headers, r.catalogParameter(p))
		}
	}
	if hasBody(method) {
		r.requestBody(op, v, params)
	}
	r.responses(op, v)
	return op
}

// template makes the URL template: the path, and the required query parameters,
// without which a request does not match (artifacts.md section 13).
func (r *reader) template(op *catalog.Operation, path string, place catalog.Origin, params []*parameter) bool {
	op.URLTemplate = path
	if !r.opt.QueryParametersStay {
		op.URLTemplate = r.translate(path, params)
	}
	var errors []catalog.TemplateError
	op.Template, errors = catalog.ParseTemplate(op.URLTemplate)
	for _, e := range errors {
		r.list.Errorf(diag.SpecificationSyntax, place.Source, place.Span, "the URL template %q: %s", op.URLTemplate, e.Message)
	}
	if len(errors) > 0 {
		return false
	}
	for _, name := range op.Template.Parameters() {
		op.TemplateParameters = append(op.TemplateParameters, r.templateParameter(name, op.Template, params))
	}
	for _, p := range params {
		if p.in == "path" && !p.used {
			p.place.Warnf(r.list, diag.SpecificationSyntax, "the path %q has no parameter {%s}", path, p.name)
		}
	}
	return true
}

// translate adds the required query parameters to a path.
func (r *reader) translate(path string, params []*parameter) string {
	var b strings.Builder
	b.WriteString(path)
	separator := byte('?')
	var have []catalog.QueryParameter
	if strings.Contains(path, "?") {
		separator = '&'
		parsed, _ := catalog.ParseTemplate(path)
		have = parsed.Query
	}
next:
	for _, p := range params {
		if p.in != "query" || !p.required || strings.ContainsAny(p.name, "{}&=?#/* ") || p.name == "" {
			continue
		}
		p.translated = true
		for _, q := range have {
			if q.Name == p.name {
				continue next
			}
		}
		b.WriteByte(separator)
		b.WriteString(p.name + "={" + p.name + "}")
		separator = '&'
	}
	return b.String()
}

// templateParameter describes one parameter of the template by the parameter of
// the definition that it is, or by itself.
func (r *reader) templateParameter(name string, t catalog.Template, params []*parameter) *catalog.Parameter {
	in := "path"
	for _, q := range t.Query {
		if q.Parameter == name {
			in = "query"
		}
	}
	for _, p := range params {
		if p.in == in && (p.name == name || strings.TrimPrefix(p.name, "*") == name) {
			p.used = true
			described := r.catalogParameter(p)
			described.Name, described.Required = name, true
			return described
		}
	}
	return &catalog.Parameter{Name: name, Type: "string", Required: true}
}
