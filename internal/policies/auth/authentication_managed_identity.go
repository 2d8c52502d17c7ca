package auth

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func managedIdentityDefinition() policy.Definition {
	return policy.Definition{
		Element: "authentication-managed-identity", Summary: "Gets a token of the managed identity and puts it on the request.",
		// The documentation says inbound; published documents take a token into a
		// variable in outbound, and Microsoft's toolkit allows it.
		Sections: policy.Inbound | policy.Outbound, Scopes: policy.Global | policy.Product | policy.API | policy.Operation, Parts: policy.RequestPart,
		Gateways: policy.Classic | policy.V2 | policy.Consumption | policy.SelfHosted,
		New:      func() policy.Policy { return &managedIdentity{} },
	}
}

// managedIdentity sets `Authorization: Bearer <token>` on the request to the
// backend, or on the request being built, with a token of the gateway's managed
// identity. Tokens are kept and renewed ahead of their end.
type managedIdentity struct {
	// The audience of the token, taken byte for byte: an application ID URI or a GUID.
	Resource expr.Value[string] `attr:"resource,required"`
	// The client id of a user-assigned identity; the system-assigned one if absent
	// or empty (unverified: empty).
	ClientID expr.Value[string] `attr:"client-id"`
	// A variable that gets the token. The header is then left alone.
	Variable string `attr:"output-token-variable-name"`
	// Whether the request goes on without a token when none can be had.
	IgnoreError bool `attr:"ignore-error" default:"false"`
	// WorkloadIdentity uses the pod's federated identity.
	Provider string `attr:"authentication-provider"`

	// handle is resolved once when identity and resource are literals.
	handle *identity.Handle
	// last is the variable's value for the last token, so that a warm token is not
	// boxed for every request.
	last atomic.Pointer[variable]
}

// variable is a token as the value of a context variable.
type variable struct {
	token *identity.Token
	value any
}

// Check applies the rules of managed-identity.md section 8.5.
func (p *managedIdentity) Check(c *policy.Check) {
	if p.Provider != "" && p.Provider != identity.WorkloadIdentity {
		c.Errorf(diag.InvalidValue, "authentication-provider", "the attribute authentication-provider: expected %s, not %q", identity.WorkloadIdentity, p.Provider)
	}
	if p.Provider == identity.WorkloadIdentity && p.ClientID.IsSet() {
		c.Errorf(diag.InvalidValue, "client-id", "client-id may not stand with authentication-provider=%q; remove one", identity.WorkloadIdentity)
	}
}

// Prepare resolves literal settings to a handle, so that a warm token costs an
// atomic load.
func (p *managedIdentity) Prepare(c *policy.Check) {
	m := c.Identity()
	resource, ok := p.Resource.Constant()
	client, literal := p.ClientID.Constant()
	if m == nil || !ok || p.ClientID.IsSet() && !literal {
		return
	}
	p.handle = m.Handle(p.Provider, client, resource)
}

// Run sets the header or the variable.
func (p *managedIdentity) Run(x *policy.Exec) (policy.Flow, error) {
	t, err := p.token(x)
	if err != nil {
		if p.IgnoreError && x.Ctx.Err() == nil && policy.IsTransport(err) {
			// The service's emulator leaves an empty variable (managed-identity.md
			// section 7.2). unverified: the header stays as it was.
			if p.Variable != "" {
				x.SetVariable(p.Variable, "")
			}
			return policy.Next, nil
		}
		return policy.End, err
	}
	if p.Variable != "" {
		x.SetVariable(p.Variable, p.boxed(t))
		return policy.Next, nil
	}
	if x.Building != nil {
		x.Header().Set("Authorization", t.Bearer)
		return policy.Next, nil
	}
	// In outbound too: a token never goes into a response.
	x.Request().Header.Set("Authorization", t.Bearer)
	return policy.Next, nil
}

func (p *managedIdentity) boxed(t *identity.Token) any {
	v := p.last.Load()
	if v == nil || v.token != t {
		v = &variable{t, t.Value}
		p.last.Store(v)
	}
	return v.value
}

// token gets the token. Branches of wait go on while one waits for it.
func (p *managedIdentity) token(x *policy.Exec) (t *identity.Token, err error) {
	if p.handle != nil {
		x.Away(func() { t, err = p.handle.Token(x.Ctx) })
		if err != nil {
			return nil, failed(x, err)
		}
		return t, nil
	}
	resource, err := p.Resource.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	client, err := p.ClientID.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	x.Away(func() { t, err = x.Host.Identity.Token(x.Ctx, p.Provider, client, resource) })
	if err != nil {
		return nil, failed(x, err)
	}
	return t, nil
}

// failed carries the endpoint's own explanation; the service documents no reason
// for this policy. A client that has gone is no failure of the identity.
func failed(x *policy.Exec, err error) error {
	switch {
	case errors.Is(err, context.Canceled) && x.Ctx.Err() != nil:
		return err
	case errors.Is(err, context.DeadlineExceeded) && x.Ctx.Err() != nil:
		// The timeout of the send-request that the token is for.
		e := policy.Internal(policy.ReasonTimeout, "The operation has timed out.", err)
		e.Transport = true
		return e
	}
	e := policy.Internal("", err.Error(), err)
	e.Transport = true
	return e
}
