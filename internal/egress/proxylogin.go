package egress

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/Azure/go-ntlmssp"
)

const (
	// proxyTimeout bounds reaching a proxy and authenticating to it.
	proxyTimeout = time.Minute
	// tunnelTries bounds how many connections a tunnel may take: a proxy that has changed
	// its mind may end each that it refuses.
	tunnelTries = 3
	// maxRefusal bounds the page that comes with a 407, in bytes: it is read so that
	// the connection can be used on.
	maxRefusal = 64 << 10
	// maxChallenge bounds an NTLM challenge, in characters of base64; real ones have
	// some hundreds.
	maxChallenge = 16 << 10
)

// proxyScheme is how a proxy wants to be told who asks, as far as is known.
type proxyScheme int32

const (
	// schemeUnknown: nothing was asked yet.
	schemeUnknown proxyScheme = iota
	// schemeNone: the proxy has let something through without asking.
	schemeNone
	schemeBasic
	schemeNTLM
)

// proxyLogin authenticates to a proxy that asks for it with a 407 (proxy.md, test 2),
// as .NET's HttpClient does: by Basic, or by NTLM (MS-NLMP, version 2), which
// authenticates a connection. Unlike HttpClient it remembers what was asked for. It is
// safe for concurrent use.
//
// unverified: of a 407 that offers several, NTLM is taken before Basic, as .NET's
// HttpClient does; Negotiate and Digest are not spoken (proxy.md, semantics 2).
type proxyLogin struct {
	network *Network
	url     *url.URL // with user and password
	address *url.URL // without
	scheme  atomic.Int32
	// plain carries requests for http targets over authenticated connections.
	plain *http.Transport
}

func (p *proxyLogin) knows(s proxyScheme) bool { return p.scheme.Load() == int32(s) }

func (p *proxyLogin) learn(s proxyScheme) { p.scheme.Store(int32(s)) }

// Errors of a login. None has a credential in it.
var (
	errAskAgain  = errors.New("the proxy asks for another authentication each time")
	errHandshake = errors.New("the proxy ended the connection within the NTLM handshake")
)

// proxyConn is a connection to a proxy that is not handed on yet.
type proxyConn struct {
	net.Conn
	limit  io.LimitedReader
	reader *bufio.Reader
}

// open connects to the proxy and logs in, up to twice more on a new connection where
// login returns errAskAgain. Errors tell a time-out from a caller who gave up.
func (p *proxyLogin) open(ctx context.Context, login func(*proxyConn) error) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, proxyTimeout)
	defer cancel()
	for try := 1; ; try++ {
		conn, err := p.network.DialContext(ctx, "tcp", net.JoinHostPort(p.url.Hostname(), portOf(p.url)))
		if err != nil {
			return nil, err
		}
		c := &proxyConn{Conn: conn}
		c.limit.R = conn
		c.reader = bufio.NewReader(&c.limit)
		stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
		err = login(c)
		if !stop() {
			err = ctx.Err()
		}
		if err == nil {
			return conn, nil
		}
		_ = conn.Close()
		if try == tunnelTries || !errors.Is(err, errAskAgain) {
			return nil, err
		}
	}
}

// dialTunnel returns a connection through the proxy to address, "host:port".
func (p *proxyLogin) dialTunnel(ctx context.Context, _, address string) (net.Conn, error) {
	conn, err := p.open(ctx, func(c *proxyConn) error { return p.tunnel(c, address) })
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		err = &net.OpError{Op: "proxyconnect", Net: "tcp", Err: err} // as net/http says it
	}
	return conn, err
}

// tunnel makes a connection lead to address.
func (p *proxyLogin) tunnel(c *proxyConn, address string) error {
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address}
	for !p.knows(schemeNTLM) {
		credentials := ""
		if p.knows(schemeBasic) {
			credentials = p.basic()
		}
		resp, err := c.ask(req, credentials)
		if err != nil {
			return err
		}
		if !p.asked(resp, credentials != "") {
			return tunnelled(resp)
		}
		if !c.settle(req, resp) {
			return errAskAgain // a connection of its own, that starts with what was asked for
		}
	}
	resp, token, err := p.negotiate(c, req)
	if err != nil || resp != nil {
		if err == nil {
			err = tunnelled(resp)
		}
		return err
	}
	if resp, err = c.ask(req, token); err != nil {
		return fmt.Errorf("%w: %w", errHandshake, err)
	}
	return tunnelled(resp)
}

