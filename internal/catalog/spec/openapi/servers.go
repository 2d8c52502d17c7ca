package openapi

import (
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// serviceURL returns the URL of the first server with its variables' defaults
// put in. The service refuses relative ones; here they are a warning, because
// they matter only when the API has no service URL of its own.
func (r *reader) serviceURL() string {
	root := r.main.root
	if r.swagger {
		return r.swaggerURL()
	}
	servers := r.items(root.Get("servers"), "servers")
	if len(servers) == 0 {
		return ""
	}
	server := r.object(servers[0], "servers[0]")
	place := server.Get("url")
	address := text(place)
	if vars := r.object(server.Get("variables"), "variables"); vars != nil {
		for _, m := range vars.Members {
			address = strings.ReplaceAll(address, "{"+m.Name+"}", text(m.Value.Get("default")))
		}
	}
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Scheme == "" || u.Host == "") {
		place.Warnf(r.list, diag.SpecificationSyntax, "the server URL %q is not absolute, so it is no address of a backend", address)
		return ""
	}
	return strings.TrimSuffix(address, "/")
}

// swaggerURL makes the URL from schemes, host and basePath.
func (r *reader) swaggerURL() string {
	root := r.main.root
	host := text(root.Get("host"))
	if host == "" {
		return ""
	}
	scheme := ""
	for _, s := range r.items(root.Get("schemes"), "schemes") {
		if scheme == "" || strings.EqualFold(s.Text, "https") {
			scheme = strings.ToLower(s.Text)
		}
	}
	if scheme == "" {
		scheme = "https"
	}
	base := strings.Trim(text(root.Get("basePath")), "/")
	if base != "" {
		base = "/" + base
	}
	return scheme + "://" + host + base
}

// methods are the members of a path item that are operations.
var methods = map[string]string{
	"get": "GET", "put": "PUT", "post": "POST", "delete": "DELETE",
	"options": "OPTIONS", "head": "HEAD", "patch": "PATCH", "trace": "TRACE",
}

// hasBody reports whether the service keeps a request body for a method
// (artifacts.md section 13).
func hasBody(method string) bool {
	return method != "GET" && method != "HEAD" && method != "OPTIONS"
}

// isJSON reports whether a media type is JSON.
func isJSON(contentType string) bool {
	mime, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	mime = strings.TrimSpace(mime)
	return mime == "application/json" || mime == "text/json" || strings.HasSuffix(mime, "+json") || strings.HasPrefix(mime, "application/json")
}

// scalarText returns a value as text: scalars as they are, others as JSON.
func scalarText(v *node.Value) string {
	if v == nil {
		return ""
	}
	if v.Kind == node.Array || v.Kind == node.Object {
		out, err := node.AppendJSON(nil, v, maxExample)
		if err != nil {
			return ""
		}
		return string(out)
	}
	return v.Text
}
