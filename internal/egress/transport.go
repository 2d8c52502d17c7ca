package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// HTTPVersion is which HTTP to speak.
type HTTPVersion int

// HTTP versions, as forward-request's http-version names them.
const (
	// HTTP1 is HTTP/1.1.
	HTTP1 HTTPVersion = iota
	// HTTP2or1 is HTTP/2 where TLS negotiates it, else HTTP/1.1.
	HTTP2or1
	// HTTP2 is HTTP/2 alone, with prior knowledge on plain connections.
	HTTP2
)

// TransportSettings is what is particular to one target's HTTP connections.
type TransportSettings struct {
	// TLS of the target.
	TLS TLS
	// HTTP is the version to speak.
	HTTP HTTPVersion
	// Proxy is the target's own HTTP proxy, user and password included; nil means
	// the network's. With a user it is told by Basic or NTLM when it asks for that.
	Proxy *url.URL
	// ContinueTimeout is how long a request that expects 100 Continue waits for it
	// before its body is sent; 0 means one second.
	ContinueTimeout time.Duration
	// MaxIdlePerHost bounds idle connections kept to one host; 0 means 256.
	MaxIdlePerHost int
}

const (
	defaultMaxIdlePerHost = 256
	maxIdle               = 4096
	idleTimeout           = 90 * time.Second
	// maxResponseHeader bounds a response's header block, in bytes.
	maxResponseHeader = 256 << 10
	sessionsKept      = 256
)

// Transport carries HTTP requests and keeps connections for reuse. It neither
// follows redirects nor touches bodies and encodings. It is safe for concurrent
// use. It is an http.RoundTripper, and with Do what Azure's SDK takes for a
// transport.
type Transport struct {
	network *Network
	base    *http.Transport
	// trusting are for hosts that have an authority of their own where they are,
	// which net/http must know of behind a proxy.
	trusting map[*rule]*http.Transport
	// login is for a proxy of the target's own that wants credentials, nil for none.
	login *proxyLogin
}

// Transport makes a transport with a pool of its own.
func (n *Network) Transport(settings TransportSettings) *Transport {
	sessions := tls.NewLRUClientSessionCache(sessionsKept)
	var protocols http.Protocols
	var offered []string
	switch settings.HTTP {
	case HTTP2or1:
		protocols.SetHTTP1(true)
		protocols.SetHTTP2(true)
		offered = []string{"h2", "http/1.1"}
	case HTTP2:
		protocols.SetHTTP2(true)
		protocols.SetUnencryptedHTTP2(true)
		offered = []string{"h2"}
	default:
		protocols.SetHTTP1(true)
	}
	perHost := settings.MaxIdlePerHost
	if perHost <= 0 {
		perHost = defaultMaxIdlePerHost
	}
	// Behind a proxy net/http makes the TLS connection itself, from this
	// configuration.
	behindProxy := settings.TLS.config("", n.roots)
	behindProxy.ClientSessionCache = sessions
	t := &Transport{network: n}
	if settings.Proxy != nil && settings.Proxy.Scheme == "http" && settings.Proxy.User.Username() != "" {
		address := *settings.Proxy
		address.User = nil
		t.login = &proxyLogin{network: n, url: settings.Proxy, address: &address}
	}
	t.base = &http.Transport{
		Proxy: func(req *http.Request) (*url.URL, error) {
			switch {
			case t.login == nil:
				return n.proxyFor(req, settings.Proxy)
			case req.URL.Scheme == "https":
				return nil, nil // DialTLSContext goes through it
			}
			return n.proxyFor(req, t.login.address)
		},
		DialContext: n.DialContext,
		DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			dial := n.DialContext
			if host, port, err := net.SplitHostPort(address); err == nil && t.login != nil && !n.rule(host, port).moves() {
				dial = t.login.dialTunnel
			}
			conn, err := n.dialTLS(ctx, dial, network, address, settings.TLS, sessions, offered)
			if err != nil {
				return nil, err // a nil *tls.Conn must not become a net.Conn
			}
			return conn, nil
		},
		TLSClientConfig:        behindProxy,
		TLSHandshakeTimeout:    n.tlsTimeout,
		Protocols:              &protocols,
		DisableCompression:     true,
		MaxIdleConns:           maxIdle,
		MaxIdleConnsPerHost:    perHost,
		IdleConnTimeout:        idleTimeout,
		ExpectContinueTimeout:  orDefault(settings.ContinueTimeout, time.Second),
		MaxResponseHeaderBytes: maxResponseHeader,
		ReadBufferSize:         8 << 10,
		WriteBufferSize:        8 << 10,
	}
	if t.login != nil {
		t.login.plain = t.base.Clone()
		t.login.plain.Proxy = http.ProxyURL(t.login.address)
		t.login.plain.DialContext = t.login.dialPlain
		t.login.plain.Protocols = new(http.Protocols)
		t.login.plain.Protocols.SetHTTP1(true)
	}
	for i := range n.rules {
		r := &n.rules[i]
		if r.moves() || r.roots == nil {
			continue // never behind a proxy
		}
		if t.trusting == nil {
			t.trusting = map[*rule]*http.Transport{}
		}
		own := t.base.Clone()
		own.TLSClientConfig = settings.TLS.config("", r.roots)
		own.TLSClientConfig.ClientSessionCache = tls.NewLRUClientSessionCache(sessionsKept)
		t.trusting[r] = own
	}
	return t
}

