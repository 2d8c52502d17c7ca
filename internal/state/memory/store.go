package memory

import (
	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Settings bounds the memory. Zero values mean the defaults.
type Settings struct {
	// MaxCounters bounds the number of rate-limit counters; default 262,144.
	MaxCounters int
	// MaxMarks bounds the timestamps kept by all counters together, 16 bytes
	// each; default 4,194,304.
	MaxMarks int
	// MaxQuotas bounds the number of quotas; default 262,144.
	MaxQuotas int
	// MaxValues bounds the cache of values, in bytes as given to Set plus what an
	// entry costs; default 64 MiB.
	MaxValues int64
	// MaxResponses bounds the cache of responses likewise; default 64 MiB.
	MaxResponses int64
}

// Store is the state of one process. Close it when done.
type Store struct {
	counters  *counters
	buckets   *buckets
	quotas    *quotas
	values    *cache
	responses *cache
	slots     *slots
	breakers  *breakers
}

// New makes an empty store.
func New(settings Settings) *Store {
	return &Store{
		counters:  newCounters(orDefault(settings.MaxCounters, 1<<18), orDefault(settings.MaxMarks, 1<<22)),
		buckets:   newBuckets(orDefault(settings.MaxCounters, 1<<18)),
		quotas:    newQuotas(orDefault(settings.MaxQuotas, 1<<18)),
		values:    newCache(orDefault(settings.MaxValues, 64<<20)),
		responses: newCache(orDefault(settings.MaxResponses, 64<<20)),
		slots:     newSlots(),
		breakers:  newBreakers(),
	}
}

func orDefault[N int | int64](n, standard N) N {
	if n <= 0 {
		return standard
	}
	return n
}

// Stores returns the store's parts.
func (s *Store) Stores() state.Stores {
	return state.Stores{Counter: s.counters, Bucket: s.buckets, Quota: s.quotas, Values: s.values, Responses: s.responses, Concurrency: s.slots, Breaker: s.breakers}
}

// Close stops the store's goroutines. The store stays usable, but what has
// expired is no longer removed without being asked for.
func (s *Store) Close() {
	s.values.close()
	s.responses.close()
}
