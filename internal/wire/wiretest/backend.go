package wiretest

import (
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Backend is a server that reads requests with Describe and answers each with `ok`.
type Backend struct {
	// Address is where it listens.
	Address string

	mu    sync.Mutex
	seen  []string
	parts int
	wg    sync.WaitGroup
	conns map[net.Conn]struct{}
}

// StartBackend starts a backend, which ends with the test.
func StartBackend(t testing.TB) *Backend {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &Backend{Address: l.Addr().String(), conns: map[net.Conn]struct{}{}}
	b.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			b.mu.Lock()
			b.conns[c] = struct{}{}
			b.mu.Unlock()
			b.wg.Go(func() { b.serve(c) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		b.mu.Lock()
		for c := range b.conns {
			c.Close()
		}
		b.mu.Unlock()
		b.wg.Wait()
	})
	return b
}

// Seen returns what has come since it was last called: each request in one line, and
// what is none as `no request: …`.
func (b *Backend) Seen() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := b.seen
	b.seen = nil
	return seen
}

// Parts is the number of connections that have ended within a request.
func (b *Backend) Parts() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.parts
}

func (b *Backend) note(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen = append(b.seen, text)
}

// serve answers the requests of a connection.
func (b *Backend) serve(c net.Conn) {
	defer func() {
		c.Close()
		b.mu.Lock()
		delete(b.conns, c)
		b.mu.Unlock()
	}()
	var got []byte
	piece := make([]byte, 32<<10)
	for {
		n, err := c.Read(piece)
		got = append(got, piece[:n]...)
		for len(got) > 0 {
			text, n, err := Describe(string(got))
			if errors.Is(err, ErrPart) {
				break
			}
			if err != nil {
				b.note("no request: " + err.Error())
				return
			}
			b.note(text)
			got = slices.Delete(got, 0, n)
			body := "ok"
			if strings.HasPrefix(text, "HEAD ") {
				body = ""
			}
			if _, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"+body); err != nil {
				return
			}
		}
		if err != nil {
			if len(got) > 0 {
				b.mu.Lock()
				b.parts++
				b.mu.Unlock()
			}
			return
		}
	}
}
