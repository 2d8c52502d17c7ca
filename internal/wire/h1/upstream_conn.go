package h1

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// upstreamConn is a connection to an upstream. It belongs to one request at a time;
// what other goroutines may touch says so.
type upstreamConn struct {
	up   *Upstream
	net  net.Conn
	in   inbound
	out  outbound
	scan headScanner
	head responseHead
	body bodyReader
	// text is the head of the answer before, header its fields; head is the rest of what
	// it says to a request of HEAD or another one. Many servers repeat all of it, and
	// then nothing is read anew; repeated says that the current one is such a head.
	text             string
	header           message.Header
	ofHead, repeated bool
	peek             peeking
	// asking is nil where requests are written and answers read one after the other.
	asking *asking

	// patience is how long it may wait for another request, goodUntil until when it
	// does.
	patience  time.Duration
	goodUntil time.Time

	// stopped says that whoever waits for the answer does no more; Stop sets it, then
	// the deadlines: others set them first and look at it then.
	stopped atomic.Bool
	// exchange cares for the connection, or hook does; at most one.
	exchange wire.Exchange
	hook     func() bool
	job      job
	// answered says that bytes of an answer have come.
	answered bool
	// upload is the rest of the request's body while it is sent beside.
	upload *upload
}

func newUpstreamConn(u *Upstream, n net.Conn) *upstreamConn {
	c := &upstreamConn{up: u, net: n, patience: upstreamIdle}
	raw := unbuffered(n)
	c.asking = newAsking(n)
	c.in = inbound{conn: n, src: raw, pool: &u.client.pool}
	c.out = outbound{conn: n, dst: raw, pool: &u.client.pool, progress: c.going}
	c.body.progress = c.going
	c.scan.limits = responseLimits
	c.scan.lenient = true
	if t, ok := n.(*tls.Conn); ok {
		n = t.NetConn()
	}
	c.peek.init(n)
	return c
}

// errStopped is the error of waits after Stop.
var errStopped = errors.New("nobody waits for the answer")

// going is called when a deadline was set, before what it bounds.
func (c *upstreamConn) going() error {
	if c.stopped.Load() {
		return errStopped
	}
	return nil
}

// Stop implements wire.Waiter: what waits for the connection ends. It may be called
// from any goroutine.
func (c *upstreamConn) Stop() {
	c.stopped.Store(true)
	_ = c.net.SetDeadline(past)
}

// alive reports whether a connection can carry another request. Bytes that nobody
// asked for must not be taken for an answer, so every connection is looked at.
func (c *upstreamConn) alive() bool {
	seen, known := c.peek.peek()
	switch {
	case !known:
		return time.Until(c.goodUntil) > c.patience-time.Second
	case seen == nothing:
		return true
	case seen == theEnd:
		return false
	}
	t, ok := c.net.(*tls.Conn)
	if !ok {
		return false
	}
	// It may be about the TLS connection, tickets for instance.
	var b [1]byte
	_ = t.SetReadDeadline(time.Now().Add(time.Millisecond))
	c.in.limit = deadline{}
	n, err := t.Read(b[:])
	return n == 0 && errors.Is(err, os.ErrDeadlineExceeded)
}

// open reports whether the server has not closed the connection as far as can be
// seen from its descriptor.
func (c *upstreamConn) open() bool {
	seen, known := c.peek.peek()
	return !known || seen != theEnd
}

// close closes the connection.
func (c *upstreamConn) close() {
	c.net.Close()
	c.in.drop()
}

// attend sees to it that Stop is called when the request's context ends.
func (c *upstreamConn) attend() {
	ctx := c.job.ctx
	if e, ok := ctx.(wire.Exchange); ok && e.Attend(c) {
		c.exchange = e
		return
	}
	if ctx.Done() != nil {
		c.hook = context.AfterFunc(ctx, c.Stop)
	}
}

// depart ends that. It reports whether Stop was not called and will not be.
func (c *upstreamConn) depart() bool {
	sound := true
	if c.exchange != nil {
		c.exchange.Leave(c)
	}
	if c.hook != nil {
		sound = c.hook()
	}
	c.exchange, c.hook = nil, nil
	return sound && !c.stopped.Load()
}

