package auth

import (
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func validateJWTDefinition() policy.Definition {
	return policy.Definition{
		Element: "validate-jwt", Summary: "Demands a valid JSON Web Token.",
		Sections: policy.Inbound, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &validateJWT{} },
	}
}

// validateJWT refuses requests without a valid JSON Web Token in a header, a query
// parameter or a value. The token is passed on as it is. Its signature is verified
// once, and again when the keys have changed; everything else is checked for every
// request.
type validateJWT struct {
	// The header that holds the token; of Authorization, what follows the scheme.
	Header expr.Value[string] `attr:"header-name"`
	// The query parameter that holds the token.
	Query expr.Value[string] `attr:"query-parameter-name"`
	// The token itself, without a scheme.
	Value expr.Value[rt.String] `attr:"token-value"`
	// The status code of a refusal.
	Status expr.Value[int] `attr:"failed-validation-httpcode" default:"401"`
	// The message in the body of a refusal; if absent, what is wrong.
	Message expr.Value[string] `attr:"failed-validation-error-message,free"`
	// Whether the token has to say when it expires.
	RequireExpiration expr.Value[bool] `attr:"require-expiration-time" default:"true"`
	// The scheme that the Authorization header has to have; other headers have none.
	Scheme expr.Value[string] `attr:"require-scheme"`
	// Whether the token has to be signed.
	RequireSigned expr.Value[bool] `attr:"require-signed-tokens" default:"true"`
	// Seconds that the clocks of issuer and gateway may differ.
	Skew expr.Value[int] `attr:"clock-skew" default:"0"`
	// A variable that gets the token, a Jwt.
	Variable string `attr:"output-token-variable-name,filled"`
	// Where keys and an issuer come from.
	OpenID []openIDConfig `elem:"openid-config"`
	// In the service's schema only: neither documentation nor a public document says what
	// stands in it.
	SigningTokens string `elem:"issuer-signing-tokens,unsupported" why:"it is in the service's schema, but no documentation says what stands in it; use issuer-signing-keys"`
	// Keys that verify signatures.
	SigningKeys *signingKeys `elem:"issuer-signing-keys"`
	// Keys that open encrypted tokens.
	DecryptionKeys *decryptionKeys `elem:"decryption-keys"`
	// Audiences of which the token has to name one; none is demanded if absent.
	Audiences *audiences `elem:"audiences"`
	// Issuers, besides those of the OpenID configurations.
	Issuers *issuers `elem:"issuers"`
	// Claims that the token has to make.
	Claims *requiredClaims `elem:"required-claims"`

	keys       []*jwt.Key
	decryption []*jwt.DecryptionKey
	directory  *jwt.Directory
	// ring is nil when a URL or a key is an expression; rings then has those that were met.
	ring  *jwt.Ring
	rings jwt.Rings
}

type openIDConfig struct {
	// The URL of an OpenID Connect configuration, https or on this machine. It and the keys
	// are fetched when they are needed, kept, and renewed every hour in the
	// background; for a key that is not known, at most every five minutes. While the
	// server is away the last ones are used.
	URL expr.Value[string] `attr:"url,required"`
	// The service's check when it saves the document; nothing is looked at here.
	Connectivity bool `attr:"validate-connectivity" default:"true"`
	// In the service's schema only: neither documentation nor a public document says what
	// it does.
	Host string `attr:"host,unsupported" why:"it is in the service's schema, but no documentation says what it does; remove it"`
}

func (p *validateJWT) origin() origin {
	return origin{header: &p.Header, query: &p.Query, value: &p.Value, scheme: &p.Scheme}
}

func (p *validateJWT) refusal() refusal { return refusal{&p.Status, &p.Message} }

