package h1

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience ends tests that hang; nothing is expected to take that long.
const patience = 20 * time.Second

// serve answers requests on an address of this machine.
func serve(t testing.TB, handle wire.Handler) (address string, s *Server) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s = &Server{
		Handle: handle, Other: func(c net.Conn, _ []byte) { c.Close() },
		HeadTimeout: patience, IdleTimeout: patience, Log: slog.New(slog.DiscardHandler),
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, ErrServerClosed) {
			t.Error(err)
		}
	})
	return l.Addr().String(), s
}

func dial(t testing.TB, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c
}

// echo answers with what it was asked.
func echo(_ context.Context, req *message.Request) wire.Answer {
	data, err := req.Body.Bytes(0)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s %s\n", req.Method, req.URL.String(), req.Proto)
	for f := range req.Header.All() {
		fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Value)
	}
	fmt.Fprintf(&b, "\n%s", data)
	if err != nil {
		fmt.Fprintf(&b, "!%v", err)
	}
	return wire.Answer{Response: &message.Response{Status: 200, Header: message.NewHeader(message.Field{Name: "Date", Value: "x"}), Body: message.BytesBody(b.Bytes())}}
}

// say sends text and returns everything that comes back until the end.
func say(t testing.TB, address, text string) string {
	t.Helper()
	c := dial(t, address)
	go io.WriteString(c, text)
	answer, err := io.ReadAll(c)
	if err != nil {
		t.Error(err)
	}
	return string(answer)
}

