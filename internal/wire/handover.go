package wire

import (
	"crypto/tls"
	"net"
	"sync"
)

// Handover is a listener whose connections come from another adapter, which could
// not go on with them. It is safe for concurrent use.
type Handover struct {
	address net.Addr
	conns   chan net.Conn
	done    chan struct{}
	once    sync.Once
}

// NewHandover returns a listener that gives address as its own.
func NewHandover(address net.Addr) *Handover {
	return &Handover{address: address, conns: make(chan net.Conn), done: make(chan struct{})}
}

// Give hands a connection over with the bytes that were read from it. After Close
// it is closed.
func (h *Handover) Give(c net.Conn, read []byte) {
	c = Replay(c, read)
	select {
	case h.conns <- c:
	case <-h.done:
		c.Close()
	}
}

// Accept implements net.Listener.
func (h *Handover) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (h *Handover) Close() error {
	h.once.Do(func() { close(h.done) })
	return nil
}

// Addr implements net.Listener.
func (h *Handover) Addr() net.Addr { return h.address }

// Replayed is a connection that begins with bytes that were read from it before.
type Replayed struct {
	net.Conn
	read []byte
}

// Replay returns a connection that begins with bytes that were read from c; they are
// copied.
func Replay(c net.Conn, read []byte) net.Conn {
	if len(read) == 0 {
		return c
	}
	return &Replayed{Conn: c, read: append([]byte(nil), read...)}
}

// Read implements net.Conn.
func (c *Replayed) Read(p []byte) (int, error) {
	if len(c.read) == 0 {
		return c.Conn.Read(p)
	}
	n := copy(p, c.read)
	c.read = c.read[n:]
	return n, nil
}

// CloseWrite tells the peer that nothing more comes.
func (c *Replayed) CloseWrite() error {
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return nil
}

// TLS returns the TLS connection that c is or replays, nil when there is none.
func TLS(c net.Conn) *tls.Conn {
	if r, ok := c.(*Replayed); ok {
		c = r.Conn
	}
	t, _ := c.(*tls.Conn)
	return t
}