// send sends a request and reads the head of its answer. After an error the
// connection is closed.
func (c *upstreamConn) send(j *job) (*message.Response, error) {
	c.job, c.answered, c.upload = *j, false, nil
	c.out.err, c.out.wrote, c.out.patience = nil, false, writePatience
	if j.timeout > 0 {
		c.out.patience = min(j.timeout, writePatience)
	}
	c.attend()
	err := c.sendRequest(j)
	if err == nil || c.out.err != nil && c.out.wrote && !c.stopped.Load() {
		// A server that does not want all of a request may have answered already.
		var resp *message.Response
		var rerr error
		if resp, rerr = c.readAnswer(); rerr == nil {
			return resp, nil
		}
		if err == nil {
			err = rerr
		}
	}
	ctxErr := error(nil)
	if !c.depart() {
		ctxErr = c.job.ctx.Err()
	}
	c.close()
	switch f := c.upload.failure(); {
	case f != nil && f.ofBody:
		err = f.err
	case ctxErr != nil:
		err = ctxErr
	case f != nil:
		err = f.err
	}
	if c.upload != nil && !j.begun {
		// It writes from memory to a connection that is closed.
		<-c.upload.ended
	}
	c.forget()
	return nil, err
}

// repeatable reports whether a request may be sent again over another connection
// after it failed over this one.
func (c *upstreamConn) repeatable(j *job, err error) bool {
	switch {
	case c.answered || c.stopped.Load() || j.begun:
		return false
	case !c.out.wrote:
		return true
	}
	return j.repeats() && !errors.Is(err, ErrHeaderTimeout) && !errors.Is(err, os.ErrDeadlineExceeded)
}

// forget drops what belongs to a request.
func (c *upstreamConn) forget() {
	c.job = job{}
	c.upload = nil
	if len(c.text) > smallBuffer {
		c.text = ""
		c.header.Reset()
	}
}

// readAnswer reads the answer's head and makes the message.
func (c *upstreamConn) readAnswer() (*message.Response, error) {
	a := &answer{}
	a.resp.Header = message.NewHeader(a.fields[:0]...)
	for interim := 0; ; interim++ {
		if interim > maxInterim {
			return nil, errInterim
		}
		n, err := c.awaitHead()
		if err != nil {
			return nil, err
		}
		if err := c.parse(n); err != nil {
			return nil, malformed(err)
		}
		a.resp.Header.CopyFrom(&c.header)
		c.in.use(n)
		switch {
		case c.head.status == 101 && !c.switches():
			return nil, ErrSwitched
		case c.head.status == 101:
			return c.switched(&a.resp)
		case c.head.status < 200:
			continue
		}
		break
	}
	h := &c.head
	a.resp.Status, a.resp.Reason, a.resp.Proto = h.status, h.reason, h.proto()
	if a.resp.Reason == "" {
		a.resp.Reason = message.Reason(h.status)
	}
	c.body.begin(&c.in, h.framing)
	c.body.chunks.lenient = true
	a.resp.Body = &a.body
	if h.framing.body == noBody {
		// Its body is an empty one: policies may read it.
		c.end(io.EOF)
		return &a.resp, nil
	}
	length := int64(-1)
	if h.framing.body == sizedBody {
		length = h.length
	}
	a.stream.conn = c
	a.body.Init(&a.stream, length)
	if h.body == chunkedBody {
		a.stream.names = h.facts.trailer
		a.body.SetTrailers(&a.stream)
	}
	return &a.resp, nil
}

// malformed is the error of an answer that cannot be read.
func malformed(err error) error { return fmt.Errorf("%w: %w", ErrMalformed, err) }

// awaitHead reads until a head is there, and returns its length.
func (c *upstreamConn) awaitHead() (int, error) {
	if len(c.in.bytes()) == 0 {
		if err := c.more(); err != nil {
			return 0, err
		}
	}
	head := c.job.req.Method == "HEAD"
	if c.repeated = c.ofHead == head && repeats(c.in.bytes(), c.text); c.repeated {
		return len(c.text), nil
	}
	c.ofHead = head
	c.scan.reset()
	for {
		n, err := c.scan.scan(c.in.bytes())
		if err != nil {
			return 0, malformed(err)
		}
		if n > 0 {
			return n, nil
		}
		if err := c.more(); err != nil {
			return 0, err
		}
	}
}

