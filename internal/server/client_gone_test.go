package server_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestClientGone: a client that goes away while the backend is asked is an error of
// the reason ClientConnectionFailure, for which on-error runs though nobody hears of
// it, and the call ends (forward-request.md, semantics 5; errors.md, section 2).
func TestClientGone(t *testing.T) {
	for name, netHTTP := range map[string]bool{"own": false, "net/http": true} {
		t.Run(name, func(t *testing.T) {
			asked, ended := make(chan bool, 1), make(chan bool, 1)
			backend := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				asked <- true
				<-r.Context().Done()
				ended <- true
			}))
			t.Cleanup(backend.Close)
			lines := make(lineChannel, 16)
			s := serveTree(t, map[string]string{
				"apis/a/apiInformation.json": information("a", backend.URL, `"subscriptionRequired": false, "protocols": ["http"]`),
				"apis/a/specification.json":  oneGet,
				"apis/a/policy.xml": `<policies><inbound><base /></inbound><backend>
					<retry condition="true" count="3" interval="0"><forward-request /></retry></backend>
					<outbound><base /><trace source="test" severity="error"><message>outbound</message></trace></outbound>
					<on-error><base /><trace source="test" severity="error"><message>@("on-error " + context.LastError.Reason)</message></trace></on-error></policies>`,
			}, options{netHTTP: netHTTP, log: slog.New(slog.NewTextHandler(lines, nil))})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go func() {
				<-asked
				cancel()
			}()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Addresses()[0]+"/a/", nil)
			if err != nil {
				t.Fatal(err)
			}
			if resp, err := http.DefaultClient.Do(req); err == nil {
				_ = resp.Body.Close()
				t.Fatal("the client did not go away")
			}
			select {
			case <-ended:
			case <-time.After(patience):
				t.Error("the call of the backend goes on")
			}
			select {
			case line := <-lines:
				if !strings.Contains(line, "on-error ClientConnectionFailure") || len(asked) > 0 {
					t.Errorf("first of all the log has %s", line)
				}
			case <-time.After(patience):
				t.Error("on-error did not run")
			}
		})
	}
}

// lineChannel is a log of which the lines of the policy trace arrive in a channel.
type lineChannel chan string

func (c lineChannel) Write(p []byte) (int, error) {
	if text := string(p); strings.Contains(text, "source=test") {
		c <- text
	}
	return len(p), nil
}
