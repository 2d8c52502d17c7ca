package statetest

import (
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Harness connects the tests with an implementation.
type Harness struct {
	// Run runs one test with empty stores. advance moves the stores' clock, and
	// with it time.Now if the stores take the time from there; all durations are
	// whole milliseconds. For a store that takes the time from time.Now, Run is
	// synctest.Test and advance time.Sleep.
	Run func(t *testing.T, test func(t *testing.T, stores state.Stores, advance func(time.Duration)))
	// Now returns the stores' wall clock, to anchor quotas; it is called inside
	// Run's test.
	Now func() time.Time
}

// Run tests an implementation.
func Run(t *testing.T, h Harness) {
	groups := []struct {
		name  string
		tests map[string]func(*testing.T, fixture)
	}{
		{"Counter", counterTests},
		{"Bucket", bucketTests},
		{"Quota", quotaTests},
		{"Cache", cacheTests},
		{"Concurrency", concurrencyTests},
		{"Breaker", breakerTests},
	}
	for _, group := range groups {
		t.Run(group.name, func(t *testing.T) {
			for name, test := range group.tests {
				t.Run(name, func(t *testing.T) {
					h.Run(t, func(t *testing.T, stores state.Stores, advance func(time.Duration)) {
						test(t, fixture{Stores: stores, advance: advance, now: h.Now})
					})
				})
			}
		})
	}
}

// fixture is what a test works with.
type fixture struct {
	state.Stores
	advance func(time.Duration)
	now     func() time.Time
}
