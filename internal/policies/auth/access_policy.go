package auth

import (
	"errors"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// credentialManager is the audience of the tokens that access policies are about.
const credentialManager = "https://azure-api.net/authorization-manager"

// admit checks that an access policy of the connection lets the token's identity in
// (get-authorization-context.md, semantics 2).
func (p *getAuthorizationContext) admit(x *policy.Exec, provider, id string) error {
	text, err := p.Identity.Eval(x.Frame())
	if err != nil {
		return err
	}
	err = p.admits(x, provider, id, text)
	var e *policy.Error
	switch {
	case x.Ctx.Err() != nil:
		return x.Ctx.Err()
	case errors.As(err, &e):
		log := e.Log
		if log != "" {
			log = noAccess + log
		}
		return unavailable(noAccess+e.Message, log, err)
	}
	return err
}

const noAccess = "Access to the authorization was denied: "

// admits is admit with errors as those of validate-jwt.
func (p *getAuthorizationContext) admits(x *policy.Exec, provider, id, text string) error {
	status, message := expr.Literal(500), expr.Value[string]{}
	r := refusal{&status, &message}
	if text == "" {
		return r.missing(x)
	}
	// What the token claims says whose keys it is verified with. Nothing else is
	// believed before that.
	claimed, ok := apim.ParseJwt(text, nil)
	if !ok || len(text) > jwt.MaxLength {
		return r.because(x, policy.ReasonTokenInvalid, "IDX12709: CanReadToken() returned false. JWT is not well formed.", "")
	}
	t, ok := p.policyOf(provider, id, &view{token: claimed})
	if !ok || p.directory == nil {
		return r.because(x, policy.ReasonTokenClaimNotAllowed, "no access policy of "+provider+"/"+id+" lets the token's identity in.", "")
	}
	ring, err := p.rings.Get(t.base+"/"+t.name, func() (*jwt.Ring, error) { return t.ring(p.directory, nil) })
	if err != nil {
		return r.of(x, err)
	}
	v, err := verify(x, ring, text, false)
	if err != nil {
		return r.of(x, err)
	}
	if err := checkLifetime(x, &r, v, 0, true); err != nil {
		return err
	}
	if err := checkAudience(x, &r, v, nil, []string{credentialManager}); err != nil {
		return err
	}
	if err := t.checkIssuer(x, &r, v, ring); err != nil {
		return err
	}
	if !v.appOnly() {
		return r.because(x, policy.ReasonTokenClaimNotAllowed, "the token was given to an application on behalf of a user; ask for one with the scope "+credentialManager+"/.default and the application's own credentials.", "")
	}
	return nil
}

// policyOf returns the tenant of the access policy that names the identity.
func (p *getAuthorizationContext) policyOf(provider, id string, v *view) (t tenant, ok bool) {
	object, named := v.single("oid")
	home, placed := v.single("tid")
	if !named || !placed || p.resources == nil {
		return t, false
	}
	list := p.resources.AccessTo(provider, id)
	i := slices.IndexFunc(list, func(a catalog.AccessPolicy) bool {
		t, ok = parseTenant(a.TenantID, "", false)
		return ok && strings.EqualFold(a.ObjectID, object) && strings.EqualFold(t.name, home)
	})
	return t, i >= 0
}

// appOnly reports whether an application asked for the token with its own
// credentials: tokens on behalf of users have the scopes that they agreed to.
func (v *view) appOnly() bool {
	kind, told := v.single("idtyp")
	_, scopes := v.claim("scp")
	return !scopes && (!told || kind == "app")
}
