package policy

import (
	"context"
	"errors"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// SendError is the error of a Sender: no answer came.
type SendError struct {
	// Timeout says that the header of the answer did not come in time.
	Timeout bool
	// Refused says that the gateway would not send the request (a circuit breaker
	// that is open, a rule of its configuration): Status is the answer.
	Status int
	Err    error
}

// Error describes the failure without addresses of callers or secrets.
func (e *SendError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// Send sends a request through the host and turns a failure into the error that
// context.LastError shows: Reason Timeout or BackendConnectionFailure. source is
// the policy's element; for a broken connection of forward-request the service
// names its own step, request-forwarder (errors.md section 1).
func (x *Exec) Send(ctx context.Context, req *message.Request, opts SendOptions, source string) (*message.Response, error) {
	var resp *message.Response
	var err error
	req = x.detached(req)
	x.Away(func() { resp, err = x.Host.Send(ctx, req, opts) })
	if err == nil && x.Ctx.Err() != nil {
		// A branch that was given up must not answer in the place of another.
		resp.Body.Close()
		return nil, x.Ctx.Err()
	}
	if err == nil {
		return resp, nil
	}
	if e := clientFault(err); e != nil {
		return nil, e
	}
	var se *SendError
	switch {
	case x.Ctx.Err() != nil && errors.Is(err, context.Canceled):
		return nil, err
	case errors.As(err, &se) && se.Status != 0:
		return nil, &Error{Source: source, Reason: ReasonBackendConnection, Message: se.Error(), Status: se.Status, Cause: err, Transport: true}
	case errors.As(err, &se) && se.Timeout, errors.Is(err, context.DeadlineExceeded):
		e := Internal(ReasonTimeout, "The operation has timed out.", err)
		e.Source, e.Transport = source, true
		return nil, e
	}
	e := Internal(ReasonBackendConnection, "Error connecting to backend: "+err.Error(), err)
	e.Source, e.Transport = source, true
	if source == "forward-request" {
		e.Source = "request-forwarder"
	}
	return nil, e
}
