package identity

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"software.sslmate.com/src/go-pkcs12"
)

const tenant = "10000000-0000-0000-0000-000000000001"

// authority starts a fake Entra behind TLS. token answers the token endpoint,
// whose form has been parsed.
func authority(t *testing.T, token http.HandlerFunc) *redirected {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := "https://" + r.Host
		switch r.URL.Path {
		case "/" + tenant + "/v2.0/.well-known/openid-configuration":
			_ = json.NewEncoder(w).Encode(map[string]string{
				"issuer": host + "/" + tenant + "/v2.0", "authorization_endpoint": host + "/" + tenant + "/oauth2/v2.0/authorize",
				"token_endpoint": host + "/" + tenant + "/oauth2/v2.0/token",
			})
		case "/" + tenant + "/oauth2/v2.0/token":
			if err := r.ParseForm(); err != nil {
				t.Error(err)
			}
			token(w, r)
		default:
			w.WriteHeader(404)
		}
	}))
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &redirected{to: u, next: server.Client().Transport}
}

// grantToken answers as Entra does: numbers, no expires_on.
func grantToken(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte(`{"token_type":"Bearer","expires_in":86399,"ext_expires_in":86399,"refresh_in":43199,"access_token":"eyJ.T"}`))
}

// lastForm returns the form of the last request that had one.
func lastForm(t *testing.T, transport *redirected) url.Values {
	t.Helper()
	for i := len(transport.seen) - 1; i >= 0; i-- {
		if len(transport.seen[i].Form) > 0 {
			return transport.seen[i].Form
		}
	}
	t.Fatalf("no form was sent: %+v", transport.seen)
	return nil
}

func entraManager(t *testing.T, transport http.RoundTripper, settings SourceSettings, env ...string) *Manager {
	t.Helper()
	m, err := New(Settings{SystemAssigned: settings}, Options{Transport: transport, Getenv: environment(env...)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func TestClientSecret(t *testing.T) {
	settings := SourceSettings{Source: SourceClientSecret, TenantID: tenant, ClientID: "app", ClientSecret: "pa$$ word&"}
	for resource, scope := range map[string]string{
		"https://management.azure.com":         "https://management.azure.com/.default",
		"https://management.azure.com/":        "https://management.azure.com//.default",
		"api://0A-b":                           "api://0A-b/.default",
		"30000000-0000-0000-0000-00000000000A": "30000000-0000-0000-0000-00000000000A/.default",
	} {
		t.Run(resource, func(t *testing.T) {
			transport := authority(t, grantToken)
			got, err := entraManager(t, transport, settings).Token(t.Context(), "", "", resource)
			wantToken(t, got, err, "eyJ.T")
			form := lastForm(t, transport)
			if first := strings.Fields(form.Get("scope"))[0]; first != scope {
				t.Errorf("scope %q, want %q", first, scope)
			}
			form.Del("scope")
			form.Del("client_info")
			want := url.Values{"grant_type": {"client_credentials"}, "client_id": {"app"}, "client_secret": {"pa$$ word&"}}
			if diff := cmp.Diff(want, form); diff != "" {
				t.Error(diff)
			}
			if left := time.Until(got.ExpiresOn); left < 23*time.Hour || left > 24*time.Hour {
				t.Errorf("expires in %v", left)
			}
			if left := time.Until(got.RefreshOn); left < 11*time.Hour || left > 12*time.Hour {
				t.Errorf("renewed in %v", left)
			}
		})
	}
}

func TestAuthorityHost(t *testing.T) {
	tests := []struct{ name, setting, env, want string }{
		{"public cloud", "", "", "https://login.microsoftonline.com/"},
		{"variable", "", "https://login.chinacloudapi.cn/", "https://login.chinacloudapi.cn/"},
		{"setting", "https://local.test:4281", "https://login.chinacloudapi.cn/", "https://local.test:4281/"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			transport := authority(t, grantToken)
			// The fake builds its URLs from Host, which the transport leaves as it was.
			settings := SourceSettings{Source: SourceClientSecret, TenantID: tenant, ClientID: "app", ClientSecret: "secret", AuthorityHost: test.setting}
			got, err := entraManager(t, transport, settings, envAuthorityHost, test.env).Token(t.Context(), "", "", "r")
			wantToken(t, got, err, "eyJ.T")
			// No request but discovery and token: none to the public cloud's instance
			// discovery, which a private authority would not survive.
			if len(transport.seen) != 2 {
				t.Errorf("requests %+v", transport.seen)
			}
			for _, sent := range transport.seen {
				if !strings.HasPrefix(sent.URL, test.want+tenant+"/") {
					t.Errorf("sent to %s, want %s…", sent.URL, test.want)
				}
			}
		})
	}
	m := entraManager(t, &endpoint{}, SourceSettings{Source: SourceClientSecret, TenantID: tenant, ClientID: "app", ClientSecret: "s"}, envAuthorityHost, "http://127.0.0.1")
	if _, err := m.Token(t.Context(), "", "", "r"); ReasonOf(err) != NotConfigured || !strings.Contains(err.Error(), "must be an https URL") {
		t.Errorf("plain http authority: %v", err)
	}
}

func TestEntraRefusal(t *testing.T) {
	const secret = "very-secret"
	transport := authority(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(401)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"error":             "invalid_client",
			"error_description": "AADSTS7000215: Invalid client secret provided (" + secret + ").\r\nTrace ID: 1\r\nAssertion eyJhbGciOiJub25lIn0.eyJhIjoxfQ.sig",
			"error_codes":       []int{7000215},
		})
	})
	m := entraManager(t, transport, SourceSettings{Source: SourceClientSecret, TenantID: tenant, ClientID: "app", ClientSecret: secret})
	_, err := m.Token(t.Context(), "", "", "https://x")
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatal(err)
	}
	want := &Error{
		Reason: Refused, Source: SourceClientSecret, Resource: "https://x", Status: 401, Code: "invalid_client", RetryAfter: 7 * time.Second,
		Detail: "AADSTS7000215: Invalid client secret provided ((redacted)). Trace ID: 1 Assertion (redacted)",
	}
	if diff := cmp.Diff(want, failure, cmp.AllowUnexported(Error{})); diff != "" {
		t.Error(diff)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if text := fmt.Sprintf("%v %+v", e, e); strings.Contains(text, secret) || strings.Contains(text, "eyJ") {
			t.Errorf("the error shows a secret: %s", text)
		}
	}
}

