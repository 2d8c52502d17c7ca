package revocation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"
)

// answer is what a responder says of one certificate.
type answer struct{ revoked bool }

// ask asks a responder about a certificate (RFC 6960); nil when it does not know, or
// its answer is not one to trust.
func (c *Checker) ask(ctx context.Context, address string, cert, issuer *x509.Certificate) *answer {
	of := sha256.Sum256(cert.Raw)
	return kept(ctx, c, &c.answers, "ask "+address+" "+hex.EncodeToString(of[:]), func(ctx context.Context) (*answer, time.Time) {
		question, err := ocsp.CreateRequest(cert, issuer, nil)
		if err != nil {
			return nil, time.Time{}
		}
		data, err := c.opts.Fetch(ctx, address, "application/ocsp-request", question)
		if err != nil {
			return nil, time.Time{}
		}
		said, err := ocsp.ParseResponseForCert(data, cert, issuer)
		now := c.opts.Now()
		if err != nil || !mayAnswer(said.Certificate, issuer, now) || said.Status == ocsp.Unknown || now.Add(clockSkew).Before(said.ThisUpdate) {
			return nil, time.Time{}
		}
		return &answer{revoked: said.Status == ocsp.Revoked}, said.NextUpdate
	})
}

// clockSkew is how far ahead a responder's clock may be.
const clockSkew = 5 * time.Minute

// mayAnswer reports whether a certificate that signed an answer may speak for the
// issuer: none stands for the issuer itself, and others, whose signature by the issuer
// has been checked, need to be made for it. Otherwise every certificate of the issuer
// could vouch for itself.
func mayAnswer(signer, issuer *x509.Certificate, now time.Time) bool {
	if signer == nil || bytes.Equal(signer.Raw, issuer.Raw) {
		return true
	}
	return slices.Contains(signer.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) && !now.Before(signer.NotBefore) && !now.After(signer.NotAfter)
}
