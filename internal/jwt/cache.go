package jwt

import (
	"hash/maphash"
	"strings"
	"sync"
)

// Bounds of the cache of verified tokens: shards × 2 generations × shardCost is
// what it takes at most, some 32 MiB.
const (
	shards    = 16
	shardCost = 1 << 20
	// costliest is the longest token that is kept.
	costliest = 16 << 10
)

// cache remembers verified tokens, each under the set of keys that verified it. A
// shard has two generations: when the young one is full it becomes the old one,
// whose tokens return to the young one when they are used.
type cache struct {
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu         sync.RWMutex
	young, old map[uint64]*entry
	cost       int
	_          [64]byte // apart from the lock of the next
}

// entry is a verified token. The whole text is compared: a hash alone could be
// met by another token.
type entry struct {
	set   uint64
	text  string
	token *Token
}

func newCache() *cache { return &cache{seed: maphash.MakeSeed()} }

// hash tells tokens of different sets apart.
func (c *cache) hash(set uint64, text string) uint64 {
	return maphash.String(c.seed, text) ^ set*0x9E3779B97F4A7C15
}

func (c *cache) get(set uint64, text string) *Token {
	h := c.hash(set, text)
	s := &c.shards[h%shards]
	s.mu.RLock()
	e, young := s.young[h]
	if !young {
		e = s.old[h]
	}
	s.mu.RUnlock()
	if e == nil || e.set != set || e.text != text {
		return nil
	}
	if !young {
		s.put(h, e)
	}
	return e.token
}

func (c *cache) put(set uint64, text string, t *Token) {
	if len(text) > costliest {
		return
	}
	h := c.hash(set, text)
	c.shards[h%shards].put(h, &entry{set, strings.Clone(text), t})
}

func (s *shard) put(h uint64, e *entry) {
	// Text, claims and what was made of them.
	cost := 4*len(e.text) + 1024
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.young == nil || s.cost+cost > shardCost {
		s.young, s.old, s.cost = map[uint64]*entry{}, s.young, 0
	}
	if _, ok := s.young[h]; !ok {
		s.cost += cost
	}
	s.young[h] = e
}

// len counts the tokens, for tests.
func (c *cache) len() (n int) {
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.RLock()
		n += len(s.young) + len(s.old)
		s.mu.RUnlock()
	}
	return n
}
