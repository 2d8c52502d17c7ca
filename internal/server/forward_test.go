package server_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// forwarding is a document whose forward-request has attributes; a failure shows its
// source and reason.
func forwarding(attributes string) string {
	return `<policies><inbound /><backend><forward-request ` + attributes + ` /></backend><outbound><set-header name="X-Out"><value>o</value></set-header></outbound><on-error>
<set-header name="X-Error"><value>@(context.LastError.Source + " " + context.LastError.Reason)</value></set-header></on-error></policies>`
}

// TestEvents: events pass as they come, whatever the versions of HTTP, and the backend
// hears of a client that leaves (server-sent-events.md, test 1).
func TestEvents(t *testing.T) {
	next, left := make(chan bool), make(chan bool)
	backend := serveBoth(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		// The header comes before the first event.
		w.(http.Flusher).Flush()
		for i := 0; ; i++ {
			select {
			case <-next:
				fmt.Fprintf(w, "data: %d\n\n", i)
				w.(http.Flusher).Flush()
			case <-r.Context().Done():
				left <- true
				return
			}
		}
	})
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		for _, to := range []string{"1", "2"} {
			gateway := start(t, netHTTP, forwarding(`buffer-response="false" http-version="`+to+`"`), backend)
			for _, from := range versions(netHTTP) {
				t.Run(from+" to "+to, func(t *testing.T) {
					resp, err := clientOf(t, from).Get("http://" + gateway + "/")
					if err != nil {
						t.Fatal(err)
					}
					defer resp.Body.Close()
					if resp.Header.Get("X-Out") != "o" || resp.ContentLength >= 0 {
						t.Errorf("the header is %v, length %d", resp.Header, resp.ContentLength)
					}
					lines := bufio.NewReader(resp.Body)
					for i := range 3 {
						next <- true
						line, err := lines.ReadString('\n')
						if want := fmt.Sprintf("data: %d\n", i); err != nil || line != want {
							t.Fatalf("got %q, %v, want %q", line, err, want)
						}
						lines.ReadString('\n')
					}
					resp.Body.Close()
					select {
					case <-left:
					case <-time.After(patience):
						t.Error("the backend does not know that the client has left")
					}
				})
			}
		}
	})
}

// TestEventsLogged: a diagnostic that wants the start of bodies holds events back until
// there is that much, or no more to come (server-sent-events.md, test 2).
func TestEventsLogged(t *testing.T) {
	next := make(chan bool)
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 2 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			w.(http.Flusher).Flush()
			<-next
		}
	}))
	defer backend.Close()
	file := filepath.Join(t.TempDir(), "requests.jsonl")
	s := startTree(t, map[string]string{
		"policy.xml":                                          forwarding(`buffer-response="false"`),
		"apis/shop/apiInformation.json":                       information("shop", backend.URL, `"protocols": ["http"], "subscriptionRequired": false`),
		"apis/shop/specification.json":                        oneGet,
		"diagnostics/azuremonitor/diagnosticInformation.json": `{"properties": {"loggerId": "/loggers/azuremonitor", "frontend": {"response": {"body": {"bytes": 1024}}}}}`,
		"loggers/azuremonitor/loggerInformation.json":         `{"properties": {"loggerType": "azureMonitor"}}`,
	}, options{adjust: func(c *config.Settings) { c.Logs.Gateway = file }})
	got := make(chan string)
	go func() {
		resp, err := http.Get(s.Addresses()[0] + "/shop")
		if err != nil {
			got <- err.Error()
			return
		}
		defer resp.Body.Close()
		got <- resp.Status
		body, _ := io.ReadAll(resp.Body)
		got <- string(body)
	}()
	// The first event has been sent, and after this the second one.
	next <- true
	select {
	case status := <-got:
		t.Errorf("the answer came before its start was there: %s", status)
	case <-time.After(50 * time.Millisecond):
	}
	next <- true
	if status, body := <-got, <-got; status != "200 OK" || body != "data: 0\n\ndata: 1\n\n" {
		t.Errorf("got %s, %q", status, body)
	}
	closeServer(t, s)
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), `"responseBody":"data: 0\n\ndata: 1\n\n"`) {
		t.Errorf("the log is %s, %v", text, err)
	}
}

