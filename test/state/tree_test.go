package state

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// tree is an API with one operation for each policy document, by its name, and
// backends of other names.
func tree(state, backend string, policies, backends map[string]string) map[string]string {
	files := map[string]string{
		"gatehouse.yaml": "state: " + state + "\n",
		"policy.xml":     `<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>`,
		"apis/a/apiInformation.json": `{"properties": {"path": "a", "displayName": "A", "apiRevision": "1", "isCurrent": true, "protocols": ["http"],
			"serviceUrl": "` + backend + `", "subscriptionRequired": false}}`,
	}
	var paths []string
	for name, text := range policies {
		paths = append(paths, fmt.Sprintf(`"/%s": {"get": {"operationId": %q, "responses": {}}}`, name, name))
		inbound, outbound, _ := strings.Cut(text, "===")
		files["apis/a/operations/"+name+"/policy.xml"] = "<policies><inbound><base />" + inbound + "</inbound><backend><base /></backend><outbound>" + outbound + "<base /></outbound><on-error><base /></on-error></policies>"
	}
	files["apis/a/specification.json"] = `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {` + strings.Join(paths, ",") + `}}`
	for name, text := range backends {
		files["backends/"+name+"/backendInformation.json"] = text
	}
	return files
}

// backend is what gateways call: it answers as it is told to, and says how often it
// was asked.
type backend struct {
	*httptest.Server
	mu     sync.Mutex
	answer func(w http.ResponseWriter, r *http.Request)
	asked  int
}

func newBackend(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *backend {
	t.Helper()
	b := &backend{answer: answer}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		b.asked++
		answer := b.answer
		b.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *backend) answers(answer func(w http.ResponseWriter, r *http.Request)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer = answer
}

func (b *backend) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked
}

// status answers with a status, and itself as the body.
func status(code int) func(w http.ResponseWriter, r *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, http.StatusText(code))
	}
}

// answer is a response with its body read.
type answer struct {
	status int
	header http.Header
	body   string
}

// fetch asks for a path with header fields, each as a name and a value.
func (g *gateway) fetch(t *testing.T, path string, fields ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url+path, nil)
	if err != nil {
		t.Error(err)
		return answer{}
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Set(fields[i], fields[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return answer{}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}
