package emulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/authority"
	"github.com/gatehouse-project/gatehouse/internal/emulator/entra"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/imds"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
	"github.com/gatehouse-project/gatehouse/internal/emulator/servicebus"
	"github.com/gatehouse-project/gatehouse/internal/emulator/storage"
)

const (
	// maxHeader bounds the header block of a request in bytes.
	maxHeader = 256 << 10
	// federatedLifetime is how long the service-account token in the file
	// lives: longer than anybody runs a local Azure.
	federatedLifetime = 365 * 24 * time.Hour
)

// Server is a running local Azure. It is safe for concurrent use.
type Server struct {
	opts      Options
	authority *authority.Authority
	issuer    *entra.Issuer
	secret    string // IDENTITY_HEADER
	tokenFile string // of the service account

	identityListener, httpsListener net.Listener
	identityServer, httpsServer     *http.Server

	imds   *imds.Service
	bus    *servicebus.Service
	blobs  *storage.BlobService
	queues *storage.QueueService
	routes []route

	faults   faults
	requests requestLog

	stop    context.CancelFunc
	serving sync.WaitGroup
	tunnels sync.WaitGroup
}

// Start starts a local Azure. The error says which address or file was the
// trouble. The caller closes the Server.
func Start(opts Options) (*Server, error) {
	if err := opts.complete(); err != nil {
		return nil, err
	}
	a, err := authority.Open(opts.Folder, time.Now())
	if err != nil {
		return nil, fmt.Errorf("starting the local Azure: %w", err)
	}
	issuer, err := entra.NewIssuer(opts.Seed, a.SigningKey(), opts.TokenLifetime, opts.Now)
	if err != nil {
		return nil, fmt.Errorf("starting the local Azure: %w", err)
	}
	s := &Server{opts: opts, authority: a, issuer: issuer, secret: exchange.NewHex(16)}
	s.requests.size = opts.RequestLog
	if err := s.writeFederatedToken(); err != nil {
		return nil, err
	}
	guard := access.NewGuard(opts.Seed, issuer.Keys(), opts.Now)
	s.imds = imds.NewService(imds.Options{Seed: opts.Seed, Issuer: issuer, Secret: s.secret, RefreshIn: opts.RefreshIn, ArcFolder: filepath.Join(opts.Folder, "arc")})
	s.bus = servicebus.NewService(opts.Seed, guard)
	s.blobs = storage.NewBlobService(opts.Seed, guard)
	s.queues = storage.NewQueueService(opts.Seed, guard, opts.Now)
	s.routes = s.newRoutes(guard)
	if err := s.listen(); err != nil {
		return nil, err
	}
	s.serve()
	return s, nil
}

// listen opens both listeners, or none.
func (s *Server) listen() error {
	var err error
	if s.identityListener, err = net.Listen("tcp", s.opts.IdentityAddress); err != nil {
		return fmt.Errorf("starting the local Azure's identity endpoint: %w", err)
	}
	if s.httpsListener, err = net.Listen("tcp", s.opts.HTTPSAddress); err != nil {
		_ = s.identityListener.Close()
		return fmt.Errorf("starting the local Azure's services: %w", err)
	}
	return nil
}

// serve starts answering on both listeners.
func (s *Server) serve() {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	newServer := func(h http.Handler) *http.Server {
		return &http.Server{
			Handler:           h,
			BaseContext:       func(net.Listener) context.Context { return ctx },
			ReadHeaderTimeout: 30 * time.Second,
			ReadTimeout:       5 * time.Minute,
			IdleTimeout:       2 * time.Minute,
			MaxHeaderBytes:    maxHeader,
			ErrorLog:          slog.NewLogLogger(s.opts.Log.Handler(), slog.LevelDebug),
		}
	}
	s.identityServer = newServer(http.HandlerFunc(s.serveIdentity))
	s.httpsServer = newServer(http.HandlerFunc(s.serveHTTPS))
	// HTTP/1.1 only, as most of these services speak; it also lets a fault
	// reset one connection without touching other requests.
	tlsListener := tls.NewListener(s.httpsListener, &tls.Config{GetCertificate: s.certificate, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12})
	run := func(server *http.Server, l net.Listener) {
		s.serving.Go(func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				s.opts.Log.Error("the local Azure stopped serving", "error", err)
			}
		})
	}
	run(s.identityServer, s.identityListener)
	run(s.httpsServer, tlsListener)
}

// certificate returns the certificate for the host that a client asks for.
// Clients that connect to an address send no name.
func (s *Server) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	name := hello.ServerName
	if name == "" {
		name, _, _ = net.SplitHostPort(hello.Conn.LocalAddr().String())
	}
	return s.authority.ServerCertificate(name)
}

