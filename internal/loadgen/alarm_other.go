//go:build !linux

package loadgen

import (
	"context"
	"time"
)

// alarm wakes one connection.
type alarm struct{}

func newAlarm() *alarm { return &alarm{} }

// wait waits; false means that ctx has ended.
func (*alarm) wait(ctx context.Context, d time.Duration) bool { return timed(ctx, d) }

func (*alarm) close() {}
