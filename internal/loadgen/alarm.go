package loadgen

import (
	"context"
	"time"
)

// timed waits by a timer of Go's runtime, which in an idle process is up to a
// millisecond late; alarm_linux.go has a better clock.
func timed(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
