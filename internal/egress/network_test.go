package egress

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func TestPatterns(t *testing.T) {
	n := network(t, Settings{Hosts: map[string]Host{
		"management.azure.com":       {Address: "1.1.1.1:1"},
		"*.blob.core.windows.net":    {Address: "2.2.2.2:2"},
		"a.blob.core.windows.net":    {Address: "3.3.3.3:3"},
		"*.core.windows.net":         {Address: "4.4.4.4:4"},
		"*.core.windows.net:8443":    {Address: "5.5.5.5:5"},
		"Upper.Example.COM.":         {Address: "6.6.6.6"},
		"[2001:db8::1]":              {Address: "[::1]:7"},
		"*.documents.azure.com:4443": {Address: "8.8.8.8:8"},
	}})
	tests := []struct{ host, want string }{
		{"management.azure.com", "1.1.1.1:1"},
		{"MANAGEMENT.azure.com:443", "1.1.1.1:1"},
		{"management.azure.com.:443", "1.1.1.1:1"},
		{"x.management.azure.com", ""},
		{"b.blob.core.windows.net", "2.2.2.2:2"},
		{"b.blob.core.windows.net:8443", "2.2.2.2:2"},
		{"c.b.blob.core.windows.net", "2.2.2.2:2"},
		{"a.blob.core.windows.net:443", "3.3.3.3:3"},
		{"blob.core.windows.net:443", "4.4.4.4:4"},
		{"q.queue.core.windows.net:443", "4.4.4.4:4"},
		{"q.queue.core.windows.net:8443", "5.5.5.5:5"},
		{"core.windows.net", ""},
		{"evilcore.windows.net", ""},
		{"upper.example.com:80", "6.6.6.6"},
		{"[2001:DB8::1]:443", "[::1]:7"},
		{"x.documents.azure.com:443", ""},
		{"x.documents.azure.com:4443", "8.8.8.8:8"},
		{"", ""},
		{"a:b:c", ""},
	}
	for _, test := range tests {
		got, ok := n.Mapped(test.host)
		if got.Address != test.want || ok != (test.want != "") {
			t.Errorf("%s is at %q, %v; want %q", test.host, got.Address, ok, test.want)
		}
	}
	every := network(t, Settings{Hosts: map[string]Host{"*": {Address: "127.0.0.1:1"}, "but.me": {Address: "127.0.0.1:2"}}})
	for host, want := range map[string]string{"anything": "127.0.0.1:1", "10.0.0.1:80": "127.0.0.1:1", "but.me:443": "127.0.0.1:2"} {
		if got, _ := every.Mapped(host); got.Address != want {
			t.Errorf("%s is at %q, want %q", host, got.Address, want)
		}
	}
}

