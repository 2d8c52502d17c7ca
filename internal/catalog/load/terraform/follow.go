package terraform

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// What an attribute holds, besides the segment of the kind of resource of which
// it holds the id.
const (
	anyID    = "*"    // an id, whatever of
	plain    = "name" // a name or another text without slashes
	instance = "service"
)

// wanted returns what an attribute holds that says what a resource belongs to;
// "" for all others, which nothing here is read from when they are unknown.
func wanted(kind, attribute string) string {
	if strings.HasPrefix(kind, "azapi_") {
		switch attribute {
		case "parent_id", "resource_id":
			return anyID
		case "name":
			return plain
		}
		return ""
	}
	switch attribute {
	case "api_id", "source_api_id":
		return "apis"
	case "api_operation_id":
		return "operations"
	case "version_set_id":
		return "apiVersionSets"
	case "api_management_logger_id":
		return "loggers"
	case "gateway_id":
		return "gateways"
	case "api_management_workspace_id":
		return "workspaces"
	case "api_management_id":
		return instance
	case "product_id", "user_id":
		if kind == "azurerm_api_management_subscription" {
			return strings.TrimSuffix(attribute, "_id") + "s"
		}
		return plain
	case "subscription_id", "operation_id", "schema_id", "api_management_product_id":
		return plain
	}
	if attribute == "name" || strings.HasSuffix(attribute, "_name") {
		return plain
	}
	return ""
}

// identifier returns the attribute that names a resource of a service.
func identifier(kind string) string {
	name, ok := strings.CutPrefix(kind, "azurerm_api_management_")
	switch {
	case !ok || azurerm(name) == nil:
		return ""
	case name == "product" || name == "user":
		return name + "_id"
	case name == "api_operation":
		return "operation_id"
	case strings.HasSuffix(name, "schema"):
		return "schema_id"
	case strings.HasSuffix(name, "diagnostic") || strings.HasSuffix(name, "_tag"):
		return ""
	}
	return "name"
}

// fits reports whether a text is what is wanted. An expression may be put
// together of several, of which none alone is its value:
// "${azurerm_api_management.this.id}/products/${var.name}".
func fits(text, want string) bool {
	switch want {
	case anyID:
		return strings.Contains(text, "/")
	case plain:
		return text != "" && !strings.Contains(text, "/")
	}
	if !strings.Contains(text, "/") {
		return false
	}
	kind, name := catalog.ParseID(text, "").Last()
	if want == instance {
		return kind == "" && strings.Contains(strings.ToLower(text), strings.ToLower(serviceID))
	}
	return strings.EqualFold(kind, want) && name != ""
}

// place is where an expression of the configuration stands.
type place struct {
	module string
	// index is each.key or count.index there, nil for none.
	index *node.Value
	// each is what for_each says, nil for none.
	each *node.Value
}

// follow returns the text that an expression has, "" when it is not known: when
// nothing that it refers to is what is wanted, or several things are, as in a
// condition.
func (r *reader) follow(at place, expression *node.Value, want string, depth int) string {
	found := r.candidates(at, expression, want, depth)
	if len(found) != 1 {
		return ""
	}
	for text := range found {
		return text
	}
	return ""
}

func (r *reader) candidates(at place, expression *node.Value, want string, depth int) map[string]bool {
	found := map[string]bool{}
	if depth <= 1 {
		r.steps = 0
	}
	r.steps++
	if depth > maxReferences || r.steps > maxSteps || expression == nil {
		return found
	}
	if v := expression.Get("constant_value"); v != nil && v.Kind == node.String && fits(v.Text, want) {
		found[v.Text] = true
	}
	references := longest(expression)
	for _, ref := range references {
		for text := range r.reference(at, ref, references, want, depth) {
			found[text] = true
		}
	}
	return found
}

