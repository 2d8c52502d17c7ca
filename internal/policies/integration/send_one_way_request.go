package integration

import (
	"context"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
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
	// Seconds until the call is given up.
	Timeout expr.Value[int] `attr:"timeout" default:"60"`
	Parts   policy.Block    `parts:"request"`
}

// Check demands what a request needs.
func (p *sendOneWayRequest) Check(c *policy.Check) {
	checkParts(c, &p.Mode, &p.Parts)
	if n, ok := p.Timeout.Constant(); ok && n < 0 {
		c.Errorf(diag.InvalidValue, "timeout", "the attribute timeout: expected 0 or more, not %d", n)
	}
}

// Run builds the request and starts the call. A token of an identity is awaited,
// because its failure is an error of the policy; the call itself outlives the
// request.
func (p *sendOneWayRequest) Run(x *policy.Exec) (policy.Flow, error) {
	seconds, err := p.Timeout.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	req, err := build(x, &p.Mode, &p.Parts)
	if err != nil {
		return policy.End, err
	}
	host, id := x.Host, x.RequestID()
	host.Go(func() {
		ctx, cancel := context.WithTimeout(host.Background, time.Duration(seconds)*time.Second)
		defer cancel()
		resp, err := host.Send(ctx, req, policy.SendOptions{})
		if err != nil {
			host.Log.Warn("send-one-way-request failed", "url", req.URL.Scheme+"://"+req.URL.HostPort()+req.URL.Path, "error", err, "request", id)
			return
		}
		// The answer is drained so that the connection can be used again.
		_, _ = resp.Body.Bytes(host.Limits.Body.BodyBuffer)
		resp.Body.Close()
	})
	return policy.Next, nil
}
