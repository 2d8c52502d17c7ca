package backend

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
	"weak"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Runtime keeps what backends have between requests. It is safe for concurrent
// use.
type Runtime struct {
	store state.Breaker
	log   *slog.Logger
	// start is what Breaker's times count from.
	start time.Time

	mu sync.Mutex
	// A breaker or a pool's turns live as long as a configuration that has them.
	breakers map[string]weak.Pointer[Breaker]
	turns    map[string]weak.Pointer[turns]
}

// NewRuntime returns a runtime whose breakers count in store. Both may be nil for
// configurations that are only checked.
func NewRuntime(store state.Breaker, log *slog.Logger) *Runtime {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Runtime{
		store: store, log: log, start: time.Now(),
		breakers: map[string]weak.Pointer[Breaker]{}, turns: map[string]weak.Pointer[turns]{},
	}
}

// kept returns the live value of a key, or makes and keeps a new one.
func kept[T any](m map[string]weak.Pointer[T], key string, make func() *T) *T {
	if v := m[key].Value(); v != nil {
		return v
	}
	v := make()
	m[key] = weak.Make(v)
	return v
}

// tidy drops the keys of values that are gone.
func tidy[T any](m map[string]weak.Pointer[T]) {
	for k, w := range m {
		if w.Value() == nil {
			delete(m, k)
		}
	}
}

// name tells a backend from those of the same name in other workspaces.
func name(b *catalog.Backend) string {
	if b.Workspace != nil {
		return strings.ToLower(b.Workspace.Name) + "/" + strings.ToLower(b.Name)
	}
	return strings.ToLower(b.Name)
}

// breaker returns the breaker of an entity, nil if it has none. A rule that
// changes makes another breaker.
func (r *Runtime) breaker(b *catalog.Backend) *Breaker {
	rule := b.Breaker
	if rule == nil || r.store == nil {
		return nil
	}
	key := fmt.Sprintf("%s %s %+v", name(b), b.URL, *rule)
	r.mu.Lock()
	defer r.mu.Unlock()
	return kept(r.breakers, key, func() *Breaker {
		return &Breaker{
			key: key, entity: b.Name, runtime: r, conditions: *rule,
			rule: state.BreakerRule{Count: rule.Count, Percentage: rule.Percentage, Interval: rule.Interval, Trip: rule.Trip},
		}
	})
}

// turnsOf returns the turns of a pool.
func (r *Runtime) turnsOf(b *catalog.Backend) *turns {
	r.mu.Lock()
	defer r.mu.Unlock()
	return kept(r.turns, name(b), func() *turns { return &turns{} })
}

// Watch asks a store that several gateways share, every so often, which breakers
// are open: what trips at one gateway is open at all of them soon after, without a
// question for each request. stop ends it and waits for its end.
func (r *Runtime) Watch(every time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				r.refresh(ctx)
			}
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}

// refresh takes over what is open in the store.
func (r *Runtime) refresh(ctx context.Context) {
	r.mu.Lock()
	var all []*Breaker
	var keys []string
	for k, w := range r.breakers {
		if b := w.Value(); b != nil {
			all, keys = append(all, b), append(keys, k)
		}
	}
	r.mu.Unlock()
	if len(keys) == 0 {
		return
	}
	open, err := r.store.Open(ctx, keys)
	if err != nil || len(open) != len(all) {
		return // the store says for itself that it is away
	}
	for i, d := range open {
		if d > 0 {
			all[i].opened(d)
		}
	}
}
