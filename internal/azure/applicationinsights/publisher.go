package applicationinsights

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/azure/delivery"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Publisher sends items. It is safe for concurrent use. It has no goroutine while
// there is nothing to send.
type Publisher struct {
	options delivery.Options

	mu     sync.Mutex
	queues map[string]*queue
	status Status
}

// Status counts what became of items since the start.
type Status struct {
	// Sent were taken by the service; Dropped found no room in the queue, or cannot be
	// written; Failed were refused, or could not be delivered.
	Sent, Dropped, Failed uint64
	// Queued wait now.
	Queued int
}

// New returns a publisher.
func New(o delivery.Options) *Publisher {
	return &Publisher{options: o, queues: map[string]*queue{}}
}

const (
	// maxQueued bounds what waits for one destination, in bytes.
	maxQueued = 16 << 20
	// maxBatch and maxItems bound one request; maxBatch is in bytes before they are
	// compressed.
	maxBatch = 512 << 10
	maxItems = 500
	// linger is how long items wait for others.
	linger = time.Second
	// perItem is what an item costs beside its text.
	perItem = 48
	// attempts is how often a batch is sent before it is given up.
	attempts = 4
	// maxWait bounds the wait that an answer may ask for.
	maxWait = time.Minute
	// sendTimeout bounds one attempt.
	sendTimeout = 30 * time.Second
)

// queue is what waits for one destination, in order.
type queue struct {
	to    *Destination
	lines [][]byte
	bytes int
	// dropped counts what found no room since the log said so the last time.
	dropped int
}

// Status returns the counts.
func (p *Publisher) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.status
	for _, q := range p.queues {
		s.Queued += len(q.lines)
	}
	return s
}

// Publish hands items over. They may be changed afterwards. What does not fit into
// the queue is dropped, which counts and log say.
func (p *Publisher) Publish(to *Destination, items ...*Item) {
	var lines [][]byte
	bad := 0
	for _, i := range items {
		line, err := i.line(to.key)
		if err != nil {
			bad++ // a value that JSON has no number for
			continue
		}
		lines = append(lines, line)
	}
	p.mu.Lock()
	p.status.Dropped += uint64(bad)
	if len(lines) == 0 {
		p.mu.Unlock()
		return
	}
	key := to.identifier()
	q := p.queues[key]
	start := q == nil
	if start {
		q = &queue{to: to}
		p.queues[key] = q
	}
	for _, line := range lines {
		if q.bytes+len(line)+perItem > maxQueued {
			q.dropped++
			p.status.Dropped++
			continue
		}
		q.lines = append(q.lines, line)
		q.bytes += len(line) + perItem
	}
	p.mu.Unlock()
	if start {
		p.options.Go(func() { p.run(key, q) })
	}
}

// run sends what waits until nothing does.
func (p *Publisher) run(key string, q *queue) {
	for {
		p.mu.Lock()
		waiting := len(q.lines) > 0
		if !waiting {
			delete(p.queues, key)
		}
		full := q.bytes >= maxBatch || len(q.lines) >= maxItems
		p.mu.Unlock()
		if !waiting {
			return
		}
		if !full {
			p.options.Pause(linger)
		}
		batch, dropped := p.take(q)
		if dropped > 0 {
			p.options.Log.Error("telemetry for Application Insights was dropped because too much waits for it", "host", q.to.Host(), "items", dropped)
		}
		failed, err := p.send(q.to, batch)
		p.mu.Lock()
		p.status.Sent += uint64(len(batch) - failed)
		p.status.Failed += uint64(failed)
		p.mu.Unlock()
		if err != nil {
			p.options.Log.Error("telemetry could not be sent to Application Insights and is lost", "host", q.to.Host(), "items", failed, "error", err)
		}
	}
}

// take removes the items of one request.
func (p *Publisher) take(q *queue) (batch [][]byte, dropped int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	size, n := 0, 0
	for n < len(q.lines) && n < maxItems && (n == 0 || size+len(q.lines[n]) <= maxBatch) {
		size += len(q.lines[n])
		n++
	}
	batch = append([][]byte(nil), q.lines[:n]...)
	rest := copy(q.lines, q.lines[n:])
	clear(q.lines[rest:])
	q.lines = q.lines[:rest]
	q.bytes -= size + n*perItem
	dropped, q.dropped = q.dropped, 0
	return batch, dropped
}

// send sends a batch, again as far as the service is busy or away, and returns how
// many items are lost.
func (p *Publisher) send(to *Destination, batch [][]byte) (failed int, _ error) {
	wait := time.Second
	var refused error
	for attempt := 1; ; attempt++ {
		a, err := p.attempt(to, batch)
		if err == nil {
			failed += a.refused
			if a.refused > 0 {
				refused = fmt.Errorf("items were refused: %s", a.reason)
			}
			if len(a.again) == 0 {
				return failed, refused
			}
			batch = a.again
		}
		var refusal *Refusal
		if attempt == attempts || p.options.Context.Err() != nil || errors.As(err, &refusal) && !refusal.temporary() {
			if err == nil {
				err = errors.New("the service is busy")
			}
			return failed + len(batch), err
		}
		p.options.Pause(min(max(wait, a.wait), maxWait))
		wait *= 2
	}
}

// maxRedirects is how often an answer may name another address; ingestion sends
// callers to the region of a resource.
const maxRedirects = 3

// attempt posts a batch once.
func (p *Publisher) attempt(to *Destination, batch [][]byte) (answer, error) {
	ctx, cancel := context.WithTimeout(p.options.Context, sendTimeout)
	defer cancel()
	body := compress(batch)
	track := to.track
	for redirects := 0; ; redirects++ {
		req := &message.Request{Method: "POST", URL: track, Body: message.BytesBody(body)}
		req.Header.Set("Content-Type", "application/x-json-stream")
		req.Header.Set("Content-Encoding", "gzip")
		if to.identity {
			token, err := p.options.Token(ctx, to.clientID, Resource)
			if err != nil {
				return answer{}, err
			}
			req.Header.Set("Authorization", token)
		}
		resp, err := p.options.Send(ctx, req)
		if err != nil {
			return answer{}, err
		}
		a, err := readAnswer(resp, batch)
		// A token is for the address that the configuration names.
		if a.location == nil || to.identity || redirects == maxRedirects {
			return a, err
		}
		track = *a.location
	}
}

// compress joins lines and compresses them.
func compress(batch [][]byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	// A buffer takes everything.
	for i, line := range batch {
		if i > 0 {
			_, _ = w.Write([]byte("\n"))
		}
		_, _ = w.Write(line)
	}
	_ = w.Close()
	return b.Bytes()
}
