package arm

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/arm/expression"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// host answers the functions that depend on the template and the place in it.
type host struct {
	scope *scope
	loop  *loop
}

// Where the template is deployed in an answer to subscription() and its kin.
const (
	subscriptionID = "00000000-0000-0000-0000-000000000000"
	groupName      = "local"
	location       = "local"
)

// onlyThere is why most values are not known.
const onlyThere = "is known only to a deployment"

// Call implements expression.Host.
func (h *host) Call(ev *expression.Evaluator, c *expression.Call) (*node.Value, error) {
	name := strings.ToLower(c.Name)
	switch name {
	case "parameters", "variables":
		return h.named(ev, c, name)
	case "copyindex":
		return h.copyIndex(ev, c)
	case "reference", "references":
		return h.reference(ev, c)
	case "resourceid", "subscriptionresourceid", "tenantresourceid", "managementgroupresourceid", "extensionresourceid":
		return h.resourceID(ev, c, name)
	case "resourcegroup", "subscription", "tenant", "environment", "deployment":
		if err := expression.Arity(c, 0, 0); err != nil {
			return nil, err
		}
		return h.environment(ev, name), nil
	case "deployer", "managementgroup", "utcnow", "newguid", "providers", "pickzones", "getsecret", "externalinput":
		return h.onlyDeployed(ev, c)
	}
	if strings.HasPrefix(name, "list") {
		return h.onlyDeployed(ev, c)
	}
	if f := h.scope.lookup.funcs[name]; f != nil {
		return h.own(ev, c, f)
	}
	return nil, nil
}

// onlyDeployed is a value that a deployment asks the service for.
func (h *host) onlyDeployed(ev *expression.Evaluator, c *expression.Call) (*node.Value, error) {
	words := []string{c.Name}
	for _, a := range c.Args[:min(1, len(c.Args))] {
		v, err := ev.Eval(a)
		if err != nil {
			return nil, err
		}
		words = []string{v.Text[strings.LastIndexByte(v.Text, '/')+1:]}
	}
	return h.scope.unknown(ev.Origin, c.Name+"()", onlyThere, words...), nil
}

func (h *host) named(ev *expression.Evaluator, c *expression.Call, kind string) (*node.Value, error) {
	if err := expression.Arity(c, 1, 1); err != nil {
		return nil, err
	}
	name, err := ev.Eval(c.Args[0])
	if err != nil {
		return nil, err
	}
	if kind == "variables" {
		return h.scope.variable(name.Text, c.Args[0].Span())
	}
	return h.scope.parameter(name.Text, ev, c.Args[0].Span())
}

func (h *host) copyIndex(ev *expression.Evaluator, c *expression.Call) (*node.Value, error) {
	if err := expression.Arity(c, 0, 2); err != nil {
		return nil, err
	}
	args, err := ev.Args(c)
	if err != nil {
		return nil, err
	}
	name, offset := "", 0
	for _, a := range args {
		if a.Kind == node.String {
			name = a.Text
		} else if n, err := strconv.Atoi(a.Text); err == nil {
			offset = n
		}
	}
	for l := h.loop; l != nil; l = l.outer {
		if name == "" || strings.EqualFold(l.name, name) {
			return ev.Int(int64(l.index + offset)), nil
		}
	}
	if name == "" {
		return nil, &expression.Error{At: c.At, Message: "copyIndex stands outside of a copy"}
	}
	return nil, &expression.Error{At: c.At, Message: fmt.Sprintf("no copy around this is called %q", name)}
}

// reference finds outputs of deployments in the template; what else it gives is
// known only to a deployment.
func (h *host) reference(ev *expression.Evaluator, c *expression.Call) (*node.Value, error) {
	if err := expression.Arity(c, 1, 3); err != nil {
		return nil, err
	}
	ref, err := ev.Eval(c.Args[0])
	if err != nil {
		return nil, err
	}
	in := h.scope.find(ref.Text)
	if in != nil && strings.EqualFold(in.typeName(), deployments) {
		if child := in.deployment(); child != nil {
			if out := child.outputs(); out != nil {
				props := ev.Object([]node.Member{ev.Field("outputs", out)})
				if len(c.Args) == 3 {
					return ev.Object([]node.Member{ev.Field("properties", props)}), nil
				}
				return props, nil
			}
		}
	}
	name := ref.Text[strings.LastIndexByte(ref.Text, '/')+1:]
	if in != nil {
		name = in.names[len(in.names)-1]
	}
	return h.scope.unknown(ev.Origin, fmt.Sprintf("reference(%q)", plainName(name)), onlyThere, plainName(name)), nil
}

