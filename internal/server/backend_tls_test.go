package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// authority issues certificates.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	file string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	made, file := identityOf(t, "authority.test")
	cert, err := x509.ParseCertificate(made.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return &authority{made.PrivateKey.(*ecdsa.PrivateKey), cert, file}
}

// issue makes a certificate for a name, which ends so long from now.
func (a *authority) issue(t *testing.T, name string, life time.Duration) (tls.Certificate, string) {
	t.Helper()
	return a.issueFrom(t, name, -2*time.Hour, life)
}

// issueFrom is issue of a certificate that begins so long from now.
func (a *authority) issueFrom(t *testing.T, name string, from, life time.Duration) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(life), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name+".pem")
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}

// tlsBackend says how it was called: the version of HTTP and of TLS and the client's
// certificate.
func tlsBackend(t *testing.T, settings *tls.Config) string {
	t.Helper()
	b := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		client := "nobody"
		if len(r.TLS.PeerCertificates) > 0 {
			client = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		_, _ = io.WriteString(w, r.Proto+" "+tls.VersionName(r.TLS.Version)+" "+client)
	}))
	b.EnableHTTP2 = true
	b.TLS = settings
	b.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	b.StartTLS()
	t.Cleanup(b.Close)
	return b.Listener.Addr().String()
}

// connectProxy is an HTTP proxy that wants a user and a password. It leads every
// host to the address of where.
type connectProxy struct {
	*httptest.Server
	where map[string]string
	mu    sync.Mutex
	seen  []string
}

func newConnectProxy(t *testing.T, where map[string]string) *connectProxy {
	t.Helper()
	p := &connectProxy{where: where}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func (p *connectProxy) serve(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Proxy-Authorization") != "" {
		p.mu.Lock()
		p.seen = append(p.seen, r.Method+" "+r.RequestURI)
		p.mu.Unlock()
	}
	if r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte("user:pass")) {
		w.Header().Set("Proxy-Authenticate", "Basic")
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	if r.Method != http.MethodConnect {
		_, _ = io.WriteString(w, "proxied "+r.Host)
		return
	}
	to, err := net.Dial("tcp", p.where[r.Host])
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	from, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		_ = to.Close()
		return
	}
	_, _ = buffered.WriteString("HTTP/1.1 200 Connection Established\r\n\r\n")
	_ = buffered.Flush()
	go func() {
		_, _ = io.Copy(to, buffered)
		_ = to.Close()
	}()
	_, _ = io.Copy(from, to)
	_ = from.Close()
}

// calls returns what was asked for with credentials since the last time.
func (p *connectProxy) calls() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	seen := strings.Join(p.seen, "; ")
	p.seen = nil
	return seen
}

