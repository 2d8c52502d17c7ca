package identity

import (
	"context"
	"crypto/sha1"
	"crypto/subtle"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"unicode"
)

// serviceFabric asks the token service of a Service Fabric cluster (reference
// managed-identity.md section 2.4). Its certificate is self-signed and pinned by
// thumbprint, so it needs a connection of its own and no shared transport.
func (s *surroundings) serviceFabric() fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		endpoint, secret := s.getenv(envIdentityEndpoint), s.getenv(envIdentityHeader)
		if endpoint == "" || secret == "" {
			return grant{}, missing(SourceServiceFabric, envIdentityEndpoint+", "+envIdentityHeader+" and "+envThumbprint)
		}
		pin, err := parseThumbprint(s.getenv(envThumbprint))
		if err != nil {
			return grant{}, err
		}
		req, err := getRequest(ctx, SourceServiceFabric, endpoint, "api-version", "2019-07-01-preview", "resource", resource)
		if err != nil {
			return grant{}, err
		}
		if req.URL.Scheme != "https" {
			return grant{}, &Error{Reason: NotConfigured, Source: SourceServiceFabric, Detail: "the endpoint of source serviceFabric must be https"}
		}
		req.Header.Set("Secret", secret)
		req.Header.Set("Accept", "application/json")

		transport := s.pinned(pin)
		defer transport.CloseIdleConnections()
		r, err := roundTrip(transport, req, secret)
		if err != nil {
			return grant{}, err
		}
		if r.status != http.StatusOK {
			return grant{}, refusal(r, secret)
		}
		a, err := parseAnswer(r.body)
		return a.grant, err
	}
}

// pinned returns a transport that accepts one certificate, whoever issued it.
func (s *surroundings) pinned(pin []byte) *http.Transport {
	return &http.Transport{
		DialContext:       s.dial,
		DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{
			MinVersion: tls.VersionTLS12,
			// VerifyConnection below decides, on every handshake; the certificate is
			// self-signed by design of the platform.
			InsecureSkipVerify: true,
			VerifyConnection: func(state tls.ConnectionState) error {
				if len(state.PeerCertificates) == 0 {
					return errors.New("the endpoint showed no certificate")
				}
				got := sha1.Sum(state.PeerCertificates[0].Raw)
				if subtle.ConstantTimeCompare(got[:], pin) != 1 {
					return errors.New("the endpoint's certificate is not the one of " + envThumbprint)
				}
				return nil
			},
		},
	}
}

// parseThumbprint reads 40 hexadecimal digits, among which colons and blanks
// are ignored.
func parseThumbprint(text string) ([]byte, error) {
	text = strings.Map(func(r rune) rune {
		if r == ':' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	pin, err := hex.DecodeString(text)
	if err != nil || len(pin) != sha1.Size {
		return nil, &Error{Reason: NotConfigured, Source: SourceServiceFabric, Detail: envThumbprint + " must hold a SHA-1 thumbprint, 40 hexadecimal digits"}
	}
	return pin, nil
}
