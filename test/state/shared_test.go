package state

import (
	"io"
	"net/http"
	"strconv"
	"testing"
)

func breaker(url, trip string, count int) string {
	return `{"properties": {"url": "` + url + `", "protocol": "http", "circuitBreaker": {"rules": [{"name": "r", "tripDuration": "` + trip + `", "acceptRetryAfter": true,
		"failureCondition": {"count": ` + strconv.Itoa(count) + `, "interval": "PT1H", "statusCodeRanges": [{"min": 500, "max": 599}]}}]}}}`
}

// TestBreaker: failures at several gateways count together, a breaker that opens at
// one is open at all, and all call the backend again when it closes.
func TestBreaker(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	failing := newBackend(t, status(http.StatusBadGateway))
	second := newBackend(t, status(http.StatusOK))
	member := func(name string, priority int) string {
		return `{"id": "/backends/` + name + `", "priority": ` + strconv.Itoa(priority) + `}`
	}
	gateways := start(t, 3, tree(`{ url: "unix://`+server.socket+`", timeout: 60s, connectTimeout: 60s }`, failing.URL, map[string]string{
		"short": `<set-backend-service backend-id="short" />`,
		"pool":  `<set-backend-service backend-id="pool" />`,
	}, map[string]string{
		"short":  breaker(failing.URL, "PT2S", 3),
		"first":  breaker(failing.URL+"/first", "PT1H", 3),
		"second": breaker(second.URL, "PT1H", 1),
		"pool":   `{"properties": {"type": "Pool", "pool": {"services": [` + member("first", 1) + `,` + member("second", 2) + `]}}}`,
	}), ".")
	for _, g := range gateways {
		g.ready(t, sound)
	}
	for i, g := range gateways {
		if a := g.fetch(t, "/a/short"); a.status != http.StatusBadGateway {
			t.Fatalf("gateway %d answers %d before the breaker opens", i, a.status)
		}
	}
	open := func(g *gateway) bool { return g.fetch(t, "/a/short").status == http.StatusServiceUnavailable }
	if !open(gateways[2]) {
		t.Error("the gateway with the third failure goes on to call the backend")
	}
	for _, g := range gateways {
		await(t, "the breaker is open at all gateways", func() bool { return open(g) })
	}
	before := failing.count()
	failing.answers(status(http.StatusOK))
	for _, g := range gateways {
		await(t, "the breaker closes", func() bool { return g.fetch(t, "/a/short").status == http.StatusOK })
	}
	if failing.count() == before {
		t.Error("nobody called the backend again")
	}
	// It counts from nothing.
	failing.answers(status(http.StatusBadGateway))
	for i, g := range gateways[:2] {
		if a := g.fetch(t, "/a/short"); a.status != http.StatusBadGateway {
			t.Errorf("gateway %d answers %d after the breaker closed", i, a.status)
		}
	}

	// A pool goes on with the next group, everywhere.
	for range 3 {
		if a := gateways[0].fetch(t, "/a/pool"); a.status != http.StatusBadGateway {
			t.Fatalf("the first member of the pool gives %d", a.status)
		}
	}
	for _, g := range gateways {
		await(t, "the second group of the pool is used", func() bool { return g.fetch(t, "/a/pool").status == http.StatusOK })
	}
	second.answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "second")
	})
	if a := gateways[1].fetch(t, "/a/pool"); a.body != "second" {
		t.Errorf("the second member of the pool gives %d %s", a.status, a.body)
	}
	for i, g := range gateways {
		var a answer
		await(t, "the whole pool is unavailable", func() bool {
			a = g.fetch(t, "/a/pool")
			return a.status == http.StatusServiceUnavailable && a.body != "second"
		})
		// The first member is back first, within the hour.
		if seconds, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || seconds < 1 || seconds > 3600 {
			t.Errorf("gateway %d says Retry-After %q", i, a.header.Get("Retry-After"))
		}
	}
}

// TestConcurrency: slots are shared by all gateways, and free when their requests
// have ended, whatever the gateway.
func TestConcurrency(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	arrived, leave := make(chan struct{}), make(chan struct{})
	slow := newBackend(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		select {
		case <-leave:
		case <-r.Context().Done():
		}
	})
	gateways := start(t, 3, tree(`{ url: "unix://`+server.socket+`", timeout: 60s, connectTimeout: 60s }`, slow.URL, map[string]string{
		"two": `<limit-concurrency key="@(context.Request.Headers.GetValueOrDefault("X-Key", ""))" max-count="2">
			<send-request mode="new" response-variable-name="r" timeout="120"><set-url>` + slow.URL + `</set-url><set-method>GET</set-method></send-request>
		</limit-concurrency><return-response><set-status code="200" /></return-response>`,
	}, nil), ".")
	results := make(chan answer)
	enter := func(g *gateway, key string) {
		go func() { results <- g.fetch(t, "/a/two", "X-Key", key) }()
		<-arrived
	}
	enter(gateways[0], "a")
	enter(gateways[1], "a")
	for i, g := range gateways {
		if a := g.fetch(t, "/a/two", "X-Key", "a"); a.status != http.StatusTooManyRequests {
			t.Errorf("gateway %d lets a third request in: %d", i, a.status)
		}
	}
	enter(gateways[2], "b")
	for range 3 {
		leave <- struct{}{}
		if a := <-results; a.status != http.StatusOK {
			t.Errorf("a request that was let in got %d", a.status)
		}
	}
	enter(gateways[2], "a")
	enter(gateways[2], "a")
	if a := gateways[0].fetch(t, "/a/two", "X-Key", "a"); a.status != http.StatusTooManyRequests {
		t.Errorf("a third request was let in: %d", a.status)
	}
	for range 2 {
		leave <- struct{}{}
		<-results
	}
}
