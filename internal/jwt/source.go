package jwt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Source is an OpenID configuration and the keys that it points to. It is safe for
// concurrent use.
type Source struct {
	directory *Directory
	url       string
	shown     string // url without what may be secret
	turn      uint64 // guarded by the directory's lock

	current atomic.Pointer[document]
	// due is when the next fetch is due, in Unix nanoseconds; 0 for at once.
	due atomic.Int64

	mu       sync.Mutex // never held during a fetch
	flight   chan struct{}
	fetched  time.Time // when current was confirmed last
	forced   time.Time // of the last fetch because of an unknown key
	blocked  time.Time // until when a failure keeps from fetching
	failures int
}

// document is what a source says. It is immutable.
type document struct {
	issuer string
	keys   []*Key
	// raw is what it was read from: an unchanged answer keeps the document, and with
	// it the tokens that were verified.
	raw []byte
}

// begin starts a fetch if one is due, or if force asks for one because of an
// unknown key and the limit allows it. It returns the fetch under way, nil if
// there is none.
func (s *Source) begin(force bool) chan struct{} {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flight != nil {
		return s.flight
	}
	if now.Before(s.blocked) {
		return nil
	}
	due := s.current.Load() == nil || now.Sub(s.fetched) >= RefreshAfter
	if !due && !(force && (s.forced.IsZero() || now.Sub(s.forced) >= RetryAfter)) {
		return nil
	}
	if force {
		s.forced = now
	}
	done := make(chan struct{})
	if !s.directory.launch(func() { s.fetch(done) }) {
		return nil
	}
	s.flight = done
	return done
}

// fetch does one fetch and records what came of it.
func (s *Source) fetch(done chan struct{}) {
	ctx, cancel := context.WithTimeout(s.directory.ctx, fetchTimeout)
	defer cancel()
	var d *document
	var err error
	select {
	case s.directory.slots <- struct{}{}:
		d, err = s.read(ctx)
		<-s.directory.slots
	case <-ctx.Done():
		err = ctx.Err()
	}
	now := time.Now()
	s.mu.Lock()
	if err == nil {
		if old := s.current.Load(); old == nil || !bytes.Equal(old.raw, d.raw) {
			s.current.Store(d)
		}
		s.fetched, s.failures, s.blocked = now, 0, time.Time{}
		s.due.Store(now.Add(RefreshAfter).UnixNano())
	} else {
		pause := RetryAfter
		if s.current.Load() == nil {
			pause = min(firstRetry<<min(s.failures, 16), RetryAfter)
		}
		s.failures++
		s.blocked = now.Add(pause)
		s.due.Store(s.blocked.UnixNano())
	}
	s.flight = nil
	s.mu.Unlock()
	close(done)
	if err != nil && s.directory.ctx.Err() == nil {
		s.directory.log.Warn("an OpenID configuration could not be fetched", "url", s.shown, "error", err, "kept", s.current.Load() != nil)
	}
}

// refresh starts a fetch that is due and waits for it where nothing, or nothing
// recent, is there. It costs an atomic load when none is due.
func (s *Source) refresh(ctx context.Context, now time.Time) {
	due := s.due.Load()
	if due != 0 && now.UnixNano() < due {
		return
	}
	done := s.begin(false)
	if done == nil {
		return
	}
	s.mu.Lock()
	wait := s.current.Load() == nil || now.Sub(s.fetched) >= stale
	s.mu.Unlock()
	if wait {
		await(ctx, done)
	}
}

// await waits for a fetch.
func await(ctx context.Context, done chan struct{}) {
	select {
	case <-done:
	case <-ctx.Done():
	}
}

const (
	// maxDocument bounds a configuration and a key set, in bytes.
	maxDocument = 1 << 20
	// maxKeys bounds the keys of a set.
	maxKeys = 256
)

// read gets the configuration and the keys.
func (s *Source) read(ctx context.Context) (*document, error) {
	config, err := s.directory.get(ctx, s.url)
	if err != nil {
		return nil, err
	}
	var fields struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(config, &fields); err != nil {
		return nil, fmt.Errorf("the configuration is not valid: %w", err)
	}
	if _, err := CheckURL(fields.Keys); err != nil {
		return nil, fmt.Errorf("the configuration's jwks_uri: %w", err)
	}
	keys, err := s.directory.get(ctx, fields.Keys)
	if err != nil {
		return nil, fmt.Errorf("getting the keys: %w", err)
	}
	d := &document{issuer: fields.Issuer, raw: append(append([]byte(fields.Issuer), 0), keys...)}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(keys, &set); err != nil {
		return nil, fmt.Errorf("the keys are not valid: %w", err)
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("there are %d keys, more than %d", len(set.Keys), maxKeys)
	}
	for _, raw := range set.Keys {
		// Keys of other kinds, or for other uses, are nothing to us.
		if k, err := web(raw); err == nil {
			d.keys = append(d.keys, k)
		}
	}
	if len(d.keys) == 0 {
		return nil, errors.New("there is no key that verifies signatures")
	}
	return d, nil
}

// get fetches a JSON document.
func (d *Directory) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := d.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the answer is %d", resp.StatusCode)
	}
	if t, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type")); err == nil && t == "text/html" {
		return nil, errors.New("the answer is a web page")
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxDocument+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxDocument:
		return nil, fmt.Errorf("the answer is longer than %d bytes", maxDocument)
	}
	return data, nil
}
