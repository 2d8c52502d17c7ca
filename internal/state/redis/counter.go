package redis

import (
	"context"
	"time"

	client "github.com/redis/go-redis/v9"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// counters implements state.Counter; the work is done by counter.lua, or by bucket.lua
// for Stores.Bucket.
type counters struct {
	scripts
	prefix string
	// kind tells the keys of the two apart.
	kind   string
	script *client.Script
}

// maxCount bounds what one call counts, so that sums stay exact.
const maxCount = 1 << 50

func (c *counters) run(ctx context.Context, do, group string, limits []state.Limit) ([]int64, error) {
	keys := make([]string, len(limits))
	args := make([]any, 1, 1+3*len(limits))
	args[0] = do
	begin := tagged(c.prefix, c.kind, group)
	for i := range limits {
		l := &limits[i]
		keys[i] = begin + digest(l.Key)
		args = append(args, max(min(l.Calls, most), 0), micros(l.Window), max(min(l.Count, maxCount), 0))
	}
	return c.scripts.run(ctx, c.script, keys, args...)
}

// Take implements state.Counter.
func (c *counters) Take(ctx context.Context, group string, limits []state.Limit) (state.Taken, error) {
	if len(limits) == 0 {
		return state.Taken{Allowed: true, Exceeded: -1}, nil
	}
	out, err := c.run(ctx, "take", group, limits)
	if err == nil {
		err = reply(out, 4)
	}
	if err != nil {
		return state.Taken{}, err
	}
	return state.Taken{
		Allowed: out[0] == 1, Exceeded: int(out[1]), Remaining: out[2], RetryAfter: time.Duration(out[3]) * time.Microsecond,
	}, nil
}

// Add implements state.Counter.
func (c *counters) Add(ctx context.Context, group string, limits []state.Limit) error {
	if len(limits) == 0 {
		return nil
	}
	_, err := c.run(ctx, "add", group, limits)
	return err
}
