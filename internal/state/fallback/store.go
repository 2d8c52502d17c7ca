package fallback

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Remote is a store outside of this process.
type Remote interface {
	// Stores returns its parts.
	Stores() state.Stores
	// Probe does what calls do and returns what is wrong.
	Probe(ctx context.Context) error
}

// Settings bound what callers and probes may wait. All are required.
type Settings struct {
	// Timeout is how long a call may take before it is answered here.
	Timeout time.Duration
	// ConnectTimeout is how long a probe may take, the opening of a connection
	// included, and New.
	ConnectTimeout time.Duration
	// Log gets a line whenever the store goes away or is back.
	Log *slog.Logger
}

// Store is a remote store with a local one behind it. It is safe for concurrent
// use. Close it when done.
type Store struct {
	remote   Remote
	far      state.Stores
	near     state.Stores
	settings Settings

	// away is read by every call.
	away atomic.Bool
	// outage counts how often the store went away.
	outage atomic.Uint64
	counts [partCount]atomic.Uint64

	mu       sync.Mutex
	closed   bool
	reason   error // of being away
	since    time.Time
	returned time.Time // when it was last back
	pause    time.Duration

	stop   context.CancelFunc
	ended  context.Context
	probes sync.WaitGroup
}

// Pauses between probes. A store that goes away again soon after it was back is
// left alone for longer each time, so that callers do not pay for it again and
// again.
const (
	firstPause  = 100 * time.Millisecond
	probePause  = 500 * time.Millisecond
	maxPause    = 10 * time.Second
	soundPeriod = 10 * time.Second
)

// New makes a store. It waits for the remote one for ConnectTimeout at most; when
// that is away, New says so in the log and the local store serves.
func New(remote Remote, local state.Stores, settings Settings) *Store {
	s := &Store{remote: remote, far: remote.Stores(), near: local, settings: settings}
	s.ended, s.stop = context.WithCancel(context.Background())
	if err := s.probe(); err != nil {
		s.fail(err)
	}
	return s
}

// Close stops probing. It closes neither store.
func (s *Store) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.probes.Wait()
}

// Stores returns the parts. Those that are caches hold what the remote caches do;
// Internal are the local ones.
func (s *Store) Stores() state.Stores {
	return state.Stores{
		Counter:     &counter{s, func(p *state.Stores) state.Counter { return p.Counter }},
		Bucket:      &counter{s, func(p *state.Stores) state.Counter { return p.Bucket }},
		Quota:       (*quota)(s),
		Values:      &cache{s, s.far.Values, s.near.Values},
		Responses:   &cache{s, s.far.Responses, s.near.Responses},
		Internal:    &state.Caches{Values: s.near.Values, Responses: s.near.Responses},
		Concurrency: (*concurrency)(s),
		Breaker:     (*breaker)(s),
	}
}

// Status says how the remote store is.
type Status struct {
	// Away is whether calls are answered in this process.
	Away bool
	// Reason is why, and Since since when; zero if not Away.
	Reason error
	Since  time.Time
	// Outages counts how often the store went away.
	Outages uint64
}

// Status returns how the remote store is now.
func (s *Store) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Status{Away: s.away.Load(), Outages: s.outage.Load()}
	if out.Away {
		out.Reason, out.Since = s.reason, s.since
	}
	return out
}

// Part names a part of a store.
type Part int

// The parts.
const (
	Counter Part = iota
	Quota
	Cache
	Concurrency
	Breaker
	partCount
)

// Parts lists the parts.
func Parts() []Part { return []Part{Counter, Quota, Cache, Concurrency, Breaker} }

// String returns the name of a part.
func (p Part) String() string {
	return [...]string{"counter", "quota", "cache", "concurrency", "breaker"}[p]
}

// Fallbacks returns how many calls of a part were answered in this process.
func (s *Store) Fallbacks(p Part) uint64 { return s.counts[p].Load() }

// fail notes that the remote store did not do what it was asked for.
func (s *Store) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.away.Load() {
		return
	}
	now := time.Now()
	s.reason, s.since = err, now
	if now.Sub(s.returned) < soundPeriod {
		s.pause = min(max(2*s.pause, firstPause), maxPause)
	} else {
		s.pause = 0
	}
	s.outage.Add(1)
	s.away.Store(true)
	s.settings.Log.Warn("the state store is away: limits and caches are kept in this process", "error", err)
	s.probes.Go(func() { s.await(s.pause) })
}

// await probes until the store is back.
func (s *Store) await(pause time.Duration) {
	for {
		select {
		case <-s.ended.Done():
			return
		case <-time.After(pause):
		}
		err := s.probe()
		s.mu.Lock()
		if err == nil {
			s.returned = time.Now()
			s.away.Store(false)
			s.settings.Log.Info("the state store is back", "after", s.returned.Sub(s.since).Round(time.Millisecond))
			s.mu.Unlock()
			return
		}
		s.reason = err
		s.mu.Unlock()
		pause = max(pause, probePause)
	}
}

// probe asks the remote store twice: the first time it may have to open a
// connection, the second time it has to be as fast as callers want it.
func (s *Store) probe() error {
	for _, budget := range []time.Duration{s.settings.ConnectTimeout, s.settings.Timeout} {
		ctx, cancel := context.WithTimeout(s.ended, budget)
		err := s.remote.Probe(ctx)
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}

// begin returns the context of a call to the remote store; ok is false while that
// is away.
func (s *Store) begin(ctx context.Context) (_ context.Context, _ context.CancelFunc, ok bool) {
	if s.away.Load() {
		return nil, nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, s.settings.Timeout)
	return ctx, cancel, true
}

// instead notes that a call is answered in this process. err is what the remote
// store said, nil if it was not asked. A caller who is gone is no fault of it.
func (s *Store) instead(caller context.Context, p Part, err error) {
	s.counts[p].Add(1)
	if err != nil && caller.Err() == nil {
		s.fail(err)
	}
}
