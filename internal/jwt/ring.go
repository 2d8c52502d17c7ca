package jwt

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// RingSettings are the keys of a policy.
type RingSettings struct {
	Keys       []*Key
	Decryption []*DecryptionKey
	Sources    []*Source
	// Read makes of a token what callers look at; its result is kept with the token.
	// An error refuses the token.
	Read func(c Content) (any, error)
}

// Content is what a token says; of an encrypted one, the token that was in it.
type Content struct {
	Algorithm string
	// Type is the header parameter typ, nil without one.
	Type *string
	// Payload is the JSON of the claims: one object in UTF-8, no name twice, of
	// moderate depth.
	Payload string
	// Claims are its members in their order. They may be kept, and must not be changed.
	Claims []Claim
}

// Claim is a member of a payload.
type Claim struct {
	Name string
	// JSON is the value as it stands in the payload, without space around it.
	JSON string
}

// Ring holds keys and verifies tokens with them. It is safe for concurrent use.
type Ring struct {
	directory *Directory
	settings  RingSettings
	current   atomic.Pointer[set]
}

// set is what a ring holds at one time. It is immutable.
type set struct {
	id      uint64
	docs    []*document // one for each source, nil where there is none yet
	keys    []*Key
	issuers []string
	missing bool
}

// Token is a verified token. It is immutable.
type Token struct {
	// View is what Read made of it.
	View any
	// Signed says that it has a signature, which is good.
	Signed bool
}

// Ring returns a ring of the keys.
func (d *Directory) Ring(s RingSettings) *Ring { return &Ring{directory: d, settings: s} }

// Prefetch starts fetching what the sources have to say.
func (r *Ring) Prefetch() {
	for _, s := range r.settings.Sources {
		s.begin(false)
	}
}

// snapshot returns the set of now.
func (r *Ring) snapshot() *set {
	c := r.current.Load()
	if c != nil && r.isCurrent(c) {
		return c
	}
	n := &set{id: r.directory.sets.Add(1), keys: slices.Clip(r.settings.Keys)}
	for _, s := range r.settings.Sources {
		d := s.current.Load()
		n.docs = append(n.docs, d)
		if d == nil {
			n.missing = true
			continue
		}
		n.keys = append(n.keys, d.keys...)
		if d.issuer != "" {
			n.issuers = append(n.issuers, d.issuer)
		}
	}
	// Of two that are made at once one wins; both are right.
	if !r.current.CompareAndSwap(c, n) {
		if other := r.current.Load(); r.isCurrent(other) {
			return other
		}
	}
	return n
}

func (r *Ring) isCurrent(c *set) bool {
	for i, s := range r.settings.Sources {
		if s.current.Load() != c.docs[i] {
			return false
		}
	}
	return true
}

// Known returns a token that was verified before with the keys of now, nil if it
// was not. It neither blocks nor allocates.
func (r *Ring) Known(now time.Time, text string) *Token {
	for _, s := range r.settings.Sources {
		if due := s.due.Load(); due == 0 || now.UnixNano() >= due {
			// Verify looks after it.
			return nil
		}
	}
	return r.directory.tokens.get(r.snapshot().id, text)
}

// Issuers returns the issuers that the sources name. With complete it waits for
// sources that have said nothing yet.
func (r *Ring) Issuers(ctx context.Context, complete bool) []string {
	if complete && r.snapshot().missing {
		r.await(ctx, false)
	}
	return r.snapshot().issuers
}

// await waits for the fetches of all sources that are due, or that force asks for.
func (r *Ring) await(ctx context.Context, force bool) {
	var flights []chan struct{}
	for _, s := range r.settings.Sources {
		if force || s.current.Load() == nil {
			if done := s.begin(force); done != nil {
				flights = append(flights, done)
			}
		}
	}
	for _, done := range flights {
		await(ctx, done)
	}
}

// Rings keeps the rings of settings that are known at run time only. The zero
// value is empty. It is safe for concurrent use.
type Rings struct {
	mu    sync.RWMutex
	rings map[string]*Ring
}

// maxRings bounds the rings that are kept; beyond it one is forgotten.
const maxRings = 256

// Get returns the ring of a key, which make makes at the first time.
func (r *Rings) Get(key string, make func() (*Ring, error)) (*Ring, error) {
	r.mu.RLock()
	ring := r.rings[key]
	r.mu.RUnlock()
	if ring != nil {
		return ring, nil
	}
	ring, err := make()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other := r.rings[key]; other != nil {
		return other, nil
	}
	if r.rings == nil {
		r.rings = map[string]*Ring{}
	}
	if len(r.rings) >= maxRings {
		for k := range r.rings {
			delete(r.rings, k)
			break
		}
	}
	r.rings[key] = ring
	return ring, nil
}