// of returns what carries requests to a host.
func (t *Transport) of(u *url.URL) *http.Transport {
	if len(t.trusting) == 0 {
		return t.base
	}
	if own := t.trusting[t.network.rule(u.Hostname(), portOf(u))]; own != nil {
		return own
	}
	return t.base
}

// send carries a request without bounding its time.
func (t *Transport) send(req *http.Request) (*http.Response, error) {
	base := t.of(req.URL)
	if t.login == nil || req.URL.Scheme != "http" || !base.Protocols.HTTP1() || t.network.rule(req.URL.Hostname(), portOf(req.URL)).moves() {
		return base.RoundTrip(req)
	}
	return t.login.roundTrip(base, req)
}

// ErrHeaderTimeout is the cause of a request given up because its response's
// header did not arrive within the time of WithHeaderTimeout.
var ErrHeaderTimeout = headerTimeoutError{}

type headerTimeoutError struct{}

func (headerTimeoutError) Error() string   { return "no response header within the time allowed" }
func (headerTimeoutError) Timeout() bool   { return true }
func (headerTimeoutError) Temporary() bool { return true }

type headerTimeoutKey struct{}

// WithHeaderTimeout bounds the time from the start of a request to its response
// header, connecting included. Unlike a deadline of the context it does not
// bound the body (forward-request's timeout is like that). A duration of 0 or
// less means no bound.
func WithHeaderTimeout(ctx context.Context, timeout time.Duration) context.Context {
	return context.WithValue(ctx, headerTimeoutKey{}, timeout)
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	timeout, _ := req.Context().Value(headerTimeoutKey{}).(time.Duration)
	if timeout <= 0 {
		return t.send(req)
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	timer := time.AfterFunc(timeout, func() { cancel(ErrHeaderTimeout) })
	resp, err := t.send(req.WithContext(ctx))
	timer.Stop()
	if errors.Is(context.Cause(ctx), ErrHeaderTimeout) {
		// It may have fired just as the header came; the body could not be read.
		if err == nil {
			_ = resp.Body.Close()
		}
		return nil, ErrHeaderTimeout
	}
	if err != nil {
		cancel(nil)
		return nil, err
	}
	// The body is read under ctx, which therefore lives until it is closed.
	if both, ok := resp.Body.(io.ReadWriteCloser); ok {
		resp.Body = &upgraded{both, cancel}
	} else {
		resp.Body = &body{resp.Body, cancel}
	}
	return resp, nil
}

// Do is RoundTrip by the name Azure's SDK uses.
func (t *Transport) Do(req *http.Request) (*http.Response, error) { return t.RoundTrip(req) }

// CloseIdleConnections closes connections that carry no request.
func (t *Transport) CloseIdleConnections() {
	t.base.CloseIdleConnections()
	for _, own := range t.trusting {
		own.CloseIdleConnections()
	}
	if t.login != nil {
		t.login.plain.CloseIdleConnections()
	}
}

// body ends its request's context when it is closed.
type body struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
}

func (b *body) Close() error {
	err := b.ReadCloser.Close()
	b.cancel(nil)
	return err
}

// upgraded is the connection after 101 Switching Protocols.
type upgraded struct {
	io.ReadWriteCloser
	cancel context.CancelCauseFunc
}

// CloseWrite tells the other side that nothing more comes.
func (u *upgraded) CloseWrite() error {
	if w, ok := u.ReadWriteCloser.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return errors.ErrUnsupported
}

func (u *upgraded) Close() error {
	err := u.ReadWriteCloser.Close()
	u.cancel(nil)
	return err
}
