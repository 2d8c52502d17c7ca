package server

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/authorization"
	"github.com/gatehouse-project/gatehouse/internal/azure/applicationinsights"
	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/egress"
	"github.com/gatehouse-project/gatehouse/internal/emulator"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/metric"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/telemetry"
	"github.com/gatehouse-project/gatehouse/internal/wire/client"
	"github.com/gatehouse-project/gatehouse/internal/wire/tunnel"
)

// Options configure a server.
type Options struct {
	Source Source
	// KeepGoing serves the APIs that are sound when others have errors.
	KeepGoing bool
	// Profile is the gateway whose rules documents must keep; 0 for all features.
	Profile policy.Gateways
	// NetHTTP lets net/http serve and send everything, HTTP/1.1 too.
	NetHTTP bool
	// Log gets what happens while serving; required.
	Log *slog.Logger
	// AzureFolder is where local Azure keeps its certificate authority; empty means
	// its folder in the user's cache folder.
	AzureFolder string
}

// ErrInvalid says that the configuration has errors; they were reported.
var ErrInvalid = errors.New("the configuration has errors")

// Server is a running gateway with everything around it. It is safe for
// concurrent use.
type Server struct {
	opts     Options
	log      *slog.Logger
	registry *policy.Registry
	library  *bcl.Library

	azure  *emulator.Server // nil when local Azure is off
	egress *egress.Network
	// transports are those of services, other than the ones of requests to backends.
	transports []*egress.Transport
	identity   *identity.Manager
	keys       *jwt.Directory
	// authorities are trusted for certificates of clients, nil for the system's alone.
	authorities *x509.CertPool
	backends    *backend.Runtime
	// authorizations are the connections of the credential manager.
	authorizations *authorization.Manager
	samples        *metric.Samples
	insights       *applicationinsights.Publisher
	requestLog     *requestLog // nil when requests are not logged
	unwatch        func()      // ends the watch of a shared store's breakers
	client         *client.Client
	secrets        *secrets // nil until the settings are known
	store          *stateStore
	background     *background
	gateway        *gateway.Gateway
	listeners      []*listener // the gateway's
	admin          *listener   // nil when it is off
	adminToken     string

	requests telemetry.Requests
	tunnels  tunnel.Set

	// ready answers probes, which do not wait for mu.
	ready atomic.Bool

	mu      sync.Mutex // held while the configuration is exchanged
	current *Configuration
}

// Start reads the configuration and serves it. What is wrong with the
// configuration is reported to l, and the error is ErrInvalid; any other error
// keeps the server from starting. The caller closes the server.
func Start(opts Options, l *diag.List) (_ *Server, err error) {
	s := &Server{opts: opts, log: opts.Log, registry: policies.Builtin(), library: bcl.Default(), samples: metric.New()}
	defer func() {
		if err != nil {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			s.Close(ctx)
		}
	}()
	s.opts.Source.Secrets = s.readSecrets
	c, err := Read(s.opts.Source, l)
	if err != nil {
		return nil, err
	}
	// All errors come out in one run, those of the configuration also where what it
	// needs cannot be opened.
	opening := s.open(c)
	snapshot := gateway.Build(c.Service, s.buildOptions(c.Settings), l)
	if opening != nil {
		return nil, opening
	}
	if l.HasErrors() && !(opts.KeepGoing && servable(c, l)) {
		return nil, ErrInvalid
	}
	// Nobody is answered, and no address taken, before there is something to serve.
	if err := s.listen(c.Settings); err != nil {
		return nil, err
	}
	s.gateway.Swap(snapshot)
	s.current = c
	s.secrets.settle(s.reloadSecrets)
	s.ready.Store(true)
	s.serve()
	return s, nil
}

// breakerLag is how late a gateway knows of a circuit breaker that another one with
// the same state store has opened.
const breakerLag = 250 * time.Millisecond

// servable reports whether the errors are all in the configuration of APIs: those
// of the settings leave nothing to serve.
func servable(c *Configuration, l *diag.List) bool {
	for _, d := range l.All() {
		if d.Severity != diag.Error {
			continue
		}
		if d.Source == nil || d.Source.Name == c.Settings.File {
			return false
		}
	}
	return len(c.Service.AllAPIs()) > 0
}

// connect opens what calls to others need: local Azure, egress, identity, and the
// Key Vaults. It does so once.
func (s *Server) connect(c *Configuration) (err error) {
	if s.secrets != nil {
		return nil
	}
	if err := s.startAzure(c); err != nil {
		return err
	}
	if s.egress, err = s.network(c.Settings); err != nil {
		return err
	}
	if s.identity, err = s.identities(c.Settings); err != nil {
		return err
	}
	s.secrets = newSecrets(c.Settings.KeyVault, s.transport(), s.identity, s.log)
	return nil
}

