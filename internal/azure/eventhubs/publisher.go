package eventhubs

import (
	"context"
	"errors"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/azure/delivery"
	"github.com/gatehouse-project/gatehouse/internal/azure/servicebus"
)

// Publisher sends events. It is safe for concurrent use. It has no goroutine while
// there is nothing to send.
type Publisher struct {
	options delivery.Options

	mu     sync.Mutex
	queues map[string]*queue
}

// New returns a publisher.
func New(o delivery.Options) *Publisher {
	return &Publisher{options: o, queues: map[string]*queue{}}
}

// Event is one event. PartitionID and PartitionKey exclude each other; both may be
// empty.
type Event struct {
	Body, PartitionID, PartitionKey string
}

const (
	// MaxBody is how long an event may be, in bytes of UTF-8; what is longer is cut
	// (log-to-eventhub.md, semantics 2).
	MaxBody = 200 * 1024
	// maxQueued bounds what waits for one hub, in bytes.
	maxQueued = 32 << 20
	// maxBatch bounds one request, in bytes of bodies; JSON may make it half as
	// long again, and a hub takes 1 MiB.
	maxBatch = 400 << 10
	// maxEvents bounds the events of one request.
	maxEvents = 500
	// linger is how long a buffered event waits for others.
	linger = 500 * time.Millisecond
	// perEvent is what an event costs beside its body.
	perEvent = 128
	// attempts is how often a batch is sent before it is given up.
	attempts = 4
	// sendTimeout bounds one attempt.
	sendTimeout = 30 * time.Second
	// signatureLife is how long a shared access signature is valid.
	signatureLife = 15 * time.Minute
)

// queue is what waits for one hub, in order.
type queue struct {
	hub     *Hub
	events  []Event
	bytes   int
	dropped int
	running bool
}

// Publish hands an event over. When too much waits already, it is dropped, which
// the log says.
func (p *Publisher) Publish(h *Hub, e Event) {
	e.Body = cut(e.Body)
	p.mu.Lock()
	key := h.key()
	q := p.queues[key]
	if q == nil {
		q = &queue{}
		p.queues[key] = q
	}
	q.hub = h
	if q.bytes+len(e.Body)+perEvent > maxQueued {
		q.dropped++
		p.mu.Unlock()
		return
	}
	q.events = append(q.events, e)
	q.bytes += len(e.Body) + perEvent
	start := !q.running
	q.running = true
	p.mu.Unlock()
	if start {
		p.options.Go(func() { p.run(key, q) })
	}
}

// cut shortens a text to MaxBody at a character's end.
func cut(text string) string {
	if len(text) <= MaxBody {
		return text
	}
	end := MaxBody
	for end > MaxBody-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// run sends what waits until nothing does.
func (p *Publisher) run(key string, q *queue) {
	for {
		p.mu.Lock()
		hub, waiting := q.hub, len(q.events) > 0
		if !waiting {
			delete(p.queues, key)
			q.running = false
		}
		p.mu.Unlock()
		if !waiting {
			return
		}
		if hub.Buffered {
			p.options.Pause(linger)
		}
		batch, dropped := p.take(q)
		if dropped > 0 {
			p.options.Log.Error("events for an event hub were dropped because too many wait for it", "hub", hub.namespace+"/"+hub.name, "events", dropped)
		}
		if err := p.send(hub, batch); err != nil {
			p.options.Log.Error("events could not be sent to an event hub and are lost", "hub", hub.namespace+"/"+hub.name, "events", len(batch), "error", err)
		}
	}
}

// take removes the events of one request: neighbours of one partition, one event
// alone when the hub is not buffered.
func (p *Publisher) take(q *queue) (batch []Event, dropped int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	size, n := 0, 0
	for n < len(q.events) && n < maxEvents {
		e := &q.events[n]
		if n > 0 && (!q.hub.Buffered || e.PartitionID != q.events[0].PartitionID || size+len(e.Body) > maxBatch) {
			break
		}
		size += len(e.Body)
		n++
	}
	batch = append([]Event(nil), q.events[:n]...)
	rest := copy(q.events, q.events[n:])
	clear(q.events[rest:])
	q.events = q.events[:rest]
	q.bytes -= size + n*perEvent
	dropped, q.dropped = q.dropped, 0
	return batch, dropped
}

// send sends a batch, again when the hub is busy or away.
func (p *Publisher) send(h *Hub, batch []Event) error {
	path := h.name
	if id := batch[0].PartitionID; id != "" {
		path += "/partitions/" + id
	}
	messages := make([]servicebus.Message, len(batch))
	for i, e := range batch {
		// The documentation of Event Hubs demands this type.
		messages[i] = servicebus.Message{Body: e.Body, ContentType: "application/atom+xml;type=entry;charset=utf-8"}
		if e.PartitionKey != "" {
			messages[i].Broker = map[string]string{"PartitionKey": e.PartitionKey}
		}
	}
	wait := time.Second
	for attempt := 1; ; attempt++ {
		err := p.attempt(h, path, messages)
		var refusal *servicebus.Refusal
		if err == nil || attempt == attempts || p.options.Context.Err() != nil || errors.As(err, &refusal) && !refusal.Temporary() {
			return err
		}
		p.options.Pause(wait)
		wait *= 2
	}
}

func (p *Publisher) attempt(h *Hub, path string, messages []servicebus.Message) error {
	ctx, cancel := context.WithTimeout(p.options.Context, sendTimeout)
	defer cancel()
	req := servicebus.Request(h.namespace, path, messages...)
	authorization := ""
	if h.identity {
		var err error
		if authorization, err = p.options.Token(ctx, h.clientID, servicebus.EventHubsResource); err != nil {
			return err
		}
	} else {
		authorization = h.connection.Signature(h.name, time.Now().Add(signatureLife))
	}
	req.Header.Set("Authorization", authorization)
	resp, err := p.options.Send(ctx, req)
	if err != nil {
		return err
	}
	return servicebus.Check(resp)
}
