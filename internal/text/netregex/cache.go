package netregex

import (
	"container/list"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Cache compiles patterns and keeps those used last. It is for use by many
// goroutines.
type Cache struct {
	limits Limits
	size   int

	mu      sync.Mutex
	entries map[cacheKey]*list.Element
	recent  *list.List // of *cacheEntry, used last first
}

type cacheKey struct {
	pattern string
	options Options
	timeout clr.TimeSpan
}

type cacheEntry struct {
	key   cacheKey
	regex *Regex
	err   error
}

// NewCache returns a cache of so many patterns, at least one, all of them compiled
// within the limits.
func NewCache(size int, limits Limits) *Cache {
	return &Cache{
		limits: limits.withDefaults(), size: max(size, 1),
		entries: map[cacheKey]*list.Element{}, recent: list.New(),
	}
}

// Get returns the compiled pattern, as [Compile] does. Patterns that are wrong
// are remembered, too.
func (c *Cache) Get(pattern string, options Options, timeout *clr.TimeSpan) (*Regex, error) {
	key := cacheKey{pattern: pattern, options: options}
	if timeout != nil {
		key.timeout = *timeout
		if key.timeout == 0 { // wrong, and not the same as none
			return Compile(pattern, options, timeout, c.limits)
		}
	}
	c.mu.Lock()
	if e, ok := c.entries[key]; ok {
		c.recent.MoveToFront(e)
		entry := e.Value.(*cacheEntry)
		c.mu.Unlock()
		return entry.regex, entry.err
	}
	c.mu.Unlock()

	entry := &cacheEntry{key: key}
	entry.regex, entry.err = Compile(pattern, options, timeout, c.limits)

	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[key]; ok { // another goroutine was faster
		other := e.Value.(*cacheEntry)
		return other.regex, other.err
	}
	c.entries[key] = c.recent.PushFront(entry)
	for c.recent.Len() > c.size {
		last := c.recent.Back()
		c.recent.Remove(last)
		delete(c.entries, last.Value.(*cacheEntry).key)
	}
	return entry.regex, entry.err
}
