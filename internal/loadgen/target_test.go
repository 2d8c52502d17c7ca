package loadgen

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

func options(url string) Options {
	return Options{URL: url, Duration: 50 * time.Millisecond, Connections: 2, Timeout: 10 * time.Second}
}

func TestRun(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, secure := range []bool{false, true} {
		t.Run(fmt.Sprintf("TLS %v", secure), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var arrived, connections atomic.Int64
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if got := fmt.Sprint(r.Method, " ", r.RequestURI, " ", r.Host, " ", r.Header.Get("X-A"), " ", string(body), err); got != "POST /p?key=1 other 1 hello<nil>" {
					t.Errorf("arrived %s", got)
				}
				if arrived.Add(1) == 20 {
					cancel()
				}
				w.WriteHeader(http.StatusAccepted)
				_, _ = io.WriteString(w, strings.Repeat("x", 100_000))
			}))
			s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					connections.Add(1)
				}
			}
			if secure {
				s.StartTLS()
			} else {
				s.Start()
			}
			defer s.Close()
			o := options(s.URL + "/p?key=1")
			o.Method, o.Insecure, o.Body = "POST", true, []byte("hello")
			o.Header = []message.Field{{Name: "X-A", Value: "1"}, {Name: "Host", Value: "other"}}
			o.Duration = time.Hour
			r, err := Run(ctx, o)
			if err != nil {
				t.Fatal(err)
			}
			if r.Requests < 18 || r.Requests+r.Abandoned < arrived.Load() || r.Errors != 0 || r.Received != 100_000*r.Requests || strings.Contains(r.URL, "key") {
				t.Errorf("%d arrived: %+v", arrived.Load(), r)
			}
			if n := connections.Load(); n < 1 || n > 2 {
				t.Errorf("%d connections", connections.Load())
			}
		})
	}
}

// raw is a server that answers each request with bytes and closes the connection.
func raw(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
					answer(c)
				}
			}()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-ended
	})
	return "http://" + l.Addr().String()
}

func says(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

// waits says something and waits until the client goes.
func waits(text string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, text)
		_, _ = io.Copy(io.Discard, c)
	}
}

// TestKinds: what servers do wrong has a name.
func TestKinds(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // it would say that clients do not trust it
	untrusted.StartTLS()
	defer untrusted.Close()
	tests := []struct {
		name string
		url  string
		want Kind
	}{
		{"nobody listens", "http://" + gone.Addr().String(), Refused},
		{"closed", raw(t, says("")), Closed},
		{"closed in the head", raw(t, says("HTTP/1.1 200 OK\r\nA:")), Closed},
		{"reset", raw(t, func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }), Reset},
		{"no HTTP", raw(t, says("SSH-2.0-OpenSSH\r\n\r\n")), Malformed},
		{"switches", raw(t, says("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")), Malformed},
		{"bad chunks", raw(t, says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")), Malformed},
		{"short body", raw(t, says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")), Truncated},
		{"silent", raw(t, waits("")), Timeout},
		{"silent in the body", raw(t, waits("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")), Timeout},
		{"not trusted", untrusted.URL, TLS},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := options(tt.url)
			o.Duration, o.Timeout = time.Millisecond, 2*time.Second
			if tt.want == Timeout {
				o.Timeout = 50 * time.Millisecond
			}
			r, err := Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			var kinds []Kind
			for _, e := range r.ErrorKinds {
				kinds = append(kinds, e.Kind)
			}
			if diff := cmp.Diff([]Kind{tt.want}, kinds); diff != "" || r.Answers != 0 {
				t.Errorf("%+v (-want +got):\n%s", r.ErrorKinds, diff)
			}
		})
	}
}

// TestPipelined: bytes behind an answer are not taken for the next one.
func TestPipelined(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var arrived atomic.Int64
	url := raw(t, func(c net.Conn) {
		if arrived.Add(1) == 6 {
			cancel()
		}
		waits("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")(c)
	})
	o := options(url)
	o.Duration = time.Hour
	r, err := Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]StatusCount{{200, r.Requests}}, r.Statuses); diff != "" || r.Requests < 2 {
		t.Errorf("%d requests (-want +got):\n%s", r.Requests, diff)
	}
}

// TestInterrupt: requests under way are given up, and nothing is left behind.
func TestInterrupt(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, text := range []string{"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"} {
		t.Run(text, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var arrived atomic.Int64
			url := raw(t, func(c net.Conn) {
				if arrived.Add(1) == 2 {
					cancel()
				}
				waits(text)(c)
			})
			o := options(url)
			o.Duration, o.Timeout = time.Hour, time.Hour
			r, err := Run(ctx, o)
			if err != nil {
				t.Fatal(err)
			}
			if !r.Interrupted || r.Abandoned != 2 || r.Requests != 0 {
				t.Errorf("%+v", r)
			}
		})
	}
}
