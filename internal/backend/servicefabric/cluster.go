package servicefabric

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Send carries a request to the management of a cluster: with the rules of TLS of an
// entity, and with a certificate to show, nil for none.
type Send func(ctx context.Context, req *message.Request, rules *catalog.Backend, certificate *catalog.Certificate) (*message.Response, error)

// Partition names a partition of a service.
type Partition struct {
	// Service is the name of the service without fabric:/, such as App/Service.
	Service string
	// Key is the partition's name or a number within its range, empty for the only
	// partition of a service that has one.
	Key string
}

// Replica says which replicas of a stateful service are meant. Those of a stateless
// one are all alike.
type Replica int

// Replicas.
const (
	// Primary is the one replica that takes writes.
	Primary Replica = iota
	// Secondary is any of the others.
	Secondary
)

// Selection says which replica of which partition a request goes to.
type Selection struct {
	Partition
	Replica Replica
	// Listener is the name of the replica's listener; that of most is empty.
	Listener string
}

// Endpoint is where a replica listens.
type Endpoint struct {
	URL message.URL
	// version is that of the resolution it comes from.
	version string
}

// Cluster resolves the services of one cluster. It is safe for concurrent use.
type Cluster struct {
	endpoints   []message.URL
	certificate *catalog.Certificate
	// rules are those of TLS at the management endpoints.
	rules *catalog.Backend
	// Retries is how often one request is sent to a newly resolved replica.
	Retries int

	// good is the index of the endpoint that answered last.
	good atomic.Int32

	mu    sync.Mutex
	known map[Partition]*entry
}

const (
	// maxKnown bounds the partitions that are kept: keys may come from callers.
	maxKnown = 1024
	// patience bounds one question to one management endpoint.
	patience = 10 * time.Second
	// maxAge is how long a resolution is used without asking: instances that are new
	// get requests after that, those that went away are noticed at once.
	//
	// unverified: how long the service keeps one.
	maxAge = time.Minute
	// respite is how long an old resolution goes on while the cluster is away.
	respite = 10 * time.Second
)

// New returns the cluster of a backend entity that has one. Endpoints that are no
// URLs were reported when the entity was read; they are left out.
func New(b *catalog.Backend) *Cluster {
	f := b.ServiceFabric
	c := &Cluster{
		certificate: f.ClientCertificate, Retries: f.MaxPartitionResolutionRetries, known: map[Partition]*entry{},
		rules: &catalog.Backend{Name: b.Name, TLS: catalog.BackendTLS{
			ValidateChain: true, ValidateName: true, Thumbprints: f.ServerThumbprints, Names: f.ServerNames,
		}},
	}
	if c.certificate != nil && (c.certificate.Leaf == nil || c.certificate.Key == nil) {
		c.certificate = nil // the entity has a warning
	}
	for _, text := range f.ManagementEndpoints {
		if u, ok := message.ParseURL(text); ok {
			c.endpoints = append(c.endpoints, u)
		}
	}
	return c
}

// entry is what is known of a partition.
type entry struct {
	// busy is full while the cluster is asked.
	busy chan struct{}
	last atomic.Pointer[resolution]
}

// Endpoint returns where a replica is. stale is an endpoint that was returned before
// and that failed, or that gave an answer of which a policy says so: then the cluster
// is asked, unless it has been since, and another replica is preferred.
func (c *Cluster) Endpoint(ctx context.Context, send Send, s Selection, stale *Endpoint) (Endpoint, error) {
	r, err := c.resolve(ctx, send, s.Partition, stale)
	if r == nil {
		return Endpoint{}, err
	}
	u, found := r.pick(s.Replica, s.Listener, stale)
	switch {
	case !found:
		return Endpoint{}, fmt.Errorf("the Service Fabric service fabric:/%s has no replica of the kind asked for that has the listener %q", s.Service, s.Listener)
	case err != nil && stale != nil && u == stale.URL:
		// Nothing new is known.
		return Endpoint{}, err
	}
	return Endpoint{URL: u, version: r.version}, nil
}

// resolve returns what is known of a partition, which is asked for when it is not
// known, too old or stale. With a resolution it returns an error when the cluster
// could not be asked.
func (c *Cluster) resolve(ctx context.Context, send Send, p Partition, stale *Endpoint) (*resolution, error) {
	e := c.entry(p)
	r := e.last.Load()
	if r.serves(stale) {
		return r, nil
	}
	if r != nil && stale == nil {
		// Others go on with the old one meanwhile.
		select {
		case e.busy <- struct{}{}:
		default:
			return r, nil
		}
	} else {
		select {
		case e.busy <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	defer func() { <-e.busy }()
	if r = e.last.Load(); r.serves(stale) {
		return r, nil
	}
	q := question{Partition: p}
	if r != nil {
		q.kind = r.kind
	}
	if r != nil && stale != nil {
		q.previous = r.version
	}
	next, err := c.ask(ctx, send, q)
	if err != nil {
		if r != nil && stale == nil {
			// What was right goes on while the cluster is away.
			r.until.Store(time.Now().Add(respite).UnixNano())
			return r, nil
		}
		return r, err
	}
	next.until.Store(time.Now().Add(maxAge).UnixNano())
	e.last.Store(next)
	return next, nil
}

// serves reports whether a resolution can be used without asking.
func (r *resolution) serves(stale *Endpoint) bool {
	switch {
	case r == nil:
		return false
	case stale != nil:
		return r.version != stale.version
	}
	return time.Now().UnixNano() < r.until.Load()
}

// entry returns the entry of a partition.
func (c *Cluster) entry(p Partition) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.known[p]
	if e == nil {
		if len(c.known) >= maxKnown {
			for old := range c.known { // an odd one
				delete(c.known, old)
				break
			}
		}
		e = &entry{busy: make(chan struct{}, 1)}
		c.known[p] = e
	}
	return e
}
