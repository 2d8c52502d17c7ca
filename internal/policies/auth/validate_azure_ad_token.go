package auth

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func validateAzureADTokenDefinition() policy.Definition {
	return policy.Definition{
		Element: "validate-azure-ad-token", Summary: "Demands a valid token of Microsoft Entra ID.",
		Sections: policy.Inbound, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &validateAzureADToken{} },
	}
}

// validateAzureADToken refuses requests without a valid token of a tenant of
// Microsoft Entra ID, version 1 or 2. Keys come from the tenant's OpenID
// configurations; see validate-jwt.
type validateAzureADToken struct {
	// The tenant: its id, one of its domains, or organizations or common for any.
	Tenant expr.Value[string] `attr:"tenant-id,required"`
	// The header that holds the token; Authorization if no attribute says where it is.
	Header expr.Value[string] `attr:"header-name"`
	// The query parameter that holds the token.
	Query expr.Value[string] `attr:"query-parameter-name"`
	// The token itself, without a scheme.
	Value expr.Value[rt.String] `attr:"token-value"`
	// The host of a national cloud.
	Endpoint expr.Value[string] `attr:"authentication-endpoint"`
	// The status code of a refusal.
	Status expr.Value[int] `attr:"failed-validation-httpcode" default:"401"`
	// The message in the body of a refusal; if absent, what is wrong.
	Message expr.Value[string] `attr:"failed-validation-error-message,free"`
	// A variable that gets the token, a Jwt.
	Variable string `attr:"output-token-variable-name,filled"`
	// The scheme that the Authorization header has to have; any, or none, if
	// header-name names that header, else Bearer.
	Scheme expr.Value[string] `attr:"require-scheme"`
	// In the service's schema only; Microsoft's policy toolkit took it out again as not
	// released.
	Forwarded string `attr:"allow-protected-forwarded-tokens,unsupported" why:"the service has not released it; remove it"`
	// In the service's schema only; Microsoft's policy toolkit took it out again as not
	// released.
	ProofOfPossession string `attr:"allow-proof-of-possession-tokens,unsupported" why:"the service has not released it; remove it"`
	// Further audiences of which the token may name one.
	Backends *applicationIDs `elem:"backend-application-ids"`
	// The applications of which one has to have asked for the token.
	Clients *applicationIDs `elem:"client-application-ids"`
	// Audiences of which the token has to name one; none is demanded if absent.
	Audiences *audiences `elem:"audiences"`
	// Claims that the token has to make.
	Claims *requiredClaims `elem:"required-claims"`
	// Keys that open encrypted tokens.
	DecryptionKeys *decryptionKeys `elem:"decryption-keys"`

	decryption []*jwt.DecryptionKey
	directory  *jwt.Directory
	// keys is nil when tenant or endpoint are expressions; rings then has those that
	// were met.
	keys  *jwt.Ring
	rings jwt.Rings
	// fixed is the tenant when it is literal.
	fixed tenant
}

type applicationIDs struct {
	// The id of an application.
	IDs []string `elem:"application-id,required"`
}

func (p *validateAzureADToken) origin() origin {
	return origin{header: &p.Header, query: &p.Query, value: &p.Value, scheme: &p.Scheme, standard: "Authorization", standardScheme: "Bearer"}
}

func (p *validateAzureADToken) refusal() refusal { return refusal{&p.Status, &p.Message} }

// Check applies the rules of validate-azure-ad-token.md.
func (p *validateAzureADToken) Check(c *policy.Check) {
	o, r := p.origin(), p.refusal()
	o.check(c)
	r.checkStatus(c)
	if p.Clients == nil && p.Audiences == nil && p.Backends == nil {
		// The page says that audiences should be given then; the service saves the document.
		c.Warnf(diag.MissingElement, "", "without client-application-ids and audiences every token of the tenant is taken, whoever it was made for; add one of them")
	}
	if given := o.given(); len(given) > 1 {
		c.Errorf(diag.InvalidValue, given[1], "%s may not stand together; remove all but one", strings.Join(given, " and "))
	}
	p.decryption = p.DecryptionKeys.keys(c)
	id, literal := p.Tenant.Constant()
	endpoint, fixed := p.Endpoint.Constant()
	if !literal || p.Endpoint.IsSet() && !fixed || strings.Contains(id+endpoint, "{{") {
		return
	}
	t, ok := parseTenant(id, endpoint, false)
	if !ok {
		c.Errorf(diag.InvalidValue, "tenant-id", "the attribute tenant-id: expected the id or a domain of a tenant, organizations or common, not %q", id)
	}
	p.fixed = t
}

