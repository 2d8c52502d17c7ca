package egress

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// tunnel joins a hijacked CONNECT request with a server.
func tunnel(t *testing.T, w http.ResponseWriter, to string) {
	out, err := net.Dial("tcp", to)
	if err != nil {
		t.Error(err)
		return
	}
	in, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_, _ = io.WriteString(in, "HTTP/1.1 200 OK\r\n\r\n")
	var group sync.WaitGroup
	group.Go(func() { _, _ = io.Copy(out, in); _ = out.Close() })
	group.Go(func() { _, _ = io.Copy(in, out); _ = in.Close() })
	group.Wait()
}

func TestHTTPVersions(t *testing.T) {
	ca := newAuthority(t, "x")
	server := serveTLS(t, ca.issue(t, time.Hour, "b.test"))
	plain := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }))
	plain.Config.Protocols = new(http.Protocols)
	plain.Config.Protocols.SetHTTP1(true)
	plain.Config.Protocols.SetUnencryptedHTTP2(true)
	plain.Start()
	defer plain.Close()
	n := network(t, Settings{Hosts: map[string]Host{"b.test": {Address: address(server), CA: ca.pem}}})
	tests := []struct {
		name        string
		version     HTTPVersion
		secure, raw string
	}{
		{"1", HTTP1, "HTTP/1.1", "HTTP/1.1"},
		{"2or1", HTTP2or1, "HTTP/2.0", "HTTP/1.1"},
		{"2", HTTP2, "HTTP/2.0", "HTTP/2.0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tr := transport(t, n, TransportSettings{HTTP: test.version})
			for range 2 {
				if body, err := get(t, tr, "https://b.test/"); err != nil || !strings.HasPrefix(body, test.secure+" sni=b.test b.test") {
					t.Errorf("over TLS: %q, %v", body, err)
				}
				if body, err := get(t, tr, "http://"+address(plain)); err != nil || body != test.raw {
					t.Errorf("plain: %q, %v", body, err)
				}
			}
		})
	}
}

func TestTLSOfATarget(t *testing.T) {
	ca, other := newAuthority(t, "x"), newAuthority(t, "other")
	right := serveTLS(t, ca.issue(t, time.Hour, "b.test"))
	wrongName := serveTLS(t, ca.issue(t, time.Hour, "else.test"))
	unknown := serveTLS(t, other.issue(t, time.Hour, "b.test"))
	expired := serveTLS(t, ca.issue(t, -time.Hour, "b.test"))
	client := ca.issue(t, time.Hour, "the client")
	tests := []struct {
		name   string
		server *httptest.Server
		tls    TLS
		want   string // of the body's end, empty for failure
	}{
		{"all checks", right, TLS{}, "b.test -"},
		{"client certificate", right, TLS{Certificates: []tls.Certificate{client}}, "b.test the client"},
		{"wrong name", wrongName, TLS{}, ""},
		{"wrong name, not checked", wrongName, TLS{SkipName: true}, "b.test -"},
		{"wrong name, chain not checked", wrongName, TLS{SkipChain: true}, ""},
		{"unknown authority", unknown, TLS{}, ""},
		{"unknown authority, name not checked", unknown, TLS{SkipName: true}, ""},
		{"unknown authority, chain not checked", unknown, TLS{SkipChain: true}, "b.test -"},
		{"expired", expired, TLS{SkipName: true}, ""},
		{"expired, chain not checked", expired, TLS{SkipChain: true}, "b.test -"},
		{"nothing checked", wrongName, TLS{SkipChain: true, SkipName: true}, "b.test -"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n := network(t, Settings{Hosts: map[string]Host{"b.test": {Address: address(test.server), CA: ca.pem}}})
			// Twice over new connections: the second resumes the TLS session.
			tr := transport(t, n, TransportSettings{TLS: test.tls})
			for i := range 2 {
				body, err := get(t, tr, "https://b.test/")
				if test.want == "" && (err == nil || ReasonOf(err) != TLSFailure) {
					t.Errorf("connection %d: %q, %v; want a TLS failure", i, body, err)
				}
				if test.want != "" && (err != nil || !strings.HasSuffix(body, test.want)) {
					t.Errorf("connection %d: %q, %v; want …%q", i, body, err, test.want)
				}
				tr.CloseIdleConnections()
			}
		})
	}
}

func TestHeaderTimeout(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/slow-header":
			<-release
		case "/slow-body":
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			<-release
			_, _ = io.WriteString(w, "late")
		}
	}))
	defer server.Close()
	tr := transport(t, network(t, Settings{}), TransportSettings{})
	ask := func(ctx context.Context, path string) (*http.Response, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		return tr.RoundTrip(req)
	}
	if _, err := ask(WithHeaderTimeout(t.Context(), 20*time.Millisecond), "/slow-header"); !errors.Is(err, ErrHeaderTimeout) || ReasonOf(err) != Timeout {
		t.Errorf("slow header: %v", err)
	}
	// The body may take longer than the header was allowed to.
	timeout := time.Second
	resp, err := ask(WithHeaderTimeout(t.Context(), timeout), "/slow-body")
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(timeout*3/2, func() { close(release) })
	if data, err := io.ReadAll(resp.Body); err != nil || string(data) != "late" {
		t.Errorf("slow body: %q, %v", data, err)
	}
	_ = resp.Body.Close()
	// Zero means no bound, and a caller who gives up is no timeout.
	if resp, err := ask(WithHeaderTimeout(t.Context(), 0), "/"); err != nil {
		t.Error(err)
	} else {
		_ = resp.Body.Close()
	}
	ctx, cancel := context.WithCancel(WithHeaderTimeout(t.Context(), time.Hour))
	cancel()
	if _, err := ask(ctx, "/"); ReasonOf(err) != Canceled {
		t.Errorf("canceled: %v", err)
	}
}

