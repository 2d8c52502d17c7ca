package memory

import (
	"context"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// counters implements state.Counter. Its time is nanoseconds since start by the
// monotonic clock: setting the wall clock must not let calls through.
type counters struct {
	table[window, *window]
	start time.Time
	// marks is how many marks a shard's windows may hold together.
	marks int
	held  [shardCount]int // marks held, by shard; guarded by the shard's lock
}

func newCounters(most, marks int) *counters {
	c := &counters{start: time.Now(), marks: max(marks/shardCount, minMarks)}
	c.init(most, int64(30*time.Second))
	return c
}

// Take implements state.Counter.
func (c *counters) Take(_ context.Context, group string, limits []state.Limit) (state.Taken, error) {
	group = short(group)
	index := c.index(group)
	s := &c.shards[index]
	s.mu.Lock()
	defer s.mu.Unlock()
	now := int64(time.Since(c.start))
	s.tidy(now, c.sweep)

	taken := state.Taken{Allowed: true, Exceeded: -1}
	for i := range limits {
		l := &limits[i]
		w := s.find(name{group: group, key: short(l.Key)})
		w.reach(int64(l.Window))
		used := w.used(now, int64(l.Window))
		if used < l.Calls {
			continue
		}
		wait := time.Duration(w.wait(now, int64(l.Window), used, l.Calls))
		if taken.Allowed || wait > taken.RetryAfter {
			taken.Exceeded, taken.RetryAfter = i, wait
		}
		taken.Allowed = false
	}
	if !taken.Allowed {
		return taken, nil
	}
	c.addAll(index, group, limits, now)
	for i := range limits {
		l := &limits[i]
		w := s.find(name{group: group, key: short(l.Key)})
		left := max(l.Calls-w.used(now, int64(l.Window)), 0)
		if i == 0 || left < taken.Remaining {
			taken.Remaining = left
		}
	}
	return taken, nil
}

// Add implements state.Counter.
func (c *counters) Add(_ context.Context, group string, limits []state.Limit) error {
	group = short(group)
	index := c.index(group)
	s := &c.shards[index]
	s.mu.Lock()
	defer s.mu.Unlock()
	now := int64(time.Since(c.start))
	s.tidy(now, c.sweep)
	c.addAll(index, group, limits, now)
	return nil
}

// addAll counts; the shard's lock is held.
func (c *counters) addAll(index int, group string, limits []state.Limit, now int64) {
	s := &c.shards[index]
	for i := range limits {
		l := &limits[i]
		if l.Count <= 0 {
			continue
		}
		n := name{group: group, key: short(l.Key)}
		w := s.find(n)
		if w == nil {
			w = &window{made: now, held: &c.held[index], most: c.marks}
			s.add(n, w, now)
		}
		w.reach(int64(l.Window))
		w.add(now, l.Count)
	}
}
