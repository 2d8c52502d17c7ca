package nethttp

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// How long a client may keep the gateway waiting: for the next piece of a request
// body, for room for the next piece of a response, and for the rest of a body that
// nobody wants. Each piece that arrives starts the time anew, so that long bodies
// are no trouble, but clients that stand still do not hold a connection for ever.
const (
	readPatience  = time.Minute
	writePatience = 2 * time.Minute
	restPatience  = 5 * time.Second
)

// clientBody is the body of a request on its way in: it counts bytes, bounds the
// wait for each piece, and says when it is the client that failed. It may still be
// read, by whoever sends it on, when its exchange has ended: then there is nothing any
// more.
type clientBody struct {
	r     io.ReadCloser
	of    *http.Request
	count atomic.Int64
	done  atomic.Bool
	// names are those of the fields after the body that were announced.
	names []string
	// patience bounds the wait for a piece; 0 is no bound, nor is there one for the rate.
	patience time.Duration
	pace     wire.Pace

	mu sync.Mutex // not held while waiting
	// conn is nil when the exchange has ended: the connection's times are others' then.
	conn *http.ResponseController
}

// newClientBody returns the body of a request.
func newClientBody(r *http.Request, conn *http.ResponseController) *clientBody {
	b := &clientBody{r: r.Body, conn: conn, of: r, names: announced(r.Trailer), patience: readPatience}
	b.done.Store(r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
		// Its streams may be silent for as long as both sides like.
		b.patience = 0
	}
	return b
}

// Names implements message.Trailers.
func (b *clientBody) Names() []string { return b.names }

// Fields implements message.Trailers.
func (b *clientBody) Fields() []message.Field {
	if !b.done.Load() {
		return nil
	}
	return trailerFields(b.of.Trailer)
}

// errLeft is the error of reading after the exchange.
var errLeft = errors.New("the exchange has ended")

// Read implements io.Reader. Connections without deadlines are read without.
func (b *clientBody) Read(p []byte) (int, error) {
	if b.done.Load() {
		return 0, io.EOF
	}
	if b.patience > 0 && !b.within(time.Now().Add(b.patience)) {
		return 0, &message.BrokenBody{Err: errLeft}
	}
	start := time.Now()
	n, err := b.r.Read(p)
	b.count.Add(int64(n))
	if slow := !b.pace.Waited(time.Since(start), n); slow && err != io.EOF && b.patience > 0 {
		// net/http reads on for a while before it answers.
		b.within(time.Now().Add(restPatience))
		return n, message.ErrBodyTimeout
	}
	switch {
	case err == nil && b.of.ProtoMajor > 1 && b.patience > 0:
		// There the time runs on while nobody reads.
		b.within(time.Time{})
	case err == nil:
	case err == io.EOF:
		// What net/http reads from here on, to learn whether the client is still
		// there, has no end.
		b.done.Store(true)
		b.within(time.Time{})
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = message.ErrBodyTimeout
	default:
		err = &message.BrokenBody{Err: err}
	}
	return n, err
}

// within sets until when reads wait, unless the exchange has ended.
func (b *clientBody) within(at time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.conn == nil {
		return false
	}
	_ = b.conn.SetReadDeadline(at)
	return true
}

// Close implements io.Closer.
func (b *clientBody) Close() error { return b.r.Close() }

// leave ends the exchange, and bounds what net/http does to get rid of a body that
// was not read whole.
func (b *clientBody) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.conn == nil {
		return
	}
	if !b.done.Load() {
		_ = b.conn.SetReadDeadline(time.Now().Add(restPatience))
	}
	b.conn = nil
}

// maxRest is the most bytes of a body that nobody wants that are waited for.
const maxRest = 256 << 10

// forget ends the exchange over HTTP/2 and waits for the rest of a short body that
// nobody wanted. Without that net/http resets the stream, and clients that still send
// (curl 7.88) take that for the failure of an answer which they have (RFC 9113, 8.1).
// Streams of gRPC do not end by themselves.
func (b *clientBody) forget() {
	left := b.of.ContentLength - b.count.Load()
	if b.of.ProtoMajor < 2 || b.patience == 0 || b.done.Load() || left <= 0 || left > maxRest || b.conn.Flush() != nil {
		return
	}
	b.leave()
	_, _ = io.Copy(io.Discard, b.r)
}

// clientWriter writes a response body with a bound for each piece.
type clientWriter struct {
	w    io.Writer
	conn *http.ResponseController
	// runsOn says that the time would run on after writing, as it does over HTTP/2.
	runsOn bool
}

// pieceSize is the most bytes for which a client has one time limit: a buffered
// body comes in one write, however long it is.
const pieceSize = 256 << 10

// Write implements io.Writer.
func (w clientWriter) Write(p []byte) (int, error) {
	written := 0
	for {
		end := min(written+pieceSize, len(p))
		_ = w.conn.SetWriteDeadline(time.Now().Add(writePatience))
		n, err := w.w.Write(p[written:end])
		written += n
		if err != nil || written >= len(p) {
			if w.runsOn && err == nil {
				_ = w.conn.SetWriteDeadline(time.Time{})
			}
			return written, err
		}
	}
}
