package redis

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	client "github.com/redis/go-redis/v9"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// everything calls each part once, with several names where a call takes them.
func everything(ctx context.Context, s state.Stores, name string) error {
	taken, err := s.Counter.Take(ctx, name, []state.Limit{
		{Key: "a", Calls: 1, Window: time.Minute, Count: 1}, {Key: "b", Calls: 1, Window: time.Minute, Count: 1}})
	if err != nil || !taken.Allowed {
		return fmt.Errorf("take: %+v, %w", taken, err)
	}
	list := []state.Allowance{{Key: "a", Calls: 1, Bytes: -1, Period: time.Hour}, {Key: "b", Calls: 1, Bytes: -1}}
	drawn, err := s.Quota.Draw(ctx, name, list, 1)
	if err != nil || !drawn.Allowed {
		return fmt.Errorf("draw: %+v, %w", drawn, err)
	}
	slot, ok, err := s.Concurrency.Acquire(ctx, name, 1)
	if err != nil || !ok {
		return fmt.Errorf("acquire: %v, %w", ok, err)
	}
	s.Concurrency.Release(ctx, slot)
	rule := state.BreakerRule{Count: 1, Interval: time.Minute, Trip: time.Minute}
	if _, err := s.Breaker.Report(ctx, name, rule, state.BreakerCall{Failed: true}); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	open, err := s.Breaker.Open(ctx, []string{"x", name, "y"})
	if err != nil || open[0] != 0 || open[1] <= 0 || open[2] != 0 {
		return fmt.Errorf("open: %v, %w", open, err)
	}
	if err := s.Values.Set(ctx, name, "v", 1, time.Minute); err != nil {
		return fmt.Errorf("set: %w", err)
	}
	if v, found, err := s.Values.Get(ctx, name); err != nil || !found || v != "v" {
		return fmt.Errorf("get: %v, %v, %w", v, found, err)
	}
	return nil
}

