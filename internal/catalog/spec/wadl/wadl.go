package wadl

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Definition is what a definition says about an API.
type Definition struct {
	// ServiceURL is the base of the resources, empty when there is none.
	ServiceURL string
	Operations []*catalog.Operation
}

type reader struct {
	src   *diag.Source
	list  *diag.List
	names catalog.Names
	// byID are the elements that others refer to.
	byID map[string]*element
	out  *Definition
}

// Read reads a definition. It returns nil when it is none; what is wrong is
// reported to l.
func Read(src *diag.Source, l *diag.List) *Definition {
	r := &reader{src: src, list: l, byID: map[string]*element{}, out: &Definition{}}
	root := r.parse()
	if root == nil {
		return nil
	}
	if root.name != "application" {
		r.errorAt(root.span, "this is no WADL definition: its root is <%s>, not <application>", root.name)
		return nil
	}
	r.index(root)
	for _, resources := range root.all("resources") {
		if r.out.ServiceURL == "" {
			r.out.ServiceURL = strings.TrimSuffix(resources.attrs["base"], "/")
		}
		for _, res := range resources.all("resource") {
			r.resource(res, "", nil)
		}
	}
	return r.out
}

func (r *reader) index(e *element) {
	if id := e.attrs["id"]; id != "" && r.byID[id] == nil {
		r.byID[id] = e
	}
	for _, c := range e.children {
		r.index(c)
	}
}

// target returns the element that another stands for by its href, itself when it
// has none. Only what is in the document is found.
func (r *reader) target(e *element) *element {
	for range maxDepth {
		href, ok := e.attrs["href"]
		if !ok {
			return e
		}
		to := r.byID[strings.TrimPrefix(href, "#")]
		if to == nil || !strings.HasPrefix(href, "#") || to.name != e.name {
			r.list.Warnf(diag.SpecificationSyntax, r.src, e.span, "there is no <%s> %q in the definition; it is passed over", e.name, href)
			return &element{name: e.name, span: e.span}
		}
		e = to
	}
	return e
}

// resource reads a resource and those in it. params are those of the resources
// around it.
func (r *reader) resource(e *element, path string, params []*element) {
	path = strings.TrimSuffix(path, "/") + "/" + strings.Trim(e.attrs["path"], "/")
	params = append(append([]*element{}, params...), e.all("param")...)
	if kinds := e.attrs["type"]; kinds != "" {
		for _, kind := range strings.Fields(kinds) {
			if t := r.byID[strings.TrimPrefix(kind, "#")]; t != nil && t.name == "resource_type" && strings.HasPrefix(kind, "#") {
				r.methods(t, path, append(append([]*element{}, params...), t.all("param")...))
			} else {
				r.list.Warnf(diag.SpecificationSyntax, r.src, e.span, "there is no <resource_type> %q in the definition; it is passed over", kind)
			}
		}
	}
	r.methods(e, path, params)
	for _, inner := range e.all("resource") {
		r.resource(inner, path, params)
	}
}

func (r *reader) methods(e *element, path string, params []*element) {
	for _, m := range e.all("method") {
		r.method(r.target(m), path, params)
	}
}

// method makes one operation.
func (r *reader) method(m *element, path string, shared []*element) {
	name := strings.ToUpper(m.attrs["name"])
	if name == "" {
		if m.attrs["href"] == "" && len(m.attrs) > 0 {
			r.errorAt(m.span, "a method needs a `name` such as GET")
		}
		return
	}
	op := &catalog.Operation{Method: name, Origin: catalog.Origin{Source: r.src, Span: m.span}}
	title, text := m.doc()
	op.Description = text
	r.naming(op, m, title, path)
	params := append([]*element{}, shared...)
	for _, request := range m.all("request") {
		_, op.Request.Description = request.doc()
		params = append(params, request.all("param")...)
		op.Request.Representations = append(op.Request.Representations, r.representations(request)...)
	}
	if !r.template(op, path, params) {
		return
	}
	for _, response := range m.all("response") {
		r.response(op, response)
	}
	r.out.Operations = append(r.out.Operations, op)
}

// naming gives an operation its names, as the import of OpenAPI does.
//
// unverified: which names the service gives to the methods of a WADL.
func (r *reader) naming(op *catalog.Operation, m *element, title, path string) {
	id := m.attrs["id"]
	name := id
	if !catalog.IsOperationName(id) {
		name = catalog.OperationName(id)
	}
	if name == "" {
		name = catalog.OperationName(op.Method + " " + path)
	}
	op.Name = r.names.Take(name)
	op.DisplayName = title
	if op.DisplayName == "" {
		op.DisplayName = id
	}
	if op.DisplayName == "" {
		op.DisplayName = op.Method + " - " + path
	}
}

