package loadgen

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"github.com/gatehouse-project/gatehouse/internal/wire/h1"
)

// Kind is a kind of error.
type Kind string

// The kinds of errors.
const (
	// Timeout: connecting, sending and reading took longer than is allowed.
	Timeout Kind = "timeout"
	// Refused: nobody listens there.
	Refused Kind = "refused"
	// Name: the host name has no address.
	Name Kind = "name"
	// Connect: any other failure to connect.
	Connect Kind = "connect"
	// TLS: no agreement on TLS, or a certificate that is not trusted.
	TLS Kind = "tls"
	// Reset: the connection was reset.
	Reset Kind = "reset"
	// Closed: the connection was closed before an answer.
	Closed Kind = "closed"
	// Truncated: the answer ended before it was whole.
	Truncated Kind = "truncated"
	// Malformed: the answer is not HTTP.
	Malformed Kind = "malformed"
	// Other: none of these.
	Other Kind = "other"
)

// kindOf classifies the error of a request; answered says that the head of its
// answer was read.
func kindOf(err error, answered bool) Kind {
	var name *net.DNSError
	var handshake *handshakeError
	var op *net.OpError
	switch {
	case errors.Is(err, h1.ErrHeaderTimeout), errors.Is(err, os.ErrDeadlineExceeded):
		return Timeout
	case errors.As(err, &name):
		return Name
	case errors.As(err, &handshake):
		return TLS
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case errors.As(err, &op) && op.Op == "dial":
		return Connect
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return Reset
	case answered && errors.Is(err, io.ErrUnexpectedEOF):
		return Truncated
	case answered, errors.Is(err, h1.ErrMalformed), errors.Is(err, h1.ErrSwitched):
		return Malformed
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return Closed
	}
	return Other
}
