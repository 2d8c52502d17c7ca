package server_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// fetch returns status and body of a GET.
func fetch(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// TestLocalEntra: validate-azure-ad-token takes what local Azure issues, with keys
// that it gets over TLS from where local Azure says login.microsoftonline.com is.
func TestLocalEntra(t *testing.T) {
	const tenant = "10000000-0000-0000-0000-000000000001"
	s := serveWith(t, `<policies>
    <inbound>
        <authentication-managed-identity resource="https://vault.azure.net" output-token-variable-name="t" />
        <validate-azure-ad-token tenant-id="@(context.Request.Url.Path == "/other" ? "20000000-0000-0000-0000-000000000002" : "`+tenant+`")" token-value="@((string)context.Variables["t"])" output-token-variable-name="jwt">
            <audiences><audience>https://vault.azure.net</audience></audiences>
        </validate-azure-ad-token>
        <return-response>
            <set-body>@(((Jwt)context.Variables["jwt"]).Claims["tid"][0])</set-body>
        </return-response>
    </inbound>
</policies>`, "http://backend.test", func(c *config.Settings) {
		c.LocalAzure = config.LocalAzure{Enabled: true, Identity: "127.0.0.1:0", HTTPS: "127.0.0.1:0"}
	})
	for range 2 {
		if status, body := fetch(t, http.DefaultClient, s.Addresses()[0]+"/"); status != 200 || body != tenant {
			t.Errorf("%d %s", status, body)
		}
	}
	if status, body := fetch(t, http.DefaultClient, s.Addresses()[0]+"/other"); status != 401 {
		t.Errorf("another tenant: %d %s", status, body)
	}
}

// TestLocalConnection: a token that local Azure issues for the credential manager
// opens the connection whose access policy names its identity, and no other one. A
// reload brings other access policies, but no other token.
func TestLocalConnection(t *testing.T) {
	const tenant, identity = "10000000-0000-0000-0000-000000000001", "31000000-0000-0000-0000-000000000001"
	allowed, token := tenant, config.Secret("H")
	s := serveWith(t, `<policies>
    <inbound>
        <authentication-managed-identity resource="@(context.Request.Url.Query.GetValueOrDefault("for", "https://azure-api.net/authorization-manager"))" output-token-variable-name="t" />
        <get-authorization-context provider-id="crm" authorization-id="@(context.Request.Url.Path.Substring(1))" context-variable-name="a" identity-type="jwt" identity="@((string)context.Variables["t"])" ignore-error="true" />
        <return-response>
            <set-body>@(((Authorization)context.Variables["a"])?.AccessToken ?? "none")</set-body>
        </return-response>
    </inbound>
</policies>`, "http://backend.test", func(c *config.Settings) {
		c.LocalAzure = config.LocalAzure{Enabled: true, Identity: "127.0.0.1:0", HTTPS: "127.0.0.1:0"}
		c.Authorizations = []config.Authorization{
			{Name: "crm/own", AccessToken: "G", AccessPolicies: []catalog.AccessPolicy{{Provider: "crm", Connection: "own", ObjectID: identity, TenantID: tenant}}},
			{Name: "crm/other", AccessToken: token, AccessPolicies: []catalog.AccessPolicy{{Provider: "crm", Connection: "other", ObjectID: allowed, TenantID: tenant}}},
		}
	})
	for _, test := range []struct{ path, want string }{
		{"/own", "G"}, {"/own", "G"}, {"/other", "none"}, {"/unknown", "none"}, {"/own?for=https://vault.azure.net", "none"},
	} {
		if status, body := fetch(t, http.DefaultClient, s.Addresses()[0]+test.path); status != 200 || body != test.want {
			t.Errorf("%s: %d %s", test.path, status, body)
		}
	}
	var l diag.List
	allowed = identity
	if restart, err := s.Reload(&l); err != nil || len(restart) > 0 {
		t.Errorf("other access policies: %v, %v", restart, err)
	}
	token = "I"
	if restart, err := s.Reload(&l); err != nil || len(restart) != 1 || restart[0] != "authorizations" {
		t.Errorf("another token: %v, %v", restart, err)
	}
	if status, body := fetch(t, http.DefaultClient, s.Addresses()[0]+"/other"); status != 200 || body != "H" {
		t.Errorf("after the reload: %d %s", status, body)
	}
}

// identityOf makes a self-signed certificate with its key, also as a PEM file.
func identityOf(t *testing.T, name string) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name+".pem")
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, path
}

