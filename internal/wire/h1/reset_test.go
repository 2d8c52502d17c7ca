package h1

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// TestResets: clients that break off at any byte, of what they send or of what they
// get, cost nothing that stays: every exchange ends, every connection is forgotten.
func TestResets(t *testing.T) {
	const requests = "POST /1 HTTP/1.1\r\nHost: a\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nX-T: u\r\n\r\n" +
		"POST /2 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nabcd" +
		"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
	var begun, ended atomic.Int64
	address, s := serve(t, func(ctx context.Context, req *message.Request) wire.Answer {
		begun.Add(1)
		resp := &message.Response{Status: 200}
		if req.URL.Path == "/stream" {
			resp.Body = message.NewBody(io.NopCloser(strings.NewReader(strings.Repeat("x", 3000))), -1)
		} else if _, err := req.Body.Bytes(0); err != nil && !message.IsClientFault(err) {
			t.Error(err)
		}
		return wire.Answer{Response: resp, Finish: count{&ended}}
	})
	before := descriptors(t)
	reset := func(sent, read int) {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(patience))
		io.WriteString(c, requests[:sent])
		io.CopyN(io.Discard, c, int64(read))
		c.(*net.TCPConn).SetLinger(0)
		c.Close()
	}
	for i := range len(requests) + 1 {
		reset(i, 0)
	}
	for i := 0; i < 3000; i += 37 {
		reset(len(requests), i)
	}
	if got := say(t, address, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 200 OK\r\n") {
		t.Errorf("the server does not answer any more: %q", got)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Error("connections are left:", err)
	}
	if b, e := begun.Load(), ended.Load(); b != e || b == 0 {
		t.Errorf("%d exchanges began, %d ended", b, e)
	}
	// The listener's is gone too.
	if after := descriptors(t); after > before {
		t.Errorf("%d descriptors are open, %d were before", after, before)
	}
}

// count counts ends of exchanges.
type count struct{ n *atomic.Int64 }

// Done implements wire.Finisher.
func (c count) Done(int64) { c.n.Add(1) }

// descriptors is the number of open files of this process, 0 where the system does
// not say.
func descriptors(t *testing.T) int {
	t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(files)
}

// fields are those after a body.
type fields []message.Field

// Names implements message.Trailers.
func (f fields) Names() []string { return []string{f[0].Name} }

// Fields implements message.Trailers.
func (f fields) Fields() []message.Field { return f }

// TestResetUploads: servers that break off at any byte of a request end it with an
// error, whatever its body is, and leave nothing open.
func TestResetUploads(t *testing.T) {
	const text = "abcdefghij"
	bodies := map[string]func() *message.Body{
		"none":   func() *message.Body { return nil },
		"data":   func() *message.Body { return message.TextBody(text) },
		"length": func() *message.Body { return message.NewBody(io.NopCloser(strings.NewReader(text)), int64(len(text))) },
		"chunks": func() *message.Body {
			return message.NewBody(io.NopCloser(iotest.HalfReader(strings.NewReader(text))), -1)
		},
		"trailers": func() *message.Body {
			b := message.NewBody(io.NopCloser(iotest.OneByteReader(strings.NewReader(text))), -1)
			b.SetTrailers(fields{{Name: "X-T", Value: "u"}})
			return b
		},
		"long": func() *message.Body { return message.TextBody(strings.Repeat(text, 10000)) },
	}
	for name, body := range bodies {
		for _, reset := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", reset ", reset), func(t *testing.T) {
				before := descriptors(t)
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				// The first one is read whole, to learn how long it is.
				size := make(chan int, 1)
				done := make(chan bool)
				go func() {
					defer close(done)
					for i, most := 0, 1; i < most; i++ {
						c, err := l.Accept()
						if err != nil {
							return
						}
						c.SetDeadline(time.Now().Add(patience))
						if i == 0 {
							var whole bytes.Buffer
							readRequestOf(t, bufio.NewReader(io.TeeReader(c, &whole)))
							most = min(whole.Len(), 300)
							size <- most
						} else {
							io.CopyN(io.Discard, c, int64(i))
						}
						if reset {
							c.(*net.TCPConn).SetLinger(0)
						}
						c.Close()
					}
				}()
				u, _ := upstreamTo(t, l.Addr().String())
				for i, most := 0, 1; i < most; i++ {
					if got := outcome(u.Send(t.Context(), to("POST", "/", body()), patience)); !strings.HasPrefix(got, "error") {
						t.Fatalf("after %d bytes: %s", i, got)
					}
					if i == 0 {
						most = <-size
					}
				}
				<-done
				l.Close()
				if after := descriptors(t); after > before {
					t.Errorf("%d descriptors are open, %d were before", after, before)
				}
			})
		}
	}
}
