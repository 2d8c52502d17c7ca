package servicebus

import (
	"context"
	"errors"
	"hash/fnv"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

const (
	// maxMessages bounds each queue, subscription and hub.
	maxMessages = 10_000
	// maxNamespaceBytes bounds all messages of a namespace together.
	maxNamespaceBytes = 64 << 20
)

// The broker's refusals.
var (
	errQuota    = errors.New("the quota of the entity is exceeded")
	errLockLost = errors.New("the lock is not held")
)

// namespace holds the entities of one namespace. It is safe for concurrent use.
type namespace struct {
	mu      sync.Mutex
	bytes   int64
	queues  map[string]*queue
	topics  map[string]*topic
	hubs    map[string]*hub
	changed chan struct{} // closed and replaced when a message may have become due
}

type topic struct {
	subscriptions map[string]*queue
}

// hub keeps the newest events; old ones go, as events of a hub do.
type hub struct {
	partitions int
	events     []*Message
	sequences  []int64
	next       int
}

func newNamespace(s seed.Namespace) *namespace {
	n := &namespace{queues: map[string]*queue{}, topics: map[string]*topic{}, hubs: map[string]*hub{}, changed: make(chan struct{})}
	for name, q := range s.Queues {
		n.queues[name] = newQueue(q)
	}
	for name, t := range s.Topics {
		top := &topic{subscriptions: map[string]*queue{}}
		for sub, q := range t.Subscriptions {
			top.subscriptions[sub] = newQueue(q)
		}
		n.topics[name] = top
	}
	for name, h := range s.EventHubs {
		count := h.Partitions
		if count == 0 {
			count = 4
		}
		n.hubs[name] = &hub{partitions: count, sequences: make([]int64, count)}
	}
	return n
}

// send puts messages into a queue or into all subscriptions of a topic: all of
// them or, over the quota, none.
func (n *namespace) send(to []*queue, messages []*Message, now time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	var size int64
	for _, m := range messages {
		m.charge = m.size()
		size += m.charge * int64(len(to))
	}
	for _, q := range to {
		if len(q.messages)+len(messages) > maxMessages || n.bytes+size > maxNamespaceBytes {
			n.bytes -= q.sweep(now) // what has expired makes room
		}
		if len(q.messages)+len(messages) > maxMessages || len(q.dead.messages) > maxMessages {
			return errQuota
		}
	}
	if n.bytes+size > maxNamespaceBytes {
		return errQuota
	}
	n.bytes += size
	for _, q := range to {
		for _, m := range messages {
			q.put(m.copyFor())
		}
	}
	n.wake()
	return nil
}

// wake tells those who wait. The lock is held.
func (n *namespace) wake() {
	close(n.changed)
	n.changed = make(chan struct{})
}

// receive hands out one message, waiting until one is due or ctx ends; then it
// returns nil.
func (n *namespace) receive(ctx context.Context, q *queue, remove bool) *Message {
	for {
		n.mu.Lock()
		now := time.Now()
		n.bytes -= q.sweep(now)
		if m := q.take(now, remove); m != nil {
			if remove {
				n.bytes -= m.charge
			}
			out := m.copyFor()
			n.mu.Unlock()
			return out
		}
		changed := n.changed
		next := q.nextChange(now)
		n.mu.Unlock()
		var timer <-chan time.Time
		if !next.IsZero() {
			timer = time.After(next.Sub(now))
		}
		select {
		case <-changed:
		case <-timer:
		case <-ctx.Done():
			return nil
		}
	}
}

// settle completes, unlocks or renews a locked message.
func (n *namespace) settle(q *queue, matches func(*Message) bool, token string, how func(q *queue, i int, now time.Time)) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	i := q.held(now, matches, token)
	if i < 0 {
		return errLockLost
	}
	charge := q.messages[i].charge
	count := len(q.messages)
	how(q, i, now)
	if len(q.messages) < count {
		n.bytes -= charge
	}
	n.wake()
	return nil
}

// publish appends events to a hub, each to the partition given, or that of its
// key, or the next in turn.
func (n *namespace) publish(h *hub, events []*Message, partition int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, m := range events {
		p := partition
		if p < 0 {
			if key, ok := m.Broker["PartitionKey"].(string); ok {
				sum := fnv.New32a()
				sum.Write([]byte(key))
				p = int(sum.Sum32() % uint32(h.partitions))
			} else {
				p = h.next % h.partitions
				h.next++
			}
		}
		m.Partition = p
		m.Sequence = h.sequences[p]
		h.sequences[p]++
		h.events = append(h.events, m)
		m.charge = m.size()
		n.bytes += m.charge
		for len(h.events) > maxMessages || (n.bytes > maxNamespaceBytes && len(h.events) > 1) {
			n.bytes -= h.events[0].charge
			h.events[0] = nil
			h.events = h.events[1:]
		}
	}
}

// list returns copies of everything in an entity, whatever its state.
func (n *namespace) list(entity string) ([]Message, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var from []*Message
	if h := n.hubs[entity]; h != nil {
		from = h.events
	} else if q, ok := n.find(entity); ok {
		from = q.messages
	} else {
		return nil, false
	}
	out := make([]Message, len(from))
	for i, m := range from {
		out[i] = *m
	}
	return out, true
}
