package openapi_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

// TestPeer reads the definitions in testdata with a library as well and compares
// what both find: operations, parameters after their references, status codes,
// media types.
func TestPeer(t *testing.T) {
	for _, name := range []string{"petstore.yaml", "references.yaml", "swagger.json"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			def, problems := read(t, name, string(data), nil)
			if problems != "" {
				t.Fatalf("findings:\n%s", problems)
			}
			var ours []string
			for _, op := range def.Operations {
				line := op.Method + " " + strings.SplitN(op.URLTemplate, "?", 2)[0]
				var params []string
				for _, p := range op.TemplateParameters {
					params = append(params, p.Name)
				}
				for _, p := range op.Request.QueryParameters {
					params = append(params, p.Name)
				}
				for _, p := range op.Request.Headers {
					params = append(params, p.Name)
				}
				var bodies []string
				for _, rep := range op.Request.Representations {
					bodies = append(bodies, rep.ContentType)
				}
				for _, res := range op.Responses {
					for _, rep := range res.Representations {
						bodies = append(bodies, res.Code+" "+rep.ContentType)
					}
				}
				ours = append(ours, describe(line, params, bodies))
			}
			slices.Sort(ours)
			if diff := cmp.Diff(peer(t, data), ours); diff != "" {
				t.Errorf("(-library +ours):\n%s", diff)
			}
		})
	}
}

func describe(line string, params, bodies []string) string {
	slices.Sort(params)
	slices.Sort(bodies)
	return fmt.Sprintf("%s %v %v", line, params, bodies)
}

func peer(t *testing.T, data []byte) []string {
	t.Helper()
	var doc *openapi3.T
	var err error
	if strings.Contains(string(data), `"swagger"`) {
		var v2 openapi2.T
		if err = v2.UnmarshalJSON(data); err == nil {
			doc, err = openapi2conv.ToV3(&v2)
		}
	} else {
		doc, err = openapi3.NewLoader().LoadFromData(data)
	}
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			var params, bodies []string
			for _, list := range []openapi3.Parameters{item.Parameters, op.Parameters} {
				for _, p := range list {
					if p.Value.In != "cookie" && !slices.Contains(params, p.Value.Name) {
						params = append(params, p.Value.Name)
					}
				}
			}
			if op.RequestBody != nil && method != "GET" {
				for mime := range op.RequestBody.Value.Content {
					bodies = append(bodies, mime)
				}
			}
			for code, res := range op.Responses.Map() {
				for mime := range res.Value.Content {
					bodies = append(bodies, code+" "+mime)
				}
			}
			out = append(out, describe(method+" "+path, params, bodies))
		}
	}
	slices.Sort(out)
	return out
}
