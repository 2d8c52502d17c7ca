package control

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func retryDefinition() policy.Definition {
	return policy.Definition{
		Element: "retry", Summary: "Runs its policies again while a condition holds.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &retry{} },
	}
}

// retry runs its policies once, and again while the condition holds and retries
// are left.
type retry struct {
	// Evaluated after every run; true asks for another.
	Condition expr.Value[bool] `attr:"condition,required"`
	// The number of retries, 1 to 50.
	Count expr.Value[int] `attr:"count,required"`
	// Seconds to wait before a retry.
	Interval expr.Value[int] `attr:"interval,required"`
	// The longest wait in seconds, when waits grow exponentially.
	MaxInterval expr.Value[int] `attr:"max-interval"`
	// Seconds by which the wait grows; with max-interval, exponentially.
	Delta expr.Value[int] `attr:"delta"`
	// Whether the first retry is made without a wait.
	FirstFastRetry expr.Value[bool] `attr:"first-fast-retry" default:"false"`
	Policies       policy.Block     `children:""`
}

// maxCount is the most retries the service allows.
const maxCount = 50

// Check applies the documented ranges to literals.
func (p *retry) Check(c *policy.Check) {
	if n, ok := p.Count.Constant(); ok && (n < 1 || n > maxCount) {
		c.Errorf(diag.InvalidValue, "count", "the attribute count: expected 1 to %d, not %d", maxCount, n)
	}
	atLeast := func(name string, v *expr.Value[int], low int) {
		if n, ok := v.Constant(); ok && n < low {
			c.Errorf(diag.InvalidValue, name, "the attribute %s: expected %d or more, not %d", name, low, n)
		}
	}
	atLeast("interval", &p.Interval, 0)
	atLeast("max-interval", &p.MaxInterval, 1)
	atLeast("delta", &p.Delta, 1)
	for s := range p.Policies.All() {
		if s.Source == "wait" {
			c.ReportIn(diag.Diagnostic{
				Severity: diag.Error, Code: diag.SectionNotAllowed, Source: s.Document, Span: s.Span,
				Message: "wait may not stand in retry, at any depth; put it before or behind",
			})
		}
	}
}

// Run runs the policies until the condition no longer holds.
func (p *retry) Run(x *policy.Exec) (policy.Flow, error) {
	count, err := p.Count.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	// unverified: an expression above the range of count counts as the most that is
	// allowed; no request may go on for ever.
	count = min(count, maxCount)
	unseen := func() {}
	var before error
	for done := 0; ; done++ {
		flow, failed := x.RunBlock(&p.Policies)
		unseen()
		if before != nil && errors.Is(failed, policy.ErrBodySent) {
			// What on-error and the caller are to know is why there was no answer, not that
			// one could not be asked for again.
			failed = before
		}
		before = failed
		if failed == nil && flow == policy.End {
			return flow, nil
		}
		// After an error of its policies the condition of retry decides too, as in
		// Microsoft's emulator and in traces of the service; the error stands when no retry
		// is left (unverified).
		if failed != nil && !repeatable(x, failed) {
			return policy.End, failed
		}
		if done >= count {
			return policy.Next, failed
		}
		unseen = func() {}
		if failed != nil {
			// The policies see it, too, when they run again.
			unseen = x.ShowFailure(failed)
		}
		again, err := p.Condition.Eval(x.Frame())
		if err == nil && again {
			if failed != nil {
				x.Host.Log.Debug("retry goes on after a failure", "error", failed, "retry", done+1, "request", x.RequestID())
			}
			if err = p.pause(x, done+1); err == nil {
				continue
			}
			failed = nil // it is not what ends the retries
		}
		unseen()
		switch {
		case failed != nil:
			return policy.End, failed
		case err != nil:
			return policy.End, err
		}
		return policy.Next, nil
	}
}

// repeatable reports whether a failed run may be repeated: not when the client
// has gone.
func repeatable(x *policy.Exec, err error) bool {
	var e *policy.Error
	if errors.As(err, &e) && e.Reason == policy.ReasonClientConnectionFailure {
		return false
	}
	return x.Ctx.Err() == nil
}

// pause waits before retry k, counted from 1 (retry.md, semantics 4).
func (p *retry) pause(x *policy.Exec, k int) error {
	fast, err := p.FirstFastRetry.Eval(x.Frame())
	if err != nil || fast && k == 1 {
		return err
	}
	interval, err := p.Interval.Eval(x.Frame())
	if err != nil {
		return err
	}
	delta, err := p.Delta.Eval(x.Frame())
	if err != nil {
		return err
	}
	most, err := p.MaxInterval.Eval(x.Frame())
	if err != nil {
		return err
	}
	wait := retryWait(k, interval, delta, most, rand.Float64())
	if wait <= 0 {
		return x.Ctx.Err()
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	x.Away(func() {
		select {
		case <-t.C:
		case <-x.Ctx.Done():
			err = x.Ctx.Err()
		}
	})
	return err
}

// retryWait is the wait before retry k. random is between 0 and 1. A delta or
// max-interval of 0 is absent.
func retryWait(k, interval, delta, most int, random float64) time.Duration {
	seconds := float64(interval)
	switch {
	case delta > 0 && most > 0:
		growth := float64(uint64(1)<<min(k-1, 40) - 1)
		seconds += growth * float64(delta) * (0.8 + 0.4*random)
		seconds = min(seconds, float64(most))
	case delta > 0:
		seconds += float64((k - 1) * delta)
	}
	// Far beyond what anyone waits for, and far from overflow.
	const longest = 1e9
	return time.Duration(min(seconds, longest) * float64(time.Second))
}
