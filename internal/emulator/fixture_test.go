package emulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// Ids of the built-in seed.
const (
	tenantID       = "10000000-0000-0000-0000-000000000001"
	subscriptionID = "20000000-0000-0000-0000-000000000002"
	systemID       = "30000000-0000-0000-0000-000000000001"
	readerID       = "30000000-0000-0000-0000-000000000003"
	readerObjectID = "31000000-0000-0000-0000-000000000003"
)

// start starts a local Azure on ports of the kernel's choice.
func start(t *testing.T, opts emulator.Options) *emulator.Server {
	t.Helper()
	opts.IdentityAddress, opts.HTTPSAddress = "127.0.0.1:0", "127.0.0.1:0"
	if opts.Folder == "" {
		opts.Folder = t.TempDir()
	}
	s, err := emulator.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

// local is a local Azure with a client that reaches it under Azure's names.
type local struct {
	*emulator.Server
	t      *testing.T
	client *http.Client
}

func startLocal(t *testing.T, opts emulator.Options) *local {
	s := start(t, opts)
	transport := s.Transport()
	transport.DisableCompression = true
	t.Cleanup(transport.CloseIdleConnections)
	return &local{Server: s, t: t, client: &http.Client{Transport: transport}}
}

// token gets a token by the App Service protocol; client is empty for the
// system-assigned identity.
func (l *local) token(resource, client string) string {
	l.t.Helper()
	query := url.Values{"api-version": {"2019-08-01"}, "resource": {resource}}
	if client != "" {
		query.Set("client_id", client)
	}
	a := l.do("GET", l.IdentityEndpoint()+"?"+query.Encode(), "", "X-IDENTITY-HEADER", l.IdentityHeader())
	if a.StatusCode != http.StatusOK {
		l.t.Fatalf("no token for %s: %d %s", resource, a.StatusCode, a.body)
	}
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	a.json(&answer)
	return answer.AccessToken
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	body string
	t    *testing.T
}

func (a *answer) json(v any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

func (a *answer) xml(v any) {
	a.t.Helper()
	if err := xml.Unmarshal([]byte(a.body), v); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

// code is the error code that an answer of any of the services has.
func (a *answer) code() string {
	if v := a.Header.Get("x-ms-error-code"); v != "" {
		return v
	}
	var object struct {
		Error json.RawMessage `json:"error"`
		Code  string          `json:"code"`
	}
	if json.Unmarshal([]byte(a.body), &object) == nil {
		var inner struct {
			Code string `json:"code"`
		}
		var text string
		switch {
		case json.Unmarshal(object.Error, &inner) == nil && inner.Code != "":
			return inner.Code
		case json.Unmarshal(object.Error, &text) == nil:
			return text
		}
		return object.Code
	}
	var e struct {
		Detail string
	}
	if xml.Unmarshal([]byte(a.body), &e) == nil {
		detail, _, _ := strings.Cut(e.Detail, " TrackingId")
		return detail
	}
	return ""
}

// do sends a request; headers are names and values in turn. An empty body is no
// body.
func (l *local) do(method, address, body string, headers ...string) *answer {
	l.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = bytes.NewReader([]byte(body))
	}
	r, err := http.NewRequestWithContext(l.t.Context(), method, address, reader)
	if err != nil {
		l.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := l.client.Do(r)
	if err != nil {
		l.t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return &answer{response, string(b), l.t}
}

// as returns the headers of a caller with a token for a resource.
func (l *local) as(client, resource string, more ...string) []string {
	l.t.Helper()
	return append([]string{"Authorization", "Bearer " + l.token(resource, client)}, more...)
}