// Check applies the rules of validate-jwt.md.
func (p *validateJWT) Check(c *policy.Check) {
	o, r := p.origin(), p.refusal()
	o.check(c)
	r.checkStatus(c)
	switch given := o.given(); {
	case len(given) == 0:
		c.Errorf(diag.MissingAttribute, "header-name", "validate-jwt needs one of the attributes header-name, query-parameter-name and token-value")
	case len(given) > 1:
		c.Errorf(diag.InvalidValue, given[1], "%s may not stand together; remove all but one", strings.Join(given, " and "))
	}
	if n, ok := p.Skew.Constant(); ok && n < 0 {
		c.Errorf(diag.InvalidValue, "clock-skew", "the attribute clock-skew: expected 0 or more seconds, not %d", n)
	}
	for i := range p.OpenID {
		address, ok := p.OpenID[i].URL.Constant()
		if !ok || strings.Contains(address, "{{") {
			continue
		}
		if _, err := jwt.CheckURL(address); err != nil {
			// unverified: the service saves a document whose URL is of no use.
			c.ChildWarnf(diag.InvalidValue, "openid-config", i, "url", "no key can be fetched: %v", err)
		}
	}
	p.keys, p.decryption = p.SigningKeys.keys(c), p.DecryptionKeys.keys(c)
}

// Prepare makes the ring of literal settings and starts fetching keys.
func (p *validateJWT) Prepare(c *policy.Check) {
	p.directory = c.Keys()
	if p.directory == nil || p.SigningKeys.computed() {
		return
	}
	var urls []string
	for i := range p.OpenID {
		u, ok := p.OpenID[i].URL.Constant()
		if !ok {
			return
		}
		urls = append(urls, u)
	}
	if ring, err := p.makeRing(urls, nil); err == nil {
		p.ring = ring
		ring.Prefetch()
	}
}

func (p *validateJWT) makeRing(urls []string, computed []*jwt.Key) (*jwt.Ring, error) {
	s := jwt.RingSettings{Keys: slices.Concat(p.keys, computed), Decryption: p.decryption, Read: readToken}
	for _, u := range urls {
		source, err := p.directory.Source(u)
		if err != nil {
			return nil, &jwt.Error{Kind: jwt.Unavailable, Text: "IDX20803: Unable to obtain configuration: " + err.Error() + "."}
		}
		s.Sources = append(s.Sources, source)
	}
	return p.directory.Ring(s), nil
}

// ringOf returns the keys for this request.
func (p *validateJWT) ringOf(x *policy.Exec) (*jwt.Ring, error) {
	if p.ring != nil {
		return p.ring, nil
	}
	urls := make([]string, len(p.OpenID))
	for i := range p.OpenID {
		var err error
		if urls[i], err = p.OpenID[i].URL.Eval(x.Frame()); err != nil {
			return nil, err
		}
	}
	computed, name, err := p.SigningKeys.eval(x)
	if err != nil {
		return nil, err
	}
	return p.rings.Get(strings.Join(append(urls, name), "\n"), func() (*jwt.Ring, error) { return p.makeRing(urls, computed) })
}

// Run checks the token.
func (p *validateJWT) Run(x *policy.Exec) (policy.Flow, error) {
	o, r := p.origin(), p.refusal()
	text, err := o.find(x)
	if err != nil {
		return policy.End, err
	}
	if text == "" {
		return policy.End, r.missing(x)
	}
	signed, err := p.RequireSigned.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	ring, err := p.ringOf(x)
	if err != nil {
		return policy.End, r.of(x, err)
	}
	v, err := verify(x, ring, text, !signed)
	if err != nil {
		return policy.End, r.of(x, err)
	}
	if err := p.check(x, &r, v, ring); err != nil {
		return policy.End, err
	}
	if p.Variable != "" {
		x.SetVariable(p.Variable, v.jwt())
	}
	return policy.Next, nil
}

// check checks what the token says.
//
// unverified: in the order of the library: lifetime, audience, issuer, then the claims.
func (p *validateJWT) check(x *policy.Exec, r *refusal, v *view, ring *jwt.Ring) error {
	required, err := p.RequireExpiration.Eval(x.Frame())
	if err != nil {
		return err
	}
	skew, err := p.Skew.Eval(x.Frame())
	if err != nil {
		return err
	}
	if skew < 0 {
		return &expr.InvalidValue{Text: "clock-skew", Reason: "expected 0 or more seconds"}
	}
	if err := checkLifetime(x, r, v, time.Duration(skew)*time.Second, required); err != nil {
		return err
	}
	if err := checkAudience(x, r, v, p.Audiences, nil); err != nil {
		return err
	}
	if err := checkIssuer(x, r, v, ring, p.Issuers, nil); err != nil {
		return err
	}
	return checkClaims(x, r, v, p.Claims)
}
