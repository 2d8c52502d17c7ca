package terraform

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// elsewhere are attributes that nothing here is read from, whatever they hold.
var elsewhere = []string{
	"id", "api_management_name", "api_management_id", "resource_group_name", "timeouts", "contact", "license", "output",
	"location", "tags", "expiration",
}

// optional are the blocks that the service does not fill in when they are not
// written, so that one that is not known stands in a `dynamic` block. What such a
// block refers to the configuration in a plan does not say.
var optional = []string{
	"credentials", "tls", "proxy", "circuit_breaker_rule", "service_fabric_cluster", "import", "response",
	"template_parameter", "value_from_key_vault", "eventhub", "application_insights", "location_data",
}

// unknowns reports what of a resource is known only after apply. What the
// service itself fills in does not count: nothing refers to it.
func (in *resource) unknowns() {
	if in.plan == nil {
		return
	}
	if name := in.plan.standIns[in.address]; name != "" {
		in.list.Warnf(diag.UnknownValue, in.origin.Source, in.origin.Span,
			"%s: its name is known only after apply; %q stands in for it", in.address, name)
	}
	for _, m := range members(in.plan.unknown[in.address]) {
		if slices.Contains(elsewhere, m.Name) {
			continue
		}
		if m.Value.Kind != node.Bool {
			in.unknownBelow(m.Name, m.Value)
			continue
		}
		written := refers(in.config.Get("expressions").Get(m.Name), 0)
		if m.Value.Text == "true" && in.values.Get(m.Name).IsNull() && (written || slices.Contains(optional, m.Name)) {
			in.unknown(m.Name)
		}
	}
}

// unknownBelow reports what of a block or map is known only after apply.
func (in *resource) unknownBelow(path string, v *node.Value) {
	if v.Kind == node.Bool && v.Text == "true" {
		in.unknown(path)
	}
	for _, item := range v.Items {
		in.unknownBelow(path, item)
	}
	for _, m := range members(v) {
		in.unknownBelow(path+"."+m.Name, m.Value)
	}
}

func (in *resource) unknown(path string) {
	in.list.Warnf(diag.UnknownValue, in.origin.Source, in.origin.Span,
		"%s: %s is known only after apply; it is taken as not given", in.address, path)
}

// refers reports whether an expression of the configuration, or one below it,
// refers to anything.
func refers(expression *node.Value, depth int) bool {
	if expression == nil || depth > maxReferences {
		return false
	}
	if len(list(expression.Get("references"))) > 0 {
		return true
	}
	for _, item := range list(expression) {
		if refers(item, depth+1) {
			return true
		}
	}
	for _, m := range members(expression) {
		if refers(m.Value, depth+1) {
			return true
		}
	}
	return false
}
