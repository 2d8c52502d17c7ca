package keyvault

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Settings configure a Store.
type Settings struct {
	// Read reads a secret; Client.Read is one. Required.
	Read func(ctx context.Context, r Reference) (string, error)
	// Refresh is how old a secret without a version becomes before it is read again,
	// Timeout how long Get may take. Both are more than 0.
	Refresh, Timeout time.Duration
	// Log is told of vaults that cannot be read. Required.
	Log *slog.Logger
}

// Store keeps secrets. It is safe for concurrent use.
type Store struct {
	settings Settings
	wake     chan struct{} // Run looks at what is due

	mu       sync.Mutex
	entries  map[Reference]*entry
	failures uint64
}

// entry is a secret that was asked for.
type entry struct {
	value string
	known bool // there is a value, possibly an old one
	err   error
	// due is when it is read again; never when zero.
	due   time.Time
	pause time.Duration // before the next attempt after a failure
	stale bool          // Get reads it again
}

// NewStore returns an empty store.
func NewStore(s Settings) *Store {
	return &Store{settings: s, wake: make(chan struct{}, 1), entries: map[Reference]*entry{}}
}

// Secret is what Get finds.
type Secret struct {
	value string
	// Err says why there is no value.
	Err error
}

// Reveal returns the value.
func (s Secret) Reveal() string { return s.value }

// String hides the value, whatever the verb.
func (s Secret) String() string { return "(secret)" }

// GoString hides the value.
func (s Secret) GoString() string { return s.String() }

const (
	// maxReads bounds the reads under way.
	maxReads = 8
	// The pauses between attempts at what cannot be read.
	firstPause = 30 * time.Second
	lastPause  = 10 * time.Minute
)

var errUnread = errors.New("it was not read")

// Get returns secrets in the order of the references. One that was never read is
// read now, within the time of the settings; so is one that is stale. An old value is
// as good as a new one while the vault is away.
func (s *Store) Get(ctx context.Context, refs []Reference) []Secret {
	s.mu.Lock()
	var missing []Reference
	for _, r := range refs {
		e := s.entries[r]
		if e == nil {
			e = &entry{}
			s.entries[r] = e
		}
		if (!e.known || e.stale) && !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	s.mu.Unlock()

	ctx, cancel := context.WithTimeout(ctx, s.settings.Timeout)
	defer cancel()
	s.read(ctx, missing)
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Secret, len(refs))
	for i, r := range refs {
		switch e := s.entries[r]; {
		case e == nil:
			out[i].Err = errUnread
		case e.known:
			out[i].value = e.value
		default:
			out[i].Err = cmp.Or(e.err, errUnread)
		}
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return out
}

// Keep forgets all other secrets than these.
func (s *Store) Keep(refs []Reference) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := make(map[Reference]*entry, len(refs))
	for _, r := range refs {
		if e := s.entries[r]; e != nil {
			kept[r] = e
		}
	}
	s.entries = kept
}

// Expire makes all secrets without a version stale, so that the next Get reads them
// again.
func (s *Store) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for r, e := range s.entries {
		e.stale = !r.Versioned()
	}
}

// Run reads secrets again when they are due, until ctx ends, and calls changed when
// a value is another one than before, or there for the first time.
func (s *Store) Run(ctx context.Context, changed func()) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		wait, due := s.due(time.Now())
		if len(due) > 0 {
			bounded, cancel := context.WithTimeout(ctx, s.settings.Timeout)
			news := s.read(bounded, due)
			cancel()
			if ctx.Err() != nil {
				return
			}
			if news {
				changed()
			}
			continue
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-s.wake:
		}
	}
}

// due returns what is to be read now, or how long to wait.
func (s *Store) due(now time.Time) (wait time.Duration, due []Reference) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait = time.Hour
	for r, e := range s.entries {
		switch {
		case e.due.IsZero():
		case !e.due.After(now):
			due = append(due, r)
		default:
			wait = min(wait, e.due.Sub(now))
		}
	}
	return wait, due
}

// read reads secrets, some at a time, and reports whether a value is new.
func (s *Store) read(ctx context.Context, refs []Reference) (news bool) {
	slots := make(chan struct{}, maxReads)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, r := range refs {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			value, err := s.settings.Read(ctx, r)
			isNew := s.record(ctx, r, value, err)
			mu.Lock()
			news = news || isNew
			mu.Unlock()
		})
	}
	wg.Wait()
	return news
}

// record keeps the outcome of a read.
func (s *Store) record(ctx context.Context, r Reference, value string, err error) (isNew bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[r]
	if e == nil {
		return false // not wanted any more
	}
	e.stale = false
	if err != nil {
		if errors.Is(context.Cause(ctx), context.Canceled) {
			return false // the process stops
		}
		s.failures++
		e.err = err
		e.pause = min(max(2*e.pause, firstPause), lastPause, s.settings.Refresh)
		e.due = time.Now().Add(e.pause)
		s.settings.Log.Warn("a secret of a Key Vault cannot be read", "secret", r.ID, "error", err, "old", e.known)
		return false
	}
	isNew = !e.known || e.value != value
	e.value, e.known, e.err, e.pause, e.due = value, true, nil, 0, time.Time{}
	if !r.Versioned() {
		e.due = time.Now().Add(s.settings.Refresh)
	}
	return isNew
}

// Status is the state of the secrets.
type Status struct {
	// Secrets is how many there are; Failing how many of them could not be read the
	// last time; Failures counts reads that failed.
	Secrets, Failing int
	Failures         uint64
}

// Status returns the state of the secrets.
func (s *Store) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Status{Secrets: len(s.entries), Failures: s.failures}
	for _, e := range s.entries {
		if e.err != nil {
			out.Failing++
		}
	}
	return out
}
