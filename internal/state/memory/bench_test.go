package memory

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// BenchmarkTake counts calls from all processors at once: on one counter, whose
// lock all of them want, and each on its own.
func BenchmarkTake(b *testing.B) {
	run := func(name string, group func(worker int64) string) {
		b.Run(name, func(b *testing.B) {
			store := New(Settings{})
			defer store.Close()
			counter := store.Stores().Counter
			var workers atomic.Int64
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				limits := []state.Limit{{Key: "k", Calls: 1 << 40, Window: time.Minute, Count: 1}}
				name := group(workers.Add(1))
				for pb.Next() {
					if taken, err := counter.Take(b.Context(), name, limits); err != nil || !taken.Allowed {
						b.Fatal(taken, err)
					}
				}
			})
		})
	}
	run("one counter", func(int64) string { return "g" })
	run("many counters", func(worker int64) string { return fmt.Sprint("g", worker) })
}
