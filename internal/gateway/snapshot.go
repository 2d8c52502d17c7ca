package gateway

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// Snapshot is a catalog compiled for serving. It is immutable and safe for
// concurrent use.
type Snapshot struct {
	Service *catalog.Service

	router *router
	keys   keyring
	// knowsKeys says that keys of subscriptions were given.
	knowsKeys bool
	// failure runs on-error of the global document when no API is known.
	failure *policy.Program
	// telemetry is what is recorded of requests that are for no API.
	telemetry *policy.Telemetry

	deployment *apim.Deployment
	products   map[*catalog.Product]*apim.Product
}

// BuildOptions are what a snapshot is built with.
type BuildOptions struct {
	Library  *bcl.Library
	Registry *policy.Registry
	// Identity is nil when the snapshot is built only to find errors.
	Identity *identity.Manager
	// Keys is nil likewise.
	Keys *jwt.Directory
	// Backends is nil likewise.
	Backends *backend.Runtime
	// Profile is the gateway whose rules documents must keep; 0 for all features.
	Profile policy.Gateways
	// Schemes says that requests are for an API only by its protocols: http or https.
	// It is for gateways that know which of them their callers speak.
	Schemes bool
	// Deployment is what expressions see, but for the certificates, which are the
	// service's.
	Deployment apim.Deployment
}

// Environment returns what expressions can see.
func Environment(l *bcl.Library) *expr.Env {
	return &expr.Env{Universe: l.Universe, Context: l.Universe.MustLookup("Apim.IExpressionContext", 0)}
}

// Build compiles a service. What is wrong goes to l; the snapshot must not be
// served when there are errors.
func Build(s *catalog.Service, opts BuildOptions, l *diag.List) *Snapshot {
	snap := &Snapshot{
		Service: s, keys: newKeyring(s.AllSubscriptions()), knowsKeys: known(s.AllSubscriptions()),
		deployment: deployment(s, opts.Deployment), products: map[*catalog.Product]*apim.Product{},
	}
	c := newCompilers(s, opts, l)
	global := policy.ScopeDocument{Scope: policy.Global, Source: s.Policy}
	if global.Source == nil {
		global.Source = policy.DefaultGlobal()
	}
	global.Compiler = c.service
	diagnostics := policy.NewDiagnostics(l)
	snap.telemetry = diagnostics.Of(s.Diagnostics)
	snap.failure = c.of(nil).Compile([]policy.ScopeDocument{global})
	for _, p := range allProducts(s) {
		snap.products[p] = productContext(p)
	}
	var apis []*servedAPI
	for _, a := range s.AllAPIs() {
		served := newServedAPI(a)
		apis = append(apis, served)
		snap.compile(c, served, global)
		levels := [][]*catalog.Diagnostic{a.Diagnostics}
		if a.Workspace != nil {
			levels = append(levels, a.Workspace.Diagnostics)
		}
		served.telemetry = diagnostics.Of(append(levels, s.Diagnostics)...)
	}
	snap.router = newRouter(apis, opts.Schemes)
	// Documents that no program uses are checked as well.
	for _, p := range allProducts(s) {
		if p.Policy != nil && len(p.APIs) == 0 {
			c.of(p.Workspace).Check(p.Policy)
		}
	}
	for _, w := range append([]*catalog.Workspace{nil}, s.Workspaces...) {
		resources := &s.Resources
		if w != nil {
			resources = &w.Resources
			if w.Policy != nil && len(w.APIs) == 0 {
				c.of(w).Check(w.Policy)
			}
		}
		for _, f := range resources.Fragments {
			if f.Policy != nil {
				c.of(w).Check(f.Policy)
			}
		}
	}
	return snap
}

// deployment adds the service's certificates to what is known of the deployment. The
// service has them under their thumbprints alone; here their names find them too,
// as expressions.md section 6 writes it.
func deployment(s *catalog.Service, d apim.Deployment) *apim.Deployment {
	d.Certificates = apim.NewCertificates()
	for _, c := range s.Certificates {
		// Of some the artefacts hold the name and the thumbprint only.
		if c.Leaf != nil {
			d.Certificates.Set(c.Thumbprint, apim.Certificate{Leaf: c.Leaf, Chain: c.Chain, Key: c.Key})
			d.Certificates.SetAlso(c.Thumbprint, c.Name)
		}
	}
	return &d
}

// compilers has one compiler for the service and one for each workspace: a document
// refers to resources of what it belongs to (platform/named-values.md, 10). The global
// one is the service's in the programs of workspaces too.
type compilers struct {
	service *policy.Compiler
	by      map[*catalog.Workspace]*policy.Compiler
}

func newCompilers(s *catalog.Service, opts BuildOptions, l *diag.List) *compilers {
	mk := func(r *catalog.Resources) *policy.Compiler {
		return &policy.Compiler{
			Registry: opts.Registry, Env: Environment(opts.Library), Resources: r, Identity: opts.Identity, Keys: opts.Keys, Backends: opts.Backends,
			Diagnostics: l, Profile: opts.Profile,
		}
	}
	c := &compilers{service: mk(&s.Resources), by: map[*catalog.Workspace]*policy.Compiler{}}
	for _, w := range s.Workspaces {
		c.by[w] = mk(&w.Resources)
	}
	return c
}

