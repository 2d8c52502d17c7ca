package servicebus

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// Suffix is the ending of the host names of namespaces.
const Suffix = ".servicebus.windows.net"

// maxNamespaces is how many namespaces are kept.
const maxNamespaces = 256

// deadLetters is the path segment of a dead-letter queue.
const deadLetters = "$deadletterqueue"

// Service answers for all namespaces. It is safe for concurrent use.
type Service struct {
	seed  *seed.Seed
	guard *access.Guard

	mu         sync.Mutex
	namespaces map[string]*namespace
}

// NewService returns the service. The broker goes by the system's clock.
func NewService(s *seed.Seed, guard *access.Guard) *Service {
	return &Service{seed: s, guard: guard, namespaces: map[string]*namespace{}}
}

// namespace returns the namespace of a name, or nil when the seed has none or
// too many were made.
func (s *Service) namespace(name string) *namespace {
	s.mu.Lock()
	defer s.mu.Unlock()
	name = strings.ToLower(name)
	if n := s.namespaces[name]; n != nil {
		return n
	}
	contents, ok := seed.Pick(s.seed.ServiceBus, name)
	if !ok || len(s.namespaces) >= maxNamespaces {
		return nil
	}
	n := newNamespace(contents)
	s.namespaces[name] = n
	return n
}

// Messages returns copies of everything that is in an entity of a namespace:
// active, locked and scheduled. An entity is a queue, an event hub, or
// "topic/subscriptions/name"; "/$deadletterqueue" may follow. It reports whether
// there is such an entity.
func (s *Service) Messages(namespace, entity string) ([]Message, bool) {
	n := s.namespace(namespace)
	if n == nil {
		return nil, false
	}
	return n.list(strings.ToLower(entity))
}

// find returns the queue or subscription that an entity path names.
func (n *namespace) find(path string) (*queue, bool) {
	path, dead := strings.CutSuffix(path, "/"+deadLetters)
	q := n.queues[path]
	if topic, sub, ok := strings.Cut(path, "/subscriptions/"); ok && q == nil && n.topics[topic] != nil {
		q = n.topics[topic].subscriptions[sub]
	}
	if q != nil && dead {
		q = q.dead
	}
	return q, q != nil
}

// target is what a path names.
type target struct {
	path string // of the entity, in lower case
	// One of these, or none when there is no such entity.
	queue *queue
	topic *topic
	hub   *hub
	// partition is that of the path, or -1.
	partition int
}

// destinations are the queues that a message sent to the target goes into.
func (t *target) destinations() []*queue {
	if t.queue != nil {
		return []*queue{t.queue}
	}
	var out []*queue
	for _, q := range t.topic.subscriptions {
		out = append(out, q)
	}
	return out
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Server", "Microsoft-HTTPAPI/2.0")
	w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	entity, rest, ok := splitPath(r.URL.Path)
	if !ok {
		s.refuse(w, r, http.StatusNotFound, "40400: Endpoint not found.")
		return
	}
	n := s.namespace(exchange.Label(r))
	if n == nil {
		s.refuse(w, r, http.StatusNotFound, "40400: Not Found. There is no namespace of this name.")
		return
	}
	t, ok := n.target(entity)
	sending := len(rest) == 0 && r.Method == http.MethodPost
	if !s.admit(w, r, &t, sending) {
		return
	}
	if !ok {
		s.noEntity(w, r, &t)
		return
	}
	switch {
	case sending:
		s.send(w, r, n, &t)
	case t.queue == nil:
		s.refuse(w, r, http.StatusMethodNotAllowed, "40500: The entity takes messages and hands none out over HTTP.")
	case len(rest) == 1 && strings.EqualFold(rest[0], "head"):
		s.receive(w, r, n, &t)
	case len(rest) == 2:
		s.settle(w, r, n, &t, rest[0], rest[1])
	default:
		s.refuse(w, r, http.StatusMethodNotAllowed, "40500: The method is not allowed here.")
	}
}

// splitPath splits a path at its last /messages: the entity, in lower case, and
// what follows.
func splitPath(path string) (entity string, rest []string, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	for i := len(parts) - 1; i > 0; i-- {
		if strings.EqualFold(parts[i], "messages") {
			return strings.ToLower(strings.Join(parts[:i], "/")), parts[i+1:], len(parts)-i-1 <= 2
		}
	}
	return "", nil, false
}

// target finds the entity of a path; ok is false when there is none.
func (n *namespace) target(path string) (target, bool) {
	t := target{path: path, partition: -1}
	if q, ok := n.find(path); ok {
		t.queue = q
		return t, true
	}
	if top := n.topics[path]; top != nil {
		t.topic = top
		return t, true
	}
	hubPath, rest, _ := strings.Cut(path, "/partitions/")
	if rest == "" {
		hubPath, _, _ = strings.Cut(path, "/publishers/")
	}
	h := n.hubs[hubPath]
	if h == nil {
		return t, false
	}
	t.hub = h
	t.path = hubPath
	if rest == "" {
		return t, true
	}
	p, ok := partitionNumber(rest, h.partitions)
	t.partition = p
	return t, ok
}

func partitionNumber(text string, count int) (int, bool) {
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' || n > count {
			return -1, false
		}
		n = n*10 + int(c-'0')
	}
	return n, n < count
}

// now is the broker's clock.
func now() time.Time { return time.Now() }
