package state

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// call is a request: when it was sent and answered, and whether it was let through.
// The moment at which it was counted is between the two.
type call struct {
	sent, answered time.Time
	passed         bool
	retry          time.Duration
}

// hammer sends requests to all gateways at once until enough says so.
func hammer(t *testing.T, gateways []*gateway, path string, refusal int, enough func(n int) bool) []call {
	t.Helper()
	const workers = 2
	var mu sync.Mutex
	var calls []call
	var group sync.WaitGroup
	for _, g := range gateways {
		for range workers {
			group.Go(func() {
				for {
					c := call{sent: time.Now()}
					a := g.fetch(t, path)
					c.answered, c.passed = time.Now(), a.status == http.StatusOK
					if !c.passed {
						seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
						if a.status != refusal || err != nil {
							t.Errorf("%d, Retry-After %q: %s", a.status, a.header.Get("Retry-After"), a.body)
							return
						}
						c.retry = time.Duration(seconds) * time.Second
					}
					mu.Lock()
					calls = append(calls, c)
					done := enough(len(calls))
					mu.Unlock()
					if done {
						return
					}
				}
			})
		}
	}
	group.Wait()
	return calls
}

// TestWindow: over several lengths of a window no more calls pass than the limit
// allows in any of them, and none is refused that the limit has room for.
func TestWindow(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	const limit, window, windows = 20, time.Second, 5
	gateways := start(t, 3, tree(`{ url: "unix://`+server.socket+`", timeout: 60s, connectTimeout: 60s }`, "http://127.0.0.1:1", map[string]string{
		"rate": `<rate-limit-by-key calls="` + strconv.Itoa(limit) + `" renewal-period="1" counter-key="k" /><return-response />`,
	}, nil), ".")
	for _, g := range gateways {
		g.ready(t, sound)
	}
	begin := time.Now()
	calls := hammer(t, gateways, "/a/rate", http.StatusTooManyRequests, func(int) bool { return time.Since(begin) > windows*window })
	var passed []call
	for _, c := range calls {
		if c.passed {
			passed = append(passed, c)
		}
	}
	for _, first := range passed {
		n := 0
		for _, c := range passed {
			if !c.sent.Before(first.sent) && c.answered.Before(first.sent.Add(window)) {
				n++
			}
		}
		if n > limit {
			t.Fatalf("%d calls passed within a window of %v for %d", n, window, limit)
		}
	}
	refused := 0
	for _, c := range calls {
		if c.passed {
			continue
		}
		refused++
		n := 0
		for _, p := range passed {
			// It may have been in the window when the other was refused.
			if p.answered.After(c.sent.Add(-window)) && p.sent.Before(c.answered) {
				n++
			}
		}
		if n < limit {
			t.Fatalf("a call was refused with %d in the window", n)
		}
		if c.retry != window {
			t.Errorf("Retry-After of %v in a window of %v", c.retry, window)
		}
	}
	if refused == 0 || len(passed) < limit {
		t.Errorf("%d calls passed, %d were refused", len(passed), refused)
	}
}

