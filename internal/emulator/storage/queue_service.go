package storage

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// QueueSuffix is the ending of the host names of the queue service.
const QueueSuffix = ".queue.core.windows.net"

// QueueService answers for the queues of all accounts. It is safe for concurrent
// use.
type QueueService struct {
	front
	now    func() time.Time
	budget budget

	mu       sync.Mutex
	accounts map[string]*queueAccount
}

// NewQueueService returns the service.
func NewQueueService(s *seed.Seed, guard *access.Guard, now func() time.Time) *QueueService {
	return &QueueService{front: front{seed: s, guard: guard, service: "queue"}, now: now, budget: budget{limit: maxQueueBytes}, accounts: map[string]*queueAccount{}}
}

func (s *QueueService) account(name string) *queueAccount {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[name]; a != nil {
		return a
	}
	contents, ok := seed.Pick(s.seed.Storage, name)
	if !ok || len(s.accounts) >= maxAccounts {
		return nil
	}
	a := newQueueAccount(contents, &s.budget)
	s.accounts[name] = a
	return a
}

// Messages returns the texts of a queue's messages, oldest first, visible or
// not, and whether there is such a queue.
func (s *QueueService) Messages(accountName, queue string) ([]string, bool) {
	a := s.account(strings.ToLower(accountName))
	if a == nil {
		return nil, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	q := a.queues[queue]
	if q == nil {
		return nil, false
	}
	q.sweep(s.now())
	out := make([]string, len(q.messages))
	for i, m := range q.messages {
		out[i] = m.text
	}
	return out, true
}

// ServeHTTP answers one request.
func (s *QueueService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.begin(w, r)
	if f := s.serve(w, r); f != nil {
		f.write(w, r)
	}
}

var queueName = regexp.MustCompile(`^[a-z0-9](-?[a-z0-9])*$`)

// queueCall is one request to the queue service.
type queueCall struct {
	w       http.ResponseWriter
	r       *http.Request
	caller  *access.Caller
	account *queueAccount
	queue   string
	message string // id
}

func (s *QueueService) serve(w http.ResponseWriter, r *http.Request) *failure {
	caller, f := s.authenticate(w, r)
	if f != nil {
		return f
	}
	a := s.account(exchange.Label(r))
	if a == nil {
		return fail(http.StatusNotFound, "ResourceNotFound", "The specified resource does not exist. The local storage has no account of this name.")
	}
	c := &queueCall{w: w, r: r, caller: caller, account: a}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	comp := strings.ToLower(r.URL.Query().Get("comp"))
	if parts[0] == "" {
		if r.Method == http.MethodGet && comp == "list" {
			return s.listQueues(c)
		}
		return notHere(r.Method + " with comp=" + comp + " on an account")
	}
	c.queue = parts[0]
	if n := len(c.queue); n < 3 || n > 63 {
		return fail(http.StatusBadRequest, "OutOfRangeInput", "One of the request inputs is out of range.")
	}
	if !queueName.MatchString(c.queue) {
		return fail(http.StatusBadRequest, "InvalidResourceName", "The specified resource name contains invalid characters.")
	}
	switch {
	case len(parts) == 1:
		return s.queueOperation(c, comp)
	case len(parts) == 2 && strings.EqualFold(parts[1], "messages"):
		return s.messagesOperation(c)
	case len(parts) == 3 && strings.EqualFold(parts[1], "messages"):
		c.message = parts[2]
		return s.messageOperation(c)
	}
	return fail(http.StatusBadRequest, "InvalidUri", "The request URI is invalid.")
}

// with runs f on the request's queue, under the account's lock.
func (c *queueCall) with(f func(*storageQueue) *failure) *failure {
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	q := c.account.queues[c.queue]
	if q == nil {
		return fail(http.StatusNotFound, "QueueNotFound", "The specified queue does not exist.")
	}
	return f(q)
}

func (s *QueueService) queueOperation(c *queueCall, comp string) *failure {
	verb := map[string]string{http.MethodGet: "read", http.MethodHead: "read", http.MethodPut: "write", http.MethodDelete: "delete"}[c.r.Method]
	if verb == "" {
		return notAllowed()
	}
	if f := s.authorize(c.r, c.caller, c.queue, verb, false); f != nil {
		return f
	}
	switch c.r.Method + " " + comp {
	case "PUT ":
		return c.create(&s.budget)
	case "DELETE ":
		return c.with(func(q *storageQueue) *failure {
			q.empty()
			delete(c.account.queues, c.queue)
			c.w.WriteHeader(http.StatusNoContent)
			return nil
		})
	case "GET metadata", "HEAD metadata":
		return c.with(func(q *storageQueue) *failure {
			q.sweep(s.now())
			for name, value := range q.metadata {
				c.w.Header().Set("x-ms-meta-"+name, value)
			}
			c.w.Header().Set("x-ms-approximate-messages-count", itoa(len(q.messages)))
			c.w.Header().Set("Content-Length", "0")
			c.w.WriteHeader(http.StatusOK)
			return nil
		})
	case "PUT metadata":
		meta, f := metadata(c.r)
		if f != nil {
			return f
		}
		return c.with(func(q *storageQueue) *failure {
			q.metadata = meta
			c.w.WriteHeader(http.StatusNoContent)
			return nil
		})
	}
	return notHere(c.r.Method + " with comp=" + comp + " on a queue")
}

// create makes a queue; one that is there with the same metadata is fine.
func (c *queueCall) create(b *budget) *failure {
	meta, f := metadata(c.r)
	if f != nil {
		return f
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	if q := c.account.queues[c.queue]; q != nil {
		if !sameMetadata(q.metadata, meta) {
			return fail(http.StatusConflict, "QueueAlreadyExists", "The specified queue already exists.")
		}
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if len(c.account.queues) >= maxQueues {
		return full()
	}
	c.account.queues[c.queue] = &storageQueue{budget: b, metadata: meta}
	c.w.Header().Set("Content-Length", "0")
	c.w.WriteHeader(http.StatusCreated)
	return nil
}

func sameMetadata(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || w != v {
			return false
		}
	}
	return true
}

// queueNames returns the names of an account's queues in order, from one on.
func (a *queueAccount) names(prefix, from string) []string {
	names := make([]string, 0, len(a.queues))
	for name := range a.queues {
		if strings.HasPrefix(name, prefix) && name >= from {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

var _ exchange.Service = (*QueueService)(nil)