// Prepare makes the ring of a literal tenant and starts fetching its keys.
func (p *validateAzureADToken) Prepare(c *policy.Check) {
	p.directory = c.Keys()
	if p.directory == nil || p.fixed.name == "" {
		return
	}
	if ring, err := p.fixed.ring(p.directory, p.decryption); err == nil {
		p.keys = ring
		ring.Prefetch()
	}
}

// ringOf returns the keys and the tenant for this request.
func (p *validateAzureADToken) ringOf(x *policy.Exec) (*jwt.Ring, tenant, error) {
	if p.keys != nil {
		return p.keys, p.fixed, nil
	}
	id, err := p.Tenant.Eval(x.Frame())
	if err != nil {
		return nil, tenant{}, err
	}
	endpoint, err := p.Endpoint.Eval(x.Frame())
	if err != nil {
		return nil, tenant{}, err
	}
	t, ok := parseTenant(id, endpoint, p.Tenant.IsExpression())
	if !ok {
		return nil, t, &expr.InvalidValue{Text: "tenant-id", Reason: "expected the id or a domain of a tenant"}
	}
	ring, err := p.rings.Get(t.base+"/"+t.name, func() (*jwt.Ring, error) { return t.ring(p.directory, p.decryption) })
	return ring, t, err
}

// Run checks the token.
func (p *validateAzureADToken) Run(x *policy.Exec) (policy.Flow, error) {
	o, r := p.origin(), p.refusal()
	text, err := o.find(x)
	if err != nil {
		return policy.End, err
	}
	if text == "" {
		return policy.End, r.missing(x)
	}
	ring, t, err := p.ringOf(x)
	if err != nil {
		return policy.End, err
	}
	v, err := verify(x, ring, text, false)
	if err != nil {
		return policy.End, r.of(x, err)
	}
	if err := p.check(x, &r, v, ring, t); err != nil {
		return policy.End, err
	}
	if p.Variable != "" {
		x.SetVariable(p.Variable, v.jwt())
	}
	return policy.Next, nil
}

// check checks what the token says.
//
// unverified: the ids of backends are further audiences.
func (p *validateAzureADToken) check(x *policy.Exec, r *refusal, v *view, ring *jwt.Ring, t tenant) error {
	if err := checkLifetime(x, r, v, 0, true); err != nil {
		return err
	}
	var further []string
	if p.Backends != nil {
		further = p.Backends.IDs
	}
	if err := checkAudience(x, r, v, p.Audiences, further); err != nil {
		return err
	}
	if err := t.checkIssuer(x, r, v, ring); err != nil {
		return err
	}
	if err := p.checkClient(x, r, v); err != nil {
		return err
	}
	return checkClaims(x, r, v, p.Claims)
}

// checkClient demands one of the client applications.
//
// unverified: the client is in the claim appid of version 1 and azp of version 2.
func (p *validateAzureADToken) checkClient(x *policy.Exec, r *refusal, v *view) error {
	if p.Clients == nil {
		return nil
	}
	name := "appid"
	if version, _ := v.single("ver"); version == "2.0" {
		name = "azp"
	}
	have, ok := v.single(name)
	if !ok {
		return r.because(x, policy.ReasonTokenClaimNotFound, "JWT is missing the following claims: "+name+". Access denied.", "")
	}
	if slices.ContainsFunc(p.Clients.IDs, func(id string) bool { return strings.EqualFold(strings.TrimSpace(id), have) }) {
		return nil
	}
	return r.because(x, policy.ReasonTokenClaimNotAllowed, "Claim "+name+" value of "+have+" is not allowed. Access denied.",
		"Claim "+name+" has a value that is not allowed. Access denied.")
}
