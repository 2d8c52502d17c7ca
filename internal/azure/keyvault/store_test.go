package keyvault_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/azure/keyvault"
)

const (
	plain     = "https://contoso.vault.azure.net/secrets/plain"
	versioned = "https://contoso.vault.azure.net/secrets/versioned/0a"
)

// source is where a store reads from.
type source struct {
	mu     sync.Mutex
	values map[string]string
	err    error
	reads  []string
	// slow makes reads take longer than anybody waits.
	slow bool
}

func (s *source) read(ctx context.Context, r keyvault.Reference) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = append(s.reads, r.ID[strings.LastIndex(r.ID, "/secrets/")+len("/secrets/"):])
	if s.slow {
		<-ctx.Done()
		return "", ctx.Err()
	}
	return s.values[r.ID], s.err
}

func (s *source) set(id, value string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[id], s.err = value, err
}

// taken returns the reads since it was called last.
func (s *source) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.reads
	s.reads = nil
	return out
}

// running is a store with its Run under way.
type running struct {
	*keyvault.Store
	source  *source
	changes int
	log     strings.Builder
	stop    func()
}

func run(t *testing.T) *running {
	r := &running{source: &source{values: map[string]string{plain: "one", versioned: "old"}}}
	r.Store = keyvault.NewStore(keyvault.Settings{
		Read: r.source.read, Refresh: 4 * time.Hour, Timeout: 30 * time.Second, Log: slog.New(slog.NewTextHandler(&r.log, nil)),
	})
	ctx, cancel := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() { r.Run(ctx, func() { r.changes++ }) })
	r.stop = func() { cancel(); done.Wait() }
	return r
}

func (r *running) values(ids ...string) []string {
	var refs []keyvault.Reference
	for _, id := range ids {
		refs = append(refs, keyvault.Reference{ID: id})
	}
	var out []string
	for _, s := range r.Get(context.Background(), refs) {
		if s.Err != nil {
			out = append(out, "error: "+s.Err.Error())
		} else {
			out = append(out, s.Reveal())
		}
	}
	return out
}

func expect[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: (-want +got)\n%s", what, diff)
	}
}

func TestStore(t *testing.T) {
	t.Run("read once, again after four hours", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := run(t)
			defer r.stop()
			expect(t, "values", r.values(plain, versioned, plain), []string{"one", "old", "one"})
			expect(t, "reads", len(r.source.taken()), 2)
			expect(t, "values", r.values(plain, versioned), []string{"one", "old"})
			r.source.set(plain, "two", nil)
			r.source.set(versioned, "new", nil)
			time.Sleep(4*time.Hour - time.Second)
			synctest.Wait()
			expect(t, "reads", r.source.taken(), nil)
			expect(t, "values", r.values(plain, versioned), []string{"one", "old"})
			time.Sleep(2 * time.Second)
			synctest.Wait()
			expect(t, "reads", r.source.taken(), []string{"plain"})
			expect(t, "changes", r.changes, 1)
			expect(t, "values", r.values(plain, versioned), []string{"two", "old"})
			time.Sleep(4 * time.Hour)
			synctest.Wait()
			expect(t, "the same value is no change", r.changes, 1)
		})
	})
	t.Run("the last good one while the vault is away", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := run(t)
			defer r.stop()
			r.values(plain)
			r.source.set(plain, "", errors.New("away"))
			time.Sleep(4*time.Hour + time.Second)
			synctest.Wait()
			expect(t, "values", r.values(plain), []string{"one"})
			expect(t, "status", r.Status(), keyvault.Status{Secrets: 1, Failing: 1, Failures: 1})
			r.source.taken()
			// 30 s, 60 s, 120 s, 240 s, 480 s, then every 10 minutes.
			time.Sleep(time.Hour)
			synctest.Wait()
			expect(t, "attempts in an hour", len(r.source.taken()), 9)
			expect(t, "values", r.values(plain), []string{"one"})
			expect(t, "changes", r.changes, 0)
			r.source.set(plain, "two", nil)
			time.Sleep(10 * time.Minute)
			synctest.Wait()
			expect(t, "changes", r.changes, 1)
			expect(t, "values", r.values(plain), []string{"two"})
			expect(t, "failing", r.Status().Failing, 0)
		})
	})
	t.Run("not there at first", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := run(t)
			defer r.stop()
			r.source.set(plain, "", errors.New("away"))
			expect(t, "values", r.values(plain, versioned), []string{"error: away", "error: away"})
			// Whoever asks again has it tried again.
			r.source.taken()
			r.values(plain)
			expect(t, "reads", r.source.taken(), []string{"plain"})
			r.source.set(plain, "one", nil)
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			expect(t, "values", r.values(plain, versioned), []string{"one", "old"})
			if r.changes == 0 {
				t.Error("nobody was told")
			}
		})
	})
	t.Run("told to read again", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := run(t)
			defer r.stop()
			r.values(plain, versioned)
			r.source.taken()
			r.source.set(plain, "two", nil)
			r.Expire()
			expect(t, "values", r.values(plain, versioned), []string{"two", "old"})
			expect(t, "reads", r.source.taken(), []string{"plain"})
			r.source.set(plain, "", errors.New("away"))
			r.Expire()
			expect(t, "values", r.values(plain), []string{"two"})
		})
	})
	t.Run("forgotten", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := run(t)
			defer r.stop()
			r.values(plain, versioned)
			r.Keep([]keyvault.Reference{{ID: versioned}})
			r.source.taken()
			time.Sleep(9 * time.Hour)
			synctest.Wait()
			expect(t, "reads", r.source.taken(), nil)
			expect(t, "secrets", r.Status().Secrets, 1)
		})
	})
	t.Run("a vault that does not answer", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := run(t)
			defer r.stop()
			r.source.slow = true
			began := time.Now()
			expect(t, "values", r.values(plain), []string{"error: context deadline exceeded"})
			expect(t, "waited", time.Since(began), 30*time.Second)
		})
	})
}

// TestSecretsAreHidden: whatever prints a secret, or what is logged about it, does
// not show it.
func TestSecretsAreHidden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := run(t)
		defer r.stop()
		r.source.set(plain, "s3cr3t", nil)
		secret := r.Get(t.Context(), []keyvault.Reference{{ID: plain}})[0]
		r.source.set(plain, "s3cr3t", errors.New("away"))
		time.Sleep(5 * time.Hour)
		synctest.Wait()
		r.stop()
		text := fmt.Sprintf("%v %+v %#v %s %q", secret, secret, secret, secret, []any{secret}) + r.log.String()
		if strings.Contains(text, "s3cr3t") || !strings.Contains(r.log.String(), "away") {
			t.Error(text)
		}
	})
}
