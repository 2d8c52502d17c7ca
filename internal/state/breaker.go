package state

import (
	"context"
	"time"
)

// Breaker keeps the circuit breakers of backends: it counts calls and says which
// backends are not to be called (reference platform/backends.md, Circuit breaker).
type Breaker interface {
	// Report counts a call to the backend named by key and returns for how long the
	// breaker is open from now on, 0 if it is closed. The call that fulfils the rule
	// opens it. Calls reported while it is open, which were sent before, do not
	// count; when it closes, counting starts again from nothing.
	Report(ctx context.Context, key string, rule BreakerRule, call BreakerCall) (time.Duration, error)
	// Open returns for how long each breaker is still open, 0 for those that are
	// closed.
	Open(ctx context.Context, keys []string) ([]time.Duration, error)
}

// BreakerRule says when a breaker opens: Count failures, or failures that are at
// least Percentage of all calls, within the last Interval. The one that is not
// used is 0.
type BreakerRule struct {
	Count, Percentage int
	// Interval and Trip are more than 0. Trip is how long the breaker stays open.
	Interval, Trip time.Duration
}

// BreakerCall is the outcome of a call.
type BreakerCall struct {
	Failed bool
	// Trip, if more than 0, takes the place of the rule's Trip if this call opens
	// the breaker.
	Trip time.Duration
}
