package h1

import (
	"errors"
	"os"
	"sync"
	"time"
)

// slowAfter is how long something may take before the client is watched while it
// waits; most upstreams answer sooner.
const slowAfter = 50 * time.Millisecond

// past is a deadline that ends a read at once.
var past = time.Unix(1, 0)

// watch notices that a client goes away while its request is under way. It reads
// from the connection behind what was read already, which nobody else does as long
// as the request's body has ended and its answer is not complete.
type watch struct {
	conn *conn

	mu    sync.Mutex
	timer *time.Timer // nil until first used
	// armed says that the current exchange is to be watched, reading that a goroutine
	// reads.
	armed, reading bool
	// running says that the timer runs. It is not stopped with the exchange it was
	// started for: most end long before, and starting it anew for each would cost more
	// than to see, when it is up, that it was for another one.
	running bool
	// round counts exchanges; started is the one that the timer was started for.
	round, started uint64
	// read says that the connection was read since it was armed, stopping that the
	// goroutine is to end.
	read, stopping bool
	ended          sync.Cond
}

// arm has the current exchange watched when it takes longer than slowAfter, twice that
// at most.
func (w *watch) arm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.armed {
		return
	}
	w.armed = true
	w.round++
	if !w.running {
		w.start()
	}
}

// start starts the timer; the lock is held.
func (w *watch) start() {
	w.running, w.started = true, w.round
	if w.timer == nil {
		w.ended.L = &w.mu
		w.timer = time.AfterFunc(slowAfter, w.begin)
		return
	}
	w.timer.Reset(slowAfter)
}

// begin watches, in a goroutine of its own.
func (w *watch) begin() {
	c := w.conn
	w.mu.Lock()
	w.running = false
	if !w.armed || w.reading {
		w.mu.Unlock()
		return
	}
	if w.started != w.round {
		// The exchange began later.
		w.start()
		w.mu.Unlock()
		return
	}
	if b := c.body; b != nil && !b.hasEnded() {
		// Whoever reads the body notices; it is asked again when it has ended.
		w.start()
		w.mu.Unlock()
		return
	}
	if c.in.room(smallBuffer) != nil {
		// The client has sent so much of its next request that it will be there.
		w.mu.Unlock()
		return
	}
	w.reading, w.read = true, true
	exchange := c.exchange
	_ = c.net.SetReadDeadline(time.Time{})
	w.mu.Unlock()

	n, err := c.net.Read(c.in.buf.b[c.in.w:])

	w.mu.Lock()
	c.in.w += n
	w.reading = false
	gone := n == 0 && err != nil && !(w.stopping && errors.Is(err, os.ErrDeadlineExceeded))
	w.ended.Broadcast()
	w.mu.Unlock()
	if gone {
		exchange.end()
	}
}

// stop ends watching: after it only the connection's own goroutine reads.
func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.armed {
		return
	}
	w.armed = false
	if w.reading {
		w.stopping = true
		_ = w.conn.net.SetReadDeadline(past)
		for w.reading {
			w.ended.Wait()
		}
		w.stopping = false
	}
	if w.read {
		// The connection's deadline is not what it believes.
		w.conn.in.limit = deadline{}
		w.read = false
	}
}
