package h1

import (
	"io"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// answer is a response with all that belongs to it, in one piece of memory. It
// lives on when its connection carries other requests.
type answer struct {
	resp   message.Response
	body   message.Body
	stream answerBody
	fields [12]message.Field
}

// answerBody is the body of an answer. Its end comes together with the last piece,
// and with it the connection goes to other requests. It may be closed while it is
// read.
type answerBody struct {
	reading sync.Mutex
	err     error // after the end
	// names are those of Trailer, fields what came after the body.
	names  string
	fields []message.Field

	mu   sync.Mutex // not held while waiting
	conn *upstreamConn
}

// Read implements io.Reader.
func (b *answerBody) Read(p []byte) (int, error) {
	b.reading.Lock()
	defer b.reading.Unlock()
	c := b.conn // only this side changes it
	if c == nil {
		return 0, b.err
	}
	n, err := c.body.read(p, answerPatience)
	if err != nil {
		b.fields = c.body.chunks.fields
		b.err = b.end(err)
	}
	return n, b.err
}

// Names implements message.Trailers.
func (b *answerBody) Names() []string { return wire.TrailerNames(b.names) }

// Fields implements message.Trailers.
func (b *answerBody) Fields() []message.Field {
	b.reading.Lock()
	defer b.reading.Unlock()
	if b.err != io.EOF {
		return nil
	}
	return b.fields
}

// end parts with the connection, which is done with.
func (b *answerBody) end(err error) error {
	b.mu.Lock()
	c := b.conn
	b.conn = nil
	b.mu.Unlock()
	return c.end(err)
}

// Close implements io.Closer. An answer whose rest has come already leaves its
// connection to others.
func (b *answerBody) Close() error {
	if !b.reading.TryLock() {
		b.mu.Lock()
		if b.conn != nil {
			b.conn.Stop()
		}
		b.mu.Unlock()
		b.reading.Lock()
	}
	defer b.reading.Unlock()
	c := b.conn
	if c == nil {
		return nil
	}
	c.skip()
	_ = b.end(c.body.err)
	b.err = errBodyClosed
	return nil
}

// skip reads what has come of the body that nobody wants. If that is all, another
// request can follow.
func (c *upstreamConn) skip() {
	c.body.progress = func() error { return errBodyClosed }
	scratch := c.up.client.pool.get(smallBuffer)
	for len(c.in.bytes()) > 0 && c.body.err == nil {
		_, _ = c.body.read(scratch.b, answerPatience)
	}
	c.up.client.pool.put(scratch)
	c.body.progress = c.going
}
