package servicebus

import (
	"time"
)

// Message is a message of a queue or subscription, or an event of a hub.
type Message struct {
	// ID is the MessageId; made up when the sender gave none.
	ID string
	// Sequence is the broker's number of the message, from 1.
	Sequence int64
	// Body is the payload.
	Body []byte
	// ContentType is as sent.
	ContentType string
	// Broker holds the sender's BrokerProperties: strings, float64s, bools.
	Broker map[string]any
	// Properties are the custom properties as header text: strings in double
	// quotes, numbers and booleans bare.
	Properties map[string]string
	// Enqueued is when the message arrived, or became active if scheduled.
	Enqueued time.Time
	// Expires is when its time to live ends; zero means never.
	Expires time.Time
	// DeliveryCount is how often it was handed out.
	DeliveryCount int
	// Partition is the number of the hub's partition.
	Partition int

	// charge is what the message counts against the quota, in bytes; it is
	// fixed when the message arrives.
	charge      int64
	lockToken   string
	lockedUntil time.Time
}

// size is about what the message takes, in bytes.
func (m *Message) size() int64 {
	n := len(m.Body) + len(m.ContentType) + len(m.ID) + 200
	for k, v := range m.Properties {
		n += len(k) + len(v)
	}
	for k, v := range m.Broker {
		n += len(k) + 8
		if s, ok := v.(string); ok {
			n += len(s)
		}
	}
	return int64(n)
}

// copyFor returns the message as a subscription gets it: with a state of its own.
func (m *Message) copyFor() *Message {
	c := *m
	return &c
}

func (m *Message) locked(now time.Time) bool { return m.lockToken != "" && m.lockedUntil.After(now) }

func (m *Message) expired(now time.Time) bool { return !m.Expires.IsZero() && !m.Expires.After(now) }