// TestPeriods: at the end of a quota's period, which is the same moment for all
// gateways, the quota is there again, once.
func TestPeriods(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	const limit = 20
	// Periods of 300 seconds, of which one ends when everything runs; on a machine that
	// is slower than that, what is after the end is tested.
	end := time.Now().Add(6 * time.Second).Truncate(time.Second)
	gateways := start(t, 3, tree(`{ url: "unix://`+server.socket+`", timeout: 60s, connectTimeout: 60s }`, "http://127.0.0.1:1", map[string]string{
		"quota": `<quota-by-key calls="` + strconv.Itoa(limit) + `" renewal-period="300" counter-key="k" first-period-start="` + end.UTC().Format(time.RFC3339) + `" /><return-response />`,
	}, nil), ".")
	for _, g := range gateways {
		g.ready(t, sound)
	}
	calls := hammer(t, gateways, "/a/quota", http.StatusForbidden, func(int) bool { return time.Since(end) > time.Second })
	var before, across, after int
	for _, c := range calls {
		switch {
		case !c.passed:
		case c.answered.Before(end):
			before++
		case c.sent.After(end):
			after++
		default:
			across++
		}
	}
	if before > limit || after > limit || before+across+after > 2*limit || after+across < limit {
		t.Errorf("a quota of %d let %d calls through before the end of a period, %d after it and %d across", limit, before, after, across)
	}
	for _, c := range calls {
		if c.passed {
			continue
		}
		if c.answered.Before(end) {
			if before+across < limit {
				t.Fatal("a call was refused while there was a quota")
			}
			// Whole seconds, rounded up, until the period ends.
			if c.answered.Add(c.retry).Before(end) || !c.sent.Add(c.retry).Before(end.Add(time.Second)) {
				t.Errorf("Retry-After %v, sent %v before the end", c.retry, end.Sub(c.sent))
			}
		}
	}
}

// TestDeferred: calls that count by their response do so everywhere, and a quota of
// bytes is one for all.
func TestDeferred(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	origin := newBackend(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("fail") {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = w.Write(make([]byte, 4<<10))
	})
	gateways := start(t, 3, tree(`{ url: "unix://`+server.socket+`", timeout: 60s, connectTimeout: 60s }`, origin.URL, map[string]string{
		"rate": `<rate-limit-by-key calls="6" renewal-period="300" counter-key="k" increment-condition="@(context.Response.StatusCode == 200)" increment-count="@(int.Parse(context.Request.Headers.GetValueOrDefault("X-Count", "1")))"
			remaining-calls-header-name="X-Left" total-calls-header-name="X-Total" retry-after-header-name="X-Wait" retry-after-variable-name="wait" />`,
		"bytes": `<quota-by-key bandwidth="10" renewal-period="300" counter-key="b" />`,
	}, nil), ".")
	for _, g := range gateways {
		g.ready(t, sound)
	}
	for i := range 9 {
		if a := gateways[i%3].fetch(t, "/a/rate?fail"); a.status != http.StatusInternalServerError || a.header.Get("X-Left") != "6" || a.header.Get("X-Total") != "6" {
			t.Fatalf("call %d, which does not count, gets %d with the header %v", i, a.status, a.header)
		}
	}
	for i, left := range []string{"6", "4", "2"} {
		if a := gateways[i].fetch(t, "/a/rate", "X-Count", "2"); a.status != http.StatusOK || a.header.Get("X-Left") != left {
			t.Fatalf("call %d, which counts 2, gets %d with %s left, want %s", i, a.status, a.header.Get("X-Left"), left)
		}
	}
	for i, g := range gateways {
		a := g.fetch(t, "/a/rate")
		if a.status != http.StatusTooManyRequests || a.header.Get("X-Left") != "0" || a.header.Get("X-Wait") == "" || a.header.Get("Retry-After") != "" {
			t.Errorf("gateway %d gives %d with the header %v after the limit", i, a.status, a.header)
		}
	}

	// Two answers are less than ten kilobytes, three are more; they count when
	// their exchange has ended.
	passed := 0
	var refusal answer
	await(t, "the bytes are used up", func() bool {
		if refusal = gateways[passed%3].fetch(t, "/a/bytes"); refusal.status == http.StatusOK {
			passed++
		}
		return refusal.status != http.StatusOK
	})
	if passed < 3 || refusal.status != http.StatusForbidden || !strings.Contains(refusal.body, "Out of bandwidth quota. Quota will be replenished in 00:0") {
		t.Errorf("%d answers passed, then %d %s", passed, refusal.status, refusal.body)
	}
	if !slices.ContainsFunc(gateways, func(g *gateway) bool { return g.fetch(t, "/a/bytes").status == http.StatusOK }) {
		return
	}
	t.Error("a gateway knows nothing of the bytes of the others")
}