// longest returns the references of an expression without those that lead to
// others: of x.y["k"].id Terraform names x.y["k"] and x.y too.
func longest(expression *node.Value) []string {
	var all, out []string
	for _, ref := range list(expression.Get("references")) {
		all = append(all, ref.TextOrEmpty())
	}
	for _, ref := range all {
		leads := false
		for _, other := range all {
			if rest, ok := strings.CutPrefix(other, ref); ok && rest != "" && (rest[0] == '.' || rest[0] == '[') {
				leads = true
			}
		}
		if !leads {
			out = append(out, ref)
		}
	}
	return out
}

// key returns the key of the instance that an expression means when the
// reference itself has none, as in x.y[each.key].id: of that Terraform says that
// it refers to x.y and each.key. nil when it is not known.
func (r *reader) key(at place, references []string) *node.Value {
	var key *node.Value
	for _, ref := range references {
		parts, _ := split(ref)
		var v *node.Value
		switch {
		case ref == "each.key" || ref == "count.index":
			v = at.index
		case len(parts) > 1 && parts[0] == "each":
			v = r.item(at, parts[2:])
		case parts[0] == "local" || parts[0] == "var" || parts[0] == "data":
			return nil // may be the key
		default:
			continue
		}
		if v.IsNull() || key != nil && key.Text != v.Text {
			return nil
		}
		key = v
	}
	return key
}

// item returns each.value, or an attribute of it, where for_each goes over a
// variable whose value the plan tells: a map, or a list of which for_each makes
// a map, { for x in var.list : x.name => x }.
func (r *reader) item(at place, path []string) *node.Value {
	references := longest(at.each)
	if len(references) != 1 || at.index.IsNull() {
		return nil
	}
	v := r.variable(at.module, references[0], 0)
	if v.IsNull() {
		return nil
	}
	if v.Kind == node.Array {
		v = keyed(v, at.index.Text)
	} else {
		v = v.Get(at.index.Text)
	}
	for _, name := range path {
		v = v.Get(name)
	}
	if v.IsNull() || v.Kind == node.Object || v.Kind == node.Array {
		return nil
	}
	return v
}

// keyed returns the one item of a list in which an attribute is the key, nil when
// there are several.
func keyed(v *node.Value, key string) *node.Value {
	var found *node.Value
	for _, item := range v.Items {
		for _, m := range members(item) {
			if m.Value.Kind != node.String || m.Value.Text != key {
				continue
			}
			if found != nil && found != item {
				return nil
			}
			found = item
		}
	}
	return found
}

// variable returns the value of a variable, or of an attribute of it, nil when
// the plan does not tell it.
func (r *reader) variable(module, ref string, depth int) *node.Value {
	parts, keys := split(ref)
	if len(parts) < 2 || parts[0] != "var" || depth > maxReferences || strings.Join(keys, "") != "" {
		return nil
	}
	var v *node.Value
	if parent, name := outer(module); name == "" {
		v = r.plan.variables.Get(parts[1]).Get("value")
	} else {
		given := r.plan.module(parent).Get("module_calls").Get(name).Get("expressions").Get(parts[1])
		references := longest(given)
		switch {
		case given == nil:
			v = r.plan.module(module).Get("variables").Get(parts[1]).Get("default")
		case len(references) == 1:
			v = r.variable(parent, references[0], depth+1)
		case len(references) == 0:
			v = given.Get("constant_value")
		}
	}
	for _, p := range parts[2:] {
		v = v.Get(p)
	}
	return v
}

