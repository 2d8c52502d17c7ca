package policytest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/identity"
)

// identityEndpoint answers token requests in the App Service protocol: the token
// of the system-assigned identity for a resource R is "token:R", that of the
// user-assigned identity ID "token:R:of:ID"; when it is asked again, ":2" and so
// on follow. Characters that no token holds are written %XX. Resources with
// "unknown" in their name get AADSTS500011, those with "unreachable" a broken
// connection, those with "silent" no answer at all.
type identityEndpoint struct {
	mu    sync.Mutex
	asked map[string]int
}

// RoundTrip implements http.RoundTripper.
func (e *identityEndpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	q := r.URL.Query()
	resource, client := q.Get("resource"), q.Get("client_id")
	answer := func(status int, v any) (*http.Response, error) {
		data, err := json.Marshal(v)
		return &http.Response{
			StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(data))), Request: r,
		}, err
	}
	entra := r.URL.Host == "login.microsoftonline.com"
	switch {
	case resource == "" && !entra:
		return answer(400, map[string]string{"error": "invalid_request", "error_description": "Required query variable 'resource' is missing."})
	case strings.Contains(resource, "unreachable"):
		return nil, fmt.Errorf("dial tcp: connection refused")
	case strings.Contains(resource, "silent"):
		<-r.Context().Done()
		return nil, r.Context().Err()
	case strings.Contains(resource, "unknown"):
		return answer(400, map[string]string{
			"error":             "invalid_resource",
			"error_description": "AADSTS500011: The resource principal named " + resource + " was not found in the tenant named Local.",
		})
	}
	if entra {
		return e.entra(r, answer)
	}
	token := "token:" + printable(resource)
	if client != "" {
		token += ":of:" + client
	}
	e.mu.Lock()
	e.asked[token]++
	if n := e.asked[token]; n > 1 {
		token += fmt.Sprintf(":%d", n)
	}
	e.mu.Unlock()
	return answer(200, map[string]string{
		"access_token": token, "resource": resource, "token_type": "Bearer",
		"expires_on": fmt.Sprint(time.Now().Add(24 * time.Hour).Unix()),
	})
}

// leaks fails the test when a token is found in a text.
func (e *identityEndpoint) leaks(t *testing.T, text string) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	for token := range e.asked {
		if strings.Contains(text, token) {
			t.Errorf("the log holds a token: %q", token)
		}
	}
}

// printable writes what may not stand in a header as %XX.
func printable(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c <= ' ' || c > '~' {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// entra answers token requests of workloads: "token:R:as:ID" for application ID.
func (e *identityEndpoint) entra(r *http.Request, answer func(int, any) (*http.Response, error)) (*http.Response, error) {
	base, _, _ := strings.Cut(r.URL.Path[1:], "/")
	tenant := "https://" + r.URL.Host + "/" + base
	if r.Method == http.MethodGet {
		return answer(200, map[string]string{
			"issuer": tenant + "/v2.0", "authorization_endpoint": tenant + "/oauth2/v2.0/authorize", "token_endpoint": tenant + "/oauth2/v2.0/token",
		})
	}
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	scope, _, _ := strings.Cut(r.Form.Get("scope"), " openid")
	token := "token:" + printable(strings.TrimSuffix(scope, "/.default")) + ":as:" + r.Form.Get("client_id")
	e.mu.Lock()
	e.asked[token]++
	e.mu.Unlock()
	return answer(200, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": 24 * 3600})
}

// identity makes a manager with a system-assigned identity, unless the settings
// say that there is none, and the user-assigned identity userAssigned.
func (c *testCase) identity(path string, settings *config.Settings) *identity.Manager {
	c.t.Helper()
	c.endpoint = &identityEndpoint{asked: map[string]int{}}
	system := identity.SourceSettings{Source: identity.SourceLocal}
	if settings.Identity.SystemAssigned.Source == config.SourceNone {
		system.Source = identity.SourceNone
	}
	env := c.environment(path)
	m, err := identity.New(identity.Settings{
		SystemAssigned: system,
		UserAssigned:   map[string]identity.SourceSettings{userAssigned: {Source: identity.SourceLocal}},
	}, identity.Options{
		Transport: c.endpoint,
		Local:     &identity.Endpoint{URL: "http://identity.test/msi/token", Header: "header"},
		Getenv:    func(name string) string { return env[name] },
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(m.Close)
	return m
}

// environment reads environment.txt, a variable a line; $DIR is the folder of the
// archive's files.
func (c *testCase) environment(path string) map[string]string {
	env := map[string]string{}
	if filepath.Ext(path) != "" {
		path = filepath.Dir(path)
	}
	for _, f := range c.archive.Files {
		if f.Name != environmentFile {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
				env[name] = strings.ReplaceAll(value, "$DIR", path)
			}
		}
	}
	return env
}

const environmentFile = "environment.txt"

// userAssigned is the client id of the one user-assigned identity.
const userAssigned = "11111111-1111-1111-1111-111111111111"
