package nethttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/egress"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// Client sends messages. It keeps a pool of connections for each kind of target:
// HTTP version and, for backend entities, TLS rules. It is safe for concurrent
// use.
type Client struct {
	network *egress.Network

	mu    sync.Mutex
	pools map[pool]*egress.Transport
}

// pool identifies connections that may be shared.
type pool struct {
	version egress.HTTPVersion
	backend *catalog.Backend // nil unless it has TLS rules of its own
	wait    int64            // the wait for 100 Continue, in nanoseconds
	anyName bool             // accepts certificates for other host names
	proxy   policy.Proxy     // the zero value for the network's
	// certificate is what a policy shows, nil for the backend's.
	certificate *catalog.Certificate
}

// maxPools bounds the pools; beyond it an odd one is used once.
const maxPools = 1024

// NewClient returns a client that connects through network.
func NewClient(network *egress.Network) *Client {
	return &Client{network: network, pools: map[pool]*egress.Transport{}}
}

// Close closes idle connections.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.pools {
		t.CloseIdleConnections()
	}
}

// Forget gives up the connections of backend entities and certificates, which
// belong to a configuration that is served no more. Requests under way keep theirs.
func (c *Client) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, t := range c.pools {
		if k.backend != nil || k.certificate != nil {
			t.CloseIdleConnections()
			delete(c.pools, k)
		}
	}
}

// Send implements policy.Sender.
func (c *Client) Send(ctx context.Context, req *message.Request, opts policy.SendOptions) (*message.Response, error) {
	if opts.HeaderTimeout > 0 {
		ctx = egress.WithHeaderTimeout(ctx, opts.HeaderTimeout)
	}
	out, err := outgoing(ctx, req, opts)
	if err != nil {
		return nil, &policy.SendError{Err: err}
	}
	resp, err := c.transport(opts, req.Upgrade != "").RoundTrip(out)
	if err != nil {
		return nil, Failure(unwrapURL(err), opts)
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		conn, ok := resp.Body.(io.ReadWriteCloser)
		if !ok || req.Upgrade == "" || !strings.EqualFold(resp.Header.Get("Upgrade"), req.Upgrade) {
			// Nobody asked for it: what follows is no HTTP, and the client must not be
			// made to believe that it may speak something else.
			resp.Body.Close()
			return nil, &policy.SendError{Err: errors.New("the backend switched protocols unasked")}
		}
		resp.Body = nil
		m := response(req.Method, resp)
		m.Body = message.TunnelBody(conn)
		return m, nil
	}
	return response(req.Method, resp), nil
}

// Failure is the error of a request that got no answer.
func Failure(err error, opts policy.SendOptions) *policy.SendError {
	return &policy.SendError{Timeout: egress.ReasonOf(err) == egress.Timeout, Err: explain(err, opts)}
}

// explain names the setting that would accept a certificate as the service does.
func explain(err error, opts policy.SendOptions) error {
	var name x509.HostnameError
	if opts.Backend != nil || !errors.As(err, &name) {
		return err
	}
	return fmt.Errorf("%w (a backend entity with validateCertificateName false, or compatibility.skipBackendHostName in gatehouse.yaml for forward-request, accepts it)", err)
}

// unwrapURL drops the method and URL that net/http puts before an error: URLs may
// hold keys.
func unwrapURL(err error) error {
	if ue, ok := err.(*url.Error); ok {
		return ue.Err
	}
	return err
}

