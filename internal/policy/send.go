package policy

import (
	"context"
	"errors"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/backend"
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

// Send sends a request through the host, to the backend entity t if that is not
// nil, and turns a failure into the error that context.LastError shows: Reason
// Timeout or BackendConnectionFailure. source is the policy's element; for a broken
// connection of forward-request the service names its own step, request-forwarder
// (errors.md section 1).
func (x *Exec) Send(ctx context.Context, t *backend.Target, req *message.Request, opts SendOptions, source string) (*message.Response, error) {
	var resp *message.Response
	var err error
	// Before credentials come into the URL.
	call, logged := x.Recording.call(x, req, source), x.Entry.call(x, req, source)
	if t != nil {
		if err := x.Authorize(ctx, t, req, source); err != nil {
			return nil, err
		}
	}
	if req, err = x.detached(req); err != nil {
		return nil, err
	}
	x.Away(func() { resp, err = x.Host.SendTo(ctx, t, req, opts) })
	call.end(x, resp, source)
	logged(resp)
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
	var u *backend.Unavailable
	switch {
	case errors.As(err, &u):
		return nil, unavailable(u, source)
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

// SendTo sends a request, to a backend entity if t is not nil: with its transport
// settings, and the outcome reported to its circuit breaker. While that is open it
// fails with *backend.Unavailable and sends nothing. The credentials must be in the
// request already.
func (h *Host) SendTo(ctx context.Context, t *backend.Target, req *message.Request, opts SendOptions) (*message.Response, error) {
	if t == nil {
		return h.Send(ctx, req, opts)
	}
	if _, err := t.Pick(nil); err != nil {
		return nil, err
	}
	opts.Backend = t.Entity
	resp, err := h.Send(ctx, req, opts)
	if b := t.Breaker(); b != nil {
		if o, known := outcome(ctx, resp, err); known {
			b.Report(ctx, o)
		}
	}
	return resp, err
}

// outcome is what a circuit breaker is told of a call. What the caller did is not
// the backend's failure.
func outcome(ctx context.Context, resp *message.Response, err error) (o backend.Outcome, known bool) {
	var se *SendError
	switch {
	case err == nil:
		return backend.Outcome{Status: resp.Status, RetryAfter: resp.Header.Value("Retry-After")}, true
	case clientFault(err) != nil, errors.Is(ctx.Err(), context.Canceled):
		return o, false
	case errors.As(err, &se) && se.Timeout, errors.Is(err, context.DeadlineExceeded):
		return backend.Outcome{Reason: ReasonTimeout}, true
	}
	return backend.Outcome{Reason: ReasonBackendConnection}, true
}

// Authorize adds the credentials of a backend entity to a request.
func (x *Exec) Authorize(ctx context.Context, t *backend.Target, req *message.Request, source string) error {
	var err error
	if t.NeedsToken() {
		x.Away(func() { err = t.Apply(ctx, x.Host.Identity, req) })
	} else {
		err = t.Apply(ctx, nil, req)
	}
	if err != nil {
		e := Internal(ReasonGatewayFailure, err.Error(), err)
		e.Source = source
		return e
	}
	return nil
}

// Pick chooses the single backend of a target that a request goes to. The error
// is what policies return when there is none.
func (x *Exec) Pick(t *backend.Target, source string) (backend.Choice, error) {
	c, err := t.Pick(func(name string) string { return x.Context.Request.Message.Header.Cookie(name) })
	var u *backend.Unavailable
	if errors.As(err, &u) {
		return c, unavailable(u, source)
	}
	return c, err
}

// unavailable is the error of a backend that must not be called now. The answer
// of a pool says when to come back (platform/backends.md, Pools 6).
//
// unverified: Source and Reason are those of a backend that cannot be reached;
// public policies handle the answer 503 in on-error.
func unavailable(u *backend.Unavailable, source string) error {
	e := &Error{
		Source: source, Reason: ReasonBackendConnection, Message: u.Error(), Public: message.Reason(u.Status), Status: u.Status,
		Cause: u, Transport: true,
	}
	if source == "forward-request" {
		e.Source = "request-forwarder"
	}
	if u.Pool {
		seconds := max(1, int64((u.RetryAfter+999_999_999)/1_000_000_000))
		e.Headers = []message.Field{{Name: "Retry-After", Value: strconv.FormatInt(seconds, 10)}}
	}
	return e
}
