package auth

import (
	"github.com/gatehouse-project/gatehouse/internal/authorization"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func getAuthorizationContextDefinition() policy.Definition {
	return policy.Definition{
		Element: "get-authorization-context", Summary: "Reads the token of an authorization into a variable.",
		// The documentation says inbound; Microsoft's toolkit allows backend.
		Sections: policy.Inbound | policy.Backend,
		Scopes:   policy.Global | policy.Product | policy.API | policy.Operation,
		Gateways: policy.Classic | policy.V2 | policy.Consumption,
		New:      func() policy.Policy { return &getAuthorizationContext{} },
	}
}

// getAuthorizationContext sets a variable to an Authorization: the access token of a
// connection and the other fields of the token endpoint's answer. Connections stand
// in gatehouse.yaml under `authorizations`. No header is set.
type getAuthorizationContext struct {
	// The credential provider.
	Provider expr.Value[string] `attr:"provider-id,required"`
	// The connection.
	Authorization expr.Value[string] `attr:"authorization-id,required"`
	// The variable.
	Variable expr.Value[string] `attr:"context-variable-name,required"`
	// managed: the gateway itself uses the connection. jwt: the identity of a token
	// does, which one of the connection's access policies has to let in; they stand
	// with the connection in gatehouse.yaml, or in an ARM template.
	IdentityType expr.Value[authorizationIdentity] `attr:"identity-type" default:"managed"`
	// The token of that identity, without a scheme: one that Microsoft Entra ID gave
	// an application for https://azure-api.net/authorization-manager. Ignored for
	// managed.
	Identity expr.Value[string] `attr:"identity"`
	// Whether the variable is null when there is no token, instead of an error.
	IgnoreError expr.Value[bool] `attr:"ignore-error" default:"false"`

	resources *catalog.Resources
	directory *jwt.Directory
	rings     jwt.Rings
}

type authorizationIdentity string

// Values lists the types of identities.
func (authorizationIdentity) Values() []string { return []string{"managed", "jwt"} }

// Check demands what identity-type="jwt" needs.
func (p *getAuthorizationContext) Check(c *policy.Check) {
	p.resources = c.Resources()
	if kind, ok := p.IdentityType.Constant(); !ok || kind != "jwt" {
		return
	}
	if !p.Identity.IsSet() {
		c.Errorf(diag.MissingAttribute, "identity-type", "identity-type=\"jwt\" needs the attribute identity, a token of Microsoft Entra ID")
	}
	provider, ok := p.Provider.Constant()
	id, known := p.Authorization.Constant()
	if ok && known && p.resources != nil && len(p.resources.AccessTo(provider, id)) == 0 {
		c.Warnf(diag.UnknownReference, "authorization-id",
			"nobody's token may use the connection %s/%s; give it accessPolicies in gatehouse.yaml under `authorizations`", provider, id)
	}
}

// Prepare gets where the keys of tokens come from.
func (p *getAuthorizationContext) Prepare(c *policy.Check) { p.directory = c.Keys() }

// Run sets the variable.
func (p *getAuthorizationContext) Run(x *policy.Exec) (policy.Flow, error) {
	name, err := p.Variable.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	ignore, err := p.IgnoreError.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	t, err := p.token(x)
	switch {
	case err == nil:
		claims := apim.NewObjects()
		for _, f := range t.Fields {
			claims.Set(f.Name, f.Value)
		}
		x.SetVariable(name, &apim.Authorization{AccessToken: t.AccessToken, Claims: claims})
		return policy.Next, nil
	case ignore && x.Ctx.Err() == nil && policy.IsTransport(err):
		x.SetVariable(name, nil)
		return policy.Next, nil
	}
	return policy.End, err
}

// token gets the token.
//
// unverified: the reason of its failure.
func (p *getAuthorizationContext) token(x *policy.Exec) (t *authorization.Token, err error) {
	kind, err := p.IdentityType.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	provider, err := p.Provider.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	id, err := p.Authorization.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	if kind == "jwt" {
		if err := p.admit(x, provider, id); err != nil {
			return nil, err
		}
	}
	x.Away(func() { t, err = x.Host.Authorizations.Token(x.Ctx, provider, id) })
	if err != nil {
		if x.Ctx.Err() != nil {
			return nil, x.Ctx.Err()
		}
		return nil, unavailable("The authorization could not be had: "+err.Error(), "", err)
	}
	return t, nil
}

// unavailable is the error that ignore-error ignores; log stands in the log in place
// of a text that holds what the caller sent.
func unavailable(text, log string, cause error) error {
	e := policy.Internal(policy.ReasonGatewayFailure, text, cause)
	e.Log, e.Transport = log, true
	return e
}
