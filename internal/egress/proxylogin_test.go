package egress

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	secret  = "pä$$ w0rd"
	refused = "Proxy Authentication Required"
)

func TestProxyLogin(t *testing.T) {
	ca := newAuthority(t, "x")
	behind := serveTLS(t, ca.issue(t, time.Hour, "far.test"))
	const tls1, tls2 = "HTTP/1.1 sni=far.test far.test -", "HTTP/2.0 sni=far.test far.test -"
	const plain = `proxied GET "" `
	long := "http://far.test/" + strings.Repeat("long", 5000)
	tests := []struct {
		name     string
		proxy    ntlmProxy
		user     string
		password string // empty for the right one
		version  HTTPVersion
		urls     []string // asked one after the other
		want     []string // bodies; "407" for that answer, "error: ..." for the start of an error
		seen     []string
	}{
		{
			name: "https", proxy: ntlmProxy{user: "ANNA", domain: "CORP"}, user: `CORP\Anna`, urls: []string{"https://far.test/", "https://far.test/"}, want: []string{tls1, tls1},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "https, HTTP/2", proxy: ntlmProxy{user: "ANNA", domain: "CORP"}, user: `CORP\Anna`, version: HTTP2or1, urls: []string{"https://far.test/"}, want: []string{tls2},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "name with a domain behind it", proxy: ntlmProxy{user: "ANNA@CORP.TEST"}, user: `anna@corp.test`, urls: []string{"https://far.test/"}, want: []string{tls1},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "http", proxy: ntlmProxy{user: "ANNA"}, user: `Anna`, urls: []string{"http://far.test/a?b=c", "http://far.test/b", "http://other.test/"}, want: []string{plain, plain, plain},
			seen: []string{"1 GET http://far.test/a?b=c", "2 HEAD http://far.test/a?b=c NTLM1", "2 GET http://far.test/a?b=c NTLM3", "2 GET http://far.test/b", "2 GET http://other.test/"},
		},
		{
			name: "http, an address longer than buffers", proxy: ntlmProxy{user: "ANNA"}, user: `Anna`, urls: []string{long}, want: []string{plain},
			seen: []string{"1 GET " + long, "2 HEAD " + long + " NTLM1", "2 GET " + long + " NTLM3"},
		},
		{
			name: "both", proxy: ntlmProxy{user: "ANNA"}, user: `Anna`, urls: []string{"https://far.test/", "http://far.test/"}, want: []string{tls1, plain},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3", "2 HEAD http://far.test/ NTLM1", "2 GET http://far.test/ NTLM3"},
		},
		{
			name: "https, the 407 has a page and other schemes", proxy: ntlmProxy{user: "ANNA", page: strings.Repeat("no", 9999), offers: []string{"Negotiate", `Digest realm="a, NTLM x", nonce="y", ntlm`}}, user: `Anna`,
			urls: []string{"https://far.test/"}, want: []string{tls1},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "https, NTLM goes before Basic", proxy: ntlmProxy{user: "ANNA", offers: []string{`Basic realm="x"`, "NTLM"}, basic: "Anna:" + secret}, user: `Anna`, urls: []string{"https://far.test/"}, want: []string{tls1},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "https, Basic", proxy: ntlmProxy{offers: []string{"Negotiate", `Basic realm="a, b"`}, basic: "Anna:" + secret, page: "no"}, user: `Anna`, urls: []string{"https://far.test/"}, want: []string{tls1},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 Basic"},
		},
		{
			name: "https, Basic, the 407 ends the connection", proxy: ntlmProxy{offers: []string{"Basic"}, basic: "Anna:" + secret, close: true}, user: `Anna`, urls: []string{"https://far.test/"}, want: []string{tls1},
			seen: []string{"1 CONNECT far.test:443", "2 CONNECT far.test:443 Basic"},
		},
		{
			name: "https, Basic, wrong password", proxy: ntlmProxy{offers: []string{"Basic"}, basic: "Anna:" + secret}, user: `Anna`, password: "wrong", urls: []string{"https://far.test/", "https://far.test/"}, want: []string{"error: " + refused, "error: " + refused},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 Basic", "2 CONNECT far.test:443 Basic"},
		},
		{
			name: "http, Basic", proxy: ntlmProxy{offers: []string{"Basic"}, basic: "Anna:" + secret}, user: `Anna`, urls: []string{"http://far.test/", "http://far.test/", "https://far.test/"}, want: []string{plain, plain, tls1},
			seen: []string{"1 GET http://far.test/", "1 GET http://far.test/ Basic", "1 GET http://far.test/ Basic", "2 CONNECT far.test:443 Basic"},
		},
		{
			name: "http, Basic, wrong password", proxy: ntlmProxy{offers: []string{"Basic"}, basic: "Anna:" + secret}, user: `Anna`, password: "wrong", urls: []string{"http://far.test/"}, want: []string{"407"},
			seen: []string{"1 GET http://far.test/", "1 GET http://far.test/ Basic"},
		},
		{
			name: "nobody asks", proxy: ntlmProxy{open: true}, user: `Anna`, urls: []string{"http://far.test/", "https://far.test/", "http://far.test/"}, want: []string{plain, tls1, plain},
			seen: []string{"1 GET http://far.test/", "2 CONNECT far.test:443", "1 GET http://far.test/"},
		},
		{
			name: "https, the 407 ends the connection", proxy: ntlmProxy{user: "ANNA", close: true}, user: `Anna`, urls: []string{"https://far.test/"}, want: []string{tls1},
			seen: []string{"1 CONNECT far.test:443", "2 CONNECT far.test:443 NTLM1", "2 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "https, the page of the 407 is too long", proxy: ntlmProxy{user: "ANNA", page: strings.Repeat("no", maxRefusal)}, user: `Anna`, urls: []string{"https://far.test/"}, want: []string{"error: " + errHandshake.Error()},
			seen: []string{"1 CONNECT far.test:443", "2 CONNECT far.test:443 NTLM1"},
		},
		{
			name: "https, wrong password", proxy: ntlmProxy{user: "ANNA"}, user: `Anna`, password: "wrong", urls: []string{"https://far.test/"}, want: []string{"error: " + refused},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "https, wrong domain", proxy: ntlmProxy{user: "ANNA", domain: "CORP"}, user: `OTHER\Anna`, urls: []string{"https://far.test/"}, want: []string{"error: " + refused},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "http, wrong password", proxy: ntlmProxy{user: "ANNA"}, user: `Anna`, password: "wrong", urls: []string{"http://far.test/", "http://far.test/"}, want: []string{"407", "407"},
			seen: []string{"1 GET http://far.test/", "2 HEAD http://far.test/ NTLM1", "2 GET http://far.test/ NTLM3", "3 HEAD http://far.test/ NTLM1", "3 GET http://far.test/ NTLM3"},
		},
		{
			name: "https, only what is not spoken", proxy: ntlmProxy{offers: []string{"Negotiate"}}, user: `Anna`, urls: []string{"https://far.test/"}, want: []string{"error: " + refused},
			seen: []string{"1 CONNECT far.test:443"},
		},
		{
			name: "http, only what is not spoken", proxy: ntlmProxy{offers: []string{"Negotiate"}}, user: `Anna`, urls: []string{"http://far.test/"}, want: []string{"407"},
			seen: []string{"1 GET http://far.test/"},
		},
		{
			name: "https, the challenge ends the connection", proxy: ntlmProxy{user: "ANNA", drop: true}, user: `Anna`, urls: []string{"https://far.test/"}, want: []string{"error: " + errHandshake.Error()},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1"},
		},
		{
			name: "http, the challenge ends the connection", proxy: ntlmProxy{user: "ANNA", drop: true}, user: `Anna`, urls: []string{"http://far.test/"}, want: []string{"error: proxyconnect tcp: " + errHandshake.Error()},
			seen: []string{"1 GET http://far.test/", "2 HEAD http://far.test/ NTLM1"},
		},
		{
			name: "https, broken in the middle", proxy: ntlmProxy{user: "ANNA", reset: true}, user: `Anna`, urls: []string{"https://far.test/"}, want: []string{"error: " + errHandshake.Error()},
			seen: []string{"1 CONNECT far.test:443", "1 CONNECT far.test:443 NTLM1", "1 CONNECT far.test:443 NTLM3"},
		},
		{
			name: "http, the connection is forgotten", proxy: ntlmProxy{user: "ANNA", forgets: 3}, user: `Anna`, urls: []string{"http://far.test/1", "http://far.test/2", "http://far.test/3"}, want: []string{plain, plain, plain},
			seen: []string{
				"1 GET http://far.test/1", "2 HEAD http://far.test/1 NTLM1", "2 GET http://far.test/1 NTLM3", "2 GET http://far.test/2",
				"2 GET http://far.test/3", "3 HEAD http://far.test/3 NTLM1", "3 GET http://far.test/3 NTLM3",
			},
		},
		{
			name: "http, a challenge that is none", proxy: ntlmProxy{user: "ANNA", challenge: "????"}, user: `Anna`, urls: []string{"http://far.test/"}, want: []string{"error: proxyconnect tcp: the proxy's NTLM challenge is not base64"},
			seen: []string{"1 GET http://far.test/", "2 HEAD http://far.test/ NTLM1"},
		},
	}
	for i := range tests {
		test := &tests[i]
		t.Run(test.name, func(t *testing.T) {
			test.proxy.password, test.proxy.where = secret, address(behind)
			password := test.password
			if password == "" {
				password = secret
			}
			n := network(t, Settings{CAs: [][]byte{ca.pem}})
			tr := transport(t, n, TransportSettings{Proxy: test.proxy.start(t, test.user, password), HTTP: test.version})
			for i, u := range test.urls {
				got, err := send(t, tr, u, nil)
				if err != nil {
					got = "error: " + err.Error()
					if strings.Contains(got, password) || strings.Contains(got, "NTLM T") {
						t.Errorf("the error %q tells a secret", got)
					}
				}
				if got != test.want[i] && !(err != nil && strings.HasPrefix(got, test.want[i]) && strings.HasPrefix(test.want[i], "error: ")) {
					t.Errorf("%s: %q, want %q", u[:min(len(u), 40)], got, test.want[i])
				}
			}
			if diff := cmp.Diff(test.seen, test.proxy.log()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// send returns the body of an answer, or its status.
func send(t *testing.T, tr http.RoundTripper, url string, body io.Reader) (string, error) {
	t.Helper()
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := tr.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return resp.Status[:3], nil
	}
	data, err := io.ReadAll(resp.Body)
	return string(data), err
}

// TestProxyLoginBodies: what is sent arrives once and whole, whether it can be read
// again or not.
func TestProxyLoginBodies(t *testing.T) {
	t.Run("NTLM", func(t *testing.T) { loginBodies(t, &ntlmProxy{user: "ANNA", password: secret}) })
	t.Run("Basic", func(t *testing.T) {
		loginBodies(t, &ntlmProxy{offers: []string{"Basic"}, basic: "Anna:" + secret})
	})
}

// TestProxyLoginLongBodies: a body that is too long to keep arrives when the proxy asks
// before it has read it, and where it does not ask.
func TestProxyLoginLongBodies(t *testing.T) {
	long := strings.Repeat("a", 40*maxKept)
	for name, p := range map[string]*ntlmProxy{
		"asked for": {offers: []string{"Basic"}, basic: "Anna:" + secret, early: true}, "not asked for": {open: true},
	} {
		t.Run(name, func(t *testing.T) {
			tr := transport(t, network(t, Settings{}), TransportSettings{Proxy: p.start(t, "Anna", secret)})
			for range 2 {
				if got, err := send(t, tr, "http://far.test/", &closing{Reader: strings.NewReader(long)}); err != nil || got != `proxied POST "`+long+`" ` {
					t.Errorf("%.60q, %v", got, err)
				}
			}
		})
	}
}

func loginBodies(t *testing.T, p *ntlmProxy) {
	proxy := p.start(t, "Anna", secret)
	n := network(t, Settings{})
	for _, test := range []struct {
		name, body, first string
		stream            bool
	}{
		{name: "again", body: "abc", first: `proxied POST "abc" `},
		{name: "once", body: "abc", stream: true, first: `proxied POST "abc" `},
		// The proxy reads all before it answers: then it is gone.
		{name: "once, too long to keep", body: strings.Repeat("a", 4*maxKept), stream: true, first: "407"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := transport(t, n, TransportSettings{Proxy: proxy})
			want := test.first
			for range 2 {
				source := &closing{Reader: strings.NewReader(test.body)}
				var body io.Reader = strings.NewReader(test.body)
				if test.stream {
					body = source
				}
				if got, err := send(t, tr, "http://far.test/", body); err != nil || got != want {
					t.Errorf("%.60q, %v; want %.60q", got, err, want)
				}
				if test.stream && source.closed != 1 {
					t.Errorf("the body was closed %d times", source.closed)
				}
				want = `proxied POST "` + test.body + `" ` // the scheme is known
			}
		})
	}
}

// TestProxyLoginUpgrades: WebSocket connections go through authenticated connections too,
// to https targets by a tunnel, to http targets by the proxy's own request.
func TestProxyLoginUpgrades(t *testing.T) {
	ca := newAuthority(t, "x")
	behind, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{ca.issue(t, time.Hour, "far.test")}})
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		conn, err := behind.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		reader := bufio.NewReader(conn)
		if _, err := http.ReadRequest(reader); err != nil {
			return
		}
		_, _ = io.WriteString(conn, switching)
		_, _ = io.Copy(conn, reader)
	})
	t.Cleanup(func() { _ = behind.Close(); serving.Wait() })
	for _, target := range []string{"https://far.test/", "http://far.test/"} {
		p := ntlmProxy{user: "ANNA", password: secret, where: behind.Addr().String()}
		tr := transport(t, network(t, Settings{CAs: [][]byte{ca.pem}}), TransportSettings{Proxy: p.start(t, "Anna", secret), HTTP: HTTP1})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Connection", "Upgrade")
		req.Header.Set("Upgrade", "websocket")
		resp, err := tr.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
			t.Fatalf("%s: %v, %v", target, resp, err)
		}
		tunnel, ok := resp.Body.(io.ReadWriteCloser)
		if !ok {
			t.Fatalf("%s: a connection of type %T", target, resp.Body)
		}
		echo := make([]byte, 5)
		if _, err := io.WriteString(tunnel, "hello"); err != nil {
			t.Error(err)
		}
		if _, err := io.ReadFull(tunnel, echo); err != nil || string(echo) != "hello" {
			t.Errorf("%s: %q, %v", target, echo, err)
		}
		_ = tunnel.Close()
		if seen := strings.Join(p.log(), "\n"); !strings.Contains(seen, "NTLM3") {
			t.Errorf("%s: %s", target, seen)
		}
	}
}

