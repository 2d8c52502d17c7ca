package fallback

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
	"github.com/gatehouse-project/gatehouse/internal/state/statetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	timeout = 50 * time.Millisecond
	connect = time.Second
)

// remote is a store whose answers tests choose. Its slots have IDs.
type remote struct {
	state.Stores
	// chosen is asked before every call and probe.
	chosen        atomic.Pointer[func(context.Context) error]
	calls, probes atomic.Int64
	released      []error // what the context of a release said
}

var errAway = errors.New("connection refused")

func refuse(context.Context) error { return errAway }
func fine(context.Context) error   { return nil }

// stuck never answers.
func stuck(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func (r *remote) behave(answer func(context.Context) error) { r.chosen.Store(&answer) }

func (r *remote) answer(ctx context.Context) error { return (*r.chosen.Load())(ctx) }

func (r *remote) Probe(ctx context.Context) error {
	r.probes.Add(1)
	return r.answer(ctx)
}

func (r *remote) Take(ctx context.Context, group string, limits []state.Limit) (state.Taken, error) {
	r.calls.Add(1)
	if err := r.answer(ctx); err != nil {
		return state.Taken{}, err
	}
	return r.Stores.Counter.Take(ctx, group, limits)
}

func (r *remote) Add(ctx context.Context, group string, limits []state.Limit) error {
	r.calls.Add(1)
	return r.answer(ctx)
}

func (r *remote) Get(ctx context.Context, key string) (any, bool, error) {
	if err := r.answer(ctx); err != nil {
		return nil, false, err
	}
	return r.Stores.Values.Get(ctx, key)
}

func (r *remote) Set(ctx context.Context, key string, value any, size int64, ttl time.Duration) error {
	if err := r.answer(ctx); err != nil {
		return err
	}
	return r.Stores.Values.Set(ctx, key, value, size, ttl)
}

func (r *remote) Remove(ctx context.Context, key string) error {
	if err := r.answer(ctx); err != nil {
		return err
	}
	return r.Stores.Values.Remove(ctx, key)
}

func (r *remote) Acquire(ctx context.Context, key string, most int) (state.Slot, bool, error) {
	if err := r.answer(ctx); err != nil {
		return state.Slot{}, false, err
	}
	slot, ok, err := r.Stores.Concurrency.Acquire(ctx, key, most)
	slot.ID = 7
	return slot, ok, err
}

func (r *remote) Release(ctx context.Context, slot state.Slot) {
	r.released = append(r.released, ctx.Err())
	r.Stores.Concurrency.Release(ctx, slot)
}

// text is a log.
type text struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *text) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *text) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// front is what Stores returns: the parts whose answers are chosen.
type front struct{ *remote }

func (f front) Stores() state.Stores {
	return state.Stores{Counter: f.remote, Quota: f.remote.Stores.Quota, Values: f.remote, Responses: f.remote, Concurrency: f.remote, Breaker: f.remote.Stores.Breaker}
}

// started makes a store over a remote one that answers so at first.
func started(t *testing.T, answer func(context.Context) error) (*Store, *remote, *text) {
	t.Helper()
	return startedWith(t, connect, answer)
}

func startedWith(t *testing.T, connect time.Duration, answer func(context.Context) error) (*Store, *remote, *text) {
	t.Helper()
	far, near := memory.New(memory.Settings{}), memory.New(memory.Settings{})
	r := &remote{Stores: far.Stores()}
	r.behave(answer)
	log := &text{}
	s := New(front{r}, near.Stores(), Settings{Timeout: timeout, ConnectTimeout: connect, Log: slog.New(slog.NewTextHandler(log, nil))})
	t.Cleanup(func() {
		s.Close()
		far.Close()
		near.Close()
	})
	return s, r, log
}

func limit(calls int64) []state.Limit {
	return []state.Limit{{Key: "k", Calls: calls, Window: time.Hour, Count: 1}}
}

