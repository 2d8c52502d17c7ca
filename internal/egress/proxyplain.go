package egress

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
)

// plainTries bounds how often one request goes to a proxy: to learn its scheme, on an
// authenticated connection that the proxy has forgotten, on a new one.
const plainTries = 3

// plainTarget is the context's key of the request that a connection is made for.
type plainTarget struct{}

// roundTrip carries a request for an http target, which a proxy answers itself: by
// base, with Basic once that was asked for, or by authenticated connections once NTLM
// was. A 407 that remains is an answer like others.
func (p *proxyLogin) roundTrip(base *http.Transport, req *http.Request) (*http.Response, error) {
	var kept *keptBody
	if !p.knows(schemeBasic) && !p.knows(schemeNone) {
		req, kept = keepBody(req)
		defer kept.finish()
		if kept != nil && p.knows(schemeUnknown) && (req.ContentLength <= 0 || req.ContentLength > maxKept) {
			req = expecting(req)
		}
	}
	for try := 1; ; try++ {
		var resp *http.Response
		var err error
		var used httptrace.GotConnInfo
		ntlm, basic := p.knows(schemeNTLM), p.knows(schemeBasic)
		if ntlm {
			ctx := context.WithValue(req.Context(), plainTarget{}, req)
			ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { used = info }})
			resp, err = p.plain.RoundTrip(req.WithContext(ctx))
		} else {
			out := req
			if basic {
				out = withField(req, "Proxy-Authorization", p.basic())
			}
			resp, err = base.RoundTrip(out)
		}
		if err != nil {
			next, ok := repeat(req, kept)
			if !errors.Is(err, errAskAgain) || !ok || try == plainTries {
				return nil, err
			}
			req = next // the proxy has changed its mind, and nothing was sent
			continue
		}
		again := false
		switch _, offered := offer(resp, "NTLM"); {
		case !ntlm:
			again = p.asked(resp, basic)
		case resp.StatusCode != http.StatusProxyAuthRequired:
		default:
			// The connection is not, or no more, authenticated: it must not serve others.
			resp.Body = &lastBody{resp.Body, used.Conn}
			again = used.Reused
			if !offered {
				p.learn(schemeUnknown)
				again = true
			}
		}
		if !again || try == plainTries {
			return resp, nil
		}
		next, ok := repeat(req, kept)
		if !ok {
			return resp, nil
		}
		_ = resp.Body.Close()
		req = next
	}
}

// expecting is a request whose body is sent when the proxy, or the target, wants it: a
// proxy that asks for credentials does so before.
func expecting(req *http.Request) *http.Request {
	if req.Header.Get("Expect") != "" {
		return req
	}
	return withField(req, "Expect", "100-continue")
}

// withField is the request with one more field; req itself belongs to its caller.
func withField(req *http.Request, name, value string) *http.Request {
	out := req.WithContext(req.Context()) // a shallow copy
	out.Header = req.Header.Clone()
	out.Header.Set(name, value)
	return out
}

// repeat returns the request to send again, false when its body is gone.
func repeat(req *http.Request, kept *keptBody) (*http.Request, bool) {
	if req.Body == nil || req.Body == http.NoBody {
		return req, true
	}
	next := req.WithContext(req.Context()) // shares the trailers, which the body fills
	switch {
	case kept != nil:
		body, ok := kept.rewind()
		next.Body = body
		return next, ok
	case req.GetBody != nil:
		body, err := req.GetBody()
		next.Body = body
		return next, err == nil
	}
	return nil, false
}

// lastBody is the body of an answer after which the connection is closed.
type lastBody struct {
	io.ReadCloser
	conn net.Conn
}

func (b *lastBody) Close() error {
	err := b.ReadCloser.Close()
	_ = b.conn.Close()
	return err
}

// dialPlain returns a connection to the proxy of which the first two messages of
// NTLM are done. They go with a HEAD for the target of the request: a request that
// is sent before the proxy has said whom it lets through could have a body, and is
// sent only once. The third message goes with the first real request.
func (p *proxyLogin) dialPlain(ctx context.Context, _, _ string) (net.Conn, error) {
	target, ok := ctx.Value(plainTarget{}).(*http.Request)
	if !ok {
		return nil, errors.New("no request to authenticate to the proxy with")
	}
	probe := &http.Request{Method: http.MethodHead, URL: target.URL, Host: target.Host}
	token, open := "", false
	conn, err := p.open(ctx, func(c *proxyConn) error {
		if open {
			return nil
		}
		resp, third, err := p.negotiate(c, probe)
		if resp != nil && !c.settle(probe, resp) {
			// It let the probe through and closes: a new connection needs nothing.
			open, err = true, errAskAgain
		}
		token = third
		return err
	})
	if err != nil || token == "" {
		return conn, err
	}
	return &answeringConn{Conn: conn, line: "Proxy-Authorization: " + token + "\r\n"}, nil
}

// answeringConn puts a field into the first request that is written to it.
type answeringConn struct {
	net.Conn
	line string // the field with its line end, empty once it is sent
}

// Write implements net.Conn. Like net/http, it expects one writer at a time.
func (c *answeringConn) Write(b []byte) (int, error) {
	end := bytes.IndexByte(b, '\n') + 1
	if c.line == "" || end == 0 {
		return c.Conn.Write(b)
	}
	n, err := c.Conn.Write(append(append(append(make([]byte, 0, len(b)+len(c.line)), b[:end]...), c.line...), b[end:]...))
	if n > end {
		n = max(end, n-len(c.line))
	}
	c.line = ""
	return n, err
}

// CloseWrite tells the other side that nothing more comes.
func (c *answeringConn) CloseWrite() error {
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return errors.ErrUnsupported
}
