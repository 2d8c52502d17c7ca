package jwt

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// provided makes a provider with the test's RSA key "a" and a ring that trusts it.
func provided(t testing.TB) (*provider, *Source, *Ring) {
	p := newProvider(t)
	p.keys = []jose.JSONWebKey{publicKey("a", &makeKeys().rsa.PublicKey)}
	d := p.directory(t)
	s := source(t, d, p.config())
	return p, s, d.Ring(RingSettings{Sources: []*Source{s}, Read: read})
}

// TestDiscovery: keys and issuer come from the configuration, once for all who
// ask.
func TestDiscovery(t *testing.T) {
	p, _, ring := provided(t)
	text := sign(t, jose.RS256, makeKeys().rsa, "a", claims)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := ring.Verify(t.Context(), text, false); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := p.fetches(); n != 1 {
		t.Errorf("%d fetches", n)
	}
	if got := ring.Issuers(t.Context(), true); len(got) != 1 || got[0] != p.issuer {
		t.Errorf("issuers: %q", got)
	}
	if ring.Known(time.Now(), text) == nil {
		t.Error("the token is not known")
	}
}

// TestUnknownKey: a key that is not known is asked for at once, then at most every
// five minutes, whoever names whatever.
func TestUnknownKey(t *testing.T) {
	p, s, ring := provided(t)
	k := makeKeys()
	if _, err := ring.Verify(t.Context(), sign(t, jose.RS256, k.rsa, "a", claims), false); err != nil {
		t.Fatal(err)
	}
	rotated := sign(t, jose.RS256, k.other, "b", claims)
	p.set(func() { p.keys = append(p.keys, publicKey("b", &k.other.PublicKey)) })
	if _, err := ring.Verify(t.Context(), rotated, false); err != nil {
		t.Fatalf("after the keys have changed: %v", err)
	}
	if n := p.fetches(); n != 2 {
		t.Fatalf("%d fetches", n)
	}
	for i := range 50 {
		if _, err := ring.Verify(t.Context(), sign(t, jose.HS256, k.secret, fmt.Sprint("x", i), claims), false); kindOf(err) != KeyNotFound {
			t.Fatal(err)
		}
	}
	if n := p.fetches(); n != 2 {
		t.Errorf("unknown keys made %d fetches", n-2)
	}
	s.age(RetryAfter)
	for i := range 50 {
		_, _ = ring.Verify(t.Context(), sign(t, jose.HS256, k.secret, fmt.Sprint("y", i), claims), false)
	}
	if n := p.fetches(); n != 3 {
		t.Errorf("five minutes later they made %d fetches", n-2)
	}
}

// TestWithdrawnKey: a token is verified again when the keys have changed.
func TestWithdrawnKey(t *testing.T) {
	p, s, ring := provided(t)
	k := makeKeys()
	text := sign(t, jose.RS256, k.rsa, "a", claims)
	if _, err := ring.Verify(t.Context(), text, false); err != nil {
		t.Fatal(err)
	}
	id := ring.snapshot().id
	// The same keys once more change nothing.
	s.age(RefreshAfter)
	if _, err := ring.Verify(t.Context(), text, false); err != nil {
		t.Fatal(err)
	}
	s.settled()
	if p.fetches() != 2 || ring.snapshot().id != id || ring.Known(time.Now(), text) == nil {
		t.Errorf("%d fetches, set %d then %d", p.fetches(), id, ring.snapshot().id)
	}
	p.set(func() { p.keys = []jose.JSONWebKey{publicKey("b", &k.other.PublicKey)} })
	s.age(RefreshAfter)
	_, _ = ring.Verify(t.Context(), text, false)
	s.settled()
	if ring.Known(time.Now(), text) != nil {
		t.Error("a token of a withdrawn key is known")
	}
	if _, err := ring.Verify(t.Context(), text, false); kindOf(err) != KeyNotFound {
		t.Error(err)
	}
}

// TestRefresh: callers do not wait for what is renewed in the background, unless
// what there is is too old.
func TestRefresh(t *testing.T) {
	p, s, ring := provided(t)
	text := sign(t, jose.RS256, makeKeys().rsa, "a", claims)
	if _, err := ring.Verify(t.Context(), text, false); err != nil {
		t.Fatal(err)
	}
	hold := make(chan struct{})
	p.set(func() { p.hold = hold })
	s.age(RefreshAfter)
	if _, err := ring.Verify(t.Context(), text, false); err != nil { // returns while the server is held
		t.Fatal(err)
	}
	s.age(stale)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ring.Verify(ctx, sign(t, jose.RS256, makeKeys().other, "z", claims), false); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who has gone: %v", err)
	}
	p.set(func() { p.hold = nil })
	close(hold)
	if _, err := ring.Verify(t.Context(), text, false); err != nil {
		t.Fatal(err)
	}
	s.settled()
}

