package policytest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/identity"
)

// identityEndpoint answers token requests in the App Service protocol: the token
// of the system-assigned identity for a resource R is "token R", that of the
// user-assigned identity ID "token R of ID"; when it is asked again, " 2" and so
// on follow. Resources with "unknown" in their name get AADSTS500011, those with
// "unreachable" no answer.
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
	switch {
	case strings.Contains(resource, "unreachable"):
		return nil, fmt.Errorf("dial tcp: connection refused")
	case strings.Contains(resource, "unknown"):
		return answer(400, map[string]string{
			"error":             "invalid_resource",
			"error_description": "AADSTS500011: The resource principal named " + resource + " was not found in the tenant named Local.",
		})
	}
	token := "token " + resource
	if client != "" {
		token += " of " + client
	}
	e.mu.Lock()
	e.asked[token]++
	if n := e.asked[token]; n > 1 {
		token += fmt.Sprintf(" %d", n)
	}
	e.mu.Unlock()
	return answer(200, map[string]string{
		"access_token": token, "resource": resource, "token_type": "Bearer",
		"expires_on": fmt.Sprint(time.Now().Add(24 * time.Hour).Unix()),
	})
}

// newIdentity makes a manager with a system-assigned identity and the
// user-assigned identity userAssigned.
func newIdentity(t *testing.T) *identity.Manager {
	t.Helper()
	m, err := identity.New(identity.Settings{
		SystemAssigned: identity.SourceSettings{Source: identity.SourceLocal},
		UserAssigned:   map[string]identity.SourceSettings{userAssigned: {Source: identity.SourceLocal}},
	}, identity.Options{
		Transport: &identityEndpoint{asked: map[string]int{}},
		Local:     &identity.Endpoint{URL: "http://identity.test/msi/token", Header: "header"},
		Getenv:    func(string) string { return "" },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// userAssigned is the client id of the one user-assigned identity.
const userAssigned = "11111111-1111-1111-1111-111111111111"
