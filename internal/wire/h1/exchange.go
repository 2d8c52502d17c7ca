package h1

import (
	"context"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// exchange is the context of a request. Most requests are answered without anybody
// asking for its end, so what that takes is made when somebody does; only then is
// the client watched. It is safe for concurrent use.
type exchange struct {
	conn *conn

	mu     sync.Mutex
	err    error
	waiter wire.Waiter
	// inner is a usual context with the same end, nil until somebody needs one.
	inner  context.Context
	cancel context.CancelFunc
}

var _ wire.Exchange = (*exchange)(nil)

// Deadline implements context.Context: there is none.
func (e *exchange) Deadline() (time.Time, bool) { return time.Time{}, false }

// Done implements context.Context.
func (e *exchange) Done() <-chan struct{} { return e.usual().Done() }

// Err implements context.Context.
func (e *exchange) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// Value implements context.Context. It is the usual context's, so that contexts
// made from this one find it and need no goroutine to learn of the end.
func (e *exchange) Value(key any) any { return e.usual().Value(key) }

// usual returns the context behind this one.
func (e *exchange) usual() context.Context {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.inner == nil {
		e.inner, e.cancel = context.WithCancel(context.Background())
		if e.err != nil {
			e.cancel()
		} else {
			e.conn.watch.arm()
		}
	}
	return e.inner
}

// Attend implements wire.Exchange.
func (e *exchange) Attend(w wire.Waiter) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.err != nil || e.waiter != nil {
		return false
	}
	e.waiter = w
	e.conn.watch.arm()
	return true
}

// Leave implements wire.Exchange.
func (e *exchange) Leave(w wire.Waiter) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.waiter == w {
		e.waiter = nil
	}
}

// end ends the context, once.
func (e *exchange) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.err != nil {
		return
	}
	e.err = context.Canceled
	if e.cancel != nil {
		e.cancel()
	}
	if e.waiter != nil {
		e.waiter.Stop()
		e.waiter = nil
	}
}