// TestServerAway: the last keys are kept; without any, the token is refused with
// the configuration's URL, and the server is asked again later.
func TestServerAway(t *testing.T) {
	p, s, ring := provided(t)
	text := sign(t, jose.RS256, makeKeys().rsa, "a", claims)
	p.set(func() { p.status = 503 })
	for range 5 {
		_, err := ring.Verify(t.Context(), text, false)
		if kindOf(err) != Unavailable || !strings.Contains(err.Error(), p.config()) {
			t.Fatal(err)
		}
	}
	p.set(func() { p.status = 0 })
	if p.fetches() != 0 {
		t.Error("answered")
	}
	s.age(firstRetry)
	if _, err := ring.Verify(t.Context(), text, false); err != nil {
		t.Fatalf("the server is back: %v", err)
	}
	p.set(func() { p.status = 503 })
	other := sign(t, jose.RS256, makeKeys().rsa, "a", `{"sub":"other"}`)
	for _, age := range []time.Duration{RefreshAfter, stale, 24 * time.Hour} {
		s.age(age)
		if _, err := ring.Verify(t.Context(), other, false); err != nil {
			t.Errorf("away for %v: %v", age, err)
		}
		s.settled()
	}
}

// TestBackOff: failures make the pauses longer, up to five minutes.
func TestBackOff(t *testing.T) {
	p, s, _ := provided(t)
	p.set(func() { p.status = 500 })
	var pauses []time.Duration
	for range 12 {
		if s.begin(false) == nil {
			t.Fatal("no fetch")
		}
		s.settled()
		s.mu.Lock()
		pause := time.Until(s.blocked).Round(time.Second)
		s.mu.Unlock()
		pauses = append(pauses, pause)
		if s.begin(false) != nil || s.begin(true) != nil {
			t.Fatal("a fetch during the pause")
		}
		s.age(RetryAfter)
	}
	if pauses[0] != firstRetry || pauses[1] != 2*firstRetry || pauses[11] != RetryAfter {
		t.Errorf("%v", pauses)
	}
}

