package backend_test

import (
	"context"
	"math"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

// guarded is a backend that trips at the first answer of 500 to 599.
func guarded(name string, trip time.Duration) *catalog.Backend {
	return &catalog.Backend{
		Name: name, URL: "http://" + name + ".test",
		Breaker: &catalog.BreakerRule{Count: 1, Interval: time.Minute, Trip: trip, StatusRanges: []catalog.StatusRange{{Min: 500, Max: 599}}},
	}
}

func resources(backends ...*catalog.Backend) *catalog.Resources {
	return &catalog.Resources{Backends: backends}
}

func store(t *testing.T) state.Breaker {
	s := memory.New(memory.Settings{})
	t.Cleanup(s.Close)
	return s.Stores().Breaker
}

// A breaker outlives a configuration that is replaced by one with the same rule,
// and one that nobody has any more is forgotten.
func TestReload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := backend.NewRuntime(store(t), nil)
		one := r.Targets(resources(guarded("one", time.Minute))).ByName("one")
		one.Breaker().Report(t.Context(), backend.Outcome{Status: 500})
		same := r.Targets(resources(guarded("ONE", time.Minute))).ByName("one")
		if same.Breaker() == one.Breaker() || same.Breaker().Open() != 0 {
			// The URL differs, and with it the backend.
			t.Error("a backend at another URL shares the breaker")
		}
		same = r.Targets(resources(guarded("one", time.Minute))).ByName("one")
		if same.Breaker() != one.Breaker() || same.Breaker().Open() != time.Minute {
			t.Errorf("after a reload without a change the breaker is open for %v, want 1m", same.Breaker().Open())
		}
		other := r.Targets(resources(guarded("one", time.Hour))).ByName("one")
		if other.Breaker().Open() != 0 {
			t.Error("a rule that was changed is open")
		}
		narrow := guarded("one", time.Minute)
		narrow.Breaker.StatusRanges[0].Min = 503
		changed := r.Targets(resources(narrow)).ByName("one").Breaker()
		if changed.Report(t.Context(), backend.Outcome{Status: 500}); changed.Open() != 0 {
			t.Error("what a failure is was changed, and the old meaning counts")
		}
		runtime.KeepAlive(one)
	})
}

// What trips at one gateway is open at the others that share its store.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := store(t)
		var gateways []*backend.Target
		for range 2 {
			r := backend.NewRuntime(shared, nil)
			gateways = append(gateways, r.Targets(resources(guarded("one", time.Minute))).ByName("one"))
			defer r.Watch(250 * time.Millisecond)()
		}
		gateways[0].Breaker().Report(t.Context(), backend.Outcome{Status: 503})
		time.Sleep(time.Second)
		for i, g := range gateways {
			if open := g.Breaker().Open(); open <= 58*time.Second || open > 59*time.Second {
				t.Errorf("at gateway %d the breaker is open for %v, want 59s", i, open)
			}
		}
	})
}

// Members take the requests of their weights whatever their order, and those of a
// member that is open go to the others in proportion.
func TestShares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, c := guarded("a", time.Hour), guarded("b", time.Hour), guarded("c", time.Hour)
		pool := &catalog.Backend{Name: "pool", Pool: &catalog.BackendPool{Members: []catalog.PoolMember{
			{Backend: a, Weight: 3, HasWeight: true}, {Backend: b, Weight: 1, HasWeight: true}, {Backend: c, Weight: 6, HasWeight: true},
			{Backend: guarded("never", time.Hour), Weight: 0, HasWeight: true},
		}}}
		target := backend.NewRuntime(store(t), nil).Targets(resources(a, b, c, pool)).ByName("pool")
		for _, test := range []struct {
			open string
			want map[string]int
		}{
			{"", map[string]int{"a": 300, "b": 100, "c": 600}},
			{"c", map[string]int{"a": 750, "b": 250}},
			{"a", map[string]int{"b": 1000}},
			{"b", map[string]int{"never": 1000}},
		} {
			var opened *backend.Target
			got := map[string]int{}
			if test.open != "" {
				for range 100 {
					choice := pick(t, target)
					if choice.Entity.Name == test.open {
						opened = choice.Target
						break
					}
				}
				opened.Breaker().Report(context.Background(), backend.Outcome{Status: 500})
			}
			for range 1000 {
				got[pick(t, target).Entity.Name]++
			}
			for name, n := range test.want {
				if math.Abs(float64(got[name]-n)) > 2 {
					t.Errorf("after %q opened: %v, want %v", test.open, got, test.want)
					break
				}
			}
		}
	})
}

func pick(t *testing.T, target *backend.Target) backend.Choice {
	t.Helper()
	c, err := target.Pick(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The backend of a URL is the one with the longest path that the URL lies below.
func TestByURL(t *testing.T) {
	ts := backend.NewRuntime(nil, nil).Targets(resources(
		&catalog.Backend{Name: "root", URL: "https://h.test"}, &catalog.Backend{Name: "api", URL: "https://h.test/api/"},
		&catalog.Backend{Name: "deep", URL: "https://h.test/api/v1"}, &catalog.Backend{Name: "second", URL: "https://h.test/api"},
		&catalog.Backend{Name: "port", URL: "https://h.test:8443/"},
	))
	for _, test := range []struct{ url, below, base string }{
		{"https://h.test/api/v1/x?y=1", "deep", ""},
		{"https://h.test/api/v1", "deep", "deep"},
		{"https://h.test/api/v10", "api", ""},
		{"https://h.test/api/", "api", "api"},
		{"https://h.test/apis", "root", ""},
		{"https://H.test:443", "root", "root"},
		{"https://h.test:8443/api", "port", ""},
		{"http://h.test/api", "", ""},
	} {
		u, ok := message.ParseURL(test.url)
		if !ok {
			t.Fatal(test.url)
		}
		name := func(t *backend.Target) string {
			if t == nil {
				return ""
			}
			return t.Entity.Name
		}
		if got := name(ts.ByURL(u)); got != test.below {
			t.Errorf("%s lies below %q, want %q", test.url, got, test.below)
		}
		if got := name(ts.ByBase(u)); got != test.base {
			t.Errorf("%s is the base of %q, want %q", test.url, got, test.base)
		}
	}
}

// Choosing costs nothing while everything is closed.
func TestAllocations(t *testing.T) {
	a, b := guarded("a", time.Hour), guarded("b", time.Hour)
	pool := &catalog.Backend{Name: "pool", Pool: &catalog.BackendPool{Members: []catalog.PoolMember{{Backend: a}, {Backend: b}}}}
	target := backend.NewRuntime(store(t), nil).Targets(resources(a, b, pool)).ByName("pool")
	if n := testing.AllocsPerRun(100, func() {
		c, _ := target.Pick(nil)
		c.Breaker().Report(t.Context(), backend.Outcome{Status: 200})
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
