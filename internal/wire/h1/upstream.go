package h1

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Limits of connections that wait for another request.
const (
	// upstreamIdle is how long one waits, unless its server said less; maxIdle is how
	// many do, for each upstream.
	upstreamIdle = 90 * time.Second
	maxIdle      = 256
	// maxIdleAll is how many wait for all upstreams of a client together.
	maxIdleAll = 2048
	// sweepEvery is how often those are sought that waited too long or were closed by
	// their server.
	sweepEvery = 15 * time.Second
)

// answerPatience bounds the wait for a piece of an answer where nobody asked for
// less: event streams may be silent for long.
const answerPatience = 10 * time.Minute

// maxInterim bounds the interim answers before the one that counts.
const maxInterim = 32

// Errors of Upstream.Send.
var (
	// ErrHeaderTimeout says that the header of the answer did not come in time.
	ErrHeaderTimeout error = timeoutError("no response header within the time allowed")
	// ErrSwitched says that the other side speaks something else from here on. What
	// follows is no HTTP, and the client must not be made to believe that it may
	// speak something else.
	ErrSwitched = errors.New("the backend switched protocols unasked")
	// ErrMalformed says that the answer cannot be read.
	ErrMalformed = errors.New("malformed response")

	errUpstreamClosed = errors.New("the backend closed the connection before it answered")
	errInterim        = errors.New("too many interim answers")
)

// timeoutError is an error that says of itself that time was up.
type timeoutError string

// Error says what took too long.
func (e timeoutError) Error() string { return string(e) }

// Timeout is always true.
func (e timeoutError) Timeout() bool { return true }

// Upstream is a place that requests go to, with its connections. It is safe for
// concurrent use.
type Upstream struct {
	client *Client
	dial   func(ctx context.Context) (net.Conn, error)
	closed atomic.Bool
	shards []shard
	// sweeping says that the timer of sweep runs.
	sweeping atomic.Bool
}

// shard is a part of the connections that wait, the last used one last: it is
// used first, so that the others become superfluous.
type shard struct {
	mu   sync.Mutex
	idle []*upstreamConn
	// counted is how many of them the client has counted: the most there were since
	// the last sweep. Requests that take a connection and bring it back need not share
	// the client's number.
	counted int
	_       [64]byte // apart from the next one in the processor's cache
}

// NewUpstream returns an upstream without connections. dial opens one, ready for
// requests; it bounds the time that this takes.
func (c *Client) NewUpstream(dial func(ctx context.Context) (net.Conn, error)) *Upstream {
	shards := 1
	for shards < 16 && shards*4 < runtime.GOMAXPROCS(0) {
		shards *= 2
	}
	u := &Upstream{client: c, dial: dial, shards: make([]shard, shards)}
	c.add(u)
	return u
}

// Send sends a request and returns its answer as soon as the head has come; timeout,
// unless 0, bounds the time until then. The body of the answer is to be read to its
// end or closed. A request is sent again, once and over a new connection, when a
// connection that was used before turns out to be closed and that is safe: nothing
// was sent, or nothing came back and the method is one that may be repeated.
//
// An error of the request's body is returned as it is.
func (u *Upstream) Send(ctx context.Context, req *message.Request, timeout time.Duration) (*message.Response, error) {
	err := ctx.Err()
	if err == nil {
		err = checkRequest(req)
	}
	if err != nil {
		req.Body.Close()
		return nil, err
	}
	var until time.Time
	if timeout > 0 {
		until = time.Now().Add(timeout)
	}
	job := job{ctx: ctx, req: req, until: until, timeout: timeout}
	job.open()
	for again := false; ; again = true {
		var c *upstreamConn
		if !again {
			c = u.take(&job)
		}
		reused := c != nil
		if c == nil {
			if c, err = u.connect(ctx, until); err != nil {
				job.close()
				return nil, err
			}
		}
		resp, err := c.send(&job)
		if err == nil {
			return resp, nil
		}
		if !reused || !c.repeatable(&job, err) {
			job.close()
			return nil, err
		}
	}
}

// connect opens a connection.
func (u *Upstream) connect(ctx context.Context, until time.Time) (*upstreamConn, error) {
	bounded := ctx
	if !until.IsZero() {
		var cancel context.CancelFunc
		bounded, cancel = context.WithDeadline(ctx, until)
		defer cancel()
	}
	n, err := u.dial(bounded)
	if err != nil {
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case bounded.Err() != nil:
			return nil, ErrHeaderTimeout
		}
		return nil, err
	}
	return newUpstreamConn(u, n), nil
}

