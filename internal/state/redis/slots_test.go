package redis

import (
	"context"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// gateways are two stores that share a server.
func gateways(t *testing.T) (server *miniredis.Miniredis, advance func(time.Duration), a, b *slots) {
	server = miniredis.RunT(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	server.SetTime(now)
	advance = func(d time.Duration) {
		now = now.Add(d)
		server.SetTime(now)
		server.FastForward(d)
	}
	return server, advance, opened(t, server.Addr()).slots, opened(t, server.Addr()).slots
}

func acquire(t *testing.T, s *slots, expected bool) state.Slot {
	t.Helper()
	slot, ok, err := s.Acquire(t.Context(), "k", 1)
	if err != nil || ok != expected {
		t.Fatalf("got %v, %v; want %v", ok, err, expected)
	}
	return slot
}

// TestLease: a slot is kept while its gateway renews it, and ends with its lease
// when that is gone.
func TestLease(t *testing.T) {
	_, advance, a, b := gateways(t)
	acquire(t, a, true)
	for range 10 {
		advance(lease * 2 / 3)
		acquire(t, b, false)
		a.renew(t.Context())
	}
	advance(lease)
	acquire(t, b, true)
}

// TestRenewAfterLoss: a server that was started again, without its data, gets the
// slots of requests that still run.
func TestRenewAfterLoss(t *testing.T) {
	server, _, a, b := gateways(t)
	acquire(t, a, true)
	server.FlushAll()
	a.renew(t.Context())
	acquire(t, b, false)
}

// TestOwed: a slot that could not be given back is given back later.
func TestOwed(t *testing.T) {
	server, _, a, b := gateways(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	a.Release(ended, acquire(t, a, true))
	acquire(t, b, false)
	a.settle(t.Context())
	slot := acquire(t, b, true)

	server.SetError("LOADING")
	b.Release(t.Context(), slot)
	if _, _, err := b.Acquire(t.Context(), "k", 1); err == nil {
		t.Fatal("a server that is loading gave a slot")
	}
	server.SetError("")
	acquire(t, a, false)
	b.settle(t.Context())
	acquire(t, a, true)
	if len(a.owed)+len(b.owed)+len(b.held) != 0 || len(a.held) != 1 {
		t.Errorf("owed are %v and %v, held %v and %v", a.owed, b.owed, a.held, b.held)
	}
}

// TestReleaseTwice: only what is held is given back.
func TestReleaseTwice(t *testing.T) {
	_, _, a, b := gateways(t)
	slot := acquire(t, a, true)
	a.Release(t.Context(), slot)
	acquire(t, b, true)
	a.Release(t.Context(), slot)
	acquire(t, a, false)
}
