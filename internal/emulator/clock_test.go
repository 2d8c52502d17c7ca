package emulator_test

import (
	"sync/atomic"
	"time"
)

// clock is the system's clock, moved.
type clock struct{ by atomic.Int64 }

func newClock() *clock { return &clock{} }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.by.Load())) }

func (c *clock) advance(d time.Duration) { c.by.Add(int64(d)) }
