package main

import (
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
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"
)

// targets are the servers that the gateway calls: a backend, and what stands for
// Service Bus and Key Vault.
type targets struct {
	backend, azure           *httptest.Server
	backendURL, azureAddress string
	ca                       []byte
	// delay and status are of the answers of Azure; 0 is none, and 200 or 201.
	delay  atomic.Int64
	status atomic.Int64
	// calls count the requests to Azure, refused those whose token was missing or had
	// expired, at the backend, too.
	calls, refused atomic.Int64
	last           atomic.Pointer[token]
}

func newTargets() (*targets, error) {
	t := &targets{}
	quiet := log.New(io.Discard, "", 0)
	t.backend = httptest.NewUnstartedServer(http.HandlerFunc(t.serveBackend))
	t.backend.Config.ErrorLog = quiet
	t.backend.Start()
	t.backendURL = t.backend.URL
	certificate, ca, err := newCertificate("*.servicebus.windows.net", "*.vault.azure.net")
	if err != nil {
		t.backend.Close()
		return nil, err
	}
	t.ca = ca
	t.azure = httptest.NewUnstartedServer(http.HandlerFunc(t.serveAzure))
	t.azure.Config.ErrorLog = quiet
	t.azure.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"}}
	t.azure.StartTLS()
	t.azureAddress = t.azure.Listener.Addr().String()
	return t, nil
}

func (t *targets) close() {
	t.backend.Close()
	t.azure.Close()
}

// thousand is the body of the backend's answers: 1 KiB.
var thousand = strings.Repeat("x", 1024)

func (t *targets) serveBackend(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/identity") && !t.accepts(w, r) {
		return
	}
	_, _ = io.WriteString(w, thousand)
}

func (t *targets) serveAzure(w http.ResponseWriter, r *http.Request) {
	t.calls.Add(1)
	if !t.accepts(w, r) {
		return
	}
	if d := t.delay.Load(); d > 0 {
		time.Sleep(time.Duration(d))
	}
	if s := int(t.status.Load()); s != 0 {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(s)
		return
	}
	if r.Method == http.MethodPost {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"value":"s3cr3t","id":"https://study.vault.azure.net/secrets/demo/1","attributes":{"enabled":true}}`)
}

// token is an Authorization header that was read, and when its token expires.
type token struct {
	header string
	expiry int64
}

// accepts refuses requests without a token that is valid now. A token is read once:
// reading it each time would cost these servers more than the rest, and make calls
// with a token look slower than they are.
func (t *targets) accepts(w http.ResponseWriter, r *http.Request) bool {
	header := r.Header.Get("Authorization")
	known := t.last.Load()
	if known == nil || known.header != header {
		known = &token{header, expiry(header)}
		t.last.Store(known)
	}
	if time.Now().Unix() < known.expiry {
		return true
	}
	t.refused.Add(1)
	w.WriteHeader(http.StatusUnauthorized)
	return false
}

// expiry is when the token of an Authorization header expires, 0 without one.
func expiry(header string) int64 {
	parts := strings.Split(strings.TrimPrefix(header, "Bearer "), ".")
	var claims struct {
		Exp int64 `json:"exp"`
	}
	if len(parts) == 3 {
		if payload, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil {
			_ = json.Unmarshal(payload, &claims) // exp stays 0: expired
		}
	}
	return claims.Exp
}

// newCertificate makes a certificate that is its own authority.
func newCertificate(names ...string) (tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "study"}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}