type closing struct {
	io.Reader
	closed int
}

func (c *closing) Close() error { c.closed++; return nil }

// TestProxyLoginChanges: a proxy that takes another scheme than it did is followed.
func TestProxyLoginChanges(t *testing.T) {
	for _, test := range []struct {
		name string
		then *ntlmProxy
		want string
	}{
		{"to Basic", &ntlmProxy{offers: []string{"Basic"}, basic: "Anna:" + secret}, `proxied GET "" `},
		{"to nothing", &ntlmProxy{open: true}, `proxied GET "" `},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := network(t, Settings{})
			tr := transport(t, n, TransportSettings{Proxy: test.then.start(t, "Anna", secret)})
			tr.login.learn(schemeNTLM)
			for range 2 {
				if got, err := send(t, tr, "http://far.test/", nil); err != nil || got != test.want {
					t.Errorf("%q, %v", got, err)
				}
			}
		})
	}
}

// TestProxyLoginAtOnce: many requests learn the scheme and share connections.
func TestProxyLoginAtOnce(t *testing.T) {
	ca := newAuthority(t, "x")
	behind := serveTLS(t, ca.issue(t, time.Hour, "far.test"))
	p := ntlmProxy{user: "ANNA", password: secret, where: address(behind)}
	tr := transport(t, network(t, Settings{CAs: [][]byte{ca.pem}}), TransportSettings{Proxy: p.start(t, "Anna", secret)})
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 5 {
				if got, err := send(t, tr, "http://far.test/", io.NopCloser(strings.NewReader("abc"))); err != nil || got != `proxied POST "abc" ` {
					t.Errorf("%q, %v", got, err)
				}
				if _, err := send(t, tr, "https://far.test/", nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}

// TestProxyLoginGivenUp: a handshake ends with its request.
func TestProxyLoginGivenUp(t *testing.T) {
	for _, u := range []string{"https://far.test/", "http://far.test/"} {
		p := ntlmProxy{user: "ANNA", password: secret, silent: true}
		tr := transport(t, network(t, Settings{}), TransportSettings{Proxy: p.start(t, "Anna", secret)})
		ctx := WithHeaderTimeout(t.Context(), 50*time.Millisecond)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.RoundTrip(req); !errors.Is(err, ErrHeaderTimeout) {
			t.Errorf("%s: %v", u, err)
		}
	}
	p := ntlmProxy{user: "ANNA", password: secret, silent: true}
	login := &proxyLogin{network: network(t, Settings{}), url: p.start(t, "Anna", secret)}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := login.dialTunnel(ctx, "tcp", "far.test:443"); err == nil || ReasonOf(err) != Timeout {
		t.Errorf("%v", err)
	}
}

// challenges are second messages that no honest proxy sends.
func challenges() map[string][]byte {
	with := func(at int, value uint32) []byte {
		m := challengeMessage()
		binary.LittleEndian.PutUint32(m[at:], value)
		return m
	}
	return map[string][]byte{
		"empty":                        {},
		"cut":                          challengeMessage()[:31],
		"no target info":               challengeMessage()[:48],
		"another signature":            append([]byte("NTLMSSX"), challengeMessage()[7:]...),
		"the first message":            with(8, 1),
		"name beyond the end":          with(16, 1<<20),
		"name's offset overflows":      with(16, 0xffffffff),
		"target info beyond the end":   with(44, 1<<30),
		"target info's length":         with(40, 0xffffffff),
		"a pair longer than its field": with(64, 0xffff0002),
		"huge":                         append(challengeMessage(), make([]byte, maxChallenge)...),
	}
}

func TestProxyLoginHostileChallenges(t *testing.T) {
	login := &proxyLogin{url: &url.URL{User: url.UserPassword("Anna", secret)}}
	for name, challenge := range challenges() {
		if token, err := login.answer(base64.StdEncoding.EncodeToString(challenge)); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %q, %v; want an error", name, token, err)
		}
	}
}

// FuzzProxyChallenge: whatever a proxy sends, nothing breaks, and what is answered is
// a third message.
func FuzzProxyChallenge(f *testing.F) {
	f.Add(challengeMessage())
	for _, challenge := range challenges() {
		f.Add(challenge)
	}
	login := &proxyLogin{url: &url.URL{User: url.UserPassword(`CORP\Anna`, secret)}}
	f.Fuzz(func(t *testing.T, challenge []byte) {
		token, err := login.answer(base64.StdEncoding.EncodeToString(challenge))
		if err == nil && !strings.HasPrefix(token, "NTLM TlRMTVNTUAADAAAA") {
			t.Errorf("%q", token)
		}
	})
}
