package terraform

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// lookedUp are the data sources that say what a resource of the service is that
// another configuration makes, with the attributes of the resource itself.
var lookedUp = []string{"api", "api_version_set", "gateway", "group", "product", "subscription", "user", "workspace"}

// dataOf takes the data sources of a module and those below it.
func (r *reader) dataOf(m *node.Value, depth int) {
	if m.IsNull() || depth > maxModules {
		return
	}
	for _, res := range list(m.Get("resources")) {
		if res.Get("mode").TextOrEmpty() == "data" {
			r.data = append(r.data, res)
		}
	}
	for _, child := range list(m.Get("child_modules")) {
		r.dataOf(child, depth+1)
	}
}

// addData adds what data sources found in the service: an API or a product that
// the resources here belong to. What the output itself makes is laid over it, so
// it comes first.
func (r *reader) addData() {
	for _, res := range r.data {
		r.datum(res.Get("type").TextOrEmpty(), res.Get("address"), res.Get("values"))
	}
	made := r.found
	r.found = nil
	for _, in := range r.looked {
		if service := in.service(); service != "" && r.first != "" && service != r.first {
			continue // found in another service
		}
		name, _ := strings.CutPrefix(in.kind, "azurerm_api_management_")
		found := azurerm(name)(in)
		if in.incomplete {
			continue
		}
		found.Origin = in.origin
		r.found = append(r.found, found)
	}
	r.found = append(r.found, made...)
}

// datum notes a data source that was read; one that is read only at apply has no
// values that matter.
func (r *reader) datum(kind string, address, values *node.Value) {
	name, ok := strings.CutPrefix(kind, "azurerm_api_management_")
	if !ok || !slices.Contains(lookedUp, name) || values.IsNull() || values.Get("id").TextOrEmpty() == "" {
		return
	}
	at := catalog.Origin{Source: values.Source, Span: values.Span}
	if address != nil {
		at.Span = address.Span
	}
	r.looked = append(r.looked, &resource{reader: r, kind: kind, values: values, origin: at, address: address.TextOrEmpty()})
}