// callsOverTLS are calls to backends: what the policies before the call say, where
// it goes, and what it gives; a want of two words and more is the start of what
// the backend says, others are the Reason of the error and a part of its message.
var callsOverTLS = []struct {
	name, policies, host string
	version              string // http-version of forward-request
	want                 string
	message, proxied     string
}{
	{name: "certificate by id", policies: `<authentication-certificate certificate-id="one" />`, host: "https://strict.test", want: "HTTP/1.1 TLS 1.3 one.test"},
	{name: "certificate by thumbprint", policies: `<authentication-certificate thumbprint="THUMB" />`, host: "https://strict.test", want: "HTTP/1.1 TLS 1.3 two.test"},
	{name: "certificate of a file", policies: `<authentication-certificate body="@(Convert.FromBase64String("PFX"))" password="p" />`, host: "https://strict.test", want: "HTTP/1.1 TLS 1.3 client.contoso.test"},
	{name: "certificate of a file in base64", policies: `<authentication-certificate body="PFX" password="@("p")" />`, host: "https://strict.test", want: "HTTP/1.1 TLS 1.3 client.contoso.test"},
	{name: "wrong password", policies: `<authentication-certificate body="PFX" password="q" />`, host: "https://strict.test", message: "The certificate could not be loaded"},
	{name: "unknown thumbprint", policies: `<authentication-certificate thumbprint="@("FFFF")" />`, host: "https://strict.test", message: "was not found"},
	{name: "no certificate", host: "https://strict.test", want: "BackendConnectionFailure", message: "certificate required"},
	{name: "certificate that nobody asks for", policies: `<authentication-certificate certificate-id="one" />`, host: "https://new.test", want: "HTTP/1.1 TLS 1.3 nobody"},
	{name: "TLS 1.2", host: "https://old.test", want: "HTTP/1.1 TLS 1.2 nobody"},
	{name: "TLS 1.1", host: "https://ancient.test", want: "BackendConnectionFailure", message: "protocol version"},
	{name: "HTTP/2", host: "https://new.test", version: "2", want: "HTTP/2.0 TLS 1.3 nobody"},
	{name: "HTTP/2 if there is", host: "https://new.test", version: "2or1", want: "HTTP/2.0 TLS 1.3 nobody"},
	{name: "HTTP/2 if there is, with a certificate", policies: `<authentication-certificate certificate-id="one" />`, host: "https://strict.test", version: "2or1", want: "HTTP/2.0 TLS 1.3 one.test"},
	{name: "wrong name", host: "https://wrong.test", want: "BackendConnectionFailure", message: "x509: certificate is valid for else.test, not wrong.test"},
	{name: "unknown authority", host: "https://self.test", want: "BackendConnectionFailure", message: "x509: certificate signed by unknown authority"},
	{name: "expired", host: "https://expired.test", want: "BackendConnectionFailure", message: "x509: certificate has expired or is not yet valid"},
	{name: "entity of the URL, wrong name", host: "https://wrong.test/entity", want: "HTTP/1.1 TLS 1.3 nobody"},
	{name: "entity of the URL, unknown authority", host: "https://self.test/entity", want: "HTTP/1.1 TLS 1.3 nobody"},
	{name: "entity of the URL, expired", host: "https://expired.test/entity", want: "HTTP/1.1 TLS 1.3 nobody"},
	{name: "entity that checks the name only", host: "https://named.test/entity", want: "BackendConnectionFailure", message: "x509: certificate is valid for other.test, not named.test"},
	{name: "entity with certificates", host: "https://strict.test/entity", want: "HTTP/1.1 TLS 1.3 two.test"},
	{name: "entity with certificates, and a policy's", policies: `<authentication-certificate certificate-id="one" />`, host: "https://strict.test/entity", want: "HTTP/1.1 TLS 1.3 one.test"},
	{name: "proxy", policies: `<proxy url="PROXY" username="user" password="@("pass")" />`, host: "https://far.test", want: "HTTP/1.1 TLS 1.3 nobody", proxied: "CONNECT far.test:443"},
	{name: "proxy and certificate", policies: `<proxy url="@("PROXY")" username="user" password="pass" /><authentication-certificate certificate-id="two" />`, host: "https://strictfar.test", want: "HTTP/1.1 TLS 1.3 two.test", proxied: "CONNECT strictfar.test:443"},
	{name: "proxy and HTTP/2", policies: `<proxy url="PROXY" username="user" password="pass" />`, host: "https://far.test", version: "2", want: "HTTP/2.0 TLS 1.3 nobody", proxied: "CONNECT far.test:443"},
	{name: "proxy, wrong name behind it", policies: `<proxy url="PROXY" username="user" password="pass" />`, host: "https://farwrong.test", want: "BackendConnectionFailure", message: "x509: certificate is valid for else.test, not farwrong.test", proxied: "CONNECT farwrong.test:443"},
	{name: "proxy, entity that skips the name", policies: `<proxy url="PROXY" username="user" password="pass" />`, host: "https://farwrong.test/entity", want: "HTTP/1.1 TLS 1.3 nobody", proxied: "CONNECT farwrong.test:443"},
	{name: "plain through the proxy", policies: `<proxy url="PROXY" username="user" password="pass" />`, host: "http://plain.test:8080", want: "proxied plain.test:8080", proxied: "GET http://plain.test:8080/x"},
	{name: "proxy refuses", policies: `<proxy url="PROXY" username="user" password="wrong" />`, host: "https://far.test", want: "BackendConnectionFailure", message: "Proxy Authentication Required", proxied: "CONNECT far.test:443"},
	{name: "proxy of the entity", host: "https://farproxied.test", want: "HTTP/1.1 TLS 1.3 nobody", proxied: "CONNECT farproxied.test:443"},
	{name: "proxy that is not there", policies: `<proxy url="http://127.0.0.1:1" />`, host: "https://far.test", want: "BackendConnectionFailure", message: "connection refused"},
}

