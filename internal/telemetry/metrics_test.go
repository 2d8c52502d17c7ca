package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/fallback"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// absent is a store that is away.
type absent struct{ parts state.Stores }

func (a absent) Stores() state.Stores        { return a.parts }
func (a absent) Probe(context.Context) error { return errors.New("away") }

func page(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Fatalf("%d, %q", w.Code, w.Header().Get("Content-Type"))
	}
	return w.Body.String()
}

func TestState(t *testing.T) {
	local := memory.New(memory.Settings{})
	defer local.Close()
	store := fallback.New(absent{local.Stores()}, local.Stores(), fallback.Settings{Timeout: time.Second, ConnectTimeout: time.Second, Log: slog.New(slog.DiscardHandler)})
	defer store.Close()
	if _, err := store.Stores().Counter.Take(t.Context(), "g", []state.Limit{{Key: "k", Calls: 1, Window: time.Minute, Count: 1}}); err != nil {
		t.Fatal(err)
	}
	m := New()
	m.WatchState(store)
	text := page(t, m)
	for _, line := range []string{
		"gatehouse_state_store_up 0", "gatehouse_state_store_outages_total 1",
		`gatehouse_state_fallbacks_total{part="counter"} 1`, `gatehouse_state_fallbacks_total{part="quota"} 0`,
		`gatehouse_state_fallbacks_total{part="breaker"} 0`,
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("there is no line %s in:\n%s", line, text)
		}
	}
}

func TestRequests(t *testing.T) {
	var requests Requests
	for _, status := range []int{200, 204, 404, 500, 0, 99, 600, -1} {
		requests.Count(status)
	}
	m := New()
	m.WatchRequests(&requests)
	text := page(t, m)
	for _, line := range []string{`{class="1xx"} 0`, `{class="2xx"} 2`, `{class="3xx"} 0`, `{class="4xx"} 1`, `{class="5xx"} 1`} {
		if !strings.Contains(text, "\ngatehouse_requests_total"+line+"\n") {
			t.Errorf("there is no line %s in:\n%s", line, text)
		}
	}
}

// TestProcess: the process shows itself, and no state store where there is none.
func TestProcess(t *testing.T) {
	text := page(t, New())
	if !strings.Contains(text, "\ngo_goroutines ") || strings.Contains(text, "gatehouse_state") {
		t.Errorf("the page is:\n%s", text)
	}
}
