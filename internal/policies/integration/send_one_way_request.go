package integration

import (
	"context"
	"io"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func sendOneWayRequestDefinition() policy.Definition {
	return policy.Definition{
		Element: "send-one-way-request", Summary: "Calls a URL without waiting for the answer.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		Gateways: policy.Classic | policy.V2 | policy.Consumption | policy.SelfHosted,
		New:      func() policy.Policy { return &sendOneWayRequest{} },
	}
}

// sendOneWayRequest sends a request of its own and goes on at once. What becomes
// of the call does not matter to the pipeline.
type sendOneWayRequest struct {
	// new starts from an empty request, copy from the current one.
	Mode expr.Value[requestMode] `attr:"mode" default:"new"`
	// Seconds until the call is given up; 60 if absent.
	Timeout expr.Value[int] `attr:"timeout"`
	Parts   policy.Block    `parts:"request"`

	backends *backend.Targets
}

// Prepare keeps the backend entities, as send-request does.
func (p *sendOneWayRequest) Prepare(c *policy.Check) { p.backends = c.Backends() }

// Check demands what a request needs.
func (p *sendOneWayRequest) Check(c *policy.Check) {
	checkParts(c, &p.Mode, &p.Parts)
	checkTimeout(c, "timeout", &p.Timeout)
}

// Run builds the request and starts the call. A token of an identity is awaited,
// because its failure is an error of the policy; the call itself outlives the
// request.
func (p *sendOneWayRequest) Run(x *policy.Exec) (policy.Flow, error) {
	timeout, err := wait(x, &p.Timeout, time.Second)
	if err != nil {
		return policy.End, err
	}
	building, cancel := context.WithTimeout(x.Ctx, timeout)
	restore := x.WithContext(building)
	req, opts, err := build(x, &p.Mode, &p.Parts)
	restore()
	var to *backend.Target
	if err == nil {
		if to = p.backends.ByURL(req.URL); to != nil {
			err = x.Authorize(building, to, req, "send-one-way-request")
		}
	}
	cancel()
	if err != nil {
		return policy.End, err
	}
	host, id := x.Host, x.RequestID()
	host.Go(func() {
		ctx, cancel := context.WithTimeout(host.Background, timeout)
		defer cancel()
		resp, err := host.SendTo(ctx, to, req, opts)
		if err != nil {
			host.Log.Warn("send-one-way-request failed", "url", req.URL.Scheme+"://"+req.URL.HostPort()+req.URL.Path, "error", err, "request", id)
			return
		}
		// The answer is drained so that the connection can be used again.
		rest := resp.Body.Reader()
		_, _ = io.CopyN(io.Discard, rest, host.Limits.Body.BodyBuffer)
		rest.Close()
	})
	return policy.Next, nil
}
