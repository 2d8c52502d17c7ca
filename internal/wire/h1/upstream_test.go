package h1

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// backend serves raw connections: answer is called for each with the number of the
// connection, from 0.
func backend(t *testing.T, answer func(n int, c net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for n := 0; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.SetDeadline(time.Now().Add(patience))
			running.Go(func() {
				defer c.Close()
				answer(n, c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		running.Wait()
	})
	return l.Addr().String()
}

// upstreamTo returns an upstream that is closed with the test, and the number of
// connections it opened.
func upstreamTo(t testing.TB, address string) (*Upstream, *atomic.Int64) {
	var opened atomic.Int64
	u := new(Client).NewUpstream(func(ctx context.Context) (net.Conn, error) {
		opened.Add(1)
		var d net.Dialer
		return d.DialContext(ctx, "tcp", address)
	})
	t.Cleanup(u.Close)
	return u, &opened
}

// to is a request.
func to(method, path string, body *message.Body, fields ...message.Field) *message.Request {
	u, _ := message.ParseURL("http://backend.test:8080" + path)
	return &message.Request{Method: method, URL: u, Header: message.NewHeader(fields...), Body: body}
}

// outcome is a response as text, or the error.
func outcome(resp *message.Response, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	data, berr := resp.Body.Bytes(0)
	return fmt.Sprintf("%d %q %v", resp.Status, data, berr)
}

// readRequestOf reads a request and its body.
func readRequestOf(t *testing.T, in *bufio.Reader) (*http.Request, string, bool) {
	t.Helper()
	r, err := http.ReadRequest(in)
	if err != nil {
		return nil, "", false
	}
	data, err := io.ReadAll(r.Body)
	return r, string(data), err == nil
}

// serveText answers each request of a connection with a text.
func serveText(t *testing.T, text string) func(int, net.Conn) {
	return func(_ int, c net.Conn) {
		for in := bufio.NewReader(c); ; {
			if _, _, ok := readRequestOf(t, in); !ok {
				return
			}
			io.WriteString(c, text)
		}
	}
}

// TestRequestsSent: what is sent for a message, byte by byte.
func TestRequestsSent(t *testing.T) {
	stream := func(s string, n int64) *message.Body {
		return message.NewBody(io.NopCloser(strings.NewReader(s)), n)
	}
	field := func(n, v string) message.Field { return message.Field{Name: n, Value: v} }
	tests := []struct {
		name string
		req  *message.Request
		want string
	}{
		{"GET", to("GET", "/a%20b?c=d", nil, field("x-B", "1"), field("X-A", "2"), field("x-b", "")), "GET /a%20b?c=d HTTP/1.1\r\nHost: backend.test:8080\r\nx-B: 1\r\nX-A: 2\r\nx-b: \r\n\r\n"},
		{"own host", to("GET", "/?", nil, field("X-A", "2"), field("host", "other.test")), "GET /? HTTP/1.1\r\nHost: other.test\r\nX-A: 2\r\n\r\n"},
		{"fields that do not belong there", to("GET", "/", nil, field("Connection", "close"), field("Content-Length", "5"), field("Transfer-Encoding", "chunked"), field("TE", "x"), field("Expect", "100-continue"),
			field("X A", "b"), field("X-B", "c\r\nd: e"), field("X-C", "\x00")), "GET / HTTP/1.1\r\nHost: backend.test:8080\r\n\r\n"},
		{"POST without a body", to("POST", "/", nil), "POST / HTTP/1.1\r\nHost: backend.test:8080\r\nContent-Length: 0\r\n\r\n"},
		{"DELETE without a body", to("DELETE", "/", nil), "DELETE / HTTP/1.1\r\nHost: backend.test:8080\r\n\r\n"},
		{"data", to("POST", "/", message.TextBody("hello")), "POST / HTTP/1.1\r\nHost: backend.test:8080\r\nContent-Length: 5\r\n\r\nhello"},
		{"sized stream", to("PUT", "/", stream("hello", 5)), "PUT / HTTP/1.1\r\nHost: backend.test:8080\r\nContent-Length: 5\r\n\r\nhello"},
		{"empty stream", to("PUT", "/", stream("", 0)), "PUT / HTTP/1.1\r\nHost: backend.test:8080\r\nContent-Length: 0\r\n\r\n"},
		{"stream", to("PUT", "/", stream("hello", -1)), "PUT / HTTP/1.1\r\nHost: backend.test:8080\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"},
		{"long head", to("GET", "/", nil, field("X-A", strings.Repeat("a", 9000))), "GET / HTTP/1.1\r\nHost: backend.test:8080\r\nX-A: " + strings.Repeat("a", 9000) + "\r\n\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := make(chan string, 1)
			address := backend(t, func(_ int, c net.Conn) {
				b := make([]byte, len(test.want))
				n, _ := io.ReadFull(c, b)
				got <- string(b[:n])
				io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\n")
				if n, _ := c.Read(b); n > 0 {
					t.Errorf("there is more: %q", b[:n])
				}
			})
			u, _ := upstreamTo(t, address)
			resp, err := u.Send(t.Context(), test.req, patience)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			u.Close()
			if diff := cmp.Diff(test.want, <-got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRequestsRefused: what cannot be said is not sent.
func TestRequestsRefused(t *testing.T) {
	u, opened := upstreamTo(t, "127.0.0.1:1")
	bad := to("GET", "/", nil)
	bad.URL.Path = "/a b"
	query := to("GET", "/", nil)
	query.URL.Query = "a\r\nb"
	for name, req := range map[string]*message.Request{
		"method": to("G ET", "/", nil), "CONNECT": to("CONNECT", "/", nil), "path": bad, "query": query, "host": to("GET", "/", nil, message.Field{Name: "Host", Value: "a/b"}),
	} {
		if _, err := u.Send(t.Context(), req, 0); err == nil {
			t.Errorf("%s: sent", name)
		}
	}
	if opened.Load() != 0 {
		t.Error("a connection was opened")
	}
}

// TestAnswers: what an answer means, and whether its connection carries another
// request.
func TestAnswers(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	tests := []struct {
		name, method, text, want string
		// reused says that the second request went over the same connection.
		reused bool
	}{
		{"sized", "GET", ok + "Content-Length: 2\r\n\r\nok", `200 "ok" <nil>`, true},
		{"chunked", "GET", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", `200 "ok" <nil>`, true},
		{"trailers", "GET", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: a\r\n\r\n", `200 "ok" <nil>`, true},
		{"empty", "GET", ok + "Content-Length: 0\r\n\r\n", `200 "" <nil>`, true},
		{"HEAD", "HEAD", ok + "Content-Length: 2\r\n\r\n", `200 "" <nil>`, true},
		{"204", "GET", "HTTP/1.1 204 No Content\r\n\r\n", `204 "" <nil>`, true},
		{"304", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", `304 "" <nil>`, true},
		{"interim", "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nok", `200 "ok" <nil>`, true},
		{"keep-alive of 1.0", "GET", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", `200 "ok" <nil>`, true},
		{"no phrase", "GET", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", `200 "ok" <nil>`, true},

		{"close", "GET", ok + "Connection: close\r\nContent-Length: 2\r\n\r\nok", `200 "ok" <nil>`, false},
		{"1.0", "GET", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", `200 "ok" <nil>`, false},
		{"length and chunks", "GET", ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", `200 "ok" <nil>`, false},
		{"more than announced", "GET", ok + "Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", `200 "ok" <nil>`, false},
		{"more after chunks", "GET", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", `200 "ok" <nil>`, false},
		{"a body of HEAD", "HEAD", ok + "Content-Length: 2\r\n\r\nok", `200 "" <nil>`, false},
		{"a body of 204", "GET", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok", `204 "" <nil>`, false},
		{"a body of 304", "GET", "HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\n\r\nevil", `304 "" <nil>`, false},
		{"bad chunk", "GET", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nokX\r\n", `200 "ok" a chunk does not end where it should`, false},
		{"bad size", "GET", ok + "Transfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n", `200 "" malformed chunk size`, false},
		{"two lengths", "GET", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", "error: malformed response: more than one Content-Length", false},
		{"garbage", "GET", "hello\r\n\r\n", "error: malformed response: malformed start line", false},
		{"another coding", "GET", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "error: malformed response: unsupported transfer coding", false},
		{"switched", "GET", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "error: the backend switched protocols unasked", false},
		{"interim without end", "GET", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 50), "error: too many interim answers", false},
		{"long head", "GET", ok + "X-A: " + strings.Repeat("a", 300<<10) + "\r\n\r\n", "error: malformed response: the header is too long", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			address := backend(t, serveText(t, test.text))
			u, opened := upstreamTo(t, address)
			for range 2 {
				if got := outcome(u.Send(t.Context(), to(test.method, "/", nil), patience)); got != test.want {
					t.Errorf("got %s, want %s", got, test.want)
				}
			}
			if got := opened.Load() == 1; got != test.reused {
				t.Errorf("%d connections for two requests", opened.Load())
			}
			u.Close()
		})
	}
}

// TestUntilClose: bodies that end with their connection, and those that should not.
func TestUntilClose(t *testing.T) {
	const sized, chunked = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	for text, want := range map[string]string{
		"HTTP/1.1 200 OK\r\n\r\nok":     `200 "ok" <nil>`,
		"HTTP/1.0 200 OK\r\n\r\n":       `200 "" <nil>`,
		sized + "ok":                    `200 "ok" unexpected EOF`,
		sized:                           `200 "" unexpected EOF`,
		chunked + "2\r\nok\r\n":         `200 "ok" unexpected EOF`,
		chunked + "2\r\nok\r\n0\r\n":    `200 "ok" unexpected EOF`,
		chunked + "5\r\nok":             `200 "ok" unexpected EOF`,
		"HTTP/1.1 200 OK\r\nX-A: b":     "error: the head of the response is not complete: unexpected EOF",
		"":                              "error: the backend closed the connection before it answered: EOF",
		"HTTP/1.1 100 Continue\r\n\r\n": "error: the head of the response is not complete: unexpected EOF",
	} {
		t.Run(text, func(t *testing.T) {
			u, _ := upstreamTo(t, backend(t, func(_ int, c net.Conn) {
				readRequestOf(t, bufio.NewReader(c))
				io.WriteString(c, text)
			}))
			if got := outcome(u.Send(t.Context(), to("GET", "/", nil), patience)); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestPiecesOfAnswers: an answer means the same in whatever pieces it comes.
func TestPiecesOfAnswers(t *testing.T) {
	const text = "HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n1\r\n!\r\n0\r\nX-T: u\r\n\r\n"
	address := backend(t, func(_ int, c net.Conn) {
		c.(*net.TCPConn).SetNoDelay(true)
		in := bufio.NewReader(c)
		for i := 0; ; i++ {
			if _, _, ok := readRequestOf(t, in); !ok {
				return
			}
			i %= len(text) + 1
			io.WriteString(c, text[:i])
			time.Sleep(time.Millisecond) // so that the pieces are two
			io.WriteString(c, text[i:])
		}
	})
	u, opened := upstreamTo(t, address)
	for range len(text) + 1 {
		if got := outcome(u.Send(t.Context(), to("GET", "/", nil), patience)); got != `200 "ok!" <nil>` {
			t.Fatal(got)
		}
	}
	if opened.Load() != 1 {
		t.Errorf("%d connections", opened.Load())
	}
}

// TestResetAnswers: servers that break off at every byte leave no connection, and
// nothing but a whole answer passes for one.
func TestResetAnswers(t *testing.T) {
	for _, text := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n",
		"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n4;a=b\r\nabcd\r\n0\r\nX-T: u\r\nX-V: w\r\n\r\n",
	} {
		for _, reset := range []bool{false, true} {
			func() {
				before := descriptors(t)
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				done := make(chan bool)
				go func() {
					defer close(done)
					for i := range len(text) + 1 {
						c, err := l.Accept()
						if err != nil {
							return
						}
						readRequestOf(t, bufio.NewReader(c))
						io.WriteString(c, text[:i])
						if reset {
							c.(*net.TCPConn).SetLinger(0)
						}
						c.Close()
					}
				}()
				u, _ := upstreamTo(t, l.Addr().String())
				for i := range len(text) + 1 {
					got := outcome(u.Send(t.Context(), to("POST", "/", nil), patience))
					whole := got == `200 "abcd" <nil>`
					if whole && i < len(text) || !whole && i == len(text) && !reset {
						t.Errorf("after %d bytes: %s", i, got)
					}
					u.CloseIdle()
				}
				<-done
				l.Close()
				if after := descriptors(t); after > before {
					t.Errorf("%d descriptors are open, %d were before", after, before)
				}
			}()
		}
	}
}

// TestStale: a request is sent again only where that is safe.
func TestStale(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	stream := func() *message.Body { return message.NewBody(io.NopCloser(strings.NewReader("ab")), 2) }
	tests := []struct {
		name string
		req  func() *message.Request
		// second is what the server says to the second request of a connection.
		second string
		again  bool
	}{
		{"GET", func() *message.Request { return to("GET", "/", nil) }, "", true},
		{"GET with data", func() *message.Request { return to("GET", "/", message.TextBody("ab")) }, "", true},
		{"GET with a stream", func() *message.Request { return to("GET", "/", stream()) }, "", false},
		{"POST", func() *message.Request { return to("POST", "/", message.TextBody("ab")) }, "", false},
		{"POST that may be repeated", func() *message.Request {
			return to("POST", "/", message.TextBody("ab"), message.Field{Name: "Idempotency-Key", Value: "1"})
		}, "", true},
		{"DELETE", func() *message.Request { return to("DELETE", "/", nil) }, "", false},
		{"part of an answer", func() *message.Request { return to("GET", "/", nil) }, "H", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var served atomic.Int64
			u, opened := upstreamTo(t, backend(t, func(n int, c net.Conn) {
				in := bufio.NewReader(c)
				for i := 0; ; i++ {
					if _, _, good := readRequestOf(t, in); !good {
						return
					}
					served.Add(1)
					if n == 0 && i == 1 {
						io.WriteString(c, test.second)
						return
					}
					io.WriteString(c, ok)
				}
			}))
			if got := outcome(u.Send(t.Context(), test.req(), patience)); got != `200 "ok" <nil>` {
				t.Fatal(got)
			}
			resp, err := u.Send(t.Context(), test.req(), patience)
			if (err == nil) != test.again {
				t.Errorf("the second request: %v", err)
			}
			if err == nil {
				resp.Body.Close()
			}
			want := int64(2)
			if test.again {
				want = 3
			}
			if served.Load() != want || opened.Load() != want-1 {
				t.Errorf("%d requests over %d connections", served.Load(), opened.Load())
			}
		})
	}
}

// TestClosedWhileIdle: a connection that its server has closed, or on which it has
// said something unasked, is not used, whatever the method.
func TestClosedWhileIdle(t *testing.T) {
	for _, unasked := range []string{"", "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"} {
		gone := make(chan bool, 100)
		u, opened := upstreamTo(t, backend(t, func(_ int, c net.Conn) {
			readRequestOf(t, bufio.NewReader(c))
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
			io.WriteString(c, unasked)
			if unasked == "" {
				c.Close()
			}
			gone <- true
			io.Copy(io.Discard, c)
		}))
		for range 20 {
			resp, err := u.Send(t.Context(), to("POST", "/", message.TextBody("ab")), patience)
			if err != nil {
				t.Fatal(err)
			}
			<-gone // what the server says comes between the answer and its end, or behind it
			if got := outcome(resp, nil); got != `200 "ok" <nil>` {
				t.Fatal(got)
			}
		}
		if opened.Load() != 20 {
			t.Errorf("%d connections for 20 requests", opened.Load())
		}
		u.Close()
	}
}

// TestSweep: connections that their server has closed do not stay.
func TestSweep(t *testing.T) {
	u, _ := upstreamTo(t, backend(t, func(n int, c net.Conn) {
		readRequestOf(t, bufio.NewReader(c))
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		if n > 0 {
			io.Copy(io.Discard, c)
		}
	}))
	var held []*message.Response
	for range 2 {
		resp, err := u.Send(t.Context(), to("GET", "/", nil), patience)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, resp)
	}
	for _, r := range held {
		r.Body.Bytes(0)
	}
	for begin := time.Now(); len(u.shards[0].idle) > 1; u.sweep() {
		if time.Since(begin) > patience {
			t.Fatal("the closed connection stays")
		}
	}
	u.shards[0].idle[0].goodUntil = time.Now()
	u.sweep()
	if n := len(u.shards[0].idle); n != 0 {
		t.Errorf("%d connections are left", n)
	}
}

// TestKeepAliveTimeout: what a server says about its patience counts.
func TestKeepAliveTimeout(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"timeout=5": 4 * time.Second, "timeout=1": 500 * time.Millisecond, "timeout=5, max=100": 4 * time.Second, "max=100, Timeout=\"20\"": 19 * time.Second,
		"timeout=600": upstreamIdle, "timeout=x": upstreamIdle, "timeout=0": 0, "timeout=99999999999999": upstreamIdle,
	} {
		if got := persistence(value); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
}

// TestHeaderTimeout: the time is bounded until the header has come, not behind it.
func TestHeaderTimeout(t *testing.T) {
	slow := make(chan bool)
	u, _ := upstreamTo(t, backend(t, func(n int, c net.Conn) {
		readRequestOf(t, bufio.NewReader(c))
		if n == 0 {
			io.Copy(io.Discard, c)
			return
		}
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
		<-slow
		io.WriteString(c, "k")
	}))
	if _, err := u.Send(t.Context(), to("GET", "/", nil), 50*time.Millisecond); !errors.Is(err, ErrHeaderTimeout) {
		t.Error(err)
	}
	resp, err := u.Send(t.Context(), to("GET", "/", nil), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(1500*time.Millisecond, func() { close(slow) })
	if got := outcome(resp, nil); got != `200 "ok" <nil>` {
		t.Error(got)
	}
	blocked := new(Client).NewUpstream(func(ctx context.Context) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	if _, err := blocked.Send(t.Context(), to("GET", "/", nil), time.Millisecond); !errors.Is(err, ErrHeaderTimeout) {
		t.Error(err)
	}
}

// TestCancelled: who gives up waits no longer, wherever it is.
func TestCancelled(t *testing.T) {
	t.Cleanup(noLeaks(t))
	began := make(chan bool)
	u, _ := upstreamTo(t, backend(t, func(n int, c net.Conn) {
		readRequestOf(t, bufio.NewReader(c))
		if n == 1 {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
		}
		began <- true
		io.Copy(io.Discard, c)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-began
		cancel()
	}()
	if _, err := u.Send(ctx, to("GET", "/", nil), patience); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := u.Send(ctx, to("GET", "/", nil), patience); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), patience)
	resp, err := u.Send(ctx, to("GET", "/", nil), patience)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-began
		cancel()
	}()
	if got := outcome(resp, nil); got != `200 "o" context canceled` {
		t.Error(got)
	}
	// A body that is closed while somebody reads it.
	resp, err = u.Send(t.Context(), to("GET", "/", nil), time.Second)
	if err == nil {
		t.Fatal(resp.Status)
	}
	<-began
	u.Close()
}

// TestClosedBodies: a body that nobody reads costs its connection, unless it is
// there.
func TestClosedBodies(t *testing.T) {
	// One for each connection, so that none goes on with what was meant for another.
	rest := []chan bool{make(chan bool, 1), make(chan bool, 1)}
	u, opened := upstreamTo(t, backend(t, func(n int, c net.Conn) {
		for in := bufio.NewReader(c); ; {
			r, _, ok := readRequestOf(t, in)
			if !ok {
				return
			}
			io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")
			if r.URL.Path == "/part" {
				<-rest[n]
			}
			io.WriteString(c, "0\r\n\r\n")
		}
	}))
	send := func(path string) *message.Response {
		resp, err := u.Send(t.Context(), to("GET", path, nil), patience)
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	send("/part").Body.Close()
	rest[0] <- true
	// One that is closed while it is read.
	r := send("/part").Body.Reader()
	b := make([]byte, 10)
	if n, err := io.ReadFull(r, b[:2]); n != 2 || err != nil {
		t.Fatal(err)
	}
	read := make(chan error)
	go func() {
		_, err := r.Read(b)
		read <- err
	}()
	r.Close()
	if err := <-read; err == nil || err == io.EOF {
		t.Error("the end is", err)
	}
	if _, err := r.Read(b); err == nil || err == io.EOF {
		t.Error("after the end:", err)
	}
	rest[1] <- true
	if opened.Load() != 2 {
		t.Errorf("%d connections", opened.Load())
	}
}

// TestEarlyAnswers: an answer counts also before the request's body was sent.
func TestEarlyAnswers(t *testing.T) {
	t.Cleanup(noLeaks(t))
	const refusal = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno"
	big := bytes.Repeat([]byte("x"), 16<<20)
	address := backend(t, func(_ int, c net.Conn) {
		in := bufio.NewReader(c)
		http.ReadRequest(in)
		io.WriteString(c, refusal)
		c.(*net.TCPConn).CloseWrite()
		// It reads nothing more, until the gateway is gone.
		time.Sleep(50 * time.Millisecond)
		io.Copy(io.Discard, c)
	})
	u, _ := upstreamTo(t, address)
	stuck, release := io.Pipe()
	for name, body := range map[string]*message.Body{
		"data": message.BytesBody(big), "sized": message.NewBody(io.NopCloser(bytes.NewReader(big)), int64(len(big))),
		"chunked": message.NewBody(io.NopCloser(bytes.NewReader(big)), -1), "a body that does not come": message.NewBody(stuck, 10),
	} {
		if got := outcome(u.Send(t.Context(), to("POST", "/", body), patience)); got != `413 "no" <nil>` {
			t.Errorf("%s: %s", name, got)
		}
	}
	release.Close()
	u.Close()
}

// TestDuplex: both bodies may be under way at once.
func TestDuplex(t *testing.T) {
	u, opened := upstreamTo(t, backend(t, func(_ int, c net.Conn) {
		in := bufio.NewReader(c)
		for {
			r, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", r.ContentLength)
			io.Copy(c, r.Body)
		}
	}))
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<18)
	for range 3 {
		resp, err := u.Send(t.Context(), to("POST", "/", message.NewBody(io.NopCloser(bytes.NewReader(big)), int64(len(big)))), patience)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := resp.Body.Bytes(0); err != nil || !bytes.Equal(data, big) {
			t.Fatal(len(data), err)
		}
	}
	if opened.Load() != 1 {
		t.Errorf("%d connections", opened.Load())
	}
}

// TestBrokenUploads: a body that fails ends the request with its error.
func TestBrokenUploads(t *testing.T) {
	t.Cleanup(noLeaks(t))
	u, _ := upstreamTo(t, backend(t, func(_ int, c net.Conn) { io.Copy(io.Discard, c) }))
	for _, want := range []error{message.ErrBodyTimeout, &message.BrokenBody{Err: io.ErrUnexpectedEOF}} {
		for _, length := range []int64{-1, 100} {
			body := io.MultiReader(strings.NewReader("begin"), iotest.ErrReader(want))
			_, err := u.Send(t.Context(), to("POST", "/", message.NewBody(io.NopCloser(body), length)), patience)
			if !errors.Is(err, want) || !message.IsClientFault(err) {
				t.Errorf("got %v, want %v", err, want)
			}
		}
	}
	_, err := u.Send(t.Context(), to("POST", "/", message.NewBody(io.NopCloser(strings.NewReader("ab")), 3)), patience)
	if !errors.Is(err, errShortBody) {
		t.Error(err)
	}
	u.Close()
}

// TestConcurrency: many at once, each gets its own answer.
func TestConcurrency(t *testing.T) {
	u, opened := upstreamTo(t, backend(t, func(_ int, c net.Conn) {
		for in := bufio.NewReader(c); ; {
			r, body, ok := readRequestOf(t, in)
			if !ok {
				return
			}
			text := r.URL.Path + body
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
		}
	}))
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			for k := range 100 {
				path, body := fmt.Sprintf("/%d/%d", i, k), strings.Repeat("b", k*50)
				if got, want := outcome(u.Send(t.Context(), to("POST", path, message.TextBody(body)), patience)), fmt.Sprintf("200 %q <nil>", path+body); got != want {
					t.Errorf("got %s, want %s", got, want)
					return
				}
			}
		})
	}
	all.Wait()
	if n := opened.Load(); n > 64 {
		t.Errorf("%d connections", n)
	}
	u.Close()
}

// TestKeepAliveRace: servers that close connections as requests come cost no request
// that may be repeated.
func TestKeepAliveRace(t *testing.T) {
	u, _ := upstreamTo(t, backend(t, func(n int, c net.Conn) {
		in := bufio.NewReader(c)
		for range 1 + n%3 {
			if _, _, ok := readRequestOf(t, in); !ok {
				return
			}
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		}
		if n%2 == 0 {
			c.(*net.TCPConn).SetLinger(0)
		}
	}))
	for range 500 {
		if got := outcome(u.Send(t.Context(), to("GET", "/", nil), patience)); got != `200 "ok" <nil>` {
			t.Fatal(got)
		}
	}
	if _, err := os.Stat("/proc/self/fd"); err == nil && descriptors(t) > 200 {
		t.Errorf("%d descriptors", descriptors(t))
	}
	u.Close()
}

// noLeaks returns what checks at the end of a test that its goroutines have ended.
func noLeaks(t *testing.T) func() {
	current := goleak.IgnoreCurrent()
	return func() { goleak.VerifyNone(t, current) }
}
