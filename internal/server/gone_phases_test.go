package server_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/server"
)

// gonePhase is what a request waits for when its client goes away.
type gonePhase struct {
	name string
	// policies of inbound, backend and outbound; they run with the one slot of a
	// limit-concurrency.
	inbound, backend, outbound string
	// request is what the client sends before it goes; it goes when the backend is asked,
	// or the body begins to come where reads is set, else after a moment.
	request string
	asks    int
	reads   bool
}

var gonePhases = []gonePhase{
	{name: "body of the request read", inbound: `<set-body>@(context.Request.Body.As<string>())</set-body>`, request: "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"},
	{name: "body of the request sent on", request: "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + strings.Repeat("half", 9000), asks: 1},
	{name: "backend", request: "GET /hang HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1},
	{name: "body of the response", request: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1, reads: true},
	{name: "body of the response in pieces", backend: `<forward-request buffer-response="false" />`, request: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1, reads: true},
	{name: "body of the response read", outbound: `<set-body>@(context.Response.Body.As<string>())</set-body>`, request: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1},
	{name: "body of the response transformed", outbound: `<find-and-replace from="a" to="b" />`, request: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1},
	{name: "body of the response validated", outbound: `<validate-content unspecified-content-type-action="prevent" max-size="4000000" size-exceeded-action="prevent" />`, request: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1},
	{name: "body of the response kept", inbound: `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`, outbound: `<cache-store duration="10" />`, request: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1},
	{name: "send-request", inbound: `<send-request mode="new" response-variable-name="r" ignore-error="true"><set-url>BACKEND/hang</set-url><set-method>GET</set-method></send-request>`, request: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1},
	{name: "send-request in outbound", outbound: `<send-request mode="new" response-variable-name="r"><set-url>BACKEND/hang</set-url><set-method>GET</set-method></send-request>`, request: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", asks: 2},
	{name: "wait", inbound: `<wait for="all"><send-request mode="new" response-variable-name="r"><set-url>BACKEND/hang</set-url><set-method>GET</set-method></send-request>
		<send-request mode="new" response-variable-name="s"><set-url>BACKEND/stream</set-url><set-method>GET</set-method></send-request></wait>`, request: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", asks: 2},
	{name: "wait for any", inbound: `<wait for="any"><send-request mode="new" response-variable-name="r" ignore-error="true"><set-url>BACKEND/hang</set-url><set-method>GET</set-method></send-request>
		<choose><when condition="@(true)"><send-request mode="new" response-variable-name="s"><set-url>BACKEND/stream</set-url><set-method>GET</set-method></send-request></when></choose></wait>`, request: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", asks: 2},
	{name: "pause of retry", backend: `<retry condition="true" count="50" interval="600"><forward-request /></retry>`, request: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1},
	{name: "retry", backend: `<retry condition="true" count="50" interval="0"><forward-request timeout="600" /></retry>`, request: "GET /hang HTTP/1.1\r\nHost: a\r\n\r\n", asks: 1},
}

// TestClientGonePhases: whatever a request waits for, it ends when its client goes
// away: its calls end, its slot is free, no goroutine is left, the call is counted, and
// nothing is logged as an error.
func TestClientGonePhases(t *testing.T) {
	for name, netHTTP := range map[string]bool{"own": false, "net/http": true} {
		t.Run(name, func(t *testing.T) {
			for _, phase := range gonePhases {
				t.Run(phase.name, func(t *testing.T) { phase.run(t, netHTTP) })
			}
		})
	}
}

func (p *gonePhase) run(t *testing.T, netHTTP bool) {
	asked, ended := make(chan bool, 16), make(chan bool, 16)
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { ended <- true }()
		asked <- true
		switch r.URL.Path {
		case "/hang":
			<-r.Context().Done()
		case "/upload":
			_, _ = io.Copy(io.Discard, r.Body)
		case "/stream":
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat("piece ", 4000)); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				time.Sleep(time.Millisecond)
			}
		}
	}))
	t.Cleanup(backend.Close)
	var log logBuffer
	forward := p.backend
	if forward == "" {
		forward = "<forward-request />"
	}
	document := strings.ReplaceAll(`<policies><inbound>
		<rate-limit-by-key calls="1000" renewal-period="300" counter-key="all" remaining-calls-header-name="X-Left" />
		<choose><when condition="@(context.Request.OriginalUrl.Path != "/check")"><limit-concurrency key="slot" max-count="1">`+p.inbound+`</limit-concurrency></when></choose></inbound>
		<backend><limit-concurrency key="slot" max-count="1"><choose><when condition="@(context.Request.OriginalUrl.Path == "/check")"><forward-request /></when><otherwise>`+forward+`</otherwise></choose></limit-concurrency></backend>
		<outbound><choose><when condition="@(context.Request.OriginalUrl.Path != "/check")"><limit-concurrency key="slot" max-count="1">`+p.outbound+`</limit-concurrency></when></choose></outbound></policies>`, "BACKEND", backend.URL)
	s := serveTree(t, map[string]string{
		"apis/a/apiInformation.json": information("", backend.URL, `"subscriptionRequired": false, "protocols": ["http"]`),
		"apis/a/specification.json":  anyPath,
		"apis/a/policy.xml":          document,
	}, options{netHTTP: netHTTP, log: slog.New(slog.NewTextHandler(&log, nil))})
	before := runtime.NumGoroutine()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.Addresses()[0], "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, p.request); err != nil {
		t.Fatal(err)
	}
	for range p.asks {
		<-asked
	}
	if p.reads {
		if _, err := io.ReadFull(conn, make([]byte, 9000)); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(50 * time.Millisecond)
	_ = conn.Close()
	for range p.asks {
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatal("a call goes on")
		}
	}
	p.after(t, s, before)
	if text := log.String(); strings.Contains(text, "level=ERROR") {
		t.Error(text)
	}
}

// after checks what a request leaves behind.
func (p *gonePhase) after(t *testing.T, s *server.Server, before int) {
	client := clientOf(t, "1")
	deadline := time.Now().Add(patience)
	for tries := 1; ; tries++ {
		resp, err := client.Get(s.Addresses()[0] + "/check")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusTooManyRequests && time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
			continue // the slot is not free yet
		}
		// That of the client that has gone, and these.
		if left := resp.Header.Get("X-Left"); resp.StatusCode != http.StatusOK || left != strconv.Itoa(1000-1-tries) {
			t.Errorf("then a request gets %d, and %s calls are left after %d", resp.StatusCode, left, tries)
		}
		break
	}
	client.CloseIdleConnections()
	// A connection to the backend may wait for another request: two goroutines here, and
	// what serves it there.
	const idle = 6
	n := 0
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if n = runtime.NumGoroutine(); n <= before+idle {
			return
		}
	}
	var stacks bytes.Buffer
	buf := make([]byte, 1<<20)
	stacks.Write(buf[:runtime.Stack(buf, true)])
	t.Errorf("%d goroutines are left, %d before\n%s", n, before, stacks.String())
}

// logBuffer is a log that may be read while it is written.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
