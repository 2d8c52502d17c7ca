package build_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/build"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/override"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// FuzzInformation takes one JSON document as the information file of a resource
// of every kind, and an override file over them.
func FuzzInformation(f *testing.F) {
	for _, seed := range []string{
		`{"path": "a", "protocols": ["https"], "apiVersion": "v", "apiVersionSetId": "/apiVersionSets/x", "apiRevision": "2", "type": "mcp", "mcpTools": [{"operationId": "/apis/x/operations/x"}]}`,
		`{"url": "https://{{x}}", "credentials": {"header": {"a": ["b"]}, "certificateIds": ["x"]}, "circuitBreaker": {"rules": [{"tripDuration": "PT1M", "failureCondition": {"count": 1, "interval": "PT1M"}}]}}`,
		`{"type": "Pool", "pool": {"services": [{"id": "/backends/x", "weight": 1}]}}`,
		`{"displayName": "x", "value": "{#t#}", "secret": true, "keyVault": {"secretIdentifier": "s"}}`,
		`{"scope": "/products/x", "state": "active", "ownerId": "/users/1", "createdDate": "2024-01-01T00:00:00Z"}`,
		`{"method": "GET", "urlTemplate": "/{a}?b={c}", "responses": [{"statusCode": 200, "representations": [{"contentType": "x", "examples": {"a": {"value": {}}}}]}]}`,
		`{"versioningScheme": "Header", "versionHeaderName": "v", "loggerType": "azureMonitor", "document": {"value": "x"}, "contentType": "c"}`,
		`{"frontend": {"request": {"dataMasking": {"headers": [{"value": "*"}]}, "body": {"bytes": 1}}}, "sampling": {"percentage": 5}, "loggerId": "x"}`,
	} {
		f.Add(seed, "apis: [{name: x, properties: {path: y}, operations: [{name: x, policies: [{name: policy, properties: {value: <p/>}}]}]}]\nnamedValues: [{name: z}]\n")
	}
	f.Fuzz(func(t *testing.T, info, overrides string) {
		if len(overrides) > 2048 {
			return // the YAML library's time grows with the square of some inputs
		}
		var l diag.List
		props := node.JSON(diag.NewSource("info.json", info), diag.ConfigSyntax, &l)
		root := &tree.Resource{Kind: tree.Service}
		everyKind(root, props, 0)
		override.Apply(root, node.YAML(diag.NewSource("over.yaml", overrides), diag.ConfigSyntax, &l), &l)
		override.ReplaceTokens(root, func(string) (string, bool) { return "v", true }, &l)
		s := build.Build(root, catalog.Supply{KeySeed: []byte("x")}, &l)
		if s.Subscription(catalog.Master) == nil && len(s.Subscriptions) == 0 {
			t.Fatal("the built-in subscription is not there")
		}
		for _, a := range s.AllAPIs() {
			for _, op := range a.Operations {
				if op.Method == "" || len(op.TemplateParameters) != len(op.Template.Parameters()) {
					t.Fatalf("operation %+v", op)
				}
			}
		}
		for _, sub := range s.AllSubscriptions() {
			if sub.PrimaryKey == "" || sub.SecondaryKey == "" {
				t.Fatalf("subscription %q without keys", sub.Name)
			}
		}
	})
}

// everyKind adds a resource "x" of every kind below a resource.
func everyKind(r *tree.Resource, props *node.Value, depth int) {
	if depth == 3 {
		return
	}
	for _, kind := range r.Kind.Children {
		child := &tree.Resource{Kind: kind, Name: "x", Properties: props}
		if props != nil {
			child.Origin = catalog.Origin{Source: props.Source}
		}
		everyKind(child, props, depth+1)
		r.Children = append(r.Children, child)
	}
}
