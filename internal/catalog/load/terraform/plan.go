package terraform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// maxReferences is how many variables and outputs lie between an attribute and
// the resource that it refers to.
const maxReferences = 20

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
}

// newPlan reads a plan; it returns nil for a state.
func newPlan(doc *node.Value) *plan {
	changes := doc.Get("resource_changes")
	if doc.Get("planned_values").IsNull() || changes.IsNull() {
		return nil
	}
	p := &plan{root: doc.Get("configuration").Get("root_module"), unknown: map[string]*node.Value{}, planned: map[string][]*node.Value{}}
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
	config := r.plan.resource(module, res.Get("type").TextOrEmpty(), res.Get("name").TextOrEmpty())
	out := *values
	out.Members = append([]node.Member{}, values.Members...)
	for _, m := range members(r.plan.unknown[res.Get("address").TextOrEmpty()]) {
		if m.Value.Text != "true" || !strings.HasSuffix(m.Name, "_id") && !strings.HasSuffix(m.Name, "_name") || !values.Get(m.Name).IsNull() {
			continue
		}
		if text := r.follow(module, config.Get("expressions").Get(m.Name), res.Get("index"), depth+1); text != "" {
			out.Members = append(out.Members, node.Member{Name: m.Name, NameSpan: m.NameSpan, Value: textAt(values, text)})
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

// follow returns the text that an expression of the configuration has in a
// module, "" when it is not known. Of what it refers to the first counts: an id
// is hardly ever put together.
func (r *reader) follow(module string, expression, index *node.Value, depth int) string {
	if v := expression.Get("constant_value"); v != nil && v.Kind == node.String {
		return v.Text
	}
	if depth > maxReferences {
		return ""
	}
	for _, ref := range list(expression.Get("references")) {
		if text := r.reference(module, ref.TextOrEmpty(), index, depth); text != "" {
			return text
		}
	}
	return r.each(module, list(expression.Get("references")), index, depth)
}

// each follows azurerm_x.y[each.key].id, of which a plan says that it refers to
// azurerm_x.y and each.key, and not to which attribute: that is the id.
func (r *reader) each(module string, references []*node.Value, index *node.Value, depth int) string {
	var target string
	same := false
	for _, ref := range references {
		text := ref.TextOrEmpty()
		switch parts, _ := split(text); {
		case text == "each.key" || text == "count.index":
			same = true
		case target == "" && len(parts) == 2:
			target = text
		default:
			return ""
		}
	}
	if !same || index.IsNull() {
		return ""
	}
	if res := pick(r.plan.planned[module+"|"+target], "", index); res != nil {
		return r.attribute(module, res, "id", depth)
	}
	return ""
}

// reference returns what a reference such as azurerm_api_management_product.p.id,
// var.product or module.products.id means in a module.
func (r *reader) reference(module, ref string, index *node.Value, depth int) string {
	parts, keys := split(ref)
	switch {
	case len(parts) >= 2 && parts[0] == "var":
		parent, name := outer(module)
		if name == "" {
			return ""
		}
		return r.follow(parent, r.plan.module(parent).Get("module_calls").Get(name).Get("expressions").Get(parts[1]), nil, depth+1)
	case len(parts) >= 3 && parts[0] == "module":
		inside := parts[0] + "." + parts[1] + keys[1]
		if module != "" {
			inside = module + "." + inside
		}
		return r.follow(inside, r.plan.module(inside).Get("outputs").Get(parts[2]).Get("expression"), nil, depth+1)
	case len(parts) >= 3 && !strings.Contains(parts[0], "data"):
		res := pick(r.plan.planned[module+"|"+parts[0]+"."+parts[1]], keys[1], index)
		if res == nil {
			return ""
		}
		return r.attribute(module, res, parts[2], depth)
	}
	return ""
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
	if name != "id" {
		config := r.plan.resource(module, res.Get("type").TextOrEmpty(), res.Get("name").TextOrEmpty())
		return r.follow(module, config.Get("expressions").Get(name), res.Get("index"), depth+1)
	}
	values := r.complete(module, res, depth)
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

// pick returns the instance of a resource that a key in brackets names, else the
// only one, else the one with the key of the resource that refers to it.
func pick(instances []*node.Value, key string, index *node.Value) *node.Value {
	want := strings.Trim(key, `[]"`)
	if want == "" {
		if len(instances) == 1 {
			return instances[0]
		}
		if index.IsNull() {
			return nil
		}
		want = index.Text
	}
	for _, res := range instances {
		if v := res.Get("index"); !v.IsNull() && v.Text == want {
			return res
		}
	}
	return nil
}

// split splits a reference or address at its dots; keys are the brackets that
// follow the parts.
func split(ref string) (parts, keys []string) {
	for ref != "" {
		end := strings.IndexAny(ref, ".[")
		if end < 0 {
			return append(parts, ref), append(keys, "")
		}
		part, key := ref[:end], ""
		ref = ref[end:]
		if ref[0] == '[' {
			n := closing(ref)
			key, ref = ref[:n], ref[n:]
		}
		parts, keys = append(parts, part), append(keys, key)
		ref = strings.TrimPrefix(ref, ".")
	}
	return parts, keys
}

// closing returns the length of what stands in brackets; quotes may hold some.
func closing(s string) int {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ']' && !quoted:
			return i + 1
		}
	}
	return len(s)
}

// outer returns the module around a module, and the name of the call.
func outer(module string) (parent, name string) {
	parts, keys := split(module)
	n := len(parts)
	if n < 2 {
		return "", ""
	}
	for i := 0; i+1 < n-1; i += 2 {
		if parent != "" {
			parent += "."
		}
		parent += parts[i] + "." + parts[i+1] + keys[i+1]
	}
	return parent, parts[n-1]
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
	for _, res := range list(p.module(module).Get("resources")) {
		if res.Get("type").TextOrEmpty() == kind && res.Get("name").TextOrEmpty() == name && res.Get("mode").TextOrEmpty() != "data" {
			return res
		}
	}
	return nil
}
