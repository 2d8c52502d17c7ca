package policytest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// switchable is a cache that can be down.
type switchable struct {
	state.Cache
	down atomic.Bool
}

// set takes the cache down or brings it up; another word changes nothing.
func (c *switchable) set(word string) {
	switch word {
	case "down":
		c.down.Store(true)
	case "up":
		c.down.Store(false)
	}
}

func (c *switchable) err() error {
	if c.down.Load() {
		return errors.New("dial tcp 127.0.0.1:6379: connection refused")
	}
	return nil
}

// Get implements state.Cache.
func (c *switchable) Get(ctx context.Context, key string) (any, bool, error) {
	if err := c.err(); err != nil {
		return nil, false, err
	}
	return c.Cache.Get(ctx, key)
}

// Set implements state.Cache.
func (c *switchable) Set(ctx context.Context, key string, value any, size int64, ttl time.Duration) error {
	if err := c.err(); err != nil {
		return err
	}
	return c.Cache.Set(ctx, key, value, size, ttl)
}

// Remove implements state.Cache.
func (c *switchable) Remove(ctx context.Context, key string) error {
	if err := c.err(); err != nil {
		return err
	}
	return c.Cache.Remove(ctx, key)
}
