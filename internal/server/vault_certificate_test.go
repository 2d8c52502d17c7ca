package server_test

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// TestVaultCertificates: certificates of Key Vaults, PFX of the local Azure and PEM of
// another server, are read with the identity, shown to backends by policies and by
// entities, read again, and kept while the vault fails or has nonsense.
func TestVaultCertificates(t *testing.T) {
	serving, servingPEM := identityOf(t, "backend.test")
	backend := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := "nobody"
		if len(r.TLS.PeerCertificates) > 0 {
			name = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		_, _ = io.WriteString(w, name)
	}))
	backend.TLS = &tls.Config{Certificates: []tls.Certificate{serving}, ClientAuth: tls.RequestClientCert}
	backend.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	backend.StartTLS()
	defer backend.Close()

	var mu sync.Mutex
	secret, status, reads := "", 404, 0
	keep := func(value string, code int) {
		mu.Lock()
		defer mu.Unlock()
		secret, status = value, code
	}
	vaultCertificate, vaultPEM := identityOf(t, "contoso.vault.azure.net")
	vault := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		reads++
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"value": secret, "contentType": "application/x-pem-file"})
	}))
	vault.TLS = &tls.Config{Certificates: []tls.Certificate{vaultCertificate}}
	vault.StartTLS()
	defer vault.Close()

	api := func(policy string) string {
		return `<policies><inbound><base />` + policy + `</inbound></policies>`
	}
	reference := func(vault, name string) string {
		return `{"properties": {"thumbprint": "AA", "keyVault": {"secretIdentifier": "https://` + vault + `.vault.azure.net/secrets/` + name + `"}}}`
	}
	var log logs
	s := serveTree(t, map[string]string{
		"certificates/pfx/certificateInformation.json": reference("local", "demo-certificate"),
		"certificates/pem/certificateInformation.json": reference("contoso", "pem"),
		"backends/b/backendInformation.json":           `{"properties": {"url": "https://backend.test", "protocol": "http", "credentials": {"certificateIds": ["/certificates/pem"]}}}`,
		"apis/pfx/apiInformation.json":                 information("pfx", "https://backend.test", `"subscriptionRequired": false, "protocols": ["http"]`),
		"apis/pfx/specification.json":                  oneGet,
		"apis/pfx/policy.xml":                          api(`<authentication-certificate certificate-id="pfx" />`),
		"apis/pem/apiInformation.json":                 information("pem", "https://backend.test", `"subscriptionRequired": false, "protocols": ["http"]`),
		"apis/pem/specification.json":                  oneGet,
		"apis/pem/policy.xml":                          api(`<set-backend-service backend-id="b" />`),
	}, options{log: slog.New(slog.NewTextHandler(&log, nil)), adjust: func(c *config.Settings) {
		c.LocalAzure = config.LocalAzure{Enabled: true, Identity: "127.0.0.1:0", HTTPS: "127.0.0.1:0"}
		c.KeyVault.Timeout = 2 * time.Second
		c.Hosts = []config.Host{
			{Pattern: "backend.test", Address: backend.Listener.Addr().String(), CA: servingPEM},
			{Pattern: "contoso.vault.azure.net", Address: vault.Listener.Addr().String(), CA: vaultPEM},
		}
	}})
	until(t, s, "/pfx/", "demo-certificate")
	// The vault has none yet: what does not need it is served, and a warning says so.
	until(t, s, "/pem/", "nobody")
	if !strings.Contains(log.String(), "cannot be read") {
		t.Errorf("nobody is told: %s", log.String())
	}
	reload := func() {
		t.Helper()
		var l diag.List
		if _, err := s.Reload(&l); err != nil {
			t.Fatal(err, l.All())
		}
	}
	read := func() {
		t.Helper()
		s.ExpireSecrets()
		reload()
	}
	pem := func(name string) string {
		_, file := identityOf(t, name)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	one := pem("one.test")
	keep(one, 200)
	read()
	until(t, s, "/pem/", "one.test")
	keep(pem("two.test"), 200)
	reload() // a reload alone does not ask
	until(t, s, "/pem/", "one.test")
	read()
	until(t, s, "/pem/", "two.test")
	keep("", 500)
	read()
	until(t, s, "/pem/", "two.test")
	mu.Lock()
	defer mu.Unlock()
	if reads < 4 {
		t.Errorf("the vault was asked %d times", reads)
	}
	if text := log.String(); strings.Contains(text, "PRIVATE KEY") || strings.Contains(text, strings.Split(one, "\n")[1]) {
		t.Errorf("the certificate is shown: %s", text)
	}
}
