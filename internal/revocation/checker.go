package revocation

import (
	"bytes"
	"context"
	"crypto/x509"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// maxLists and maxAnswers bound what is kept, and maxTime how long.
	maxLists, maxAnswers = 64, 4096
	maxTime              = time.Hour
	// failedTime is how long what could not be had is not asked for again.
	failedTime = time.Minute
	// timeout bounds one question.
	timeout = 10 * time.Second
)

// Options say how a Checker reaches others.
type Options struct {
	// Fetch returns what is at an http or https URL: with a body it is a POST of that
	// content type. It bounds the size of what it returns.
	Fetch func(ctx context.Context, url, contentType string, body []byte) ([]byte, error)
	// Now returns the current time.
	Now func() time.Time
}

// Checker keeps what issuers say. It may be used by several goroutines.
type Checker struct {
	opts    Options
	asking  singleflight.Group
	lists   cache[*x509.RevocationList]
	answers cache[*answer]
}

// New returns a checker that has nothing yet.
func New(opts Options) *Checker {
	return &Checker{opts: opts, lists: cache[*x509.RevocationList]{max: maxLists}, answers: cache[*answer]{max: maxAnswers}}
}

// What is said of certificates whose revocation is not known.
const (
	noIssuer   = "The issuer of the certificate is not known, so its revocation could not be checked."
	namesNone  = "The certificate names no revocation list, so its revocation could not be checked."
	noList     = "The revocation list of the certificate could not be had."
	noAnswer   = "The responder for the revocation of the certificate did not answer."
	hasRevoked = "The certificate has been revoked."
)

// Check says why a certificate of the chain, the leaf first, counts as revoked; empty
// if none does. Its root is not asked about. The caller vouches for the chain: the
// certificates of it choose the URLs that are asked. ctx ends the wait.
//
// unverified: whether the service asks responders first.
func (c *Checker) Check(ctx context.Context, chain []*x509.Certificate) string {
	for i, cert := range chain {
		if bytes.Equal(cert.RawIssuer, cert.RawSubject) {
			return ""
		}
		if i+1 == len(chain) {
			return noIssuer
		}
		if why := c.revoked(ctx, cert, chain[i+1]); why != "" {
			return why
		}
	}
	return ""
}

func (c *Checker) revoked(ctx context.Context, cert, issuer *x509.Certificate) string {
	why := namesNone
	for _, address := range cert.CRLDistributionPoints {
		if !fetchable(address) {
			continue
		}
		list := c.list(ctx, address)
		if list == nil || !bytes.Equal(list.RawIssuer, issuer.RawSubject) || list.CheckSignatureFrom(issuer) != nil {
			why = noList
			continue
		}
		if lists(list, cert) {
			return hasRevoked
		}
		return ""
	}
	for _, address := range cert.OCSPServer {
		if !fetchable(address) {
			continue
		}
		switch a := c.ask(ctx, address, cert, issuer); {
		case a == nil:
			why = noAnswer
		case a.revoked:
			return hasRevoked
		default:
			return ""
		}
	}
	return why
}

func fetchable(address string) bool {
	return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
}

// removeFromList is the reason of an entry that takes another one back.
const removeFromList = 8

func lists(l *x509.RevocationList, cert *x509.Certificate) bool {
	for _, e := range l.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(cert.SerialNumber) == 0 {
			return e.ReasonCode != removeFromList
		}
	}
	return false
}

// list returns the list at a URL, nil when it cannot be had.
func (c *Checker) list(ctx context.Context, address string) *x509.RevocationList {
	return kept(ctx, c, &c.lists, "list "+address, func(ctx context.Context) (*x509.RevocationList, time.Time) {
		data, err := c.opts.Fetch(ctx, address, "", nil)
		if err != nil {
			return nil, time.Time{}
		}
		list, err := x509.ParseRevocationList(data)
		if err != nil {
			return nil, time.Time{}
		}
		return list, list.NextUpdate
	})
}

// kept returns a value of a cache, or has it fetched, once for all who ask at the same
// time. fetch returns it with the time until which it is good, zero if it does not say.
// A value that cannot be had is the zero value.
func kept[V comparable](ctx context.Context, c *Checker, in *cache[V], key string, fetch func(context.Context) (V, time.Time)) V {
	var none V
	if v, ok := in.get(key, c.opts.Now()); ok {
		return v
	}
	done := c.asking.DoChan(key, func() (any, error) {
		// Whoever asked first may go away before the others.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
		defer cancel()
		v, until := fetch(ctx)
		now := c.opts.Now()
		switch {
		case v == none, !until.IsZero() && !now.Before(until):
			v, until = none, now.Add(failedTime)
		case until.IsZero(), until.After(now.Add(maxTime)):
			until = now.Add(maxTime)
		}
		in.set(key, v, until)
		return v, nil
	})
	select {
	case r := <-done:
		return r.Val.(V)
	case <-ctx.Done():
		return none
	}
}

// cache keeps values for a time. It forgets all of them when it is full.
type cache[V any] struct {
	max int

	mu     sync.Mutex // not held while anything is fetched
	values map[string]entry[V]
}

type entry[V any] struct {
	value V
	until time.Time
}

func (c *cache[V]) get(key string, now time.Time) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.values[key]
	return e.value, ok && now.Before(e.until)
}

func (c *cache[V]) set(key string, value V, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.values == nil || len(c.values) >= c.max {
		c.values = map[string]entry[V]{}
	}
	c.values[key] = entry[V]{value, until}
}
