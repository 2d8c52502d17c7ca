package redis

import (
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// BenchmarkTake counts calls on one counter of redis-server, beside the least that
// any call costs there.
func BenchmarkTake(b *testing.B) {
	store := opened(b, startServer(b))
	parallel := func(b *testing.B, call func() error) {
		b.ReportAllocs()
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := call(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	counter := store.Stores().Counter
	take := func() error {
		_, err := counter.Take(b.Context(), "g", []state.Limit{{Key: "k", Calls: 1 << 40, Window: time.Minute, Count: 1}})
		return err
	}
	refused := func() error {
		_, err := counter.Take(b.Context(), "refused", []state.Limit{{Key: "k", Calls: 1000, Window: time.Hour, Count: 1}})
		return err
	}
	b.Run("take", func(b *testing.B) { parallel(b, take) })
	b.Run("refused", func(b *testing.B) { parallel(b, refused) })
	b.Run("ping", func(b *testing.B) { parallel(b, func() error { return store.client.Ping(b.Context()).Err() }) })
	b.Run("take, one after another", func(b *testing.B) {
		for b.Loop() {
			if err := take(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
