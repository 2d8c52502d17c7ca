package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// recorder is a backend that keeps every byte of every connection, and answers the
// first request on it.
type recorder struct {
	listener net.Listener
	answer   string
	proxy    bool // it asks for credentials first

	mu   sync.Mutex
	seen []string
	open int        // connections that have not ended
	end  *sync.Cond // of one of them
}

func newRecorder(t *testing.T, answer string, proxy bool) *recorder {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	r := &recorder{listener: l, answer: answer, proxy: proxy}
	r.end = sync.NewCond(&r.mu)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r.mu.Lock()
			r.open++
			r.mu.Unlock()
			go r.serve(c)
		}
	}()
	return r
}

func (r *recorder) serve(c net.Conn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	var all bytes.Buffer
	in := bufio.NewReader(io.TeeReader(c, &all))
	if req, err := http.ReadRequest(in); err == nil {
		io.Copy(io.Discard, req.Body)
		answer := r.answer
		if r.proxy && req.Header.Get("Proxy-Authorization") == "" {
			answer = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
		}
		io.WriteString(c, answer)
		c.(*net.TCPConn).CloseWrite()
		// What stands behind the request would be another one.
		io.Copy(io.Discard, in)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, all.String())
	r.open--
	r.end.Broadcast()
}

// take returns what came since the last call, once the connections have ended.
func (r *recorder) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.open > 0 {
		r.end.Wait()
	}
	seen := r.seen
	r.seen = nil
	return seen
}

// raw sends bytes and returns all that comes back until the gateway closes.
func raw(t *testing.T, address, request string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	go io.WriteString(c, request)
	data, err := io.ReadAll(c)
	if err != nil {
		t.Fatalf("%v after %q", err, data)
	}
	return string(data)
}

// lines are texts that would begin a line, or a message, where somebody wrote them
// as they are; controls are other texts that no header may hold; letters are some
// that it may. Each is a JSON string, so that halves of surrogate pairs can be said.
var (
	lines = []string{
		`"a\r\nInjected: 1\r\n\r\nGET /injected HTTP/1.1\r\nHost: b\r\n\r\n"`, `"a\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nInjected: 1\r\n\r\n"`,
		`"a\nInjected: 1"`, `"a\rInjected: 1"`, `"a\r\n Injected: 1"`,
	}
	controls = []string{`"a\u0000b"`, `"a\u001b[31m"`, `"a\u007fb"`, `"a\u0000\r\nInjected: 1"`}
	letters  = []string{
		`"caf\u00e9"`, `"\u6f22"`, `"\ud83d\ude00"`, `"a\ud800b"`, `"a\u0085Injected: 1"`, `"a\u2028Injected: 1"`,
		// Their low bytes are carriage return and line feed.
		`"a\u010d\u010aInjected: 1"`, `"a\u560d\u560aInjected: 1"`,
	}
)

// What the caller gets to know, and on-error as context.LastError.
const (
	invalidValue   = "ExpressionValueEvaluationFailure Expression evaluation failed. Specified value has invalid CRLF characters.|Parameter name: value"
	invalidControl = "ExpressionValueEvaluationFailure Expression evaluation failed. Specified value has invalid Control characters.|Parameter name: value"
	invalidName    = "ExpressionValueEvaluationFailure Expression evaluation failed. The header name format is invalid."
	invalidMethod  = "ExpressionValueEvaluationFailure Expression evaluation failed. The format of the HTTP method is invalid."
	invalidURI     = "ExpressionValueEvaluationFailure Expression evaluation failed. Invalid URI: The format of the URI could not be determined."
)