// secureBackend serves over TLS and returns its address, with a name of the
// certificate, and the settings that trust it.
func secureBackend(t *testing.T, http2 bool, h http.HandlerFunc) (string, func(*config.Settings)) {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = http2
	s.StartTLS()
	t.Cleanup(s.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return "https://example.com", func(c *config.Settings) {
		c.Hosts = append(c.Hosts, config.Host{Pattern: "example.com", Address: s.Listener.Addr().String(), CA: ca})
	}
}

// TestHTTPVersion: what TLS negotiates.
func TestHTTPVersion(t *testing.T) {
	tests := []struct {
		version string
		http2   bool
		status  int
		body    string
	}{
		{"1", true, 200, "HTTP/1.1"}, {"1", false, 200, "HTTP/1.1"},
		{"2or1", true, 200, "HTTP/2.0"}, {"2or1", false, 200, "HTTP/1.1"},
		{"2", true, 200, "HTTP/2.0"}, {"2", false, 500, ""},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.version, tt.http2), func(t *testing.T) {
			backend, trust := secureBackend(t, tt.http2, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) })
			s := serveWith(t, forwarding(`http-version="`+tt.version+`"`), backend, trust)
			status, body := fetch(t, http.DefaultClient, s.Addresses()[0])
			if status != tt.status || tt.status == 200 && body != tt.body {
				t.Errorf("got %d %q", status, body)
			}
		})
	}
}

// TestForwarding: attributes of forward-request over real connections.
func TestForwarding(t *testing.T) {
	release := make(chan bool)
	defer close(release)
	backend := serveBoth(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/slow":
			select {
			case <-release:
			case <-r.Context().Done():
			}
		case "/slow-body":
			w.(http.Flusher).Flush()
			time.Sleep(100 * time.Millisecond) // longer than the time for the header
			io.WriteString(w, "late")
		case "/redirect":
			http.Redirect(w, r, "/target?x=1", http.StatusTemporaryRedirect)
		case "/missing":
			http.Error(w, "none", 404)
		default:
			fmt.Fprintf(w, "%s %s %s %s", r.Proto, r.Method, r.URL, body)
		}
	})
	tests := []struct {
		name, attributes, path string
		status                 int
		body, failure          string
	}{
		{"timeout in ms", `timeout-ms="50"`, "/slow", 500, "", "forward-request Timeout"},
		{"timeout in s", `timeout="1"`, "/slow", 500, "", "forward-request Timeout"},
		{"timeout of the header alone", `timeout-ms="50" buffer-response="false"`, "/slow-body", 200, "late", ""},
		{"redirect passed on", ``, "/redirect", 307, "", ""},
		{"redirect followed", `follow-redirects="true"`, "/redirect", 200, "HTTP/1.1 POST /target?x=1 body", ""},
		{"redirect followed over HTTP/2", `follow-redirects="true" http-version="2"`, "/redirect", 200, "HTTP/2.0 POST /target?x=1 body", ""},
		{"buffered request", `buffer-request-body="true"`, "/x", 200, "HTTP/1.1 POST /x body", ""},
		{"error status", `fail-on-error-status-code="true"`, "/missing", 404, "none\n", "forward-request BackendErrorStatusCode"},
		{"error status passed on", `fail-on-error-status-code="false"`, "/missing", 404, "none\n", ""},
	}
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		client := clientOf(t, "1")
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				gateway := start(t, netHTTP, forwarding(tt.attributes), backend)
				resp, err := client.Post("http://"+gateway+tt.path, "text/plain", strings.NewReader("body"))
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				if err != nil || resp.StatusCode != tt.status || tt.body != "" && string(body) != tt.body || resp.Header.Get("X-Error") != tt.failure {
					t.Errorf("got %d %q %v, failure %q", resp.StatusCode, body, err, resp.Header.Get("X-Error"))
				}
			})
		}
	})
}

