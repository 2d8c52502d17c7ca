package main

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
)

var templateParameter = regexp.MustCompile(`\{[^{}]*\}`)

// samplePath fills the template of a route with the values its definition gives
// as examples, defaults or choices. ok is false when a parameter has none.
func samplePath(r gateway.Route) (path string, ok bool) {
	ok = true
	path = templateParameter.ReplaceAllStringFunc(r.Path, func(p string) string {
		name := strings.TrimPrefix(strings.Trim(p, "{}"), "*")
		for _, tp := range r.Operation.TemplateParameters {
			if tp.Name == name {
				if v, known := sampleOf(tp); known {
					return url.PathEscape(v)
				}
			}
		}
		ok = false
		return p
	})
	path = strings.TrimSuffix(path, "*")
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	for _, q := range r.Operation.Request.QueryParameters {
		if v, known := sampleOf(q); known && q.Required {
			path += sep + url.QueryEscape(q.Name) + "=" + url.QueryEscape(v)
			sep = "&"
		}
	}
	return path, ok
}

// sampleOf returns a value for a parameter.
func sampleOf(p *catalog.Parameter) (string, bool) {
	switch {
	case len(p.Examples) > 0:
		return p.Examples[0].Value, true
	case p.Default != "":
		return p.Default, true
	case len(p.Values) > 0:
		return p.Values[0], true
	}
	return "", false
}

// sampleBody returns a body for an operation that takes one.
func sampleBody(op *catalog.Operation) (body, contentType string, ok bool) {
	for _, r := range op.Request.Representations {
		if len(r.Examples) > 0 {
			return r.Examples[0].Value, r.ContentType, true
		}
		if r.Sample != "" {
			return r.Sample, r.ContentType, true
		}
	}
	return "", "", false
}