// resourceID makes the id of a resource: the type is the first argument with a
// provider, before it stand subscription and resource group, after it the names.
func (h *host) resourceID(ev *expression.Evaluator, c *expression.Call, kind string) (*node.Value, error) {
	args, err := ev.Args(c)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(args))
	at := -1
	for i, a := range args {
		if a.Kind != node.String {
			return nil, &expression.Error{At: c.Args[i].Span(), Message: fmt.Sprintf("%s takes texts, not %s", c.Name, a.Kind)}
		}
		texts[i] = plainName(a.Text)
		if provider, _, ok := strings.Cut(texts[i], "/"); at < 0 && ok && strings.Contains(provider, ".") {
			at = i
		}
	}
	if at < 0 {
		return nil, &expression.Error{At: c.At, Message: c.Name + " needs a type such as Microsoft.ApiManagement/service"}
	}
	types, names := strings.Split(texts[at], "/"), texts[at+1:]
	if len(names) != len(types)-1 {
		// Old exports give the names in one text.
		names = strings.Split(strings.Join(names, "/"), "/")
	}
	if len(names) != len(types)-1 {
		return nil, &expression.Error{At: c.At, Message: fmt.Sprintf("the type %s needs %d names, not %d", texts[at], len(types)-1, len(names))}
	}
	tail := "/providers/" + idOf(types, names)
	sub, group := subscriptionID, groupName
	before := texts[:at]
	switch kind {
	case "extensionresourceid":
		if len(before) > 0 {
			return ev.Text(strings.TrimSuffix(before[0], "/") + tail), nil
		}
	case "tenantresourceid", "managementgroupresourceid":
		return ev.Text(tail), nil
	case "subscriptionresourceid":
		if len(before) > 0 {
			sub = before[0]
		}
		return ev.Text("/subscriptions/" + sub + tail), nil
	}
	switch len(before) {
	case 0:
	case 1:
		group = before[0]
	default:
		sub, group = before[0], before[1]
	}
	return ev.Text("/subscriptions/" + sub + "/resourceGroups/" + group + tail), nil
}

// environment answers what the deployment runs in with stand-ins.
func (h *host) environment(ev *expression.Evaluator, name string) *node.Value {
	object := func(pairs ...any) *node.Value {
		var out []node.Member
		for i := 0; i+1 < len(pairs); i += 2 {
			v, ok := pairs[i+1].(*node.Value)
			if !ok {
				v = ev.Text(fmt.Sprint(pairs[i+1]))
			}
			out = append(out, ev.Field(fmt.Sprint(pairs[i]), v))
		}
		return ev.Object(out)
	}
	sub := "/subscriptions/" + subscriptionID
	switch name {
	case "resourcegroup":
		return object("id", sub+"/resourceGroups/"+groupName, "name", groupName, "type", "Microsoft.Resources/resourceGroups",
			"location", location, "tags", object(), "properties", object("provisioningState", "Succeeded"))
	case "subscription":
		return object("id", sub, "subscriptionId", subscriptionID, "tenantId", subscriptionID, "displayName", "local")
	case "tenant":
		return object("id", "/tenants/"+subscriptionID, "tenantId", subscriptionID, "displayName", "local", "countryCode", "")
	case "deployment":
		deployed := h.scope.name
		if deployed == "" {
			deployed = "local"
		}
		// The address of the template is its name, so that what is relative to it
		// is looked for beside it.
		link := object("uri", "template:///"+h.scope.file.Name[strings.LastIndexAny(h.scope.file.Name, "/\\")+1:])
		return object("name", deployed, "location", location, "properties", object(
			"templateLink", link, "template", object("contentVersion", h.scope.template.GetFold("contentVersion").TextOrEmpty()), "provisioningState", "Succeeded"))
	}
	// The public cloud (environment function of the template reference).
	return object("name", "AzureCloud", "portal", "https://portal.azure.com", "resourceManager", "https://management.azure.com/",
		"graph", "https://graph.windows.net/", "graphAudience", "https://graph.windows.net/", "gallery", "https://gallery.azure.com/",
		"activeDirectoryDataLake", "https://datalake.azure.net/", "batch", "https://batch.core.windows.net/", "sqlManagement", "https://management.core.windows.net:8443/",
		"authentication", object("loginEndpoint", "https://login.microsoftonline.com/", "tenant", "common", "identityProvider", "AAD",
			"audiences", ev.List([]*node.Value{ev.Text("https://management.core.windows.net/"), ev.Text("https://management.azure.com/")})),
		"suffixes", object("storage", "core.windows.net", "keyvaultDns", ".vault.azure.net", "sqlServerHostname", ".database.windows.net",
			"acrLoginServer", ".azurecr.io", "azureDatalakeStoreFileSystem", "azuredatalakestore.net", "azureDatalakeAnalyticsCatalogAndJob", "azuredatalakeanalytics.net"))
}

// own calls a function that the template defines. It sees its parameters alone.
func (h *host) own(ev *expression.Evaluator, c *expression.Call, f *lazy) (*node.Value, error) {
	args, err := ev.Args(c)
	if err != nil {
		return nil, err
	}
	decl := f.decl.GetFold("parameters")
	if decl == nil {
		decl = &node.Value{Kind: node.Array}
	}
	if err := expression.Arity(c, len(decl.Items), len(decl.Items)); err != nil {
		return nil, err
	}
	inner := &scope{reader: h.scope.reader, template: h.scope.template, parent: h.scope, file: h.scope.file, depth: h.scope.depth + 1, params: map[string]*lazy{}, funcs: h.scope.lookup.funcs}
	inner.lookup = inner
	if inner.depth > maxDeployments {
		return nil, &expression.Error{At: c.At, Message: "functions of the template call each other too deep"}
	}
	for i, p := range decl.Items {
		name := p.GetFold("name").TextOrEmpty()
		inner.params[strings.ToLower(name)] = &lazy{name: name, decl: p, given: args[i]}
	}
	out := inner.compute(f.decl.GetFold("output").GetFold("value"), nil)
	if out == nil {
		return nil, &expression.Error{At: c.At, Message: fmt.Sprintf("the function %s has no output", c.Name)}
	}
	return out, nil
}
