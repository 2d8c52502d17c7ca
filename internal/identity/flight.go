package identity

import (
	"context"
	"time"
)

// flight is one acquisition under way. token and err are written before done is
// closed and read after it.
type flight struct {
	renewing bool
	done     chan struct{}
	token    *Token
	err      *Error
}

// Attempts of an acquisition without a valid token, and the pauses between
// them. A renewal has one attempt: its pauses are the entry's.
const (
	attempts          = 3
	firstAttemptPause = 500 * time.Millisecond
	maxAttemptPause   = 2 * time.Second
)

// start begins a flight; e.mu is held. It returns nil when the manager is closed.
func (e *entry) start(renewing bool) *flight {
	m := e.manager
	// Read-locking here, with e.mu held, is safe: whoever holds m.mu for writing
	// takes no entry's lock.
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return nil
	}
	f := &flight{renewing: renewing, done: make(chan struct{})}
	e.flight = f
	e.busy.Store(true)
	computed := e.computed
	m.work.Go(func() {
		ctx, cancel := context.WithTimeout(m.ctx, m.timeout)
		defer cancel()
		t, err := e.acquire(ctx, renewing, computed)
		e.land(f, t, err)
	})
	return f
}

// acquire asks the source, again after failures that may pass, within ctx.
func (e *entry) acquire(ctx context.Context, renewing, computed bool) (*Token, *Error) {
	if computed {
		select {
		case e.manager.slots <- struct{}{}:
			defer func() { <-e.manager.slots }()
		case <-ctx.Done():
			err := networkError(ctx, ctx.Err())
			if err.Reason == Timeout {
				err = &Error{Reason: Busy, Detail: "too many tokens for computed resources are being acquired"}
			}
			return nil, asError(err, e.identity.kind, e.identity.clientID, e.resource)
		}
	}
	for attempt := 1; ; attempt++ {
		t, err := e.fetch(ctx)
		if err == nil {
			return t, nil
		}
		if renewing || attempt == attempts || !err.Temporary() || ctx.Err() != nil {
			return nil, err
		}
		pause := backOff(firstAttemptPause, maxAttemptPause, attempt, err.RetryAfter)
		if deadline, _ := ctx.Deadline(); time.Until(deadline) <= pause {
			return nil, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// fetch asks the source once.
func (e *entry) fetch(ctx context.Context) (*Token, *Error) {
	g, err := e.identity.fetch(ctx, e.resource)
	now := time.Now()
	if err == nil {
		err = g.check(now)
	}
	if err != nil {
		return nil, asError(err, e.identity.kind, e.identity.clientID, e.resource)
	}
	return newToken(g, e.token.Load(), now), nil
}
