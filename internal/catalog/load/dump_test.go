package load_test

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// dump writes a service in a form that is good to read and to compare.
func dump(s *catalog.Service) string {
	d := &dumper{}
	d.line("format %s", s.Format)
	if s.Name != "" {
		d.line("name %s", s.Name)
	}
	d.resources(&s.Resources)
	for _, u := range s.Users {
		known := ""
		if u.Email != "" {
			known = fmt.Sprintf(" %s %s <%s> note=%q identities=%v", u.FirstName, u.LastName, u.Email, u.Note, u.Identities)
		}
		d.line("user %s%s groups=%s", u.Name, known, names(u.Groups, func(g *catalog.Group) string { return g.Name }))
	}
	for _, g := range s.Gateways {
		d.line("gateway %s location=%q apis=%s", g.Name, g.Location, names(g.APIs, apiName))
	}
	for _, w := range s.Workspaces {
		d.line("workspace %s %q", w.Name, w.DisplayName)
		d.in(func() { d.resources(&w.Resources) })
	}
	return d.String()
}

type dumper struct {
	strings.Builder
	depth int
}

func (d *dumper) line(format string, args ...any) {
	d.WriteString(strings.Repeat("  ", d.depth))
	fmt.Fprintf(d, format, args...)
	d.WriteByte('\n')
}

func (d *dumper) in(f func()) {
	d.depth++
	f()
	d.depth--
}

func names[T any](list []T, name func(T) string) string {
	var out []string
	for _, x := range list {
		out = append(out, name(x))
	}
	return "[" + strings.Join(out, " ") + "]"
}

func apiName(a *catalog.API) string { return a.Name }

func policy(src *diag.Source) string {
	if src == nil {
		return "-"
	}
	return filepath.ToSlash(src.Name)
}

func (d *dumper) resources(r *catalog.Resources) {
	if r.Policy != nil {
		d.line("policy %s", policy(r.Policy))
	}
	for _, a := range r.APIs {
		d.api(a)
	}
	for _, v := range r.VersionSets {
		d.line("version set %s %q %s header=%s query=%s", v.Name, v.DisplayName, v.Scheme, v.HeaderName, v.QueryName)
	}
	for _, p := range r.Products {
		d.line("product %s %q published=%t subscription=%t approval=%t limit=%d apis=%s groups=%s tags=%s policy=%s", p.Name, p.DisplayName, p.Published,
			p.SubscriptionRequired, p.ApprovalRequired, p.SubscriptionsLimit, names(p.APIs, apiName),
			names(p.Groups, func(g *catalog.Group) string { return g.Name }), names(p.Tags, func(t *catalog.Tag) string { return t.Name }), policy(p.Policy))
	}
	for _, s := range r.Subscriptions {
		d.subscription(s)
	}
	for _, nv := range r.NamedValues {
		value := "value=" + nv.Value
		if !nv.HasValue {
			value = "missing: " + nv.Missing
		}
		d.line("named value %s %q secret=%t %s", nv.Name, nv.DisplayName, nv.Secret, value)
	}
	for _, b := range r.Backends {
		d.backend(b)
	}
	for _, f := range r.Fragments {
		d.line("fragment %s %q policy=%s", f.Name, f.Description, policy(f.Policy))
	}
	for _, l := range r.Loggers {
		d.line("logger %s %s buffered=%t credentials=%d", l.Name, l.Type, l.Buffered, len(l.Credentials))
	}
	for _, x := range r.Diagnostics {
		d.diagnostic(x)
	}
	for _, c := range r.Certificates {
		d.line("certificate %s thumbprint=%s key=%t", c.Name, c.Thumbprint, c.Key != nil)
	}
	for _, p := range r.AccessPolicies {
		d.line("access policy %s/%s object=%s tenant=%s", p.Provider, p.Connection, p.ObjectID, p.TenantID)
	}
	for _, g := range r.Groups {
		d.line("group %s %q %s", g.Name, g.DisplayName, g.Type)
	}
	for _, t := range r.Tags {
		d.line("tag %s %q", t.Name, t.DisplayName)
	}
	for _, s := range r.Schemas {
		d.line("schema %s %s %d bytes", s.Name, s.ContentType, len(s.Document))
	}
}

func (d *dumper) subscription(s *catalog.Subscription) {
	scope := s.Scope.String()
	if s.Product != nil {
		scope += " " + s.Product.Name
	}
	if s.API != nil {
		scope += " " + s.API.Name
	}
	owner := "-"
	if s.Owner != nil {
		owner = s.Owner.Name
	}
	d.line("subscription %s %q scope=%s state=%s tracing=%t owner=%s madeUp=%t", s.Name, s.DisplayName, scope, s.State, s.AllowTracing, owner, s.KeysMadeUp)
}