// take counts a call and checks the outcome and how long it took.
func take(t *testing.T, s *Store, calls int64, allowed bool, waited time.Duration) {
	t.Helper()
	start := time.Now()
	taken, err := s.Stores().Counter.Take(t.Context(), "g", limit(calls))
	if err != nil || taken.Allowed != allowed {
		t.Fatalf("got %+v, %v; want allowed %v", taken, err, allowed)
	}
	if d := time.Since(start); d != waited {
		t.Fatalf("the call took %v, want %v", d, waited)
	}
}

// TestSuite: while the remote store is away all is as a store has to be.
func TestSuite(t *testing.T) {
	statetest.Run(t, statetest.Harness{
		Run: func(t *testing.T, test func(*testing.T, state.Stores, func(time.Duration))) {
			synctest.Test(t, func(t *testing.T) {
				// One probe lasts to the end: tests move the clock by months.
				first := true
				s, _, _ := startedWith(t, 100_000*time.Hour, func(ctx context.Context) error {
					if first {
						first = false
						return errAway
					}
					return stuck(ctx)
				})
				time.Sleep(time.Hour + 123*time.Millisecond)
				stores := s.Stores()
				// The local store's own are for what is asked for as internal.
				stores.Internal = nil
				test(t, stores, time.Sleep)
			})
		},
		Now: time.Now,
	})
}

func TestAwayAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, r, log := started(t, fine)
		take(t, s, 3, true, 0)
		if st := s.Status(); st.Away || st.Reason != nil || st.Outages != 0 || s.Fallbacks(Counter) != 0 {
			t.Fatalf("at first: %+v", st)
		}
		r.behave(refuse)
		// Counting starts again here: nothing that the limit allows is refused.
		for range 3 {
			take(t, s, 3, true, 0)
		}
		take(t, s, 3, false, 0)
		if n := r.calls.Load(); n != 2 {
			t.Errorf("%d calls reached the store, want one before and one as it was away", n)
		}
		st := s.Status()
		if !st.Away || !errors.Is(st.Reason, errAway) || st.Outages != 1 || st.Since.IsZero() || s.Fallbacks(Counter) != 4 || s.Fallbacks(Cache) != 0 {
			t.Errorf("away: %+v, %d", st, s.Fallbacks(Counter))
		}
		time.Sleep(20 * time.Second)
		if n := r.probes.Load(); n < 20 || n > 60 {
			t.Errorf("%d probes in 20 s", n)
		}
		if lines := strings.Count(log.String(), "\n"); lines != 1 || !strings.Contains(log.String(), "the state store is away") || !strings.Contains(log.String(), "connection refused") {
			t.Errorf("the log has %d lines:\n%s", lines, log)
		}
		r.behave(fine)
		time.Sleep(time.Second)
		if s.Status().Away {
			t.Fatal("still away")
		}
		// The store's own count goes on: one of three was used.
		take(t, s, 3, true, 0)
		take(t, s, 3, true, 0)
		take(t, s, 3, false, 0)
		if lines := strings.Count(log.String(), "\n"); lines != 2 || !strings.Contains(log.String(), "the state store is back") {
			t.Errorf("the log has %d lines:\n%s", lines, log)
		}
	})
}

// TestStuck: a store that never answers costs those who ask at that moment their
// budget, and nobody anything after that.
func TestStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, r, _ := started(t, fine)
		r.behave(stuck)
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() { take(t, s, 1000, true, timeout) })
		}
		group.Wait()
		for range 100 {
			take(t, s, 1000, true, 0)
			time.Sleep(100 * time.Millisecond)
		}
		if n := r.calls.Load(); n != 100 {
			t.Errorf("%d calls waited, want the 100 at the beginning", n)
		}
	})
}

// TestSlow: a store that answers, but later than callers can wait, stays away.
func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, r, _ := started(t, fine)
		r.behave(func(ctx context.Context) error {
			select {
			case <-time.After(2 * timeout):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		take(t, s, 1000, true, timeout)
		for range 100 {
			take(t, s, 1000, true, 0)
			time.Sleep(100 * time.Millisecond)
		}
		if n := r.calls.Load(); n != 1 {
			t.Errorf("%d calls waited, want 1", n)
		}
	})
}

