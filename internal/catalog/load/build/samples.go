package build

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/openapi"
)

// samples generates the samples of responses that name a definition of one of the API's
// schemas, as operations do that resources describe; mock-response answers with them
// where there is no example.
func samples(a *catalog.API) {
	made := map[*catalog.Schema]*openapi.Samples{}
	for _, op := range a.Operations {
		for _, res := range op.Responses {
			for _, rep := range res.Representations {
				if len(rep.Examples) > 0 || rep.Sample != "" || rep.Schema != "" || rep.TypeName == "" || rep.SchemaID == "" {
					continue
				}
				schema := a.Schema(rep.SchemaID)
				if schema == nil {
					continue
				}
				within := "#/components/schemas/"
				switch schema.ContentType {
				case catalog.ComponentsSchema:
				case catalog.DefinitionsSchema:
					within = "#/definitions/"
				default:
					continue
				}
				if made[schema] == nil {
					made[schema] = openapi.NewSamples(schema.Document)
				}
				name := strings.NewReplacer("~", "~0", "/", "~1", "%", "%25").Replace(rep.TypeName)
				rep.Sample = made[schema].Named(within+name, rep.ContentType)
			}
		}
	}
}