// take returns the connection that was used last, nil without one. It is looked at
// unless ask does.
func (u *Upstream) take(j *job) *upstreamConn {
	at := 0
	if len(u.shards) > 1 {
		at = rand.IntN(len(u.shards))
	}
	for i := range u.shards {
		s := &u.shards[(at+i)%len(u.shards)]
		for c := s.pop(); c != nil; c = s.pop() {
			if time.Until(c.goodUntil) > 0 && (c.asks(j) || c.alive()) {
				return c
			}
			c.close()
		}
	}
	return nil
}

func (s *shard) pop() *upstreamConn {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.idle)
	if n == 0 {
		return nil
	}
	c := s.idle[n-1]
	s.idle[n-1] = nil
	s.idle = s.idle[:n-1]
	return c
}

// put keeps a connection for another request.
func (u *Upstream) put(c *upstreamConn) {
	c.goodUntil = time.Now().Add(c.patience)
	at := 0
	if len(u.shards) > 1 {
		at = rand.IntN(len(u.shards))
	}
	s := &u.shards[at]
	s.mu.Lock()
	kept := len(s.idle) < maxIdle/len(u.shards) && !u.closed.Load()
	more := false
	if kept {
		s.idle = append(s.idle, c)
		if more = len(s.idle) > s.counted; more {
			s.counted++
		}
	}
	s.mu.Unlock()
	if !kept {
		c.close()
		return
	}
	if more && u.client.idle.Add(1) > u.client.most() {
		u.client.trim()
	}
	if !u.sweeping.Load() && u.sweeping.CompareAndSwap(false, true) {
		time.AfterFunc(sweepEvery, u.sweep)
	}
}

// sweep closes connections that waited too long, and those that their server has
// closed.
func (u *Upstream) sweep() {
	now := time.Now()
	left := u.retain(func(c *upstreamConn) bool { return now.Before(c.goodUntil) && c.open() })
	if left > 0 && !u.closed.Load() {
		time.AfterFunc(sweepEvery, u.sweep)
		return
	}
	u.sweeping.Store(false)
}

// retain closes the connections that wait and of which keep is false, and returns how
// many are left.
func (u *Upstream) retain(keep func(*upstreamConn) bool) (left int) {
	for i := range u.shards {
		s := &u.shards[i]
		s.mu.Lock()
		kept := s.idle[:0]
		for _, c := range s.idle {
			if keep(c) {
				kept = append(kept, c)
			} else {
				c.close()
			}
		}
		u.client.idle.Add(int64(len(kept) - s.counted))
		s.counted = len(kept)
		clear(s.idle[len(kept):])
		s.idle = kept
		left += len(kept)
		s.mu.Unlock()
	}
	return left
}

// CloseIdle closes the connections that carry no request.
func (u *Upstream) CloseIdle() { u.retain(func(*upstreamConn) bool { return false }) }

// Close gives the upstream up: connections that carry no request are closed, the
// others when they have carried it.
func (u *Upstream) Close() {
	u.closed.Store(true)
	u.CloseIdle()
	u.client.remove(u)
}

// job is a request on its way out.
type job struct {
	ctx     context.Context
	req     *message.Request
	until   time.Time
	timeout time.Duration
	// data is the body when it is whole in memory; else reader is where it comes
	// from, nil without a body. length is -1 when nobody knows.
	data   []byte
	reader io.ReadCloser
	length int64
	// begun says that reader was read from, or that it is read by another goroutine.
	begun bool
}

// open gets the body ready.
func (j *job) open() {
	j.length = j.req.Body.Length()
	chunked := j.req.Body.ExpectsTrailers() // which can only follow chunks
	if chunked {
		j.length = -1
	}
	if data, whole := j.req.Body.Data(); whole && !chunked {
		j.data, j.length = data, int64(len(data))
		return
	}
	j.reader = j.req.Body.Reader()
	if j.length == 0 {
		j.reader.Close()
		j.reader = nil
	}
}

// close gives up what is left of the body.
func (j *job) close() {
	if j.reader != nil && !j.begun {
		j.reader.Close()
	}
}

// repeats reports whether the request may be sent again after it was sent (RFC
// 9110, 9.2.2; as net/http decides).
func (j *job) repeats() bool {
	if j.reader != nil {
		return false
	}
	switch j.req.Method {
	case "GET", "HEAD", "OPTIONS", "TRACE":
		return true
	}
	return j.req.Header.Has("Idempotency-Key") || j.req.Header.Has("X-Idempotency-Key")
}