func TestEntraNonsense(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON":        `access_token=eyJhbGciOiJub25lIn0.eyJhIjoxfQ.sig`,
		"no token":       `{"token_type":"Bearer","expires_in":3600}`,
		"no expiry":      `{"token_type":"Bearer","access_token":"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.sig"}`,
		"another object": `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			transport := authority(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
			m := entraManager(t, transport, SourceSettings{Source: SourceClientSecret, TenantID: tenant, ClientID: "app", ClientSecret: "s3cr3t"})
			_, err := m.Token(t.Context(), "", "", "https://x")
			if ReasonOf(err) != BadAnswer {
				t.Fatalf("got %v (%v), want a bad answer", err, ReasonOf(err))
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if text := fmt.Sprintf("%v %+v", e, e); strings.Contains(text, "eyJ") || strings.Contains(text, "s3cr3t") {
					t.Errorf("the error shows a secret: %s", text)
				}
			}
		})
	}
}

func TestEntraUnreachable(t *testing.T) {
	m, err := New(Settings{
		SystemAssigned: SourceSettings{Source: SourceClientSecret, TenantID: tenant, ClientID: "app", ClientSecret: "s3cr3t"},
		Timeout:        300 * time.Millisecond, // no room for a second attempt
	}, Options{Transport: &endpoint{down: true}, Getenv: environment()})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	_, err = m.Token(t.Context(), "", "", "https://x")
	if ReasonOf(err) != Unreachable || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %v (%v)", err, ReasonOf(err))
	}
}

func TestEntraTimeout(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	transport := authority(t, func(http.ResponseWriter, *http.Request) { <-release })
	m, err := New(Settings{
		SystemAssigned: SourceSettings{Source: SourceClientSecret, TenantID: tenant, ClientID: "app", ClientSecret: "s3cr3t"},
		Timeout:        100 * time.Millisecond,
	}, Options{Transport: transport, Getenv: environment()})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := m.Token(t.Context(), "", "", "https://x"); ReasonOf(err) != Timeout {
		t.Errorf("got %v (%v), want a timeout", err, ReasonOf(err))
	}
}

func TestWorkload(t *testing.T) {
	file := filepath.Join(t.TempDir(), "azure-identity-token")
	write := func(content string) {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{envClientID, "pod-app", envTenantID, tenant, envTokenFile, file}
	tests := []struct {
		name     string
		settings Settings
		env      []string
		provider string
		client   string
		wantID   string
	}{
		{name: "source workload", settings: Settings{SystemAssigned: SourceSettings{Source: SourceWorkload}}, env: env, wantID: "pod-app"},
		{name: "auto", env: env, wantID: "pod-app"},
		{name: "provider of the policy, no identity configured", settings: Settings{SystemAssigned: SourceSettings{Source: SourceNone}}, env: env, provider: WorkloadIdentity, wantID: "pod-app"},
		{
			name: "user-assigned", env: env[:2], client: "other-app", wantID: "other-app",
			settings: Settings{UserAssigned: map[string]SourceSettings{"other-app": {Source: SourceWorkload, TenantID: tenant, TokenFile: file}}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			write("federated-1\n")
			transport := authority(t, grantToken)
			m, err := New(test.settings, Options{Transport: transport, Getenv: environment(test.env...)})
			if err != nil {
				t.Fatal(err)
			}
			defer m.Close()
			for i, want := range []string{"federated-1", "federated-2"} {
				// The file is read again for the next acquisition, and trimmed.
				write(" " + want + "\r\n")
				got, err := m.Token(t.Context(), test.provider, test.client, fmt.Sprint("https://r", i))
				wantToken(t, got, err, "eyJ.T")
				form := lastForm(t, transport)
				if form.Get("client_assertion") != want || form.Get("client_id") != test.wantID ||
					form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" ||
					form.Get("grant_type") != "client_credentials" {
					t.Errorf("form %v", form)
				}
			}
		})
	}
}

func TestWorkloadMistakes(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		env  []string
		err  string
	}{
		{"no variables", nil, "source workload needs a client id, a tenant and a token file"},
		{"no file", []string{envClientID, "a", envTenantID, tenant, envTokenFile, empty + ".none"}, "no such file"},
		{"empty file", []string{envClientID, "a", envTenantID, tenant, envTokenFile, empty}, "holds no token"},
		{"a tenant that is none", []string{envClientID, "a", envTenantID, "a/b", envTokenFile, empty}, "holds no token"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := entraManager(t, &endpoint{}, SourceSettings{Source: SourceWorkload}, test.env...)
			if _, err := m.Token(t.Context(), "", "", "r"); ReasonOf(err) != NotConfigured || !strings.Contains(err.Error(), test.err) {
				t.Errorf("got %v, want %q", err, test.err)
			}
		})
	}
}

// selfSigned returns a key and a certificate for it.
func selfSigned(t *testing.T) (*rsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "app"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, certificate
}

// pemFile writes certificate and key as PEM.
func pemFile(t *testing.T, key *rsa.PrivateKey, certificate *x509.Certificate) []byte {
	t.Helper()
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})...)
}

func TestClientCertificate(t *testing.T) {
	key, certificate := selfSigned(t)
	pfx := func(encoder *pkcs12.Encoder, password string) []byte {
		data, err := encoder.Encode(key, certificate, nil, password)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	tests := []struct {
		name     string
		content  []byte
		password string
		chain    bool
	}{
		{"pem", pemFile(t, key, certificate), "", false},
		{"pem, chain sent", pemFile(t, key, certificate), "", true},
		{"pfx, current algorithms", pfx(pkcs12.Modern2023, "pässword"), "pässword", false},
		{"pfx, old algorithms", pfx(pkcs12.LegacyDES, "password"), "password", false},
		{"pfx, no password", pfx(pkcs12.Passwordless, ""), "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "app")
			if err := os.WriteFile(file, test.content, 0o600); err != nil {
				t.Fatal(err)
			}
			transport := authority(t, grantToken)
			m := entraManager(t, transport, SourceSettings{
				Source: SourceClientCertificate, TenantID: tenant, ClientID: "app",
				Certificate: file, CertificatePassword: test.password, SendCertificateChain: test.chain,
			})
			got, err := m.Token(t.Context(), "", "", "https://r")
			wantToken(t, got, err, "eyJ.T")
			checkAssertion(t, lastForm(t, transport).Get("client_assertion"), &key.PublicKey, test.chain)
		})
	}
}

// checkAssertion verifies signature and claims of a client assertion.
func checkAssertion(t *testing.T, assertion string, key *rsa.PublicKey, chain bool) {
	t.Helper()
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		t.Fatalf("assertion %q", assertion)
	}
	var header struct {
		Alg string
		X5C []string `json:"x5c"`
	}
	var claims struct{ Aud, Iss, Sub string }
	for i, into := range []any{&header, &claims} {
		data, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err == nil {
			err = json.Unmarshal(data, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if claims.Iss != "app" || claims.Sub != "app" || !strings.HasSuffix(claims.Aud, "/"+tenant+"/oauth2/v2.0/token") || (len(header.X5C) > 0) != chain {
		t.Errorf("header %+v, claims %+v", header, claims)
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	switch header.Alg {
	case "PS256":
		err = rsa.VerifyPSS(key, crypto.SHA256, digest[:], signature, nil)
	case "RS256":
		err = rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature)
	default:
		err = errors.New("algorithm " + header.Alg)
	}
	if err != nil {
		t.Error(err)
	}
}

func TestCertificateMistakesShowAtOnce(t *testing.T) {
	dir := t.TempDir()
	key, certificate := selfSigned(t)
	pfx, err := pkcs12.Modern2023.Encode(key, certificate, nil, "right")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"garbage": []byte("x"), "pfx": pfx, "pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"none": "no such file", "garbage": "neither PEM nor PKCS#12", "pfx": "the password does not open it", "pem": "found no private key",
	} {
		_, err := New(Settings{SystemAssigned: SourceSettings{
			Source: SourceClientCertificate, TenantID: tenant, ClientID: "app", Certificate: filepath.Join(dir, name), CertificatePassword: "wrong-password",
		}}, Options{Transport: &endpoint{}})
		var mistake *SettingError
		if !errors.As(err, &mistake) || !cmp.Equal(mistake.Path, []string{"systemAssigned", "certificate"}) || !strings.Contains(mistake.Message, text) {
			t.Errorf("%s: %v, want %q", name, err, text)
		}
		if strings.Contains(err.Error(), "wrong-password") {
			t.Errorf("%s: the password shows: %v", name, err)
		}
	}
}

func TestServicePrincipalOfTheEnvironment(t *testing.T) {
	key, certificate := selfSigned(t)
	file := filepath.Join(t.TempDir(), "app.pfx")
	pfx, err := pkcs12.Modern2023.Encode(key, certificate, nil, "password")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, pfx, 0o600); err != nil {
		t.Fatal(err)
	}
	base := []string{envTenantID, tenant, envClientID, "app"}
	transport := authority(t, grantToken)
	got, err := entraManager(t, transport, SourceSettings{}, append(base, envClientSecret, "from-environment")...).Token(t.Context(), "", "", "r")
	wantToken(t, got, err, "eyJ.T")
	if form := lastForm(t, transport); form.Get("client_secret") != "from-environment" || form.Get("client_id") != "app" {
		t.Errorf("form %v", form)
	}
	got, err = entraManager(t, transport, SourceSettings{}, append(base, envCertificatePath, file, envCertificatePassword, "password", envSendChain, "1")...).Token(t.Context(), "", "", "r")
	wantToken(t, got, err, "eyJ.T")
	checkAssertion(t, lastForm(t, transport).Get("client_assertion"), &key.PublicKey, true)
}
