package client

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/egress"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/wire/h1"
	"github.com/gatehouse-project/gatehouse/internal/wire/nethttp"
)

// maxUpstreams bounds the upstreams that have connections of ours; policies can
// make up host names. Requests to others go over net/http, which has a bound of its
// own.
const maxUpstreams = 1024

// sessionsKept is how many TLS sessions are kept for each upstream.
const sessionsKept = 16

// Client sends messages. It is safe for concurrent use.
type Client struct {
	network *egress.Network
	others  *nethttp.Client
	own     h1.Client
	// only says that everything goes over net/http.
	only bool

	// upstreams is replaced, never changed, so that reading it needs no lock; mu is
	// held while it is replaced.
	upstreams atomic.Pointer[map[place]*h1.Upstream]
	mu        sync.Mutex
}

// place identifies connections that may be shared.
type place struct {
	tls  bool
	host string
	port int
	// backend and certificate are nil unless the rules of TLS are theirs.
	backend     *catalog.Backend
	certificate *catalog.Certificate
	anyName     bool
}

// New returns a client that connects through network. netHTTP lets net/http send
// everything.
func New(network *egress.Network, netHTTP bool) *Client {
	c := &Client{network: network, others: nethttp.NewClient(network), only: netHTTP}
	c.upstreams.Store(&map[place]*h1.Upstream{})
	return c
}

// Close closes connections that carry no request.
func (c *Client) Close() {
	c.others.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, u := range *c.upstreams.Load() {
		if u != nil {
			u.CloseIdle()
		}
	}
}

// Forget gives up the connections of backend entities and certificates, which
// belong to a configuration that is served no more. Requests under way keep theirs.
func (c *Client) Forget() {
	c.others.Forget()
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := map[place]*h1.Upstream{}
	for k, u := range *c.upstreams.Load() {
		if k.backend == nil && k.certificate == nil {
			kept[k] = u
		} else if u != nil {
			u.Close()
		}
	}
	c.upstreams.Store(&kept)
}

// Send implements policy.Sender.
func (c *Client) Send(ctx context.Context, req *message.Request, opts policy.SendOptions) (*message.Response, error) {
	u := c.upstream(req, opts)
	if u == nil {
		return c.others.Send(ctx, req, opts)
	}
	resp, err := u.Send(ctx, req, opts.HeaderTimeout)
	if err == nil {
		return resp, nil
	}
	if errors.Is(err, h1.ErrHeaderTimeout) {
		err = egress.ErrHeaderTimeout
	}
	return nil, nethttp.Failure(err, opts)
}

// upstream returns where a request goes over HTTP/1.1, nil when it is for net/http:
// HTTP/2, proxies, waiting for 100 Continue, host names that are not ASCII.
func (c *Client) upstream(req *message.Request, opts policy.SendOptions) *h1.Upstream {
	scheme := req.Scheme()
	secure := scheme == "https"
	switch {
	case c.only, !secure && scheme != "http":
		return nil
	case req.Upgrade == "" && (opts.HTTP2Only || opts.HTTP2 && secure):
		return nil
	case opts.Proxy != nil, opts.Backend != nil && opts.Backend.Proxy != nil:
		return nil
	case opts.ContinueTimeout > 0 && req.Header.Has("Expect"):
		return nil
	case !ascii(req.URL.Host):
		return nil
	}
	k := place{tls: secure, host: req.URL.Host, port: req.URL.Port}
	if secure {
		k.anyName, k.certificate = opts.SkipHostName && opts.Backend == nil, opts.Certificate
		if nethttp.OwnTLS(opts.Backend) {
			k.backend = opts.Backend
		}
	}
	if u, ok := (*c.upstreams.Load())[k]; ok {
		return u
	}
	return c.add(k, scheme, req.URL)
}

// add makes an upstream; it is nil for places that are reached through a proxy.
func (c *Client) add(k place, scheme string, at message.URL) *h1.Upstream {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := *c.upstreams.Load()
	if u, ok := old[k]; ok || len(old) >= maxUpstreams {
		return u
	}
	var u *h1.Upstream
	if c.network.Direct(&url.URL{Scheme: scheme, Host: at.HostPort(), Path: "/"}) {
		u = c.own.NewUpstream(c.dialer(k, at.Address()))
	}
	next := make(map[place]*h1.Upstream, len(old)+1)
	for k, u := range old {
		next[k] = u
	}
	next[k] = u
	c.upstreams.Store(&next)
	return u
}

// dialer opens connections to a place.
func (c *Client) dialer(k place, address string) func(context.Context) (net.Conn, error) {
	if !k.tls {
		return func(ctx context.Context) (net.Conn, error) { return c.network.DialContext(ctx, "tcp", address) }
	}
	rules := nethttp.TLSOf(k.backend, k.certificate, k.anyName)
	rules.Sessions = tls.NewLRUClientSessionCache(sessionsKept)
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := c.network.DialTLS(ctx, "tcp", address, rules, "http/1.1")
		if err != nil {
			return nil, err // a nil *tls.Conn must not become a net.Conn
		}
		return conn, nil
	}
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
