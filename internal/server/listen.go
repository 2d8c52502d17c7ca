package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
	"github.com/gatehouse-project/gatehouse/internal/wire/h1"
	"github.com/gatehouse-project/gatehouse/internal/wire/nethttp"
	"github.com/gatehouse-project/gatehouse/internal/wire/tunnel"
)

// Time limits of connections: a client that sends its header slowly, or nothing
// at all, does not keep a connection for ever.
const (
	readHeaderTimeout = 30 * time.Second
	idleTimeout       = 4 * time.Minute
)

// listener is an open address and the server on it.
type listener struct {
	net.Listener
	settings config.Listener
	server   *http.Server
	// own speaks HTTP/1.1 in front of server; nil when server does everything.
	own *h1.Server
}

// listen opens all addresses; the error names every one that could not be opened.
func (s *Server) listen(settings *config.Settings) error {
	var errs []error
	for _, l := range settings.Listen.Gateway {
		open, err := open(l, "listen.gateway", "--listen")
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.listeners = append(s.listeners, open)
	}
	if settings.Listen.Admin.Address != "" {
		open, err := open(settings.Listen.Admin, "listen.admin", "--admin")
		if err != nil {
			errs = append(errs, err)
		} else {
			s.admin = open
		}
	}
	return errors.Join(errs...)
}

// open opens one address; key and flag are how to choose another one.
func open(l config.Listener, key, flag string) (*listener, error) {
	ln, err := net.Listen("tcp", l.Address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s is in use by another program; stop it or choose another address with %s or %s in gatehouse.yaml", l.Address, flag, key)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("the address %s may not be opened by this user; choose a port above 1023 with %s or %s in gatehouse.yaml", l.Address, flag, key)
	case err != nil:
		return nil, fmt.Errorf("opening %s: %w", l.Address, err)
	}
	out := &listener{Listener: ln, settings: l}
	if !l.TLS() {
		return out, nil
	}
	cert, err := tls.LoadX509KeyPair(l.Certificate, l.Key)
	if err != nil {
		ln.Close()
		return nil, fmt.Errorf("reading the certificate of %s: %w", l.Address, err)
	}
	conf := &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"h2", "http/1.1"}}
	switch l.ClientCertificate {
	case config.RequestClientCertificate:
		conf.ClientAuth = tls.RequestClientCert
	case config.RequireClientCertificate:
		conf.ClientAuth = tls.RequireAnyClientCert
	}
	out.Listener = tls.NewListener(ln, conf)
	return out, nil
}

// url is the address as a URL that clients on this machine can use.
func (l *listener) url() string {
	scheme := "http"
	if l.settings.TLS() {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return scheme + "://" + l.Addr().String()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// serve starts serving on all listeners.
func (s *Server) serve() {
	for _, l := range s.listeners {
		handle := wire.Handler(s.answer)
		if l.settings.BehindTLS {
			handle = behindTLS(handle)
		}
		if s.opts.NetHTTP {
			l.start(nethttp.Handler(handle, &s.tunnels), s.log)
		} else {
			l.startOwn(handle, &s.tunnels, s.log)
		}
	}
	if s.admin != nil {
		s.admin.start(s.adminHandler(), s.log)
	}
}

// knowsSchemes reports whether the gateway knows which of its callers use TLS. Where
// no listener has to do with TLS, something in front may well end it.
func knowsSchemes(settings *config.Settings) bool {
	return slices.ContainsFunc(settings.Listen.Gateway, func(l config.Listener) bool { return l.TLS() || l.BehindTLS })
}

// behindTLS makes https URLs of requests whose TLS has ended in front of the gateway.
func behindTLS(handle wire.Handler) wire.Handler {
	return func(ctx context.Context, req *message.Request) wire.Answer {
		if u := &req.URL; u.Scheme == "http" {
			if u.Port == message.DefaultPort("http") {
				u.Port = message.DefaultPort("https")
			}
			u.Scheme = "https"
		}
		return handle(ctx, req)
	}
}

// answer answers a request to the gateway.
func (s *Server) answer(ctx context.Context, req *message.Request) wire.Answer {
	if !s.log.Enabled(ctx, slog.LevelDebug) {
		e := s.gateway.Handle(ctx, req)
		s.requests.Count(e.Response.Status)
		return wire.Answer{Response: e.Response, Finish: e}
	}
	start := time.Now()
	method, path := req.Method, req.URL.Path // policies change them
	e := s.gateway.Handle(ctx, req)
	status := e.Response.Status
	s.requests.Count(status)
	return wire.Answer{Response: e.Response, Finish: finisher(func(bytes int64) {
		e.Done(bytes)
		s.log.Debug("request", "method", method, "path", path, "status", status, "bytes", bytes, "duration", time.Since(start))
	})}
}

// finisher is a function as a wire.Finisher.
type finisher func(bytes int64)

// Done implements wire.Finisher.
func (f finisher) Done(bytes int64) { f(bytes) }

// start serves all protocols by net/http.
func (l *listener) start(h http.Handler, log *slog.Logger) {
	l.server = newHTTPServer(h, log)
	go func() {
		if err := l.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("a listener failed", "address", l.Addr().String(), "error", err)
		}
	}()
}

// startOwn serves HTTP/1.1 by connections of our own; net/http gets those that speak
// something else, or are about to.
func (l *listener) startOwn(handle wire.Handler, tunnels *tunnel.Set, log *slog.Logger) {
	others := wire.NewHandover(l.Addr())
	l.server = newHTTPServer(closing(nethttp.Handler(handle, tunnels)), log)
	l.server.ConnContext = nethttp.ConnContext
	// In the clear too: net/http by itself would wait for more bytes of requests that it
	// can refuse.
	l.server.Protocols = &http.Protocols{}
	l.server.Protocols.SetHTTP1(true)
	l.server.Protocols.SetHTTP2(true)
	l.server.Protocols.SetUnencryptedHTTP2(true)
	l.own = &h1.Server{
		Handle: handle, Other: others.Give, HeadTimeout: readHeaderTimeout, IdleTimeout: idleTimeout, Log: log,
	}
	go func() {
		if err := l.server.Serve(others); !errors.Is(err, http.ErrServerClosed) {
			log.Error("a listener failed", "address", l.Addr().String(), "error", err)
		}
	}()
	go func() {
		if err := l.own.Serve(l.Listener); !errors.Is(err, h1.ErrServerClosed) {
			log.Error("a listener failed", "address", l.Addr().String(), "error", err)
		}
	}()
}

// closing lets an HTTP/1.1 connection that was handed over carry one request: the
// next one would be read less strictly than the first was.
func closing(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 1 {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: readHeaderTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: wire.MaxHead, ErrorLog: slog.NewLogLogger(noise{log.Handler()}, slog.LevelDebug),
	}
}

// close stops accepting and waits for running requests until ctx ends.
func (l *listener) close(ctx context.Context) {
	if l.server == nil {
		l.Close()
		return
	}
	// Connections are handed over until the first of them has stopped.
	if l.own != nil && l.own.Shutdown(ctx) != nil {
		l.own.Close()
	}
	if l.server.Shutdown(ctx) != nil {
		l.server.Close()
	}
}

// noise passes on what net/http logs about connections: clients that break the
// protocol are no trouble of the server's.
type noise struct{ slog.Handler }

// Handle drops the date that package log may put before the text.
func (n noise) Handle(ctx context.Context, r slog.Record) error {
	r.Message = "connection: " + strings.TrimSpace(r.Message)
	return n.Handler.Handle(ctx, r)
}
