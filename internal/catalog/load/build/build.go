package build

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Build makes a service of a tree. It returns a service whatever it reports;
// resources with errors are in it as far as they could be read.
func Build(root *tree.Resource, supply catalog.Supply, l *diag.List) *catalog.Service {
	b := &builder{list: l, supply: supply, service: &catalog.Service{}}
	b.user("1")
	top := b.newScope(root, &b.service.Resources, nil, nil)
	top.read()
	b.accessPolicies(root)
	b.administrator(top)
	b.readUsers(root, top)
	for _, r := range root.Of(tree.Workspace) {
		ws := &catalog.Workspace{Name: r.Name, Origin: r.Origin}
		props := b.props(r)
		ws.DisplayName, ws.Description = props.String("displayName"), props.String("description")
		if ws.DisplayName == "" {
			ws.DisplayName = r.Name
		}
		b.service.Workspaces = append(b.service.Workspaces, ws)
		b.newScope(r, &ws.Resources, ws, top).read()
	}
	b.gateways(root, top)
	b.tools()
	b.keys()
	b.ignored(root)
	b.unused(root)
	return b.service
}

type builder struct {
	list    *diag.List
	supply  catalog.Supply
	service *catalog.Service
	users   registry[*catalog.User]
	scopes  []*scope
	mcp     []pendingMCP
}

// scope builds the resources of the service or of one workspace.
type scope struct {
	*builder
	tree      *tree.Resource
	out       *catalog.Resources
	workspace *catalog.Workspace
	parent    *scope // the service, for a workspace

	apis          registry[*catalog.API]
	versionSets   registry[*catalog.VersionSet]
	products      registry[*catalog.Product]
	namedValues   registry[*catalog.NamedValue] // by display name
	namedValueIDs registry[*catalog.NamedValue] // by resource name
	backends      registry[*catalog.Backend]
	loggers       registry[*catalog.Logger]
	certificates  registry[*catalog.Certificate]
	groups        registry[*catalog.Group]
	tags          registry[*catalog.Tag]
	fragments     registry[*catalog.Fragment]
	subscriptions registry[*catalog.Subscription]
	schemas       registry[*catalog.Schema]
}

func (b *builder) newScope(r *tree.Resource, out *catalog.Resources, ws *catalog.Workspace, parent *scope) *scope {
	s := &scope{builder: b, tree: r, out: out, workspace: ws, parent: parent}
	b.scopes = append(b.scopes, s)
	return s
}

// read builds everything, resources that others refer to first.
func (s *scope) read() {
	s.out.Policy = s.tree.Policy
	s.readCertificates()
	s.readNamedValues() // and what Key Vaults have for both
	s.readGroups()
	s.readTags()
	s.readVersionSets()
	s.readLoggers()
	s.readBackends()
	s.readFragments()
	s.readSchemas()
	s.readAPIs()
	s.readProducts()
	s.readTagLinks()
	s.readSubscriptions()
	s.out.Diagnostics = s.diagnostics(s.tree)
}

// props returns a reader of a resource's properties.
func (b *builder) props(r *tree.Resource) *node.Reader {
	return node.NewReader(r.Properties, b.list, options)
}

// options are how properties of artefacts are read: names without regard to case. What
// nothing asked for is reported in the end (unused).
var options = node.ReaderOptions{Code: diag.InvalidValue, Fold: true}

// displayName returns the display name, the resource name when there is none.
func displayName(props *node.Reader, r *tree.Resource) string {
	if name := props.String("displayName"); name != "" {
		return name
	}
	return r.Name
}

// errorAt reports an error at a resource.
func (b *builder) errorAt(o catalog.Origin, code diag.Code, format string, args ...any) {
	b.list.Errorf(code, o.Source, o.Span, format, args...)
}

func (b *builder) warnAt(o catalog.Origin, code diag.Code, format string, args ...any) {
	b.list.Warnf(code, o.Source, o.Span, format, args...)
}

// propsOrigin is the place of a property, of the resource when it has none.
func propsOrigin(r *tree.Resource, name string) catalog.Origin {
	if v := r.Properties.GetFold(name); !v.IsNull() {
		return catalog.Origin{Source: v.Source, Span: v.Span}
	}
	return r.Origin
}

// ignored says once per kind which resources mean nothing to a gateway.
func (b *builder) ignored(root *tree.Resource) {
	count := map[*tree.Kind]int{}
	first := map[*tree.Kind]*tree.Resource{}
	var order []*tree.Kind
	root.Walk(func(r *tree.Resource) {
		if !r.Kind.Ignored {
			return
		}
		if count[r.Kind] == 0 {
			order = append(order, r.Kind)
			first[r.Kind] = r
		}
		count[r.Kind]++
	})
	for _, kind := range order {
		what := kind.Name
		if count[kind] > 1 {
			what = fmt.Sprintf("%ss (%d)", what, count[kind])
		}
		o := first[kind].Origin
		b.list.Add(diag.Diagnostic{
			Severity: diag.Info, Code: diag.IgnoredResource, Source: o.Source, Span: o.Span,
			Message: what + ": no meaning for a gateway; passed over",
		})
	}
}
