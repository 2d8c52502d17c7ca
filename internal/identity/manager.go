package identity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// WorkloadIdentity is the value of the policy attribute authentication-provider
// that stands for the pod's federated identity (reference managed-identity.md
// section 7.1).
const WorkloadIdentity = "WorkloadIdentity"

// Options is what a Manager needs of the process around it.
type Options struct {
	// Transport carries every HTTP request but Service Fabric's. Required. It
	// must not send requests for link-local and loopback addresses to a proxy.
	Transport http.RoundTripper
	// DialContext opens Service Fabric's connection; nil means net.Dialer's.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// Local is the local stand-in, nil when local Azure is off.
	Local *Endpoint
	// Getenv looks variables up; nil means os.Getenv.
	Getenv func(string) string
	// Logger is told of renewals that fail; nil means silence.
	Logger *slog.Logger
	// MaxComputed bounds the number of pairs kept for resources that are
	// computed per request (see Manager.Token); 0 means 1024.
	MaxComputed int
	// IdleAfter is how long a pair may go unused before its token is no longer
	// renewed; 0 means 6 h.
	IdleAfter time.Duration
}

const (
	defaultMaxComputed = 1024
	defaultIdleAfter   = 6 * time.Hour
	// maxComputedFlights bounds acquisitions under way for computed resources:
	// a caller who can make a policy ask for arbitrary resources must not be able
	// to flood the endpoint (IMDS serves about five at a time).
	maxComputedFlights = 8
)

// Manager holds the configured identities and their tokens. It is safe for
// concurrent use. Close it to stop renewal.
type Manager struct {
	system   *identity
	users    map[string]*identity // by client id in lower case
	workload *identity

	timeout     time.Duration
	idleAfter   time.Duration
	maxComputed int
	log         *slog.Logger

	ctx    context.Context // ends when the manager is closed
	cancel context.CancelFunc
	work   sync.WaitGroup // flights
	slots  chan struct{}  // of flights for computed resources

	mu       sync.RWMutex
	closed   bool
	entries  map[pair]*entry
	computed int    // entries that may be evicted
	turn     uint64 // advances with each insertion; says how recently an entry was used
}

// identity is one configured identity.
type identity struct {
	kind     string
	clientID string // as asked for by policies; empty for the system-assigned one
	fetch    fetchFunc
}

// pair is the key of the cache. An identity stands for its source and client
// id; the resource is exactly the policy's: "https://x" and "https://x/" are two
// audiences (reference managed-identity.md section 5).
type pair struct {
	identity *identity
	resource string
}

