package memory

import (
	"context"
	"math"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// quotas implements state.Quota. Its time is microseconds of the wall clock,
// because periods are anchored there.
type quotas struct {
	table[tally, *tally]
}

// tally is what was used of one allowance in one period.
type tally struct {
	calls, bytes int64
	ends         int64 // when the period does; math.MaxInt64 for never, 0 before the first
	made         int64
}

func newQuotas(most int) *quotas {
	q := &quotas{}
	q.init(most, time.Minute.Microseconds())
	return q
}

func quotaName(group string, a *state.Allowance) name {
	n := name{group: group, key: short(a.Key), period: a.Period.Microseconds()}
	if n.period > 0 {
		n.start = a.Start.UnixMicro()
	}
	return n
}

// current begins the period of now if the last one has ended. Periods only go
// forward: a clock that is set back must not give a new allowance.
func (t *tally) current(a *state.Allowance, now time.Time) {
	if now.UnixMicro() < t.ends {
		return
	}
	t.calls, t.bytes, t.ends = 0, 0, math.MaxInt64
	if _, end, ok := a.PeriodAt(now); ok {
		t.ends = end.UnixMicro()
	}
}

// Draw implements state.Quota.
func (q *quotas) Draw(_ context.Context, group string, allowances []state.Allowance, calls int64) (state.Drawn, error) {
	group = short(group)
	s := &q.shards[q.index(group)]
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.tidy(now.UnixMicro(), q.sweep)

	var none tally // stands for one that has not begun
	drawn := state.Drawn{Allowed: true, Exceeded: -1}
	for i := range allowances {
		a := &allowances[i]
		t := s.find(quotaName(group, a))
		if t == nil {
			t = &none
			none = tally{}
		}
		t.current(a, now)
		outOfCalls := a.Calls >= 0 && t.calls >= a.Calls
		outOfBytes := a.Bytes >= 0 && t.bytes >= a.Bytes
		if !outOfCalls && !outOfBytes || drawn.Forever {
			continue
		}
		exceeded := state.Drawn{Exceeded: i, Bytes: !outOfCalls, Forever: t.ends == math.MaxInt64}
		if !exceeded.Forever {
			exceeded.RetryAfter = time.UnixMicro(t.ends).Sub(now)
		}
		if drawn.Allowed || exceeded.Forever || exceeded.RetryAfter > drawn.RetryAfter {
			drawn = exceeded
		}
	}
	if drawn.Allowed && calls > 0 {
		q.addAll(s, group, allowances, calls, 0, now)
	}
	return drawn, nil
}

// Add implements state.Quota.
func (q *quotas) Add(_ context.Context, group string, allowances []state.Allowance, calls, bytes int64) error {
	group = short(group)
	s := &q.shards[q.index(group)]
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.tidy(now.UnixMicro(), q.sweep)
	q.addAll(s, group, allowances, max(calls, 0), max(bytes, 0), now)
	return nil
}

// addAll counts; the shard's lock is held.
func (q *quotas) addAll(s *shard[tally, *tally], group string, allowances []state.Allowance, calls, bytes int64, now time.Time) {
	for i := range allowances {
		a := &allowances[i]
		n := quotaName(group, a)
		t := s.find(n)
		if t == nil {
			t = &tally{made: now.UnixMicro()}
			s.add(n, t, now.UnixMicro())
		}
		t.current(a, now)
		t.calls, t.bytes = saturated(t.calls, calls), saturated(t.bytes, bytes)
	}
}

func (t *tally) expired(now int64) bool { return t.ends <= now }
func (t *tally) worth() int64           { return saturated(t.calls, t.bytes) }
func (t *tally) born() int64            { return t.made }
func (t *tally) drop()                  {}
