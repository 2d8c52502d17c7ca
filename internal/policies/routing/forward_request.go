package routing

import (
	"fmt"
	"strconv"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
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
	to, err := p.target(x)
	if err != nil {
		return policy.End, err
	}
	replica, err := firstReplica(x, to.Target, opts.HeaderTimeout)
	if err != nil {
		return policy.End, err
	}
	follow, err := p.FollowRedirects.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if !x.HasBase {
		return policy.End, policy.Internal(policy.ReasonBackendConnection, "The API has no backend: set a service URL or use set-backend-service.", nil)
	}
	body := x.Request().Body
	if body.Sent() {
		return policy.End, policy.Internal(policy.ReasonGatewayFailure, "The request body was sent already; set buffer-request-body to true to send it again.", policy.ErrBodySent)
	}
	if p.BufferRequestBody || follow {
		limit := x.Host.Limits.Body.BodyBuffer
		if !body.Consumed() {
			if _, err := body.Bytes(limit); err != nil {
				return policy.End, bodyError(err, limit)
			}
		}
	}
	resp, err := p.send(x, to.Target, opts, follow)
	for {
		again, failed := replica.again(x, resp, err)
		if failed != nil {
			resp.Body.Close()
			return policy.End, failed
		}
		if !again {
			break
		}
		resp, err = p.send(x, to.Target, opts, follow)
	}
	if err != nil {
		return policy.End, err
	}
	if to.Cookie != "" {
		// unverified: the attributes of the cookie that keeps a session on a member.
		resp.Header.Add("Set-Cookie", to.Cookie+"="+to.Session+"; Path=/; HttpOnly")
	}
	resp.Flush = !p.BufferResponse || isGRPC(x)
	if old := x.Response(); old != nil {
		x.Discard(old)
	}
	x.SetResponse(resp)
	if p.FailOnErrorStatus && resp.Status >= 400 && resp.Status <= 599 {
		// unverified: a failure for the status of an answer has the reason
		// BackendErrorStatusCode, and the answer stays the response.
		return policy.End, &policy.Error{
			Reason: "BackendErrorStatusCode", Message: fmt.Sprintf("Backend responded with status code %d.", resp.Status),
			Status: resp.Status, Response: resp,
		}
	}
	return policy.Next, nil
}

// send sends the request once, and follows redirects.
func (p *forwardRequest) send(x *policy.Exec, to *backend.Target, opts policy.SendOptions, follow bool) (*message.Response, error) {
	req := outgoing(x)
	if isGRPC(x) && opts.HTTP2 && req.URL.Scheme == "http" {
		// Nothing is negotiated there, and nothing else carries gRPC.
		opts.HTTP2Only = true
	}
	begun := time.Now()
	resp, err := x.Send(x.Ctx, to, req, opts, "forward-request")
	if err == nil && follow {
		resp, err = p.redirects(x, req, resp, opts, to, begun)
	}
	return resp, err
}

func isGRPC(x *policy.Exec) bool { return x.API != nil && x.API.Type == catalog.GRPC }

// target chooses the backend entity: a member of the one that a policy chose if
// that is a pool, or the one that has the request's base URL; none if neither is
// there.
func (p *forwardRequest) target(x *policy.Exec) (backend.Choice, error) {
	t := x.Backend
	if t == nil {
		// The policy is mostly the global one; the entities are those of the API.
		return backend.Choice{Target: x.BackendOf(x.Base)}, nil
	}
	if !t.IsPool() {
		return backend.Choice{Target: t}, nil
	}
	c, err := x.Pick(t, "forward-request")
	if err != nil {
		return c, err
	}
	if c.HasBase {
		setBase(x, c.Base)
	}
	x.Context.Backend.AzureRegion = c.Entity.AzureRegion
	return c, nil
}

func (p *forwardRequest) options(x *policy.Exec) (policy.SendOptions, error) {
	opts := policy.SendOptions{
		HeaderTimeout: defaultTimeout * time.Second,
		HTTP2:         p.HTTPVersion != "1", HTTP2Only: p.HTTPVersion == "2",
		Proxy: x.Proxy, Certificate: x.Certificate, SkipHostName: x.Host.SkipBackendHostName,
	}
	if x.Request().Upgrade != "" {
		// A handshake is HTTP/1.1; the backend's certificate is always checked whole
		// (platform/websocket-apis.md, 8).
		opts.HTTP2, opts.HTTP2Only, opts.SkipHostName = false, false, false
	}
	for _, t := range []struct {
		value *expr.Value[int]
		unit  time.Duration
		to    *time.Duration
	}{
		{&p.Timeout, time.Second, &opts.HeaderTimeout}, {&p.TimeoutMS, time.Millisecond, &opts.HeaderTimeout},
		{&p.ContinueTimeout, time.Second, &opts.ContinueTimeout},
	} {
		if !t.value.IsSet() {
			continue
		}
		n, err := t.value.Eval(x.Frame())
		if err != nil {
			return opts, err
		}
		if n < 0 {
			return opts, &expr.InvalidValue{Text: strconv.Itoa(n), Reason: "expected 0 or more"}
		}
		*t.to = time.Duration(n) * t.unit
	}
	return opts, nil
}

// maxRedirects is how many redirects are followed, as .NET's client does.
const maxRedirects = 50

// redirects follows redirects from an answer on; begun is when the first request was
// sent.
func (p *forwardRequest) redirects(x *policy.Exec, req *message.Request, resp *message.Response, opts policy.SendOptions, to *backend.Target, begun time.Time) (*message.Response, error) {
	timeout := opts.HeaderTimeout
	// unverified: redirects are followed the way .NET's client follows them: 303, and
	// 300 to 302 of a POST, become GET without a body; the Authorization header stays
	// behind; https never leads to http. Nor do the credentials of a backend entity go
	// to another host.
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
		next.Header.Del("Authorization")
		if target.HostPort() != req.URL.HostPort() {
			opts.Certificate = nil
			if to != nil {
				to.RemoveFrom(&next.Header)
				to = nil
			}
		}
		next.URL = target
		if becomesGet(resp.Status, req.Method) {
			next.Method, next.Body = "GET", nil
			for _, name := range contentHeaders {
				next.Header.Del(name)
			}
		}
		req = &next
		// The header that timeout waits for is that of the answer in the end: all requests
		// together have one timeout, as with .NET's client. 0 stays no limit.
		if timeout > 0 {
			opts.HeaderTimeout = max(timeout-time.Since(begun), time.Nanosecond)
		}
		var err error
		if resp, err = x.Send(x.Ctx, to, req, opts, "forward-request"); err != nil {
			return nil, err
		}
	}
	return resp, nil
}

// contentHeaders describe a body and go with it: those that .NET keeps with the
// content of a request.
var contentHeaders = []string{
	"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Location",
	"Content-Disposition", "Content-MD5", "Content-Range", "Expires", "Last-Modified", "Allow",
}

// becomesGet reports whether a redirect changes the method.
func becomesGet(status int, method string) bool {
	switch status {
	case 300, 301, 302:
		return method == "POST"
	case 303:
		return method != "GET" && method != "HEAD"
	}
	return false
}

func isRedirect(status int) bool {
	switch status {
	case 300, 301, 302, 303, 307, 308:
		return true
	}
	return false
}