// New builds a manager. Every mistake in the settings is reported, as a joined
// error of *SettingError values. No endpoint is contacted.
func New(settings Settings, options Options) (*Manager, error) {
	if options.Transport == nil {
		return nil, errors.New("identity: a transport is required")
	}
	var mistakes []error
	for _, mistake := range settings.Check() {
		mistakes = append(mistakes, mistake)
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	around := newSurroundings(options)
	m := &Manager{
		users:       make(map[string]*identity, len(settings.UserAssigned)),
		workload:    &identity{kind: SourceWorkload, fetch: around.workload(SourceSettings{}, "")},
		timeout:     orDefault(settings.Timeout, DefaultTimeout),
		idleAfter:   orDefault(options.IdleAfter, defaultIdleAfter),
		maxComputed: options.MaxComputed,
		log:         options.Logger,
		slots:       make(chan struct{}, maxComputedFlights),
		entries:     make(map[pair]*entry),
	}
	if m.maxComputed <= 0 {
		m.maxComputed = defaultMaxComputed
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	add := func(path []string, s SourceSettings, id string) *identity {
		fetch, err := around.source(s, id)
		if mistake := (*SettingError)(nil); errors.As(err, &mistake) {
			mistakes = append(mistakes, &SettingError{Path: append(path, mistake.Path...), Message: mistake.Message})
		} else if err != nil {
			mistakes = append(mistakes, fmt.Errorf("identity.%s: %w", strings.Join(path, "."), err))
		}
		if fetch == nil {
			return nil // source none
		}
		return &identity{kind: s.kind(), clientID: id, fetch: fetch}
	}
	m.system = add([]string{"systemAssigned"}, settings.SystemAssigned, "")
	for id, s := range settings.UserAssigned {
		if found := add([]string{"userAssigned", id}, s, id); found != nil {
			m.users[strings.ToLower(id)] = found
		}
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	return m, nil
}

func newSurroundings(options Options) *surroundings {
	s := &surroundings{getenv: options.Getenv, transport: options.Transport, dial: options.DialContext, local: options.Local}
	if s.getenv == nil {
		s.getenv = os.Getenv
	}
	s.arcKeys, s.arcAgent = arcPaths(s.getenv)
	return s
}

func orDefault(d, standard time.Duration) time.Duration {
	if d <= 0 {
		return standard
	}
	return d
}

// Close stops renewal and acquisitions under way and waits for them. Tokens
// that are still valid go on being served; anything else fails with Closed.
func (m *Manager) Close() {
	m.mu.Lock()
	m.closed = true
	entries := make([]*entry, 0, len(m.entries))
	for _, e := range m.entries {
		entries = append(entries, e)
	}
	m.mu.Unlock()
	m.cancel()
	m.work.Wait()
	for _, e := range entries {
		e.drop()
	}
}

// Configured reports whether there is a system-assigned identity.
func (m *Manager) Configured() bool { return m.system != nil }

// HasClientID reports whether the user-assigned identity is configured.
func (m *Manager) HasClientID(clientID string) bool {
	return m.users[strings.ToLower(clientID)] != nil
}

// Handle returns the handle of a pair whose resource is known when the
// configuration is loaded. provider is the policy's authentication-provider,
// empty or WorkloadIdentity; clientID its client-id, empty for the
// system-assigned identity. A pair that cannot work yields a handle whose Token
// says why, as the service fails when the policy runs, not when it is saved.
// Handles live as long as the manager and are the same pair as Manager.Token's.
func (m *Manager) Handle(provider, clientID, resource string) *Handle {
	who, err := m.resolve(provider, clientID, resource)
	if err != nil {
		return &Handle{err: err}
	}
	e, err := m.entry(pair{who, resource}, true)
	if err != nil {
		return &Handle{err: err}
	}
	return &Handle{entry: e}
}

// Token returns a token for a resource that is computed per request. Pairs
// asked for in this way are kept in a bounded set, the least recently used one
// going first. The error is an *Error, or ctx's.
func (m *Manager) Token(ctx context.Context, provider, clientID, resource string) (*Token, error) {
	who, err := m.resolve(provider, clientID, resource)
	if err != nil {
		return nil, err
	}
	key := pair{who, resource}
	m.mu.RLock()
	e, turn := m.entries[key], m.turn
	m.mu.RUnlock()
	if e == nil {
		if e, err = m.entry(key, false); err != nil {
			return nil, err
		}
		defer e.fresh.Store(false)
	}
	e.recent(turn)
	return e.get(ctx)
}

// resolve finds the identity a policy means. A client id that is not configured
// is never replaced by another identity (reference section 8.4).
func (m *Manager) resolve(provider, clientID, resource string) (*identity, *Error) {
	switch {
	case provider == WorkloadIdentity && clientID != "":
		return nil, &Error{Reason: NotConfigured, ClientID: clientID, Resource: resource,
			Detail: "authentication-provider WorkloadIdentity takes no client-id"}
	case provider == WorkloadIdentity:
		return m.workload, nil
	case provider != "":
		return nil, &Error{Reason: NotConfigured, ClientID: clientID, Resource: resource,
			Detail: fmt.Sprintf("unknown authentication-provider %q", provider)}
	case clientID == "":
		if m.system == nil {
			return nil, &Error{Reason: NotConfigured, Resource: resource}
		}
		return m.system, nil
	}
	who := m.users[clientID]
	if who == nil {
		who = m.users[strings.ToLower(clientID)]
	}
	if who == nil {
		return nil, &Error{Reason: NotFound, ClientID: clientID, Resource: resource}
	}
	return who, nil
}