func TestSettingMistakes(t *testing.T) {
	_, err := New(Settings{
		CAs: [][]byte{[]byte("x")},
		Hosts: map[string]Host{
			"a.*.com": {Address: "x"}, "**": {Address: "x"}, "*x": {Address: "x"}, "*.": {Address: "x"}, ".x": {Address: "x"}, "https://x": {Address: "x"}, "": {Address: "x"},
			"no-address": {}, "bad-port": {Address: "x:99999"}, "bad-ca": {Address: "x", CA: []byte("no")}, "port:0": {Address: "x"}, "blank .x": {Address: "x"},
			"wild-target": {Address: "*.x"},
		},
	})
	var mistake *SettingError
	if !errors.As(err, &mistake) {
		t.Fatalf("got %v", err)
	}
	got := strings.Split(err.Error(), "\n")
	sort.Strings(got)
	const pattern = ": a pattern is a host name, *.name or *, with :port if need be"
	want := []string{
		"ca: holds no certificate in PEM form",
		"hosts." + pattern, "hosts.**" + pattern, "hosts.*." + pattern, "hosts.*x" + pattern, "hosts..x" + pattern, "hosts.a.*.com" + pattern,
		"hosts.bad-ca.ca: holds no certificate in PEM form", "hosts.bad-port.address: must be host or host:port", "hosts.blank .x" + pattern,
		"hosts.https://x" + pattern, "hosts.no-address.address: must be host or host:port", "hosts.port:0" + pattern,
		"hosts.wild-target.address: must be host or host:port",
	}
	sort.Strings(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMappedHostKeepsItsName(t *testing.T) {
	local, other := newAuthority(t, "local"), newAuthority(t, "other")
	server := serveTLS(t, local.issue(t, time.Hour, "acct.blob.core.windows.net", "management.azure.com", "127.0.0.1"))
	n := network(t, Settings{Hosts: map[string]Host{
		"*.blob.core.windows.net": {Address: address(server), CA: local.pem},
		"management.azure.com":    {Address: address(server), CA: other.pem},
	}})
	tr := transport(t, n, TransportSettings{})
	body, err := get(t, tr, "https://acct.blob.core.windows.net/c/b")
	if err != nil || body != "HTTP/1.1 sni=acct.blob.core.windows.net acct.blob.core.windows.net -" {
		t.Errorf("%q, %v", body, err)
	}
	// The name is checked: the certificate is for acct only.
	if _, err := get(t, tr, "https://else.blob.core.windows.net/"); err == nil || ReasonOf(err) != TLSFailure {
		t.Errorf("another account: %v", err)
	}
	// The authority is trusted where it was named, and nowhere else.
	for _, url := range []string{"https://management.azure.com/", "https://" + address(server) + "/"} {
		if _, err := get(t, tr, url); err == nil || ReasonOf(err) != TLSFailure {
			t.Errorf("%s: %v, want a certificate that is not trusted", url, err)
		}
	}
}

func TestMappedPlainHost(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) }))
	defer server.Close()
	_, port, _ := strings.Cut(address(server), ":")
	n := network(t, Settings{Hosts: map[string]Host{"backend.internal": {Address: address(server)}, "keeps.port": {Address: "127.0.0.1"}}})
	tr := transport(t, n, TransportSettings{})
	for _, host := range []string{"backend.internal", "backend.internal:8080", "keeps.port:" + port} {
		if body, err := get(t, tr, "http://"+host+"/"); err != nil || body != host {
			t.Errorf("%s: %q, %v", host, body, err)
		}
	}
	conn, err := n.DialContext(t.Context(), "tcp", "backend.internal:1")
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
}

func TestExtraAuthorities(t *testing.T) {
	ca := newAuthority(t, "extra")
	server := serveTLS(t, ca.issue(t, time.Hour, "127.0.0.1"))
	url := "https://" + address(server) + "/"
	if _, err := get(t, transport(t, network(t, Settings{}), TransportSettings{}), url); err == nil {
		t.Error("trusted without its authority")
	}
	body, err := get(t, transport(t, network(t, Settings{CAs: [][]byte{ca.pem}}), TransportSettings{}), url)
	if err != nil || !strings.HasPrefix(body, "HTTP/1.1 sni= ") {
		t.Errorf("%q, %v", body, err)
	}
}

func TestDialTLS(t *testing.T) {
	ca := newAuthority(t, "x")
	server := serveTLS(t, ca.issue(t, time.Hour, "b.test"))
	n := network(t, Settings{Hosts: map[string]Host{"b.test": {Address: address(server), CA: ca.pem}}})
	conn, err := n.DialTLS(t.Context(), "tcp", "b.test:443", TLS{}, "h2")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if state := conn.ConnectionState(); !state.HandshakeComplete || state.NegotiatedProtocol != "h2" {
		t.Errorf("state %+v", state)
	}
	if _, err := n.DialTLS(t.Context(), "tcp", "no-port", TLS{}); err == nil {
		t.Error("an address without a port")
	}
}