// template makes the URL template: the path, and the required parameters of the
// query without a fixed value.
//
// unverified: that required parameters of the query become part of the template,
// as they do with OpenAPI.
func (r *reader) template(op *catalog.Operation, path string, params []*element) bool {
	op.URLTemplate = path
	described := map[string]*catalog.Parameter{}
	separator := "?"
	for _, e := range params {
		e = r.target(e)
		p := r.parameter(e)
		if p.Name == "" {
			continue
		}
		switch e.attrs["style"] {
		case "header":
			op.Request.Headers = append(op.Request.Headers, p)
		case "query":
			if !p.Required || strings.ContainsAny(p.Name, "{}&=?#/* ") {
				op.Request.QueryParameters = append(op.Request.QueryParameters, p)
				continue
			}
			described[p.Name] = p
			op.URLTemplate += separator + p.Name + "={" + p.Name + "}"
			separator = "&"
		case "template":
			p.Required = true
			described[p.Name] = p
		}
	}
	var errors []catalog.TemplateError
	op.Template, errors = catalog.ParseTemplate(op.URLTemplate)
	for _, e := range errors {
		r.errorAt(op.Origin.Span, "the URL template %q: %s", op.URLTemplate, e.Message)
	}
	for _, name := range op.Template.Parameters() {
		p := described[name]
		if p == nil {
			p = &catalog.Parameter{Name: name, Type: "string", Required: true}
		}
		op.TemplateParameters = append(op.TemplateParameters, p)
	}
	return len(errors) == 0
}

func (r *reader) parameter(e *element) *catalog.Parameter {
	p := &catalog.Parameter{Name: e.attrs["name"], Type: typeName(e.attrs["type"]), Default: e.attrs["default"], Origin: catalog.Origin{Source: r.src, Span: e.span}}
	p.Required, _ = strconv.ParseBool(e.attrs["required"])
	_, p.Description = e.doc()
	for _, o := range e.all("option") {
		p.Values = append(p.Values, o.attrs["value"])
	}
	if fixed := e.attrs["fixed"]; fixed != "" {
		p.Values = []string{fixed}
	}
	return p
}

// typeName is the type of an XML schema in the words of the service.
func typeName(s string) string {
	_, local, ok := strings.Cut(s, ":")
	if !ok {
		local = s
	}
	switch local {
	case "int", "integer", "long", "short", "byte", "positiveInteger", "nonNegativeInteger", "unsignedInt":
		return "integer"
	case "decimal", "float", "double":
		return "number"
	case "boolean":
		return "boolean"
	}
	return "string"
}

func (r *reader) representations(e *element) []*catalog.Representation {
	var out []*catalog.Representation
	for _, rep := range e.all("representation") {
		rep = r.target(rep)
		if media := rep.attrs["mediaType"]; media != "" {
			made := &catalog.Representation{ContentType: media, Origin: catalog.Origin{Source: r.src, Span: rep.span}}
			for _, p := range rep.all("param") {
				made.FormParameters = append(made.FormParameters, r.parameter(r.target(p)))
			}
			out = append(out, made)
		}
	}
	return out
}

// response adds the answers of an element: one for each status, which is 200 when
// none is given.
func (r *reader) response(op *catalog.Operation, e *element) {
	statuses := strings.Fields(e.attrs["status"])
	if len(statuses) == 0 {
		statuses = []string{"200"}
	}
	_, text := e.doc()
	for _, s := range statuses {
		code, err := strconv.Atoi(s)
		if err != nil || code < 100 || code > 599 {
			r.errorAt(e.span, "%q is no status code", s)
			continue
		}
		answer := &catalog.Response{Status: code, Code: s, Description: text, Origin: catalog.Origin{Source: r.src, Span: e.span}, Representations: r.representations(e)}
		for _, p := range e.all("param") {
			if p = r.target(p); p.attrs["style"] == "header" && p.attrs["name"] != "" {
				answer.Headers = append(answer.Headers, r.parameter(p))
			}
		}
		op.Responses = append(op.Responses, answer)
	}
}

func (r *reader) errorAt(at diag.Span, format string, args ...any) {
	r.list.Errorf(diag.SpecificationSyntax, r.src, at, format, args...)
}
