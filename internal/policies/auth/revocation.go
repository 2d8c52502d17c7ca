package auth

import (
	"context"
	"crypto/x509"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

const (
	// maxLists bounds the revocation lists that are kept, and maxListTime how long.
	maxLists    = 64
	maxListTime = time.Hour
	// failedListTime is how long a list that could not be had is not asked for again.
	failedListTime = time.Minute
	// listTimeout bounds the fetch of a list.
	listTimeout = 10 * time.Second
)

// revocationLists keeps revocation lists by their URLs.
type revocationLists struct {
	mu    sync.Mutex // not held during a fetch
	lists map[string]*revocationList
}

type revocationList struct {
	list *x509.RevocationList // nil when it could not be had
	good time.Time            // until when it may be used
}

// check says why a certificate of the chain, but its root, counts as revoked; empty
// if none does. What cannot be found out counts as revoked, as in .NET: offline, or
// where certificates name no list, only validate-revocation="false" lets anybody in.
// OCSP is not asked (unverified: whether the service asks it first).
func (l *revocationLists) check(x *policy.Exec, chain []*x509.Certificate) string {
	for i, c := range chain {
		if selfIssued(c) {
			return ""
		}
		if i+1 == len(chain) {
			return "The issuer of the certificate is not known, so its revocation could not be checked."
		}
		if why := l.revoked(x, c, chain[i+1]); why != "" {
			return why
		}
	}
	return ""
}

func (l *revocationLists) revoked(x *policy.Exec, c, issuer *x509.Certificate) string {
	why := "The certificate names no revocation list, so its revocation could not be checked."
	for _, address := range c.CRLDistributionPoints {
		if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
			continue
		}
		list := l.get(x, address)
		if list == nil || string(list.RawIssuer) != string(issuer.RawSubject) || list.CheckSignatureFrom(issuer) != nil {
			why = "The revocation list of the certificate could not be had."
			continue
		}
		if lists(list, c.SerialNumber) {
			return "The certificate has been revoked."
		}
		return ""
	}
	return why
}

func lists(l *x509.RevocationList, serial *big.Int) bool {
	for _, e := range l.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(serial) == 0 {
			// 8 is removeFromCRL.
			return e.ReasonCode != 8
		}
	}
	return false
}

// get returns the list at a URL, nil when it cannot be had.
func (l *revocationLists) get(x *policy.Exec, address string) *x509.RevocationList {
	now := x.Now()
	l.mu.Lock()
	have := l.lists[address]
	l.mu.Unlock()
	if have != nil && now.Before(have.good) {
		return have.list
	}
	got := &revocationList{list: fetchList(x, address)}
	switch {
	case got.list == nil || !got.list.NextUpdate.IsZero() && !now.Before(got.list.NextUpdate):
		got.list, got.good = nil, now.Add(failedListTime)
	case got.list.NextUpdate.IsZero() || got.list.NextUpdate.After(now.Add(maxListTime)):
		got.good = now.Add(maxListTime)
	default:
		got.good = got.list.NextUpdate
	}
	if x.Ctx.Err() != nil {
		// Gone before the answer: nothing is known.
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lists == nil || len(l.lists) >= maxLists {
		l.lists = map[string]*revocationList{}
	}
	l.lists[address] = got
	return got.list
}

// fetchList fetches a list. A bound on its size keeps a caller's own certificate
// from filling the memory.
func fetchList(x *policy.Exec, address string) (list *x509.RevocationList) {
	u, ok := message.ParseURL(address)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(x.Ctx, listTimeout)
	defer cancel()
	x.Away(func() {
		resp, err := x.Host.Send(ctx, &message.Request{Method: "GET", URL: u}, policy.SendOptions{HeaderTimeout: listTimeout})
		if err != nil {
			return
		}
		defer resp.Body.Close()
		data, err := resp.Body.Bytes(x.Host.Limits.Body.BodyBuffer)
		if err != nil || resp.Status != 200 {
			return
		}
		if parsed, err := x509.ParseRevocationList(data); err == nil {
			list = parsed
		}
	})
	return list
}