// injections are the places where a policy puts a text into a message. $P stands for
// an expression of it, $V for its value within one, $B for the backend's address.
var injections = []struct {
	name, inbound, outbound string
	// refused is context.LastError for texts with line breaks and control characters,
	// empty where they are encoded. word says that other letters are refused as well.
	refused string
	word    bool
	// shows is what "café" looks like in the request or in the response.
	shows string
	// host says that the text is part of a name to look up.
	host bool
	// proxy says that the other end asks for credentials.
	proxy bool
}{
	{name: "header", inbound: `<set-header name="X-P"><value>$P</value></set-header>`, refused: "set-header " + invalidValue, shows: "X-P: café\r\n"},
	{name: "header's name", inbound: `<set-header name="$P"><value>v</value></set-header>`, refused: "set-header " + invalidName, word: true},
	{name: "header of the response", outbound: `<set-header name="X-P"><value>$P</value></set-header>`, refused: "set-header " + invalidValue, shows: "X-P: café\r\n"},
	{name: "header's name of the response", outbound: `<set-header name="$P"><value>v</value></set-header>`, refused: "set-header " + invalidName, word: true},
	{name: "cookie", outbound: `<set-header name="Set-Cookie"><value>@("s=" + $V + "; Path=/")</value><value>b=2</value></set-header>`, refused: "set-header " + invalidValue, shows: "Set-Cookie: s=café; Path=/\r\nSet-Cookie: b=2\r\n"},
	{name: "host", inbound: `<set-header name="Host"><value>$P</value></set-header>`, refused: "set-header " + invalidValue, host: true},
	{name: "query parameter", inbound: `<set-query-parameter name="q"><value>$P</value></set-query-parameter>`, shows: "/?q=caf%C3%A9 HTTP"},
	{name: "query parameter's name", inbound: `<set-query-parameter name="$P"><value>v</value></set-query-parameter>`, shows: "/?caf%C3%A9=v HTTP"},
	{name: "path", inbound: `<rewrite-uri template="@("/x/" + $V)" />`, shows: "/x/caf%C3%A9 HTTP"},
	{name: "query", inbound: `<rewrite-uri template="@("/x?y=" + $V)" />`, shows: "/x?y=caf%C3%A9 HTTP"},
	{name: "method", inbound: `<set-method>$P</set-method>`, refused: "set-method " + invalidMethod, word: true},
	{name: "reason", outbound: `<set-status code="200" reason="$P" />`, refused: "set-status " + invalidValue},
	{name: "reason of an answer", inbound: `<return-response><set-status code="200" reason="$P" /></return-response>`, refused: "set-status " + invalidValue},
	{name: "location", inbound: `<return-response><set-status code="302" /><set-header name="Location"><value>$P</value></set-header></return-response>`, refused: "set-header " + invalidValue, shows: "Location: café\r\n"},
	{name: "URL of another request", inbound: `<send-request response-variable-name="r"><set-url>@("$B/" + $V)</set-url><set-method>GET</set-method></send-request>`, shows: "GET /caf%C3%A9 HTTP"},
	{name: "host of another request", inbound: `<send-request response-variable-name="r"><set-url>@("http://" + $V + "/")</set-url><set-method>GET</set-method></send-request>`, refused: "set-url " + invalidURI, host: true},
	{name: "header of another request", inbound: `<send-request response-variable-name="r"><set-url>$B/</set-url><set-method>GET</set-method><set-header name="X-P"><value>$P</value></set-header></send-request>`, refused: "set-header " + invalidValue, shows: "X-P: café\r\n"},
	{name: "method of another request", inbound: `<send-request response-variable-name="r"><set-url>$B/</set-url><set-method>$P</set-method></send-request>`, refused: "set-method " + invalidMethod, word: true},
	{name: "header of a copied request", inbound: `<send-request mode="copy" response-variable-name="r"><set-url>$B/</set-url><set-header name="X-P"><value>$P</value></set-header></send-request>`, refused: "set-header " + invalidValue, shows: "X-P: café\r\n"},
	{name: "backend", inbound: `<set-backend-service base-url="@("$B/" + $V)" />`, shows: "/caf%C3%A9/ HTTP"},
	{name: "host of the backend", inbound: `<set-backend-service base-url="@("http://" + $V)" />`, refused: "set-backend-service " + invalidURI, host: true},
	{name: "credentials", inbound: `<authentication-basic username="$P" password="$P" />`, shows: "Authorization: Basic Y2Fmw6k6Y2Fmw6k=\r\n"},
	{name: "credentials of a proxy", inbound: `<proxy url="$B" username="$P" password="$P" />`, shows: "Proxy-Authorization: Basic Y2Fmw6k6Y2Fmw6k=\r\n", proxy: true},
	{name: "proxy", inbound: `<proxy url="@("$B/" + $V)" />`, refused: "proxy ExpressionValueEvaluationFailure Expression value is invalid. The address of a proxy is http://host:port.", word: true},
	{name: "exposed headers", inbound: `<cors><allowed-origins><origin>*</origin></allowed-origins><allowed-headers><header>*</header></allowed-headers><expose-headers><header>$P</header></expose-headers></cors>`, refused: "cors " + invalidValue, shows: "Access-Control-Expose-Headers: café\r\n"},
	{name: "body", inbound: `<set-body>$P</set-body>`, shows: "\r\n\r\ncafé"},
	{name: "body of the response", outbound: `<find-and-replace from="ok" to="$P" />`, shows: "\r\n\r\ncafé"},
	{name: "trace", inbound: `<trace source="a"><message>$P</message><metadata name="m" value="$P" /></trace>`},
}