func (d *dumper) api(a *catalog.API) {
	version := ""
	if a.VersionSet != nil {
		version = fmt.Sprintf(" version=%s/%s", a.VersionSet.Name, a.Version)
	}
	d.line("api %s %q %s path=/%s protocols=%v service=%s subscription=%t keys=%s,%s rev=%s current=%t%s policy=%s invalid=%t", a.Name, a.DisplayName, a.Type,
		a.PublicPath(), a.Protocols, a.ServiceURL, a.SubscriptionRequired, a.KeyNames.Header, a.KeyNames.Query, a.Revision, a.IsCurrent, version, policy(a.Policy), a.Invalid)
	d.in(func() {
		for _, op := range a.Operations {
			d.operation(op)
		}
		for _, r := range a.Resolvers {
			d.line("resolver %s %s/%s policy=%s", r.Name, r.Type, r.Field, policy(r.Policy))
		}
		if a.GraphQLSchema != nil {
			d.line("graphql %s", policy(a.GraphQLSchema))
		}
		for _, s := range a.Schemas {
			d.line("schema %s %s %d bytes", s.Name, s.ContentType, len(s.Document))
		}
		for _, x := range a.Diagnostics {
			d.diagnostic(x)
		}
		if len(a.Tags) > 0 {
			d.line("tags %s", names(a.Tags, func(t *catalog.Tag) string { return t.Name }))
		}
		if a.MCP != nil {
			d.line("mcp tools=%d backend=%t endpoint=%s", len(a.MCP.Tools), a.MCP.Backend != nil, a.MCP.URITemplate)
		}
	})
}

func (d *dumper) operation(op *catalog.Operation) {
	d.line("op %s %q %s %s policy=%s", op.Name, op.DisplayName, op.Method, op.URLTemplate, policy(op.Policy))
	d.in(func() {
		d.parameters("template", op.TemplateParameters)
		d.parameters("query", op.Request.QueryParameters)
		d.parameters("header", op.Request.Headers)
		d.representations("request", op.Request.Representations)
		for _, res := range op.Responses {
			d.line("response %s (%d)", res.Code, res.Status)
			d.in(func() {
				d.parameters("header", res.Headers)
				d.representations("body", res.Representations)
			})
		}
	})
}

func (d *dumper) parameters(kind string, list []*catalog.Parameter) {
	for _, p := range list {
		d.line("%s %s %s required=%t default=%s values=%v", kind, p.Name, p.Type, p.Required, p.Default, p.Values)
	}
}

func (d *dumper) representations(kind string, list []*catalog.Representation) {
	for _, r := range list {
		d.line("%s %s type=%s schema=%s", kind, r.ContentType, r.TypeName, r.Schema)
		d.in(func() {
			for _, e := range r.Examples {
				d.line("example %s %s", e.Name, e.Value)
			}
			if r.Sample != "" {
				d.line("sample %s", r.Sample)
			}
			d.parameters("form", r.FormParameters)
		})
	}
}

func (d *dumper) backend(b *catalog.Backend) {
	d.line("backend %s url=%s protocol=%s tls=%t,%t", b.Name, b.URL, b.Protocol, b.TLS.ValidateChain, b.TLS.ValidateName)
	d.in(func() {
		c := b.Credentials
		if c.AuthorizationScheme != "" {
			d.line("authorization %s %s", c.AuthorizationScheme, c.AuthorizationParameter)
		}
		for _, h := range c.Headers {
			d.line("header %s=%v", h.Name, h.Values)
		}
		for _, q := range c.Query {
			d.line("query %s=%v", q.Name, q.Values)
		}
		for _, cert := range c.Certificates {
			d.line("certificate %s", cert.Name)
		}
		if c.ManagedIdentity != nil {
			d.line("identity %s %s", c.ManagedIdentity.Resource, c.ManagedIdentity.ClientID)
		}
		if b.Breaker != nil {
			d.line("breaker %+v", *b.Breaker)
		}
		if b.Pool != nil {
			for _, m := range b.Pool.Members {
				d.line("member %s priority=%d,%t weight=%d,%t", m.Backend.Name, m.Priority, m.HasPriority, m.Weight, m.HasWeight)
			}
			d.line("affinity %q", b.Pool.AffinityCookie)
		}
	})
}

func (d *dumper) diagnostic(x *catalog.Diagnostic) {
	logger := "-"
	if x.Logger != nil {
		logger = x.Logger.Name
	}
	d.line("diagnostic %s logger=%s errors=%t sampling=%g verbosity=%s correlation=%s names=%s metrics=%t frontend=%v backend=%v", x.Name, logger, x.AlwaysLogErrors,
		x.SamplingPercentage, x.Verbosity, x.CorrelationProtocol, x.OperationNameFormat, x.Metrics, x.FrontendRequest, x.BackendRequest)
}

// findings writes diagnostics one a line: path:line:column: severity: code: message.
func findings(l *diag.List) string {
	var b strings.Builder
	for _, d := range l.All() {
		place := "-"
		if d.Source != nil {
			loc := d.Source.Resolve(d.Span)[0]
			pos := loc.Source.Position(loc.Span.Start)
			place = fmt.Sprintf("%s:%d:%d", filepath.ToSlash(loc.Source.Name), pos.Line, pos.Column)
		}
		fmt.Fprintf(&b, "%s: %s: %s: %s\n", place, d.Severity, d.Code, d.Message)
		for _, r := range d.Related {
			loc := r.Source.Resolve(r.Span)[0]
			pos := loc.Source.Position(loc.Span.Start)
			fmt.Fprintf(&b, "  %s:%d:%d: %s\n", filepath.ToSlash(loc.Source.Name), pos.Line, pos.Column, r.Message)
		}
	}
	return b.String()
}
