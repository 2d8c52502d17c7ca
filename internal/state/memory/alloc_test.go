package memory

import (
	"context"
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// sameMemory reports whether two strings start at the same byte.
func sameMemory(a, b string) bool { return unsafe.StringData(a) == unsafe.StringData(b) }

// Rate limits, quotas, look-ups and slots stand on the path of every request
// that has them: known keys cost no allocation.
func TestKnownKeysAllocateNothing(t *testing.T) {
	store := New(Settings{})
	defer store.Close()
	s, ctx := store.Stores(), context.Background()
	limits := []state.Limit{{Key: "root", Calls: 1 << 40, Window: time.Minute, Count: 1}, {Key: "api", Calls: 1 << 40, Window: time.Minute, Count: 1}}
	refused := []state.Limit{{Key: "full", Calls: 1, Window: time.Minute, Count: 1}}
	allowances := []state.Allowance{{Key: "k", Calls: 1 << 40, Bytes: state.Unlimited, Period: time.Hour, Start: time.Unix(0, 0)}}
	if err := s.Values.Set(ctx, "k", "v", 1, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := s.Concurrency.Acquire(ctx, "slot", 10); !ok {
		t.Fatal("no slot")
	}
	tests := []struct {
		name string
		run  func()
	}{
		{"Counter.Take", func() { _, _ = s.Counter.Take(ctx, "g", limits) }},
		{"Counter.Take refused", func() { _, _ = s.Counter.Take(ctx, "g", refused) }},
		{"Counter.Add", func() { _ = s.Counter.Add(ctx, "g", limits) }},
		{"Quota.Draw", func() { _, _ = s.Quota.Draw(ctx, "g", allowances, 1) }},
		{"Quota.Add", func() { _ = s.Quota.Add(ctx, "g", allowances, 0, 1) }},
		{"Cache.Get", func() { _, _, _ = s.Values.Get(ctx, "k") }},
		{"Concurrency", func() {
			slot, _, _ := s.Concurrency.Acquire(ctx, "slot", 10)
			s.Concurrency.Release(ctx, slot)
		}},
	}
	for _, test := range tests {
		// A ring that grows allocates; let it reach its size first.
		for range 3 * maxMarks {
			test.run()
		}
		if n := testing.AllocsPerRun(1000, test.run); n != 0 {
			t.Errorf("%s allocates %v times", test.name, n)
		}
	}
}

func BenchmarkCounterTake(b *testing.B) {
	for _, keys := range []int{1, 1000, 100000} {
		for _, calls := range []int64{10, 1000, 1 << 40} {
			b.Run(fmt.Sprintf("keys=%d/calls=%d", keys, calls), func(b *testing.B) {
				store := New(Settings{})
				defer store.Close()
				names := make([]string, keys)
				for i := range names {
					names[i] = fmt.Sprint("10.0.", i/256, ".", i%256)
				}
				ctx := context.Background()
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					limits := []state.Limit{{Key: "k", Calls: calls, Window: time.Minute, Count: 1}}
					for i := 0; pb.Next(); i++ {
						if _, err := store.counters.Take(ctx, names[i%keys], limits); err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}

func BenchmarkQuotaDraw(b *testing.B) {
	store := New(Settings{})
	defer store.Close()
	ctx := context.Background()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		allowances := []state.Allowance{{Key: "k", Calls: 1 << 40, Bytes: state.Unlimited, Period: time.Hour, Start: time.Unix(0, 0)}}
		for pb.Next() {
			if _, err := store.quotas.Draw(ctx, "subscription", allowances, 1); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkCacheGet(b *testing.B) {
	store := New(Settings{})
	defer store.Close()
	ctx := context.Background()
	_ = store.values.Set(ctx, "k", "v", 1, time.Hour)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, found, err := store.values.Get(ctx, "k"); !found || err != nil {
				b.Error(found, err)
			}
		}
	})
}

func BenchmarkCacheSet(b *testing.B) {
	store := New(Settings{})
	defer store.Close()
	ctx := context.Background()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := store.values.Set(ctx, "key", "v", 100, time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkConcurrency(b *testing.B) {
	store := New(Settings{})
	defer store.Close()
	ctx := context.Background()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if slot, ok, _ := store.slots.Acquire(ctx, "k", 1000); ok {
				store.slots.Release(ctx, slot)
			}
		}
	})
}
