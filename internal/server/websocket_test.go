package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// socketTree is a WebSocket API with a global document that holds policies which do
// not apply to it, and an HTTP API at the same path.
func socketTree(backend, operation string) map[string]string {
	tree := map[string]string{
		"policy.xml": `<policies>
    <inbound>
        <cors><allowed-origins><origin>https://nobody.example</origin></allowed-origins></cors>
        <set-method>POST</set-method>
        <set-body>never sent</set-body>
        <set-header name="X-Global"><value>in</value></set-header>
    </inbound>
    <backend><forward-request /></backend>
    <outbound>
        <json-to-xml apply="always" />
        <set-header name="X-Out"><value>@(context.Response.StatusCode.ToString() + context.Response.Body.As<string>(preserveContent: true))</value></set-header>
    </outbound>
    <on-error />
</policies>`,
		"apis/chat/apiInformation.json": information("chat", strings.Replace(backend, "http", "ws", 1)+"/base?fixed=1",
			`"type": "websocket", "protocols": ["ws", "wss"]`),
		"apis/chat-http/apiInformation.json":                 information("chat", backend, `"protocols": ["http"], "subscriptionRequired": false`),
		"apis/chat-http/specification.json":                  oneGet,
		"apis/chat-http/policy.xml":                          `<policies><inbound><return-response><set-status code="200" /><set-body>plain</set-body></return-response></inbound><backend /><outbound /><on-error /></policies>`,
		"subscriptions/partner/subscriptionInformation.json": `{"properties": {"displayName": "partner", "scope": "/apis", "state": "active"}}`,
		"gatehouse.yaml":                                     "subscriptions: { partner: { primaryKey: s3cret-key } }\n",
	}
	if operation != "" {
		tree["apis/chat/operations/onHandshake/policy.xml"] = operation
	}
	return tree
}

// echo answers handshakes and sends back what it gets.
type echo struct {
	mu      sync.Mutex
	request *http.Request
	closed  error
	// done is closed when the first connection has ended.
	done chan struct{}
	end  sync.Once
	// words are what to do in place of sending a text back.
	words map[string]func(*websocket.Conn)
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	e.request = r
	e.mu.Unlock()
	if r.URL.Query().Get("refuse") != "" {
		w.Header().Set("X-Reason", "no")
		http.Error(w, "not today", 403)
		return
	}
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"v1"}, InsecureSkipVerify: true, CompressionMode: websocket.CompressionContextTakeover})
	if err != nil {
		return
	}
	defer c.CloseNow()
	c.SetReadLimit(-1)
	defer e.end.Do(func() { close(e.done) })
	for {
		kind, data, err := c.Read(context.Background())
		if err != nil {
			e.mu.Lock()
			e.closed = err
			e.mu.Unlock()
			return
		}
		if do := e.words[string(data)]; do != nil {
			do(c)
			continue
		}
		if c.Write(context.Background(), kind, data) != nil {
			return
		}
	}
}

func newEcho(t *testing.T) (*echo, string) {
	t.Helper()
	e := &echo{done: make(chan struct{})}
	s := httptest.NewServer(e)
	t.Cleanup(s.Close)
	return e, s.URL
}

// url is the address of the API as a WebSocket URL.
func socketURL(s *server.Server) string {
	return strings.Replace(s.Addresses()[0], "http", "ws", 1) + "/chat"
}

// dial opens a WebSocket connection.
func dial(t *testing.T, url string, o *websocket.DialOptions) (*websocket.Conn, *http.Response) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, resp, err := websocket.Dial(ctx, url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.CloseNow() })
	c.SetReadLimit(-1)
	return c, resp
}

// refused is the answer to a handshake that is not accepted.
func refused(t *testing.T, url string, o *websocket.DialOptions) (*http.Response, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, resp, err := websocket.Dial(ctx, url, o)
	if err == nil {
		c.CloseNow()
		t.Fatal("the handshake was accepted")
	}
	if resp == nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body) // the client keeps its start
	return resp, string(body)
}

func send(t *testing.T, c *websocket.Conn, kind websocket.MessageType, data []byte) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := c.Write(ctx, kind, data); err != nil {
		t.Fatal(err)
	}
	got, answer, err := c.Read(ctx)
	if err != nil || got != kind {
		t.Fatal(got, err)
	}
	return answer
}

