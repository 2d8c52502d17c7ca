package egress

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// Reason says how a connection or request failed.
type Reason int

// Reasons.
const (
	// Other is anything that fits nowhere else, a malformed response for one.
	Other Reason = iota
	// DNS: the name has no address, or the servers cannot be asked.
	DNS
	// Refused: nothing listens there.
	Refused
	// Unreachable: no route to the host or network.
	Unreachable
	// Reset: the connection broke, at connecting or later.
	Reset
	// Closed: the server closed the connection before the answer was complete.
	Closed
	// TLSFailure: the handshake failed, a certificate that is not trusted for instance.
	TLSFailure
	// Timeout: time was up, wherever.
	Timeout
	// Canceled: the caller gave up.
	Canceled
)

// String returns the reason as a word for logs and metrics.
func (r Reason) String() string {
	names := [...]string{"other", "dns", "refused", "unreachable", "reset", "closed", "tls", "timeout", "canceled"}
	if r < 0 || int(r) >= len(names) {
		return names[0]
	}
	return names[r]
}

// ReasonOf classifies an error of this package, of net/http over it, or of
// reading a body that came through it. It must not be called with nil.
func ReasonOf(err error) Reason {
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &dns):
		if dns.IsTimeout {
			return Timeout
		}
		return DNS
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT),
		errors.As(err, &timeout) && timeout.Timeout():
		return Timeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return Unreachable
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNABORTED):
		return Reset
	case isTLS(err):
		return TLSFailure
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return Closed
	}
	return Other
}

// isTLS reports whether err came from a handshake, ours or one that net/http
// made behind a proxy, or from an alert later on.
func isTLS(err error) bool {
	var (
		handshake *handshakeError
		verify    *tls.CertificateVerificationError
		header    tls.RecordHeaderError
		alert     tls.AlertError
		unknown   x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	return errors.As(err, &handshake) || errors.As(err, &verify) || errors.As(err, &header) || errors.As(err, &alert) ||
		errors.As(err, &unknown) || errors.As(err, &name) || errors.As(err, &invalid)
}
