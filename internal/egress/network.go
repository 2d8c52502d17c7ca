package egress

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Network opens connections. It is immutable and safe for concurrent use.
type Network struct {
	rules      []rule
	roots      *x509.CertPool // nil for the system's alone
	dialer     net.Dialer
	tlsTimeout time.Duration
	proxy      func(*http.Request) (*url.URL, error)
}

// New checks the settings. Every mistake is reported, as a joined error of
// *SettingError values.
func New(settings Settings) (*Network, error) {
	rules, mistakes := compileRules(settings.Hosts)
	n := &Network{
		rules:      rules,
		dialer:     net.Dialer{Timeout: orDefault(settings.DialTimeout, DefaultDialTimeout), KeepAlive: 30 * time.Second},
		tlsTimeout: orDefault(settings.TLSTimeout, DefaultTLSTimeout),
		proxy:      settings.Proxy,
	}
	if n.proxy == nil {
		n.proxy = http.ProxyFromEnvironment
	}
	if len(settings.CAs) > 0 {
		roots, err := x509.SystemCertPool()
		if err != nil {
			// A machine without authorities of its own can still trust these.
			roots = x509.NewCertPool()
		}
		for _, ca := range settings.CAs {
			if !roots.AppendCertsFromPEM(ca) {
				mistakes = append(mistakes, &SettingError{Path: []string{"ca"}, Message: "holds no certificate in PEM form"})
			}
		}
		n.roots = roots
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return n, nil
}

func orDefault(d, standard time.Duration) time.Duration {
	if d <= 0 {
		return standard
	}
	return d
}

// Mapped returns where Settings.Hosts puts a host, which may have a port.
func (n *Network) Mapped(host string) (Host, bool) {
	name, port, ok := splitHost(host)
	if !ok {
		return Host{}, false
	}
	r := n.rule(name, port)
	if !r.moves() {
		return Host{}, false
	}
	return r.target, true
}

// rule returns the first rule for a host, nil if none.
func (n *Network) rule(host, port string) *rule {
	if len(n.rules) == 0 {
		return nil
	}
	host = normalHost(host)
	for i := range n.rules {
		if n.rules[i].matches(host, port) {
			return &n.rules[i]
		}
	}
	return nil
}

// moves reports whether a rule, which may be nil, puts hosts at another address.
func (r *rule) moves() bool { return r != nil && r.target.Address != "" }

// DialContext opens a TCP connection to where address really is. It can stand
// in for net.Dialer's.
func (n *Network) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if host, port, err := net.SplitHostPort(address); err == nil {
		if r := n.rule(host, port); r.moves() {
			realHost, realPort, _ := splitHost(r.target.Address)
			if realPort == "" {
				realPort = port
			}
			address = net.JoinHostPort(realHost, realPort)
		}
	}
	return n.dialer.DialContext(ctx, network, address)
}

// DialTLS opens a TLS connection to where address really is and completes the
// handshake. protocols are offered by ALPN, the preferred one first.
func (n *Network) DialTLS(ctx context.Context, network, address string, target TLS, protocols ...string) (*tls.Conn, error) {
	return n.dialTLS(ctx, n.DialContext, network, address, target, target.Sessions, protocols)
}

// dialFunc opens a connection that leads to address.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// dialTLS is DialTLS over a connection of dial.
func (n *Network) dialTLS(ctx context.Context, dial dialFunc, network, address string, target TLS, sessions tls.ClientSessionCache, protocols []string) (*tls.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	roots := n.roots
	if r := n.rule(host, port); r != nil && r.roots != nil {
		roots = r.roots
	}
	config := target.config(host, roots)
	config.ClientSessionCache = sessions
	config.NextProtos = protocols

	plain, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, n.tlsTimeout)
	defer cancel()
	conn := tls.Client(plain, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = plain.Close()
		return nil, &handshakeError{host: host, err: err}
	}
	return conn, nil
}

// proxyFor chooses the proxy of a request: none for hosts that are mapped and
// for those on this machine or link, else the target's own or the usual one.
func (n *Network) proxyFor(req *http.Request, own *url.URL) (*url.URL, error) {
	host := req.URL.Hostname()
	if n.rule(host, portOf(req.URL)).moves() {
		return nil, nil
	}
	if own != nil {
		return own, nil
	}
	if isLocal(host) {
		return nil, nil
	}
	return n.proxy(req)
}

// Direct reports whether requests to where u leads go without a proxy, unless the
// target has one of its own. What Settings.Proxy says is taken for all of them.
func (n *Network) Direct(u *url.URL) bool {
	proxy, err := n.proxyFor(&http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}, nil)
	return err == nil && proxy == nil
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

// isLocal reports whether the host is this machine or a link-local address.
func isLocal(host string) bool {
	host = normalHost(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	address = address.Unmap()
	return address.IsLoopback() || address.IsLinkLocalUnicast()
}
