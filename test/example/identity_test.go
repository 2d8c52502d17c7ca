package example

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// TestNoToken: the identity endpoint refuses, is throttled or does not answer.
func TestNoToken(t *testing.T) {
	faults := []struct {
		name string
		emulator.Fault
		// explains is in the error: the endpoint's own words.
		explains string
	}{
		{"401", emulator.Fault{Host: "identity", Status: 401}, "401"},
		{"403", emulator.Fault{Host: "identity", Status: 403}, "403"},
		{"429", emulator.Fault{Host: "identity", Status: 429, RetryAfter: 60}, "429"},
		{"reset", emulator.Fault{Host: "identity", Reset: true}, "unreachable"},
	}
	for _, f := range faults {
		for _, ignore := range []struct{ send, identity bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
			t.Run(fmt.Sprintf("%s send-request %v, identity %v", f.name, ignore.send, ignore.identity), func(t *testing.T) {
				r := start(t, variant{rewrite: func(name, text string) string {
					return ignoreSend(ignore.send)(name, ignoreIdentity(ignore.identity)(name, text))
				}})
				t.Parallel()
				setFault(t, r, f.Fault)
				if f.Reset {
					r.askForAll(t)
				}
				for _, op := range operations() {
					t.Run(op.name, func(t *testing.T) {
						got := r.call(t, op)
						switch {
						case ignore.identity:
							r.checkWithoutToken(t, op, got)
						case ignore.send && op.host != "backend":
							// A failing child is a failing send-request.
							r.checkNothing(t)
							if diff := cmp.Diff(map[string]any{"error": "the service could not be reached"}, decode(t, got.body)); diff != "" || got.status != http.StatusBadGateway {
								t.Errorf("%d, the answer (-want +got):\n%s", got.status, diff)
							}
						default:
							r.checkNothing(t)
							checkIdentityError(t, got, f.explains)
						}
					})
				}
			})
		}
	}
}

// askForAll calls all operations side by side and forgets what comes of it: a
// broken connection is tried again for a while, and what failed is remembered for
// another, so that the calls after these need not wait one by one.
func (r *running) askForAll(t *testing.T) {
	t.Helper()
	var wg sync.WaitGroup
	for _, op := range operations() {
		wg.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), op.method, r.base+op.path, strings.NewReader(op.body))
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("Ocp-Apim-Subscription-Key", key)
			resp, err := r.client.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
		})
	}
	wg.Wait()
	r.take()
}

// checkNothing checks that nothing was sent.
func (r *running) checkNothing(t *testing.T) {
	t.Helper()
	if list := r.take(); len(list) != 0 {
		t.Errorf("these arrived: %+v", list)
	}
}

// checkWithoutToken: the request went on without a token, and the target refused
// it; what the caller sent did not take the token's place.
func (r *running) checkWithoutToken(t *testing.T, op operation, got answer) {
	t.Helper()
	list := r.take()
	if len(list) != 1 {
		t.Fatalf("%d requests arrived", len(list))
	}
	want := ""
	if op.name == "call-backend-with-variable" {
		want = "Bearer" // and the empty variable; net/http trims the field
	}
	if h := list[0].Header.Get("Authorization"); h != want {
		t.Errorf("Authorization is %q, want %q", h, want)
	}
	checkRequest(t, op, list[0])
	if got.status != http.StatusUnauthorized {
		t.Errorf("the caller got %d %s", got.status, got.body)
	}
}

// checkIdentityError checks what on-error answers: the policy's name and the
// endpoint's words.
func checkIdentityError(t *testing.T, got answer, explains string) {
	t.Helper()
	if got.status != http.StatusBadGateway {
		t.Fatalf("the caller got %d %s", got.status, got.body)
	}
	body := decode(t, got.body).(map[string]any)
	message, _ := body["message"].(string)
	if body["source"] != "authentication-managed-identity" || message == "" || !strings.Contains(message, explains) {
		t.Errorf("the error is %v, want one that holds %q", body, explains)
	}
}
