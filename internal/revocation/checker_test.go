package revocation_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/gatehouse-project/gatehouse/internal/revocation"
)

var now = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	list  = "http://ca.test/list"
	other = "http://ca.test/other-list"
	asked = "http://ca.test/ask"
)

// authority issues certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{t: t}
	a.cert, a.key = a.issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	})
	return a
}

func (a *authority) issue(c *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	if c.SerialNumber == nil {
		c.SerialNumber = big.NewInt(1)
	}
	if c.NotAfter.IsZero() {
		c.NotBefore, c.NotAfter = now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0)
	}
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		a.t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return made, key
}

func (a *authority) revokes(until time.Time, serials ...int64) []byte {
	a.t.Helper()
	l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now.Add(-time.Hour), NextUpdate: until}
	for _, s := range serials {
		l.RevokedCertificateEntries = append(l.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: big.NewInt(s), RevocationTime: now})
	}
	der, err := x509.CreateRevocationList(rand.Reader, l, a.cert, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

// says makes an answer of a responder, signed by the authority itself or by another.
func (a *authority) says(said ocsp.Response, signer *x509.Certificate, key crypto.Signer) []byte {
	a.t.Helper()
	if said.ThisUpdate.IsZero() {
		said.ThisUpdate = now.Add(-time.Minute)
	}
	if signer == nil {
		signer, key = a.cert, a.key
	} else {
		said.Certificate = signer
	}
	der, err := ocsp.CreateResponse(a.cert, signer, said, key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

func TestCheck(t *testing.T) {
	ca, stranger := newAuthority(t, "CA"), newAuthority(t, "CA")
	leaf, leafKey := ca.issue(&x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "leaf"}, CRLDistributionPoints: []string{"ldap://x", list, other}, OCSPServer: []string{asked}})
	listed, _ := ca.issue(&x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "listed"}, CRLDistributionPoints: []string{list}})
	bare, _ := ca.issue(&x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "bare"}})
	responder, responderKey := ca.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "responder"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}})
	late, lateKey := ca.issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: "late"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}, NotBefore: now.AddDate(-2, 0, 0), NotAfter: now.AddDate(-1, 0, 0),
	})
	serial := big.NewInt(7)
	good := ocsp.Response{Status: ocsp.Good, SerialNumber: serial}
	tomorrow := now.AddDate(0, 0, 1)
	const (
		revoked  = "The certificate has been revoked."
		noList   = "The revocation list of the certificate could not be had."
		noAnswer = "The responder for the revocation of the certificate did not answer."
	)
	for _, test := range []struct {
		name  string
		at    map[string][]byte
		chain []*x509.Certificate
		want  string
	}{
		{"not on the list", map[string][]byte{list: ca.revokes(tomorrow, 8)}, []*x509.Certificate{leaf, ca.cert}, ""},
		{"on the list", map[string][]byte{list: ca.revokes(tomorrow, 8, 7)}, []*x509.Certificate{leaf, ca.cert}, revoked},
		{"on the second list", map[string][]byte{other: ca.revokes(tomorrow, 7)}, []*x509.Certificate{leaf, ca.cert}, revoked},
		{"an old list", map[string][]byte{list: ca.revokes(now.Add(-time.Second))}, []*x509.Certificate{listed, ca.cert}, noList},
		{"a list of somebody else", map[string][]byte{list: stranger.revokes(tomorrow)}, []*x509.Certificate{listed, ca.cert}, noList},
		{"no list", map[string][]byte{list: []byte("<html>")}, []*x509.Certificate{listed, ca.cert}, noList},
		{"nobody to ask", nil, []*x509.Certificate{bare, ca.cert}, "The certificate names no revocation list, so its revocation could not be checked."},
		{"no issuer", nil, []*x509.Certificate{leaf}, "The issuer of the certificate is not known, so its revocation could not be checked."},
		{"a root", nil, []*x509.Certificate{ca.cert}, ""},
		{"the responder knows it", map[string][]byte{asked: ca.says(good, nil, nil)}, []*x509.Certificate{leaf, ca.cert}, ""},
		{"the responder says revoked", map[string][]byte{asked: ca.says(ocsp.Response{Status: ocsp.Revoked, SerialNumber: serial, RevokedAt: now}, nil, nil)}, []*x509.Certificate{leaf, ca.cert}, revoked},
		{"the responder does not know it", map[string][]byte{asked: ca.says(ocsp.Response{Status: ocsp.Unknown, SerialNumber: serial}, nil, nil)}, []*x509.Certificate{leaf, ca.cert}, noAnswer},
		{"the responder is away", nil, []*x509.Certificate{leaf, ca.cert}, noAnswer},
		{"a list goes before the responder", map[string][]byte{list: ca.revokes(tomorrow, 7), asked: ca.says(good, nil, nil)}, []*x509.Certificate{leaf, ca.cert}, revoked},
		{"a responder made for it", map[string][]byte{asked: ca.says(good, responder, responderKey)}, []*x509.Certificate{leaf, ca.cert}, ""},
		{"a responder that is no longer valid", map[string][]byte{asked: ca.says(good, late, lateKey)}, []*x509.Certificate{leaf, ca.cert}, noAnswer},
		{"the certificate vouches for itself", map[string][]byte{asked: ca.says(good, leaf, leafKey)}, []*x509.Certificate{leaf, ca.cert}, noAnswer},
		{"somebody else vouches", map[string][]byte{asked: stranger.says(good, nil, nil)}, []*x509.Certificate{leaf, ca.cert}, noAnswer},
		{"an answer about another", map[string][]byte{asked: ca.says(ocsp.Response{Status: ocsp.Good, SerialNumber: big.NewInt(8)}, nil, nil)}, []*x509.Certificate{leaf, ca.cert}, noAnswer},
		{"an old answer", map[string][]byte{asked: ca.says(ocsp.Response{Status: ocsp.Good, SerialNumber: serial, NextUpdate: now.Add(-time.Second)}, nil, nil)}, []*x509.Certificate{leaf, ca.cert}, noAnswer},
		{"an answer from the future", map[string][]byte{asked: ca.says(ocsp.Response{Status: ocsp.Good, SerialNumber: serial, ThisUpdate: now.Add(time.Hour), NextUpdate: tomorrow}, nil, nil)}, []*x509.Certificate{leaf, ca.cert}, noAnswer},
		{"no answer", map[string][]byte{asked: []byte("no")}, []*x509.Certificate{leaf, ca.cert}, noAnswer},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := revocation.New(revocation.Options{Now: func() time.Time { return now }, Fetch: func(_ context.Context, url, contentType string, body []byte) ([]byte, error) {
				if (url == asked) != (body != nil) || body != nil && contentType != "application/ocsp-request" {
					t.Errorf("asked %s for %q with %d bytes", url, contentType, len(body))
				}
				if data, ok := test.at[url]; ok {
					return data, nil
				}
				return nil, errors.New("nothing there")
			}})
			if got := c.Check(t.Context(), test.chain); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestKept shows for how long answers are kept, and that nobody waits who has gone.
func TestKept(t *testing.T) {
	ca := newAuthority(t, "CA")
	leaf, _ := ca.issue(&x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "leaf"}, CRLDistributionPoints: []string{list}})
	clock, fetched := now, 0
	answer := ca.revokes(now.Add(30 * time.Minute))
	c := revocation.New(revocation.Options{Now: func() time.Time { return clock }, Fetch: func(ctx context.Context, _, _ string, _ []byte) ([]byte, error) {
		fetched++
		if answer == nil {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return answer, nil
	}})
	chain := []*x509.Certificate{leaf, ca.cert}
	for _, step := range []struct {
		name    string
		at      time.Duration
		list    []byte
		fetched int
		good    bool
	}{
		{"first", 0, answer, 1, true},
		{"kept", 29 * time.Minute, answer, 1, true},
		{"old, and not renewed", 30 * time.Minute, answer, 2, false},
		{"not asked again at once", 30*time.Minute + 59*time.Second, ca.revokes(now.AddDate(1, 0, 0)), 2, false},
		{"asked after a minute", 31 * time.Minute, ca.revokes(now.AddDate(1, 0, 0)), 3, true},
		{"kept for an hour", 90 * time.Minute, ca.revokes(now.AddDate(1, 0, 0)), 3, true},
		{"renewed after an hour", 91 * time.Minute, ca.revokes(now.AddDate(1, 0, 0)), 4, true},
	} {
		clock, answer = now.Add(step.at), step.list
		if good := c.Check(t.Context(), chain) == ""; good != step.good || fetched != step.fetched {
			t.Errorf("%s: good is %v after %d fetches, want %v after %d", step.name, good, fetched, step.good, step.fetched)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	clock = now.Add(24 * time.Hour)
	if why := c.Check(gone, chain); why == "" {
		t.Error("a caller who has gone learned that the certificate is good")
	}
}