// TestMutualTLS: authentication-certificate shows its certificate in the handshake
// with a backend that demands one (authentication-certificate.md, test 1), and that of
// send-request is its own.
func TestMutualTLS(t *testing.T) {
	serving, servingPEM := identityOf(t, "backend.test")
	_, one := identityOf(t, "one.test")
	_, two := identityOf(t, "two.test")
	backend := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.TLS.PeerCertificates[0].Subject.CommonName)
	}))
	backend.TLS = &tls.Config{Certificates: []tls.Certificate{serving}, ClientAuth: tls.RequireAnyClientCert}
	backend.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	backend.StartTLS()
	defer backend.Close()
	s := serveWith(t, `<policies>
    <inbound>
        <choose>
            <when condition="@(context.Request.Url.Path != "/none")">
                <authentication-certificate certificate-id="@(context.Request.Url.Path.Substring(1))" />
            </when>
        </choose>
        <choose>
            <when condition="@(context.Request.Url.Query.ContainsKey("send"))">
                <send-request response-variable-name="r">
                    <set-url>https://backend.test/</set-url>
                    <set-method>GET</set-method>
                    <authentication-certificate certificate-id="two" />
                </send-request>
                <return-response>
                    <set-body>@(((IResponse)context.Variables["r"]).Body.As<string>())</set-body>
                </return-response>
            </when>
        </choose>
    </inbound>
    <backend><forward-request /></backend>
</policies>`, "https://backend.test", func(c *config.Settings) {
		c.Hosts = []config.Host{{Pattern: "backend.test", Address: backend.Listener.Addr().String(), CA: servingPEM}}
		c.Certificates = []config.Certificate{{Name: "one", PFX: one}, {Name: "two", PFX: two}}
	})
	for _, test := range []struct {
		path, body string
		status     int
	}{
		{"/one", "one.test", 200}, {"/two", "two.test", 200}, {"/one", "one.test", 200}, {"/one?send=1", "two.test", 200}, {"/none", "", 500},
	} {
		status, body := fetch(t, http.DefaultClient, s.Addresses()[0]+test.path)
		if status != test.status || test.body != "" && body != test.body {
			t.Errorf("%s: %d %s", test.path, status, body)
		}
	}
}

// TestClientCertificate: a certificate of an authority of clientAuthorities gets
// through a listener that asks for one to validate-client-certificate.
func TestClientCertificate(t *testing.T) {
	_, serving := identityOf(t, "gateway.test")
	client, trusted := identityOf(t, "client.test")
	stranger, _ := identityOf(t, "client.test")
	s := serveWith(t, `<policies>
    <inbound>
        <validate-client-certificate>
            <identities><identity common-name="client.test" /></identities>
        </validate-client-certificate>
        <return-response><set-body>welcome</set-body></return-response>
    </inbound>
</policies>`, "http://backend.test", func(c *config.Settings) {
		c.Listen.Gateway = []config.Listener{{Address: "127.0.0.1:0", Certificate: serving, Key: serving, ClientCertificate: config.RequestClientCertificate}}
		c.ClientAuthorities = trusted
	})
	roots := x509.NewCertPool()
	data, err := os.ReadFile(serving)
	if err != nil {
		t.Fatal(err)
	}
	roots.AppendCertsFromPEM(data)
	for _, test := range []struct {
		name   string
		show   []tls.Certificate
		status int
	}{{"trusted", []tls.Certificate{client}, 200}, {"stranger", []tls.Certificate{stranger}, 403}, {"none", nil, 403}} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "gateway.test", Certificates: test.show}}
		status, body := fetch(t, &http.Client{Transport: transport}, s.Addresses()[0]+"/")
		transport.CloseIdleConnections()
		if status != test.status {
			t.Errorf("%s: %d %s", test.name, status, body)
		}
	}
}
