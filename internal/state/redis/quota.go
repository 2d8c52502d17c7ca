package redis

import (
	"context"
	"strconv"
	"time"

	client "github.com/redis/go-redis/v9"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// quotas implements state.Quota; the work is done by quota.lua.
type quotas struct {
	scripts
	prefix string
	script *client.Script
}

func (q *quotas) run(ctx context.Context, do, group string, allowances []state.Allowance, calls, bytes int64) ([]int64, error) {
	keys := make([]string, len(allowances))
	args := make([]any, 3, 3+4*len(allowances))
	args[0], args[1], args[2] = do, min(max(calls, 0), most), min(max(bytes, 0), most)
	begin := tagged(q.prefix, "q", group)
	for i := range allowances {
		a := &allowances[i]
		keys[i] = begin + digest(a.Key)
		period, phase := max(a.Period.Microseconds(), 0), int64(0)
		if period > 0 {
			// Where a period starts, in a number that a script can hold: the start itself
			// may be year 1.
			start := a.Start.UnixMicro()
			phase = (start%period + period) % period
			keys[i] += ":" + strconv.FormatInt(period, 10) + ":" + strconv.FormatInt(start, 10)
		}
		args = append(args, bound(a.Calls), bound(a.Bytes), period, phase)
	}
	return q.scripts.run(ctx, q.script, keys, args...)
}

// bound is a number of calls or bytes in a script: less than 0 is no limit.
func bound(n int64) int64 { return max(min(n, most), state.Unlimited) }

// Draw implements state.Quota.
func (q *quotas) Draw(ctx context.Context, group string, allowances []state.Allowance, calls int64) (state.Drawn, error) {
	if len(allowances) == 0 {
		return state.Drawn{Allowed: true, Exceeded: -1}, nil
	}
	out, err := q.run(ctx, "draw", group, allowances, calls, 0)
	if err == nil {
		err = reply(out, 5)
	}
	if err != nil {
		return state.Drawn{}, err
	}
	return state.Drawn{
		Allowed: out[0] == 1, Exceeded: int(out[1]), Bytes: out[2] == 1, Forever: out[3] == 1,
		RetryAfter: time.Duration(out[4]) * time.Microsecond,
	}, nil
}

// Add implements state.Quota.
func (q *quotas) Add(ctx context.Context, group string, allowances []state.Allowance, calls, bytes int64) error {
	if len(allowances) == 0 {
		return nil
	}
	_, err := q.run(ctx, "add", group, allowances, calls, bytes)
	return err
}
