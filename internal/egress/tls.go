package egress

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
)

// TLS is what is particular to one target's TLS connections. The zero value
// checks everything.
type TLS struct {
	// Certificates are client certificates to show when asked.
	Certificates []tls.Certificate
	// SkipChain accepts a certificate whoever issued it and however old it is
	// (a backend entity's validateCertificateChain false).
	SkipChain bool
	// SkipName accepts a certificate for another name (validateCertificateName
	// false).
	SkipName bool
	// Thumbprints and Names, where there are any, say which certificates are accepted,
	// in place of all other checks: those with a SHA-1 hash (hexadecimal, in any case),
	// and those of a name.
	Thumbprints []string
	Names       []CertificateName
	// Sessions keeps sessions to resume, for connections with the same rules alone;
	// nil keeps none. Transports have their own.
	Sessions tls.ClientSessionCache
}

// config renders the settings for one host. roots is nil for the system's.
func (t TLS) config(host string, roots *x509.CertPool) *tls.Config {
	config := &tls.Config{
		MinVersion:   tls.VersionTLS12,
		ServerName:   host,
		RootCAs:      roots,
		Certificates: t.Certificates,
	}
	if t.SkipChain || t.SkipName || t.pins() {
		// The standard check is all or nothing; verify does what is left of it, on
		// resumed connections too.
		config.InsecureSkipVerify = true
		config.VerifyConnection = func(state tls.ConnectionState) error { return t.verify(state, host, roots) }
	}
	return config
}

// verify is the part of certificate checking that was not switched off. host is
// empty where only the connection knows it.
func (t TLS) verify(state tls.ConnectionState, host string, roots *x509.CertPool) error {
	if len(state.PeerCertificates) == 0 {
		return errors.New("the server showed no certificate")
	}
	if t.pins() {
		return t.verifyPins(state.PeerCertificates, roots)
	}
	leaf := state.PeerCertificates[0]
	if !t.SkipName {
		if host == "" {
			host = state.ServerName
		}
		if err := leaf.VerifyHostname(host); err != nil {
			return err
		}
	}
	if t.SkipChain {
		return nil
	}
	options := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	for _, certificate := range state.PeerCertificates[1:] {
		options.Intermediates.AddCert(certificate)
	}
	_, err := leaf.Verify(options)
	return err
}

// handshakeError is a TLS handshake that failed.
type handshakeError struct {
	host string
	err  error
}

func (e *handshakeError) Error() string {
	return fmt.Sprintf("tls handshake with %s: %v", e.host, e.err)
}

func (e *handshakeError) Unwrap() error { return e.err }
