package routing

import (
	"fmt"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func forwardRequestDefinition() policy.Definition {
	return policy.Definition{
		Element: "forward-request", Summary: "Sends the request to the backend.",
		Sections: policy.Backend, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &forwardRequest{} },
	}
}

// forwardRequest sends the request to the backend and makes its answer the
// response. An answer of 4xx or 5xx is no error unless asked for.
type forwardRequest struct {
	// Seconds to wait for the header of the answer; 300 if neither timeout is given.
	Timeout expr.Value[int] `attr:"timeout"`
	// The same in milliseconds.
	TimeoutMS expr.Value[int] `attr:"timeout-ms"`
	// Seconds to wait for 100 Continue when the client's request expects it.
	ContinueTimeout expr.Value[int] `attr:"continue-timeout"`
	// The HTTP version to use: 1, 2, or 2 where the backend has it.
	HTTPVersion httpVersion `attr:"http-version" default:"1"`
	// Whether redirects are followed here instead of passed on.
	FollowRedirects expr.Value[bool] `attr:"follow-redirects" default:"false"`
	// Whether the request's body is kept, so that a retry can send it again.
	BufferRequestBody bool `attr:"buffer-request-body" default:"false"`
	// false passes every piece of the answer on as it arrives.
	BufferResponse bool `attr:"buffer-response" default:"true"`
	// Whether an answer of 400 to 599 is an error.
	FailOnErrorStatus bool `attr:"fail-on-error-status-code" default:"false"`
}

type httpVersion string

// Values lists the versions.
func (httpVersion) Values() []string { return []string{"1", "2", "2or1"} }

// defaultTimeout is the wait for the header of an answer, in seconds.
const defaultTimeout = 300

// Check applies the documented ranges.
func (p *forwardRequest) Check(c *policy.Check) {
	if p.Timeout.IsSet() && p.TimeoutMS.IsSet() {
		c.Errorf(diag.InvalidValue, "timeout-ms", "timeout and timeout-ms may not stand together; remove one")
	}
	for name, v := range map[string]*expr.Value[int]{"timeout": &p.Timeout, "timeout-ms": &p.TimeoutMS, "continue-timeout": &p.ContinueTimeout} {
		if n, ok := v.Constant(); ok && n < 0 {
			c.Errorf(diag.InvalidValue, name, "the attribute %s: expected 0 or more, not %d", name, n)
		}
	}
}

// Run sends the request.
func (p *forwardRequest) Run(x *policy.Exec) (policy.Flow, error) {
	opts, err := p.options(x)
	if err != nil {
		return policy.End, err
	}
	follow, err := p.FollowRedirects.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if !x.HasBase && x.Request().URL.Host == "" {
		return policy.End, policy.Internal(policy.ReasonBackendConnection, "The API has no backend: set a service URL or use set-backend-service.", nil)
	}
	body := x.Request().Body
	if body.Sent() {
		return policy.End, policy.Internal(policy.ReasonGatewayFailure, "The request body was sent already; set buffer-request-body to true to send it again.", nil)
	}
	if p.BufferRequestBody || follow {
		limit := x.Host.Limits.Body.BodyBuffer
		if !body.Consumed() {
			if _, err := body.Bytes(limit); err != nil {
				return policy.End, bodyError(err, limit)
			}
		}
	}
	req, err := outgoing(x)
	if err != nil {
		return policy.End, err
	}
	resp, err := x.Send(x.Ctx, req, opts, "forward-request")
	if err == nil && follow {
		resp, err = p.redirects(x, req, resp, opts)
	}
	if err != nil {
		return policy.End, err
	}
	resp.Flush = !p.BufferResponse
	if old := x.Response(); old != nil {
		old.Body.Close()
	}
	x.SetResponse(resp)
	if p.FailOnErrorStatus && resp.Status >= 400 && resp.Status <= 599 {
		// unverified: the reason; the backend's answer stays the response.
		return policy.End, &policy.Error{
			Reason: "BackendErrorStatusCode", Message: fmt.Sprintf("Backend responded with status code %d.", resp.Status),
			Status: resp.Status, Response: resp,
		}
	}
	return policy.Next, nil
}

func (p *forwardRequest) options(x *policy.Exec) (policy.SendOptions, error) {
	opts := policy.SendOptions{
		HeaderTimeout: defaultTimeout * time.Second,
		HTTP2:         p.HTTPVersion != "1", HTTP2Only: p.HTTPVersion == "2",
		Backend: x.BackendID, SkipHostName: x.Host.SkipBackendHostName,
	}
	if p.Timeout.IsSet() {
		n, err := p.Timeout.Eval(x.Frame())
		if err != nil {
			return opts, err
		}
		opts.HeaderTimeout = time.Duration(n) * time.Second
	}
	if p.TimeoutMS.IsSet() {
		n, err := p.TimeoutMS.Eval(x.Frame())
		if err != nil {
			return opts, err
		}
		opts.HeaderTimeout = time.Duration(n) * time.Millisecond
	}
	if p.ContinueTimeout.IsSet() {
		n, err := p.ContinueTimeout.Eval(x.Frame())
		if err != nil {
			return opts, err
		}
		opts.ContinueTimeout = time.Duration(n) * time.Second
	}
	return opts, nil
}

// maxRedirects is how many redirects are followed, as .NET's client does.
const maxRedirects = 50

// redirects follows redirects the way .NET's client does (unverified): 303, and
// 301 or 302 of a POST, become GET without a body; credentials stay with their
// host; https never leads to http.
func (p *forwardRequest) redirects(x *policy.Exec, req *message.Request, resp *message.Response, opts policy.SendOptions) (*message.Response, error) {
	for range maxRedirects {
		location, ok := resp.Header.Get("Location")
		if !ok || !isRedirect(resp.Status) {
			return resp, nil
		}
		target, ok := resolve(req.URL, location)
		if !ok || req.URL.Scheme == "https" && target.Scheme == "http" {
			return resp, nil
		}
		resp.Body.Close()
		next := *req
		next.Header = req.Header.Clone()
		next.Header.Del("Host")
		if target.HostPort() != req.URL.HostPort() {
			next.Header.Del("Authorization")
			opts.Backend = nil
		}
		next.URL = target
		if resp.Status == 303 && req.Method != "HEAD" || (resp.Status == 301 || resp.Status == 302) && req.Method == "POST" {
			next.Method, next.Body = "GET", nil
			next.Header.Del("Content-Type")
			next.Header.Del("Content-Length")
		}
		req = &next
		var err error
		if resp, err = x.Send(x.Ctx, req, opts, "forward-request"); err != nil {
			return nil, err
		}
	}
	return resp, nil
}

func isRedirect(status int) bool {
	switch status {
	case 300, 301, 302, 303, 307, 308:
		return true
	}
	return false
}