// writeFederatedToken writes the file that AZURE_FEDERATED_TOKEN_FILE names.
func (s *Server) writeFederatedToken() error {
	subject := "system:serviceaccount:default:gateway"
	for _, p := range s.opts.Seed.Principals() {
		for _, f := range p.Federated {
			if f.Issuer == seed.LocalIssuer {
				subject = f.Subject
				break
			}
		}
	}
	token, err := s.issuer.ServiceAccountToken(subject, federatedLifetime)
	if err != nil {
		return fmt.Errorf("starting the local Azure: %w", err)
	}
	s.tokenFile = filepath.Join(s.opts.Folder, "service-account-token")
	temporary := s.tokenFile + "." + exchange.NewHex(4)
	if err := os.WriteFile(temporary, []byte(token), 0o600); err != nil {
		return fmt.Errorf("writing the service-account token: %w", err)
	}
	if err := os.Rename(temporary, s.tokenFile); err != nil {
		return fmt.Errorf("writing the service-account token: %w", err)
	}
	return nil
}

// Close stops the server: it accepts nothing more, ends what waits, lets running
// requests finish until ctx ends, and then closes their connections.
func (s *Server) Close(ctx context.Context) error {
	s.stop() // receivers that wait for messages return
	err := s.identityServer.Shutdown(ctx)
	if e := s.httpsServer.Shutdown(ctx); err == nil {
		err = e
	}
	_ = s.identityServer.Close()
	_ = s.httpsServer.Close()
	s.serving.Wait()
	s.tunnels.Wait()
	s.imds.Close()
	if err != nil {
		return fmt.Errorf("stopping the local Azure: %w", err)
	}
	return nil
}

// IdentityAddress returns the host and port of the identity listener.
func (s *Server) IdentityAddress() string { return s.identityListener.Addr().String() }

// HTTPSAddress returns the host and port of the services listener.
func (s *Server) HTTPSAddress() string { return s.httpsListener.Addr().String() }

// IdentityEndpoint returns the URL of the App Service protocol.
func (s *Server) IdentityEndpoint() string {
	return "http://" + s.IdentityAddress() + imds.AppServicePath
}

// IdentityHeader returns the value that the X-IDENTITY-HEADER header must have.
func (s *Server) IdentityHeader() string { return s.secret }

// CA returns the certificate of the local authority, which signed those of all
// services.
func (s *Server) CA() *x509.Certificate { return s.authority.Certificate() }

// CAPath returns the path of that certificate as a PEM file.
func (s *Server) CAPath() string { return s.authority.CertificatePath() }

// FederatedTokenFile returns the path of a service-account token that stands for
// the identities of the seed that are federated with seed.LocalIssuer.
func (s *Server) FederatedTokenFile() string { return s.tokenFile }

// Seed returns what exists.
func (s *Server) Seed() *seed.Seed { return s.opts.Seed }

// Messages returns what is in a queue, subscription or event hub; see
// servicebus.Service.Messages.
func (s *Server) Messages(namespace, entity string) ([]servicebus.Message, bool) {
	return s.bus.Messages(namespace, entity)
}

// Blob returns a blob of a storage account, and whether there is one.
func (s *Server) Blob(account, container, name string) (storage.Blob, bool) {
	return s.blobs.Blob(account, container, name)
}

// QueueMessages returns the texts in a storage queue, and whether there is such
// a queue.
func (s *Server) QueueMessages(account, queue string) ([]string, bool) {
	return s.queues.Messages(account, queue)
}

// HostMap maps the host names of Azure, with "*" for a first label, to the
// address at which this server stands in for them over TLS.
func (s *Server) HostMap() map[string]string {
	m := map[string]string{}
	for _, r := range s.routes {
		m[r.pattern] = s.HTTPSAddress()
	}
	return m
}

// Transport returns a transport that reaches the stand-ins under Azure's host
// names and trusts the local authority. Other hosts are refused.
func (s *Server) Transport() *http.Transport {
	roots := x509.NewCertPool()
	roots.AddCert(s.CA())
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return nil, fmt.Errorf("reading the address %q: %w", address, err)
			}
			switch {
			case host == "169.254.169.254":
				return dialer.DialContext(ctx, network, s.IdentityAddress())
			case s.find(strings.ToLower(host)) != nil:
				return dialer.DialContext(ctx, network, s.HTTPSAddress())
			case isLoopback(host):
				return dialer.DialContext(ctx, network, address)
			}
			return nil, fmt.Errorf("the local Azure does not stand in for %s", host)
		},
	}
}
