package backend

import (
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/backend/servicefabric"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Target is a backend entity of a configuration, ready to be called: a single
// backend or a pool. It is immutable and safe for concurrent use.
type Target struct {
	Entity *catalog.Backend
	// Base is the entity's URL; HasBase is false for pools.
	Base    message.URL
	HasBase bool
	// Cluster is the Service Fabric cluster that has the service, nil for other
	// backends: the URL is that of a replica then. Service is the service's name
	// without fabric:/, empty where the policy has to name one.
	Cluster *servicefabric.Cluster
	Service string

	breaker *Breaker
	pool    *pool
}

// IsPool reports whether the target is a pool.
func (t *Target) IsPool() bool { return t.pool != nil }

// Breaker returns the target's circuit breaker, nil if it has none; a nil breaker
// can be used and is always closed.
func (t *Target) Breaker() *Breaker { return t.breaker }

// Unusable says why this version cannot call the entity, "" if it can.
func (t *Target) Unusable() string {
	switch {
	case t.Cluster != nil:
		return ""
	case catalog.IsFabricName(t.Entity.URL):
		return "has a Service Fabric service as its URL but no `properties.serviceFabricCluster` that says where the cluster is"
	case !t.HasBase && t.pool == nil:
		return "has no usable URL"
	}
	if t.pool != nil {
		for i := range t.pool.groups {
			for _, m := range t.pool.groups[i].members {
				if why := m.target.Unusable(); why != "" {
					return fmt.Sprintf("has the member %q, which %s", m.target.Entity.Name, why)
				}
			}
		}
		if len(t.pool.groups) == 0 {
			return "is a pool without members"
		}
	}
	return ""
}

// Fabric reports whether requests to the target go to Service Fabric services, those
// to a pool to one at least; and whether a policy has to name the service.
func (t *Target) Fabric() (is, unnamed bool) {
	if t.pool == nil {
		return t.Cluster != nil, t.Cluster != nil && t.Service == ""
	}
	for i := range t.pool.groups {
		for _, m := range t.pool.groups[i].members {
			one, bare := m.target.Fabric()
			is, unnamed = is || one, unnamed || bare
		}
	}
	return is, unnamed
}

// Unavailable says that a backend must not be called now.
type Unavailable struct {
	// Status is the caller's answer.
	Status int
	// Pool tells a pool from a single backend; Name is the entity's.
	Pool bool
	Name string
	// RetryAfter is how long until it may be called again.
	RetryAfter time.Duration
}

// Error implements error.
func (u *Unavailable) Error() string {
	kind := "Backend"
	if u.Pool {
		kind = "Backend pool"
	}
	// The wording that public policies look for in the answer of a pool.
	return fmt.Sprintf("%s '%s' is temporarily unavailable.", kind, u.Name)
}

// Choice is the single backend that a request goes to.
type Choice struct {
	*Target
	// Cookie is what the client must be given to stay on the backend, name and
	// value; both are empty when it need not.
	Cookie, Session string
}

// Pick chooses the single backend for a request and fails with *Unavailable when
// none may be called. cookie returns the value of a cookie of the request.
func (t *Target) Pick(cookie func(name string) string) (Choice, error) {
	if t.pool == nil {
		if open := t.breaker.Open(); open > 0 {
			return Choice{}, &Unavailable{Status: t.failureStatus(), Name: t.Entity.Name, RetryAfter: open}
		}
		return Choice{Target: t}, nil
	}
	sticky := ""
	if t.pool.cookie != "" {
		sticky = cookie(t.pool.cookie)
	}
	m, wait := t.pool.pick(sticky)
	if m == nil {
		return Choice{}, &Unavailable{Status: orStandard(t.Entity.FailureStatus), Pool: true, Name: t.Entity.Name, RetryAfter: wait}
	}
	c := Choice{Target: m.target}
	if t.pool.cookie != "" && sticky != m.session {
		c.Cookie, c.Session = t.pool.cookie, m.session
	}
	return c, nil
}

// failureStatus is the answer while the breaker is open.
func (t *Target) failureStatus() int {
	if s := t.Entity.Breaker.FailureStatus; s != 0 {
		return s
	}
	return orStandard(t.Entity.FailureStatus)
}

// orStandard is the status of a backend that is unavailable.
func orStandard(status int) int {
	if status == 0 {
		return 503
	}
	return status
}

// Targets are the backends of one configuration, or of one of its workspaces.
type Targets struct {
	byName map[string]*Target
	// byURL has the single backends by scheme, host and port, those with longer
	// paths first.
	byURL map[origin][]*Target
}

// origin is what URLs are indexed by.
type origin struct {
	scheme, host string
	port         int
}

func originOf(u message.URL) origin { return origin{u.Scheme, u.Host, u.Port} }

// Targets makes the targets of resources, which may be nil.
func (r *Runtime) Targets(resources *catalog.Resources) *Targets {
	out := &Targets{byName: map[string]*Target{}, byURL: map[origin][]*Target{}}
	if resources == nil {
		return out
	}
	r.mu.Lock()
	tidy(r.breakers)
	tidy(r.turns)
	r.mu.Unlock()
	made := map[*catalog.Backend]*Target{}
	var target func(*catalog.Backend) *Target
	target = func(b *catalog.Backend) *Target {
		if t := made[b]; t != nil {
			return t
		}
		t := &Target{Entity: b, breaker: r.breaker(b)}
		made[b] = t
		if b.Pool != nil {
			t.pool = newPool(b.Pool, r.turnsOf(b), target)
		} else {
			if b.ServiceFabric != nil {
				t.Cluster = servicefabric.New(b)
				t.Service, _ = catalog.FabricService(b.URL)
			} else {
				t.Base, t.HasBase = message.ParseURL(b.URL)
			}
		}
		return t
	}
	for _, b := range resources.Backends {
		t := target(b)
		if key := strings.ToLower(b.Name); out.byName[key] == nil {
			out.byName[key] = t
		}
		if t.HasBase && t.Unusable() == "" {
			key := originOf(t.Base)
			out.byURL[key] = insert(out.byURL[key], t)
		}
	}
	return out
}

// ByName returns the backend of that name, nil if there is none.
func (ts *Targets) ByName(name string) *Target {
	if ts == nil {
		return nil
	}
	return ts.byName[strings.ToLower(name)]
}

// ByBase returns the single backend whose URL is the base of a request's, nil if
// none is. Its settings apply to the request though no policy names it
// (platform/backends.md, Selection 2).
//
// unverified: scheme, host, port and path have to be equal, a slash at the end
// aside.
func (ts *Targets) ByBase(base message.URL) *Target {
	if ts == nil || len(ts.byURL) == 0 {
		return nil
	}
	path := strings.TrimSuffix(base.Path, "/")
	for _, t := range ts.byURL[originOf(base)] {
		if strings.TrimSuffix(t.Base.Path, "/") == path {
			return t
		}
	}
	return nil
}

// ByURL returns the single backend that a whole URL lies below, the nearest one;
// nil if there is none: requests of send-request have no base.
//
// unverified: that the path of the entity is a part of the URL's, by segments.
func (ts *Targets) ByURL(u message.URL) *Target {
	if ts == nil || len(ts.byURL) == 0 {
		return nil
	}
	for _, t := range ts.byURL[originOf(u)] {
		rest, below := strings.CutPrefix(u.Path, strings.TrimSuffix(t.Base.Path, "/"))
		if below && (rest == "" || rest[0] == '/') {
			return t
		}
	}
	return nil
}

// insert keeps targets with longer paths first; of two equal ones the first wins.
func insert(list []*Target, t *Target) []*Target {
	at := len(list)
	for at > 0 && len(list[at-1].Base.Path) < len(t.Base.Path) {
		at--
	}
	list = append(list, nil)
	copy(list[at+1:], list[at:])
	list[at] = t
	return list
}
