package client

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/egress"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// patience ends tests that hang.
const patience = 20 * time.Second

func network(t *testing.T, settings egress.Settings) *egress.Network {
	t.Helper()
	n, err := egress.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func get(t *testing.T, at string) *message.Request {
	t.Helper()
	u, ok := message.ParseURL(at)
	if !ok {
		t.Fatal(at)
	}
	return &message.Request{Method: "GET", URL: u}
}

// TestAdaptersAgree: what comes of an answer is the same over both adapters. They
// differ where net/http takes HTTP/2.0 in a status line, and where it forgets what a
// Connection field names beside close.
func TestAdaptersAgree(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	answers := []string{
		ok + "Content-Length: 2\r\n\r\nok", ok + "\r\nok", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
		ok + "X-B: 1\r\nX-A: 2\r\nX-B: 3\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nConnection: x-a\r\nKeep-Alive: timeout=5\r\nUpgrade: x\r\nTrailer: y\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 404 Nothing Here\r\nContent-Length: 2\r\n\r\nno", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 299\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nok", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
		"HTTP/1.0 200 OK\r\n\r\nok", ok + "Content-Length: 5\r\n\r\nok", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", ok + "Transfer-Encoding: chunked\r\n\r\nx\r\nok\r\n",
		ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", ok + "Content-Length: -2\r\n\r\nok", ok + "Content-Length: 2, 2\r\n\r\nok",
		ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", ok + "Transfer-Encoding: gzip\r\n\r\nok",
		"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", ok + "X-A: b\r\n  c\r\nContent-Length: 2\r\n\r\nok", ok + "X-A: b\x00\r\n\r\n", ok + "no colon\r\n\r\n",
		"", "HTTP/1.1", "hello\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
	}
	for _, answer := range answers {
		t.Run(answer, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					http.ReadRequest(bufio.NewReader(c))
					io.WriteString(c, answer)
					c.Close()
				}
			}()
			var got [2]string
			for i, netHTTP := range []bool{false, true} {
				c := New(network(t, egress.Settings{}), netHTTP)
				got[i] = describe(c.Send(t.Context(), get(t, "http://"+l.Addr().String()), policy.SendOptions{HeaderTimeout: patience}))
				c.Close()
			}
			if diff := cmp.Diff(got[1], got[0]); diff != "" {
				t.Errorf("(-net/http +ours):\n%s", diff)
			}
		})
	}
}

// describe is a response as text, in the spelling and order that both have.
func describe(resp *message.Response, err error) string {
	if err != nil {
		var s *policy.SendError
		return fmt.Sprintf("error: %v", errors.As(err, &s) && s.Timeout)
	}
	var fields []string
	for f := range resp.Header.All() {
		fields = append(fields, http.CanonicalHeaderKey(f.Name)+": "+f.Value)
	}
	slices.SortStableFunc(fields, func(a, b string) int {
		a, _, _ = strings.Cut(a, ":")
		b, _, _ = strings.Cut(b, ":")
		return strings.Compare(a, b)
	})
	n := resp.Body.Length()
	data, berr := resp.Body.Bytes(0)
	return fmt.Sprintf("%d %s %q %d %q broken=%v", resp.Status, resp.Reason, fields, n, data, berr != nil)
}

// TestChoice: what goes over connections of ours.
func TestChoice(t *testing.T) {
	proxied := network(t, egress.Settings{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse("http://127.0.0.1:1") }})
	proxy := &catalog.Backend{Proxy: &catalog.BackendProxy{URL: "http://127.0.0.1:1"}}
	expects := get(t, "http://a.test")
	expects.Header.Add("Expect", "100-continue")
	tests := []struct {
		name    string
		network *egress.Network
		req     *message.Request
		opts    policy.SendOptions
		own     bool
	}{
		{"plain", nil, get(t, "http://a.test"), policy.SendOptions{}, true},
		{"TLS", nil, get(t, "https://a.test"), policy.SendOptions{}, true},
		{"HTTP/2 without TLS", nil, get(t, "http://a.test"), policy.SendOptions{HTTP2: true}, true},
		{"HTTP/2", nil, get(t, "https://a.test"), policy.SendOptions{HTTP2: true}, false},
		{"HTTP/2 alone", nil, get(t, "http://a.test"), policy.SendOptions{HTTP2Only: true}, false},
		{"expects", nil, expects, policy.SendOptions{}, true},
		{"expects and waits", nil, expects, policy.SendOptions{ContinueTimeout: time.Second}, false},
		{"proxy of a policy", nil, get(t, "http://a.test"), policy.SendOptions{Proxy: &policy.Proxy{URL: "http://127.0.0.1:1"}}, false},
		{"proxy of a backend", nil, get(t, "http://a.test"), policy.SendOptions{Backend: proxy}, false},
		{"usual proxy", proxied, get(t, "http://a.test"), policy.SendOptions{}, false},
		{"loopback beside a proxy", proxied, get(t, "http://127.0.0.1"), policy.SendOptions{}, true},
	}
	for _, test := range tests {
		n := test.network
		if n == nil {
			n = network(t, egress.Settings{Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }})
		}
		if got := New(n, false).upstream(test.req, test.opts) != nil; got != test.own {
			t.Errorf("%s: %v", test.name, got)
		}
		if New(n, true).upstream(test.req, test.opts) != nil {
			t.Errorf("%s: not over net/http", test.name)
		}
	}
}

// TestTLSRules: connections are shared only under the same rules, and a
// configuration that is served no more leaves none.
func TestTLSRules(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	defer s.Close()
	c := New(network(t, egress.Settings{}), false)
	defer c.Close()
	lax := &catalog.Backend{}
	strict := &catalog.Backend{}
	strict.TLS.ValidateChain, strict.TLS.ValidateName = true, true
	send := func(b *catalog.Backend) string {
		return describe(c.Send(t.Context(), get(t, s.URL), policy.SendOptions{HeaderTimeout: patience, Backend: b}))
	}
	for range 2 {
		if got := send(lax); !strings.Contains(got, `"HTTP/1.1" broken=false`) {
			t.Error(got)
		}
		if got := send(strict) + send(nil); got != "error: falseerror: false" {
			t.Error(got)
		}
	}
	before := len(*c.upstreams.Load())
	c.Forget()
	if after := len(*c.upstreams.Load()); before != 2 || after != 1 {
		t.Errorf("%d upstreams, then %d", before, after)
	}
}
