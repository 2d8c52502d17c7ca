package state

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const away, back = "the state store is away", "the state store is back"

// TestShared: limits are exact across gateways, and what one caches others find.
func TestShared(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	// A long budget: a busy machine must not make a gateway count by itself.
	gateways := startGateways(t, 3, `{ url: "unix://`+server.socket+`", timeout: 60s, connectTimeout: 60s }`)
	for _, g := range gateways {
		g.ready(t, sound)
	}
	if n := passed(t, gateways, "/rate/200", "k", 480, http.StatusTooManyRequests); n != 200 {
		t.Errorf("%d calls passed a rate limit of 200", n)
	}
	if n := passed(t, gateways, "/quota", "k", 360, http.StatusForbidden); n != 150 {
		t.Errorf("%d calls passed a quota of 150", n)
	}
	get(t, gateways[0].url+"/set", "shared")
	for i, g := range gateways {
		if status, body := get(t, g.url+"/get", ""); status != http.StatusOK || body != "shared" {
			t.Errorf("gateway %d finds %d %q", i, status, body)
		}
		g.metric(t, "gatehouse_state_store_up 1")
		g.metric(t, `gatehouse_state_fallbacks_total{part="counter"} 0`)
		g.said(t, away, 0)
	}
}

// TestKilled: Redis is killed and started again under load. No request fails,
// gateways count by themselves meanwhile and say so, and together afterwards.
func TestKilled(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	gateways := startGateways(t, 3, `{ url: "redis://`+newProxy(t, server.socket).Addr().String()+`", timeout: 60s, connectTimeout: 60s }`)
	for _, g := range gateways {
		g.ready(t, sound)
	}

	// The load: calls that the limit allows, all the time.
	var sent atomic.Int64
	stop := make(chan struct{})
	var load sync.WaitGroup
	for _, g := range gateways {
		load.Go(func() {
			tick := time.NewTicker(5 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case <-stop:
					return
				case <-tick.C:
				}
				if status, body := get(t, g.url+"/rate/1000000", "load"); status != http.StatusOK {
					t.Errorf("a call of the load got %d: %s", status, body)
				}
				sent.Add(1)
			}
		})
	}
	loaded := func() {
		t.Helper()
		from := sent.Load()
		await(t, "the load goes on", func() bool { return sent.Load() > from+20 })
	}
	loaded()
	server.kill()
	for _, g := range gateways {
		g.ready(t, degraded)
		g.metric(t, "gatehouse_state_store_up 0")
		g.metric(t, "gatehouse_state_store_outages_total 1")
		g.said(t, away, 1)
	}
	loaded()
	// Each by itself.
	for _, g := range gateways {
		if n := passed(t, []*gateway{g}, "/rate/5", "low", 12, http.StatusTooManyRequests); n != 5 {
			t.Errorf("%d calls passed a local limit of 5", n)
		}
	}
	server.start(t)
	for _, g := range gateways {
		g.ready(t, sound)
		g.metric(t, "gatehouse_state_store_up 1")
		g.said(t, away, 1)
		g.said(t, back, 1)
	}
	loaded()
	close(stop)
	load.Wait()
	if n := passed(t, gateways, "/rate/50", "after", 120, http.StatusTooManyRequests); n != 50 {
		t.Errorf("%d calls passed a rate limit of 50 after the outage", n)
	}
}

// TestStuck: a Redis that takes calls and never answers costs the call that finds
// out its budget; none after that waits, or even asks.
func TestStuck(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	middle := newProxy(t, server.socket)
	// Probes have so long that there is one at most while Redis is stuck.
	g := startGateways(t, 1, `{ url: "redis://`+middle.Addr().String()+`", timeout: 1s, connectTimeout: 1h }`)[0]
	g.ready(t, sound)
	middle.withhold()
	const calls = 200
	for range calls {
		if status, body := get(t, g.url+"/rate/1000000", "k"); status != http.StatusOK {
			t.Fatalf("%d: %s", status, body)
		}
	}
	if n := middle.withheld.Load(); n < 1 || n > 2 {
		t.Errorf("%d calls and probes were sent while nothing was answered, want one call and one probe", n)
	}
	g.ready(t, degraded)
	g.said(t, away, 1)
	g.metric(t, `gatehouse_state_fallbacks_total{part="counter"} 200`)
	g.metric(t, `gatehouse_requests_total{class="2xx"} 200`)
	middle.release()
	g.ready(t, sound)
}

// TestStart: a gateway that is started while Redis is away serves.
func TestStart(t *testing.T) {
	server := newRedis(t)
	g := startGateways(t, 1, `{ url: "unix://`+server.socket+`", timeout: 60s, connectTimeout: 60s }`)[0]
	if status, body := get(t, g.url+"/rate/1", "k"); status != http.StatusOK {
		t.Errorf("%d: %s", status, body)
	}
	if status, _ := get(t, g.url+"/rate/1", "k"); status != http.StatusTooManyRequests {
		t.Errorf("the second call got %d, want 429", status)
	}
	g.ready(t, degraded)
	server.start(t)
	g.ready(t, sound)
	g.said(t, back, 1)
}
