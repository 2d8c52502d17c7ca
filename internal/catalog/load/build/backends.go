package build

import (
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxPoolMembers is the most members of a pool (platform/limits.md).
const maxPoolMembers = 30

// reservedBackend is the name that means a Dapr sidecar (platform/backends.md,
// Selection 4).
const reservedBackend = "dapr"

func (s *scope) readBackends() {
	resources := s.tree.Of(tree.Backend)
	made := make([]*catalog.Backend, len(resources))
	for i, r := range resources {
		made[i] = s.backend(r)
		if strings.EqualFold(r.Name, reservedBackend) {
			s.warnAt(r.Origin, diag.InvalidValue, "the name %q is reserved: backend-id=%[1]q means the Dapr sidecar, never this backend", r.Name)
		}
		if enter(s, &s.backends, "backend", made[i].Name, made[i], r.Origin) {
			s.out.Backends = append(s.out.Backends, made[i])
		}
	}
	for i, r := range resources {
		if made[i].Pool != nil {
			s.pool(made[i], s.props(r).Object("pool"), r)
		}
	}
}

func (s *scope) backend(r *tree.Resource) *catalog.Backend {
	props := s.props(r)
	b := &catalog.Backend{
		Name: r.Name, Title: props.String("title"), Description: props.String("description"),
		Protocol: props.Enum("protocol", "http", "http", "soap"), ResourceID: props.String("resourceId"),
		AzureRegion: props.String("azureRegion"), Workspace: s.workspace, Origin: r.Origin,
	}
	tls := props.Object("tls")
	b.TLS = catalog.BackendTLS{ValidateChain: tls.Bool("validateCertificateChain", true), ValidateName: tls.Bool("validateCertificateName", true)}
	b.FailureStatus = status(props.Object("failureResponse"))
	if props.Enum("type", "Single", "Single", "Pool") == "Pool" || props.Get("pool") != nil {
		b.Pool = &catalog.BackendPool{}
		return b
	}
	b.URL = s.backendURL(props, r)
	b.Credentials = s.credentials(props.Object("credentials"), r)
	if proxy := props.Object("proxy"); proxy != nil {
		b.Proxy = &catalog.BackendProxy{
			URL:      s.expand(proxy.Get("url"), diag.Error, false),
			Username: s.expand(proxy.Get("username"), diag.Error, false), Password: s.expand(proxy.Get("password"), diag.Error, false),
		}
	}
	b.Breaker = s.breaker(props.Object("circuitBreaker"))
	b.ServiceFabric = s.serviceFabric(props.Object("properties").Object("serviceFabricCluster"), r)
	return b
}

// status reads the status of a failureResponse, 0 when there is none.
func status(failure *node.Reader) int {
	n, _ := failure.Int("statusCode", 100, 599)
	return int(n)
}

func (s *scope) backendURL(props *node.Reader, r *tree.Resource) string {
	text := s.expand(props.Get("url"), diag.Error, false)
	place := propsOrigin(r, "url")
	if strings.TrimSpace(text) == "" {
		if props.Object("properties").Get("serviceFabricCluster") == nil && !r.Broken {
			s.errorAt(place, diag.InvalidValue, "the backend %q has no `url`", r.Name)
		}
		return ""
	}
	if strings.Contains(text, "{{") {
		return text // its named value was reported
	}
	u, err := url.Parse(text)
	switch {
	case catalog.IsFabricName(text):
		if _, ok := catalog.FabricService(text); !ok {
			s.errorAt(place, diag.InvalidValue, "the URL of a Service Fabric service must be its name, such as fabric:/App/Service")
		}
	case err != nil || u.Scheme == "" || u.Host == "":
		s.errorAt(place, diag.InvalidValue, "the URL of a backend must be absolute, such as https://orders.example/api")
	case u.RawQuery != "" || u.ForceQuery:
		s.errorAt(place, diag.InvalidValue, "the URL of a backend may not have a query; use credentials.query or set-query-parameter")
	}
	return text
}

func (s *scope) credentials(props *node.Reader, r *tree.Resource) catalog.BackendCredentials {
	var c catalog.BackendCredentials
	if auth := props.Object("authorization"); auth != nil {
		c.AuthorizationScheme = s.expand(auth.Get("scheme"), diag.Error, false)
		c.AuthorizationParameter = s.expand(auth.Get("parameter"), diag.Error, false)
	}
	c.Headers = s.nameValues(props, "header")
	c.Query = s.nameValues(props, "query")
	for _, v := range props.List("certificateIds") {
		if cert := s.certificateByID(v); cert != nil {
			c.Certificates = append(c.Certificates, cert)
		}
	}
	for _, v := range props.List("certificate") {
		if cert := s.certificateByThumbprint(v); cert != nil {
			c.Certificates = append(c.Certificates, cert)
			continue
		}
		c.Thumbprints = append(c.Thumbprints, strings.ToUpper(v.Text))
	}
	if mi := props.Object("managedIdentity"); mi != nil {
		c.ManagedIdentity = &catalog.ManagedIdentity{Resource: mi.String("resource"), ClientID: mi.String("clientId")}
		if c.ManagedIdentity.Resource == "" {
			s.errorAt(propsOrigin(r, "credentials"), diag.InvalidValue, "`credentials.managedIdentity` needs a `resource`")
		}
	}
	return c
}

// certificateByID returns the certificate of an id, nil when there is none, which it
// reports.
func (s *scope) certificateByID(v *node.Value) *catalog.Certificate {
	_, name := catalog.ParseID(v.Text, "certificates").Last()
	cert, ok := find(s, func(s *scope) *registry[*catalog.Certificate] { return &s.certificates }, name)
	if !ok {
		s.missing(catalog.Origin{Source: v.Source, Span: v.Span}, diag.Error, diag.UnresolvedCertificate, "certificate", name,
			s.certificates.names, "exports never hold certificates, give it in gatehouse.yaml under `certificates`")
		return nil
	}
	s.unknownCertificate(v, cert)
	return cert
}

// certificateByThumbprint is certificateByID for thumbprints.
func (s *scope) certificateByThumbprint(v *node.Value) *catalog.Certificate {
	cert := s.byThumbprint(v.Text)
	if cert == nil {
		s.missing(catalog.Origin{Source: v.Source, Span: v.Span}, diag.Error, diag.UnresolvedCertificate, "certificate with thumbprint", v.Text,
			nil, "exports never hold certificates, give it in gatehouse.yaml under `certificates`")
		return nil
	}
	s.unknownCertificate(v, cert)
	return cert
}

// unknownCertificate warns of a certificate of which artefacts hold the name alone:
// the backend is called without it.
func (s *scope) unknownCertificate(v *node.Value, c *catalog.Certificate) {
	if c.Key == nil {
		v.Warnf(s.list, diag.UnresolvedCertificate, "the certificate %q is not known here: %s", c.Name, c.Absent())
	}
}

// byThumbprint returns the certificate with a thumbprint, nil if there is none.
//
// unverified: case, spaces and colons do not matter.
func (s *scope) byThumbprint(thumbprint string) *catalog.Certificate {
	want := catalog.PlainHex(thumbprint)
	for at := s; at != nil; at = at.parent {
		for _, c := range at.out.Certificates {
			if c.Thumbprint != "" && catalog.PlainHex(c.Thumbprint) == want {
				return c
			}
		}
	}
	return nil
}

func (s *scope) nameValues(props *node.Reader, name string) []catalog.NameValues {
	var out []catalog.NameValues
	for _, m := range props.Entries(name) {
		nv := catalog.NameValues{Name: m.Name}
		values := []*node.Value{m.Value}
		if m.Value.Kind == node.Array {
			values = m.Value.Items
		}
		for _, v := range values {
			if v.Kind == node.Array || v.Kind == node.Object {
				v.Errorf(s.list, diag.InvalidValue, "the value of %q must be a string, not %s", m.Name, v.Kind)
				continue
			}
			if !v.IsNull() {
				nv.Values = append(nv.Values, s.expand(v, diag.Error, false))
			}
		}
		out = append(out, nv)
	}
	return out
}

func (s *scope) breaker(props *node.Reader) *catalog.BreakerRule {
	rules := props.Objects("rules")
	if len(rules) == 0 {
		return nil
	}
	if len(rules) > 1 {
		rules[1].Value().Errorf(s.list, diag.InvalidValue, "a backend may have one circuit breaker rule")
	}
	rule := rules[0]
	cond := rule.Object("failureCondition")
	out := &catalog.BreakerRule{
		Name: rule.String("name"), AcceptRetryAfter: rule.Bool("acceptRetryAfter", false), ErrorReasons: cond.Strings("errorReasons"),
		FailureStatus: status(rule.Object("failureResponse")),
	}
	count, hasCount := cond.Int("count", 1, 10000)
	percentage, hasPercentage := cond.Int("percentage", 1, 100)
	out.Count, out.Percentage = int(count), int(percentage)
	if hasCount == hasPercentage && (cond.Get("count") != nil) == (cond.Get("percentage") != nil) {
		rule.Errorf("failureCondition", "a failure condition needs either `count` or `percentage`")
	}
	if d, ok := catalog.ParseDuration(cond.String("interval")); ok && d > 0 {
		out.Interval = d
	} else {
		cond.Errorf("interval", "`interval` must be an ISO 8601 duration such as PT1M")
	}
	if d, ok := catalog.ParseDuration(rule.String("tripDuration")); ok && d > 0 {
		out.Trip = d
	} else {
		rule.Errorf("tripDuration", "`tripDuration` must be an ISO 8601 duration such as PT1M")
	}
	for _, r := range cond.Objects("statusCodeRanges") {
		lo, okLo := r.Int("min", 200, 599)
		hi, okHi := r.Int("max", 200, 599)
		if okLo && okHi && lo <= hi {
			out.StatusRanges = append(out.StatusRanges, catalog.StatusRange{Min: int(lo), Max: int(hi)})
			continue
		}
		if okLo && okHi {
			r.Errorf("max", "`max` is less than `min`")
		} else if r.Get("min") == nil || r.Get("max") == nil {
			r.Errorf("min", "a range of status codes needs `min` and `max`")
		}
	}
	return out
}

// pool reads the members of a pool once all backends are known.
func (s *scope) pool(b *catalog.Backend, props *node.Reader, r *tree.Resource) {
	session := props.Object("sessionAffinity").Object("sessionId")
	session.Enum("source", "Cookie", "Cookie") // there is no other
	b.Pool.AffinityCookie = session.String("name")
	services := props.Objects("services")
	if len(services) == 0 {
		s.errorAt(r.Origin, diag.InvalidValue, "the pool %q has no members in `pool.services`", r.Name)
	}
	if len(services) > maxPoolMembers {
		services[maxPoolMembers].Value().Errorf(s.list, diag.InvalidValue, "a pool has at most %d members", maxPoolMembers)
	}
	for _, member := range services {
		id := member.Get("id")
		m := catalog.PoolMember{}
		priority, hasPriority := member.Int("priority", 0, 100)
		weight, hasWeight := member.Int("weight", 0, 100)
		m.Priority, m.HasPriority, m.Weight, m.HasWeight = int(priority), hasPriority, int(weight), hasWeight
		if id == nil {
			member.Errorf("id", "a member of a pool needs the `id` of a backend")
			continue
		}
		_, name := catalog.ParseID(id.Text, "backends").Last()
		place := catalog.Origin{Source: id.Source, Span: id.Span}
		backend, ok := find(s, func(s *scope) *registry[*catalog.Backend] { return &s.backends }, name)
		if !ok {
			s.missing(place, diag.Error, diag.UnresolvedBackend, "backend", name, s.backends.names, "")
			continue
		}
		if backend.Pool != nil {
			s.errorAt(place, diag.InvalidValue, "%q is a pool, and a pool cannot be a member of a pool", name)
			continue
		}
		m.Backend = backend
		b.Pool.Members = append(b.Pool.Members, m)
	}
}
