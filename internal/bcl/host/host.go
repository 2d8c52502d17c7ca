// Package host holds what library members reach beyond their arguments: the
// culture, the clock, randomness, the sink of context.Trace. The host of an
// evaluation puts a *Services into the frame's environment.
//
// It imports clr, expr/rt and text/netfmt only.
package host

import (
	"crypto/x509"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// Services are shared by evaluations; its fields are not changed after creation.
type Services struct {
	// Culture is the current culture; en-US on the managed gateway
	// (expressions.md section 6.1).
	Culture *netfmt.Culture
	// Now returns the current time.
	Now func() time.Time
	// NewLine is Environment.NewLine, in indented JSON and XML.
	NewLine string
	// RegexTimeout bounds every match of a regular expression that has no
	// shorter limit of its own.
	RegexTimeout time.Duration
	// Random returns the seeds of `new Random()`; nil stands for Go's own source.
	// It is no source of secrets.
	Random func() uint64
	// Roots are the certificates that chains may end at; nil stands for the
	// system's.
	Roots *x509.CertPool
	// Revoked reports whether a certificate of a chain to one of Roots, the leaf
	// first, was revoked or whether that could not be found out; nil finds out nothing.
	Revoked func(chain []*x509.Certificate) bool
	// Trace receives the texts of context.Trace; nil drops them.
	Trace func(message string)
}

// Default returns the services of a managed gateway: culture en-US, numbers with
// 15 significant digits as .NET Framework prints them, the system clock.
func Default() *Services {
	return &Services{Culture: netfmt.EnUS().WithFloats(netfmt.Fixed15), Now: time.Now, NewLine: "\n", RegexTimeout: time.Second}
}

// Of returns the services of an evaluation.
func Of(f *rt.Frame) *Services { return f.Env.Services.(*Services) }

// UTCNow returns the current time as a DateTime of kind UTC.
func (s *Services) UTCNow() clr.DateTime { return clr.DateTimeFromTime(s.Now().UTC()) }
