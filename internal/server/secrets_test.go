package server_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// logs is a log that can be read while it is written.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// vaultTree is a configuration with named values in Key Vaults: one of the
// system-assigned identity, used in a policy and in a backend, and one of an
// identity that may not read it.
func vaultTree(t *testing.T, backend string) string {
	dir := t.TempDir()
	api := func(policy string) map[string]string {
		return map[string]string{
			"apiInformation.json": `{"properties": {"path": "NAME", "displayName": "NAME", "protocols": ["http"], "subscriptionRequired": false, "serviceUrl": "` + backend + `"}}`,
			"specification.json":  `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/": {"get": {"operationId": "get", "responses": {}}}}}`,
			"policy.xml":          policy,
		}
	}
	files := map[string]string{
		"namedValues/key/namedValueInformation.json":    `{"properties": {"displayName": "key", "secret": true, "keyVault": {"secretIdentifier": "https://contoso.vault.azure.net/secrets/demo-secret"}}}`,
		"namedValues/denied/namedValueInformation.json": `{"properties": {"displayName": "denied", "keyVault": {"secretIdentifier": "https://contoso.vault.azure.net/secrets/demo-secret", "identityClientId": "30000000-0000-0000-0000-000000000003"}}}`,
		"namedValues/given/namedValueInformation.json":  `{"properties": {"displayName": "given", "keyVault": {"secretIdentifier": "https://contoso.vault.azure.net/secrets/none"}}}`,
		"backends/b/backendInformation.json":            `{"properties": {"url": "` + backend + `", "protocol": "http", "credentials": {"header": {"X-Key": ["{{key}}"]}}}}`,
	}
	for name, policy := range map[string]string{
		"shows":  `<policies><inbound><base /><return-response><set-body>@("{{key}}" + " {{given}}")</set-body></return-response></inbound></policies>`,
		"sends":  `<policies><inbound><base /><set-backend-service backend-id="b" /></inbound></policies>`,
		"denied": `<policies><inbound><base /><return-response><set-body template="liquid">{{denied}}</set-body></return-response></inbound></policies>`,
		"rotates": `<policies><inbound><base />
			<send-request mode="new" response-variable-name="r"><set-url>https://contoso.vault.azure.net/secrets/demo-secret?api-version=7.4</set-url><set-method>PUT</set-method>
				<set-header name="Content-Type"><value>application/json</value></set-header>
				<set-body>@("{\"value\":\"" + context.Request.Headers.GetValueOrDefault("X-New", "") + "\"}")</set-body>
				<authentication-managed-identity resource="https://vault.azure.net" /></send-request>
			<return-response><set-status code="@(((IResponse)context.Variables["r"]).StatusCode)" /></return-response></inbound></policies>`,
	} {
		for file, text := range api(policy) {
			files["apis/"+name+"/"+file] = strings.ReplaceAll(text, "NAME", name)
		}
	}
	for path, text := range files {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// serveVault serves the tree, though one API of it has errors.
func serveVault(t *testing.T, backend string, adjust func(*config.Settings)) (*server.Server, *diag.List, *logs) {
	t.Helper()
	var log logs
	s, l := serveAt(t, vaultTree(t, backend), options{keepGoing: true, log: slog.New(slog.NewTextHandler(&log, nil)), adjust: func(c *config.Settings) {
		c.Listen.Admin = config.Listener{Address: "127.0.0.1:0"}
		c.LocalAzure = config.LocalAzure{Enabled: true, Identity: "127.0.0.1:0", HTTPS: "127.0.0.1:0"}
		c.SetNamedValue("given", "by hand")
		adjust(c)
	}})
	return s, l, &log
}

// until asks until the answer is the wanted one.
func until(t *testing.T, s *server.Server, path, want string) {
	t.Helper()
	var body string
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if _, body = fetch(t, http.DefaultClient, s.Addresses()[0]+path); body == want {
			return
		}
	}
	t.Fatalf("%s gives %q, not %q", path, body, want)
}

func rotate(t *testing.T, s *server.Server, value string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Addresses()[0]+"/rotates/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-New", value)
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
}

// fault makes local Azure's vaults fail; times 0 ends it.
func fault(t *testing.T, s *server.Server, status int, times string) {
	t.Helper()
	body := fmt.Sprintf(`{"host": "*.vault.azure.net", "status": %d%s}`, status, times)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.Azure().IdentityEndpoint()+"/local/faults", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.URL.Path = "/local/faults"
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode/100 != 2 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
}

