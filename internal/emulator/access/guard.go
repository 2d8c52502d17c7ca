package access

import (
	"crypto/rsa"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// maxToken is the length in bytes up to which a token is looked at.
const maxToken = 64 << 10

// Reason says why a token is refused.
type Reason uint8

// The reasons, in the order in which they are looked for.
const (
	// Missing: there is no token.
	Missing Reason = iota + 1
	// Malformed: it is no RS256 JWT.
	Malformed
	// BadSignature: no key of the tenant signed it.
	BadSignature
	// BadIssuer: it was issued by or for another tenant.
	BadIssuer
	// BadAudience: it is for something else.
	BadAudience
	// NotYetValid: its nbf lies ahead.
	NotYetValid
	// Expired: its exp has passed.
	Expired
)

// Claims are the claims of an access token that the stand-ins look at.
type Claims struct {
	Audience  string   `json:"aud"`
	Issuer    string   `json:"iss"`
	Expires   int64    `json:"exp"`
	NotBefore int64    `json:"nbf"`
	AppID     string   `json:"appid"`
	AZP       string   `json:"azp"`
	ObjectID  string   `json:"oid"`
	TenantID  string   `json:"tid"`
	Roles     []string `json:"roles"`
}

// Refusal is a token that is not accepted.
type Refusal struct {
	Reason Reason
	// Claims of the token as far as they could be read.
	Claims Claims
}

// Caller is who sent a request.
type Caller struct {
	Claims
	// ClientID is the caller's application id.
	ClientID string
	// Label is how the request log names the caller.
	Label string

	grants []seed.RoleAssignment
}

// Guard checks tokens of one tenant. It is immutable and safe for concurrent use.
type Guard struct {
	keys       map[string]*rsa.PublicKey
	tenant     string
	principals map[string]*seed.Principal // by object id
	now        func() time.Time
}

// NewGuard returns a guard that accepts tokens signed by the keys (by key id)
// and issued for the seed's tenant.
func NewGuard(s *seed.Seed, keys map[string]*rsa.PublicKey, now func() time.Time) *Guard {
	g := &Guard{keys: keys, tenant: s.Tenant.ID, principals: map[string]*seed.Principal{}, now: now}
	for _, p := range s.Principals() {
		g.principals[p.ObjectID] = p
	}
	return g
}

// Tenant returns the id of the tenant.
func (g *Guard) Tenant() string { return g.tenant }

// Check examines a token. accepts says which audiences the service takes, byte
// for byte; an empty token is Missing.
func (g *Guard) Check(token string, accepts func(audience string) bool) (*Caller, *Refusal) {
	if token == "" {
		return nil, &Refusal{Reason: Missing}
	}
	if len(token) > maxToken {
		return nil, &Refusal{Reason: Malformed}
	}
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, &Refusal{Reason: Malformed}
	}
	var claims Claims
	if err := json.Unmarshal(jws.UnsafePayloadWithoutVerification(), &claims); err != nil {
		return nil, &Refusal{Reason: Malformed}
	}
	refuse := func(r Reason) (*Caller, *Refusal) { return nil, &Refusal{Reason: r, Claims: claims} }
	key := g.keys[jws.Signatures[0].Header.KeyID]
	if key == nil {
		return refuse(BadSignature)
	}
	if _, err := jws.Verify(key); err != nil {
		return refuse(BadSignature)
	}
	if claims.TenantID != g.tenant || !slices.Contains(Issuers(g.tenant), claims.Issuer) {
		return refuse(BadIssuer)
	}
	if !accepts(claims.Audience) {
		return refuse(BadAudience)
	}
	now := g.now().Unix()
	if claims.NotBefore > now {
		return refuse(NotYetValid)
	}
	if claims.Expires <= now {
		return refuse(Expired)
	}
	c := &Caller{Claims: claims, ClientID: claims.AppID, Label: claims.AppID}
	if c.ClientID == "" {
		c.ClientID, c.Label = claims.AZP, claims.AZP
	}
	if p := g.principals[claims.ObjectID]; p != nil {
		c.grants, c.Label = p.Access.Roles, p.Label()
	}
	return c, nil
}

// Issuers returns the iss values of a tenant's tokens, version 1 first.
func Issuers(tenant string) []string {
	return []string{"https://sts.windows.net/" + tenant + "/", "https://login.microsoftonline.com/" + tenant + "/v2.0"}
}

// Action is something that a role may allow.
type Action struct {
	Name string
	// Data marks data actions, which control-plane roles do not contain.
	Data bool
}

// May reports whether a role assignment at the scope or above allows the action.
func (c *Caller) May(a Action, scope string) bool {
	for _, grant := range c.grants {
		if !covers(grant.Scope, scope) {
			continue
		}
		if grant.Role == "*" {
			return true
		}
		if role := seed.FindRole(grant.Role); role != nil && role.Allows(a.Name, a.Data) {
			return true
		}
	}
	return false
}

// covers reports whether an assignment at one scope reaches another.
func covers(assigned, scope string) bool {
	assigned = strings.ToLower(strings.TrimSuffix(assigned, "/"))
	scope = strings.ToLower(scope)
	return assigned == "" || scope == assigned || strings.HasPrefix(scope, assigned+"/")
}

// OneOf returns a test for audiences that accepts the listed ones with and
// without a trailing slash.
func OneOf(audiences ...string) func(string) bool {
	return func(aud string) bool {
		trimmed := strings.TrimSuffix(aud, "/")
		for _, a := range audiences {
			if trimmed == strings.TrimSuffix(a, "/") {
				return true
			}
		}
		return false
	}
}

// Exactly returns a test for audiences that accepts the listed ones only, byte
// for byte.
func Exactly(audiences ...string) func(string) bool {
	return func(aud string) bool { return slices.Contains(audiences, aud) }
}