// TestPipeline: requests that come together are answered in order, bodies or not.
func TestPipeline(t *testing.T) {
	address, _ := serve(t, echo)
	got := say(t, address, "\r\nGET /1?q HTTP/1.1\r\nhOST: a\r\nX-A: 1\r\n\r\n"+
		"POST /2 HTTP/1.1\r\nHost: b:81\r\nContent-Length: 3\r\n\r\nabc"+
		"POST /3 HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\nX: y\r\n\r\n"+
		"OPTIONS * HTTP/1.1\r\nHost: c\r\n\r\n"+
		"GET http://D/4%2f{ HTTP/1.1\r\nHost: ignored\r\nConnection: close\r\n\r\n"+
		"GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
	answer := func(body, last string) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: %d\r\n%s\r\n%s", len(body), last, body)
	}
	want := answer("GET http://a/1?q HTTP/1.1\nhOST: a\nX-A: 1\n\n", "") +
		answer("POST http://b:81/2 HTTP/1.1\nHost: b:81\nContent-Length: 3\n\nabc", "") +
		answer("POST http://b/3 HTTP/1.1\nHost: b\n\ndef", "") +
		strings.Replace(answer("", ""), "Date: x\r\n", "", 1) +
		answer("GET http://d/4%2f%7B HTTP/1.1\nHost: D\n\n", "Connection: close\r\n")
	got = regexp.MustCompile("Date: [^x\r][^\r]*\r\n").ReplaceAllString(got, "")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestResponses: what goes to the client for each kind of response.
func TestResponses(t *testing.T) {
	stream := func(text string, length int64) *message.Body {
		// In bytes, so that pieces are seen.
		return message.NewBody(io.NopCloser(iotest.OneByteReader(strings.NewReader(text))), length)
	}
	header := func(pairs ...string) message.Header {
		h := message.NewHeader(message.Field{Name: "Date", Value: "x"})
		for i := 0; i < len(pairs); i += 2 {
			h.Add(pairs[i], pairs[i+1])
		}
		return h
	}
	const get, get10 = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"
	const head = "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
	tests := []struct {
		name, request string
		resp          message.Response
		want          string
	}{
		{"text", get, message.Response{Status: 200, Header: header(), Body: message.TextBody("ok")}, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"},
		{"no body", get, message.Response{Status: 200, Header: header()}, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
		{"phrase", get, message.Response{Status: 299, Reason: "Fine", Header: header()}, "HTTP/1.1 299 Fine\r\nDate: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
		{"phrase that would end the line", get, message.Response{Status: 200, Reason: "OK\r\nX: y", Header: header()}, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
		{"fields that cannot be sent", get, message.Response{Status: 200, Header: header("x-a", "b", "X-A", "c\r\nd", "X B", "c", "Transfer-Encoding", "chunked", "Content-Length", "7", "connection", "x")}, "HTTP/1.1 200 OK\r\nDate: x\r\nx-a: b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
		{"stream of a length", get, message.Response{Status: 200, Header: header(), Body: stream("abc", 3)}, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"},
		{"stream", get, message.Response{Status: 200, Header: header(), Body: stream("abc", -1)}, "HTTP/1.1 200 OK\r\nDate: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n"},
		{"empty stream", get, message.Response{Status: 200, Header: header(), Body: stream("", -1)}, "HTTP/1.1 200 OK\r\nDate: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"},
		{"flushed stream", get, message.Response{Status: 200, Header: header(), Flush: true, Body: stream("ab", -1)}, "HTTP/1.1 200 OK\r\nDate: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n"},
		{"no content", get, message.Response{Status: 204, Header: header("Content-Type", "a/b"), Body: message.TextBody("no")}, "HTTP/1.1 204 No Content\r\nDate: x\r\nContent-Type: a/b\r\nConnection: close\r\n\r\n"},
		{"not modified", get, message.Response{Status: 304, Header: header("Content-Type", "a/b", "ETag", "1", "Content-Length", "5"), Body: message.TextBody("no")}, "HTTP/1.1 304 Not Modified\r\nDate: x\r\nETag: 1\r\nConnection: close\r\n\r\n"},
		{"HEAD", head, message.Response{Status: 200, Header: header(), Body: message.TextBody("ok")}, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"},
		{"HEAD, length of the backend", head, message.Response{Status: 200, Header: header("Content-Length", "7"), Body: message.BytesBody(nil)}, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 7\r\nConnection: close\r\n\r\n"},
		{"HEAD, stream", head, message.Response{Status: 200, Header: header(), Body: stream("abc", -1)}, "HTTP/1.1 200 OK\r\nDate: x\r\nConnection: close\r\n\r\n"},
		{"HTTP/1.0", get10, message.Response{Status: 200, Header: header(), Body: message.TextBody("ok")}, "HTTP/1.0 200 OK\r\nDate: x\r\nContent-Length: 2\r\n\r\nok"},
		{"HTTP/1.0, stream", get10, message.Response{Status: 200, Header: header(), Body: stream("abc", -1)}, "HTTP/1.0 200 OK\r\nDate: x\r\n\r\nabc"},
		{"HTTP/1.0 that stays, then not", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get10, message.Response{Status: 204, Header: header()}, "HTTP/1.0 204 No Content\r\nDate: x\r\nConnection: keep-alive\r\n\r\nHTTP/1.0 204 No Content\r\nDate: x\r\n\r\n"},
		{"interim status", get, message.Response{Status: 101, Reason: "Switching Protocols", Header: header()}, "HTTP/1.1 500 Internal Server Error\r\nDate: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
		{"status that is none", get, message.Response{Status: 1000, Header: header()}, "HTTP/1.1 500 Internal Server Error\r\nDate: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
		// What was said about the length turns out wrong.
		{"short", get, message.Response{Status: 200, Header: header(), Flush: true, Body: stream("ab", 3)}, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nab"},
		{"long", get, message.Response{Status: 200, Header: header(), Flush: true, Body: stream("abcd", 3)}, "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			address, _ := serve(t, func(context.Context, *message.Request) wire.Answer {
				resp := test.resp
				return wire.Answer{Response: &resp}
			})
			if diff := cmp.Diff(test.want, say(t, address, test.request)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestSizes: bodies of any size arrive whole, buffered and streamed, long heads too.
func TestSizes(t *testing.T) {
	for _, n := range []int{1, 3000, smallBuffer - 100, smallBuffer, smallBuffer + 1, largeBuffer, pieceSize + 1, 3 * pieceSize} {
		want := strings.Repeat("0123456789", n/10+1)[:n]
		for name, body := range map[string]func() *message.Body{
			"buffered": func() *message.Body { return message.TextBody(want) },
			"sized":    func() *message.Body { return message.NewBody(io.NopCloser(strings.NewReader(want)), int64(n)) },
			"chunked":  func() *message.Body { return message.NewBody(io.NopCloser(strings.NewReader(want)), -1) },
		} {
			for _, field := range []int{1, 2000, 5000} {
				address, _ := serve(t, func(context.Context, *message.Request) wire.Answer {
					h := message.NewHeader(message.Field{Name: "X-Long", Value: strings.Repeat("y", field)})
					return wire.Answer{Response: &message.Response{Status: 200, Header: h, Body: body()}}
				})
				c := dial(t, address)
				in := bufio.NewReader(c)
				for range 2 {
					io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
					resp, err := http.ReadResponse(in, nil)
					if err != nil {
						t.Fatal(err)
					}
					if got, err := io.ReadAll(resp.Body); string(got) != want || err != nil || len(resp.Header.Get("X-Long")) != field {
						t.Errorf("%d bytes, %s, field of %d: got %d, %v", n, name, field, len(got), err)
					}
				}
				c.Close()
			}
		}
	}
}

// TestBrokenAnswer: of a response that breaks off before anything was sent nothing
// comes out; nothing passes for a whole body.
func TestBrokenAnswer(t *testing.T) {
	for _, request := range []string{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"} {
		for name, flush := range map[string]bool{"at once": false, "after the head": true} {
			t.Run(name, func(t *testing.T) {
				address, _ := serve(t, func(context.Context, *message.Request) wire.Answer {
					return wire.Answer{Response: &message.Response{Status: 200, Flush: flush, Body: message.NewBody(io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF)), -1)}}
				})
				c := dial(t, address)
				io.WriteString(c, request)
				in := bufio.NewReader(c)
				resp, err := http.ReadResponse(in, nil)
				if err == nil {
					_, err = io.ReadAll(resp.Body)
				}
				if err == nil {
					t.Error("the answer passes for a whole one")
				}
			})
		}
	}
}

// TestContinue: a client that waits is told to go on when the body is wanted, and
// only then.
func TestContinue(t *testing.T) {
	const request = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n"
	address, _ := serve(t, func(ctx context.Context, req *message.Request) wire.Answer {
		if req.URL.Path == "/unwanted" {
			return wire.Answer{Response: &message.Response{Status: 403}}
		}
		return echo(ctx, req)
	})
	c := dial(t, address)
	in := bufio.NewReader(c)
	for range 2 {
		io.WriteString(c, request)
		if got, err := in.ReadString('\n'); got != "HTTP/1.1 100 Continue\r\n" {
			t.Fatalf("got %q, %v", got, err)
		}
		in.ReadString('\n')
		io.WriteString(c, "abc")
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := io.ReadAll(resp.Body); !strings.HasSuffix(string(got), "\n\nabc") {
			t.Errorf("got %q", got)
		}
	}
	// The body is there already.
	io.WriteString(c, request+"abc")
	if got, err := in.ReadString('\n'); got != "HTTP/1.1 200 OK\r\n" {
		t.Errorf("got %q, %v", got, err)
	}
	answer := say(t, address, strings.Replace(request, "/", "/unwanted", 1))
	if !strings.HasPrefix(answer, "HTTP/1.1 403 Forbidden\r\n") || !strings.Contains(answer, "\r\nConnection: close\r\n") {
		t.Errorf("got %q", answer)
	}
}

// TestUnreadBody: a body that nobody read is no request, whatever is in it; a short
// one costs no connection, and for another the answer says so.
func TestUnreadBody(t *testing.T) {
	var mu sync.Mutex
	var paths []string
	address, _ := serve(t, func(_ context.Context, req *message.Request) wire.Answer {
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, req.URL.Path)
		return wire.Answer{Response: &message.Response{Status: 200}}
	})
	smuggled := "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
	tests := []struct {
		name, body string
		head       string
		more       bool
	}{
		{"short", smuggled, fmt.Sprintf("Content-Length: %d", len(smuggled)), true},
		{"chunks", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(smuggled), smuggled), "Transfer-Encoding: chunked", true},
		{"long", strings.Repeat(smuggled, 20000), fmt.Sprintf("Content-Length: %d", 20000*len(smuggled)), false},
		{"long chunks", strings.Repeat(fmt.Sprintf("%x\r\n%s\r\n", len(smuggled), smuggled), 20000) + "0\r\n\r\n", "Transfer-Encoding: chunked", false},
		{"chunks that are none", "x" + smuggled, "Transfer-Encoding: chunked", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			paths = nil
			c := dial(t, address)
			go io.WriteString(c, "POST /first HTTP/1.1\r\nHost: a\r\n"+test.head+"\r\n\r\n"+test.body+"GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
			in := bufio.NewReader(c)
			want := []string{"/first"}
			if test.more {
				want = append(want, "/second")
			}
			for i := range want {
				resp, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Fatal(err)
				}
				if last := i == len(want)-1; resp.Close != last {
					t.Errorf("answer %d: close is %t", i, resp.Close)
				}
			}
			io.Copy(io.Discard, in)
			mu.Lock()
			defer mu.Unlock()
			if diff := cmp.Diff(want, paths); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestGone: a client that goes away cancels a request that takes long, one that has
// sent its next request does not.
func TestGone(t *testing.T) {
	for name, wait := range map[string]func(context.Context){
		"done":   func(ctx context.Context) { <-ctx.Done() },
		"child":  func(ctx context.Context) { ctx, cancel := context.WithCancel(ctx); defer cancel(); <-ctx.Done() },
		"attend": func(ctx context.Context) { w := make(waiter, 1); ctx.(wire.Exchange).Attend(w); <-w },
	} {
		t.Run(name, func(t *testing.T) {
			ended := make(chan error, 1)
			address, _ := serve(t, func(ctx context.Context, req *message.Request) wire.Answer {
				if _, err := req.Body.Bytes(0); err != nil {
					t.Error(err)
				}
				wait(ctx)
				ended <- ctx.Err()
				return wire.Answer{Response: &message.Response{Status: 200}}
			})
			for _, request := range []string{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"} {
				c := dial(t, address)
				io.WriteString(c, request)
				c.Close()
				if err := <-ended; !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
		})
	}
}

// waiter is a wire.Waiter.
type waiter chan struct{}

// Stop implements wire.Waiter.
func (w waiter) Stop() { w <- struct{}{} }

// TestNextRequestWhileWaiting: bytes that come while the client is watched belong to
// the next request.
func TestNextRequestWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		defer client.Close()
		s := &Server{
			Handle: func(ctx context.Context, req *message.Request) wire.Answer {
				select {
				case <-ctx.Done():
				case <-time.After(10 * slowAfter):
				}
				return echo(ctx, req)
			},
			HeadTimeout: time.Minute, IdleTimeout: time.Minute, Log: slog.New(slog.DiscardHandler),
		}
		s.start(server)
		go func() {
			for _, piece := range []string{"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /2 HT", "TP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"} {
				io.WriteString(client, piece)
				time.Sleep(2 * slowAfter)
			}
		}()
		in := bufio.NewReader(client)
		for i := range 3 {
			resp, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := io.ReadAll(resp.Body); !strings.HasPrefix(string(got), fmt.Sprintf("GET http://a/%d ", i+1)) {
				t.Errorf("got %q", got)
			}
		}
	})
}

// TestShutdown: requests under way are answered, idle connections closed, and
// nothing new is accepted.
func TestShutdown(t *testing.T) {
	begun, finish := make(chan bool), make(chan bool)
	address, s := serve(t, func(_ context.Context, req *message.Request) wire.Answer {
		if req.URL.Path == "/slow" {
			begun <- true
			<-finish
		}
		return wire.Answer{Response: &message.Response{Status: 200}}
	})
	idle, fresh, slow := dial(t, address), dial(t, address), dial(t, address)
	io.WriteString(idle, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	idleIn := bufio.NewReader(idle)
	if _, err := http.ReadResponse(idleIn, nil); err != nil {
		t.Fatal(err)
	}
	io.WriteString(slow, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
	<-begun
	down := make(chan error, 1)
	go func() { down <- s.Shutdown(context.Background()) }()
	for _, c := range []io.Reader{idleIn, fresh} {
		if rest, err := io.ReadAll(c); len(rest) > 0 || err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("an idle connection got %q, %v", rest, err)
		}
	}
	select {
	case err := <-down:
		t.Errorf("shut down during a request: %v", err)
	default:
	}
	finish <- true
	answer, err := io.ReadAll(slow)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 200 OK\r\n") || !strings.Contains(string(answer), "Connection: close\r\n") {
		t.Errorf("got %q, %v", answer, err)
	}
	if err := <-down; err != nil {
		t.Error(err)
	}
	if c, err := net.Dial("tcp", address); err == nil {
		c.Close()
		t.Error("a connection was accepted")
	}
}

// TestClose cancels requests.
func TestClose(t *testing.T) {
	begun, ended := make(chan bool), make(chan bool)
	address, s := serve(t, func(ctx context.Context, _ *message.Request) wire.Answer {
		begun <- true
		<-ctx.Done()
		ended <- true
		return wire.Answer{Response: &message.Response{Status: 200}}
	})
	c := dial(t, address)
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	<-begun
	s.Close()
	<-ended
}

// TestPanic: a panic costs its connection and nothing else.
func TestPanic(t *testing.T) {
	address, _ := serve(t, func(ctx context.Context, req *message.Request) wire.Answer {
		if req.URL.Path == "/panic" {
			panic("mistake")
		}
		return echo(ctx, req)
	})
	if got := say(t, address, "GET /panic HTTP/1.1\r\nHost: a\r\n\r\n"); got != "" {
		t.Errorf("got %q", got)
	}
	if got := say(t, address, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 200 OK\r\n") {
		t.Errorf("got %q", got)
	}
}