// TestInjection: a text that a caller chooses stays a part of the place where a
// policy puts it, or fails the request; it never begins a line of its own.
func TestInjection(t *testing.T) { bothAdapters(t, testInjection) }

func testInjection(t *testing.T, netHTTP bool) {
	for _, place := range injections {
		t.Run(place.name, func(t *testing.T) {
			r := newRecorder(t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", place.proxy)
			backend := "http://" + r.listener.Addr().String()
			text := strings.NewReplacer("$P", "@($V)", "$B", backend)
			document := `<policies><inbound>
<set-variable name="p" value="@((string)context.Request.Body.As<JArray>(true)[0])" />` + text.Replace(place.inbound) + `</inbound>
<backend><forward-request /></backend><outbound>` + text.Replace(place.outbound) + `</outbound>
<on-error><set-header name="X-Error"><value>@(context.LastError.Source + " " + context.LastError.Reason + " " + context.LastError.Message.Replace("\n", "|"))</value></set-header></on-error></policies>`
			document = strings.ReplaceAll(document, "$V", `(string)context.Variables["p"]`)
			s := serveDocument(t, netHTTP, document, backend, func(*config.Settings) {})
			address := strings.TrimPrefix(s.Addresses()[0], "http://")
			inject := func(payload string) (resp *http.Response, messages []string) {
				body := "[" + payload + "]"
				answer := raw(t, address, fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nOrigin: http://o\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
				sent := r.take()
				for _, text := range sent {
					one(t, payload, text, true)
				}
				return one(t, payload, answer, false), append(sent, answer)
			}
			check := func(payloads []string, want string) {
				for _, payload := range payloads {
					resp, _ := inject(payload)
					if resp == nil {
						continue
					}
					if got := resp.Header.Get("X-Error"); got != want || (resp.StatusCode == 500) != (want != "") {
						t.Errorf("%s: got %d, %q, want %q", payload, resp.StatusCode, got, want)
					}
				}
			}
			check(lines, place.refused)
			check(controls, strings.Replace(place.refused, invalidValue, invalidControl, 1))
			switch {
			case place.host:
			case place.word:
				check(letters, place.refused)
			default:
				check(letters, "")
			}
			if place.shows != "" {
				if _, messages := inject(`"café"`); !slices.ContainsFunc(messages, func(m string) bool { return strings.Contains(m, place.shows) }) {
					t.Errorf("%q stands nowhere in %q", place.shows, messages)
				}
			}
		})
	}
}

// one checks that a text is one message, a request or a response, however little its
// reader asks of line ends, and that nothing in it was injected.
func one(t *testing.T, payload, text string, request bool) (resp *http.Response) {
	t.Helper()
	head, _, _ := strings.Cut(text, "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		if !message.ValidValue(line) {
			t.Errorf("%s: %q in %q", payload, line, text)
		}
	}
	in := bufio.NewReader(strings.NewReader(text))
	var header http.Header
	var body io.ReadCloser
	if request {
		req, err := http.ReadRequest(in)
		if err != nil {
			t.Errorf("%s: %v of %q", payload, err, text)
			return nil
		}
		header, body = req.Header, req.Body
	} else {
		var err error
		if resp, err = http.ReadResponse(in, nil); err != nil {
			t.Errorf("%s: %v of %q", payload, err, text)
			return nil
		}
		header, body = resp.Header, resp.Body
	}
	_, err := io.Copy(io.Discard, body)
	rest, _ := io.ReadAll(in)
	if err != nil || len(rest) > 0 || header.Get("Injected") != "" {
		t.Errorf("%s: %v, %q after %q", payload, err, rest, text)
	}
	return resp
}