// TestContinue: a client that waits for 100 Continue, and a backend that says so, says
// nothing, or does not want the body.
func TestContinue(t *testing.T) {
	tests := []struct {
		name, attributes string
		backend          func(t *testing.T, c net.Conn, in *bufio.Reader, r *http.Request)
		want             string
	}{
		{"wanted", `continue-timeout="20"`, func(t *testing.T, c net.Conn, in *bufio.Reader, r *http.Request) {
			if r.Header.Get("Expect") != "100-continue" || in.Buffered() > 0 {
				t.Errorf("the backend got %v and %d bytes", r.Header, in.Buffered())
			}
			io.WriteString(c, "HTTP/1.1 100 Continue\r\n\r\n")
			body, _ := io.ReadAll(r.Body)
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		}, "200 body"},
		{"silent", `continue-timeout="1"`, func(t *testing.T, c net.Conn, in *bufio.Reader, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		}, "200 body"},
		{"not wanted", `continue-timeout="20"`, func(t *testing.T, c net.Conn, in *bufio.Reader, r *http.Request) {
			io.WriteString(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			if rest, _ := io.ReadAll(in); len(rest) > 0 {
				t.Errorf("the backend got %q", rest)
			}
		}, "413 "},
		{"not wanted on a connection that stays", `continue-timeout="20"`, func(t *testing.T, c net.Conn, in *bufio.Reader, r *http.Request) {
			c.SetReadDeadline(time.Now().Add(patience))
			io.WriteString(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
			if rest, _ := io.ReadAll(in); len(rest) > 0 {
				t.Errorf("the backend got %q", rest)
			}
		}, "413 "},
		{"nobody waits", ``, func(t *testing.T, c net.Conn, in *bufio.Reader, r *http.Request) {
			if r.Header.Get("Expect") != "" {
				t.Errorf("the backend got %v", r.Header)
			}
			body, _ := io.ReadAll(r.Body)
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		}, "200 body"},
	}
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				done := make(chan bool)
				go func() {
					defer close(done)
					c, err := l.Accept()
					if err != nil {
						return
					}
					defer c.Close()
					in := bufio.NewReader(c)
					if r, err := http.ReadRequest(in); err == nil {
						tt.backend(t, c, in, r)
					}
				}()
				defer func() {
					l.Close()
					<-done
				}()
				gateway := start(t, netHTTP, forwarding(tt.attributes), "http://"+l.Addr().String())
				tr := &http.Transport{ExpectContinueTimeout: patience}
				defer tr.CloseIdleConnections()
				req, _ := http.NewRequestWithContext(t.Context(), "POST", "http://"+gateway+"/", strings.NewReader("body"))
				req.Header.Set("Expect", "100-continue")
				asked := false
				req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{Got100Continue: func() { asked = true }}))
				resp, err := tr.RoundTrip(req)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				if got := fmt.Sprint(resp.StatusCode, " ", string(body)); err != nil || got != tt.want {
					t.Errorf("got %q, %v, want %q", got, err, tt.want)
				}
				if asked != (tt.want == "200 body") {
					t.Errorf("the client was asked for its body: %v", asked)
				}
			})
		}
	})
}

// TestWebSocketTLS: wss on both legs; the backend's certificate is checked for its name
// whatever the settings say. Messages come back as they are (websocket-apis.md, test 1).
func TestWebSocketTLS(t *testing.T) {
	e := &echo{done: make(chan struct{})}
	backend, trust := secureBackend(t, false, e.ServeHTTP)
	_, identity := identityOf(t, "gateway.test")
	for _, tt := range []struct {
		name, service string
		status        int
	}{{"right name", backend, 101}, {"wrong name", "https://other.test", 500}} {
		t.Run(tt.name, func(t *testing.T) {
			tree := socketTree(tt.service, "")
			s := serveTree(t, tree, options{adjust: func(c *config.Settings) {
				trust(c)
				other := c.Hosts[len(c.Hosts)-1]
				other.Pattern = "other.test"
				c.Hosts = append(c.Hosts, other)
				c.Compatibility = map[string]bool{"skipBackendHostName": true}
				c.Listen.Gateway[0].Certificate, c.Listen.Gateway[0].Key = identity, identity
			}})
			tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
			defer tr.CloseIdleConnections()
			req, _ := http.NewRequestWithContext(t.Context(), "GET", strings.Replace(socketURL(s), "ws", "http", 1)+"?subscription-key=s3cret-key", nil)
			for name, value := range map[string]string{"Connection": "keep-alive, Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
				req.Header.Set(name, value)
			}
			resp, err := tr.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != tt.status || tt.status == 101 && resp.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
				t.Errorf("got %d %v", resp.StatusCode, resp.Header)
			}
			if tt.status != 101 {
				return
			}
			c, _ := dial(t, socketURL(s)+"?subscription-key=s3cret-key", &websocket.DialOptions{HTTPClient: &http.Client{Transport: tr}})
			for kind, data := range map[websocket.MessageType][]byte{websocket.MessageText: []byte("hello"), websocket.MessageBinary: {0, 1, 0xFF}} {
				if got := send(t, c, kind, data); !bytes.Equal(got, data) {
					t.Errorf("%s: got %q back, want %q", kind, got, data)
				}
			}
		})
	}
}
