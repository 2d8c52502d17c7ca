package state

import (
	"context"
	"time"
)

// Unlimited in an Allowance means that there is no limit of that kind.
const Unlimited = -1

// Quota counts calls and bytes in fixed windows that are anchored in time
// (reference quota.md and quota-by-key.md).
type Quota interface {
	// Draw checks all allowances and, if none is used up in its current period,
	// adds calls to each; otherwise it adds nothing. Both happen at once. With
	// calls 0 it only checks.
	Draw(ctx context.Context, group string, allowances []Allowance, calls int64) (Drawn, error)
	// Add adds calls and bytes to the current period of each allowance without a
	// check: what is known only when the exchange has ended.
	Add(ctx context.Context, group string, allowances []Allowance, calls, bytes int64) error
}

// Allowance is one quota. Its count is named by the call's group, Key, Period
// and Start.
type Allowance struct {
	// Key names the count within the group.
	Key string
	// Calls is how many calls a period allows; Unlimited for any number.
	Calls int64
	// Bytes is how many bytes a period allows; Unlimited for any number.
	Bytes int64
	// Period is the length of a period, to the microsecond; 0 means one period
	// that never ends.
	Period time.Duration
	// Start is when a period starts; others follow and precede it without gaps.
	Start time.Time
}

// Drawn is the outcome of Quota.Draw.
type Drawn struct {
	// Allowed is whether no allowance was used up.
	Allowed bool
	// Exceeded is the index of the allowance that is used up, the one that stays
	// so longest; -1 if Allowed.
	Exceeded int
	// Bytes is whether it is Bytes that are used up, not Calls.
	Bytes bool
	// Forever is whether the exceeded allowance has no end.
	Forever bool
	// RetryAfter is the time until the exceeded allowance's next period; 0 if
	// Allowed or Forever.
	RetryAfter time.Duration
}

// PeriodAt returns the index of an allowance's period at a moment, and when that
// period ends. ok is false for a period that never ends, whose index is 0. Times
// are reckoned in microseconds, since a time.Duration does not reach from the
// default Start, year 1, to now.
func (a Allowance) PeriodAt(now time.Time) (index int64, end time.Time, ok bool) {
	length := a.Period.Microseconds()
	if length <= 0 {
		return 0, time.Time{}, false
	}
	start := a.Start.UnixMicro()
	since := now.UnixMicro() - start
	index = since / length
	if since%length < 0 {
		index--
	}
	return index, time.UnixMicro(start + (index+1)*length), true
}
