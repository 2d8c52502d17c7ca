package authorization

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Connection is one connection: either an access token, or how to get one. All but
// TokenURL, ClientID and Scope are secrets.
type Connection struct {
	// AccessToken is used as it is, for ever.
	AccessToken string
	// TokenURL is the token endpoint. With a RefreshToken that is what is redeemed,
	// else the client's own credentials are.
	TokenURL, ClientID, ClientSecret, RefreshToken, Scope string
}

// Token is the answer of a token endpoint.
type Token struct {
	AccessToken string
	// Fields are all fields of the answer in its order; values are string, int64,
	// float64, bool or nil, and text of JSON for anything else.
	Fields []Field

	// renew is when another one is asked for; the zero time is never.
	renew time.Time
}

// Field is one field of a token endpoint's answer.
type Field struct {
	Name  string
	Value any
}

// Options are what a Manager needs.
type Options struct {
	// Connections by "provider/authorization"; names have no case.
	Connections map[string]Connection
	// Transport carries requests to token endpoints.
	Transport http.RoundTripper
}

// ErrUnknown says that there is no such connection.
var ErrUnknown = errors.New("there is no such authorization; give it in gatehouse.yaml under `authorizations`")

// Manager gives tokens of connections. It is safe for concurrent use.
type Manager struct {
	transport   http.RoundTripper
	connections map[string]*state
}

// state is a connection with its current token. turn holds one value: who takes it
// may ask the endpoint.
type state struct {
	turn chan struct{}

	mu         sync.Mutex
	connection Connection
	token      *Token
}

// New makes a manager.
func New(o Options) *Manager {
	m := &Manager{transport: o.Transport, connections: map[string]*state{}}
	for name, c := range o.Connections {
		s := &state{turn: make(chan struct{}, 1), connection: c}
		if c.AccessToken != "" {
			s.token = &Token{AccessToken: c.AccessToken, Fields: []Field{{"access_token", c.AccessToken}, {"token_type", "Bearer"}}}
		}
		m.connections[strings.ToLower(name)] = s
	}
	return m
}

const (
	// early is how long before its end a token is renewed.
	early = time.Minute
	// fetchTimeout bounds a request to a token endpoint.
	fetchTimeout = 30 * time.Second
)

// Token returns the token of a connection. Of those who need a new one at the same
// time one asks for it, and the others wait. Errors hold no secrets.
func (m *Manager) Token(ctx context.Context, provider, authorization string) (*Token, error) {
	s := m.connections[strings.ToLower(provider+"/"+authorization)]
	if s == nil {
		return nil, fmt.Errorf("%s/%s: %w", provider, authorization, ErrUnknown)
	}
	if t := s.current(); t != nil {
		return t, nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if t := s.current(); t != nil {
		return t, nil
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	s.mu.Lock()
	c := s.connection
	s.mu.Unlock()
	t, refresh, err := fetch(ctx, m.transport, &c)
	if err != nil {
		return nil, fmt.Errorf("%s/%s: %w", provider, authorization, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = t
	if refresh != "" {
		// Endpoints that rotate refresh tokens take the old one no more.
		s.connection.RefreshToken = refresh
	}
	return t, nil
}

// current returns the token while it is fresh.
func (s *state) current() *Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == nil || !s.token.renew.IsZero() && !time.Now().Before(s.token.renew) {
		return nil
	}
	return s.token
}