// reference returns what a reference such as azurerm_api_management_product.p.id,
// var.product or module.products.id means at a place.
func (r *reader) reference(at place, ref string, all []string, want string, depth int) map[string]bool {
	parts, keys := split(ref)
	if len(parts) < 2 {
		return nil
	}
	switch parts[0] {
	case "var":
		parent, name := outer(at.module)
		if name == "" {
			return one(r.variable("", ref, 0).TextOrEmpty(), want)
		}
		call := r.plan.module(parent).Get("module_calls").Get(name)
		from := place{module: parent, index: lastKey(at.module), each: call.Get("for_each_expression")}
		return r.candidates(from, call.Get("expressions").Get(parts[1]), want, depth+1)
	case "module":
		return r.output(at, parts, keys, all, want, depth)
	case "each":
		if parts[1] != "value" || at.each == nil {
			return nil
		}
		if v := r.item(at, parts[2:]); v != nil {
			return one(v.TextOrEmpty(), want)
		}
		return r.iterated(at, parts, want, depth)
	case "local", "data", "count", "path", "terraform", "self":
		return nil
	}
	index := at.index
	if len(parts) == 2 {
		index = r.key(at, all)
	}
	res := pick(r.plan.planned[at.module+"|"+parts[0]+"."+parts[1]], keys[1], index)
	switch {
	case res == nil:
		return nil
	case len(parts) > 2:
		return one(r.attribute(at.module, res, parts[2], depth), want)
	case want == plain: // which attribute is not said
		return nil
	}
	return one(r.attribute(at.module, res, "id", depth), want)
}

// iterated follows each.value.id where for_each goes over a resource.
func (r *reader) iterated(at place, parts []string, want string, depth int) map[string]bool {
	references := longest(at.each)
	if len(references) != 1 || len(parts) != 3 {
		return nil
	}
	over, _ := split(references[0])
	if len(over) != 2 {
		return nil
	}
	res := pick(r.plan.planned[at.module+"|"+references[0]], "", at.index)
	if res == nil {
		return nil
	}
	return one(r.attribute(at.module, res, parts[2], depth), want)
}

// output returns what an output of a module means. Of module.m[each.key].id
// Terraform names no output: then all of them are looked at.
func (r *reader) output(at place, parts, keys, all []string, want string, depth int) map[string]bool {
	inside := parts[0] + "." + parts[1]
	if at.module != "" {
		inside = at.module + "." + inside
	}
	key, ok := keys[1], false
	if key == "" {
		if index := r.key(at, all); index != nil {
			key = bracketed(index)
		} else if have := r.plan.instances[inside]; len(have) == 1 {
			key = have[0]
		}
	}
	for _, k := range r.plan.instances[inside] {
		ok = ok || k == key
	}
	if !ok {
		return nil
	}
	inside += key
	from := place{module: inside}
	outputs := r.plan.module(inside).Get("outputs")
	if len(parts) > 2 {
		return r.candidates(from, outputs.Get(parts[2]).Get("expression"), want, depth+1)
	}
	if want == plain { // which output is not said
		return nil
	}
	found := map[string]bool{}
	for _, o := range members(outputs) {
		for text := range r.candidates(from, o.Value.Get("expression"), want, depth+1) {
			found[text] = true
		}
	}
	return found
}

func one(text, want string) map[string]bool {
	if text == "" || !fits(text, want) {
		return nil
	}
	return map[string]bool{text: true}
}

// bracketed writes a key as addresses do.
func bracketed(index *node.Value) string {
	if index.Kind == node.String {
		return "[" + strconv.Quote(index.Text) + "]"
	}
	return "[" + index.Text + "]"
}

// lastKey returns the key of the instance of a module, nil when it has none.
func lastKey(module string) *node.Value {
	_, keys := split(module)
	if len(keys) == 0 || keys[len(keys)-1] == "" {
		return nil
	}
	text := strings.Trim(keys[len(keys)-1], "[]")
	if quoted, err := strconv.Unquote(text); err == nil {
		return &node.Value{Kind: node.String, Text: quoted}
	}
	return &node.Value{Kind: node.Number, Text: text}
}

// pick returns the instance of a resource that a key in brackets names, else the
// only one, else the one with the key of the resource that refers to it.
func pick(instances []*node.Value, key string, index *node.Value) *node.Value {
	want := ""
	if v := lastKey("module.x" + key); v != nil {
		want = v.Text
	} else {
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
