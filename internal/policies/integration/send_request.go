package integration

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func sendRequestDefinition() policy.Definition {
	return policy.Definition{
		Element: "send-request", Summary: "Calls a URL and keeps the answer in a variable.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &sendRequest{} },
	}
}

// sendRequest sends a request of its own and stores the answer, whatever its
// status, in a variable.
type sendRequest struct {
	// new starts from an empty request, copy from the current one.
	Mode expr.Value[requestMode] `attr:"mode" default:"new"`
	// The variable that gets the answer, an IResponse.
	Variable expr.Value[string] `attr:"response-variable-name,required"`
	// Seconds to wait for the answer; 60 if neither timeout is given.
	Timeout expr.Value[int] `attr:"timeout"`
	// The same in milliseconds.
	TimeoutMS expr.Value[int] `attr:"timeout-ms"`
	// Whether a failed call sets the variable to null instead of being an error.
	IgnoreError bool `attr:"ignore-error" default:"false"`
	// Whether the whole answer is awaited. Answers are always buffered here, so
	// that they can outlive the call.
	BufferResponse bool `attr:"buffer-response" default:"true"`
	// Whether an answer of 400 to 599 is an error.
	FailOnErrorStatus bool         `attr:"fail-on-error-status-code" default:"false"`
	Parts             policy.Block `parts:"request"`

	backends *backend.Targets
}

// Check demands what a request needs.
func (p *sendRequest) Check(c *policy.Check) {
	checkParts(c, &p.Mode, &p.Parts)
	if p.Timeout.IsSet() && p.TimeoutMS.IsSet() {
		c.Errorf(diag.InvalidValue, "timeout-ms", "timeout and timeout-ms may not stand together; remove one")
	}
	checkTimeout(c, "timeout", &p.Timeout)
	checkTimeout(c, "timeout-ms", &p.TimeoutMS)
	if !p.BufferResponse && c.Has("buffer-response") {
		c.Warnf(diag.NotSupported, "buffer-response", "the answer is read whole all the same, so that it can outlive the call; remove the attribute")
	}
}

// Prepare keeps the backend entities: the one whose URL a request goes to brings
// its credentials, TLS rules and circuit breaker.
func (p *sendRequest) Prepare(c *policy.Check) { p.backends = c.Backends() }

// Run sends the request and waits for the answer.
func (p *sendRequest) Run(x *policy.Exec) (policy.Flow, error) {
	name, err := p.Variable.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	value, unit := &p.Timeout, time.Second
	if p.TimeoutMS.IsSet() {
		value, unit = &p.TimeoutMS, time.Millisecond
	}
	timeout, err := wait(x, value, unit)
	if err != nil {
		return policy.End, err
	}
	// The time for a token of an identity counts too.
	ctx, cancel := context.WithTimeout(x.Ctx, timeout)
	defer cancel()
	resp, err := p.exchange(x, ctx)
	if err != nil {
		if p.IgnoreError && x.Ctx.Err() == nil && policy.IsTransport(err) {
			x.SetVariable(name, nil)
			return policy.Next, nil
		}
		return policy.End, err
	}
	x.SetVariable(name, apim.NewResponse(resp, &x.Host.Limits.Body))
	return policy.Next, nil
}

// exchange builds and sends the request and buffers the answer.
func (p *sendRequest) exchange(x *policy.Exec, ctx context.Context) (*message.Response, error) {
	restore := x.WithContext(ctx)
	req, opts, err := build(x, &p.Mode, &p.Parts)
	restore()
	if err != nil {
		return nil, err
	}
	resp, err := x.Send(ctx, p.backends.ByURL(req.URL), req, opts, "send-request")
	if err != nil {
		return nil, err
	}
	if err := buffer(x, ctx, resp); err != nil {
		return nil, err
	}
	if p.FailOnErrorStatus && resp.Status >= 400 && resp.Status <= 599 {
		// unverified: LastError has the reason BackendErrorStatusCode.
		e := policy.Internal("BackendErrorStatusCode", fmt.Sprintf("The service responded with status code %d.", resp.Status), nil)
		e.Transport = true
		return nil, e
	}
	return resp, nil
}

// buffer reads the answer's body into memory, so that the call ends here.
func buffer(x *policy.Exec, ctx context.Context, resp *message.Response) error {
	var err error
	// Nobody else has the answer yet.
	x.Away(func() { _, err = resp.Body.Bytes(x.Host.Limits.Body.BodyBuffer) })
	switch {
	case err == nil:
		return nil
	case x.Ctx.Err() != nil:
		resp.Body.Close()
		return x.Ctx.Err()
	}
	resp.Body.Close()
	e := policy.Internal(policy.ReasonBackendConnection, "The response could not be read: "+err.Error(), err)
	if ctx.Err() != nil {
		e = policy.Internal(policy.ReasonTimeout, "The operation has timed out.", err)
	}
	e.Transport = true
	return e
}
