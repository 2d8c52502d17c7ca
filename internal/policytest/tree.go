package policytest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// defaultSpecification is the specification of an API that has none.
const defaultSpecification = `openapi: 3.0.1
info: { title: Test, version: "1" }
paths:
  /items:
    get: { operationId: list-items, responses: { "200": { description: The items } } }
    post: { operationId: post-item, responses: { "201": { description: Created } } }
  /items/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get: { operationId: get-item, responses: { "200": { description: The item } } }
    put: { operationId: put-item, responses: { "200": { description: Replaced } } }
    delete: { operationId: delete-item, responses: { "204": { description: Gone } } }
`

// defaultAPI is the information of an API that has none.
const defaultAPI = `{"properties": {"path": "NAME", "displayName": "NAME", "apiRevision": "1", "isCurrent": true,
"protocols": ["http", "https"], "serviceUrl": "http://backend.test", "subscriptionRequired": false}}`

// backendURL is where a single document forwards to.
const backendURL = "http://backend.test"

// writeTree writes the configuration of an archive into a folder and returns the
// path to load.
func writeTree(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	apis := map[string]map[string]bool{}
	tree := false
	for _, f := range a.Files {
		if isCase(f.Name) {
			continue
		}
		// The separator of the archive ends every file with a line end.
		write(f.Name, strings.TrimSuffix(string(f.Data), "\n"))
		parts := strings.Split(f.Name, "/")
		tree = tree || len(parts) > 1
		if len(parts) > 2 && parts[0] == "apis" {
			if apis[parts[1]] == nil {
				apis[parts[1]] = map[string]bool{}
			}
			apis[parts[1]][parts[2]] = true
		}
	}
	for name, files := range apis {
		if !files["apiInformation.json"] {
			write("apis/"+name+"/apiInformation.json", strings.ReplaceAll(defaultAPI, "NAME", name))
		}
		if !files["specification.yaml"] && !files["specification.json"] {
			write("apis/"+name+"/specification.yaml", defaultSpecification)
		}
	}
	if tree {
		return dir
	}
	return filepath.Join(dir, "policy.xml")
}

// isCase reports whether a file of an archive belongs to the case, not to the
// configuration.
func isCase(name string) bool {
	return strings.HasPrefix(name, "want/") || strings.HasPrefix(name, "hosts/") ||
		name == "requests.http" || name == "backend.http" || name == environmentFile
}
