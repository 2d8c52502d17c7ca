package redis

import (
	"context"
	"maps"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	client "github.com/redis/go-redis/v9"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// lease is how long a slot is kept for a gateway that does not say any more that
// it needs it. It says so three times in that time.
const lease = 30 * time.Second

// slots implements state.Concurrency. Slots have leases, because a gateway may
// end without giving back what it took.
type slots struct {
	scripts
	prefix string
	script *client.Script

	mu sync.Mutex
	// held are the slots of requests that run, owed those that could not be given
	// back, by ID; the values are keys of the server.
	held, owed map[uint64]string

	stop func()
	done chan struct{}
}

func newSlots(s scripts, prefix string) *slots {
	ctx, cancel := context.WithCancel(context.Background())
	out := &slots{
		scripts: s, prefix: prefix, script: client.NewScript(slotsScript),
		held: map[uint64]string{}, owed: map[uint64]string{},
		stop: cancel, done: make(chan struct{}),
	}
	go out.keep(ctx)
	return out
}

func member(id uint64) string { return strconv.FormatUint(id, 36) }

// Acquire implements state.Concurrency.
func (s *slots) Acquire(ctx context.Context, key string, most int) (state.Slot, bool, error) {
	if most <= 0 {
		return state.Slot{}, false, nil
	}
	name := tagged(s.prefix, "s", key)
	// Not 0, which other implementations give.
	id := rand.Uint64N(1<<64-1) + 1
	taken, err := s.script.Run(ctx, s.client, []string{name}, "acquire", lease.Microseconds(), most, member(id)).Int()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil:
		s.owed[id] = name // nobody knows whether it was taken
		return state.Slot{}, false, err
	case taken == 0:
		return state.Slot{}, false, nil
	}
	s.held[id] = name
	return state.Slot{Key: key, ID: id}, true, nil
}

// Release implements state.Concurrency. When ctx has ended already the slot is
// given back later, as one is that the server did not take back.
func (s *slots) Release(ctx context.Context, slot state.Slot) {
	s.mu.Lock()
	name, ok := s.held[slot.ID]
	delete(s.held, slot.ID)
	s.mu.Unlock()
	if !ok {
		return
	}
	err := ctx.Err()
	if err == nil {
		err = s.client.ZRem(ctx, name, member(slot.ID)).Err()
	}
	if err != nil {
		s.mu.Lock()
		s.owed[slot.ID] = name
		s.mu.Unlock()
	}
}

// keep renews leases and gives back what is owed until ctx ends.
func (s *slots) keep(ctx context.Context) {
	defer close(s.done)
	tick := time.NewTicker(lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.settle(ctx)
			s.renew(ctx)
		}
	}
}

// settle gives back the slots that are owed. Those that still cannot be given back
// have ended with their leases when it is tried again often enough, so they are
// forgotten after a try that fails.
func (s *slots) settle(ctx context.Context) {
	s.mu.Lock()
	owed := s.owed
	s.owed = map[uint64]string{}
	s.mu.Unlock()
	if len(owed) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lease/6)
	defer cancel()
	pipe := s.client.Pipeline()
	for id, name := range owed {
		pipe.ZRem(ctx, name, member(id))
	}
	_, _ = pipe.Exec(ctx)
}

// renew begins the leases of all held slots anew, those of a key at once.
func (s *slots) renew(ctx context.Context) {
	s.mu.Lock()
	held := maps.Clone(s.held)
	s.mu.Unlock()
	if len(held) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lease/6)
	defer cancel()
	byName := map[string][]any{}
	for id, name := range held {
		if byName[name] == nil {
			byName[name] = []any{"renew", lease.Microseconds()}
		}
		byName[name] = append(byName[name], member(id))
	}
	for name, args := range byName {
		if s.script.Run(ctx, s.client, []string{name}, args...).Err() != nil {
			break // the leases last for two more tries
		}
	}
	// What was given back meanwhile may have been taken again by this.
	s.mu.Lock()
	for id, name := range held {
		if _, still := s.held[id]; !still {
			s.owed[id] = name
		}
	}
	s.mu.Unlock()
}

func (s *slots) close() {
	s.stop()
	<-s.done
}