// asked learns from a 407 what the proxy asks for, and reports whether there is an
// answer to that. told says that it has had Basic, which it did not take.
func (p *proxyLogin) asked(resp *http.Response, told bool) bool {
	switch {
	case resp.StatusCode != http.StatusProxyAuthRequired:
		p.scheme.CompareAndSwap(int32(schemeUnknown), int32(schemeNone))
		return false
	case offers(resp, "NTLM"):
		p.learn(schemeNTLM)
		return true
	case !told && offers(resp, "Basic"):
		p.learn(schemeBasic)
		return true
	}
	return false
}

// tunnelled is nil when the proxy opened the tunnel, else says in its words why not,
// as net/http does.
func tunnelled(resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	_, text, ok := strings.Cut(resp.Status, " ")
	if !ok || text == "" {
		text = "unknown status code"
	}
	return errors.New(text)
}

// negotiate sends the first message of NTLM with a request and returns what the
// third one is sent with. Where the proxy asks for no authentication it returns its
// answer, which is not read, instead.
func (p *proxyLogin) negotiate(c *proxyConn, req *http.Request) (*http.Response, string, error) {
	first, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		return nil, "", err
	}
	resp, err := c.ask(req, "NTLM "+base64.StdEncoding.EncodeToString(first))
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", errHandshake, err)
	}
	if resp.StatusCode != http.StatusProxyAuthRequired {
		return resp, "", nil
	}
	// The challenge is empty when the handshake has not begun.
	challenge, offered := offer(resp, "NTLM")
	switch {
	case !offered:
		p.learn(schemeUnknown) // it wants another one now
		return nil, "", errAskAgain
	case challenge == "":
		return nil, "", tunnelled(resp)
	case !c.settle(req, resp):
		return nil, "", errHandshake
	}
	token, err := p.answer(challenge)
	return nil, token, err
}

// answer makes the third message from the second.
func (p *proxyLogin) answer(challenge string) (string, error) {
	if len(challenge) > maxChallenge {
		return "", errors.New("the proxy's NTLM challenge is too long")
	}
	second, err := base64.StdEncoding.DecodeString(challenge)
	if err != nil {
		return "", errors.New("the proxy's NTLM challenge is not base64")
	}
	password, _ := p.url.User.Password()
	third, err := ntlmssp.NewAuthenticateMessage(second, p.url.User.Username(), password, nil)
	if err != nil {
		return "", fmt.Errorf("the proxy's NTLM challenge cannot be answered: %w", err)
	}
	return "NTLM " + base64.StdEncoding.EncodeToString(third), nil
}

func (p *proxyLogin) basic() string {
	password, _ := p.url.User.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(p.url.User.Username()+":"+password))
}

// ask sends a request without a body and reads the head of its answer.
func (c *proxyConn) ask(req *http.Request, credentials string) (*http.Response, error) {
	req.Header = http.Header{
		"Proxy-Connection": {"Keep-Alive"}, // for old proxies, which close otherwise
		"User-Agent":       {""},           // none, instead of net/http's
	}
	if credentials != "" {
		req.Header["Proxy-Authorization"] = []string{credentials}
	}
	c.limit.N = maxResponseHeader + maxRefusal
	if err := req.WriteProxy(c.Conn); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(c.reader, req)
	if errors.Is(err, io.ErrUnexpectedEOF) && c.limit.N <= 0 {
		err = errors.New("the proxy's answer is too long")
	}
	return resp, err
}

// settle reads what is left of an answer and reports whether the connection can
// carry the next request.
func (c *proxyConn) settle(req *http.Request, resp *http.Response) bool {
	switch connection := resp.Header.Get("Proxy-Connection"); {
	case strings.EqualFold(connection, "close"):
		return false
	case resp.Close && !strings.EqualFold(connection, "keep-alive"):
		return false
	case req.Method != http.MethodHead && resp.ContentLength < 0 && len(resp.TransferEncoding) == 0:
		return false // the page ends with the connection
	}
	n, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxRefusal+1))
	return err == nil && n <= maxRefusal && c.reader.Buffered() == 0
}

// offers reports whether a scheme is among what a 407 asks for.
func offers(resp *http.Response, scheme string) bool {
	_, ok := offer(resp, scheme)
	return ok
}

// offer looks for a scheme among what a 407 asks for, and returns what stands behind
// it.
func offer(resp *http.Response, want string) (rest string, offered bool) {
	if resp.StatusCode != http.StatusProxyAuthRequired {
		return "", false
	}
	for _, line := range resp.Header["Proxy-Authenticate"] {
		quotes := 0
		for part := range strings.SplitSeq(line, ",") {
			scheme, rest, _ := strings.Cut(strings.TrimSpace(part), " ")
			// A comma between quotes, as in a realm, separates nothing.
			if quotes%2 == 0 && strings.EqualFold(scheme, want) {
				return strings.TrimSpace(rest), true
			}
			quotes += strings.Count(part, `"`)
		}
	}
	return "", false
}