// TestKeyVault: named values of a Key Vault are read with their identities, given
// ones are not asked for, a new value is seen when it is asked for, the last good one
// stays while the vault fails, and nothing shows a value.
func TestKeyVault(t *testing.T) {
	var key atomic.Value
	backend := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { key.Store(r.Header.Get("X-Key")) }))
	defer backend.Close()
	s, l, log := serveVault(t, backend.URL, func(c *config.Settings) { c.KeyVault.Timeout = 2 * time.Second })
	at := s.Addresses()[0]
	if status, body := fetch(t, http.DefaultClient, at+"/shows/"); status != 200 || body != "s3cr3t by hand" {
		t.Errorf("%d %s", status, body)
	}
	if fetch(t, http.DefaultClient, at+"/sends/"); key.Load() != "s3cr3t" {
		t.Errorf("the backend got %v", key.Load())
	}
	// The identity without the role: its API has an error that says why, others work.
	if status, _ := fetch(t, http.DefaultClient, at+"/denied/"); status != 500 {
		t.Errorf("the denied one: %d", status)
	}
	const why = "the named value denied has no value here: the secret https://contoso.vault.azure.net/secrets/demo-secret cannot be read: the vault answered 403 Forbidden"
	if d := l.All(); len(d) != 1 || d[0].Code != diag.UnresolvedNamedValue || !strings.HasPrefix(d[0].Message, why) {
		t.Errorf("diagnostics %v", d)
	}

	reload := func() {
		t.Helper()
		var l diag.List
		if _, err := s.Reload(&l); err != nil {
			t.Fatal(err, l.All())
		}
	}
	rotate(t, s, "n3wer")
	reload()
	until(t, s, "/shows/", "s3cr3t by hand")
	s.ExpireSecrets()
	reload()
	until(t, s, "/shows/", "n3wer by hand")

	fault(t, s, 503, "")
	s.ExpireSecrets()
	reload()
	until(t, s, "/shows/", "n3wer by hand")
	fault(t, s, 0, `, "times": 0`)

	_, metrics := fetch(t, http.DefaultClient, s.AdminAddress()+"/metrics")
	for _, line := range []string{"gatehouse_key_vault_secrets 2", "gatehouse_key_vault_secrets_failing 2"} {
		if !strings.Contains(metrics, "\n"+line+"\n") {
			t.Errorf("no line %q in the metrics", line)
		}
	}
	text := log.String() + fmt.Sprint(l.All()) + metrics
	for _, secret := range []string{"s3cr3t", "n3wer"} {
		if strings.Contains(text, secret) {
			t.Errorf("the secret is shown: %s", text)
		}
	}
	if !strings.Contains(text, "cannot be read") {
		t.Errorf("nobody is told: %s", text)
	}
}

// TestKeyVaultRotation: a new value is taken in without a word, in time.
func TestKeyVaultRotation(t *testing.T) {
	s, _, _ := serveVault(t, "http://backend.test", func(c *config.Settings) { c.KeyVault.Refresh = 20 * time.Millisecond })
	until(t, s, "/shows/", "s3cr3t by hand")
	rotate(t, s, "again")
	until(t, s, "/shows/", "again by hand")
}

// TestKeyVaultAway: a configuration whose vault is away at the start is refused with
// the reason, or served without what needs it until the vault is back.
func TestKeyVaultAway(t *testing.T) {
	certificate, ca := identityOf(t, "contoso.vault.azure.net")
	var away atomic.Bool
	away.Store(true)
	vault := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if away.Load() {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, `{"value": "late"}`)
	}))
	vault.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	vault.StartTLS()
	defer vault.Close()
	there := func(c *config.Settings) {
		c.Hosts = []config.Host{{Pattern: "contoso.vault.azure.net", Address: vault.Listener.Addr().(*net.TCPAddr).String(), CA: ca}}
		c.KeyVault.Refresh = 20 * time.Millisecond
	}

	_, l, err := tryStart(t, vaultTree(t, "http://backend.test"), options{adjust: func(c *config.Settings) {
		c.LocalAzure = config.LocalAzure{Enabled: true, Identity: "127.0.0.1:0", HTTPS: "127.0.0.1:0"}
		there(c)
	}})
	if !errors.Is(err, server.ErrInvalid) || !strings.Contains(fmt.Sprint(l.All()), "the vault answered 503") {
		t.Fatalf("%v, %v", err, l.All())
	}

	s, _, _ := serveVault(t, "http://backend.test", there)
	if status, _ := fetch(t, http.DefaultClient, s.Addresses()[0]+"/shows/"); status != 500 {
		t.Errorf("without the secret: %d", status)
	}
	away.Store(false)
	until(t, s, "/shows/", "late by hand")
	until(t, s, "/denied/", "late")
}
