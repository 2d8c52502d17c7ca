package build

import (
	"fmt"
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
			props.Errorf("apiRevision", "the name %q is that of revision %s, but `apiRevision` is %q", a.Name, suffix, a.Revision)
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
	if id, ok := s.props(r).Text("apiVersionSetId"); ok && strings.TrimSpace(id) != "" {
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

// revisions makes sure that one revision of each API is current, and gives the
// others what only the current one may decide (versions-and-revisions.md).
func (s *scope) revisions(made []*apiBuilder) {
	groups := map[string][]*apiBuilder{}
	var order []string
	for _, b := range made {
		key := strings.ToLower(b.api.BaseName)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], b)
	}
	for _, key := range order {
		s.revisionGroup(groups[key])
	}
}

func (s *scope) revisionGroup(group []*apiBuilder) {
	current := currentRevision(group)
	if current == nil {
		base := group[0].api.BaseName
		s.warnAt(group[0].api.Origin, diag.UnknownReference,
			"no revision of the API %q is current: there is no folder %q and none has `isCurrent`; only ;rev=N URLs reach it", base, base)
		return
	}
	if current.Name != current.BaseName {
		current.IsCurrent = true
		// References name the API without its revision.
		s.apis.add(current.BaseName, current, current.Origin)
	}
	byNumber := map[string]*catalog.API{}
	for _, b := range group {
		a := b.api
		if other := byNumber[a.Revision]; other != nil {
			s.list.Add(diag.Diagnostic{
				Severity: diag.Error, Code: diag.DuplicateResource, Source: a.Origin.Source, Span: a.Origin.Span,
				Message: fmt.Sprintf("%q and %q are both revision %s of the API %q", other.Name, a.Name, a.Revision, a.BaseName),
				Related: related("the other one", other.Origin),
			})
		}
		byNumber[a.Revision] = a
		if a == current {
			continue
		}
		a.DisplayName, a.Description, a.Type, a.Path = current.DisplayName, current.Description, current.Type, current.Path
		a.Protocols, a.SubscriptionRequired = current.Protocols, current.SubscriptionRequired
		a.Version, a.VersionSet = current.Version, current.VersionSet
	}
}

// currentRevision returns the revision that the plain URL serves: the one whose
// name has no revision, else the one that says so of itself or is the only one,
// as partial exports have.
func currentRevision(group []*apiBuilder) *catalog.API {
	var second *catalog.API
	for _, b := range group {
		if b.api.IsCurrent {
			return b.api
		}
		if b.saysCurrent || len(group) == 1 {
			second = b.api
		}
	}
	return second
}

// versions reports APIs of one version set that have the same version.
func (s *scope) versions() {
	type key struct {
		set     *catalog.VersionSet
		version string
	}
	seen := map[key]*catalog.API{}
	for _, a := range s.out.APIs {
		if !a.IsCurrent {
			continue
		}
		if a.VersionSet == nil {
			if a.Version != "" {
				s.warnAt(propsOrigin(s.tree.Find(tree.API, a.Name), "apiVersion"), diag.InvalidValue,
					"the API %q has a version but no `apiVersionSetId`; it is served without version", a.Name)
			}
			continue
		}
		k := key{a.VersionSet, a.Version}
		if other := seen[k]; other != nil {
			s.clash(a, other, fmt.Sprintf("the APIs %q and %q are the same version %q of the version set %q", other.Name, a.Name, a.Version, a.VersionSet.Name))
			continue
		}
		seen[k] = a
	}
}

func (s *scope) clash(a, other *catalog.API, message string) {
	a.Invalid = true
	s.list.Add(diag.Diagnostic{
		Severity: diag.Error, Code: diag.DuplicateResource, Source: a.Origin.Source, Span: a.Origin.Span,
		Message: message, Related: related("the other API", other.Origin),
	})
}

// paths reports APIs that answer the same URLs. An HTTP API and a WebSocket API
// may share a path (operation-matching.md), as may versions that requests tell
// apart by header or query.
func (s *scope) paths(made []*apiBuilder) {
	type key struct {
		path    string
		socket  bool
		set     *catalog.VersionSet
		version string
	}
	seen := map[key]*catalog.API{}
	for _, b := range made {
		a := b.api
		if !a.IsCurrent || b.path == nil {
			continue
		}
		k := key{path: strings.ToLower(a.PublicPath()), socket: a.Type == catalog.WebSocket}
		if vs := a.VersionSet; vs != nil && vs.Scheme != catalog.SegmentVersion {
			k.set, k.version = vs, a.Version
		}
		other := seen[k]
		if other != nil && !(other.VersionSet != nil && other.VersionSet == a.VersionSet && other.Version == a.Version) {
			s.clash(a, other, fmt.Sprintf("the APIs %q and %q have the same path %q", other.Name, a.Name, a.PublicPath()))
			continue
		}
		seen[k] = a
	}
}
