package build

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// The kinds that need little: groups, tags, version sets, loggers, fragments,
// schemas, gateways, users.

// builtInGroups exist in every service (artifacts.md section 2.3).
var builtInGroups = [...]string{"Administrators", "Developers", "Guests"}

func (s *scope) readGroups() {
	for _, r := range s.tree.Of(tree.Group) {
		props := s.props(r)
		g := &catalog.Group{
			Name: r.Name, DisplayName: displayName(props, r), Description: props.String("description"),
			Type: props.Enum("type", "custom", "custom", "system", "external"), ExternalID: props.String("externalId"), Origin: r.Origin,
		}
		if enter(s, &s.groups, "group", g.Name, g, r.Origin) {
			s.out.Groups = append(s.out.Groups, g)
		}
	}
	if s.workspace != nil {
		return
	}
	for _, name := range builtInGroups {
		g := &catalog.Group{Name: strings.ToLower(name), DisplayName: name, Type: "system"}
		if _, ok := s.groups.add(g.Name, g, g.Origin); ok {
			s.out.Groups = append(s.out.Groups, g)
		}
	}
}

func (s *scope) readTags() {
	for _, r := range s.tree.Of(tree.Tag) {
		t := &catalog.Tag{Name: r.Name, DisplayName: displayName(s.props(r), r), Origin: r.Origin}
		if enter(s, &s.tags, "tag", t.Name, t, r.Origin) {
			s.out.Tags = append(s.out.Tags, t)
		}
	}
}

// tag returns a tag that something refers to, and makes it when it is not
// there: a label has no other content.
func (s *scope) tag(name string, o catalog.Origin) *catalog.Tag {
	if t, ok := find(s, func(s *scope) *registry[*catalog.Tag] { return &s.tags }, name); ok {
		return t
	}
	t := &catalog.Tag{Name: name, DisplayName: name, Origin: o}
	s.tags.add(name, t, o)
	s.out.Tags = append(s.out.Tags, t)
	return t
}

// readTagLinks reads the associations that stand below tags.
func (s *scope) readTagLinks() {
	for _, r := range s.tree.Of(tree.Tag) {
		t := s.tag(r.Name, r.Origin)
		for _, link := range r.Of(tree.TagAPI) {
			if api, ok := s.apis.get(target(link, "apiId")); ok {
				api.Tags = addOnce(api.Tags, t)
			} else {
				s.missing(link.Origin, diag.Warning, diag.UnknownReference, "API", target(link, "apiId"), s.apis.names, "the tag is not set")
			}
		}
		for _, link := range r.Of(tree.TagProduct) {
			if p, ok := s.products.get(target(link, "productId")); ok {
				p.Tags = addOnce(p.Tags, t)
			} else {
				s.missing(link.Origin, diag.Warning, diag.UnknownReference, "product", target(link, "productId"), s.products.names, "the tag is not set")
			}
		}
	}
}

// target returns the name that an association is about: that of the id in it,
// else its own.
func target(link *tree.Resource, property string) string {
	if id := link.Properties.GetFold(property); !id.IsNull() && id.Kind == node.String {
		if _, name := catalog.ParseID(id.Text, "").Last(); name != "" {
			return name
		}
	}
	return link.Name
}

func addOnce[T comparable](list []T, v T) []T {
	for _, have := range list {
		if have == v {
			return list
		}
	}
	return append(list, v)
}

func (s *scope) readVersionSets() {
	for _, r := range s.tree.Of(tree.VersionSet) {
		props := s.props(r)
		vs := &catalog.VersionSet{
			Name: r.Name, DisplayName: displayName(props, r), Description: props.String("description"),
			Scheme:     catalog.VersioningScheme(props.Enum("versioningScheme", "", "Segment", "Header", "Query")),
			HeaderName: props.String("versionHeaderName"), QueryName: props.String("versionQueryName"), Origin: r.Origin,
		}
		switch {
		case vs.Scheme == "" && r.Properties.GetFold("versioningScheme").IsNull() && !r.Broken:
			s.errorAt(r.Origin, diag.InvalidValue, "the version set %q has no `versioningScheme` (Segment, Header or Query)", r.Name)
		case vs.Scheme == catalog.HeaderVersion && vs.HeaderName == "":
			s.errorAt(propsOrigin(r, "versioningScheme"), diag.InvalidValue, "a version set by header needs `versionHeaderName`")
		case vs.Scheme == catalog.QueryVersion && vs.QueryName == "":
			s.errorAt(propsOrigin(r, "versioningScheme"), diag.InvalidValue, "a version set by query parameter needs `versionQueryName`")
		}
		if enter(s, &s.versionSets, "version set", vs.Name, vs, r.Origin) {
			s.out.VersionSets = append(s.out.VersionSets, vs)
		}
	}
}