func TestProxy(t *testing.T) {
	ca := newAuthority(t, "x")
	private := newAuthority(t, "private")
	behind := serveTLS(t, ca.issue(t, time.Hour, "far.test", "mapped.test", "127.0.0.1"))
	trusted := serveTLS(t, private.issue(t, time.Hour, "private.test", "far.test"))
	var seen []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, strings.TrimSpace(r.Method+" "+r.RequestURI+" "+r.Header.Get("Proxy-Authorization")))
		if r.Method != http.MethodConnect {
			_, _ = io.WriteString(w, "proxied")
			return
		}
		if strings.HasPrefix(r.RequestURI, "private.") {
			tunnel(t, w, address(trusted))
			return
		}
		tunnel(t, w, address(behind))
	}))
	defer proxy.Close()
	proxyURL, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	own := *proxyURL
	own.User = url.UserPassword("u", "p")
	n := network(t, Settings{
		CAs:   [][]byte{ca.pem},
		Proxy: func(*http.Request) (*url.URL, error) { return proxyURL, nil },
		Hosts: map[string]Host{"mapped.test": {Address: address(behind)}, "private.test": {CA: private.pem}},
	})
	tests := []struct {
		name, url string
		settings  TransportSettings
		body      string
		seen      []string
	}{
		{"plain", "http://far.test/x?y", TransportSettings{}, "proxied", []string{"GET http://far.test/x?y"}},
		{"tls", "https://far.test/", TransportSettings{}, "HTTP/1.1 sni=far.test far.test -", []string{"CONNECT far.test:443"}},
		{"target's own", "http://far.test/", TransportSettings{Proxy: &own}, "proxied", []string{"GET http://far.test/"}},
		{"target's own, tls", "https://far.test/", TransportSettings{Proxy: &own}, "HTTP/1.1 sni=far.test far.test -", []string{"CONNECT far.test:443"}},
		{"mapped", "https://mapped.test/", TransportSettings{}, "HTTP/1.1 sni=mapped.test mapped.test -", nil},
		{"mapped, target's own", "https://mapped.test/", TransportSettings{Proxy: &own}, "HTTP/1.1 sni=mapped.test mapped.test -", nil},
		{"authority of its own", "https://private.test/", TransportSettings{}, "HTTP/1.1 sni=private.test private.test -", []string{"CONNECT private.test:443"}},
		{"authority of its own, target's own", "https://private.test/", TransportSettings{Proxy: &own}, "HTTP/1.1 sni=private.test private.test -", []string{"CONNECT private.test:443"}},
		{"authority of its own, plain", "http://private.test/", TransportSettings{}, "proxied", []string{"GET http://private.test/"}},
		{"this machine", "https://" + address(behind) + "/", TransportSettings{}, "HTTP/1.1 sni= " + address(behind) + " -", nil},
		{"chain not checked, tls", "https://far.test/", TransportSettings{TLS: TLS{SkipChain: true}}, "HTTP/1.1 sni=far.test far.test -", []string{"CONNECT far.test:443"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			seen = nil
			body, err := get(t, transport(t, n, test.settings), test.url)
			if err != nil || body != test.body {
				t.Errorf("%q, %v; want %q", body, err, test.body)
			}
			if diff := cmp.Diff(test.seen, seen); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAuthorityAlone: a rule without an address says only whom to trust.
func TestAuthorityAlone(t *testing.T) {
	private := newAuthority(t, "private")
	server := serveTLS(t, private.issue(t, time.Hour, "127.0.0.1"))
	n := network(t, Settings{Hosts: map[string]Host{"127.0.0.1": {CA: private.pem}}})
	if body, err := get(t, transport(t, n, TransportSettings{}), "https://"+address(server)+"/"); err != nil || body != "HTTP/1.1 sni= "+address(server)+" -" {
		t.Errorf("%q, %v", body, err)
	}
	if host, mapped := n.Mapped("127.0.0.1:443"); mapped {
		t.Errorf("it is mapped to %q", host.Address)
	}
}

func TestNoProxyForThisMachineAndLink(t *testing.T) {
	n := network(t, Settings{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse("http://proxy.test:3128") }})
	for host, proxied := range map[string]bool{
		"169.254.169.254": false, "127.0.0.1:80": false, "localhost:40342": false, "x.localhost": false, "[::1]:80": false, "[fe80::1]": false, "[::ffff:169.254.169.254]": false,
		"10.0.0.1": true, "example.com": true, "[2001:db8::1]:80": true,
	} {
		req, err := http.NewRequest(http.MethodGet, "http://"+host+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := n.proxyFor(req, nil)
		if err != nil || (got != nil) != proxied {
			t.Errorf("%s: proxy %v, %v; want one: %v", host, got, err, proxied)
		}
	}
}