// TestUnknownScripts: a server that forgot the scripts gets them again.
func TestUnknownScripts(t *testing.T) {
	store := opened(t, miniredis.RunT(t).Addr())
	for round := range 3 {
		if err := everything(t.Context(), store.Stores(), fmt.Sprint(round)); err != nil {
			t.Fatal(err)
		}
		if err := store.client.ScriptFlush(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Stores().Breaker.Open(t.Context(), []string{"x"}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKeys: nothing that a caller gave stands in the server, all keys begin with
// the prefix, and all but endless quotas end by themselves.
func TestKeys(t *testing.T) {
	server := miniredis.RunT(t)
	if err := everything(t.Context(), opened(t, server.Addr()).Stores(), "Bearer hunter2"); err != nil {
		t.Fatal(err)
	}
	endless := 0
	for _, key := range server.Keys() {
		if !strings.HasPrefix(key, "test:") || strings.Contains(key, "hunter2") {
			t.Errorf("there is a key %s", key)
		}
		if server.TTL(key) <= 0 {
			endless++
		}
	}
	if endless != 1 {
		t.Errorf("%d keys never end, want that of the endless quota", endless)
	}
}

// TestLogin: the password is used, and no error shows it.
func TestLogin(t *testing.T) {
	server := miniredis.RunT(t)
	server.RequireAuth("hunter2")
	for password, sound := range map[string]bool{"hunter2": true, "hunter3": false, "": false} {
		store := New(Settings{Addresses: []string{server.Addr()}, Password: password})
		err := store.Probe(t.Context())
		if (err == nil) != sound {
			t.Errorf("with %q: %v", password, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter") {
			t.Errorf("the error shows the password: %v", err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestNotRepeated: a call that fails is sent once: it may have counted.
func TestNotRepeated(t *testing.T) {
	server := miniredis.RunT(t)
	store := opened(t, server.Addr())
	if err := store.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	var sent atomic.Int64
	store.client.AddHook(counting{&sent})
	server.SetError("LOADING the data set")
	if _, err := store.counters.Take(t.Context(), "g", []state.Limit{{Key: "k", Calls: 1, Window: time.Minute, Count: 1}}); err == nil {
		t.Error("no error")
	}
	if n := sent.Load(); n != 1 {
		t.Errorf("%d commands were sent", n)
	}
}

// counting counts commands.
type counting struct{ sent *atomic.Int64 }

func (c counting) DialHook(next client.DialHook) client.DialHook { return next }

func (c counting) ProcessHook(next client.ProcessHook) client.ProcessHook {
	return func(ctx context.Context, cmd client.Cmder) error {
		c.sent.Add(1)
		return next(ctx, cmd)
	}
}

func (c counting) ProcessPipelineHook(next client.ProcessPipelineHook) client.ProcessPipelineHook {
	return next
}

// TestManyMarks: a counter has a bounded number of marks, and is exact as long as
// its window loses none.
func TestManyMarks(t *testing.T) {
	store := opened(t, startServer(t))
	c := installClock(t, store)
	const calls, inWindow = 6500, 5500
	limit := []state.Limit{{Key: "k", Calls: 20_000, Window: inWindow * time.Millisecond, Count: 1}}
	for i := range calls {
		c.at = c.at.Add(time.Millisecond)
		if err := store.client.Set(t.Context(), clockKey, c.at.UnixMicro(), 0).Err(); err != nil {
			t.Fatal(err)
		}
		taken, err := store.counters.Take(t.Context(), "g", limit)
		if err != nil || !taken.Allowed {
			t.Fatal(taken, err)
		}
		exact := int64(20_000 - min(i+1, inWindow))
		if i < inWindow && taken.Remaining != exact || taken.Remaining > exact || taken.Remaining < exact-5 {
			t.Fatalf("after %d calls %d remain, want %d", i+1, taken.Remaining, exact)
		}
	}
	n, err := store.client.ZCard(t.Context(), tagged("test:", "c", "g")+digest("k")).Result()
	if err != nil || n < 2048 || n > 4096+2048 {
		t.Errorf("%d marks (%v) in a window of %d calls", n, err, inWindow)
	}
}

// TestLargeSums: a counter that never rests stays exact.
func TestLargeSums(t *testing.T) {
	server := miniredis.RunT(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := opened(t, server.Addr())
	const count = 1 << 46
	limit := []state.Limit{{Key: "k", Calls: 100 * count, Window: 10 * time.Second, Count: count}}
	for i := range 1000 {
		now = now.Add(time.Second)
		server.SetTime(now)
		taken, err := store.counters.Take(t.Context(), "g", limit)
		if want := int64(100-min(i+1, 10)) * count; err != nil || taken.Remaining != want {
			t.Fatalf("after %d calls %d remain (%v), want %d", i+1, taken.Remaining, err, want)
		}
	}
}

// TestClockSetBack: time that goes back a little stands still; a server with
// another clock starts counting again.
func TestClockSetBack(t *testing.T) {
	server := miniredis.RunT(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := opened(t, server.Addr())
	take := func(after time.Duration, allowed bool) {
		t.Helper()
		server.SetTime(now.Add(after))
		taken, err := store.counters.Take(t.Context(), "g", []state.Limit{{Key: "k", Calls: 1, Window: 10 * time.Second, Count: 1}})
		if err != nil || taken.Allowed != allowed {
			t.Fatalf("after %v: %+v, %v", after, taken, err)
		}
	}
	take(0, true)
	take(-5*time.Second, false)
	take(9*time.Second, false)
	take(10*time.Second, true)
	take(-time.Hour, true)
	take(-time.Hour, false)
}

// FuzzDecode: what stands in the server never panics, and what encode wrote comes
// back.
func FuzzDecode(f *testing.F) {
	for _, v := range []any{"text", int32(-1), int64(1) << 40, 1.5, true, []byte{1}} {
		data, err := encode(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte{})
	f.Add([]byte("i1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, ok := decode(data)
		if !ok {
			return
		}
		again, err := encode(v)
		if err != nil {
			t.Fatal(err)
		}
		if back, ok := decode(again); !ok || fmt.Sprint(back) != fmt.Sprint(v) {
			t.Errorf("%v came back as %v", v, back)
		}
	})
}