// TestWebSocket: policies work on the handshake, those that work on bodies and origins
// are passed over there, and messages pass as they are (websocket-apis.md, test 3).
func TestWebSocket(t *testing.T) {
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		e, backend := newEcho(t)
		s := serveTree(t, socketTree(backend, `<policies><inbound><base />
<set-header name="Sec-WebSocket-Key"><value>broken</value></set-header>
<set-header name="Upgrade"><value>h2c</value></set-header>
<set-header name="Host"><value>other.example</value></set-header>
<set-header name="X-Seen"><value>@(context.Operation.Id + " " + context.Request.Method + " " + context.Request.Headers.GetValueOrDefault("Upgrade", "") + " " + context.Request.Url.Scheme)</value></set-header>
</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`), options{netHTTP: netHTTP})
		c, resp := dial(t, socketURL(s)+"?x=%20y&subscription-key=s3cret-key", &websocket.DialOptions{
			Subprotocols: []string{"v0", "v1"}, CompressionMode: websocket.CompressionContextTakeover, HTTPHeader: http.Header{"X-Own": {"1"}, "Cookie": {"a=b"}, "Origin": {"https://somebody.example"}},
		})
		if c.Subprotocol() != "v1" || resp.Header.Get("X-Out") != "101" || resp.StatusCode != 101 || !strings.Contains(resp.Header.Get("Sec-WebSocket-Extensions"), "permessage-deflate") {
			t.Errorf("the handshake ended with %q, %v", c.Subprotocol(), resp.Header)
		}
		for name := range resp.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("cors of the global document answers with %s", name)
			}
		}
		e.mu.Lock()
		r := e.request
		e.mu.Unlock()
		got := []string{r.Method, r.URL.String(), r.Host, r.Header.Get("X-Own"), r.Header.Get("Cookie"), r.Header.Get("X-Global"), r.Header.Get("X-Seen"), r.Header.Get("Upgrade"), r.Header.Get("Connection")}
		want := []string{"GET", "/base?fixed=1&x=%20y&subscription-key=s3cret-key", strings.TrimPrefix(backend, "http://"), "1", "a=b", "in", "onHandshake GET websocket ws", "websocket", "Upgrade"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the backend's request (-want +got):\n%s", diff)
		}
		large := make([]byte, 4<<20)
		rand.Read(large)
		for _, m := range []struct {
			kind websocket.MessageType
			data []byte
		}{{websocket.MessageText, []byte("hello")}, {websocket.MessageBinary, []byte{0, 1, 0xFF}}, {websocket.MessageText, nil}, {websocket.MessageBinary, large}} {
			if got := send(t, c, m.kind, m.data); !bytes.Equal(got, m.data) {
				t.Errorf("got %d bytes back, want %d", len(got), len(m.data))
			}
		}
		// A message in several frames, each written by itself.
		w, err := c.Writer(t.Context(), websocket.MessageText)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			if _, err := io.WriteString(w, strings.Repeat("0123456789", 1000)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if _, got, err := c.Read(t.Context()); err != nil || len(got) != 200_000 {
			t.Errorf("got %d bytes, %v", len(got), err)
		}
		// A ping is answered by the backend.
		reading := c.CloseRead(t.Context())
		if err := c.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		if err := c.Close(4001, "enough"); err != nil {
			t.Error(err)
		}
		<-reading.Done()
		<-e.done
		if e.closed == nil || websocket.CloseStatus(e.closed) != 4001 || !strings.Contains(e.closed.Error(), "enough") {
			t.Errorf("the backend saw %v", e.closed)
		}
	})
}

// TestWebSocketEnds: how a backend ends a connection is what the client sees
// (websocket-apis.md, test 4).
func TestWebSocketEnds(t *testing.T) {
	tests := []struct {
		name string
		do   func(c *websocket.Conn)
		want websocket.StatusCode
	}{
		{"going away", func(c *websocket.Conn) { c.Close(websocket.StatusGoingAway, "restart") }, websocket.StatusGoingAway},
		{"own code", func(c *websocket.Conn) { c.Close(4999, "") }, 4999},
		{"dies", func(c *websocket.Conn) { c.CloseNow() }, -1},
	}
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				e, backend := newEcho(t)
				e.words = map[string]func(*websocket.Conn){"end": tt.do}
				s := serveTree(t, socketTree(backend, ""), options{netHTTP: netHTTP})
				c, _ := dial(t, socketURL(s), &websocket.DialOptions{HTTPHeader: http.Header{"Ocp-Apim-Subscription-Key": {"s3cret-key"}}})
				if err := c.Write(t.Context(), websocket.MessageText, []byte("end")); err != nil {
					t.Fatal(err)
				}
				_, _, err := c.Read(t.Context())
				if err == nil || websocket.CloseStatus(err) != tt.want {
					t.Errorf("the client saw %v, want %d", err, tt.want)
				}
			})
		}
	})
}