func (c *compilers) of(w *catalog.Workspace) *policy.Compiler {
	if w == nil {
		return c.service
	}
	return c.by[w]
}

// prepare makes a program ready for an operation; its global policies are the
// service's.
func (c *compilers) prepare(compiler *policy.Compiler, p *policy.Program, a *catalog.API, op *catalog.Operation) {
	compiler.PrepareOperation(p, a, op)
	if compiler != c.service {
		c.service.PrepareOperation(p, a, op)
	}
}

func allProducts(s *catalog.Service) []*catalog.Product {
	out := append([]*catalog.Product(nil), s.Products...)
	for _, w := range s.Workspaces {
		out = append(out, w.Products...)
	}
	return out
}

// compile compiles the programs of an API's operations, one for each product it
// can be called through and one for none. Operations without a document of their
// own share.
func (s *Snapshot) compile(c *compilers, a *servedAPI, global policy.ScopeDocument) {
	var through []*catalog.Product
	for _, p := range allProducts(s.Service) {
		if !p.Covers(a.API) {
			continue
		}
		through = append(through, p)
		if !p.SubscriptionRequired && a.open == nil {
			a.open = p
		}
	}
	compiler := c.of(a.Workspace)
	for _, p := range append([]*catalog.Product{nil}, through...) {
		scopes := []policy.ScopeDocument{{Scope: policy.API, Source: a.Policy}}
		if p != nil {
			scopes = append(scopes, policy.ScopeDocument{Scope: policy.Product, Source: p.Policy})
		}
		if w := a.Workspace; w != nil {
			scopes = append(scopes, policy.ScopeDocument{Scope: policy.Workspace, Source: w.Policy})
		}
		scopes = append(scopes, global)
		var shared *policy.Program
		for _, op := range a.operations {
			if op.Policy == nil {
				if shared == nil {
					shared = compiler.Compile(scopes)
				}
				op.programs = append(op.programs, productProgram{p, shared})
				c.prepare(compiler, shared, a.API, op.Operation)
				continue
			}
			own := append([]policy.ScopeDocument{{Scope: policy.Operation, Source: op.Policy, Handshake: a.Type == catalog.WebSocket}}, scopes...)
			program := compiler.Compile(own)
			op.programs = append(op.programs, productProgram{p, program})
			c.prepare(compiler, program, a.API, op.Operation)
		}
		if len(a.Operations) == 0 && a.Policy != nil {
			compiler.Compile(scopes)
		}
	}
}

func productContext(p *catalog.Product) *apim.Product {
	out := &apim.Product{
		ID: p.Name, Name: p.DisplayName, ApprovalRequired: p.ApprovalRequired, SubscriptionRequired: p.SubscriptionRequired,
		Groups: groups(p.Groups),
	}
	if p.Published {
		out.State = 1
	}
	if p.SubscriptionsLimit > 0 {
		out.SubscriptionsLimit = int32(p.SubscriptionsLimit)
	}
	for _, a := range p.APIs {
		out.APIs = append(out.APIs, apiView(a))
	}
	return out
}

func groups(list []*catalog.Group) []*apim.Group {
	var out []*apim.Group
	for _, g := range list {
		out = append(out, &apim.Group{ID: g.Name, Name: g.DisplayName})
	}
	return out
}

// subscriptionContext is what expressions see of a subscription; key is the one
// the caller used.
func subscriptionContext(s *catalog.Subscription, key string) *apim.Subscription {
	date := func(d clr.DateTime, known bool) any {
		if known {
			return d
		}
		return nil
	}
	return &apim.Subscription{
		ID: s.Name, Key: key, Name: s.DisplayName, PrimaryKey: s.PrimaryKey, SecondaryKey: s.SecondaryKey,
		CreatedDate: clr.DateTimeFromTime(s.Created),
		StartDate:   date(clr.DateTimeFromTime(s.Start), !s.Start.IsZero()),
		EndDate:     date(clr.DateTimeFromTime(s.End), !s.End.IsZero()),
	}
}

func userContext(u *catalog.User) *apim.User {
	out := &apim.User{
		ID: u.Name, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, Note: u.Note,
		RegistrationDate: clr.DateTimeFromTime(u.Registered), Groups: groups(u.Groups),
	}
	for _, i := range u.Identities {
		out.Identities = append(out.Identities, &apim.Identity{ID: i.ID, Provider: i.Provider})
	}
	return out
}

// unmatched are the policies that may answer a request which matches no operation.
func (s *Snapshot) unmatched() []*policy.Step {
	if s.failure.Invalid {
		return nil
	}
	return s.failure.Unmatched
}

// Routes lists what the snapshot serves, for people: method, path and operation.
func (s *Snapshot) Routes() []Route {
	var out []Route
	for _, a := range s.Service.AllAPIs() {
		for _, op := range a.Operations {
			path := "/" + a.PublicPath() + "/" + strings.TrimPrefix(op.URLTemplate, "/")
			path = strings.ReplaceAll(path, "//", "/")
			if len(path) > 1 {
				path = strings.TrimSuffix(path, "/")
			}
			out = append(out, Route{API: a, Operation: op, Method: op.Method, Path: path})
		}
	}
	return out
}

// Route is one line of what is served.
type Route struct {
	API          *catalog.API
	Operation    *catalog.Operation
	Method, Path string
}
