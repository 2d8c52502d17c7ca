package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/egress"
	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/fallback"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
	"github.com/gatehouse-project/gatehouse/internal/state/redis"
)

// stateStore is where policies keep state: in this process, or in a Redis server
// with this process behind it.
type stateStore struct {
	local  *memory.Store
	remote *redis.Store    // nil without a server
	front  *fallback.Store // nil without a server
}

// openState makes the state store of the settings. It waits for a Redis server as
// long as the settings let connections take; one that is away is no error.
func openState(settings *config.Settings, network *egress.Network, log *slog.Logger) (*stateStore, error) {
	server, err := settings.State.Redis()
	if err != nil {
		return nil, fmt.Errorf("reading where state is kept: %w", err)
	}
	s := &stateStore{local: memory.New(memory.Settings{})}
	if server == nil {
		return s, nil
	}
	dial := network.DialContext
	if server.TLS {
		dial = func(ctx context.Context, kind, address string) (net.Conn, error) {
			return network.DialTLS(ctx, kind, address, egress.TLS{})
		}
	}
	s.remote = redis.New(redis.Settings{
		Addresses: server.Addresses, Username: server.Username, Password: server.Password.Reveal(), DB: server.DB,
		Cluster: server.Cluster, Master: server.Master,
		SentinelUsername: server.SentinelUsername, SentinelPassword: server.SentinelPassword.Reveal(),
		// Gateways of one service share state, those of others do not. Braces would name
		// a node of a cluster.
		Prefix:      "gatehouse:" + url.PathEscape(settings.Service.Name) + ":",
		DialTimeout: settings.State.ConnectTimeout, Dial: dial,
	})
	s.front = fallback.New(s.remote, s.local.Stores(), fallback.Settings{
		Timeout: settings.State.Timeout, ConnectTimeout: settings.State.ConnectTimeout, Log: log,
	})
	return s, nil
}

// Stores returns what policies work with.
func (s *stateStore) Stores() state.Stores {
	if s.front != nil {
		return s.front.Stores()
	}
	return s.local.Stores()
}

// away reports whether there is a server and it does not answer.
func (s *stateStore) away() bool { return s.front != nil && s.front.Status().Away }

// Close closes everything.
func (s *stateStore) Close() error {
	var err error
	if s.front != nil {
		s.front.Close()
		err = s.remote.Close()
	}
	s.local.Close()
	return err
}
