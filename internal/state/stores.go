package state

import (
	"context"
	"errors"
	"time"
)

// Stores is one implementation of everything. All parts are safe for concurrent
// use.
type Stores struct {
	// Counter counts calls for rate limits.
	Counter Counter
	// Bucket counts them in token buckets, as the service's v2 tiers do: a limit's bucket
	// holds Calls, and what was taken out of it comes back evenly, all of it in Window.
	// There is room while a whole call is in it. Its counters are apart from those of
	// Counter; limits that differ and share one fill it each at its own rate, and Add
	// takes that of its limit's Calls.
	Bucket Counter
	// Quota counts calls and bytes for quotas.
	Quota Quota
	// Values holds what cache-store-value stores.
	Values Cache
	// Responses holds what cache-store stores, apart from Values.
	Responses Cache
	// Internal is nil where Values and Responses are in this process. Where they are
	// outside of it, Internal are those that are: what policies ask for as
	// caching-type="internal". Values and Responses then take and give bytes ([]byte)
	// only; who stores anything else makes bytes of it.
	Internal *Caches
	// Concurrency holds the slots of limit-concurrency.
	Concurrency Concurrency
	// Breaker holds the circuit breakers of backends.
	Breaker Breaker
}

// WithoutInternal returns the stores of a gateway that keeps nothing in its process:
// there is an external cache or none.
func (s Stores) WithoutInternal() Stores {
	if s.Internal != nil {
		s.Internal = &Caches{Values: nothing{}, Responses: nothing{}}
		return s
	}
	s.Values, s.Responses = nothing{}, nothing{}
	return s
}

// nothing is a cache that has room for nothing.
type nothing struct{}

func (nothing) Get(context.Context, string) (any, bool, error) { return nil, false, nil }

func (nothing) Set(context.Context, string, any, int64, time.Duration) error { return nil }

func (nothing) Remove(context.Context, string) error { return nil }

// Caches are the caches of one place; see Stores.
type Caches struct {
	Values, Responses Cache
}

// ErrTooLarge says that a value is larger than a cache takes.
var ErrTooLarge = errors.New("the value is too large for the cache")

// ErrKind says that a cache outside of this process cannot hold values of a kind.
var ErrKind = errors.New("a cache outside of the process cannot hold the value")

// Cache keeps values for a time, as far as there is room.
type Cache interface {
	// Get returns the value stored under key. found is false if there is none, or
	// none any more. An implementation in this process returns the very value that
	// was stored, so whoever shares it must not change it.
	Get(ctx context.Context, key string) (value any, found bool, err error)
	// Set stores a value, in place of one that is there, for ttl. A Get after Set
	// has returned finds it. size is the value's approximate size in bytes. A ttl
	// of 0 or less removes the key. It fails with ErrTooLarge, and removes the key,
	// if no room can be made, and with ErrKind likewise.
	Set(ctx context.Context, key string, value any, size int64, ttl time.Duration) error
	// Remove removes a key; one that is not there is no error.
	Remove(ctx context.Context, key string) error
}

// Concurrency hands out slots: how many requests are inside a piece of policy.
type Concurrency interface {
	// Acquire takes one of the slots of key if fewer than most are taken, without
	// waiting. Slots are shared by all who use the key; each compares with its own
	// most (reference limit-concurrency.md). When ok is true the slot must be
	// released exactly once.
	Acquire(ctx context.Context, key string, most int) (slot Slot, ok bool, err error)
	// Release gives a slot back. ctx should not be the request's own if that may
	// have ended; a slot that cannot be given back ends with its lease.
	Release(ctx context.Context, slot Slot)
}

// Slot is a taken slot.
type Slot struct {
	// Key is the key it was taken for.
	Key string
	// ID tells it from other slots of the key, where the implementation needs to.
	ID uint64
}
