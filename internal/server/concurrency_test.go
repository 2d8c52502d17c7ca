package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// TestAbortFreesSlot: a caller who goes away gives the slot of limit-concurrency back
// (limit-concurrency.md, semantics 3).
func TestAbortFreesSlot(t *testing.T) {
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		inside, gone := make(chan struct{}), make(chan struct{})
		backend := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/wait" {
				close(inside)
				<-r.Context().Done()
				close(gone)
			}
		}))
		defer backend.Close()
		s := serveDocument(t, netHTTP, `<policies>
    <inbound><base /></inbound>
    <backend>
        <limit-concurrency key="k" max-count="1">
            <forward-request />
        </limit-concurrency>
    </backend>
</policies>`, backend.URL, func(*config.Settings) {})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Addresses()[0]+"/wait", nil)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			if resp, err := http.DefaultClient.Do(req); err == nil {
				resp.Body.Close()
				t.Error("the caller who went away got an answer")
			}
		}()
		<-inside
		if status, body := fetch(t, http.DefaultClient, s.Addresses()[0]+"/other"); status != 429 {
			t.Errorf("while the slot is taken: %d %s", status, body)
		}
		cancel()
		<-gone
		<-ended
		// The backend hears of it before the pipeline has ended.
		for {
			if status, _ := fetch(t, http.DefaultClient, s.Addresses()[0]+"/other"); status == 200 {
				return
			}
		}
	})
}