// TestAnswers: what is no configuration or no key set is refused, and bounded.
func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		name, want string
		change     func(p *provider)
	}{
		{"no keys", "no key that verifies", func(p *provider) { p.keys = nil }},
		{"not JSON", "not valid", func(p *provider) { p.body = "keys" }},
		{"a web page", "web page", func(p *provider) { p.body = "<html>" }},
		{"null", "no key that verifies", func(p *provider) { p.body = "null" }},
		{"too long", "longer than", func(p *provider) { p.body = `{"keys":[` + strings.Repeat(" ", maxDocument) + "]}" }},
		{"too many", "more than 256", func(p *provider) { p.body = `{"keys":[` + strings.Repeat("1,", maxKeys) + "1]}" }},
		{"a secret", "no key that verifies", func(p *provider) { p.keys = []jose.JSONWebKey{{Key: []byte("secret secret secret"), KeyID: "a"}} }},
		{"404", "404", func(p *provider) { p.status = 404 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, s, _ := provided(t)
			p.set(func() { test.change(p) })
			if d, err := s.read(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%+v, %v", d, err)
			}
		})
	}
	p, s, _ := provided(t)
	for _, path := range []string{"/loop", "/plain"} {
		if _, err := s.directory.get(t.Context(), p.URL+path); err == nil || !strings.Contains(err.Error(), "redirect") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestURLs: keys come over TLS, or from this machine.
func TestURLs(t *testing.T) {
	for url, good := range map[string]bool{
		"https://x.test/a": true, " https://x.test/a ": true, "http://localhost:8080/a": true, "http://127.0.0.1/a": true, "http://[::1]:1/": true,
		"http://x.test/": false, "http://127.0.0.1.x.test/": false, "ftp://x.test/": false, "file:///etc/passwd": false, "": false, "x.test": false, "https:x": false, "https://": false,
	} {
		if _, err := CheckURL(url); (err == nil) != good {
			t.Errorf("%q: %v", url, err)
		}
	}
}

// TestSeveralSources: what one source has is enough; the other one may be away.
func TestSeveralSources(t *testing.T) {
	p, s, _ := provided(t)
	q := newProvider(t)
	q.status, q.issuer = 500, "https://other.test/"
	away := source(t, s.directory, q.config())
	ring := s.directory.Ring(RingSettings{Sources: []*Source{away, s}, Read: read})
	if _, err := ring.Verify(t.Context(), sign(t, jose.RS256, makeKeys().rsa, "a", claims), false); err != nil {
		t.Error(err)
	}
	if got := ring.Issuers(t.Context(), true); len(got) != 1 || got[0] != p.issuer {
		t.Errorf("%q", got)
	}
	if _, err := ring.Verify(t.Context(), sign(t, jose.RS256, makeKeys().other, "q", claims), false); kindOf(err) != Unavailable {
		t.Errorf("a key that may be the other's: %v", err)
	}
}

// TestBounds: what callers can make the gateway keep is bounded.
func TestBounds(t *testing.T) {
	d := NewDirectory(Options{Transport: http.DefaultTransport})
	defer d.Close()
	for i := range 3 * maxSources {
		source(t, d, fmt.Sprintf("https://tenant-%d.test/", i))
	}
	if n := len(d.sources); n > maxSources {
		t.Errorf("%d sources", n)
	}
	var rings Rings
	for i := range 3 * maxRings {
		if _, err := rings.Get(fmt.Sprint(i), func() (*Ring, error) { return d.Ring(RingSettings{Read: read}), nil }); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(rings.rings); n > maxRings {
		t.Errorf("%d rings", n)
	}
	for i := range 100_000 {
		d.tokens.put(1, fmt.Sprint("token ", i), &Token{})
	}
	if n := d.tokens.len(); n > 2*shards*shardCost/1024 {
		t.Errorf("%d tokens", n)
	}
	d.tokens.put(1, strings.Repeat("x", costliest+1), &Token{})
	if d.tokens.get(1, strings.Repeat("x", costliest+1)) != nil {
		t.Error("a very long token is kept")
	}
}

// TestCacheCompares: the same text under another set, and another text, are not
// found.
func TestCacheCompares(t *testing.T) {
	c := newCache()
	want := &Token{}
	c.put(1, "text", want)
	if c.get(1, "text") != want || c.get(2, "text") != nil || c.get(1, "texu") != nil {
		t.Error("a wrong token")
	}
	// The text decides even where the hash is the same.
	h := c.hash(3, "other")
	c.shards[h%shards].put(h, &entry{3, "text", want})
	if c.get(3, "other") != nil {
		t.Error("a hash was enough")
	}
}

// TestClosed: after Close nothing is fetched.
func TestClosed(t *testing.T) {
	p, s, ring := provided(t)
	s.directory.Close()
	if _, err := ring.Verify(t.Context(), sign(t, jose.RS256, makeKeys().rsa, "a", claims), false); kindOf(err) != Unavailable {
		t.Error(err)
	}
	if p.fetches() != 0 {
		t.Error("fetched")
	}
}

// TestKnownAllocatesNothing: a token that was verified before costs no memory.
func TestKnownAllocatesNothing(t *testing.T) {
	_, _, ring := provided(t)
	text := sign(t, jose.RS256, makeKeys().rsa, "a", claims)
	if _, err := ring.Verify(t.Context(), text, false); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if n := testing.AllocsPerRun(1000, func() {
		if ring.Known(now, text) == nil {
			t.Fatal("not known")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkKnown measures a token that was verified before.
func BenchmarkKnown(b *testing.B) {
	_, _, ring := provided(b)
	text := sign(b, jose.RS256, makeKeys().rsa, "a", `{"sub":"`+strings.Repeat("x", 900)+`"}`)
	if _, err := ring.Verify(b.Context(), text, false); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if ring.Known(time.Now(), text) == nil {
			b.Fatal("not known")
		}
	}
}

// BenchmarkNew measures a token that was never seen before.
func BenchmarkNew(b *testing.B) {
	_, _, ring := provided(b)
	text := sign(b, jose.RS256, makeKeys().rsa, "a", `{"sub":"caller","aud":"peers","exp":4102444800,"roles":["reader","writer"]}`)
	b.ReportAllocs()
	for b.Loop() {
		ring.directory.tokens = newCache()
		if _, err := ring.Verify(b.Context(), text, false); err != nil {
			b.Fatal(err)
		}
	}
}
