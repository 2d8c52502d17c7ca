package memory

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

func TestFloodOfKeysIsBoundedAndFreesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := New(Settings{MaxCounters: 64 * shardCount, MaxMarks: 1})
		defer store.Close()
		held := []state.Limit{{Key: "k", Calls: 3, Window: 5 * time.Minute, Count: 1}}
		for range 3 {
			if taken, err := store.counters.Take(t.Context(), "attacker", held); err != nil || !taken.Allowed {
				t.Fatal(taken, err)
			}
		}
		for i := range 200 * shardCount {
			limits := []state.Limit{{Key: "k", Calls: 3, Window: 5 * time.Minute, Count: 1}}
			if taken, err := store.counters.Take(t.Context(), fmt.Sprint("flood", i), limits); err != nil || !taken.Allowed {
				t.Fatal(taken, err)
			}
		}
		entries, marks := store.counters.size()
		if entries > 64*shardCount || marks > entries*minMarks {
			t.Errorf("%d counters with %d marks, want at most %d", entries, marks, 64*shardCount)
		}
		if taken, _ := store.counters.Take(t.Context(), "attacker", held); taken.Allowed {
			t.Error("a flood of keys washed the counter out")
		}
	})
}

// size counts what the counters hold.
func (c *counters) size() (entries, marks int) {
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		entries += len(s.entries)
		marks += c.held[i]
		s.mu.Unlock()
	}
	return entries, marks
}

func TestIdleCountersAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := New(Settings{})
		defer store.Close()
		touch := func(prefix string) {
			for i := range 50 * shardCount {
				limits := []state.Limit{{Key: "k", Calls: 30, Window: time.Minute, Count: 1}}
				for range 6 {
					if _, err := store.counters.Take(t.Context(), fmt.Sprint(prefix, i), limits); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Nanosecond)
				}
			}
		}
		touch("old")
		if entries, marks := store.counters.size(); entries != 50*shardCount || marks != 8*entries {
			t.Fatalf("%d counters with %d marks", entries, marks)
		}
		time.Sleep(2 * time.Minute)
		touch("new")
		if entries, marks := store.counters.size(); entries != 50*shardCount || marks != 8*entries {
			t.Errorf("%d counters with %d marks: the idle ones are still there", entries, marks)
		}
	})
}

func TestQuotasAreBoundedAndForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := New(Settings{MaxQuotas: 64 * shardCount})
		defer store.Close()
		size := func() (n int) {
			for i := range store.quotas.shards {
				n += len(store.quotas.shards[i].entries)
			}
			return n
		}
		start := time.Now()
		used := state.Allowance{Key: "used", Calls: 5, Bytes: state.Unlimited, Start: start}
		if err := store.quotas.Add(t.Context(), "g", []state.Allowance{used}, 5, 0); err != nil {
			t.Fatal(err)
		}
		for i := range 200 * shardCount {
			a := state.Allowance{Key: "k", Calls: 5, Bytes: state.Unlimited, Period: time.Hour, Start: start}
			if _, err := store.quotas.Draw(t.Context(), fmt.Sprint(i), []state.Allowance{a}, 1); err != nil {
				t.Fatal(err)
			}
		}
		if n := size(); n > 64*shardCount || n < 60*shardCount {
			t.Errorf("%d quotas", n)
		}
		if drawn, _ := store.quotas.Draw(t.Context(), "g", []state.Allowance{used}, 0); drawn.Allowed {
			t.Error("the used-up quota was washed out")
		}
		time.Sleep(2 * time.Hour)
		for i := range shardCount * 20 { // enough to come by every shard
			_, _ = store.quotas.Draw(t.Context(), fmt.Sprint("x", i), nil, 0)
		}
		if n := size(); n != 1 {
			t.Errorf("%d quotas are left of periods that ended, want the endless one", n)
		}
	})
}

// Setting the clock back does not give a new allowance.
func TestPeriodsOnlyGoForward(t *testing.T) {
	a := &state.Allowance{Key: "k", Calls: 1, Period: time.Hour, Start: time.Unix(0, 0)}
	now := time.Unix(3600*100, 0)
	var used tally
	used.current(a, now)
	used.calls = 7
	used.current(a, now.Add(-time.Second))
	if used.calls != 7 {
		t.Error("a clock set back emptied the tally")
	}
	used.current(a, now.Add(time.Hour))
	if used.calls != 0 {
		t.Error("the next period was not begun")
	}
}

func TestCacheIsBoundedByWeight(t *testing.T) {
	const most = 1 << 20
	c := newCache(most)
	defer c.close()
	for i := range 10000 {
		if err := c.Set(t.Context(), fmt.Sprint("key", i), i, 1000, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	c.entries.CleanUp()
	if weight := c.entries.WeightedSize(); weight > most || weight < most/2 {
		t.Errorf("weight %d of %d", weight, most)
	}
	// A long key is part of the weight.
	if err := c.Set(t.Context(), strings.Repeat("x", most/2), 1, 1, time.Hour); err != state.ErrTooLarge {
		t.Errorf("got %v", err)
	}
}

func TestSlotsLeaveNothingBehind(t *testing.T) {
	s := newSlots()
	for i := range 1000 {
		slot, ok, err := s.Acquire(t.Context(), fmt.Sprint(i), 1)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		s.Release(t.Context(), slot)
	}
	for i := range s.shards {
		if n := len(s.shards[i].taken); n != 0 {
			t.Errorf("%d keys are left", n)
		}
	}
}

func TestKeysDoNotHoldOnToBuffers(t *testing.T) {
	// A key cut out of a large string must be copied; its address tells.
	buffer := strings.Repeat("x", 1<<20)
	store := New(Settings{})
	defer store.Close()
	limits := []state.Limit{{Key: buffer[10:20], Calls: 1, Window: time.Minute, Count: 1}}
	if _, err := store.counters.Take(t.Context(), buffer[:10], limits); err != nil {
		t.Fatal(err)
	}
	for i := range store.counters.shards {
		for n := range store.counters.shards[i].entries {
			if sameMemory(n.group, buffer[:10]) || sameMemory(n.key, buffer[10:20]) {
				t.Error("the counter's name is part of the buffer")
			}
		}
	}
}
