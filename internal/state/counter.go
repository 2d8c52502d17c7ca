package state

import (
	"context"
	"time"
)

// Counter counts calls in sliding windows: what is used of a limit is what was
// counted in the last Window, up to and including now (reference rate-limit.md,
// semantics 3). A call counted exactly one window ago no longer counts.
type Counter interface {
	// Take checks all limits and, if each has room, adds each one's Count to its
	// counter; otherwise it adds nothing. Both happen at once: no other call sees
	// or comes between. A limit has room while less than Calls is used, so a Count
	// above 1 may go beyond it. A Count of 0 only checks.
	Take(ctx context.Context, group string, limits []Limit) (Taken, error)
	// Add adds each limit's Count without a check: for calls that are counted when
	// the response is known. Calls is ignored.
	Add(ctx context.Context, group string, limits []Limit) error
}

// Limit is one counter and how much of it may be used. A counter is named by
// the call's group and Key. Limits with different windows may share one; it
// remembers as far back as the longest window it was asked for so far.
type Limit struct {
	// Key names the counter within the group.
	Key string
	// Calls is how much may be used in a window. With 0 or less there is never
	// room.
	Calls int64
	// Window is the length of the window, more than 0.
	Window time.Duration
	// Count is what is added; less than 0 counts as 0.
	Count int64
}

// Taken is the outcome of Counter.Take.
type Taken struct {
	// Allowed is whether all limits had room.
	Allowed bool
	// Exceeded is the index of the limit that holds the caller up longest, -1 if
	// Allowed.
	Exceeded int
	// Remaining is the least that is left of any limit after the call, at least 0;
	// 0 if not Allowed.
	Remaining int64
	// RetryAfter is, if not Allowed, the time until all limits have room, provided
	// that nothing else is counted meanwhile; else 0.
	RetryAfter time.Duration
}

// Seconds rounds a waiting time up to whole seconds, at least 1: the unit of
// Retry-After. Waiting that long is always long enough.
func Seconds(wait time.Duration) int {
	return max(1, int((wait+time.Second-1)/time.Second))
}
