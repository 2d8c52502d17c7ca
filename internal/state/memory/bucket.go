package memory

import (
	"context"
	"math"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// bucket is a token bucket: how much has been taken out and not yet come back.
type bucket struct {
	taken float64
	at    int64 // when that was so
	full  int64 // when all of it will have come back
	made  int64
}

// slack and waitSlack take up what rounding leaves of a whole call, and of a whole
// nanosecond.
const slack, waitSlack = 1e-6, 1e-3

// after returns what is missing in a bucket at a later moment, with the rate of a
// limit. A nil bucket is full.
func (b *bucket) after(now int64, l *state.Limit) float64 {
	if b == nil {
		return 0
	}
	if l.Calls <= 0 {
		return b.taken
	}
	return max(b.taken-float64(now-b.at)*float64(l.Calls)/float64(l.Window), 0)
}

func (b *bucket) expired(now int64) bool { return now >= b.full }
func (b *bucket) worth() int64           { return int64(b.taken) }
func (b *bucket) born() int64            { return b.made }
func (b *bucket) drop()                  {}

// buckets implements state.Counter for Stores.Bucket. Its time is that of counters.
type buckets struct {
	table[bucket, *bucket]
	start time.Time
}

func newBuckets(most int) *buckets {
	b := &buckets{start: time.Now()}
	b.init(most, int64(30*time.Second))
	return b
}

// Take implements state.Counter.
func (b *buckets) Take(_ context.Context, group string, limits []state.Limit) (state.Taken, error) {
	group = short(group)
	s := &b.shards[b.index(group)]
	s.mu.Lock()
	defer s.mu.Unlock()
	now := int64(time.Since(b.start))
	s.tidy(now, b.sweep)

	taken := state.Taken{Allowed: true, Exceeded: -1}
	for i := range limits {
		l := &limits[i]
		missing := s.find(name{group: group, key: short(l.Key)}).after(now, l)
		over := missing + 1 - float64(l.Calls)
		if over <= slack {
			continue
		}
		wait := l.Window // there never is room
		if l.Calls > 0 {
			wait = lengthOf(over, l)
		}
		if taken.Allowed || wait > taken.RetryAfter {
			taken.Exceeded, taken.RetryAfter = i, wait
		}
		taken.Allowed = false
	}
	if !taken.Allowed {
		return taken, nil
	}
	addAll(s, group, limits, now)
	for i := range limits {
		l := &limits[i]
		missing := s.find(name{group: group, key: short(l.Key)}).after(now, l)
		left := max(int64(math.Floor(float64(l.Calls)-missing+slack)), 0)
		if i == 0 || left < taken.Remaining {
			taken.Remaining = left
		}
	}
	return taken, nil
}

// lengthOf is how long so many calls take to come back.
func lengthOf(calls float64, l *state.Limit) time.Duration {
	return time.Duration(math.Ceil(calls/float64(l.Calls)*float64(l.Window) - waitSlack))
}

// Add implements state.Counter.
func (b *buckets) Add(_ context.Context, group string, limits []state.Limit) error {
	group = short(group)
	s := &b.shards[b.index(group)]
	s.mu.Lock()
	defer s.mu.Unlock()
	now := int64(time.Since(b.start))
	s.tidy(now, b.sweep)
	addAll(s, group, limits, now)
	return nil
}

// maxTaken bounds what may be missing in a bucket, so that sums stay exact.
const maxTaken = 1 << 50

// maxBack bounds how long it is waited for until a bucket counts as full again.
const maxBack = float64(365 * 24 * time.Hour)

// addAll takes out; the shard's lock is held.
func addAll(s *shard[bucket, *bucket], group string, limits []state.Limit, now int64) {
	for i := range limits {
		l := &limits[i]
		if l.Count <= 0 {
			continue
		}
		n := name{group: group, key: short(l.Key)}
		e := s.find(n)
		if e == nil {
			e = &bucket{made: now}
			s.add(n, e, now)
		}
		e.taken, e.at = min(e.after(now, l)+float64(l.Count), maxTaken), now
		e.full = now + int64(min(e.taken/float64(max(l.Calls, 1))*float64(l.Window), maxBack)) + 1
	}
}
