package backend

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Breaker is the circuit breaker of a backend. While it is closed, asking it costs
// one atomic load. It is safe for concurrent use.
type Breaker struct {
	key, entity string
	runtime     *Runtime
	rule        state.BreakerRule
	// conditions say what a failure is.
	conditions catalog.BreakerRule
	// openUntil is when it closes, in nanoseconds since the runtime's start.
	openUntil atomic.Int64
}

// Outcome is how a call to a backend ended.
type Outcome struct {
	// Status is the answer's; 0 when there was none.
	Status int
	// Reason is the Reason of context.LastError when there was no answer, such as
	// Timeout.
	Reason string
	// RetryAfter is the answer's header of that name.
	RetryAfter string
}

// Open returns for how long the backend must not be called, 0 when it may be. A
// nil breaker is always closed.
func (b *Breaker) Open() time.Duration {
	if b == nil {
		return 0
	}
	until := b.openUntil.Load()
	if until == 0 {
		return 0
	}
	return max(time.Duration(until)-time.Since(b.runtime.start), 0)
}

// Report counts a call. With a rule that counts failures, calls that succeed cost
// nothing.
func (b *Breaker) Report(ctx context.Context, o Outcome) {
	if b == nil {
		return
	}
	failed := b.failure(o)
	if !failed && b.rule.Percentage == 0 {
		return
	}
	call := state.BreakerCall{Failed: failed}
	if b.conditions.AcceptRetryAfter {
		call.Trip = retryAfter(o.RetryAfter, time.Now())
	}
	// The request may have been given up; its outcome counts all the same.
	open, err := b.runtime.store.Report(context.WithoutCancel(ctx), b.key, b.rule, call)
	if err == nil && open > 0 {
		b.opened(open)
	}
}

// opened notes that the breaker is open.
func (b *Breaker) opened(d time.Duration) {
	until := int64(time.Since(b.runtime.start) + d)
	was := b.openUntil.Swap(until)
	// A store of several gateways rounds and tells again what is known.
	if was < until-int64(time.Second) {
		b.runtime.log.Warn("circuit breaker tripped: the backend is not called for a while", "backend", b.entity, "rule", b.conditions.Name, "for", d.Round(time.Millisecond))
	}
}

// failure reports whether an outcome is a failure by the rule.
//
// unverified: a call without an answer counts where a range holds 500, which is
// what the caller gets, or where errorReasons has its reason, without regard to
// case.
func (b *Breaker) failure(o Outcome) bool {
	status := o.Status
	if status == 0 {
		if slices.ContainsFunc(b.conditions.ErrorReasons, func(r string) bool { return strings.EqualFold(r, o.Reason) }) {
			return true
		}
		status = http.StatusInternalServerError
	}
	return slices.ContainsFunc(b.conditions.StatusRanges, func(r catalog.StatusRange) bool { return r.Min <= status && status <= r.Max })
}

// longestRetryAfter bounds what a backend can ask for: it must not be able to
// take itself out for ever by a mistake.
const longestRetryAfter = 24 * time.Hour

// retryAfter reads a Retry-After header, in seconds or a date; 0 if it is neither.
func retryAfter(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseUint(text, 10, 32); err == nil {
		return min(time.Duration(n)*time.Second, longestRetryAfter)
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), longestRetryAfter)
}
