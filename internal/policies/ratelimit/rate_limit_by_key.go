package ratelimit

import (
	"time"

	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

func rateLimitByKeyDefinition() policy.Definition {
	return policy.Definition{
		Element: "rate-limit-by-key", Summary: "Limits calls by any key in a sliding window.",
		Sections: policy.Inbound, Scopes: policy.AllScopes,
		Gateways: policy.Classic | policy.V2 | policy.SelfHosted | policy.WorkspaceGateway,
		New:      func() policy.Policy { return &rateLimitByKey{} },
	}
}

// rateLimitByKey refuses calls beyond a number within a sliding window, counted by
// a key. One key is one counter, wherever it is used. As a gateway of the v2 tiers
// (`--profile v2`) it has a token bucket in place of the window: as many calls as are
// allowed may come at once, and the room for them comes back evenly. Policies that
// share a key should then have the same limit.
type rateLimitByKey struct {
	// How many calls a window allows.
	Calls expr.Value[int] `attr:"calls,required"`
	// The length of the window in seconds, at most 300, or as an ISO 8601 duration.
	Renewal periodValue `attr:"renewal-period,required"`
	// The key of the counter.
	Key expr.Value[string] `attr:"counter-key,required"`
	// Whether the call counts. An expression is evaluated at the end of outbound.
	Condition expr.Value[bool] `attr:"increment-condition"`
	// How much the call counts. An expression is evaluated at the end of outbound.
	Count expr.Value[int] `attr:"increment-count"`
	// The header that tells a refused caller when to come back.
	RetryHeader string `attr:"retry-after-header-name"`
	// A variable that gets the same number.
	RetryVariable string `attr:"retry-after-variable-name"`
	// A response header with the calls that are left.
	RemainingHeader string `attr:"remaining-calls-header-name"`
	// A variable that gets the same number.
	RemainingVariable string `attr:"remaining-calls-variable-name"`
	// A response header with the calls allowed.
	TotalHeader string `attr:"total-calls-header-name"`
	// Counts at the end of outbound even without expressions.
	AfterResponse bool `attr:"increment-after-response" default:"false"`
	// In the service's schema only: neither documentation nor a public document says what
	// it does; tools only copy it.
	Flexible string `attr:"flexible-retry-window,unsupported" why:"it is in the service's schema, but no documentation says what it does; remove it"`

	out outputs
	// bucket is for gateways that count in token buckets.
	bucket bool
}

// Prepare chooses how calls are counted.
func (p *rateLimitByKey) Prepare(c *policy.Check) { p.bucket = hasBuckets(c) }

// hasBuckets reports whether calls are counted in token buckets: in the v2 tiers, which
// have no setting for it (rate-limit.md, semantics 8).
func hasBuckets(c *policy.Check) bool { return c.Profile() == policy.V2 }

// counter returns what counts calls.
func counter(x *policy.Exec, bucket bool) state.Counter {
	if bucket {
		return x.Host.State.Bucket
	}
	return x.Host.State.Counter
}

// Check applies the documented ranges.
func (p *rateLimitByKey) Check(c *policy.Check) {
	if n, ok := p.Renewal.Constant(); ok {
		checkRenewal(c, int64(n))
	}
	if n, ok := p.Calls.Constant(); ok {
		checkNumber(c, "calls", int64(n))
	}
	if n, ok := p.Count.Constant(); ok {
		checkNumber(c, "increment-count", int64(n))
	}
	p.out = outputs{p.RetryHeader, p.RetryVariable, p.RemainingHeader, p.RemainingVariable, p.TotalHeader}
	p.out.check(c)
}

// Run counts the call, or only checks the limit when counting waits for the
// response (rate-limit-by-key.md, semantics 4 and 5).
func (p *rateLimitByKey) Run(x *policy.Exec) (policy.Flow, error) {
	key, err := p.Key.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	calls, err := p.Calls.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if calls < 0 {
		return policy.End, &expr.InvalidValue{Text: "calls", Reason: "expected 0 or more"}
	}
	seconds, err := p.Renewal.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if seconds < 1 || seconds > maxRenewal {
		return policy.End, &expr.InvalidValue{Text: "renewal-period", Reason: "expected 1 to 300 seconds"}
	}
	limit := [1]state.Limit{{Key: key, Calls: int64(calls), Window: time.Duration(seconds) * time.Second}}
	deferred := p.AfterResponse || p.Condition.IsExpression() || p.Count.IsExpression()
	if !deferred {
		limit[0].Count = p.fixedCount()
	}
	taken, err := counter(x, p.bucket).Take(x.Ctx, "rlk:"+key, limit[:])
	if err != nil {
		unavailable(x, "rate-limit-by-key", err)
		return policy.Next, nil
	}
	p.out.write(x, taken.Remaining, int64(calls))
	if !taken.Allowed {
		return policy.End, p.out.exceeded(x, taken.RetryAfter)
	}
	if deferred {
		x.Deferred(func(x *policy.Exec) error {
			count, err := increment(x, &p.Condition, &p.Count)
			if err != nil || count == 0 {
				return err
			}
			limit[0].Count = count
			if err := counter(x, p.bucket).Add(x.Ctx, "rlk:"+key, limit[:]); err != nil {
				unavailable(x, "rate-limit-by-key", err)
			}
			return nil
		})
	}
	return policy.Next, nil
}

// fixedCount is what a call counts when nothing is an expression.
func (p *rateLimitByKey) fixedCount() int64 {
	if yes, ok := p.Condition.Constant(); ok && !yes {
		return 0
	}
	if n, ok := p.Count.Constant(); ok {
		return int64(n)
	}
	return 1
}

// increment evaluates what a call counts when the response is known.
func increment(x *policy.Exec, condition *expr.Value[bool], count *expr.Value[int]) (int64, error) {
	if condition.IsSet() {
		yes, err := condition.Eval(x.Frame())
		if err != nil || !yes {
			return 0, err
		}
	}
	if !count.IsSet() {
		return 1, nil
	}
	n, err := count.Eval(x.Frame())
	return int64(max(n, 0)), err
}
