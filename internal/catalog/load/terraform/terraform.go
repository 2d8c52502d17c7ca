package terraform

import (
	"fmt"
	"path"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/flat"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxModules is how deep modules may nest.
const maxModules = 100

// Read reads the output. folder is where files that links name are looked for,
// nil for nowhere.
func Read(src *diag.Source, folder *files.Folder, l *diag.List) *tree.Resource {
	origin := catalog.Origin{Source: src}
	doc := node.JSON(src, diag.ConfigSyntax, l)
	r := &reader{list: l, quiet: &diag.List{}, services: map[string]bool{}, plan: newPlan(doc)}
	values := doc.Get("values")
	if values.IsNull() {
		values = doc.Get("planned_values")
	}
	if !values.IsNull() {
		r.module(values.Get("root_module"), 0)
	} else {
		r.state(doc.Get("resources"))
	}
	r.dataOf(doc.Get("prior_state").Get("values").Get("root_module"), 0)
	r.addData()
	r.revisions()
	if len(r.found) == 0 && r.others == 0 && doc != nil && !l.HasErrors() {
		l.Errorf(diag.InvalidValue, src, diag.Span{}, "the output has no resources of API Management (azurerm_api_management_…, azapi_resource)")
	}
	opt := flat.Options{Format: "output of Terraform"}
	if folder != nil {
		opt.Read = func(link string) (*diag.Source, error) {
			link, _, _ = strings.Cut(link, "?")
			return folder.Read(path.Base(link), files.SpecificationLimit)
		}
	}
	return flat.Tree(r.found, origin, opt, l)
}

type reader struct {
	list  *diag.List
	found []flat.Resource
	// others counts resources of the service that mean nothing here.
	others int
	// services are the services that resources name.
	services map[string]bool
	first    string
	// plan is what a plan says besides, nil for a state.
	plan *plan
	// steps counts the expressions looked at for one attribute.
	steps int
	// data are the data sources, which other resources may belong to.
	data []*node.Value
	// looked are those of data that are resources of a service, in its order.
	looked []*resource
	// quiet takes what is found twice.
	quiet *diag.List
}

// module reads a module and those below it.
func (r *reader) module(m *node.Value, depth int) {
	if m.IsNull() || depth > maxModules {
		return
	}
	for _, res := range list(m.Get("resources")) {
		if mode := res.Get("mode").TextOrEmpty(); mode != "" && mode != "managed" {
			r.data = append(r.data, res)
			continue
		}
		kind, at := res.Get("type").TextOrEmpty(), m.Get("address").TextOrEmpty()
		r.resource(kind, res.Get("address"), r.complete(at, res, 0), r.plan.resource(at, kind, res.Get("name").TextOrEmpty()))
	}
	for _, child := range list(m.Get("child_modules")) {
		r.module(child, depth+1)
	}
}

// state reads the resources of a state file.
func (r *reader) state(resources *node.Value) {
	for _, res := range list(resources) {
		for _, in := range list(res.Get("instances")) {
			if res.Get("mode").TextOrEmpty() != "managed" {
				r.datum(res.Get("type").TextOrEmpty(), res.Get("name"), in.Get("attributes"))
				continue
			}
			r.resource(res.Get("type").TextOrEmpty(), res.Get("name"), in.Get("attributes"), nil)
		}
	}
}

func list(v *node.Value) []*node.Value {
	if v == nil || v.Kind != node.Array {
		return nil
	}
	return v.Items
}

// resource reads one resource.
func (r *reader) resource(kind string, address, values, config *node.Value) {
	if values.IsNull() || values.Kind != node.Object {
		return
	}
	at := catalog.Origin{Source: values.Source, Span: values.Span}
	if address != nil {
		at.Span = address.Span
	}
	in := &resource{reader: r, kind: kind, values: values, origin: at, address: address.TextOrEmpty(), config: config}
	switch kind {
	case "azapi_resource", "azapi_update_resource":
		r.azapi(in)
		return
	}
	name, ok := strings.CutPrefix(kind, "azurerm_api_management")
	if !ok {
		return
	}
	translate := azurerm(strings.TrimPrefix(name, "_"))
	if translate == nil {
		r.others++
		if name != "" { // the service itself
			r.list.Add(diag.Diagnostic{
				Severity: diag.Info, Code: diag.IgnoredResource, Source: at.Source, Span: at.Span,
				Message: fmt.Sprintf("resources of type %s are passed over", kind),
			})
		}
		return
	}
	r.oneService(in)
	in.guards = strings.HasSuffix(name, "policy")
	made := translate(in)
	made.Origin = at
	in.prefixWorkspace(&made)
	if in.incomplete {
		return
	}
	in.unknowns()
	r.found = append(r.found, made)
}

// service returns the name of the service that a resource belongs to, in lower
// case, "" when it does not say.
func (in *resource) service() string {
	name := strings.ToLower(in.text("api_management_name"))
	if id := in.text("api_management_id"); name == "" && id != "" {
		segments := strings.Split(strings.TrimSuffix(strings.ToLower(id), "/"), "/")
		name = segments[len(segments)-1]
	}
	return name
}

// oneService checks that all resources are of one service.
func (r *reader) oneService(in *resource) {
	name := in.service()
	if name == "" || r.services[name] {
		return
	}
	r.services[name] = true
	if len(r.services) == 1 {
		r.first = name
	}
	if len(r.services) == 2 {
		r.list.Errorf(diag.NotSupported, in.origin.Source, in.origin.Span,
			"the output holds two services of API Management, %q and %q; give that of one (terraform show -json of its own state)", r.first, name)
	}
}

// revisions takes the revision off the names of APIs of which the output has one
// revision alone: that is the current one, whatever its number.
func (r *reader) revisions() {
	have := map[string]int{}
	for _, f := range r.found {
		if len(f.Types) > 0 && f.Types[len(f.Types)-1] == "apis" && !isLink(f) {
			have[strings.ToLower(strings.Join(f.Names, "/"))]++
		}
	}
	for _, f := range r.found {
		for i, t := range f.Types {
			base, revision := catalog.SplitRevision(f.Names[i])
			if t != "apis" || revision == "" {
				continue
			}
			before := append(append([]string{}, f.Names[:i]...), base)
			_, current := have[strings.ToLower(strings.Join(before, "/"))]
			_, exact := have[strings.ToLower(strings.Join(f.Names[:i+1], "/"))]
			if !current || !exact {
				f.Names[i] = base
			}
		}
	}
}

// isLink reports whether a resource of type apis only refers to an API.
func isLink(f flat.Resource) bool {
	return len(f.Types) > 1 && f.Types[len(f.Types)-2] != "workspaces"
}

// azapi reads a resource that is spelled as the management API spells it.
func (r *reader) azapi(in *resource) {
	kind, _, _ := strings.Cut(in.text("type"), "@")
	segments := strings.Split(kind, "/")
	if len(segments) < 2 || !strings.EqualFold(segments[0], "Microsoft.ApiManagement") || !strings.EqualFold(segments[1], "service") {
		return
	}
	if len(segments) == 2 {
		r.others++
		return
	}
	made := flat.Resource{Types: segments[2:], Origin: in.origin}
	if id := in.text("resource_id"); id != "" {
		for _, p := range catalog.ParseID(id, "").Pairs {
			made.Names = append(made.Names, p[1])
		}
	} else {
		for _, p := range catalog.ParseID(in.text("parent_id"), "").Pairs {
			made.Names = append(made.Names, p[1])
		}
		made.Names = append(made.Names, in.text("name"))
	}
	if len(made.Names) != len(made.Types) {
		in.notKnown("parent_id")
		return
	}
	body := in.values.Get("body")
	if body != nil && body.Kind == node.String {
		body = node.JSON(body.TextSource(body.Source.Name), diag.ConfigSyntax, r.list)
	}
	made.Properties = body.GetFold("properties")
	r.found = append(r.found, made)
}
