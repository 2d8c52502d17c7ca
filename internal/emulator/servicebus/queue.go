package servicebus

import (
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

const (
	defaultLock        = 60 * time.Second
	defaultMaxDelivery = 10
)

// queue is a queue or a subscription. The namespace's lock guards it.
type queue struct {
	lock           time.Duration
	maxDelivery    int
	timeToLive     time.Duration
	deadLetterLate bool
	messages       []*Message // by sequence
	dead           *queue     // nil in a dead-letter queue itself
	sequence       int64
}

func newQueue(q seed.Queue) *queue {
	out := &queue{
		lock:           time.Duration(q.LockSeconds) * time.Second,
		maxDelivery:    q.MaxDeliveryCount,
		timeToLive:     time.Duration(q.TimeToLiveSeconds) * time.Second,
		deadLetterLate: q.DeadLetterOnExpiration,
	}
	if out.lock <= 0 {
		out.lock = defaultLock
	}
	if out.maxDelivery <= 0 {
		out.maxDelivery = defaultMaxDelivery
	}
	out.dead = &queue{lock: out.lock, maxDelivery: 1 << 30}
	return out
}

// put appends a message; now decides about its expiry.
func (q *queue) put(m *Message) {
	q.sequence++
	m.Sequence = q.sequence
	if q.timeToLive > 0 {
		if end := m.Enqueued.Add(q.timeToLive); m.Expires.IsZero() || m.Expires.After(end) {
			m.Expires = end
		}
	}
	q.messages = append(q.messages, m)
}

// sweep removes what has expired and dead-letters what was handed out too
// often. It returns the bytes that became free.
func (q *queue) sweep(now time.Time) (freed int64) {
	kept := q.messages[:0]
	for _, m := range q.messages {
		switch {
		case m.locked(now) || m.Enqueued.After(now):
			kept = append(kept, m)
		case m.expired(now) && q.dead != nil && q.deadLetterLate:
			q.kill(m, "TTLExpiredException")
		case m.expired(now):
			freed += m.charge
		case q.dead != nil && m.DeliveryCount >= q.maxDelivery:
			q.kill(m, "MaxDeliveryCountExceeded")
		default:
			kept = append(kept, m)
		}
	}
	clear(q.messages[len(kept):])
	q.messages = kept
	return freed
}

// kill moves a message to the dead-letter queue.
func (q *queue) kill(m *Message, reason string) {
	m.lockToken, m.Expires, m.DeliveryCount = "", time.Time{}, 0
	properties := map[string]string{"DeadLetterReason": `"` + reason + `"`}
	for k, v := range m.Properties {
		properties[k] = v
	}
	m.Properties = properties
	q.dead.put(m)
}

// take hands out the first message that is due: locked, or removed for good.
func (q *queue) take(now time.Time, remove bool) *Message {
	for i, m := range q.messages {
		if m.locked(now) || m.Enqueued.After(now) {
			continue
		}
		m.DeliveryCount++
		if remove {
			q.removeAt(i)
			return m
		}
		m.lockToken = exchange.NewID()
		m.lockedUntil = now.Add(q.lock)
		return m
	}
	return nil
}

func (q *queue) removeAt(i int) {
	copy(q.messages[i:], q.messages[i+1:])
	q.messages[len(q.messages)-1] = nil
	q.messages = q.messages[:len(q.messages)-1]
}

// held finds a message by its lock token and by id or sequence number. The lock
// has to be held still.
func (q *queue) held(now time.Time, matches func(*Message) bool, token string) int {
	for i, m := range q.messages {
		if m.lockToken == token && m.locked(now) && matches(m) {
			return i
		}
	}
	return -1
}

// nextChange is when time alone may make a message due; zero means never.
func (q *queue) nextChange(now time.Time) time.Time {
	var next time.Time
	for _, m := range q.messages {
		at := m.Enqueued
		if m.locked(now) {
			at = m.lockedUntil
		}
		if at.After(now) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}
