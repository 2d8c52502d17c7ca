package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Reason says what kept a token from being acquired.
type Reason int

// Reasons.
const (
	// NotConfigured: the gateway holds no such identity at all, or its source
	// lacks what it needs (a variable, a file).
	NotConfigured Reason = iota + 1
	// NotFound: the policy names a client id that is not configured.
	NotFound
	// Unreachable: no answer from the endpoint (no route, refused, reset, TLS).
	Unreachable
	// Refused: the endpoint answered with an error.
	Refused
	// BadAnswer: the endpoint answered with something that is no token.
	BadAnswer
	// Timeout: the time budget of the acquisition is used up.
	Timeout
	// Busy: too many acquisitions for computed resources are under way.
	Busy
	// Closed: the manager was closed.
	Closed
)

// String returns the reason as a word for logs and metrics.
func (r Reason) String() string {
	names := [...]string{"unknown", "not-configured", "not-found", "unreachable", "refused", "bad-answer", "timeout", "busy", "closed"}
	if r < 0 || int(r) >= len(names) {
		return names[0]
	}
	return names[r]
}

// Texts of the service when it holds no identity (observed in a trace of the
// real service; reference managed-identity.md section 7.2).
const (
	// NotEnabledMessage is the trace entry that precedes the error.
	NotEnabledMessage = "Managed service identity is not enabled for this service and authentication-managed-identity policy cannot be used."
	// NotConfiguredMessage is the message of the error itself.
	NotConfiguredMessage = "Managed service identity must be configured to use authentication-token policy."
)

// Error is why there is no token. Its text carries the endpoint's own
// explanation and never a token or a secret, so it may stand in
// context.LastError.Message.
type Error struct {
	// Reason classifies the failure.
	Reason Reason
	// Source is the kind of source asked, as in gatehouse.yaml; empty when the
	// identity was not resolved to one.
	Source string
	// ClientID is the user-assigned identity asked for, empty for the
	// system-assigned one.
	ClientID string
	// Resource is the audience asked for.
	Resource string
	// Status is the HTTP status of a refusal, else 0.
	Status int
	// Code is the endpoint's error code, for instance "invalid_resource".
	Code string
	// Detail is the endpoint's explanation, for instance "AADSTS500011: …", or
	// what is missing here. One line, at most 2 KiB, secrets removed.
	Detail string
	// RetryAfter is the pause the endpoint asked for, 0 when it did not.
	RetryAfter time.Duration
	// Err is the underlying error, if any.
	Err error

	// settled marks a failure that asking again at once would not mend.
	settled bool
}

// Error describes the failure in one line.
func (e *Error) Error() string {
	switch e.Reason {
	case NotConfigured:
		if e.Detail == "" {
			return NotConfiguredMessage
		}
		return "managed identity is not configured: " + e.Detail
	case NotFound:
		return fmt.Sprintf("identity not found: client id %q is not configured", e.ClientID)
	}
	var b strings.Builder
	if e.Detail != "" {
		b.WriteString(e.Detail)
	} else if e.Err != nil {
		b.WriteString(clean(e.Err.Error()))
	} else {
		b.WriteString("no explanation given")
	}
	notes := make([]string, 0, 3)
	switch e.Reason {
	case Refused:
		notes = append(notes, fmt.Sprintf("%s answered %d", e.Source, e.Status))
		if e.Code != "" && !strings.Contains(e.Detail, e.Code) {
			notes = append(notes, e.Code)
		}
	case Unreachable:
		notes = append(notes, e.Source+" is unreachable")
	case Timeout:
		notes = append(notes, e.Source+" did not answer in time")
	case BadAnswer:
		notes = append(notes, e.Source+" gave no usable token")
	}
	if e.Resource != "" {
		notes = append(notes, fmt.Sprintf("resource %q", e.Resource))
	}
	if e.ClientID != "" {
		notes = append(notes, fmt.Sprintf("client id %q", e.ClientID))
	}
	if len(notes) > 0 {
		b.WriteString(" (" + strings.Join(notes, ", ") + ")")
	}
	return b.String()
}

// Unwrap returns the underlying error.
func (e *Error) Unwrap() error { return e.Err }

// Temporary reports whether the same request may succeed a little later.
func (e *Error) Temporary() bool {
	if e.settled {
		return false
	}
	switch e.Reason {
	case Unreachable, Timeout, Busy:
		return true
	case Refused:
		return e.Status == 408 || e.Status == 429 || e.Status >= 500 ||
			// IMDS answers 404 and 410 while it is being updated (section 2.1).
			(e.Source == SourceIMDS && (e.Status == 404 || e.Status == 410))
	}
	return false
}

// ReasonOf returns the reason of the first *Error in err's chain, or 0.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return 0
}

// asError makes an *Error of err, completing one that came from a source.
func asError(err error, source, clientID, resource string) *Error {
	var found *Error
	var e Error
	switch {
	case errors.As(err, &found):
		e = *found
	case errors.Is(err, context.DeadlineExceeded):
		e = Error{Reason: Timeout, Detail: "the time budget for a token is used up", Err: err}
	case errors.Is(err, context.Canceled):
		e = Error{Reason: Closed, Detail: "the acquisition was stopped", Err: err}
	default:
		e = Error{Reason: Unreachable, Err: err}
	}
	if e.Source == "" {
		e.Source = source
	}
	e.ClientID, e.Resource = clientID, resource
	return &e
}

// SettingError is one mistake in Settings.
type SettingError struct {
	// Path leads to the key inside the identity section, for instance
	// ["userAssigned", "2c4f…", "tenantId"].
	Path []string
	// Message says what is wrong, in lower case.
	Message string
}

// Error names the key and the mistake.
func (e *SettingError) Error() string {
	return "identity." + strings.Join(e.Path, ".") + ": " + e.Message
}
