package fallback

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// counter is one of the two kinds of counters.
type counter struct {
	*Store
	of func(*state.Stores) state.Counter
}

// Take implements state.Counter.
func (c *counter) Take(ctx context.Context, group string, limits []state.Limit) (state.Taken, error) {
	s := c.Store
	var err error
	if call, done, ok := s.begin(ctx); ok {
		var taken state.Taken
		taken, err = c.of(&s.far).Take(call, group, limits)
		done()
		if err == nil {
			return taken, nil
		}
	}
	s.instead(ctx, Counter, err)
	return c.of(&s.near).Take(ctx, group, limits)
}

// Add implements state.Counter.
func (c *counter) Add(ctx context.Context, group string, limits []state.Limit) error {
	s := c.Store
	var err error
	if call, done, ok := s.begin(ctx); ok {
		err = c.of(&s.far).Add(call, group, limits)
		done()
		if err == nil {
			return nil
		}
	}
	s.instead(ctx, Counter, err)
	return c.of(&s.near).Add(ctx, group, limits)
}

type quota Store

// Draw implements state.Quota.
func (q *quota) Draw(ctx context.Context, group string, allowances []state.Allowance, calls int64) (state.Drawn, error) {
	s := (*Store)(q)
	var err error
	if call, done, ok := s.begin(ctx); ok {
		var drawn state.Drawn
		drawn, err = s.far.Quota.Draw(call, group, allowances, calls)
		done()
		if err == nil {
			return drawn, nil
		}
	}
	s.instead(ctx, Quota, err)
	return s.near.Quota.Draw(ctx, group, allowances, calls)
}

// Add implements state.Quota.
func (q *quota) Add(ctx context.Context, group string, allowances []state.Allowance, calls, bytes int64) error {
	s := (*Store)(q)
	var err error
	if call, done, ok := s.begin(ctx); ok {
		err = s.far.Quota.Add(call, group, allowances, calls, bytes)
		done()
		if err == nil {
			return nil
		}
	}
	s.instead(ctx, Quota, err)
	return s.near.Quota.Add(ctx, group, allowances, calls, bytes)
}

// cache keeps what is stored while the remote cache is away in the local one.
type cache struct {
	*Store
	far, near state.Cache
}

// local is the key of a value in the local cache. Each outage has keys of its own:
// what an earlier one left has since been replaced or removed elsewhere, perhaps.
// No key of a policy on the same cache begins like this.
func (c *cache) local(key string) string {
	return "\x00" + strconv.FormatUint(c.outage.Load(), 10) + "\x00" + key
}

// Get implements state.Cache.
func (c *cache) Get(ctx context.Context, key string) (any, bool, error) {
	var err error
	if call, done, ok := c.begin(ctx); ok {
		var value any
		var found bool
		value, found, err = c.far.Get(call, key)
		done()
		if err == nil {
			return value, found, nil
		}
	}
	c.instead(ctx, Cache, err)
	return c.near.Get(ctx, c.local(key))
}

// Set implements state.Cache.
func (c *cache) Set(ctx context.Context, key string, value any, size int64, ttl time.Duration) error {
	var err error
	if call, done, ok := c.begin(ctx); ok {
		err = c.far.Set(call, key, value, size, ttl)
		done()
		if err == nil || errors.Is(err, state.ErrTooLarge) || errors.Is(err, state.ErrKind) {
			return err
		}
	}
	c.instead(ctx, Cache, err)
	return c.near.Set(ctx, c.local(key), value, size, ttl)
}

// Remove implements state.Cache.
func (c *cache) Remove(ctx context.Context, key string) error {
	var err error
	if call, done, ok := c.begin(ctx); ok {
		err = c.far.Remove(call, key)
		done()
		if err == nil {
			return nil
		}
	}
	c.instead(ctx, Cache, err)
	return c.near.Remove(ctx, c.local(key))
}

type concurrency Store

// Acquire implements state.Concurrency. A slot of the local store has the ID 0.
func (c *concurrency) Acquire(ctx context.Context, key string, most int) (state.Slot, bool, error) {
	s := (*Store)(c)
	var err error
	if call, done, ok := s.begin(ctx); ok {
		var slot state.Slot
		slot, ok, err = s.far.Concurrency.Acquire(call, key, most)
		done()
		if err == nil {
			return slot, ok, nil
		}
	}
	s.instead(ctx, Concurrency, err)
	return s.near.Concurrency.Acquire(ctx, key, most)
}

// Release implements state.Concurrency.
func (c *concurrency) Release(ctx context.Context, slot state.Slot) {
	s := (*Store)(c)
	if slot.ID == 0 {
		s.near.Concurrency.Release(ctx, slot)
		return
	}
	call, done, ok := s.begin(ctx)
	if !ok {
		// The store is told later, when it is back.
		call, done = context.WithCancel(ctx)
		done()
	}
	defer done()
	s.far.Concurrency.Release(call, slot)
}

type breaker Store

// Report implements state.Breaker.
func (b *breaker) Report(ctx context.Context, key string, rule state.BreakerRule, outcome state.BreakerCall) (time.Duration, error) {
	s := (*Store)(b)
	var err error
	if call, done, ok := s.begin(ctx); ok {
		var open time.Duration
		open, err = s.far.Breaker.Report(call, key, rule, outcome)
		done()
		if err == nil {
			return open, nil
		}
	}
	s.instead(ctx, Breaker, err)
	return s.near.Breaker.Report(ctx, key, rule, outcome)
}

// Open implements state.Breaker.
func (b *breaker) Open(ctx context.Context, keys []string) ([]time.Duration, error) {
	s := (*Store)(b)
	var err error
	if call, done, ok := s.begin(ctx); ok {
		var open []time.Duration
		open, err = s.far.Breaker.Open(call, keys)
		done()
		if err == nil {
			return open, nil
		}
	}
	s.instead(ctx, Breaker, err)
	return s.near.Breaker.Open(ctx, keys)
}
