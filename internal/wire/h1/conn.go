package h1

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// States of a connection.
const (
	idle int32 = iota
	busy
	closed
)

// conn is a client's connection. Everything is done in turn by one goroutine; what
// others may touch says so.
type conn struct {
	server *Server
	net    net.Conn
	tls    *tls.ConnectionState // nil without TLS
	state  atomic.Int32         // changed by Shutdown too

	in   inbound
	out  outbound
	scan headScanner
	head requestHead

	// req is the message of the current request, body its body when it has one.
	req  message.Request
	body *clientBody
	// exchange is the current request's context; current is the same for Close.
	exchange *exchange
	current  atomic.Pointer[exchange]
	watch    watch

	// text is the head of the request before. header and url are what it says, as does
	// head: many clients repeat all of it, and then nothing is read anew. repeated says
	// that the current request is such a one.
	text     string
	header   message.Header
	url      message.URL
	repeated bool
	// host is what url's host and port were made of: clients repeat that too.
	host string
	// served says that there was a request before.
	served bool
}

func newConn(s *Server, n net.Conn) *conn {
	c := &conn{server: s, net: n}
	raw := unbuffered(n)
	c.in = inbound{conn: n, src: raw, pool: &s.pool}
	c.in.park = newParking(&c.in)
	c.out = outbound{conn: n, dst: raw, pool: &s.pool, patience: writePatience}
	c.scan.limits = requestLimits
	c.watch.conn = c
	c.req.TLS = wire.TLS(n) != nil
	// As text, so that IPv4 addresses are the same on every kind of socket.
	address := n.RemoteAddr().String()
	if a, err := netip.ParseAddrPort(address); err == nil {
		// The text is asked for with every request.
		c.req.Remote, c.req.RemoteText = a, a.Addr().Unmap().String()
	} else {
		c.req.RemoteText = address
	}
	return c
}

// serve answers the requests of the connection, one after the other.
func (c *conn) serve() {
	if t := wire.TLS(c.net); t != nil {
		if !c.handshake(t) {
			return
		}
		c.req.TLSVersion = message.TLSVersion(c.tls.Version)
		if certs := c.tls.PeerCertificates; len(certs) > 0 {
			c.req.Certificate, c.req.CertificateChain = certs[0], certs[1:]
		}
	}
	for {
		n, err := c.awaitHead()
		if err != nil {
			c.fail(err)
			return
		}
		if err := c.parse(n); err != nil {
			c.fail(err)
			return
		}
		if c.unusual() {
			c.giveAway()
			return
		}
		c.in.use(n)
		if err := c.address(); err != nil {
			c.fail(err)
			return
		}
		c.compose()
		if !c.answer() {
			return
		}
		c.served = true
		c.forget()
		if !c.state.CompareAndSwap(busy, idle) || c.server.closing.Load() {
			c.close()
			return
		}
	}
}

// errGone says that the connection has ended where it may.
var errGone = errors.New("the connection has ended")

// awaitHead waits for the head of a request and returns its length.
func (c *conn) awaitHead() (int, error) {
	patience := c.server.HeadTimeout
	if c.served {
		patience = c.server.IdleTimeout
	}
	if len(c.in.bytes()) == 0 {
		if c.in.first(patience) != nil {
			return 0, errGone
		}
	}
	if !c.state.CompareAndSwap(idle, busy) {
		return 0, errGone
	}
	// An empty line before a request is forgiven (RFC 9112, 2.2).
	if b := c.in.bytes(); len(b) >= 2 && b[0] == '\r' && b[1] == '\n' {
		c.in.use(2)
	}
	if c.repeated = repeats(c.in.bytes(), c.text); c.repeated {
		return len(c.text), nil
	}
	c.scan.reset()
	var until time.Time
	for {
		b := c.in.bytes()
		if len(b) > 0 && bytesOf[b[0]]&tokenByte == 0 && b[0] != '\r' {
			return 0, errMethod
		}
		n, err := c.scan.scan(b)
		if n > 0 || err != nil {
			return n, err
		}
		if until.IsZero() {
			until = time.Now().Add(c.server.HeadTimeout)
		}
		switch err := c.in.more(time.Until(until), requestLimits.head+1); {
		case err == nil:
		case err == io.EOF && len(b) > 0:
			return 0, errStart
		default:
			return 0, errGone
		}
	}
}

// parse reads the head, which has n bytes.
func (c *conn) parse(n int) error {
	if c.repeated {
		return nil
	}
	c.text = string(c.in.bytes()[:n])
	c.header.Reset()
	return parseRequest(c.text, c.scan.ends, &c.head, &c.header)
}

