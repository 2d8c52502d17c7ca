package memory

import (
	"context"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// breakers implements state.Breaker. Keys name backends of the configuration, so
// their number is small; those of configurations that are gone are dropped when
// they hold nothing.
type breakers struct {
	mu    sync.Mutex
	byKey map[string]*breaker
	// tidyAt is the number of entries that makes the next sweep worth while.
	tidyAt int
}

const firstTidy = 1024

func newBreakers() *breakers {
	return &breakers{byKey: map[string]*breaker{}, tidyAt: firstTidy}
}

// breaker is one circuit breaker. Times are those of the monotonic clock.
type breaker struct {
	mu        sync.Mutex
	openUntil time.Time
	window    callWindow
}

// find returns the breaker of a key; it makes one if there is none.
func (b *breakers) find(key string, now time.Time) *breaker {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.byKey[key]
	if e == nil {
		if len(b.byKey) >= b.tidyAt {
			for k, e := range b.byKey {
				if e.idle(now) {
					delete(b.byKey, k)
				}
			}
			b.tidyAt = max(firstTidy, 2*len(b.byKey))
		}
		e = &breaker{}
		b.byKey[key] = e
	}
	return e
}

// idle reports whether nothing would be lost without the breaker.
func (e *breaker) idle(now time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !now.Before(e.openUntil) && e.window.empty(now)
}

// Report implements state.Breaker.
func (b *breakers) Report(_ context.Context, key string, rule state.BreakerRule, call state.BreakerCall) (time.Duration, error) {
	now := time.Now()
	e := b.find(key, now)
	e.mu.Lock()
	defer e.mu.Unlock()
	if open := e.openUntil.Sub(now); open > 0 {
		return open, nil
	}
	calls, failed := e.window.add(now, rule.Interval, call.Failed)
	if !call.Failed {
		return 0, nil
	}
	switch {
	case rule.Count > 0 && failed >= rule.Count:
	case rule.Percentage > 0 && failed*100 >= rule.Percentage*calls:
	default:
		return 0, nil
	}
	trip := rule.Trip
	if call.Trip > 0 {
		trip = call.Trip
	}
	e.openUntil = now.Add(trip)
	e.window = callWindow{}
	return trip, nil
}

// Open implements state.Breaker.
func (b *breakers) Open(_ context.Context, keys []string) ([]time.Duration, error) {
	now := time.Now()
	out := make([]time.Duration, len(keys))
	for i, key := range keys {
		b.mu.Lock()
		e := b.byKey[key]
		b.mu.Unlock()
		if e == nil {
			continue
		}
		e.mu.Lock()
		out[i] = max(e.openUntil.Sub(now), 0)
		e.mu.Unlock()
	}
	return out, nil
}

// callWindow counts the calls of a sliding window. Failures are few or end in a
// trip, calls are many: those of one hundredth of the window are counted together,
// and leave it together, when the last of them does.
type callWindow struct {
	interval time.Duration
	slots    []callSlot // oldest first
	calls    int
	failed   int
}

type callSlot struct {
	first, last   time.Time
	calls, failed int
}

// slotsPerWindow is how finely the window slides.
const slotsPerWindow = 100

// add counts a call and returns what the window then holds.
func (w *callWindow) add(now time.Time, interval time.Duration, failed bool) (calls, failures int) {
	w.interval = interval
	w.slide(now)
	if n := len(w.slots); n == 0 || now.Sub(w.slots[n-1].first) >= interval/slotsPerWindow {
		w.slots = append(w.slots, callSlot{first: now})
	}
	s := &w.slots[len(w.slots)-1]
	s.last = now
	s.calls++
	w.calls++
	if failed {
		s.failed++
		w.failed++
	}
	return w.calls, w.failed
}

// slide drops what has left the window: a call exactly one interval ago has.
func (w *callWindow) slide(now time.Time) {
	gone := 0
	for gone < len(w.slots) && now.Sub(w.slots[gone].last) >= w.interval {
		w.calls -= w.slots[gone].calls
		w.failed -= w.slots[gone].failed
		gone++
	}
	if gone > 0 {
		w.slots = append(w.slots[:0], w.slots[gone:]...)
	}
}

// empty reports whether the window holds nothing.
func (w *callWindow) empty(now time.Time) bool {
	w.slide(now)
	return len(w.slots) == 0
}
