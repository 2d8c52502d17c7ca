package identity

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxTick is the longest pause of an entry's timer. Timers do not run while
	// a machine sleeps, expiry is a matter of the wall clock: after waking, an
	// expired token is served for no longer than this.
	maxTick = 30 * time.Second
	// Pauses between renewals that fail.
	firstRenewalPause = 2 * time.Second
	maxRenewalPause   = 5 * time.Minute
	// How long the failure of an acquisition without a valid token is remembered.
	firstFailurePause = time.Second
	maxFailurePause   = 30 * time.Second
	// maxAskedPause bounds the pause that an endpoint may ask for.
	maxAskedPause = 5 * time.Minute
)

// entry keeps the token of one pair fresh. Readers see token alone; it is
// cleared when it expires, so that they need no clock.
type entry struct {
	token atomic.Pointer[Token]
	// used is set by readers and cleared by tick.
	used atomic.Bool
	// lastTurn is the manager's turn at the last use through Manager.Token.
	lastTurn atomic.Uint64

	manager  *Manager
	identity *identity
	resource string
	computed bool        // may be evicted; guarded by manager.mu
	retired  atomic.Bool // evicted, or the manager is closed: no renewal any more
	// fresh: whoever made it has not asked for its token yet; busy: a flight is under way.
	// Both are for evict, which may not take mu.
	fresh, busy atomic.Bool

	mu      sync.Mutex
	flight  *flight // under way, or nil
	timer   *time.Timer
	renewAt time.Time
	usedAt  time.Time // of the last tick that saw use
	renewal int       // renewals failed in a row
	failed  failure
}

// failure is what is remembered of acquisitions that failed without a valid
// token to fall back on.
type failure struct {
	err   *Error
	until time.Time
	count int
}

// get returns the token, or waits for one.
func (e *entry) get(ctx context.Context) (*Token, error) {
	if t := e.token.Load(); t != nil {
		if !e.used.Load() {
			e.used.Store(true)
		}
		return t, nil
	}
	return e.wait(ctx)
}

// wait joins the flight under way or starts one, unless a failure is remembered.
func (e *entry) wait(ctx context.Context) (*Token, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, t, err := e.join()
		if err != nil {
			return nil, err
		}
		if t != nil {
			return t, nil
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if f.token != nil {
			return f.token, nil
		}
		if !f.renewing {
			return nil, f.err
		}
		// The renewal that was under way when the token expired got one attempt
		// only; this caller is entitled to a whole acquisition.
	}
}

// join returns a token that appeared meanwhile, or the flight to wait for.
func (e *entry) join() (*flight, *Token, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.used.Store(true)
	if t := e.token.Load(); t != nil {
		return nil, t, nil
	}
	if e.flight != nil {
		return e.flight, nil, nil
	}
	if e.failed.err != nil && time.Now().Before(e.failed.until) {
		return nil, nil, e.failed.err
	}
	f := e.start(false)
	if f == nil {
		return nil, nil, e.closedError()
	}
	return f, nil, nil
}

// land records the end of a flight and wakes those who wait for it.
func (e *entry) land(f *flight, t *Token, err *Error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	e.flight = nil
	e.busy.Store(false)
	f.token, f.err = t, err
	switch {
	case t != nil:
		if e.renewal > 0 {
			e.manager.log.Info("token renewed again", "source", e.identity.kind, "clientId", e.identity.clientID, "resource", e.resource)
		}
		e.failed, e.renewal = failure{}, 0
		if !e.retired.Load() {
			e.token.Store(t)
		}
		// Gateways started together must not renew together.
		e.renewAt = t.RefreshOn.Add(-spread(t.RefreshOn.Sub(now), 0.05))
	case f.renewing:
		e.renewal++
		pause := backOff(firstRenewalPause, maxRenewalPause, e.renewal, err.RetryAfter)
		if old := e.token.Load(); old != nil {
			// Near the end the pauses shrink: there is little left to lose by asking.
			pause = min(pause, max(old.ExpiresOn.Sub(now)/4, time.Second, min(err.RetryAfter, maxAskedPause)))
			if e.renewal == 1 {
				e.manager.log.Warn("renewing a token failed; the old one is used until it expires",
					"source", e.identity.kind, "clientId", e.identity.clientID, "resource", e.resource, "error", err, "expires", old.ExpiresOn)
			}
		}
		e.renewAt = now.Add(pause)
	case err.Reason != Closed:
		if now.Sub(e.failed.until) > maxFailurePause {
			e.failed.count = 0 // long ago: not the same trouble
		}
		e.failed.count++
		e.failed.err = err
		e.failed.until = now.Add(backOff(firstFailurePause, maxFailurePause, e.failed.count, err.RetryAfter))
	}
	e.schedule(now)
	close(f.done)
}

// tick runs when the entry's timer fires: it drops a token that expired and starts a renewal
// that is due.
func (e *entry) tick() {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now().Round(0)
	if e.used.Swap(false) {
		e.usedAt = now
	}
	t := e.token.Load()
	if t != nil && !now.Before(t.ExpiresOn) {
		e.token.Store(nil)
		t = nil
	}
	idle := now.Sub(e.usedAt) >= e.manager.idleAfter
	if t != nil && e.flight == nil && !idle && !now.Before(e.renewAt) {
		e.start(true)
	}
	e.schedule(now)
}

// schedule sets the timer for what comes next. An entry without a token needs
// none: the next caller starts over.
func (e *entry) schedule(now time.Time) {
	t := e.token.Load()
	if t == nil || e.retired.Load() {
		if e.timer != nil {
			e.timer.Stop()
		}
		return
	}
	pause := min(t.ExpiresOn.Sub(now), maxTick)
	if e.flight == nil && e.renewAt.After(now) {
		pause = min(pause, e.renewAt.Sub(now))
	}
	pause = max(pause, time.Millisecond)
	if e.timer == nil {
		e.timer = time.AfterFunc(pause, e.tick)
		return
	}
	e.timer.Reset(pause)
}

// drop ends renewal for good.
func (e *entry) drop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.retired.Store(true)
	if e.timer != nil {
		e.timer.Stop()
	}
}

// recent notes a use for the choice of what to evict.
func (e *entry) recent(turn uint64) {
	if e.lastTurn.Load() != turn {
		e.lastTurn.Store(turn)
	}
}

func (e *entry) closedError() *Error {
	return &Error{Reason: Closed, Source: e.identity.kind, ClientID: e.identity.clientID, Resource: e.resource, Detail: "the gateway is shutting down"}
}

// backOff returns the pause after the count-th failure in a row: doubling from
// first to most, up to a fifth shorter at random, and never shorter than what
// the endpoint asked for.
func backOff(first, most time.Duration, count int, asked time.Duration) time.Duration {
	pause := most
	if shift := count - 1; shift < 20 {
		pause = min(first<<shift, most)
	}
	return max(pause-spread(pause, 0.2), min(asked, maxAskedPause))
}

// spread returns a random duration up to the given part of d.
func spread(d time.Duration, part float64) time.Duration {
	if d <= 0 {
		return 0
	}
	return time.Duration(rand.Float64() * part * float64(d))
}