func TestUpgradedConnection(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, rw, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		line, _ := rw.ReadString('\n')
		_, _ = io.WriteString(conn, strings.ToUpper(line))
	}))
	defer server.Close()
	tr := transport(t, network(t, Settings{}), TransportSettings{})
	for _, timeout := range []time.Duration{0, time.Hour} {
		req, err := http.NewRequestWithContext(WithHeaderTimeout(t.Context(), timeout), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Connection", "Upgrade")
		req.Header.Set("Upgrade", "echo")
		resp, err := tr.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		both, ok := resp.Body.(io.ReadWriteCloser)
		if !ok {
			t.Fatalf("timeout %v: the body of a 101 cannot be written to", timeout)
		}
		_, _ = io.WriteString(both, "hello\n")
		if line, err := bufio.NewReader(both).ReadString('\n'); line != "HELLO\n" {
			t.Errorf("got %q, %v", line, err)
		}
		_ = both.Close()
	}
}

func TestBodiesAndEncodingsAreLeftAlone(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept-Encoding"); got != "" {
			t.Errorf("Accept-Encoding %q was added", got)
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, "x")
		_ = z.Close()
	}))
	defer server.Close()
	body, err := get(t, transport(t, network(t, Settings{}), TransportSettings{}), server.URL)
	if err != nil || !strings.HasPrefix(body, "\x1f\x8b") {
		t.Errorf("%q, %v", body, err)
	}
}

// misbehave starts a server that does what it likes with connections.
func misbehave(t *testing.T, with func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			group.Go(func() { defer conn.Close(); with(conn) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); group.Wait() })
	return listener.Addr().String()
}

func TestReasons(t *testing.T) {
	readHead := func(conn net.Conn) { _, _ = http.ReadRequest(bufio.NewReader(conn)) }
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closedPort := listener.Addr().String()
	_ = listener.Close()
	stop := make(chan struct{})
	defer close(stop)
	reset := func(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) }
	tests := []struct {
		name, url string
		want      Reason
	}{
		{"refused", "http://" + closedPort, Refused},
		{"refused, TLS", "https://" + closedPort, Refused},
		{"reset", "http://" + misbehave(t, func(c net.Conn) { readHead(c); reset(c) }), Reset},
		{"closed", "http://" + misbehave(t, readHead), Closed},
		{"closed in the head", "http://" + misbehave(t, func(c net.Conn) { readHead(c); _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nA: b") }), Closed},
		{"closed in the body", "http://" + misbehave(t, func(c net.Conn) {
			readHead(c)
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
		}), Closed},
		{"garbage", "http://" + misbehave(t, func(c net.Conn) { readHead(c); _, _ = io.WriteString(c, "SSH-2.0-x\r\n\r\n") }), Other},
		{"endless header", "http://" + misbehave(t, func(c net.Conn) {
			readHead(c)
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			for range 100 {
				if _, err := fmt.Fprintf(c, "X: %s\r\n", strings.Repeat("x", 8<<10)); err != nil {
					return
				}
			}
			<-stop
		}), Other},
		{"no TLS there", "https://" + misbehave(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
			_, _ = io.Copy(io.Discard, c)
		}), TLSFailure},
		{"closed in the handshake", "https://" + misbehave(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 64<<10)) }), TLSFailure},
		{"silent", "http://" + misbehave(t, func(c net.Conn) { readHead(c); _, _ = c.Read(make([]byte, 1)) }), Timeout},
		{"silent in the handshake", "https://" + misbehave(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }), Timeout},
	}
	n := network(t, Settings{TLSTimeout: 50 * time.Millisecond})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tr := transport(t, n, TransportSettings{})
			ctx := t.Context()
			if test.want == Timeout {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 100*time.Millisecond)
				defer cancel()
			}
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, test.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := tr.RoundTrip(req)
			if err == nil {
				_, err = io.ReadAll(resp.Body)
				_ = resp.Body.Close()
			}
			if err == nil {
				t.Fatal("no error")
			}
			if got := ReasonOf(err); got != test.want {
				t.Errorf("reason %v of %v, want %v", got, err, test.want)
			}
		})
	}
}

func TestReasonsOfNames(t *testing.T) {
	if got := ReasonOf(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}); got != DNS {
		t.Errorf("no such host: %v", got)
	}
	if got := ReasonOf(&net.DNSError{Err: "timeout", IsTimeout: true}); got != Timeout {
		t.Errorf("name server does not answer: %v", got)
	}
	if got := ReasonOf(errors.New("x")); got != Other {
		t.Errorf("anything: %v", got)
	}
	names := map[string]bool{}
	for r := Other; r <= Canceled; r++ {
		names[r.String()] = true
	}
	if len(names) != int(Canceled)+1 || Reason(99).String() != "other" {
		t.Errorf("names %v", names)
	}
}

func TestConnectionsAreReused(t *testing.T) {
	var mu sync.Mutex
	connections := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		connections[r.RemoteAddr] = true
		mu.Unlock()
	}))
	defer server.Close()
	tr := transport(t, network(t, Settings{}), TransportSettings{})
	for range 20 {
		req, err := http.NewRequestWithContext(WithHeaderTimeout(t.Context(), time.Hour), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := tr.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	if len(connections) != 1 {
		t.Errorf("%d connections for 20 requests in a row", len(connections))
	}
}
