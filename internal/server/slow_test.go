package server

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
	"github.com/gatehouse-project/gatehouse/internal/wire/nethttp"
	"github.com/gatehouse-project/gatehouse/internal/wire/tunnel"
)

// pipes is a listener whose connections are pipes in memory, which know the time
// of testing/synctest.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error {
	close(p.done)
	return nil
}

// Addr implements net.Listener.
func (*pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

// adapters are the ways to serve HTTP/1.1.
var adapters = []string{"h1", "nethttp"}

// serve answers requests over an adapter.
func serve(adapter string, handle wire.Handler) (p *pipes, stop func(context.Context)) {
	p = &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	l := &listener{Listener: p}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	if adapter == "nethttp" {
		l.start(nethttp.Handler(handle, &tunnel.Set{}), log)
	} else {
		l.startOwn(handle, &tunnel.Set{}, log)
	}
	return p, l.close
}

// finished is a function to call at the end of an exchange.
type finished func()

// Done implements wire.Finisher.
func (f finished) Done(int64) { f() }

// TestSlowClients: clients that stand still lose their connection, those that are
// only slow do not.
func TestSlowClients(t *testing.T) {
	head := "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n"
	tests := []struct {
		name string
		// write plays the client.
		write func(c net.Conn)
		// status is that of the response; 0 is none, or 400. The connection is gone
		// after at most most.
		status int
		most   time.Duration
	}{
		{"nothing", func(net.Conn) {}, 0, readHeaderTimeout},
		{"half a header", func(c net.Conn) { io.WriteString(c, "GET / HTTP/1.1\r\nHost") }, 0, readHeaderTimeout},
		{"a header, letter by letter", func(c net.Conn) {
			for _, r := range "GET / HTTP/1.1\r\nX-A: " + strings.Repeat("a", 1000) {
				if _, err := io.WriteString(c, string(r)); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, 0, readHeaderTimeout + 2*time.Second},
		{"half a body", func(c net.Conn) { io.WriteString(c, head+"12345") }, 408, time.Minute + 10*time.Second},
		{"a body that nobody reads", func(c net.Conn) { io.WriteString(c, strings.Replace(head, "/", "/unread", 1)) }, 200, 10 * time.Second},
		{"no second request", func(c net.Conn) { io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n") }, 200, idleTimeout + time.Second},
		{"a slow body", func(c net.Conn) {
			io.WriteString(c, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 120000\r\n\r\n")
			for range 10 {
				time.Sleep(40 * time.Second)
				io.WriteString(c, strings.Repeat("x", 12000))
			}
		}, 200, 10 * time.Minute},
		{"a body, letter by letter", func(c net.Conn) {
			io.WriteString(c, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
			for range 1000 {
				if _, err := io.WriteString(c, "x"); err != nil {
					return
				}
				time.Sleep(10 * time.Second)
			}
		}, 408, time.Minute + 20*time.Second},
		{"chunks, letter by letter", func(c net.Conn) {
			io.WriteString(c, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
			for {
				if _, err := io.WriteString(c, "1\r\nx\r\n"); err != nil {
					return
				}
				time.Sleep(59 * time.Second)
			}
		}, 408, 2*time.Minute + 10*time.Second},
	}
	for _, adapter := range adapters {
		for _, test := range tests {
			t.Run(adapter+"/"+test.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p, stop := serve(adapter, func(_ context.Context, req *message.Request) wire.Answer {
						status := 200
						if req.URL.Path != "/unread" {
							if _, err := req.Body.Bytes(0); message.IsClientFault(err) {
								status = 408
							}
						}
						return wire.Answer{Response: &message.Response{Status: status}}
					})
					defer stop(t.Context())
					c := p.dial()
					var writing sync.WaitGroup
					defer func() {
						c.Close()
						writing.Wait()
					}()
					begin := time.Now()
					writing.Go(func() { test.write(c) })
					in := bufio.NewReader(c)
					resp, err := http.ReadResponse(in, nil)
					switch {
					case err != nil && test.status != 0:
						t.Fatal(err)
					case err == nil && resp.StatusCode != cmp.Or(test.status, 400):
						t.Errorf("got %s, want %d", resp.Status, test.status)
					}
					if _, err := io.Copy(io.Discard, in); err != nil {
						t.Error(err)
					}
					if d := time.Since(begin); d > test.most {
						t.Errorf("the connection was held for %v, more than %v", d, test.most)
					}
				})
			})
		}
	}
}

// TestClientThatDoesNotRead: a response that nobody takes, or takes letter by letter,
// does not hold its connection, and its body, for ever.
func TestClientThatDoesNotRead(t *testing.T) {
	for _, adapter := range adapters {
		t.Run(adapter, func(t *testing.T) { testClientThatDoesNotRead(t, adapter, false) })
		t.Run(adapter+"/letters", func(t *testing.T) { testClientThatDoesNotRead(t, adapter, true) })
	}
}

func testClientThatDoesNotRead(t *testing.T, adapter string, letters bool) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan struct{})
		p, stop := serve(adapter, func(context.Context, *message.Request) wire.Answer {
			endless := io.NopCloser(strings.NewReader(strings.Repeat("x", 10<<20)))
			return wire.Answer{
				Response: &message.Response{Status: 200, Body: message.NewBody(endless, -1)},
				Finish:   finished(func() { close(ended) }),
			}
		})
		defer stop(t.Context())
		c := p.dial()
		var reading sync.WaitGroup
		defer reading.Wait()
		defer c.Close()
		begin := time.Now()
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		if letters {
			reading.Go(func() {
				for b := make([]byte, 1); ; time.Sleep(time.Second) {
					if _, err := c.Read(b); err != nil {
						return
					}
				}
			})
		}
		<-ended
		if d := time.Since(begin); d > 5*time.Minute {
			t.Errorf("the exchange ended after %v", d)
		}
	})
}
