package jwt

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options is what a Directory needs of the process around it.
type Options struct {
	// Transport carries the requests for OpenID configurations and keys. Required.
	Transport http.RoundTripper
	// Log is told of configurations that cannot be fetched; nil means silence.
	Log *slog.Logger
}

const (
	// maxSources bounds the sources that are shared; beyond it the one that was
	// asked for longest ago is forgotten. Rings that have it keep it.
	maxSources = 1024
	// maxFlights bounds fetches under way: callers who can make a policy ask for
	// arbitrary tenants must not flood anybody.
	maxFlights = 16
)

// Directory keeps OpenID configurations, by URL, verified tokens and their headers. It is safe
// for concurrent use. Close it to end its requests.
type Directory struct {
	client *http.Client
	log    *slog.Logger
	tokens *cache
	// headers are those of the tokens.
	headers headers
	sets    atomic.Uint64 // numbers the sets of keys

	ctx    context.Context
	cancel context.CancelFunc
	slots  chan struct{}

	mu      sync.Mutex
	closed  bool
	work    sync.WaitGroup // flights
	sources map[string]*Source
	turn    uint64 // advances with each look-up
}

// NewDirectory returns an empty directory.
func NewDirectory(o Options) *Directory {
	d := &Directory{
		client:  &http.Client{Transport: o.Transport, CheckRedirect: checkRedirect},
		log:     o.Log,
		tokens:  newCache(),
		slots:   make(chan struct{}, maxFlights),
		sources: map[string]*Source{},
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

// Close ends requests under way and waits for them. What was fetched can still be
// used.
func (d *Directory) Close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.cancel()
	d.work.Wait()
	d.client.CloseIdleConnections()
}

// launch runs a flight unless the directory is closed.
func (d *Directory) launch(flight func()) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return false
	}
	d.work.Go(flight)
	return true
}

// Source returns the source of an OpenID configuration's URL; the same for the
// same URL. Nothing is fetched yet. The error says what is wrong with the URL.
func (d *Directory) Source(address string) (*Source, error) {
	u, err := CheckURL(address)
	if err != nil {
		return nil, err
	}
	key := u.String()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turn++
	s := d.sources[key]
	if s == nil {
		s = &Source{directory: d, url: key, shown: shown(u)}
		if len(d.sources) >= maxSources {
			d.forget()
		}
		d.sources[key] = s
	}
	s.turn = d.turn
	return s, nil
}

// forget drops the source that was asked for longest ago; d.mu is held.
func (d *Directory) forget() {
	oldest := ""
	for key, s := range d.sources {
		if oldest == "" || s.turn < d.sources[oldest].turn {
			oldest = key
		}
	}
	delete(d.sources, oldest)
}

// CheckURL reads the URL of an OpenID configuration or of keys. Both decide whom to
// trust, so they come over TLS, as the service's library demands; from this machine
// they may come without.
func CheckURL(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return nil, errors.New("expected an absolute URL")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		u.Fragment, u.RawFragment = "", ""
		return u, nil
	case u.Scheme == "http":
		return nil, errors.New("expected an https URL: keys that come without TLS can be anybody's")
	}
	return nil, errors.New("expected an https URL")
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback() || strings.EqualFold(host, "localhost")
}

// shown is a URL without what may be a secret.
func shown(u *url.URL) string {
	v := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return v.String()
}

const maxRedirects = 5

func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errors.New("too many redirects")
	}
	if _, err := CheckURL(req.URL.String()); err != nil {
		return errors.New("redirected to a URL without TLS")
	}
	return nil
}

// Times of sources, those that the documentation of the service names
// (validate-jwt.md, semantics 8).
const (
	// RefreshAfter is the age at which a configuration is fetched anew; until the new
	// one is there, the old one is used.
	RefreshAfter = time.Hour
	// RetryAfter is the least time between two fetches because of an unknown key, and
	// after a fetch that failed.
	RetryAfter = 5 * time.Minute
	// stale is the age at which callers wait for the new one, so that a source nobody
	// asked for in a long time does not vouch with keys that were withdrawn.
	stale = 2 * time.Hour
	// firstRetry is the pause after the first failure while there is no configuration
	// at all; it doubles up to RetryAfter. unverified: the service names 5 minutes
	// only, in which a gateway started before its identity provider would refuse
	// everybody.
	firstRetry = time.Second
	// fetchTimeout bounds a fetch, configuration and keys together.
	fetchTimeout = 15 * time.Second
)
