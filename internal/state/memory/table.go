package memory

import (
	"crypto/sha256"
	"hash/maphash"
	"strings"
	"sync"
)

const (
	// shardCount is a power of two, well above the number of processors.
	shardCount = 64
	// candidates is how many entries are looked at to choose one to evict.
	candidates = 8
	// maxName is the length, in bytes, beyond which a name is kept as its hash: a
	// caller may be able to put kilobytes into a counter-key.
	maxName = 128
)

// entry is what a table holds, by pointer. Times are in the table's own unit,
// which only its user knows.
type entry[E any] interface {
	*E
	// expired reports whether nothing would be lost by dropping the entry.
	expired(now int64) bool
	// worth says how much would be lost.
	worth() int64
	// born is when the entry was made.
	born() int64
	// drop is called when the entry leaves the table.
	drop()
}

// name is what an entry is found by; the numbers are those of a quota's period.
type name struct {
	group, key    string
	period, start int64
}

// table is a bounded, sharded map. All entries of a group are in one shard.
type table[E any, P entry[E]] struct {
	seed   maphash.Seed
	sweep  int64 // pause between sweeps of a shard
	shards [shardCount]shard[E, P]
}

// shard is a part of a table with its lock. Its methods are called with mu held.
type shard[E any, P entry[E]] struct {
	mu      sync.Mutex
	entries map[name]P
	most    int
	swept   int64
	_       [64]byte // shards do not share a cache line
}

func (t *table[E, P]) init(most int, sweep int64) {
	t.seed, t.sweep = maphash.MakeSeed(), sweep
	for i := range t.shards {
		t.shards[i].entries = make(map[name]P)
		t.shards[i].most = max(most/shardCount, 1)
	}
}

// index returns the number of a group's shard.
func (t *table[E, P]) index(group string) int {
	return int(maphash.String(t.seed, group) % shardCount)
}

// find returns an entry, nil if it is not there. n is short.
func (s *shard[E, P]) find(n name) P { return s.entries[n] }

// add puts a new entry in, and another one out if need be.
func (s *shard[E, P]) add(n name, e P, now int64) {
	if len(s.entries) >= s.most {
		s.evict(now)
	}
	// The strings may be parts of a request's buffer.
	n.group, n.key = strings.Clone(n.group), strings.Clone(n.key)
	s.entries[n] = e
}

// evict drops an expired entry, else the one worth least, else the newest of a
// few that iteration happens upon. Were it the oldest, a caller who is held up
// could flood the shard with new keys until its own is gone.
func (s *shard[E, P]) evict(now int64) {
	var victim P
	var victimName name
	seen := 0
	for n, e := range s.entries {
		if e.expired(now) {
			victim, victimName = e, n
			break
		}
		if victim == nil || e.worth() < victim.worth() || e.worth() == victim.worth() && e.born() > victim.born() {
			victim, victimName = e, n
		}
		if seen++; seen == candidates {
			break
		}
	}
	if victim != nil {
		delete(s.entries, victimName)
		victim.drop()
	}
}

// tidy drops what has expired, from time to time.
func (s *shard[E, P]) tidy(now, pause int64) {
	if now-s.swept < pause {
		return
	}
	s.swept = now
	for n, e := range s.entries {
		if e.expired(now) {
			delete(s.entries, n)
			e.drop()
		}
	}
}

// short bounds the length of a name, so that memory is bounded by the number of
// entries.
func short(text string) string {
	if len(text) <= maxName {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	return "\x00sha256" + string(sum[:])
}