// TestWebSocketRefused: whatever refuses a handshake answers it as plain HTTP
// (websocket-apis.md, test 2).
func TestWebSocketRefused(t *testing.T) {
	key := &websocket.DialOptions{HTTPHeader: http.Header{"Ocp-Apim-Subscription-Key": {"s3cret-key"}}}
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		_, backend := newEcho(t)
		s := serveTree(t, socketTree(backend, `<policies><inbound><base /><rate-limit-by-key calls="1" renewal-period="300" counter-key="k" /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`), options{netHTTP: netHTTP})
		for _, url := range []string{"", "?subscription-key=wrong"} {
			if resp, body := refused(t, socketURL(s)+url, nil); resp.StatusCode != 401 || !strings.Contains(body, "subscription key") || resp.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("without a key: %d %q %v", resp.StatusCode, body, resp.Header)
			}
		}
		if resp, body := refused(t, socketURL(s)+"?refuse=1", key); resp.StatusCode != 403 || body != "not today\n" || resp.Header.Get("X-Reason") != "no" {
			t.Errorf("refused by the backend: %d %q %v", resp.StatusCode, body, resp.Header)
		}
		if resp, body := refused(t, socketURL(s), key); resp.StatusCode != 429 || !strings.Contains(body, "Rate limit is exceeded") || resp.Header.Get("Retry-After") == "" {
			t.Errorf("beyond the limit: %d %q %v", resp.StatusCode, body, resp.Header)
		}
		if resp, _ := refused(t, socketURL(s)+"/deeper", key); resp.StatusCode != 404 {
			t.Errorf("another path: %d", resp.StatusCode)
		}
		// What is no handshake is for the HTTP API at the same path.
		if status, body := fetch(t, http.DefaultClient, strings.Replace(socketURL(s), "ws", "http", 1)); status != 200 || body != "plain" {
			t.Errorf("plain: %d %q", status, body)
		}
		gone := serveTree(t, socketTree("http://"+closedAddress(t), ""), options{netHTTP: netHTTP})
		if resp, body := refused(t, socketURL(gone), key); resp.StatusCode != 500 || !strings.Contains(body, "Internal server error") {
			t.Errorf("no backend: %d %q", resp.StatusCode, body)
		}
	})
}

// closedAddress is an address where nothing listens.
func closedAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestWebSocketAnswers: an outbound policy may answer in place of the backend's 101;
// its connection is given up.
func TestWebSocketAnswers(t *testing.T) {
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		e, backend := newEcho(t)
		s := serveTree(t, socketTree(backend, `<policies><inbound /><backend><base /></backend><outbound><return-response><set-status code="418" /><set-body>no</set-body></return-response></outbound><on-error /></policies>`), options{netHTTP: netHTTP})
		if resp, body := refused(t, socketURL(s)+"?subscription-key=s3cret-key", nil); resp.StatusCode != 418 || body != "no" {
			t.Errorf("%d %q", resp.StatusCode, body)
		}
		<-e.done
	})
}

func TestWebSocketLimits(t *testing.T) {
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		_, backend := newEcho(t)
		tree := socketTree(backend, "")
		key := "?subscription-key=s3cret-key"
		t.Run("connections", func(t *testing.T) {
			e, backend := newEcho(t)
			s := serveTree(t, socketTree(backend, ""), options{netHTTP: netHTTP, adjust: func(c *config.Settings) { c.Limits.WebSocket.Connections = 1 }})
			for range 3 {
				// Handshakes that come to nothing take no place.
				refused(t, socketURL(s)+key+"&refuse=1", nil)
			}
			c, _ := dial(t, socketURL(s)+key, nil)
			if resp, _ := refused(t, socketURL(s)+key, nil); resp.StatusCode != 503 {
				t.Errorf("beyond the limit: %d", resp.StatusCode)
			}
			c.Close(websocket.StatusNormalClosure, "")
			<-e.done
			e.done = make(chan struct{})
			for start := time.Now(); ; {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				c, _, err := websocket.Dial(ctx, socketURL(s)+key, nil)
				cancel()
				if err == nil {
					c.CloseNow()
					break
				}
				if time.Since(start) > patience {
					t.Fatal("the place of a connection that has ended was not free again:", err)
				}
			}
		})
		t.Run("idle", func(t *testing.T) {
			s := serveTree(t, tree, options{netHTTP: netHTTP, adjust: func(c *config.Settings) { c.Limits.WebSocket.Idle = 50 * time.Millisecond }})
			c, _ := dial(t, socketURL(s)+key, nil)
			if _, _, err := c.Read(t.Context()); !errors.Is(err, io.EOF) && !strings.Contains(err.Error(), "reset") {
				t.Errorf("the client saw %v", err)
			}
		})
	})
}

