package example

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// azureHosts are the hosts that the example calls.
var azureHosts = []string{
	"management.azure.com", "graph.microsoft.com", "*.servicebus.windows.net", "*.blob.core.windows.net", "*.vault.azure.net",
}

// arrived is a request as it came over the network.
type arrived struct {
	Method, URL, Body string
	Header            http.Header
}

// claims decodes the token of the request without checking it: the stand-in that
// the request is passed on to does that.
func (a *arrived) claims(t *testing.T) map[string]any {
	t.Helper()
	token, ok := strings.CutPrefix(a.Header.Get("Authorization"), "Bearer ")
	parts := strings.Split(token, ".")
	if !ok || len(parts) != 3 {
		t.Fatalf("Authorization holds no token: %q", a.Header.Get("Authorization"))
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

// recorder stands between the gateway and the stand-ins: it keeps what arrives,
// headers and bodies as well, and passes it on unchanged.
type recorder struct {
	// azure is the address for Azure's hosts (TLS), backend the URL of the own
	// backend (plain HTTP).
	azure, backend string
	// ca is a file with the certificate of azure.
	ca string

	mu      sync.Mutex
	list    []arrived
	direct  http.RoundTripper // to the stand-ins
	toAzure http.Handler
	toOwn   http.Handler
	refuse  int // status that the own backend answers with; 0 passes on
}

// newRecorder starts a recorder; connect tells it where to pass requests on to.
func newRecorder(t *testing.T) *recorder {
	t.Helper()
	r := &recorder{}
	cert, file := certificate(t)
	r.ca = file
	azure := httptest.NewUnstartedServer(r.handler("https", func() http.Handler { return r.toAzure }))
	azure.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	azure.StartTLS()
	own := httptest.NewServer(r.handler("http", func() http.Handler { return r.toOwn }))
	t.Cleanup(azure.Close)
	t.Cleanup(own.Close)
	r.azure, r.backend = azure.Listener.Addr().String(), own.URL
	return r
}

// connect sets where requests go on to: Azure's hosts to an address with a
// certificate of the authority, the own backend to the gateway.
func (r *recorder) connect(azure string, authority *x509.Certificate, gateway string) (closeIdle func()) {
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, azure)
		},
	}
	own := &http.Transport{}
	target, err := url.Parse(gateway)
	if err != nil {
		panic(err) // an address that the server itself has made
	}
	quiet := log.New(io.Discard, "", 0) // a stand-in that resets is part of the tests
	r.mu.Lock()
	defer r.mu.Unlock()
	r.direct = transport
	r.toAzure = &httputil.ReverseProxy{Transport: transport, ErrorLog: quiet, ErrorHandler: abort, Rewrite: func(p *httputil.ProxyRequest) {
		p.Out.URL.Scheme, p.Out.URL.Host = "https", p.In.Host
	}}
	r.toOwn = &httputil.ReverseProxy{Transport: own, ErrorLog: quiet, ErrorHandler: abort, Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(target) }}
	return func() {
		transport.CloseIdleConnections()
		own.CloseIdleConnections()
	}
}

// abort passes on that there was no answer.
func abort(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }

func (r *recorder) handler(scheme string, next func() http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			abort(w, req, err)
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		r.mu.Lock()
		r.list = append(r.list, arrived{Method: req.Method, URL: scheme + "://" + req.Host + req.RequestURI, Body: string(body), Header: req.Header.Clone()})
		refuse, handler := r.refuse, next()
		r.mu.Unlock()
		if refuse != 0 && scheme == "http" {
			http.Error(w, "refused on demand", refuse)
			return
		}
		handler.ServeHTTP(w, req)
	})
}

// refuseOwn makes the own backend answer with a status; 0 ends that.
func (r *recorder) refuseOwn(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuse = status
}

// take returns what has arrived since the last call.
func (r *recorder) take() []arrived {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.list
	r.list = nil
	return out
}

// certificate makes a self-signed certificate for Azure's hosts and the PEM file
// that makes a client trust it.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "recorder"}, DNSNames: azureHosts,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "recorder.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}
