package wadl

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
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
	byID map[string]*node.Element
	out  *Definition
}

// Read reads a definition. It returns nil when it is none; what is wrong is
// reported to l.
func Read(src *diag.Source, l *diag.List) *Definition {
	r := &reader{src: src, list: l, byID: map[string]*node.Element{}, out: &Definition{}}
	root := node.XML(src, diag.SpecificationSyntax, l)
	if root == nil {
		return nil
	}
	if root.Name.Local != "application" {
		r.errorAt(root.Tag(), "this is no WADL definition: its root is <%s>, not <application>", root.Name.Local)
		return nil
	}
	r.index(root)
	for _, resources := range all(root, "resources") {
		if r.out.ServiceURL == "" {
			r.out.ServiceURL = strings.TrimSuffix(resources.Attr("base"), "/")
		}
		for _, res := range all(resources, "resource") {
			r.resource(res, "", nil)
		}
	}
	return r.out
}

func (r *reader) index(e *node.Element) {
	if id := e.Attr("id"); id != "" && r.byID[id] == nil {
		r.byID[id] = e
	}
	for _, c := range e.Children {
		r.index(c)
	}
}

// target returns the element that another stands for by its href, itself when it
// has none. Only what is in the document is found.
func (r *reader) target(e *node.Element) *node.Element {
	for range node.MaxXMLDepth {
		href := e.Attr("href")
		if href == "" {
			return e
		}
		to := r.byID[strings.TrimPrefix(href, "#")]
		if to == nil || !strings.HasPrefix(href, "#") || to.Name.Local != e.Name.Local {
			r.list.Warnf(diag.SpecificationSyntax, r.src, e.Tag(), "there is no <%s> %q in the definition; it is passed over", e.Name.Local, href)
			return &node.Element{Name: e.Name, Source: e.Source, Start: e.Start, TagEnd: e.TagEnd, End: e.End}
		}
		e = to
	}
	return e
}

// resource reads a resource and those in it. params are those of the resources
// around it.
func (r *reader) resource(e *node.Element, path string, params []*node.Element) {
	path = strings.TrimSuffix(path, "/") + "/" + strings.Trim(e.Attr("path"), "/")
	params = append(append([]*node.Element{}, params...), all(e, "param")...)
	if kinds := e.Attr("type"); kinds != "" {
		for _, kind := range strings.Fields(kinds) {
			if t := r.byID[strings.TrimPrefix(kind, "#")]; t != nil && t.Name.Local == "resource_type" && strings.HasPrefix(kind, "#") {
				r.methods(t, path, append(append([]*node.Element{}, params...), all(t, "param")...))
			} else {
				r.list.Warnf(diag.SpecificationSyntax, r.src, e.Tag(), "there is no <resource_type> %q in the definition; it is passed over", kind)
			}
		}
	}
	r.methods(e, path, params)
	for _, inner := range all(e, "resource") {
		r.resource(inner, path, params)
	}
}

func (r *reader) methods(e *node.Element, path string, params []*node.Element) {
	for _, m := range all(e, "method") {
		r.method(r.target(m), path, params)
	}
}

// method makes one operation.
func (r *reader) method(m *node.Element, path string, shared []*node.Element) {
	name := strings.ToUpper(m.Attr("name"))
	if name == "" {
		if m.Attr("href") == "" && len(m.Attrs) > 0 {
			r.errorAt(m.Tag(), "a method needs a `name` such as GET")
		}
		return
	}
	op := &catalog.Operation{Method: name, Origin: catalog.Origin{Source: r.src, Span: m.Tag()}}
	title, text := doc(m)
	op.Description = text
	r.names.Imported(op, m.Attr("id"), title, path)
	params := append([]*node.Element{}, shared...)
	for _, request := range all(m, "request") {
		_, op.Request.Description = doc(request)
		params = append(params, all(request, "param")...)
		op.Request.Representations = append(op.Request.Representations, r.representations(request)...)
	}
	if !r.template(op, path, params) {
		return
	}
	for _, response := range all(m, "response") {
		r.response(op, response)
	}
	r.out.Operations = append(r.out.Operations, op)
}

// template makes the URL template: the path, and the required parameters of the
// query without a fixed value.
//
// unverified: that required parameters of the query become part of the template,
// as they do with OpenAPI.
func (r *reader) template(op *catalog.Operation, path string, params []*node.Element) bool {
	op.URLTemplate = path
	described := map[string]*catalog.Parameter{}
	separator := "?"
	for _, e := range params {
		e = r.target(e)
		p := r.parameter(e)
		if p.Name == "" {
			continue
		}
		switch e.Attr("style") {
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

func (r *reader) parameter(e *node.Element) *catalog.Parameter {
	p := &catalog.Parameter{Name: e.Attr("name"), Type: typeName(e.Attr("type")), Default: e.Attr("default"), Origin: catalog.Origin{Source: r.src, Span: e.Tag()}}
	p.Required, _ = strconv.ParseBool(e.Attr("required"))
	_, p.Description = doc(e)
	for _, o := range all(e, "option") {
		p.Values = append(p.Values, o.Attr("value"))
	}
	if fixed := e.Attr("fixed"); fixed != "" {
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

func (r *reader) representations(e *node.Element) []*catalog.Representation {
	var out []*catalog.Representation
	for _, rep := range all(e, "representation") {
		rep = r.target(rep)
		if media := rep.Attr("mediaType"); media != "" {
			made := &catalog.Representation{ContentType: media, Origin: catalog.Origin{Source: r.src, Span: rep.Tag()}}
			for _, p := range all(rep, "param") {
				made.FormParameters = append(made.FormParameters, r.parameter(r.target(p)))
			}
			out = append(out, made)
		}
	}
	return out
}

// response adds the answers of an element: one for each status, which is 200 when
// none is given.
func (r *reader) response(op *catalog.Operation, e *node.Element) {
	statuses := strings.Fields(e.Attr("status"))
	if len(statuses) == 0 {
		statuses = []string{"200"}
	}
	_, text := doc(e)
	for _, s := range statuses {
		code, err := strconv.Atoi(s)
		if err != nil || code < 100 || code > 599 {
			r.errorAt(e.Tag(), "%q is no status code", s)
			continue
		}
		answer := &catalog.Response{Status: code, Code: s, Description: text, Origin: catalog.Origin{Source: r.src, Span: e.Tag()}, Representations: r.representations(e)}
		for _, p := range all(e, "param") {
			if p = r.target(p); p.Attr("style") == "header" && p.Attr("name") != "" {
				answer.Headers = append(answer.Headers, r.parameter(p))
			}
		}
		op.Responses = append(op.Responses, answer)
	}
}

func (r *reader) errorAt(at diag.Span, format string, args ...any) {
	r.list.Errorf(diag.SpecificationSyntax, r.src, at, format, args...)
}

// all returns the children of a name, whatever their namespace: WADL has had two, and
// some documents have none.
func all(e *node.Element, name string) []*node.Element {
	var out []*node.Element
	for _, c := range e.Children {
		if c.Name.Local == name {
			out = append(out, c)
		}
	}
	return out
}

// doc returns title and text of the documentation of an element.
func doc(e *node.Element) (title, text string) {
	for _, d := range all(e, "doc") {
		if title == "" {
			title = d.Attr("title")
		}
		if text == "" {
			text = d.Text()
		}
	}
	return title, text
}
