package egress

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// CertificateName is a name that a server's certificate may have: its common name or
// one of its DNS names.
type CertificateName struct {
	Name string
	// Issuers are the SHA-1 hashes of the certificates that may have issued it, in
	// hexadecimal and separated by commas; empty for any that is trusted.
	Issuers string
}

// pins reports whether only certain certificates are accepted.
func (t TLS) pins() bool { return len(t.Thumbprints) > 0 || len(t.Names) > 0 }

// verifyPins accepts the certificates of Thumbprints and Names. The first one is the
// server's.
//
// unverified: a certificate of Thumbprints is accepted whoever issued it and however
// old it is.
func (t TLS) verifyPins(shown []*x509.Certificate, roots *x509.CertPool) error {
	leaf := shown[0]
	own := thumbprint(leaf)
	for _, one := range t.Thumbprints {
		if plainThumbprint(one) == own {
			return nil
		}
	}
	err := errors.New("no name matches")
	for _, n := range t.Names {
		if !named(leaf, n.Name) {
			continue
		}
		if err = issued(shown, n.Issuers, roots); err == nil {
			return nil
		}
	}
	return fmt.Errorf("the certificate %s of %q is not one of those expected: %w", own, leaf.Subject.CommonName, err)
}

// named reports whether a certificate has a name, which may be written CN=name.
func named(c *x509.Certificate, name string) bool {
	name = strings.TrimSpace(name)
	if len(name) > 3 && strings.EqualFold(name[:3], "CN=") {
		name = name[3:]
	}
	if strings.EqualFold(c.Subject.CommonName, name) {
		return true
	}
	for _, n := range c.DNSNames {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// issued checks who issued the first of the certificates shown: one of the issuers,
// or one that is trusted when there are none.
func issued(shown []*x509.Certificate, issuers string, roots *x509.CertPool) error {
	leaf := shown[0]
	options := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	for _, c := range shown[1:] {
		options.Intermediates.AddCert(c)
	}
	chains, err := leaf.Verify(options)
	if strings.TrimSpace(issuers) == "" {
		return err
	}
	// An issuer that is known by its hash need not be trusted otherwise.
	if now := time.Now(); now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return err
	}
	candidates := shown // the certificate itself where it issued itself
	for _, chain := range chains {
		if len(chain) > 1 {
			candidates = append(candidates[:len(candidates):len(candidates)], chain[1])
		}
	}
	for _, c := range candidates {
		known := thumbprint(c)
		for one := range strings.SplitSeq(issuers, ",") {
			// The hash pins the key: whether it may issue matters no more.
			if plainThumbprint(one) == known && c.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature) == nil {
				return nil
			}
		}
	}
	return errors.New("its issuer is not one of those expected")
}

// thumbprint is the SHA-1 hash of a certificate, as .NET prints it.
func thumbprint(c *x509.Certificate) string {
	sum := sha1.Sum(c.Raw)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// plainThumbprint is a thumbprint without what people and tools write between its
// digits.
func plainThumbprint(text string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'f', r >= 'A' && r <= 'F':
			return r
		}
		return -1
	}, text))
}
