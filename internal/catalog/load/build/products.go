package build

import (
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func (s *scope) readProducts() {
	open := map[*catalog.API]*catalog.Product{}
	for _, r := range s.tree.Of(tree.Product) {
		p := s.product(r)
		s.productLinks(p, r, open)
		if enter(s, &s.products, "product", p.Name, p, r.Origin) {
			s.out.Products = append(s.out.Products, p)
		}
	}
}

func (s *scope) product(r *tree.Resource) *catalog.Product {
	props := s.props(r)
	p := &catalog.Product{
		Name: r.Name, DisplayName: displayName(props, r), Description: props.String("description"), Terms: props.String("terms"),
		Published:            props.Enum("state", "notPublished", "published", "notPublished") == "published",
		SubscriptionRequired: props.Bool("subscriptionRequired", true), ApprovalRequired: props.Bool("approvalRequired", false),
		Policy: r.Policy, Workspace: s.workspace, Origin: r.Origin,
	}
	if n, ok := props.Int("subscriptionsLimit", 0, 1<<31-1); ok {
		p.SubscriptionsLimit = int(n)
	}
	for _, v := range props.List("tags") { // apiops-cli embeds them
		name := v.Text
		if v.Kind == node.Object {
			name = v.GetFold("name").TextOrEmpty()
		}
		if name != "" {
			p.Tags = addOnce(p.Tags, s.tag(name, r.Origin))
		}
	}
	return p
}

// productLinks resolves the APIs, groups and tags of a product. open remembers
// the open product of each API: there may be one (platform/products.md).
func (s *scope) productLinks(p *catalog.Product, r *tree.Resource, open map[*catalog.API]*catalog.Product) {
	for _, link := range r.Of(tree.ProductAPI) {
		name, _ := catalog.SplitRevision(target(link, "apiId"))
		api, ok := s.apis.get(name)
		if !ok {
			s.missing(link.Origin, diag.Warning, diag.UnknownReference, "API", name, s.apis.names, "the product is served without it")
			continue
		}
		p.APIs = addOnce(p.APIs, api)
		if p.SubscriptionRequired {
			continue
		}
		if other := open[api]; other != nil && other != p {
			s.list.Add(diag.Diagnostic{
				Severity: diag.Error, Code: diag.InvalidValue, Source: link.Origin.Source, Span: link.Origin.Span,
				Message: fmt.Sprintf("the API %q is in two open products, %q and %q; one is allowed", api.Name, other.Name, p.Name),
				Related: related("the other product", other.Origin),
			})
		}
		open[api] = p
	}
	for _, link := range r.Of(tree.ProductGroup) {
		name := target(link, "groupId")
		g, ok := find(s, func(s *scope) *registry[*catalog.Group] { return &s.groups }, name)
		if !ok {
			s.missing(link.Origin, diag.Warning, diag.UnknownReference, "group", name, s.groups.names, "the product is served without it")
			continue
		}
		p.Groups = addOnce(p.Groups, g)
	}
	for _, link := range r.Of(tree.ProductTag) {
		p.Tags = addOnce(p.Tags, s.tag(target(link, "tagId"), link.Origin))
	}
}

func (s *scope) readSubscriptions() {
	for _, r := range s.tree.Of(tree.Subscription) {
		sub := s.subscription(r)
		if enter(s, &s.subscriptions, "subscription", sub.Name, sub, r.Origin) {
			s.out.Subscriptions = append(s.out.Subscriptions, sub)
		}
	}
	if s.workspace != nil {
		return
	}
	if _, ok := s.subscriptions.get(catalog.Master); !ok {
		master := &catalog.Subscription{
			Name: catalog.Master, DisplayName: "Built-in all-access subscription", Scope: catalog.ScopeService,
			State: catalog.Active, AllowTracing: true,
		}
		s.subscriptions.add(master.Name, master, master.Origin)
		s.out.Subscriptions = append(s.out.Subscriptions, master)
	}
}

func (s *scope) subscription(r *tree.Resource) *catalog.Subscription {
	props := s.props(r)
	sub := &catalog.Subscription{
		Name: r.Name, DisplayName: displayName(props, r), AllowTracing: props.Bool("allowTracing", false),
		PrimaryKey: props.String("primaryKey"), SecondaryKey: props.String("secondaryKey"),
		Created: date(props, "createdDate"), Start: date(props, "startDate"), End: date(props, "endDate"), Expiration: date(props, "expirationDate"),
		Workspace: s.workspace, Origin: r.Origin,
	}
	sub.State = catalog.SubscriptionState(props.Enum("state", "", "active", "submitted", "suspended", "rejected", "cancelled", "expired"))
	if sub.State == "" {
		sub.State = catalog.Submitted
		if r.Properties.GetFold("state").IsNull() && !r.Broken {
			s.warnAt(r.Origin, diag.InvalidValue, "the subscription %q has no `state`, so it is `submitted` and its keys open nothing; write \"state\": \"active\"", r.Name)
		}
	}
	if id := props.String("ownerId"); id != "" {
		if _, name := catalog.ParseID(id, "users").Last(); name != "" {
			sub.Owner = s.user(name)
		}
	}
	s.subscriptionScope(sub, props, r)
	return sub
}

// subscriptionScope reads what a subscription covers (artifacts.md section 2.1).
func (s *scope) subscriptionScope(sub *catalog.Subscription, props *node.Reader, r *tree.Resource) {
	text, ok := props.Text("scope")
	place := propsOrigin(r, "scope")
	if !ok {
		if strings.EqualFold(sub.Name, catalog.Master) {
			return
		}
		sub.Scope = catalog.ScopeNothing
		if r.Broken {
			return
		}
		s.errorAt(place, diag.InvalidValue, "the subscription %q has no `scope`, such as /products/starter, /apis/orders or /apis", r.Name)
		return
	}
	id := catalog.ParseID(text, "")
	if len(id.Pairs) > 0 && strings.EqualFold(id.Pairs[0][0], "workspaces") {
		id.Pairs = id.Pairs[1:]
	}
	kind, name := id.Last()
	switch strings.ToLower(kind) {
	case "":
		sub.Scope = catalog.ScopeService
	case "products":
		if sub.Product, ok = s.products.get(name); ok {
			sub.Scope = catalog.ScopeProduct
			return
		}
		sub.Scope = catalog.ScopeNothing
		s.missing(place, diag.Warning, diag.UnknownReference, "product", name, s.products.names, "the subscription opens nothing")
	case "apis":
		if name == "" {
			sub.Scope = catalog.ScopeAllAPIs
			return
		}
		base, _ := catalog.SplitRevision(name)
		if sub.API, ok = s.apis.get(base); ok {
			sub.Scope = catalog.ScopeAPI
			return
		}
		sub.Scope = catalog.ScopeNothing
		s.missing(place, diag.Warning, diag.UnknownReference, "API", name, s.apis.names, "the subscription opens nothing")
	default:
		sub.Scope = catalog.ScopeNothing
		s.errorAt(place, diag.InvalidValue, "%q is no scope of a subscription; /products/x, /apis/x and /apis are", text)
	}
}

// date reads a date and time of the management API.
func date(props *node.Reader, name string) time.Time {
	text := props.String(name)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	props.Errorf(name, "`%s` is no date and time: %q", name, text)
	return time.Time{}
}
