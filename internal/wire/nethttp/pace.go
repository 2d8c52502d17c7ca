package nethttp

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
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
// wait for each piece, and says when it is the client that failed.
type clientBody struct {
	r    io.ReadCloser
	conn *http.ResponseController
	n    int64
	done bool
}

// Read implements io.Reader. Connections without deadlines are read without.
func (b *clientBody) Read(p []byte) (int, error) {
	if b.done {
		return 0, io.EOF
	}
	_ = b.conn.SetReadDeadline(time.Now().Add(readPatience))
	n, err := b.r.Read(p)
	b.n += int64(n)
	switch {
	case err == nil:
	case err == io.EOF:
		// What net/http reads from here on, to learn whether the client is still
		// there, has no end.
		b.done = true
		_ = b.conn.SetReadDeadline(time.Time{})
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = message.ErrBodyTimeout
	default:
		err = &message.BrokenBody{Err: err}
	}
	return n, err
}

// Close implements io.Closer.
func (b *clientBody) Close() error { return b.r.Close() }

// leave bounds what net/http does to get rid of a body that was not read whole.
func (b *clientBody) leave() {
	if !b.done {
		_ = b.conn.SetReadDeadline(time.Now().Add(restPatience))
	}
}

// clientWriter writes a response body with a bound for each piece.
type clientWriter struct {
	w    io.Writer
	conn *http.ResponseController
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
			return written, err
		}
	}
}