// TestBackendTLS: certificates, rules of backend entities and proxies, of
// forward-request and of send-request, over the network as it is: a plain backend is
// asked for by its whole URL, and a proxy that asks gets Basic (proxy.md, tests 1 and 2).
func TestBackendTLS(t *testing.T) {
	ca := newAuthority(t)
	_, onePEM := identityOf(t, "one.test")
	two, twoPEM := identityOf(t, "two.test")
	serve := func(name string, life time.Duration, change func(*tls.Config)) string {
		certificate, _ := ca.issue(t, name, life)
		settings := &tls.Config{Certificates: []tls.Certificate{certificate}}
		if change != nil {
			change(settings)
		}
		return tlsBackend(t, settings)
	}
	demand := func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }
	self, _ := identityOf(t, "self.test")
	other, _ := identityOf(t, "other.test")
	hosts := map[string]string{
		"strict.test":  serve("strict.test", time.Hour, demand),
		"new.test":     serve("new.test", time.Hour, nil),
		"old.test":     serve("old.test", time.Hour, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }),
		"ancient.test": serve("ancient.test", time.Hour, func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }),
		"wrong.test":   serve("else.test", time.Hour, nil),
		"expired.test": serve("expired.test", -time.Hour, nil),
		"self.test":    tlsBackend(t, &tls.Config{Certificates: []tls.Certificate{self}}),
		"named.test":   tlsBackend(t, &tls.Config{Certificates: []tls.Certificate{other}}),
	}
	proxy := newConnectProxy(t, map[string]string{
		"far.test:443": serve("far.test", time.Hour, nil), "strictfar.test:443": serve("strictfar.test", time.Hour, demand),
		"farwrong.test:443": serve("else.test", time.Hour, nil), "farproxied.test:443": serve("farproxied.test", time.Hour, nil),
	})
	pfx, err := os.ReadFile("testdata/client.pfx")
	if err != nil {
		t.Fatal(err)
	}
	thumb := sha1.Sum(two.Certificate[0])
	fill := strings.NewReplacer("PROXY", proxy.URL, "THUMB", hex.EncodeToString(thumb[:]), "PFX", base64.StdEncoding.EncodeToString(pfx))
	entity := func(url, more string) string {
		return fmt.Sprintf(`{"properties": {"url": %q, "protocol": "http"%s}}`, url, more)
	}
	lax := `, "tls": {"validateCertificateChain": true, "validateCertificateName": false}`
	unchained := `, "tls": {"validateCertificateChain": false, "validateCertificateName": %v}`
	tree := map[string]string{
		"policy.xml": `<policies><inbound /><backend><forward-request /></backend><outbound /><on-error>
			<set-header name="X-Error"><value>@(context.LastError.Reason)</value></set-header>
			<set-header name="X-Source"><value>@(context.LastError.Source)</value></set-header>
			<set-header name="X-Message"><value>@(context.LastError.Message)</value></set-header></on-error></policies>`,
		"backends/name/backendInformation.json":    entity("https://wrong.test/entity", lax),
		"backends/self/backendInformation.json":    entity("https://self.test/entity", fmt.Sprintf(unchained, false)),
		"backends/named/backendInformation.json":   entity("https://named.test/entity", fmt.Sprintf(unchained, true)),
		"backends/expired/backendInformation.json": entity("https://expired.test/entity", fmt.Sprintf(unchained, true)),
		"backends/shows/backendInformation.json":   entity("https://strict.test/entity", `, "credentials": {"certificateIds": ["two"]}`),
		"backends/far/backendInformation.json":     entity("https://farwrong.test/entity", lax),
		"backends/proxied/backendInformation.json": entity("https://farproxied.test", fmt.Sprintf(`, "proxy": {"url": %q, "username": "user", "password": "pass"}`, proxy.URL)),
	}
	for _, name := range []string{"one", "two"} {
		tree["certificates/"+name+"/certificateInformation.json"] = `{"properties": {"subject": "CN=` + name + `.test"}}`
	}
	for i, c := range callsOverTLS {
		forward, send := fmt.Sprintf("forward%d", i), fmt.Sprintf("send%d", i)
		version := ""
		if c.version != "" {
			version = ` http-version="` + c.version + `"`
		}
		document := func(inbound string) string {
			return `<policies><inbound><base />` + inbound + `</inbound><backend><forward-request` + version + ` timeout="60" /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`
		}
		for _, name := range []string{forward, send} {
			tree["apis/"+name+"/apiInformation.json"] = information(name, c.host, `"subscriptionRequired": false, "protocols": ["http"]`)
			tree["apis/"+name+"/specification.json"] = `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/x": {"get": {"operationId": "x", "responses": {}}}}}`
		}
		tree["apis/"+forward+"/policy.xml"] = document(fill.Replace(c.policies))
		tree["apis/"+send+"/policy.xml"] = document(`<send-request mode="new" response-variable-name="r" timeout="60" ignore-error="false">
			<set-url>` + c.host + `/x</set-url><set-method>GET</set-method>` + fill.Replace(c.policies) + `</send-request>
			<return-response><set-body>@(((IResponse)context.Variables["r"]).Body.As<string>())</set-body></return-response>`)
	}
	s := serveTree(t, tree, options{adjust: func(c *config.Settings) {
		for name, address := range hosts {
			h := config.Host{Pattern: name, Address: address, CA: ca.file}
			c.Hosts = append(c.Hosts, h)
		}
		for _, name := range []string{"far.test", "strictfar.test", "farwrong.test", "farproxied.test"} {
			c.Hosts = append(c.Hosts, config.Host{Pattern: name, CA: ca.file})
		}
		c.Certificates = []config.Certificate{{Name: "one", PFX: onePEM}, {Name: "two", PFX: twoPEM}}
	}})
	for i, c := range callsOverTLS {
		for _, how := range []string{"forward", "send"} {
			if how == "send" && c.version != "" {
				continue // send-request has no such attribute
			}
			t.Run(how+", "+c.name, func(t *testing.T) {
				resp, err := http.Get(fmt.Sprintf("%s/%s%d/x", s.Addresses()[0], how, i))
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				if err != nil {
					t.Fatal(err)
				}
				// A connection that was made for the other one may do.
				if got := proxy.calls(); got != c.proxied && (how == "forward" || got != "") {
					t.Errorf("the proxy was asked for %q, want %q", got, c.proxied)
				}
				reason, message := resp.Header.Get("X-Error"), resp.Header.Get("X-Message")
				if c.message == "" {
					if resp.StatusCode != http.StatusOK || string(body) != c.want {
						t.Errorf("%d %q, want %q; %s: %s", resp.StatusCode, body, c.want, reason, message)
					}
					return
				}
				if resp.StatusCode != http.StatusInternalServerError || reason != c.want || !strings.Contains(message, c.message) {
					t.Errorf("%d, reason %q, message %q; want 500, %q, %q", resp.StatusCode, reason, message, c.want, c.message)
				}
				source := resp.Header.Get("X-Source")
				want := map[string]string{"forward": "request-forwarder", "send": "send-request"}[how]
				if c.want == "" {
					want = "authentication-certificate"
				}
				if source != want {
					t.Errorf("the error is of %s, want %s", source, want)
				}
			})
		}
	}
}