// transport makes a transport for a service of the process. Close closes its idle
// connections: those that were opened and not used would hold up local Azure's end.
func (s *Server) transport() *egress.Transport {
	t := s.egress.Transport(egress.TransportSettings{HTTP: egress.HTTP2or1})
	s.transports = append(s.transports, t)
	return t
}

// open opens everything that needs the settings but the listeners: local Azure, egress,
// identity, state.
func (s *Server) open(c *Configuration) (err error) {
	settings := c.Settings
	s.adminToken = settings.Listen.Token.Reveal()
	if err := s.connect(c); err != nil {
		return err
	}
	network := s.egress
	if s.authorities, err = ClientAuthorities(settings); err != nil {
		return err
	}
	if s.requestLog, err = openRequestLog(settings.Logs.Gateway, s.log); err != nil {
		return err
	}
	s.keys = jwt.NewDirectory(jwt.Options{Transport: s.transport(), Log: s.log})
	s.authorizations = authorization.New(authorization.Options{Connections: Connections(settings), Transport: s.transport()})
	s.client = client.New(network, s.opts.NetHTTP)
	if s.store, err = openState(settings, network, s.log); err != nil {
		return err
	}
	s.backends = backend.NewRuntime(s.store.Stores().Breaker, s.log)
	if s.store.remote != nil {
		s.unwatch = s.backends.Watch(breakerLag)
	}
	s.background = newBackground()
	s.tunnels.Idle = settings.Limits.WebSocket.Idle
	s.gateway = gateway.New(s.host(settings))
	return nil
}

func (s *Server) buildOptions(settings *config.Settings) gateway.BuildOptions {
	return gateway.BuildOptions{
		Library: s.library, Registry: s.registry, Identity: s.identity, Keys: s.keys, Backends: s.backends, Profile: s.opts.Profile,
		Deployment: deployment(settings), Schemes: knowsSchemes(settings),
	}
}

// Configuration returns what is served now.
func (s *Server) Configuration() *Configuration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

// Snapshot returns what the gateway serves now.
func (s *Server) Snapshot() *gateway.Snapshot { return s.gateway.Snapshot() }

// Addresses returns the addresses of the gateway's listeners as URLs, in the
// order of the settings.
func (s *Server) Addresses() []string {
	var out []string
	for _, l := range s.listeners {
		out = append(out, l.url())
	}
	return out
}

// AdminAddress returns the URL of the admin listener, empty when it is off.
func (s *Server) AdminAddress() string {
	if s.admin == nil {
		return ""
	}
	return s.admin.url()
}

// Azure returns local Azure, nil when it is off.
func (s *Server) Azure() *emulator.Server { return s.azure }

// gracePeriod bounds what closing waits for after the listeners have closed.
const gracePeriod = 5 * time.Second

// Close stops accepting, lets running requests finish until ctx ends, and
// releases everything.
func (s *Server) Close(ctx context.Context) error {
	s.ready.Store(false)
	var errs []error
	var wg sync.WaitGroup
	// Listeners break connections off when their time is up: WebSocket connections are
	// told first.
	told, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	for _, l := range s.listeners {
		wg.Go(func() { l.close(told) })
	}
	wg.Go(func() {
		s.tunnels.Shutdown(ctx)
		context.AfterFunc(ctx, stop)
	})
	wg.Wait()
	if s.secrets != nil {
		s.secrets.close()
	}
	if s.background != nil {
		s.background.close(ctx)
	}
	s.requestLog.close()
	if s.identity != nil {
		s.identity.Close()
	}
	if s.keys != nil {
		s.keys.Close()
	}
	if s.client != nil {
		s.client.Close()
	}
	for _, t := range s.transports {
		t.CloseIdleConnections()
	}
	if s.unwatch != nil {
		s.unwatch()
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.azure != nil {
		// Nothing calls it any more.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), gracePeriod)
		defer cancel()
		errs = append(errs, s.azure.Close(ctx))
	}
	// Last, so that health can be asked for while requests finish.
	if s.admin != nil {
		s.admin.close(ctx)
	}
	return errors.Join(errs...)
}

// deployment is what expressions see as context.Deployment, but for certificates.
func deployment(settings *config.Settings) apim.Deployment {
	name := settings.Service.Name
	return apim.Deployment{
		// unverified: a gateway that is not managed says so with its own id; documents
		// that look at it were written for the managed one.
		Gateway:   &apim.Gateway{ID: "managed", InstanceID: "managed", IsManaged: true},
		GatewayID: "managed", Region: settings.Service.Region, ServiceID: name, ServiceName: name,
	}
}
