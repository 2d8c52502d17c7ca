package auth

import (
	"net/url"
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
	Message expr.Value[string] `attr:"failed-validation-error-message"`
	// A variable that gets the token, a Jwt.
	Variable string `attr:"output-token-variable-name"`
	// The scheme of the Authorization header.
	Scheme expr.Value[string] `attr:"require-scheme" default:"Bearer"`
	// Known to the service's schema only.
	Forwarded string `attr:"allow-protected-forwarded-tokens,unsupported"`
	// Known to the service's schema only.
	ProofOfPossession string `attr:"allow-proof-of-possession-tokens,unsupported"`
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

// tenant is whose tokens are taken, and where its configurations are.
type tenant struct{ base, name string }

const (
	entraHost = "login.microsoftonline.com"
	// personal is the tenant of personal accounts.
	personal = "9188040d-6c67-4c5b-b112-36a304b66dad"
)

// authorities are the hosts that a computed tenant-id may name: any other could be
// the caller's own.
func authorities() []string {
	return []string{entraHost, "login.windows.net", "sts.windows.net", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.chinacloudapi.cn"}
}

// parseTenant reads tenant-id, which may be a URL, and authentication-endpoint. ok
// is false when no configuration can have the URL.
func parseTenant(id, endpoint string, computed bool) (t tenant, ok bool) {
	id, host := strings.Trim(strings.TrimSpace(id), "/"), entraHost
	if _, rest, found := strings.Cut(id, "://"); found {
		id = rest
	}
	if h, rest, found := strings.Cut(id, "/"); found {
		// A URL: its host and the first segment of its path.
		host = strings.ToLower(h)
		if computed && !slices.Contains(authorities(), host) {
			return t, false
		}
		id, _, _ = strings.Cut(rest, "/")
	}
	// The documentation's own default has a hyphen for the first dot, a slip.
	if e := strings.TrimSuffix(strings.TrimSpace(endpoint), "/"); e != "" {
		if _, rest, found := strings.Cut(e, "://"); found {
			e = rest
		}
		host = e
	}
	if id == "" || id == "." || id == ".." || strings.ContainsFunc(id, func(r rune) bool {
		return !(r == '-' || r == '.' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	}) {
		return t, false
	}
	u, err := url.Parse("https://" + host)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return t, false
	}
	return tenant{base: "https://" + u.Host + strings.TrimSuffix(u.Path, "/"), name: id}, true
}

// accepts reports whether a token of the tenant with that id is taken where the
// configuration is one for all tenants: common means everybody, organizations not
// personal accounts.
func (t *tenant) accepts(id string) bool {
	return strings.EqualFold(t.name, "common") || strings.EqualFold(id, personal) == strings.EqualFold(t.name, "consumers")
}

func (p *validateAzureADToken) origin() origin {
	return origin{header: &p.Header, query: &p.Query, value: &p.Value, scheme: &p.Scheme, standard: "Authorization"}
}

func (p *validateAzureADToken) refusal() refusal { return refusal{&p.Status, &p.Message} }

// Check applies the rules of validate-azure-ad-token.md.
func (p *validateAzureADToken) Check(c *policy.Check) {
	o, r := p.origin(), p.refusal()
	r.checkStatus(c)
	if given := o.given(); len(given) > 1 {
		c.Errorf(diag.InvalidValue, given[1], "%s may not stand together; remove all but one", strings.Join(given, " and "))
	}
	if c.Has("output-token-variable-name") && strings.TrimSpace(p.Variable) == "" {
		c.Errorf(diag.InvalidValue, "output-token-variable-name", "the attribute output-token-variable-name: expected a name")
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
	if ring, err := p.makeRing(p.fixed); err == nil {
		p.keys = ring
		ring.Prefetch()
	}
}

// makeRing takes the keys of both versions of the tenant's configuration, which
// have different issuers.
func (p *validateAzureADToken) makeRing(t tenant) (*jwt.Ring, error) {
	s := jwt.RingSettings{Decryption: p.decryption, Read: readToken}
	for _, path := range []string{"/v2.0/.well-known/openid-configuration", "/.well-known/openid-configuration"} {
		source, err := p.directory.Source(t.base + "/" + t.name + path)
		if err != nil {
			return nil, err
		}
		s.Sources = append(s.Sources, source)
	}
	return p.directory.Ring(s), nil
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
	ring, err := p.rings.Get(t.base+"/"+t.name, func() (*jwt.Ring, error) { return p.makeRing(t) })
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
		x.SetVariable(p.Variable, v.boxed)
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
	// Without an issuer in the configuration nobody vouches for the tenant.
	if len(ring.Issuers(x.Ctx, false)) == 0 {
		return r.because(x, policy.ReasonTokenIssuer, "IDX10204: Unable to validate issuer. The configuration of the tenant names none. Access denied.", "")
	}
	var accept func(string) bool
	if !isTenantID(t.name) {
		accept = t.accepts
	}
	if err := checkIssuer(x, r, v, ring, nil, accept); err != nil {
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
