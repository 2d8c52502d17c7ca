package config

import (
	"fmt"
	"math"
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// root reads the file.
func (r *reader) root(s section) {
	defer s.done()
	set := r.settings
	r.listen(s.object("listen"))
	if svc := s.object("service"); svc.there() {
		set.Service.Name = or(svc.text("name"), set.Service.Name)
		set.Service.Region = or(svc.text("region"), set.Service.Region)
		set.Service.GatewayURL = svc.text("gatewayUrl")
		svc.done()
	}
	set.Configuration = or(s.path("configuration"), set.Configuration)
	set.Overrides = s.path("overrides")
	set.Parameters = s.path("parameters")
	r.namedValues(s)
	r.subscriptions(s)
	r.certificates(s)
	set.ClientAuthorities = s.path("clientAuthorities")
	r.authorizations(s)
	r.identity(s.object("identity"))
	r.hosts(s)
	r.localAzure(s)
	if state := s.object("state"); state.there() {
		out := &set.State
		out.URL = state.secret("url")
		if out.URL == "" {
			out.URL = DefaultState
		}
		out.Timeout = state.duration("timeout", out.Timeout)
		out.ConnectTimeout = state.duration("connectTimeout", out.ConnectTimeout)
		out.Origin = set.origins["state.url"]
		state.done()
	}
	if vault := s.object("keyVault"); vault.there() {
		set.KeyVault.Refresh = vault.duration("refresh", set.KeyVault.Refresh)
		set.KeyVault.Timeout = vault.duration("timeout", set.KeyVault.Timeout)
		vault.done()
	}
	if logs := s.object("logs"); logs.there() {
		if set.Logs.Gateway = logs.text("gateway"); set.Logs.Gateway != "stdout" && set.Logs.Gateway != "stderr" {
			set.Logs.Gateway = logs.path("gateway")
		}
		logs.done()
	}
	r.limits(s.object("limits"))
	r.compatibility(s)
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

func (r *reader) listen(s section) {
	defer s.done()
	if v := s.Get("gateway"); v != nil {
		items := []*node.Value{v}
		if v.Kind == node.Array {
			items = v.Items
		}
		var out []Listener
		for i, item := range items {
			name := s.Path("gateway")
			if v.Kind == node.Array {
				name = fmt.Sprintf("%s[%d]", name, i)
			}
			if l, ok := r.listener(item, name, nil); ok {
				out = append(out, l)
			}
		}
		if len(items) == 0 {
			v.Errorf(r.list, diag.InvalidValue, "%s needs at least one address", describe(s.Path("gateway")))
		}
		if len(out) > 0 {
			r.settings.Listen.Gateway = out
		}
	}
	if v := s.Get("admin"); v != nil {
		// YAML 1.1 reads an unquoted off as false.
		if v.Kind == node.String && v.Text == "off" || v.Kind == node.Bool && v.Text == "false" {
			r.settings.Listen.Admin = Listener{Origin: catalog.Origin{Source: v.Source, Span: v.Span}}
		} else if l, ok := r.listener(v, s.Path("admin"), &r.settings.Listen.Token); ok {
			r.settings.Listen.Admin = l
		}
	}
}

// listener reads an address, alone or with TLS. token, of the admin listener, is
// where its token goes.
func (r *reader) listener(v *node.Value, name string, token *Secret) (Listener, bool) {
	l := Listener{ClientCertificate: NoClientCertificate, Origin: catalog.Origin{Source: v.Source, Span: v.Span}}
	switch v.Kind {
	case node.String:
		l.Address = r.expand(v)
		return l, true
	case node.Object:
	default:
		v.Errorf(r.list, diag.InvalidValue, "%s must be an address such as 127.0.0.1:8080, or {address, certificate, key}, not %s", describe(name), v.Kind)
		return l, false
	}
	s := r.section(v, name)
	defer s.done()
	l.Address = s.text("address")
	l.Certificate, l.Key = s.path("certificate"), s.path("key")
	l.ClientCertificate = ClientCertificate(s.enum("clientCertificate", "none", "none", "request", "require"))
	if token != nil {
		*token = s.secret("token")
	} else {
		l.BehindTLS = s.Bool("behindTLS", false)
	}
	if s.Get("address") == nil {
		s.Errorf("address", "%s needs an `address`", describe(name))
		return l, false
	}
	if (l.Certificate == "") != (l.Key == "") {
		s.Errorf("", "TLS at %s needs both `certificate` and `key`", describe(name))
	}
	if l.BehindTLS && l.TLS() {
		s.Errorf("behindTLS", "`behindTLS` is for an address without `certificate` and `key`: something in front of it ends TLS")
	}
	if l.ClientCertificate != NoClientCertificate && l.Certificate == "" {
		s.Errorf("clientCertificate", "`clientCertificate` needs TLS: `certificate` and `key`")
	}
	return l, true
}

func (r *reader) namedValues(s section) {
	for _, m := range s.Entries("namedValues") {
		path := s.Path("namedValues") + "." + m.Name
		if m.Value.Kind == node.Array || m.Value.Kind == node.Object || m.Value.IsNull() {
			m.Value.Errorf(r.list, diag.InvalidValue, "%s must be a string, not %s", describe(path), m.Value.Kind)
			continue
		}
		r.settings.NamedValues = append(r.settings.NamedValues, NamedValue{
			Name: m.Name, Value: Secret(r.reveal(m.Value)), IsSecret: isReference(m.Value.Text),
			Origin: catalog.Origin{Source: m.Value.Source, Span: m.NameSpan},
		})
	}
}

func (r *reader) subscriptions(s section) {
	for _, m := range s.Entries("subscriptions") {
		sub := s.entry("subscriptions", m)
		if !sub.there() {
			continue
		}
		out := Subscription{
			Name: m.Name, PrimaryKey: sub.secret("primaryKey"), SecondaryKey: sub.secret("secondaryKey"),
			Origin: catalog.Origin{Source: m.Value.Source, Span: m.NameSpan},
		}
		if sub.Get("allowTracing") != nil {
			allow := sub.Bool("allowTracing", false)
			out.AllowTracing = &allow
		}
		sub.done()
		r.settings.Subscriptions = append(r.settings.Subscriptions, out)
	}
}

func (r *reader) certificates(s section) {
	for _, m := range s.Entries("certificates") {
		sub := s.entry("certificates", m)
		if !sub.there() {
			continue
		}
		c := Certificate{
			Name: m.Name, PFX: sub.path("pfx"), Password: sub.secret("password"),
			Origin: catalog.Origin{Source: m.Value.Source, Span: m.NameSpan},
		}
		if sub.Get("pfx") == nil {
			sub.Errorf("pfx", "%s needs a `pfx`, the path of a PFX file", describe("certificates."+m.Name))
		}
		sub.done()
		r.settings.Certificates = append(r.settings.Certificates, c)
	}
}

// authorizations reads the connections of the credential manager.
func (r *reader) authorizations(s section) {
	for _, m := range s.Entries("authorizations") {
		sub := s.entry("authorizations", m)
		if !sub.there() {
			continue
		}
		what := describe("authorizations." + m.Name)
		a := Authorization{
			Name: m.Name, AccessToken: sub.secret("accessToken"), TokenURL: sub.text("tokenUrl"), ClientID: sub.text("clientId"),
			ClientSecret: sub.secret("clientSecret"), RefreshToken: sub.secret("refreshToken"), Scope: sub.text("scope"),
		}
		provider, connection, _ := strings.Cut(m.Name, "/")
		if strings.Count(m.Name, "/") != 1 {
			m.Value.Errorf(r.list, diag.InvalidValue, "%s must be named provider/authorization", what)
		}
		for _, p := range sub.Objects("accessPolicies") {
			a.AccessPolicies = append(a.AccessPolicies, r.accessPolicy(section{p, r}, provider, connection))
		}
		u, err := url.Parse(a.TokenURL)
		switch {
		case (sub.Get("accessToken") == nil) == (sub.Get("tokenUrl") == nil):
			sub.Errorf("tokenUrl", "%s needs either an `accessToken` or a `tokenUrl`", what)
		case sub.Get("tokenUrl") == nil:
		case err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && IsLoopback(u.Host)):
			sub.Errorf("tokenUrl", "%s: `tokenUrl` must be an https URL", what)
		case a.ClientID == "" || a.ClientSecret == "":
			sub.Errorf("clientId", "%s needs `clientId` and `clientSecret`", what)
		}
		sub.done()
		r.settings.Authorizations = append(r.settings.Authorizations, a)
	}
}

// accessPolicy reads who may use a connection.
func (r *reader) accessPolicy(s section, provider, connection string) catalog.AccessPolicy {
	what := describe(strings.TrimSuffix(s.Path(""), "."))
	p := catalog.AccessPolicy{
		Provider: provider, Connection: connection, ObjectID: s.text("objectId"), TenantID: s.text("tenantId"), Origin: s.origin(),
	}
	if !catalog.IsGUID(p.ObjectID) {
		s.Errorf("objectId", "%s: `objectId` must be the id of an identity, a GUID", what)
	}
	if !catalog.IsGUID(p.TenantID[strings.LastIndex(p.TenantID, "/")+1:]) {
		s.Errorf("tenantId", "%s: `tenantId` must be the id of a tenant, a GUID, or its URL at the authority of a national cloud", what)
	}
	s.done()
	return p
}

func (r *reader) hosts(s section) {
	for _, m := range s.Entries("hosts") {
		sub := s.entry("hosts", m)
		if !sub.there() {
			continue
		}
		h := Host{
			Pattern: m.Name, Address: sub.text("address"), CA: sub.path("ca"),
			Origin: catalog.Origin{Source: m.Value.Source, Span: m.NameSpan},
		}
		if sub.Get("address") == nil && sub.Get("ca") == nil {
			sub.Errorf("address", "%s needs an `address`, a `ca` or both", describe("hosts."+m.Name))
		}
		sub.done()
		r.settings.Hosts = append(r.settings.Hosts, h)
	}
}

func (r *reader) localAzure(s section) {
	v := s.Get("localAzure")
	if v == nil {
		return
	}
	out := &r.settings.LocalAzure
	out.Origin = catalog.Origin{Source: v.Source, Span: v.Span}
	if v.Kind != node.Object {
		out.Enabled = s.Bool("localAzure", false)
		return
	}
	sub := s.object("localAzure")
	out.Enabled = true
	out.Identity = or(sub.text("identity"), out.Identity)
	out.HTTPS = or(sub.text("https"), out.HTTPS)
	out.Seed = sub.path("seed")
	sub.done()
}

func (r *reader) limits(s section) {
	defer s.done()
	l := &r.settings.Limits
	l.BodyBuffer = s.size("bodyBuffer", l.BodyBuffer)
	e := s.object("expression")
	defer e.done()
	if n, ok := e.Int("steps", 1, math.MaxInt64); ok {
		l.Expression.Steps = n
	}
	l.Expression.Memory = e.size("memory", l.Expression.Memory)
	l.Expression.Time = e.duration("time", l.Expression.Time)
	w := s.object("webSocket")
	defer w.done()
	if n, ok := w.Int("connections", 1, math.MaxInt32); ok {
		l.WebSocket.Connections = n
	}
	l.WebSocket.Idle = w.duration("idle", l.WebSocket.Idle)
}

// CompatibilityNames are the switches of `compatibility`. Each makes Gatehouse
// do what the service does where that weakens security (design.md section 8), or
// what its documentation shows where that is of little use.
var CompatibilityNames = [...]string{
	// A backend without an entity is not checked for its host name
	// (platform/backends.md, certificate validation).
	"skipBackendHostName",
	// jsonp hands the function a text in place of JSON (policies/jsonp.md).
	"quotedJSONP",
}

func (r *reader) compatibility(s section) {
	sub := s.object("compatibility")
	if !sub.there() {
		return
	}
	defer sub.done()
	r.settings.Compatibility = map[string]bool{}
	for _, name := range CompatibilityNames {
		if sub.Bool(name, false) {
			r.settings.Compatibility[name] = true
		}
	}
}
