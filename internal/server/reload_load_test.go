package server_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

const (
	reloads       = 100
	reloadCallers = 16
	// reloadCalls is how many requests are answered while the configuration changes.
	reloadCalls = 10_000
	// reloadLimit is how many calls the rate limit allows, more than there are.
	reloadLimit = 1_000_000
)

// reloadTree writes version n of a configuration: two documents that name it, a
// rate limit that every request counts in, and a backend with a circuit breaker.
// Every seventh version is broken.
func reloadTree(t *testing.T, dir, backend string, n int) (broken bool) {
	t.Helper()
	broken = n%7 == 3
	condition := "true"
	if broken {
		condition = "@(1 +)"
	}
	api := func(name, service string) string {
		return fmt.Sprintf(`{"properties": {"path": %q, "displayName": %q, "apiRevision": "1", "isCurrent": true, "protocols": ["http"], "serviceUrl": %q, "subscriptionRequired": false}}`, name, name, service)
	}
	const specification = `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/": {"get": {"operationId": "get", "responses": {"200": {"description": "ok"}}}}}}`
	for path, text := range map[string]string{
		"policy.xml": fmt.Sprintf(`<policies>
    <inbound>
        <rate-limit-by-key calls="%[2]d" renewal-period="300" counter-key="all" remaining-calls-variable-name="left" />
    </inbound>
    <backend><forward-request /></backend>
    <outbound>
        <set-header name="X-Global"><value>%[1]d</value></set-header>
        <set-header name="X-Left"><value>@(context.Variables["left"].ToString())</value></set-header>
    </outbound>
    <on-error>
        <set-header name="X-Global"><value>%[1]d</value></set-header>
    </on-error>
</policies>`, n, reloadLimit),
		"apis/a/policy.xml": fmt.Sprintf(`<policies>
    <inbound><base /></inbound>
    <backend><base /></backend>
    <outbound>
        <base />
        <choose><when condition="%s"><set-header name="X-API"><value>%d</value></set-header></when></choose>
    </outbound>
    <on-error><base /></on-error>
</policies>`, condition, n),
		"apis/a/apiInformation.json":           api("a", backend),
		"apis/a/specification.json":            specification,
		"apis/b/apiInformation.json":           api("b", backend+"/fails"),
		"apis/b/specification.json":            specification,
		"backends/one/backendInformation.json": `{"properties": {"url": "` + backend + `/fails", "protocol": "http", "circuitBreaker": {"rules": [{"name": "r", "tripDuration": "PT1H", "failureCondition": {"count": 1, "interval": "PT1H", "statusCodeRanges": [{"min": 500, "max": 599}]}}]}}}`,
	} {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return broken
}

// TestReloadsUnderLoad: ten thousand requests across a hundred reloads, some of
// configurations with errors. None is lost, none sees two versions at once, and
// counters and circuit breakers go on.
func TestReloadsUnderLoad(t *testing.T) {
	backend := failingOnce(t)
	dir := t.TempDir()
	reloadTree(t, dir, backend, 0)
	s, _ := startAt(t, dir, options{})
	defer closeServer(t, s)
	gateway := s.Addresses()[0]
	transport := &http.Transport{MaxIdleConnsPerHost: reloadCallers}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var calls atomic.Int64
	call := func(path string) (*http.Response, error) {
		calls.Add(1)
		resp, err := client.Get(gateway + path)
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		return resp, err
	}

	first, err := call("/b/")
	if err != nil || first.StatusCode != 500 {
		t.Fatalf("the failing backend: %v, %v", first, err)
	}

	var asked atomic.Int64
	var callers sync.WaitGroup
	for range reloadCallers {
		callers.Go(func() {
			for asked.Add(1) <= reloadCalls {
				resp, err := call("/a/")
				if err != nil {
					t.Errorf("a request was lost: %v", err)
					return
				}
				global, own := resp.Header.Get("X-Global"), resp.Header.Get("X-API")
				if resp.StatusCode != 200 || global == "" || global != own {
					t.Errorf("status %d, versions %q and %q", resp.StatusCode, global, own)
					return
				}
			}
		})
	}
	served := 0
	for n := 1; n <= reloads; n++ {
		// The reloads are spread over the requests.
		for asked.Load() < int64(n*reloadCalls/(reloads+1)) && !t.Failed() {
			if _, err := call("/b/"); err != nil {
				t.Fatal(err)
			}
		}
		broken := reloadTree(t, dir, backend, n)
		var l diag.List
		_, err := s.Reload(&l)
		if broken != errors.Is(err, server.ErrInvalid) || !broken && err != nil {
			t.Fatalf("version %d: %v, %v", n, err, l.All())
		}
		if !broken {
			served = n
		}
	}
	callers.Wait()

	last, err := call("/a/")
	if err != nil {
		t.Fatal(err)
	}
	if v := last.Header.Get("X-API"); v != strconv.Itoa(served) {
		t.Errorf("version %s is served after the reloads, want %d", v, served)
	}
	if left, want := last.Header.Get("X-Left"), strconv.FormatInt(reloadLimit-calls.Load(), 10); left != want {
		t.Errorf("%s calls are left after the reloads, want %s", left, want)
	}
	// The breaker tripped before the first reload; the backend fails no longer.
	if resp, err := call("/b/"); err != nil || resp.StatusCode != 503 {
		t.Errorf("the circuit breaker after the reloads: %v, %v; want 503", resp, err)
	}
}

// failingOnce is a backend that answers 200, but 500 to the first request below
// /fails.
func failingOnce(t *testing.T) string {
	t.Helper()
	var failed atomic.Bool
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/fails") && failed.CompareAndSwap(false, true) {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(backend.Close)
	return backend.URL
}
