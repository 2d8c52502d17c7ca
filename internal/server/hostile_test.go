package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// patience ends tests that hang; nothing is expected to take that long.
const patience = 20 * time.Second

// start serves one policy document in front of a backend and returns the address
// of the gateway, which buffers bodies of up to 1 KiB.
func start(t *testing.T, netHTTP bool, document, backend string) string {
	t.Helper()
	s := serveDocument(t, netHTTP, document, backend, func(c *config.Settings) { c.Limits.BodyBuffer = 1 << 10 })
	return strings.TrimPrefix(s.Addresses()[0], "http://")
}

// rawBackend answers each connection with a function, after it has read the head
// of a request.
func rawBackend(t *testing.T, answer func(c net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
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
	return "http://" + l.Addr().String()
}

// okBackend answers everything with "ok".
func okBackend(t *testing.T) string {
	t.Helper()
	return rawBackend(t, func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
	})
}

// exchange sends bytes and returns the response; body errors come as err.
func exchange(t *testing.T, address, request string) (resp *http.Response, body string, err error) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	go io.WriteString(c, request)
	resp, err = http.ReadResponse(bufio.NewReader(c), &http.Request{Method: "GET"})
	if err != nil {
		return nil, "", err
	}
	data, err := io.ReadAll(resp.Body)
	return resp, string(data), err
}

const forward = `<policies><inbound /><backend><forward-request timeout="1" /></backend><outbound /><on-error /></policies>`

func TestHostileRequests(t *testing.T) { bothAdapters(t, testHostileRequests) }