// TestWebSocketShutdown: connections have the grace time to end; then both sides are
// told.
func TestWebSocketShutdown(t *testing.T) {
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		e, backend := newEcho(t)
		s := startTree(t, socketTree(backend, ""), options{netHTTP: netHTTP})
		c, _ := dial(t, socketURL(s)+"?subscription-key=s3cret-key", nil)
		send(t, c, websocket.MessageText, []byte("x"))
		ctx, cancel := context.WithCancel(t.Context())
		closed := make(chan error)
		go func() { closed <- s.Close(ctx) }()
		// It still carries messages.
		send(t, c, websocket.MessageText, []byte("y"))
		cancel()
		if _, _, err := c.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusGoingAway {
			t.Errorf("the client saw %v", err)
		}
		<-e.done
		if websocket.CloseStatus(e.closed) != websocket.StatusGoingAway {
			t.Errorf("the backend saw %v", e.closed)
		}
		if err := <-closed; err != nil {
			t.Error(err)
		}
	})
}

// TestWebSocketLog: a connection is logged once, with the status 101 and without its
// key, and counted.
func TestWebSocketLog(t *testing.T) {
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		_, backend := newEcho(t)
		var out lockedBuffer
		s := startTree(t, socketTree(backend, ""), options{netHTTP: netHTTP, log: slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})),
			adjust: func(c *config.Settings) { c.Listen.Admin = config.Listener{Address: "127.0.0.1:0"} }})
		c, _ := dial(t, socketURL(s)+"?subscription-key=s3cret-key", nil)
		send(t, c, websocket.MessageText, []byte("a secret message"))
		_, page := fetch(t, http.DefaultClient, s.AdminAddress()+"/metrics")
		for _, line := range []string{
			`gatehouse_requests_total{class="1xx"} 1`, "gatehouse_websocket_connections 1",
			`gatehouse_websocket_frames_total{from="client",type="UTF8Message"} 1`, `gatehouse_websocket_frames_total{from="backend",type="UTF8Message"} 1`,
			`gatehouse_websocket_frames_total{from="client",type="Close"} 0`,
		} {
			if !strings.Contains(page, "\n"+line+"\n") {
				t.Errorf("there is no line %s in:\n%s", line, page)
			}
		}
		c.Close(websocket.StatusNormalClosure, "")
		closeServer(t, s)
		text := out.String()
		if strings.Count(text, "status=101") != 1 || !strings.Contains(text, "path=/chat ") {
			t.Errorf("the log is:\n%s", text)
		}
		if strings.Contains(text, "s3cret") || strings.Contains(text, "a secret message") {
			t.Errorf("the log holds secrets:\n%s", text)
		}
	})
}

// lockedBuffer is a buffer that several goroutines write to.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// TestWebSocketHTTP2: over HTTP/2 there are no WebSocket connections (RFC 8441): the
// gateway does not offer them, and a request without a handshake finds no such API.
func TestWebSocketHTTP2(t *testing.T) {
	e, backend := newEcho(t)
	tree := socketTree(backend, "")
	delete(tree, "apis/chat-http/apiInformation.json")
	delete(tree, "apis/chat-http/specification.json")
	delete(tree, "apis/chat-http/policy.xml")
	// In the clear only our own adapter takes HTTP/2.
	s := serveTree(t, tree, options{own: true})
	url := s.Addresses()[0] + "/chat?subscription-key=s3cret-key"
	for _, version := range []string{"1", "2"} {
		if status, body := fetch(t, clientOf(t, version), url); status != 404 || !strings.Contains(body, "Resource not found") {
			t.Errorf("HTTP/%s: %d %q", version, status, body)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodConnect, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(":protocol", "websocket")
	if resp, err := clientOf(t, "2").Do(req); err == nil {
		t.Errorf("extended CONNECT was answered with %d", resp.StatusCode)
		resp.Body.Close()
	}
	if e.request != nil {
		t.Error("the backend was called")
	}
	// Connections that were refused do no harm to others.
	c, _ := dial(t, socketURL(s)+"?subscription-key=s3cret-key", nil)
	send(t, c, websocket.MessageText, []byte("x"))
}

// TestUpgradeIgnored: an API that is no WebSocket API serves handshakes, and requests
// to speak anything else, as requests that stay HTTP.
func TestUpgradeIgnored(t *testing.T) {
	backend := serveBoth(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "plain "+r.Header.Get("Upgrade")+r.Header.Get("Connection"))
	})
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		gateway := start(t, netHTTP, forwarding(""), backend)
		for _, protocol := range []string{"websocket", "tls/1.3", "h2c"} {
			req, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+gateway+"/", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Connection", "Upgrade")
			req.Header.Set("Upgrade", protocol)
			resp, err := clientOf(t, "1").Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || resp.StatusCode != 200 || string(body) != "plain " {
				t.Errorf("%s: %d %q %v", protocol, resp.StatusCode, body, err)
			}
		}
	})
}