// more reads more of a head.
func (c *upstreamConn) more() error {
	if err := c.in.room(responseLimits.head + 1); err != nil {
		return malformed(errLongHead)
	}
	c.in.limit.until(c.net, c.job.until, c.job.timeout)
	if err := c.going(); err != nil {
		return err
	}
	return c.read(c.in.src.Read(c.in.buf.b[c.in.w:]))
}

// read takes note of a read for the head of an answer.
func (c *upstreamConn) read(n int, err error) error {
	c.in.w += n
	c.answered = c.answered || n > 0
	switch {
	case n > 0:
		return nil
	case err == nil:
		return io.ErrNoProgress
	case err == io.EOF && c.answered:
		return fmt.Errorf("the head of the response is not complete: %w", io.ErrUnexpectedEOF)
	case err == io.EOF:
		return fmt.Errorf("%w: %w", errUpstreamClosed, io.EOF)
	case errors.Is(err, os.ErrDeadlineExceeded) && c.job.timeout > 0:
		return ErrHeaderTimeout
	}
	return err
}

// askedAtOnce is the most bytes of a body for ask: it is copied behind the head.
const askedAtOnce = smallBuffer / 2

// asks reports whether ask is for a request.
func (c *upstreamConn) asks(j *job) bool {
	return c.asking != nil && j.reader == nil && len(j.data) <= askedAtOnce
}

// ask sends a request that is whole and waits for the first bytes of its answer.
func (c *upstreamConn) ask(request []byte) error {
	if err := c.in.room(responseLimits.head + 1); err != nil {
		return err
	}
	c.in.limit.until(c.net, c.job.until, c.job.timeout)
	if err := c.going(); err != nil {
		return err
	}
	wrote, n, err := c.asking.ask(request, c.in.buf.b[c.in.w:])
	c.out.wrote = wrote > 0
	if err == nil && wrote < len(request) {
		return c.out.write(request[wrote:])
	}
	return c.read(n, err)
}

// parse reads the head, which has n bytes.
func (c *upstreamConn) parse(n int) error {
	if c.repeated {
		return nil
	}
	head, ends := c.scan.plain(c.in.bytes()[:n])
	c.text = string(head)
	c.header.Reset()
	if err := parseResponse(c.text, ends, c.job.req.Method, &c.head, &c.header); err != nil {
		return err
	}
	if c.patience = upstreamIdle; c.head.facts.persist != "" {
		c.patience = persistence(c.head.facts.persist)
	}
	return nil
}

// persistence is how long a connection may wait whose server said so in Keep-Alive,
// a second less than it said or half as long.
func persistence(value string) time.Duration {
	for value != "" {
		var option string
		option, value, _ = strings.Cut(value, ",")
		name, seconds, _ := strings.Cut(trim(option), "=")
		if !message.EqualName(name, "timeout") {
			continue
		}
		if n, err := strconv.Atoi(strings.Trim(seconds, `"`)); err == nil && n >= 0 {
			said := time.Duration(min(n, 1000)) * time.Second
			return min(upstreamIdle, max(said-time.Second, said/2))
		}
	}
	return upstreamIdle
}

// end ends a request whose answer's body has ended with err, and returns the error
// for whoever reads it. The connection is kept when another request can follow.
func (c *upstreamConn) end(err error) error {
	whole := err == io.EOF && c.body.ended()
	keep := whole && !c.head.close && len(c.in.bytes()) == 0 && c.upload.done()
	ctx := c.job.ctx
	if !c.depart() {
		keep = false
		if !whole {
			if err = ctx.Err(); err == nil {
				err = net.ErrClosed
			}
		}
	}
	c.forget()
	if !keep {
		c.close()
		return err
	}
	c.in.release()
	c.up.put(c)
	return err
}
