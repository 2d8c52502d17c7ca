package storage

import (
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

const (
	// maxQueues bounds an account, maxQueueMessages a queue.
	maxQueues        = 1_000
	maxQueueMessages = 10_000
	// maxText is the longest message text in bytes.
	maxText = 64 << 10
	// maxQueueBytes bounds the messages of all accounts together.
	maxQueueBytes = 128 << 20
)

// queueAccount is a storage account's queue side. Its lock guards everything in
// it.
type queueAccount struct {
	mu     sync.Mutex
	queues map[string]*storageQueue
}

type storageQueue struct {
	budget   *budget
	metadata map[string]string
	messages []*queueMessage // oldest first
}

type queueMessage struct {
	id           string
	text         string
	inserted     time.Time
	expires      time.Time // zero: never
	popReceipt   string
	visible      time.Time
	dequeueCount int
}

// size is what a message takes of the budget.
func (m *queueMessage) size() int64 { return int64(len(m.text)) + 256 }

func newQueueAccount(s seed.Account, b *budget) *queueAccount {
	a := &queueAccount{queues: map[string]*storageQueue{}}
	for _, name := range s.Queues {
		a.queues[name] = &storageQueue{budget: b}
	}
	return a
}

// sweep removes what has expired.
func (q *storageQueue) sweep(now time.Time) {
	kept := q.messages[:0]
	for _, m := range q.messages {
		if m.expires.IsZero() || m.expires.After(now) {
			kept = append(kept, m)
		} else {
			q.budget.give(m.size())
		}
	}
	clear(q.messages[len(kept):])
	q.messages = kept
}

// empty removes all messages.
func (q *storageQueue) empty() {
	for _, m := range q.messages {
		q.budget.give(m.size())
	}
	q.messages = nil
}

// put appends a message; nil means that there is no room for it.
func (q *storageQueue) put(text string, now time.Time, life, hidden time.Duration) *queueMessage {
	m := &queueMessage{id: exchange.NewID(), text: text, inserted: now, visible: now.Add(hidden), popReceipt: newReceipt()}
	if life > 0 {
		m.expires = now.Add(life)
	}
	if len(q.messages) >= maxQueueMessages || !q.budget.take(m.size()) {
		return nil
	}
	q.messages = append(q.messages, m)
	return m
}

func newReceipt() string { return exchange.NewBase64URL(18) }

// next returns up to n visible messages, and hides them unless it only peeks.
func (q *storageQueue) next(now time.Time, n int, hide time.Duration, peek bool) []*queueMessage {
	q.sweep(now)
	var out []*queueMessage
	for _, m := range q.messages {
		if len(out) == n {
			break
		}
		if m.visible.After(now) {
			continue
		}
		if !peek {
			m.dequeueCount++
			m.popReceipt = newReceipt()
			m.visible = now.Add(hide)
		}
		c := *m
		out = append(out, &c)
	}
	return out
}

// find returns the index of a message, or -1.
func (q *storageQueue) find(id string) int {
	for i, m := range q.messages {
		if m.id == id {
			return i
		}
	}
	return -1
}
