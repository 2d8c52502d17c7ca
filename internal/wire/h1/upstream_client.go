package h1

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Client is what upstreams have in common: buffers, and a bound for the connections
// that wait. The zero value is ready. It is safe for concurrent use.
type Client struct {
	pool buffers
	// idle is how many connections wait, or did since the last sweeps.
	idle atomic.Int64
	// bound is in place of maxIdleAll unless 0.
	bound int64

	mu        sync.Mutex
	upstreams map[*Upstream]struct{} // those that are not closed
}

// most is how many connections may wait.
func (c *Client) most() int64 { return cmp.Or(c.bound, maxIdleAll) }

func (c *Client) add(u *Upstream) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.upstreams == nil {
		c.upstreams = map[*Upstream]struct{}{}
	}
	c.upstreams[u] = struct{}{}
}

func (c *Client) remove(u *Upstream) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.upstreams, u)
}

// trim closes the connections that would end first anyway when too many wait, an
// eighth more than needed, so that it is not to be done again at once: policies can
// make up hosts, and each would keep connections of its own.
func (c *Client) trim() {
	if !c.mu.TryLock() {
		return // somebody does
	}
	defer c.mu.Unlock()
	if c.idle.Load() <= c.most() {
		return
	}
	var ends []time.Time
	for u := range c.upstreams {
		for i := range u.shards {
			s := &u.shards[i]
			s.mu.Lock()
			for _, w := range s.idle {
				ends = append(ends, w.goodUntil)
			}
			s.mu.Unlock()
		}
	}
	// Some of those that are counted may be in use.
	over := len(ends) - int(c.most()*7/8)
	slices.SortFunc(ends, time.Time.Compare)
	var last time.Time
	if over > 0 {
		last = ends[over-1]
	}
	for u := range c.upstreams {
		u.retain(func(w *upstreamConn) bool { return w.goodUntil.After(last) })
	}
}
