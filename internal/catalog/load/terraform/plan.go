package terraform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// maxReferences is how many variables and outputs lie between an attribute and
// the resource that it refers to.
const maxReferences = 20

// maxSteps is how many expressions are looked at for one attribute.
const maxSteps = 1000

// serviceID is what the ids of services end in but for the name.
const serviceID = "/providers/Microsoft.ApiManagement/service/"

// plan knows what a plan says besides the planned values: which attributes are
// known only after apply, and what the configuration writes there. An id of a
// resource that the same plan makes is among them, so that a subscription of a
// product, say, is one only by what the configuration refers to.
type plan struct {
	root *node.Value // configuration.root_module
	// unknown are the attributes known only after apply, by address.
	unknown map[string]*node.Value
	// planned are the resources of a module by the module's address, a bar, and
	// type and name with a dot between.
	planned map[string][]*node.Value
	// instances are the keys, in brackets, of the instances of a module by its
	// address without the key.
	instances map[string][]string
	// configs are the resources of the modules of the configuration, by type and
	// name.
	configs map[*node.Value]map[string]*node.Value
	// standIns are the names that stand in for those known only after apply, by
	// address.
	standIns map[string]string
	// variables are those of the root module.
	variables *node.Value
}

// newPlan reads a plan; it returns nil for a state.
func newPlan(doc *node.Value) *plan {
	changes := doc.Get("resource_changes")
	if doc.Get("planned_values").IsNull() || changes.IsNull() {
		return nil
	}
	p := &plan{
		root: doc.Get("configuration").Get("root_module"), variables: doc.Get("variables"),
		unknown: map[string]*node.Value{}, planned: map[string][]*node.Value{}, instances: map[string][]string{},
		configs: map[*node.Value]map[string]*node.Value{}, standIns: map[string]string{},
	}
	for _, c := range list(changes) {
		if after := c.Get("change").Get("after_unknown"); !after.IsNull() && after.Kind == node.Object {
			p.unknown[c.Get("address").TextOrEmpty()] = after
		}
	}
	p.collect(doc.Get("planned_values").Get("root_module"), 0)
	return p
}

func (p *plan) collect(module *node.Value, depth int) {
	if module.IsNull() || depth > maxModules {
		return
	}
	at := module.Get("address").TextOrEmpty()
	if parts, keys := split(at); len(parts) > 0 {
		key := keys[len(keys)-1]
		p.instances[strings.TrimSuffix(at, key)] = append(p.instances[strings.TrimSuffix(at, key)], key)
	}
	for _, res := range list(module.Get("resources")) {
		key := at + "|" + res.Get("type").TextOrEmpty() + "." + res.Get("name").TextOrEmpty()
		p.planned[key] = append(p.planned[key], res)
	}
	for _, child := range list(module.Get("child_modules")) {
		p.collect(child, depth+1)
	}
}

// isUnknown reports whether an attribute is known only after apply.
func (p *plan) isUnknown(address, attribute string) bool {
	if p == nil {
		return false
	}
	v := p.unknown[address].Get(attribute)
	return v != nil && v.Text == "true"
}

// complete returns the values of a planned resource with the ids and names that
// the plan itself tells.
func (r *reader) complete(module string, res *node.Value, depth int) *node.Value {
	values := res.Get("values")
	if r.plan == nil || values.IsNull() || values.Kind != node.Object {
		return values
	}
	kind := res.Get("type").TextOrEmpty()
	config := r.plan.resource(module, kind, res.Get("name").TextOrEmpty())
	out := *values
	out.Members = append([]node.Member{}, values.Members...)
	for _, m := range members(r.plan.unknown[res.Get("address").TextOrEmpty()]) {
		want := wanted(kind, m.Name)
		if m.Value.Text != "true" || want == "" || !values.Get(m.Name).IsNull() {
			continue
		}
		at := place{module: module, index: res.Get("index"), each: config.Get("for_each_expression")}
		if text := r.follow(at, config.Get("expressions").Get(m.Name), want, depth+1); text != "" {
			out.Members = append(out.Members, node.Member{Name: m.Name, NameSpan: m.NameSpan, Value: textAt(values, text)})
		} else if m.Name == identifier(kind) {
			// A name with a random end, say: what refers to it gets the same.
			address := res.Get("address").TextOrEmpty()
			name := catalog.OperationName(address)
			r.plan.standIns[address] = name
			out.Members = append(out.Members, node.Member{Name: m.Name, NameSpan: m.NameSpan, Value: textAt(values, name)})
		}
	}
	return &out
}

func members(v *node.Value) []node.Member {
	if v == nil || v.Kind != node.Object {
		return nil
	}
	return v.Members
}

// attribute returns an attribute of a planned resource. Its id is made of the
// names that it will have.
func (r *reader) attribute(module string, res *node.Value, name string, depth int) string {
	if text := res.Get("values").Get(name).TextOrEmpty(); text != "" {
		return text
	}
	if depth > maxReferences {
		return ""
	}
	values := r.complete(module, res, depth)
	if name != "id" {
		return values.Get(name).TextOrEmpty()
	}
	switch kind := res.Get("type").TextOrEmpty(); kind {
	case "azurerm_api_management":
		return serviceID + values.Get("name").TextOrEmpty()
	case "azapi_resource":
		parent, name := values.Get("parent_id").TextOrEmpty(), values.Get("name").TextOrEmpty()
		of, _, _ := strings.Cut(values.Get("type").TextOrEmpty(), "@")
		switch {
		case name == "" || !strings.Contains(of, "/"):
			return ""
		case strings.EqualFold(of, "Microsoft.ApiManagement/service"):
			return serviceID + name
		case parent == "":
			return ""
		}
		return parent + of[strings.LastIndexByte(of, '/'):] + "/" + name
	default:
		if !strings.HasPrefix(kind, "azurerm_api_management_") {
			return ""
		}
	}
	translate := azurerm(strings.TrimPrefix(res.Get("type").TextOrEmpty(), "azurerm_api_management_"))
	if translate == nil {
		return ""
	}
	// What is wrong with the resource is said where it stands itself.
	quiet := &reader{list: r.quiet, services: map[string]bool{}}
	in := &resource{reader: quiet, values: values}
	made := translate(in)
	if in.incomplete {
		return ""
	}
	in.prefixWorkspace(&made)
	id := serviceID + "local"
	for i, t := range made.Types {
		id += "/" + t + "/" + made.Names[i]
	}
	return id
}

// module returns the configuration of a module.
func (p *plan) module(address string) *node.Value {
	at := p.root
	parts, _ := split(address)
	for i := 1; i < len(parts); i += 2 {
		at = at.Get("module_calls").Get(parts[i]).Get("module")
	}
	return at
}

// resource returns what the configuration says of a resource, nil for nothing.
func (p *plan) resource(module, kind, name string) *node.Value {
	if p == nil {
		return nil
	}
	at := p.module(module)
	if at == nil {
		return nil
	}
	index := p.configs[at]
	if index == nil {
		index = map[string]*node.Value{}
		for _, res := range list(at.Get("resources")) {
			if res.Get("mode").TextOrEmpty() != "data" {
				index[res.Get("type").TextOrEmpty()+"."+res.Get("name").TextOrEmpty()] = res
			}
		}
		p.configs[at] = index
	}
	return index[kind+"."+name]
}
