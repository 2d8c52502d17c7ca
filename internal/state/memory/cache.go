package memory

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// entryCost is what an entry costs besides key and value, in bytes, roughly.
const entryCost = 160

// cache implements state.Cache.
type cache struct {
	entries *otter.Cache[string, item]
	most    int64 // weight of one entry
}

// item is a cached value with what the cache must know of it.
type item struct {
	value  any
	weight uint32
	ttl    time.Duration
}

func newCache(most int64) *cache {
	return &cache{
		// One value may take a quarter at most, else a single one could empty the
		// cache.
		most: min(most/4, math.MaxUint32),
		entries: otter.Must(&otter.Options[string, item]{
			MaximumWeight:    uint64(most),
			Weigher:          func(_ string, i item) uint32 { return i.weight },
			ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[string, item]) time.Duration { return e.Value.ttl }),
			Clock:            clock{time.Now()},
			Logger:           &otter.NoopLogger{},
		}),
	}
}

// Get implements state.Cache.
func (c *cache) Get(_ context.Context, key string) (any, bool, error) {
	i, found := c.entries.GetIfPresent(key)
	return i.value, found, nil
}

// Set implements state.Cache.
func (c *cache) Set(_ context.Context, key string, value any, size int64, ttl time.Duration) error {
	if ttl <= 0 {
		c.entries.Invalidate(key)
		return nil
	}
	weight := saturated(max(size, 0), int64(len(key))+entryCost)
	if weight > c.most {
		c.entries.Invalidate(key)
		return state.ErrTooLarge
	}
	// The key may be part of a request's buffer.
	c.entries.Set(strings.Clone(key), item{value, uint32(weight), ttl})
	return nil
}

// Remove implements state.Cache.
func (c *cache) Remove(_ context.Context, key string) error {
	c.entries.Invalidate(key)
	return nil
}

func (c *cache) close() { c.entries.StopAllGoroutines() }

// clock counts from a start, whatever is done to the wall clock, with lazy ticks. Reads never return what has expired;
// ticks only free its memory, which is bounded anyway, and need not wake an idle
// process every second.
type clock struct{ start time.Time }

// NowNano implements otter.Clock.
func (c clock) NowNano() int64 { return int64(time.Since(c.start)) }

// Tick implements otter.Clock.
func (clock) Tick(pause time.Duration) <-chan time.Time {
	return time.NewTicker(max(pause, 30*time.Second)).C
}
