package memory

import (
	"context"
	"hash/maphash"
	"strings"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// slots implements state.Concurrency. A key is there while a slot of it is
// taken, so there are never more keys than requests in flight.
type slots struct {
	seed   maphash.Seed
	shards [shardCount]slotShard
}

type slotShard struct {
	mu    sync.Mutex
	taken map[string]int
	_     [64]byte // shards do not share a cache line
}

func newSlots() *slots {
	s := &slots{seed: maphash.MakeSeed()}
	for i := range s.shards {
		s.shards[i].taken = make(map[string]int)
	}
	return s
}

func (s *slots) shard(key string) *slotShard {
	return &s.shards[maphash.String(s.seed, key)%shardCount]
}

// Acquire implements state.Concurrency.
func (s *slots) Acquire(_ context.Context, key string, most int) (state.Slot, bool, error) {
	shard := s.shard(key)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	n := shard.taken[key]
	if n >= most {
		return state.Slot{}, false, nil
	}
	if n == 0 {
		key = strings.Clone(key) // it may be part of a request's buffer
	}
	shard.taken[key] = n + 1
	return state.Slot{Key: key}, true, nil
}

// Release implements state.Concurrency.
func (s *slots) Release(_ context.Context, slot state.Slot) {
	shard := s.shard(slot.Key)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if n := shard.taken[slot.Key]; n > 1 {
		shard.taken[slot.Key] = n - 1
	} else {
		delete(shard.taken, slot.Key)
	}
}
