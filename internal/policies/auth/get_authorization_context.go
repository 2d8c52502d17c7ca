package auth

import (
	"github.com/gatehouse-project/gatehouse/internal/authorization"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
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
	// managed. jwt, whose access policies are not part of any export, is not supported.
	IdentityType expr.Value[authorizationIdentity] `attr:"identity-type" default:"managed"`
	// Ignored for managed.
	Identity expr.Value[string] `attr:"identity"`
	// Whether the variable is null when there is no token, instead of an error.
	IgnoreError expr.Value[bool] `attr:"ignore-error" default:"false"`
}

type authorizationIdentity string

// Values lists the types of identities.
func (authorizationIdentity) Values() []string { return []string{"managed", "jwt"} }

// Check refuses what cannot be checked here.
func (p *getAuthorizationContext) Check(c *policy.Check) {
	if kind, ok := p.IdentityType.Constant(); ok && kind == "jwt" {
		c.Errorf(diag.NotSupported, "identity-type", "identity-type=\"jwt\" is not supported by this version of Gatehouse: exports hold no access policies to check the token against")
	}
}

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
	if kind != "managed" {
		e := policy.Internal(policy.ReasonGatewayFailure, "Access to the authorization was denied: the identity type "+string(kind)+" is not supported.", nil)
		e.Transport = true
		return nil, e
	}
	x.Away(func() { t, err = x.Host.Authorizations.Token(x.Ctx, provider, id) })
	if err != nil {
		if x.Ctx.Err() != nil {
			return nil, x.Ctx.Err()
		}
		e := policy.Internal(policy.ReasonGatewayFailure, "The authorization could not be had: "+err.Error(), err)
		e.Transport = true
		return nil, e
	}
	return t, nil
}