func testHostileRequests(t *testing.T, netHTTP bool) {
	address := start(t, netHTTP, forward, okBackend(t))
	head := "GET / HTTP/1.1\r\nHost: gateway.test\r\n"
	post := "POST / HTTP/1.1\r\nHost: gateway.test\r\n"
	tests := []struct {
		name, request string
		status        int
	}{
		{"sound", head + "\r\n", 200},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"two hosts", head + "Host: other.test\r\n\r\n", 400},
		{"a host that is none", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
		{"no method", " / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"a method that is none", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"no version", "GET /\r\n\r\n", 400},
		{"another version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
		{"no slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"bad percent-encoding", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"encoded null", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"control character in the path", "GET /a\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
		{"space before the colon", head + "X-A : b\r\n\r\n", 400},
		{"a field name that is none", head + "X(A: b\r\n\r\n", 400},
		{"null in a field", head + "X-A: a\x00b\r\n\r\n", 400},
		{"carriage return in a field", head + "X-A: a\rb\r\n\r\n", 400},
		{"no colon", head + "X-A\r\n\r\n", 400},
		{"negative length", post + "Content-Length: -1\r\n\r\n", 400},
		{"signed length", post + "Content-Length: +2\r\n\r\nab", 400},
		{"length that is none", post + "Content-Length: 0x2\r\n\r\nab", 400},
		{"huge length", post + "Content-Length: 99999999999999999999\r\n\r\n", 400},
		{"two lengths", post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", 400},
		{"chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501},
		{"another encoding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
		{"chunked and another", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
		{"a long URL", "GET /" + strings.Repeat("a", 17000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
		{"many fields", head + strings.Repeat("X-A: b\r\n", 300) + "\r\n", 431},
		{"a long field", head + "X-A: " + strings.Repeat("b", 80<<10) + "\r\n\r\n", 431},
		{"many cookies in one field", head + "Cookie: " + strings.Repeat("a=b; ", 20000) + "\r\n\r\n", 431},
		{"an expectation", post + "Expect: something\r\nContent-Length: 1\r\n\r\na", 417},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			resp, _, err := exchange(t, address, test.request)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != test.status {
				t.Errorf("got %s, want %d", resp.Status, test.status)
			}
		})
	}
	if resp, body, err := exchange(t, address, head+"\r\n"); err != nil || body != "ok" {
		t.Errorf("the gateway does not serve any more: %v, %v", resp, err)
	}
}

func TestHostileBackends(t *testing.T) { bothAdapters(t, testHostileBackends) }

func testHostileBackends(t *testing.T, netHTTP bool) {
	say := func(text string) func(net.Conn) { return func(c net.Conn) { io.WriteString(c, text) } }
	reset := func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }
	hang := func(text string) func(net.Conn) {
		return func(c net.Conn) {
			io.WriteString(c, text)
			io.Copy(io.Discard, c) // until the gateway gives up
		}
	}
	tests := []struct {
		name   string
		answer func(net.Conn)
		// status is what the client gets; complete says whether the body arrives whole.
		status   int
		complete bool
	}{
		{"sound", say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), 200, true},
		{"closes", func(net.Conn) {}, 500, true},
		{"resets", reset, 500, true},
		{"says nothing", hang(""), 500, true},
		{"stops in the header", hang("HTTP/1.1 200 OK\r\nX-A"), 500, true},
		{"garbage", say("SSH-2.0-OpenSSH_9.6\r\n"), 500, true},
		{"status that is none", say("HTTP/1.1 xyz OK\r\n\r\n"), 500, true},
		{"field that is none", say("HTTP/1.1 200 OK\r\nX A: b\r\n\r\n"), 200, true},
		{"endless header", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			for i := 0; ; i++ {
				if _, err := fmt.Fprintf(c, "X-%d: %s\r\n", i, strings.Repeat("x", 1000)); err != nil {
					return
				}
			}
		}, 500, true},
		{"endless informational answers", func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "HTTP/1.1 102 Processing\r\n\r\n"); err != nil {
					return
				}
			}
		}, 500, true},
		{"two lengths", say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"), 500, true},
		{"negative length", say("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), 500, true},
		{"unknown encoding", say("HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\n"), 500, true},
		{"short body", say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok"), 200, false},
		{"short chunks", say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"), 200, false},
		{"chunks that are none", say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n"), 200, false},
		{"bytes after the body", say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"), 200, true},
		{"switches protocols unasked", say("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"), 500, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			address := start(t, netHTTP, forward, rawBackend(t, test.answer))
			resp, body, err := exchange(t, address, "GET / HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n\r\n")
			if (err == nil) != test.complete {
				t.Errorf("got %v with %q, %v; complete should be %v", resp, body, err, test.complete)
			}
			// Of a response that breaks off early not even the header may come out.
			if resp != nil && resp.StatusCode != test.status || resp == nil && test.complete {
				t.Errorf("got %v, want %d", resp, test.status)
			}
		})
	}
}

func TestHostileBodies(t *testing.T) { bothAdapters(t, testHostileBodies) }

func testHostileBodies(t *testing.T, netHTTP bool) {
	const read = `<policies><inbound><set-header name="X-Length" exists-action="override"><value>@(context.Request.Body.As<string>(true).Length.ToString())</value></set-header></inbound><backend><forward-request /></backend><outbound /><on-error /></policies>`
	address := start(t, netHTTP, read, okBackend(t))
	post := "POST / HTTP/1.1\r\nHost: gateway.test\r\n"
	tests := []struct {
		name, request string
		status        int
	}{
		{"at the limit", post + "Content-Length: 1024\r\n\r\n" + strings.Repeat("x", 1024), 200},
		{"beyond the limit", post + "Content-Length: 1025\r\n\r\n" + strings.Repeat("x", 1025), 413},
		{"announced beyond the limit", post + "Content-Length: 1000000000000\r\n\r\n", 413},
		{"chunks beyond the limit", post + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("100\r\n"+strings.Repeat("x", 256)+"\r\n", 5) + "0\r\n\r\n", 413},
		{"chunks that are none", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
		{"chunk larger than it says", post + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400},
		{"endless chunk size", post + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("0", 10000), 400},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			resp, body, err := exchange(t, address, test.request)
			if resp == nil {
				t.Fatal(err)
			}
			if resp.StatusCode != test.status {
				t.Errorf("got %s with %q, want %d", resp.Status, body, test.status)
			}
		})
	}
	// The same for every policy that needs the whole body.
	for name, policy := range map[string]string{
		"find-and-replace": `<find-and-replace from="a" to="b" />`,
		"liquid":           `<set-body template="liquid">{{body.a}}</set-body>`,
		"send-request":     `<send-request mode="copy" response-variable-name="r" ignore-error="true"><set-url>http://127.0.0.1:9/</set-url></send-request>`,
		"forward-request":  "",
	} {
		document := `<policies><inbound>` + policy + `</inbound><backend><forward-request buffer-request-body="true" /></backend><outbound /><on-error /></policies>`
		address := start(t, netHTTP, document, okBackend(t))
		for _, test := range tests {
			t.Run(name+", "+test.name, func(t *testing.T) {
				request := strings.Replace(test.request, "\r\n", "\r\nContent-Type: application/json\r\n", 1)
				if test.status == 200 {
					request = strings.TrimRight(request, "x") + `"` + strings.Repeat("x", 1022) + `"`
				}
				resp, body, err := exchange(t, address, request)
				if resp == nil {
					t.Fatal(err)
				}
				if resp.StatusCode != test.status {
					t.Errorf("got %s with %q, want %d", resp.Status, body, test.status)
				}
			})
		}
	}
	// The same while the body is on its way to a backend that waits for all of it.
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }))
	defer backend.Close()
	address = start(t, netHTTP, forward, backend.URL)
	for _, test := range tests {
		if test.status != 400 {
			continue
		}
		t.Run("forwarded, "+test.name, func(t *testing.T) {
			resp, body, err := exchange(t, address, test.request)
			if resp == nil {
				t.Fatal(err)
			}
			if resp.StatusCode != test.status {
				t.Errorf("got %s with %q, want %d", resp.Status, body, test.status)
			}
		})
	}
}
