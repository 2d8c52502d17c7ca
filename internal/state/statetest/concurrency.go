package statetest

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

var concurrencyTests = map[string]func(*testing.T, fixture){
	"take and give back":      takeAndGiveBack,
	"keys are apart":          slotKeys,
	"each its own most":       ownMost,
	"exact under concurrency": slotConcurrency,
}

func (f fixture) acquire(t *testing.T, key string, most int, expected bool) state.Slot {
	t.Helper()
	slot, ok, err := f.Concurrency.Acquire(t.Context(), key, most)
	if err != nil {
		t.Fatal(err)
	}
	if ok != expected {
		t.Fatalf("a slot of %q among %d: %v, want %v", key, most, ok, expected)
	}
	return slot
}

func takeAndGiveBack(t *testing.T, f fixture) {
	first := f.acquire(t, "k", 2, true)
	second := f.acquire(t, "k", 2, true)
	f.acquire(t, "k", 2, false)
	f.Concurrency.Release(t.Context(), first)
	third := f.acquire(t, "k", 2, true)
	f.acquire(t, "k", 2, false)
	f.Concurrency.Release(t.Context(), second)
	f.Concurrency.Release(t.Context(), third)
	f.acquire(t, "k", 2, true)
	f.acquire(t, "k", 2, true)
	f.acquire(t, "k", 2, false)
	f.acquire(t, "none", 0, false)
	f.acquire(t, "none", -1, false)
}

func slotKeys(t *testing.T, f fixture) {
	for _, key := range []string{"a", "b", "A", "", "a "} {
		f.acquire(t, key, 1, true)
	}
	for _, key := range []string{"a", "b", "A", "", "a "} {
		f.acquire(t, key, 1, false)
	}
}

// One count, compared with each policy's own number (reference
// limit-concurrency.md, semantics 4).
func ownMost(t *testing.T, f fixture) {
	f.acquire(t, "k", 1, true)
	f.acquire(t, "k", 1, false)
	slot := f.acquire(t, "k", 3, true)
	f.acquire(t, "k", 2, false)
	f.Concurrency.Release(t.Context(), slot)
	f.acquire(t, "k", 2, true)
}

func slotConcurrency(t *testing.T, f fixture) {
	const most = 5
	var inside, seen, refusals atomic.Int64
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for range 200 {
				slot, ok, err := f.Concurrency.Acquire(t.Context(), "k", most)
				if err != nil {
					t.Error(err)
					return
				}
				if !ok {
					refusals.Add(1)
					continue
				}
				n := inside.Add(1)
				for old := seen.Load(); n > old && !seen.CompareAndSwap(old, n); old = seen.Load() {
				}
				inside.Add(-1)
				f.Concurrency.Release(t.Context(), slot)
			}
		})
	}
	group.Wait()
	if n := seen.Load(); n > most || n < 1 {
		t.Errorf("%d inside at a time, want at most %d", n, most)
	}
	for range most {
		f.acquire(t, "k", most, true) // all were given back
	}
	f.acquire(t, "k", most, false)
}
