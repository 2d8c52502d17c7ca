package server

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/azure/keyvault"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/egress"
	"github.com/gatehouse-project/gatehouse/internal/identity"
)

// secrets are those of Key Vaults that named values refer to.
type secrets struct {
	client *keyvault.Client
	store  *keyvault.Store
	// wanted are the references of the configuration that is being read.
	wanted []keyvault.Reference

	ctx    context.Context
	cancel context.CancelFunc
	begin  sync.Once
	work   sync.WaitGroup
}

func newSecrets(settings config.KeyVault, transport *egress.Transport, id *identity.Manager, log *slog.Logger) *secrets {
	s := &secrets{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.client = keyvault.NewClient(transport, func(ctx context.Context, clientID, resource string) (string, error) {
		t, err := id.Token(ctx, "", clientID, resource)
		if err != nil {
			return "", err
		}
		return t.Value, nil
	})
	s.store = keyvault.NewStore(keyvault.Settings{Read: s.client.Read, Refresh: settings.Refresh, Timeout: settings.Timeout, Log: log})
	return s
}

// readSecrets is Source.Secrets. s.mu is held, but at the start.
func (s *Server) readSecrets(c *Configuration, refs []catalog.KeyVaultReference) []catalog.KeyVaultSecret {
	out := make([]catalog.KeyVaultSecret, len(refs))
	if err := s.connect(c); err != nil {
		for i := range out {
			out[i].Err = err
		}
		return out
	}
	var list []keyvault.Reference
	for _, r := range refs {
		list = append(list, keyvault.Reference{ID: r.SecretID, ClientID: r.IdentityClientID})
	}
	s.secrets.wanted = append(s.secrets.wanted, list...)
	for i, secret := range s.secrets.store.Get(s.secrets.ctx, list) {
		out[i] = catalog.KeyVaultSecret{Value: secret.Reveal(), Err: secret.Err}
	}
	return out
}

// settle says that the configuration that was read is served: other secrets than its
// own are forgotten. From the first time on, changed is called when one has changed.
func (s *secrets) settle(changed func()) {
	s.store.Keep(s.wanted)
	s.wanted = nil
	s.begin.Do(func() {
		s.work.Go(func() { s.store.Run(s.ctx, changed) })
	})
}

// close ends reading.
func (s *secrets) close() {
	s.cancel()
	s.work.Wait()
	s.client.Close()
}

// ExpireSecrets makes the next Reload read secrets of Key Vaults again, as the
// service does when it is told to.
func (s *Server) ExpireSecrets() { s.secrets.store.Expire() }

// reloadSecrets takes in secrets that have changed. The configuration is read anew
// with them: they may stand anywhere in it.
func (s *Server) reloadSecrets() {
	var l diag.List
	_, err := s.Reload(&l)
	if err == nil {
		s.log.Info("a secret of a Key Vault has changed; the configuration is served with it")
		return
	}
	s.log.Error("a secret of a Key Vault has changed, but the configuration cannot be served with it; the old one is still served", "error", err)
	if errors.Is(err, ErrInvalid) {
		for d := range slices.Values(l.All()) {
			if d.Severity == diag.Error {
				s.log.Error("the configuration has an error", "code", string(d.Code), "message", d.Message)
			}
		}
	}
}
