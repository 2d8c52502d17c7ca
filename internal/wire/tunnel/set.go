package tunnel

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultIdle is how long a connection may be silent in both directions.
//
// unverified: the service names no limit of its own; its load balancer cuts
// connections after four minutes (platform/websocket-apis.md).
const DefaultIdle = 4 * time.Minute

// Set holds the connections of a server. The zero value is ready; it is safe for
// concurrent use.
type Set struct {
	// Idle is how long a connection may be silent in both directions before it is
	// closed, 0 for DefaultIdle. It is set before the first connection.
	Idle time.Duration

	open   atomic.Int64
	counts [2][Kinds]atomic.Uint64

	mu      sync.Mutex
	tunnels map[*tunnel]struct{}
	closing bool
	// emptied is closed when the last connection ends; nil unless awaited.
	emptied chan struct{}
}

// Open is the number of connections.
func (s *Set) Open() int64 { return s.open.Load() }

// Frames is the number of frames of a kind that clients have sent, or backends.
func (s *Set) Frames(fromClient bool, k Kind) uint64 {
	if fromClient {
		return s.counts[fromClients][k].Load()
	}
	return s.counts[fromBackends][k].Load()
}

// Relay passes on what each side says to the other, until both have ended, one of
// them fails, or nothing has gone by for a while. It closes both and returns the
// number of bytes in both directions. The end of one side is passed on: the other one
// may still have something to say. Shutdown waits until leave is called, after
// everything that the end of the connection brings about.
func (s *Set) Relay(client, backend io.ReadWriteCloser) (n int64, leave func()) {
	t := &tunnel{set: s}
	t.ways[fromClients] = way{from: client, to: backend}
	t.ways[fromBackends] = way{from: backend, to: client}
	if !s.add(t) {
		t.close()
		return 0, func() {}
	}
	return t.relay(), func() { s.remove(t) }
}

func (s *Set) idle() time.Duration {
	if s.Idle > 0 {
		return s.Idle
	}
	return DefaultIdle
}

func (s *Set) add(t *tunnel) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	if s.tunnels == nil {
		s.tunnels = map[*tunnel]struct{}{}
	}
	s.tunnels[t] = struct{}{}
	s.open.Add(1)
	return true
}

func (s *Set) remove(t *tunnel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tunnels, t)
	s.open.Add(-1)
	if len(s.tunnels) == 0 && s.emptied != nil {
		close(s.emptied)
		s.emptied = nil
	}
}

// Shutdown takes no more connections and waits until those there are have ended.
// When ctx ends before, both sides of the others are told that the gateway goes away
// (close code 1001), and they are closed. It returns when all have ended.
func (s *Set) Shutdown(ctx context.Context) {
	s.mu.Lock()
	s.closing = true
	if len(s.tunnels) == 0 {
		s.mu.Unlock()
		return
	}
	if s.emptied == nil {
		s.emptied = make(chan struct{})
	}
	emptied := s.emptied
	s.mu.Unlock()
	select {
	case <-emptied:
		return
	case <-ctx.Done():
	}
	s.mu.Lock()
	for t := range s.tunnels {
		go t.leave()
	}
	s.mu.Unlock()
	<-emptied
}
