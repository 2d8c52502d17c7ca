package example

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// ignoreSend rewrites ignore-error of send-request.
func ignoreSend(ignore bool) func(_, text string) string {
	return func(_, text string) string {
		return sendIgnore.ReplaceAllString(text, fmt.Sprintf(`${1}ignore-error="%v"`, ignore))
	}
}

var (
	sendIgnore     = regexp.MustCompile(`(<send-request [^>]*)ignore-error="[a-z]+"`)
	identityIgnore = regexp.MustCompile(`(<authentication-managed-identity [^>]*?)( ignore-error="[a-z]+")?( ?/>)`)
)

// ignoreIdentity rewrites ignore-error of authentication-managed-identity.
func ignoreIdentity(ignore bool) func(_, text string) string {
	return func(_, text string) string {
		return identityIgnore.ReplaceAllString(text, fmt.Sprintf(`${1} ignore-error="%v"${3}`, ignore))
	}
}

// TestRewrites keeps the two above honest: every operation has what they rewrite.
func TestRewrites(t *testing.T) {
	for _, ignore := range []bool{true, false} {
		seen := 0
		copyExample(t, t.TempDir(), func(name, text string) string {
			for _, op := range operations() {
				if op.name != name {
					continue
				}
				seen++
				sent := ignoreSend(ignore)(name, text)
				if got := strings.Count(sent, fmt.Sprintf(`timeout="10" ignore-error="%v">`, ignore)); got != 1 && op.host != "backend" {
					t.Errorf("%s: %d rewritten send-request", name, got)
				}
				if got := strings.Count(ignoreIdentity(ignore)(name, sent), fmt.Sprintf(`" ignore-error="%v" />`, ignore)); got != 1 {
					t.Errorf("%s: %d rewritten identities in\n%s", name, got, ignoreIdentity(ignore)(name, sent))
				}
			}
			return text
		})
		if seen != len(operations()) {
			t.Errorf("%d operations have documents", seen)
		}
	}
}

// TestRefusals: what Azure refuses is no error of the policy, whatever
// ignore-error says; the caller gets Azure's own refusal.
func TestRefusals(t *testing.T) {
	// What each service says, by status (azure-targets.md); empty for what the
	// service itself leaves empty.
	says := map[string]map[int]string{
		"management.azure.com":     {401: "Unauthorized", 403: "Forbidden", 429: "TooManyRequests"},
		"*.servicebus.windows.net": {401: "40100: Unauthorized", 403: "40300", 429: "50009"},
		"*.blob.core.windows.net":  {401: "InvalidAuthenticationInfo", 403: "AuthorizationFailure", 429: "ServerBusy"},
		"*.vault.azure.net":        {401: "Unauthorized", 403: "ForbiddenByFirewall", 429: "Throttled"},
		"graph.microsoft.com":      {401: "InvalidAuthenticationToken", 403: "Authorization_RequestDenied", 429: "TooManyRequests"},
		"backend":                  {401: "refused on demand", 403: "refused on demand", 429: "refused on demand"},
	}
	for _, ignore := range []bool{true, false} {
		r := start(t, variant{rewrite: ignoreSend(ignore)})
		for _, op := range operations() {
			for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests} {
				t.Run(fmt.Sprintf("%s %d ignore-error=%v", op.name, status, ignore), func(t *testing.T) {
					if op.host == "backend" {
						r.refuseOwn(status)
						defer r.refuseOwn(0)
					} else {
						setFault(t, r, emulator.Fault{Host: op.host, Status: status, RetryAfter: 7 * (status / 429)})
						defer r.server.Azure().ClearFaults()
					}
					got := r.call(t, op)
					r.checkArrived(t, op, 1)
					if got.status != status || !strings.Contains(got.body, says[op.host][status]) {
						t.Errorf("the caller got %d %q, want %d and %q", got.status, got.body, status, says[op.host][status])
					}
					want := ""
					if status == http.StatusTooManyRequests && op.host != "backend" {
						want = "7"
					}
					if got.header.Get("Retry-After") != want {
						t.Errorf("Retry-After is %q, want %q", got.header.Get("Retry-After"), want)
					}
				})
			}
		}
		// It goes on as before once Azure agrees again: nothing of a refusal is kept.
		for _, op := range operations() {
			checkAnswer(t, op, r.call(t, op))
		}
	}
}

func setFault(t *testing.T, r *running, f emulator.Fault) {
	t.Helper()
	if err := r.server.Azure().SetFault(f); err != nil {
		t.Fatal(err)
	}
}

// TestDeadTarget: a target that cannot be reached leaves null with ignore-error,
// which the example's fragment answers; without, on-error has the policy's name,
// and the same for forward-request, which has no such attribute.
func TestDeadTarget(t *testing.T) {
	for _, ignore := range []bool{true, false} {
		r := start(t, variant{rewrite: ignoreSend(ignore), dead: append([]string{"backend"}, azureHosts...)})
		for _, op := range operations() {
			t.Run(fmt.Sprintf("%s ignore-error=%v", op.name, ignore), func(t *testing.T) {
				r.checkUnreachable(t, op, ignore, "BackendConnectionFailure")
			})
		}
		if n := len(r.take()); n != 0 {
			t.Errorf("%d requests arrived", n)
		}
	}
}

// TestReset: a connection that ends before the answer is the same as none.
func TestReset(t *testing.T) {
	for _, ignore := range []bool{true, false} {
		r := start(t, variant{rewrite: ignoreSend(ignore)})
		for _, op := range operations() {
			if op.host == "backend" {
				continue // no stand-in
			}
			t.Run(fmt.Sprintf("%s ignore-error=%v", op.name, ignore), func(t *testing.T) {
				setFault(t, r, emulator.Fault{Host: op.host, Reset: true})
				defer r.server.Azure().ClearFaults()
				r.checkUnreachable(t, op, ignore, "BackendConnectionFailure")
			})
		}
	}
}

// checkUnreachable checks what the caller gets when the target gives no answer.
func (r *running) checkUnreachable(t *testing.T, op operation, ignore bool, reason string) {
	t.Helper()
	got := r.call(t, op)
	if got.status != http.StatusBadGateway || got.header.Get("Content-Type") != "application/json" {
		t.Fatalf("the caller got %d %v %s", got.status, got.header, got.body)
	}
	source := "send-request"
	if op.host == "backend" {
		source = "request-forwarder" // what the service calls it
	} else if ignore {
		if diff := cmp.Diff(map[string]any{"error": "the service could not be reached"}, decode(t, got.body)); diff != "" {
			t.Errorf("the answer (-want +got):\n%s", diff)
		}
		return
	}
	body := decode(t, got.body).(map[string]any)
	message, _ := body["message"].(string)
	if body["source"] != source || body["reason"] != reason || message == "" || strings.Contains(message, "eyJ") {
		t.Errorf("the error is %v", body)
	}
}
