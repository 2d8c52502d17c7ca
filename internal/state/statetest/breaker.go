package statetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

var breakerTests = map[string]func(*testing.T, fixture){
	"count opens":               breakerCount,
	"percentage opens":          breakerPercentage,
	"failures leave the window": breakerWindow,
	"a call's own trip":         breakerOwnTrip,
	"keys are apart":            breakerKeys,
	"one of many opens it":      breakerConcurrency,
}

// report counts a call and checks for how long the breaker is open then.
func (f fixture) report(t *testing.T, key string, rule state.BreakerRule, call state.BreakerCall, expected time.Duration) {
	t.Helper()
	open, err := f.Breaker.Report(t.Context(), key, rule, call)
	if err != nil {
		t.Fatal(err)
	}
	if open != expected {
		t.Fatalf("after the call %q is open for %v, want %v", key, open, expected)
	}
}

func (f fixture) open(t *testing.T, expected time.Duration, key string) {
	t.Helper()
	open, err := f.Breaker.Open(t.Context(), []string{"other", key})
	if err != nil {
		t.Fatal(err)
	}
	if len(open) != 2 || open[0] != 0 || open[1] != expected {
		t.Fatalf("open are %v, want 0s and %v", open, expected)
	}
}

var (
	failed = state.BreakerCall{Failed: true}
	fine   = state.BreakerCall{}
)

func breakerCount(t *testing.T, f fixture) {
	rule := state.BreakerRule{Count: 3, Interval: time.Minute, Trip: 20 * time.Second}
	f.report(t, "k", rule, failed, 0)
	f.report(t, "k", rule, fine, 0)
	f.report(t, "k", rule, failed, 0)
	f.open(t, 0, "k")
	f.report(t, "k", rule, failed, 20*time.Second)
	f.open(t, 20*time.Second, "k")
	f.advance(5 * time.Second)
	// Sent before it opened: nothing is counted, nothing is prolonged.
	f.report(t, "k", rule, failed, 15*time.Second)
	f.report(t, "k", rule, fine, 15*time.Second)
	f.open(t, 15*time.Second, "k")
	f.advance(15 * time.Second)
	f.open(t, 0, "k")
	// Counting starts again.
	f.report(t, "k", rule, failed, 0)
	f.report(t, "k", rule, failed, 0)
	f.report(t, "k", rule, failed, 20*time.Second)
}

func breakerPercentage(t *testing.T, f fixture) {
	rule := state.BreakerRule{Percentage: 50, Interval: time.Minute, Trip: 10 * time.Second}
	for range 4 {
		f.report(t, "k", rule, fine, 0)
	}
	for range 3 {
		f.report(t, "k", rule, failed, 0)
	}
	f.report(t, "k", rule, failed, 10*time.Second) // 4 of 8
	f.advance(10 * time.Second)
	f.report(t, "k", rule, fine, 0)
	f.report(t, "k", rule, failed, 10*time.Second) // 1 of 2
}

func breakerWindow(t *testing.T, f fixture) {
	rule := state.BreakerRule{Count: 2, Interval: 10 * time.Second, Trip: time.Minute}
	f.report(t, "k", rule, failed, 0)
	f.advance(10 * time.Second)
	f.report(t, "k", rule, failed, 0)
	f.advance(9 * time.Second)
	f.report(t, "k", rule, failed, time.Minute)

	share := state.BreakerRule{Percentage: 60, Interval: 10 * time.Second, Trip: time.Minute}
	f.report(t, "share", share, fine, 0)
	f.report(t, "share", share, fine, 0)
	f.advance(5 * time.Second)
	f.report(t, "share", share, fine, 0)
	f.report(t, "share", share, failed, 0) // 1 of 4
	f.advance(5 * time.Second)
	f.report(t, "share", share, failed, time.Minute) // 2 of 3
}

func breakerOwnTrip(t *testing.T, f fixture) {
	rule := state.BreakerRule{Count: 2, Interval: time.Minute, Trip: 20 * time.Second}
	f.report(t, "k", rule, state.BreakerCall{Failed: true, Trip: 5 * time.Second}, 0)
	f.report(t, "k", rule, state.BreakerCall{Failed: true, Trip: 7 * time.Second}, 7*time.Second)
	f.advance(7 * time.Second)
	f.open(t, 0, "k")
}

func breakerKeys(t *testing.T, f fixture) {
	rule := state.BreakerRule{Count: 1, Interval: time.Minute, Trip: 20 * time.Second}
	f.report(t, "a", rule, failed, 20*time.Second)
	f.open(t, 20*time.Second, "a")
	f.open(t, 0, "A")
	f.open(t, 0, "")
}

func breakerConcurrency(t *testing.T, f fixture) {
	rule := state.BreakerRule{Count: 50, Interval: time.Minute, Trip: 20 * time.Second}
	var closed atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 10 {
				open, err := f.Breaker.Report(t.Context(), "k", rule, failed)
				if err != nil {
					t.Error(err)
					return
				}
				if open == 0 {
					closed.Add(1)
				}
			}
		})
	}
	group.Wait()
	if n := closed.Load(); n != 49 {
		t.Errorf("%d calls left it closed, want 49", n)
	}
}