func (s *scope) readFragments() {
	for _, r := range s.tree.Of(tree.Fragment) {
		props := s.props(r)
		f := &catalog.Fragment{Name: r.Name, Description: props.String("description"), Policy: r.Policy, Origin: r.Origin}
		if value := props.Get("value"); f.Policy == nil && value != nil && value.Kind == node.String {
			f.Policy = value.TextSource(value.Source.Name + " (text of " + r.Describe() + ")")
		}
		if f.Policy == nil && !r.Broken {
			s.errorAt(r.Origin, diag.MissingFile, "the policy fragment %q has no text: no policy.xml, no `value`", r.Name)
		}
		if enter(s, &s.fragments, "policy fragment", f.Name, f, r.Origin) {
			s.out.Fragments = append(s.out.Fragments, f)
		}
	}
}

func (s *scope) readSchemas() {
	for _, r := range s.tree.Of(tree.GlobalSchema) {
		schema := s.schema(r)
		if enter(s, &s.schemas, "schema", schema.Name, schema, r.Origin) {
			s.out.Schemas = append(s.out.Schemas, schema)
		}
	}
}

// maxSchemaText bounds the text of a schema in bytes.
const maxSchemaText = 32 << 20

// schema reads a schema of the service or of an API: text in `value`, or JSON
// in `document`.
func (s *scope) schema(r *tree.Resource) *catalog.Schema {
	props := s.props(r)
	out := &catalog.Schema{Name: r.Name, ContentType: props.String("contentType"), Origin: r.Origin}
	if out.ContentType == "" {
		out.ContentType = map[string]string{"xml": catalog.XSDSchema, "json": "application/json"}[strings.ToLower(props.String("schemaType"))]
	}
	document := props.Get("document")
	switch {
	case document == nil:
		out.Document = props.String("value")
	case document.Kind == node.String:
		out.Document = document.Text
	case document.GetFold("value") != nil && len(document.Members) == 1 && document.GetFold("value").Kind == node.String:
		out.Document = document.GetFold("value").Text
	default:
		text, err := node.AppendJSON(nil, document, maxSchemaText)
		if err != nil {
			document.Errorf(s.list, diag.InvalidValue, "the schema has more than %d bytes", maxSchemaText)
		}
		out.Document = string(text)
	}
	return out
}

// user returns the user of that id; exports hold none, so one that is not there
// is known by its id alone.
func (b *builder) user(name string) *catalog.User {
	u, ok := b.users.get(name)
	if !ok {
		u = &catalog.User{Name: name}
		b.users.add(name, u, catalog.Origin{})
		b.service.Users = append(b.service.Users, u)
	}
	return u
}

// administrator makes the user that every service has, in the groups it is in.
func (b *builder) administrator(top *scope) {
	u := b.user("1")
	u.FirstName = "Administrator"
	for _, name := range builtInGroups[:2] {
		if g, ok := top.groups.get(name); ok {
			u.Groups = append(u.Groups, g)
		}
	}
}

func (b *builder) gateways(root *tree.Resource, top *scope) {
	seen := registry[*catalog.Gateway]{}
	for _, r := range root.Of(tree.Gateway) {
		props := b.props(r)
		loc := props.Object("locationData")
		g := &catalog.Gateway{
			Name: r.Name, Description: props.String("description"), Location: loc.String("name"), City: loc.String("city"),
			District: loc.String("district"), Country: loc.String("countryOrRegion"), Origin: r.Origin,
		}
		for _, link := range r.Of(tree.GatewayAPI) {
			if api, ok := top.apis.get(target(link, "apiId")); ok {
				g.APIs = addOnce(g.APIs, api)
			} else {
				top.missing(link.Origin, diag.Warning, diag.UnknownReference, "API", target(link, "apiId"), top.apis.names, "the gateway does not serve it")
			}
		}
		if enter(top, &seen, "gateway", g.Name, g, r.Origin) {
			b.service.Gateways = append(b.service.Gateways, g)
		}
	}
}
