package loadgen

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
	"github.com/gatehouse-project/gatehouse/internal/wire/h1"
)

// readBuffer is how much of an answer's body is read at once.
const readBuffer = 32 << 10

// target is where requests go.
type target struct {
	o      *Options
	url    message.URL
	client h1.Client
	tls    *tls.Config
}

func newTarget(o *Options) *target {
	t := &target{o: o}
	t.url, _ = message.ParseURL(o.URL) // which was checked
	if t.url.Scheme == "https" {
		t.tls = &tls.Config{
			ServerName: strings.Trim(t.url.Host, "[]"), NextProtos: []string{"http/1.1"},
			InsecureSkipVerify: o.Insecure, //nolint:gosec // The user asked for it.
		}
	}
	return t
}

// handshakeError is an error of TLS before the first request.
type handshakeError struct{ err error }

// Error says what went wrong.
func (e *handshakeError) Error() string { return "TLS: " + e.err.Error() }

// Unwrap returns the cause.
func (e *handshakeError) Unwrap() error { return e.err }

// dial opens a connection.
func (t *target) dial(ctx context.Context) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", t.url.Address())
	if err != nil || t.tls == nil {
		return conn, err
	}
	secure := tls.Client(conn, t.tls)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, &handshakeError{err}
	}
	return secure, nil
}

// connection carries one request at a time. It is the context of its requests, and
// ends waits by itself: a context for each request would cost more than the request.
type connection struct {
	context.Context
	timeout time.Duration
	up      *h1.Upstream
	req     message.Request
	body    []byte
	buffer  []byte
	timer   *time.Timer

	mu     sync.Mutex
	waiter wire.Waiter
	// until is when the answer's body has to be there, zero while none is read.
	until   time.Time
	expired bool
}

// caller returns a connection of its own; it is opened by the first request.
func (t *target) caller(ctx context.Context) caller {
	c := &connection{Context: ctx, timeout: t.o.Timeout, body: t.o.Body, buffer: make([]byte, readBuffer)}
	c.up = t.client.NewUpstream(t.dial)
	c.req = message.Request{Method: t.o.Method, URL: t.url, Header: message.NewHeader(t.o.Header...)}
	c.timer = time.AfterFunc(time.Hour, c.expire)
	c.timer.Stop()
	a := newAlarm()
	forget := context.AfterFunc(ctx, func() {
		a.close()
		c.stop()
	})
	return caller{call: c.call, wait: a.wait, close: func() {
		forget()
		a.close()
		c.timer.Stop()
		c.up.Close()
	}}
}

// Attend implements wire.Exchange.
func (c *connection) Attend(w wire.Waiter) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiter != nil || c.Err() != nil {
		return false
	}
	c.waiter = w
	return true
}

// Leave implements wire.Exchange.
func (c *connection) Leave(wire.Waiter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiter = nil
}

// stop ends the wait for an answer.
func (c *connection) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiter != nil {
		c.waiter.Stop()
	}
}

// expire does so when the time for a body is up. The timer may have been set for
// an earlier one.
func (c *connection) expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiter == nil || c.until.IsZero() || time.Now().Before(c.until) {
		return
	}
	c.expired = true
	c.waiter.Stop()
}

// call sends a request and reads its answer.
func (c *connection) call() outcome {
	until := time.Now().Add(c.timeout)
	c.req.Body = nil
	if len(c.body) > 0 {
		c.req.Body = message.BytesBody(c.body)
	}
	resp, err := c.up.Send(c, &c.req, c.timeout)
	if err != nil {
		return outcome{kind: kindOf(err, false), err: err}
	}
	n, err := c.read(resp.Body, until)
	if err != nil {
		return outcome{bytes: n, kind: kindOf(err, true), err: err}
	}
	return outcome{status: resp.Status, bytes: n}
}

// read reads a body to its end.
func (c *connection) read(b *message.Body, until time.Time) (int64, error) {
	if b.Length() == 0 {
		b.Close()
		return 0, nil
	}
	c.mu.Lock()
	c.until, c.expired = until, false
	c.mu.Unlock()
	c.timer.Reset(time.Until(until))
	r := b.Reader()
	var total int64
	var err error
	for err == nil {
		var n int
		n, err = r.Read(c.buffer)
		total += int64(n)
	}
	r.Close()
	c.timer.Stop()
	c.mu.Lock()
	c.until = time.Time{}
	expired := c.expired
	c.mu.Unlock()
	switch {
	case err == io.EOF:
		return total, nil
	case expired:
		return total, h1.ErrHeaderTimeout
	}
	return total, err
}