// unusual reports whether the request is for another adapter.
func (c *conn) unusual() bool {
	h := &c.head
	return h.preface() || h.minor > 0 && h.facts.upgrading && !message.EqualName(h.facts.upgrade, "h2c")
}

// giveAway hands the connection over with everything that was read.
func (c *conn) giveAway() {
	_ = c.net.SetDeadline(time.Time{})
	c.server.Other(c.net, c.in.bytes())
	c.in.drop()
}

// address reads the URL of the request.
func (c *conn) address() error {
	if c.repeated {
		return nil
	}
	h := &c.head
	target, ok := wire.ParseTarget(h.method, h.target)
	if !ok {
		return errTarget
	}
	host := h.facts.host
	if target.Authority != "" {
		host = target.Authority
		c.header.Set("Host", host)
	}
	if c.url.Scheme == "" || host != c.host {
		scheme := "http"
		if c.tls != nil {
			scheme = "https"
		}
		c.url, c.host = wire.RequestURL(scheme, host, target), host
	}
	c.url.Path, c.url.Query, c.url.HasQuery = target.Path, target.Query, target.HasQuery
	return nil
}

// compose makes the message of the request, which policies change.
func (c *conn) compose() {
	h, req := &c.head, &c.req
	req.Method, req.URL, req.Proto, req.TakesTrailers = h.method, c.url, h.proto, h.facts.takesTrailers
	req.Header.CopyFrom(&c.header)
	req.Body, c.body = nil, nil
	if h.body != noBody {
		c.body = newClientBody(c, h)
		req.Body = &c.body.message
	}
}

// answer answers the current request. It reports whether another one may follow;
// when not, the connection is closed.
func (c *conn) answer() bool {
	e := &exchange{conn: c}
	c.exchange = e
	c.current.Store(e)
	if c.server.closing.Load() {
		c.head.close = true
	}
	var a wire.Answer
	if c.head.target == "*" && c.head.method == "OPTIONS" {
		// It asks about the server as a whole (RFC 9110, 9.3.7), as does a ping.
		a.Response = &message.Response{Status: 200}
	} else {
		a = c.server.Handle(e, &c.req)
	}
	sent, keep := c.respond(a.Response)
	e.end()
	c.watch.stop()
	c.current.Store(nil)
	received := int64(0)
	drained := true
	if b := c.body; b != nil {
		drained = b.finish(keep)
		received = b.count.Load()
	}
	if a.Finish != nil {
		a.Finish.Done(sent + received)
	}
	switch {
	case keep && drained:
		return true
	case drained && len(c.in.bytes()) == 0:
		c.close()
	default:
		c.linger()
	}
	return false
}

// forget drops what the request has left, so that a connection that waits for
// another one holds little.
func (c *conn) forget() {
	c.req.Header.Reset()
	c.req.Body, c.body, c.exchange = nil, nil, nil
	if len(c.text) > smallBuffer {
		c.text = ""
		c.header.Reset()
	}
	if b := c.in.buf; b != nil && len(b.b) > smallBuffer {
		// Where a buffer stays, it is a small one.
		c.in.release()
	}
}

// fail ends the connection for an error before a request was understood.
func (c *conn) fail(err error) {
	var bad *headError
	if !errors.As(err, &bad) {
		c.close()
		return
	}
	c.server.Log.Debug("connection: a request was refused", "peer", c.net.RemoteAddr().String(), "reason", bad.text)
	c.refuse(bad)
	c.linger()
}

// close closes the connection.
func (c *conn) close() {
	c.state.Store(closed)
	c.net.Close()
	c.in.drop()
}

// linger closes the connection once the client has had a chance to read the
// answer: closing with bytes unread would make the system take it back. Many clients
// read it only when they have sent all of a body that nobody wants.
func (c *conn) linger() {
	const most, wait = 5 * time.Second, 500 * time.Millisecond
	c.in.drop()
	if w, ok := c.net.(interface{ CloseWrite() error }); ok && w.CloseWrite() == nil {
		b := c.server.pool.get(largeBuffer)
		for end := time.Now().Add(most); ; {
			now := time.Now()
			if !now.Before(end) {
				break
			}
			_ = c.net.SetReadDeadline(now.Add(wait))
			if _, err := c.net.Read(b.b); err != nil {
				break
			}
		}
		c.server.pool.put(b)
	}
	c.close()
}

// closeIdle closes the connection if it carries no request. Shutdown calls it.
func (c *conn) closeIdle() {
	if c.state.CompareAndSwap(idle, closed) {
		c.net.Close()
	}
}

// cut closes the connection and cancels its request. Close calls it.
func (c *conn) cut() {
	c.state.Store(closed)
	c.net.Close()
	if e := c.current.Load(); e != nil {
		e.end()
	}
}
