package h1

import (
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// clientBody is the body of a request on its way in. It is read when somebody
// asks, from whatever goroutine, also after the exchange has ended: then there is
// nothing any more. One belongs to one request.
type clientBody struct {
	message message.Body
	conn    *conn
	// leaving says that the exchange ends: what still comes is not awaited long.
	leaving atomic.Bool
	count   atomic.Int64
	length  int64 // as announced, -1 when it is not known

	mu     sync.Mutex // held while reading
	r      bodyReader
	pace   wire.Pace
	closed bool
	// trailer is the value of Trailer.
	trailer string

	// interim guards pending, that the client waits for 100 Continue.
	interim sync.Mutex
	pending bool
}

// newClientBody returns the body that the head announces.
func newClientBody(c *conn, h *requestHead) *clientBody {
	b := &clientBody{conn: c, pending: h.expectsContinue()}
	b.r.progress = b.proceed
	b.r.begin(&c.in, h.framing)
	b.length = -1
	if h.body == sizedBody {
		b.length = h.length
	}
	b.message.Init(b, b.length)
	if h.body == chunkedBody {
		b.trailer = h.facts.trailer
		b.message.SetTrailers(b)
	}
	return b
}

// Names implements message.Trailers.
func (b *clientBody) Names() []string { return wire.TrailerNames(b.trailer) }

// Fields implements message.Trailers.
func (b *clientBody) Fields() []message.Field {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.r.ended() {
		return nil
	}
	return b.r.chunks.fields
}

// Read implements io.Reader. Each piece that arrives starts the time that the
// client may take anew.
func (b *clientBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, errBodyClosed
	}
	n, slow, err := b.receive(p)
	b.count.Add(int64(n))
	switch {
	case err == io.EOF:
	case slow:
		err = message.ErrBodyTimeout
		b.r.err = err
	case err == nil:
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = message.ErrBodyTimeout
	case errors.Is(err, errBodyClosed):
	default:
		err = &message.BrokenBody{Err: err}
	}
	return n, err
}

// receive reads a piece; slow says that the client sends too slowly.
func (b *clientBody) receive(p []byte) (n int, slow bool, err error) {
	if len(b.r.in.bytes()) > 0 {
		n, err = b.r.read(p, readPatience)
		b.pace.Came(n)
		return n, false, err
	}
	start := time.Now()
	n, err = b.r.read(p, readPatience)
	return n, !b.pace.Waited(time.Since(start), n), err
}

// Close implements io.Closer. What was not read is seen to at the end of the
// exchange.
func (b *clientBody) Close() error { return nil }

// proceed is called before the body's bytes are awaited.
func (b *clientBody) proceed() error {
	if b.leaving.Load() {
		return errBodyClosed
	}
	b.interim.Lock()
	defer b.interim.Unlock()
	if !b.pending {
		return nil
	}
	b.pending = false
	return b.conn.out.write([]byte("HTTP/1.1 100 Continue\r\n\r\n"))
}

// refused makes an end of waiting for 100 Continue. It reports whether the client
// waits for it: then nobody knows whether the body will come.
func (b *clientBody) refused() bool {
	b.interim.Lock()
	defer b.interim.Unlock()
	pending := b.pending
	b.pending = false
	return pending
}

// ready is the number of bytes of a body of known length that can be read without
// waiting.
func (b *clientBody) ready() int {
	if !b.mu.TryLock() {
		return 0
	}
	defer b.mu.Unlock()
	if b.closed || b.r.err != nil || b.r.body != sizedBody {
		return 0
	}
	return int(min(b.r.left, int64(len(b.r.in.bytes()))))
}

// hasEnded reports whether the body was read to its end. While somebody reads, it
// was not.
func (b *clientBody) hasEnded() bool {
	if !b.mu.TryLock() {
		return false
	}
	defer b.mu.Unlock()
	return b.r.ended()
}

// skippable reports whether what is left of the body can be read, so that another
// request can follow. Of a body in chunks nobody knows, unless all of it has come: a
// client that is told that the connection stays would send its next request into one
// that ends. While somebody reads it, and it is short so far, it is tried.
func (b *clientBody) skippable() bool {
	if !b.mu.TryLock() {
		if b.length < 0 {
			return b.count.Load() <= maxRest
		}
		return b.length-b.count.Load() <= maxRest
	}
	defer b.mu.Unlock()
	switch {
	case b.r.err != nil:
		return b.r.ended()
	case b.r.body == chunkedBody:
		return b.r.hasCome()
	}
	return b.r.remaining() <= maxRest
}

// finish ends the body with its exchange and reads the rest of it, as far as it
// is short and comes soon, so that another request can follow. It reports whether
// it was read to its end.
func (b *clientBody) finish(drain bool) bool {
	until := time.Now().Add(restPatience)
	b.leaving.Store(true)
	if !b.mu.TryLock() {
		// Somebody waits for the client: not much longer.
		_ = b.conn.net.SetReadDeadline(until)
		b.mu.Lock()
		b.conn.in.limit = deadline{}
	}
	defer b.mu.Unlock()
	b.closed = true
	if errors.Is(b.r.err, errBodyClosed) {
		// It was given up by whoever read it, between two pieces.
		b.r.err = nil
	}
	if !drain || b.r.err != nil {
		return b.r.ended()
	}
	b.r.progress = nil
	scratch := b.conn.server.pool.get(largeBuffer)
	defer b.conn.server.pool.put(scratch)
	for total := 0; total <= maxRest; {
		left := time.Until(until)
		if left <= 0 {
			break
		}
		n, err := b.r.read(scratch.b, left)
		if total += n; err != nil {
			return err == io.EOF
		}
	}
	return b.r.ended()
}