func (c *Client) transport(opts policy.SendOptions, upgrade bool) *egress.Transport {
	k := pool{version: egress.HTTP1, wait: int64(opts.ContinueTimeout), anyName: opts.SkipHostName && opts.Backend == nil, certificate: opts.Certificate}
	switch {
	case upgrade:
		// Only HTTP/1.1 can.
	case opts.HTTP2Only:
		k.version = egress.HTTP2
	case opts.HTTP2:
		k.version = egress.HTTP2or1
	}
	switch {
	case opts.Proxy != nil:
		k.proxy = *opts.Proxy
	case opts.Backend != nil && opts.Backend.Proxy != nil:
		p := opts.Backend.Proxy
		k.proxy = policy.Proxy{URL: p.URL, Username: p.Username, Password: p.Password}
	}
	if OwnTLS(opts.Backend) {
		k.backend = opts.Backend
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.pools[k]; t != nil {
		return t
	}
	settings := egress.TransportSettings{HTTP: k.version, ContinueTimeout: opts.ContinueTimeout, TLS: TLSOf(k.backend, k.certificate, k.anyName)}
	if k.proxy.URL != "" {
		settings.Proxy = proxyURL(k.proxy)
	}
	t := c.network.Transport(settings)
	if len(c.pools) < maxPools {
		c.pools[k] = t
	}
	return t
}

// proxyURL is a proxy's address with its credentials, nil when it cannot be read.
func proxyURL(p policy.Proxy) *url.URL {
	u, err := url.Parse(p.URL)
	if err != nil {
		return nil
	}
	if p.Username != "" {
		u.User = url.UserPassword(p.Username, p.Password)
	}
	return u
}

// OwnTLS reports whether a backend entity, which may be nil, has TLS rules of its
// own.
func OwnTLS(b *catalog.Backend) bool {
	return b != nil && (!b.TLS.ValidateChain || !b.TLS.ValidateName || len(b.Credentials.Certificates) > 0 ||
		len(b.TLS.Thumbprints) > 0 || len(b.TLS.Names) > 0)
}

// TLSOf is the TLS settings of connections: those of a backend entity, nil for
// none, with a certificate in place of the entity's, nil for them. anyName accepts
// certificates for other names where there is no entity.
func TLSOf(b *catalog.Backend, certificate *catalog.Certificate, anyName bool) egress.TLS {
	t := egress.TLS{SkipName: anyName}
	if b != nil {
		t = backendTLS(b)
	}
	if certificate != nil {
		t.Certificates = []tls.Certificate{tlsCertificate(certificate)}
	}
	return t
}

// backendTLS is the TLS settings of a backend entity.
func backendTLS(b *catalog.Backend) egress.TLS {
	t := egress.TLS{SkipChain: !b.TLS.ValidateChain, SkipName: !b.TLS.ValidateName, Thumbprints: b.TLS.Thumbprints}
	for _, n := range b.TLS.Names {
		t.Names = append(t.Names, egress.CertificateName{Name: n.Name, Issuers: n.IssuerThumbprint})
	}
	for _, cert := range b.Credentials.Certificates {
		if cert.Leaf == nil || cert.Key == nil {
			continue
		}
		t.Certificates = append(t.Certificates, tlsCertificate(cert))
	}
	return t
}

// tlsCertificate is a certificate with its chain and key.
func tlsCertificate(c *catalog.Certificate) tls.Certificate {
	out := tls.Certificate{Leaf: c.Leaf, PrivateKey: c.Key, Certificate: [][]byte{c.Leaf.Raw}}
	for _, link := range c.Chain {
		out.Certificate = append(out.Certificate, link.Raw)
	}
	return out
}

// outgoing makes the HTTP request of a message.
func outgoing(ctx context.Context, req *message.Request, opts policy.SendOptions) (*http.Request, error) {
	if !message.ValidMethod(req.Method) || req.Method == http.MethodConnect {
		return nil, errors.New("invalid method")
	}
	u := &url.URL{Scheme: req.Scheme(), Host: req.URL.HostPort(), RawQuery: req.URL.Query, ForceQuery: req.URL.HasQuery && req.URL.Query == ""}
	// Opaque keeps the path encoded as it is.
	path, err := url.PathUnescape(req.URL.Path)
	if err != nil {
		path = req.URL.Path
	}
	u.Path, u.RawPath = path, req.URL.Path
	if u.EscapedPath() != req.URL.Path {
		u.Opaque = "//" + u.Host + req.URL.Path
	}
	// WithContext copies: the fields are set on the copy.
	out := (&http.Request{}).WithContext(ctx)
	out.Method, out.URL, out.Host, out.Proto, out.ProtoMajor, out.ProtoMinor = req.Method, u, u.Host, "HTTP/1.1", 1, 1
	out.Header = make(http.Header, req.Header.Len()+1)
	// Most names have one line; their lists share this.
	values := make([]string, 0, req.Header.Len())
	for f := range req.Header.All() {
		switch {
		case message.EqualName(f.Name, "Host"):
			if f.Value != "" {
				out.Host = f.Value
			}
		case message.EqualName(f.Name, "Expect"):
			if opts.ContinueTimeout > 0 {
				out.Header["Expect"] = []string{f.Value}
				// Where the connection is to be kept, net/http sends the body after an answer
				// that did not ask for it, and the client would be asked for it in vain.
				out.Close = !opts.HTTP2 && !opts.HTTP2Only && opts.Proxy == nil && (opts.Backend == nil || opts.Backend.Proxy == nil)
			}
		case hopByHop(f.Name):
		case !message.ValidName(f.Name) || !message.ValidValue(f.Value):
		default:
			name := spelling(f.Name)
			if list, more := out.Header[name]; more {
				out.Header[name] = append(list, f.Value)
				continue
			}
			n := len(values)
			values = append(values, f.Value)
			out.Header[name] = values[n : n+1 : n+1]
		}
	}
	switch {
	case req.Upgrade != "":
		out.Header["Connection"], out.Header["Upgrade"] = []string{"Upgrade"}, []string{req.Upgrade}
	case req.TakesTrailers:
		out.Header["Te"] = []string{"trailers"}
		if !opts.HTTP2 && !opts.HTTP2Only {
			out.Header["Connection"] = []string{"TE"}
		}
	}
	if _, ok := out.Header["User-Agent"]; !ok {
		// Without a value none is sent, not net/http's own.
		out.Header["User-Agent"] = []string{""}
	}
	if req.Body != nil {
		out.ContentLength = req.Body.Length()
		if req.Body.Consumed() {
			out.ContentLength = 0
		}
		names := trailerNames(req.Body)
		body := req.Body.Reader()
		if out.ContentLength == 0 {
			body.Close()
			body = http.NoBody
		} else if len(names) > 0 {
			// They follow chunks, and are known when the body has ended.
			out.ContentLength, out.Trailer = -1, http.Header{}
			for _, n := range names {
				out.Trailer[http.CanonicalHeaderKey(n)] = nil
			}
			body = &endingBody{body, req.Body, out.Trailer}
		}
		out.Body = body
		if req.Body.Buffered() && !req.Body.Consumed() {
			// A request on a connection that turns out to be stale can be sent again.
			b := req.Body
			out.GetBody = func() (io.ReadCloser, error) { return b.Reader(), nil }
		}
	}
	return out, nil
}

// response makes the message of an HTTP response.
func response(method string, r *http.Response) *message.Response {
	resp := &message.Response{Status: r.StatusCode, Reason: reason(r), Proto: r.Proto}
	names := make([]string, 0, len(r.Header))
	for n := range r.Header {
		names = append(names, n)
	}
	slices.Sort(names)
	resp.Header = message.NewHeader(make([]message.Field, 0, len(names))...)
	own := connectionFields(r.Header)
	for _, n := range names {
		if n != "Content-Length" && (hopByHop(n) || listed(own, n)) {
			continue
		}
		for _, v := range r.Header[n] {
			resp.Header.Add(n, v)
		}
	}
	if r.Body != nil && r.Body != http.NoBody && method != http.MethodHead && r.ContentLength != 0 {
		resp.Body = message.NewBody(r.Body, r.ContentLength)
		resp.Body.SetTrailers(answerTrailers(r))
	} else {
		if r.Body != nil {
			r.Body.Close()
		}
		// The response has a body, an empty one: policies may read it.
		resp.Body = message.BytesBody(nil)
	}
	return resp
}

// reason is the phrase of the status line; HTTP/2 has none.
func reason(r *http.Response) string {
	_, phrase, _ := strings.Cut(r.Status, " ")
	if phrase == "" {
		return message.Reason(r.StatusCode)
	}
	return phrase
}

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }
