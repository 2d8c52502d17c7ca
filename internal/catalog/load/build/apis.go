package build

import (
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// readAPIs builds the APIs, several at a time, since definitions can be large;
// what they find is reported in the order of the tree.
func (s *scope) readAPIs() {
	resources := s.tree.Of(tree.API)
	made := make([]*apiBuilder, len(resources))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, r := range resources {
		made[i] = &apiBuilder{tree: r, api: &catalog.API{Name: r.Name, Policy: r.Policy, Workspace: s.workspace, Origin: r.Origin}}
		group.Go(func() error {
			made[i].read()
			return nil
		})
	}
	_ = group.Wait() // no function returns an error
	for _, b := range made {
		b.api.Invalid = b.list.HasErrors() || b.tree.Broken
		s.list.Append(b.list)
		s.apiLinks(b)
		if enter(s, &s.apis, "API", b.api.Name, b.api, b.api.Origin) {
			s.out.APIs = append(s.out.APIs, b.api)
		}
	}
	s.revisions(made)
	s.versions()
	s.paths(made)
}

// apiBuilder builds one API without looking at others.
type apiBuilder struct {
	tree *tree.Resource
	api  *catalog.API
	list diag.List
	path *node.Value
	// saysCurrent is the property isCurrent of a resource whose name has a
	// revision.
	saysCurrent bool
}

func (b *apiBuilder) read() {
	props := node.NewReader(b.tree.Properties, &b.list, options)
	a := b.api
	if b.tree.Properties.IsNull() && !b.tree.Broken {
		b.list.Errorf(diag.InvalidValue, b.tree.Origin.Source, b.tree.Origin.Span, "the API %q has no `properties`", a.Name)
	}
	base, suffix := catalog.SplitRevision(a.Name)
	a.BaseName, a.IsCurrent = base, suffix == ""
	b.saysCurrent = props.Bool("isCurrent", false)
	a.Revision = props.String("apiRevision")
	if suffix != "" && a.Revision != suffix {
		if a.Revision != "" {
			// The name is what a deployment addresses; an example of the DevOps resource
			// kit, which deploys, has another number in the property.
			o := propsOrigin(b.tree, "apiRevision")
			b.list.Warnf(diag.InvalidValue, o.Source, o.Span, "the name %q is that of revision %s, so `apiRevision`, which is %q, has no effect", a.Name, suffix, a.Revision)
		}
		a.Revision = suffix
	}
	if a.Revision == "" {
		a.Revision = "1"
	}
	a.IsOnline = props.Bool("isOnline", true)
	a.DisplayName, a.Description = displayName(props, b.tree), props.String("description")
	a.Type = b.apiType(props)
	b.path = props.Get("path")
	a.Path = strings.Trim(b.path.TextOrEmpty(), "/")
	b.checkPath(props)
	a.Protocols = b.protocols(props)
	a.SubscriptionRequired = props.Bool("subscriptionRequired", true)
	a.KeyNames = catalog.DefaultKeyNames
	keys := props.Object("subscriptionKeyParameterNames")
	if name := keys.String("header"); name != "" {
		a.KeyNames.Header = name
	}
	if name := keys.String("query"); name != "" {
		a.KeyNames.Query = name
	}
	a.Version = props.String("apiVersion")
	a.RevisionDescription, a.VersionDescription = props.String("apiRevisionDescription"), props.String("apiVersionDescription")
	a.TermsOfServiceURL = props.String("termsOfServiceUrl")
	auth := props.Object("authenticationSettings")
	a.AuthorizationServer = auth.Object("oAuth2").String("authorizationServerId")
	a.OpenIDProvider = auth.Object("openid").String("openidProviderId")
	a.ServiceURL = strings.TrimSpace(props.String("serviceUrl"))
	b.resolvers()
	b.operations(props)
}

// apiType reads the type; `apiType`, which steers imports, has the same values.
func (b *apiBuilder) apiType(props *node.Reader) catalog.APIType {
	words := []string{"http", "soap", "websocket", "graphql", "odata", "grpc", "mcp", "a2a"}
	otherwise := props.Enum("apiType", "http", words...)
	return catalog.APIType(props.Enum("type", otherwise, words...))
}

func (b *apiBuilder) protocols(props *node.Reader) []string {
	var out []string
	for _, p := range props.List("protocols") {
		name := strings.ToLower(p.Text)
		if !slices.Contains([]string{"http", "https", "ws", "wss"}, name) {
			p.Errorf(&b.list, diag.InvalidValue, "%q is no protocol; http, https, ws and wss are", p.Text)
			continue
		}
		out = addOnce(out, name)
	}
	if len(out) > 0 {
		return out
	}
	if b.api.Type == catalog.WebSocket {
		return []string{"wss"}
	}
	return []string{"https"}
}

func (b *apiBuilder) checkPath(props *node.Reader) {
	if !b.api.IsCurrent {
		return // taken from the current revision
	}
	if b.path == nil && !b.tree.Broken && b.tree.Properties.GetFold("path") == nil {
		props.Errorf("path", "the API %q has no `path`; an empty one is written \"path\": \"\"", b.api.Name)
	}
	if strings.ContainsAny(b.api.Path, "?#{}*") {
		props.Errorf("path", "the path of an API is a plain text; %q holds characters that it cannot have", b.api.Path)
	}
}

func (b *apiBuilder) resolvers() {
	for _, r := range b.tree.Of(tree.Resolver) {
		props := node.NewReader(r.Properties, &b.list, options)
		out := &catalog.Resolver{
			Name: r.Name, DisplayName: displayName(props, r), Description: props.String("description"), Policy: r.Policy, Origin: r.Origin,
		}
		path := props.String("path")
		var ok bool
		if out.Type, out.Field, ok = strings.Cut(path, "/"); !ok || out.Type == "" || out.Field == "" {
			o := propsOrigin(r, "path")
			b.list.Errorf(diag.InvalidValue, o.Source, o.Span, "the `path` of a resolver names what it resolves, such as Query/hero; this is %q", path)
		}
		if out.Policy == nil {
			b.list.Errorf(diag.MissingFile, r.Origin.Source, r.Origin.Span, "the resolver %q has no policy.xml", r.Name)
		}
		b.api.Resolvers = append(b.api.Resolvers, out)
	}
}

// apiLinks resolves what an API refers to in its scope.
func (s *scope) apiLinks(b *apiBuilder) {
	a, r := b.api, b.tree
	before := s.list.Count(diag.Error)
	props := s.props(r)
	id, given := props.Text("apiVersionSetId")
	if details := props.Object("apiVersionSet"); details != nil && strings.TrimSpace(id) == "" {
		if id, given = details.Text("id"); !given {
			details.Errorf("", "`apiVersionSet` describes a version set without its `id`; make the set a resource and name it by `apiVersionSetId`")
		}
	}
	if given && strings.TrimSpace(id) != "" {
		_, name := catalog.ParseID(id, "apiVersionSets").Last()
		vs, ok := find(s, func(s *scope) *registry[*catalog.VersionSet] { return &s.versionSets }, name)
		if !ok {
			s.missing(propsOrigin(r, "apiVersionSetId"), diag.Error, diag.UnknownReference, "version set", name, s.versionSets.names, "")
		}
		a.VersionSet = vs
	}
	a.Diagnostics = s.diagnostics(r)
	for _, schema := range r.Of(tree.APISchema) {
		made := s.schema(schema)
		a.Schemas = append(a.Schemas, made)
		if made.ContentType == catalog.GraphQLSchema && a.GraphQLSchema == nil {
			a.GraphQLSchema = diag.NewSource(schema.Describe(), made.Document)
		}
	}
	samples(a)
	for _, tag := range r.Of(tree.APITag) {
		a.Tags = addOnce(a.Tags, s.tag(target(tag, "tagId"), tag.Origin))
	}
	if a.Type == catalog.MCPServer {
		s.builder.mcp = append(s.builder.mcp, pendingMCP{s, a, r})
	}
	if s.list.Count(diag.Error) > before {
		a.Invalid = true
	}
}