// TestFlapping: one that is back only for probes is asked more and more rarely.
func TestFlapping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, r, _ := started(t, fine)
		waited := 0
		for range 600 {
			r.behave(fine)
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
			r.behave(refuse)
			before := r.calls.Load()
			take(t, s, 1000, true, 0)
			waited += int(r.calls.Load() - before)
		}
		if waited < 3 || waited > 20 {
			t.Errorf("%d calls met a store that was away, in a minute", waited)
		}
	})
}

// TestStart: a process that starts while the store is away serves, after the
// connect budget at most.
func TestStart(t *testing.T) {
	for name, test := range map[string]struct {
		answer func(context.Context) error
		wait   time.Duration
	}{"refused": {refuse, 0}, "stuck": {stuck, connect}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				s, r, log := started(t, test.answer)
				if d := time.Since(start); d != test.wait {
					t.Errorf("New took %v, want %v", d, test.wait)
				}
				take(t, s, 1, true, 0)
				if !s.Status().Away || strings.Count(log.String(), "\n") != 1 {
					t.Errorf("%+v\n%s", s.Status(), log)
				}
				r.behave(fine)
				time.Sleep(3 * time.Second)
				if s.Status().Away {
					t.Error("still away")
				}
			})
		})
	}
}

// TestCallerGone: a client that goes away says nothing about the store.
func TestCallerGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, r, _ := started(t, fine)
		r.behave(stuck)
		ctx, cancel := context.WithTimeout(t.Context(), timeout/2)
		defer cancel()
		if _, err := s.Stores().Counter.Take(ctx, "g", limit(1)); err != nil {
			t.Error(err)
		}
		if s.Status().Away {
			t.Error("the store counts as away")
		}
	})
}

func TestCacheOfAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, r, _ := started(t, fine)
		values := s.Stores().Values
		want := func(expected any) {
			t.Helper()
			if v, found, err := values.Get(t.Context(), "k"); err != nil || found != (expected != nil) || v != expected {
				t.Fatalf("got %v (found %v), %v; want %v", v, found, err, expected)
			}
		}
		set := func(v any) {
			t.Helper()
			if err := values.Set(t.Context(), "k", v, 10, time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		outage := func() {
			r.behave(refuse)
			take(t, s, 1000, true, 0)
		}
		back := func() {
			t.Helper()
			r.behave(fine)
			time.Sleep(15 * time.Second)
			if s.Status().Away {
				t.Fatal("still away")
			}
		}
		set("remote")
		outage()
		want(nil) // unreachable is a miss
		set("local")
		want("local")
		back()
		want("remote")
		set("newer")
		outage()
		want(nil) // not what the first outage left
		back()
		want("newer")
		if err := values.Set(t.Context(), "k", "huge", 1<<50, time.Hour); !errors.Is(err, state.ErrTooLarge) {
			t.Errorf("got %v", err)
		}
		r.behave(func(context.Context) error { return state.ErrKind })
		if err := values.Set(t.Context(), "k", 1, 1, time.Hour); !errors.Is(err, state.ErrKind) {
			t.Errorf("got %v", err)
		}
		if s.Status().Away {
			t.Error("a value that does not fit made the store count as away")
		}
		if _, found, err := s.Stores().Internal.Values.Get(t.Context(), "k"); found || err != nil {
			t.Errorf("the internal cache has it: %v, %v", found, err)
		}
	})
}

func TestSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, r, _ := started(t, fine)
		slots := s.Stores().Concurrency
		acquire := func(ok bool) state.Slot {
			t.Helper()
			slot, got, err := slots.Acquire(t.Context(), "k", 1)
			if err != nil || got != ok {
				t.Fatalf("got %v, %v", got, err)
			}
			return slot
		}
		far := acquire(true)
		acquire(false)
		r.behave(refuse)
		near := acquire(true)
		acquire(false)
		// Each goes back to where it is from; the store that is away is not waited for.
		slots.Release(t.Context(), far)
		slots.Release(t.Context(), near)
		if len(r.released) != 1 || !errors.Is(r.released[0], context.Canceled) {
			t.Errorf("the store was told of %v", r.released)
		}
		acquire(true)
	})
}
