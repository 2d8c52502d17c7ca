package folder

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Single makes a tree of one policy document: an API under every path, without
// key, whose one operation answers every method (catalog.AnyMethod). backend is
// the URL that forward-request calls; it may be empty. The document is that of
// the API scope.
func Single(doc *diag.Source, backend string, l *diag.List) *tree.Resource {
	root := &tree.Resource{Kind: tree.Service, Origin: catalog.Origin{Source: doc}}
	if what := Root(doc.Text); what != "policies" {
		message := "this is no policy document: its root is not <policies>"
		if what == "fragment" {
			message = "this is a policy fragment; it is served only inside a document that includes it"
		}
		l.Errorf(diag.UnknownElement, doc, diag.Span{}, "%s", message)
		return root
	}
	name := filepath.Base(doc.Name)
	for _, ext := range []string{".xml", ".policy"} {
		name = strings.TrimSuffix(name, ext)
	}
	id := catalog.OperationName(name)
	if id == "" {
		id = "policy"
	}
	api := &tree.Resource{
		Kind: tree.API, Name: id, Policy: doc, Origin: root.Origin,
		Properties: properties(map[string]any{
			"displayName": name, "path": "", "protocols": []string{"http", "https"}, "subscriptionRequired": false,
			"serviceUrl": checkBackend(backend, l),
		}),
	}
	api.Children = []*tree.Resource{{
		Kind: tree.Operation, Name: "any", Origin: root.Origin,
		Properties: properties(map[string]any{"displayName": "any", "method": catalog.AnyMethod, "urlTemplate": "/*"}),
	}}
	root.Children = []*tree.Resource{api}
	return root
}

// checkBackend returns the URL without its last slash, "" when it is wrong,
// which is reported.
func checkBackend(backend string, l *diag.List) string {
	if backend == "" {
		return ""
	}
	u, err := url.Parse(backend)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		l.Add(diag.Diagnostic{
			Severity: diag.Error, Code: diag.InvalidValue,
			Message: fmt.Sprintf("the backend %q must be an absolute URL such as http://localhost:3000", backend),
		})
		return ""
	}
	return strings.TrimSuffix(backend, "/")
}

// properties makes the properties of a resource that no file describes.
func properties(values map[string]any) *node.Value {
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings, booleans and lists of strings always encode
	}
	var none diag.List
	return node.JSON(diag.NewSource("", string(text)), diag.ConfigSyntax, &none)
}
