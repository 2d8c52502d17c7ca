package h1

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

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

// maxRest is the most bytes of a body that are read only to keep the connection.
const maxRest = 256 << 10

// Server answers requests on HTTP/1.1 connections, one goroutine each. Its exported
// fields are set before Serve. It is safe for concurrent use.
type Server struct {
	// Handle answers requests.
	Handle wire.Handler
	// Other goes on with connections that speak something else, or are about to:
	// HTTP/2, upgrades. read are the bytes that were read already.
	Other func(c net.Conn, read []byte)
	// HeadTimeout bounds the time for the head of a request from its first byte, and
	// for the first byte of a connection; IdleTimeout that between two requests.
	HeadTimeout, IdleTimeout time.Duration
	Log                      *slog.Logger

	pool    buffers
	date    dateCache
	closing atomic.Bool

	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	conns     map[*conn]struct{}
	// emptied is closed when the last connection ends; nil unless awaited.
	emptied chan struct{}
}

// ErrServerClosed is what Serve returns after Shutdown or Close.
var ErrServerClosed = errors.New("the server is closed")

// Serve accepts connections until the listener fails or the server is closed. The
// listener is closed in any case. Connections may be TLS ones.
func (s *Server) Serve(l net.Listener) error {
	if !s.add(l) {
		l.Close()
		return ErrServerClosed
	}
	defer s.remove(l)
	var pause time.Duration
	for {
		c, err := l.Accept()
		switch {
		case err == nil:
			pause = 0
			s.start(c)
		case s.closing.Load():
			return ErrServerClosed
		case temporary(err):
			// Descriptors or memory may be free again soon.
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
			s.Log.Warn("a connection could not be accepted", "address", l.Addr().String(), "error", err)
			time.Sleep(pause)
		default:
			return err
		}
	}
}

// temporary reports errors of Accept after which it can be called again.
func temporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

func (s *Server) add(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Load() {
		return false
	}
	if s.listeners == nil {
		s.listeners = map[net.Listener]struct{}{}
	}
	s.listeners[l] = struct{}{}
	return true
}

// remove closes a listener, unless stopAccepting has.
func (s *Server) remove(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.listeners[l]; ok {
		l.Close()
		delete(s.listeners, l)
	}
}

// start serves a connection in a goroutine of its own.
func (s *Server) start(n net.Conn) {
	c := newConn(s, n)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Load() {
		n.Close()
		return
	}
	if s.conns == nil {
		s.conns = map[*conn]struct{}{}
	}
	s.conns[c] = struct{}{}
	go func() {
		defer s.forget(c)
		defer func() {
			if v := recover(); v != nil {
				s.Log.Error("a connection made the gateway panic", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
				c.cut()
			}
		}()
		c.serve()
	}()
}

// forget drops a connection that has ended or was handed over.
func (s *Server) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	if len(s.conns) == 0 && s.emptied != nil {
		close(s.emptied)
		s.emptied = nil
	}
}

// Shutdown stops accepting, closes connections that carry no request, and waits
// until the others have answered theirs or ctx ends; the error is that of ctx.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.stopAccepting()
	for c := range s.conns {
		c.closeIdle()
	}
	if len(s.conns) == 0 {
		s.mu.Unlock()
		return nil
	}
	if s.emptied == nil {
		s.emptied = make(chan struct{})
	}
	emptied := s.emptied
	s.mu.Unlock()
	select {
	case <-emptied:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stopAccepting needs mu.
func (s *Server) stopAccepting() {
	s.closing.Store(true)
	for l := range s.listeners {
		l.Close()
	}
	clear(s.listeners)
}

// Close stops accepting and cuts all connections; requests under way are
// cancelled.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopAccepting()
	for c := range s.conns {
		c.cut()
	}
}

// dateCache holds the value of Date for the current second.
type dateCache struct{ now atomic.Pointer[date] }

type date struct {
	second int64
	text   string
}

// text returns the value of Date at a time.
func (d *dateCache) text(now time.Time) string {
	second := now.Unix()
	if have := d.now.Load(); have != nil && have.second == second {
		return have.text
	}
	next := &date{second, now.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")}
	d.now.Store(next)
	return next.text
}

// handshake makes a TLS connection ready. It reports whether to go on here.
func (c *conn) handshake(t *tls.Conn) bool {
	_ = t.SetDeadline(time.Now().Add(c.server.HeadTimeout))
	err := t.Handshake()
	_ = t.SetDeadline(time.Time{})
	if err != nil {
		var record tls.RecordHeaderError
		if errors.As(err, &record) && record.Conn != nil && looksLikeHTTP(record.RecordHeader) {
			_, _ = record.Conn.Write([]byte("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"))
		}
		c.server.Log.Debug("connection: the TLS handshake failed", "peer", t.RemoteAddr().String(), "error", err)
		t.Close()
		return false
	}
	state := t.ConnectionState()
	if state.NegotiatedProtocol == "h2" {
		c.server.Other(t, nil)
		return false
	}
	c.tls = &state
	return true
}

// looksLikeHTTP reports whether bytes that should be TLS are the start of a
// request.
func looksLikeHTTP(b [5]byte) bool {
	switch string(b[:]) {
	case "GET /", "HEAD ", "POST ", "PUT /", "OPTIO":
		return true
	}
	return false
}
