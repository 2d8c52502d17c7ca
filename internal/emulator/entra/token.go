package entra

import (
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // x5t is defined over SHA-1
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// backdate is how far iat and nbf of real tokens lie in the past.
const backdate = 5 * time.Minute

// Issuer mints the tokens of one tenant. It is immutable and safe for
// concurrent use.
type Issuer struct {
	seed     *seed.Seed
	key      *rsa.PrivateKey
	kid      string
	signer   jose.Signer
	lifetime time.Duration
	now      func() time.Time
}

// NewIssuer returns an issuer whose tokens live for lifetime.
func NewIssuer(s *seed.Seed, key *rsa.PrivateKey, lifetime time.Duration, now func() time.Time) (*Issuer, error) {
	kid := keyID(&key.PublicKey)
	opts := (&jose.SignerOptions{}).WithType("JWT").WithHeader("x5t", kid).WithHeader("kid", kid)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, opts)
	if err != nil {
		return nil, fmt.Errorf("preparing the token-signing key: %w", err)
	}
	return &Issuer{seed: s, key: key, kid: kid, signer: signer, lifetime: lifetime, now: now}, nil
}

// keyID names a key. Entra uses the thumbprint of the certificate around the
// key; ours has none, so the thumbprint is that of the key itself.
func keyID(key *rsa.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil { // impossible for an RSA key
		return "local"
	}
	h := sha1.Sum(der) //nolint:gosec // a name, not a protection
	return base64.RawURLEncoding.EncodeToString(h[:])
}

// Keys returns the public keys by key id.
func (i *Issuer) Keys() map[string]*rsa.PublicKey {
	return map[string]*rsa.PublicKey{i.kid: &i.key.PublicKey}
}

// Token is an access token.
type Token struct {
	// Value is the JWT.
	Value string
	// Resource is what was asked for.
	Resource string
	// ClientID is that of the identity the token stands for.
	ClientID string
	// NotBefore and Expires are the token's nbf and exp.
	NotBefore, Expires time.Time
	// Lifetime is what is left of it.
	Lifetime time.Duration
}

// UnknownResourceError says that no application is known under the name of the
// resource (AADSTS500011).
type UnknownResourceError struct{ Resource, Tenant string }

// Error gives the text that Entra gives.
func (e *UnknownResourceError) Error() string {
	return fmt.Sprintf("AADSTS500011: The resource principal named %s was not found in the tenant named %s. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.", e.Resource, e.Tenant)
}

// Proof says how a principal proved who it is; it becomes appidacr.
type Proof string

// The proofs that Entra tells apart.
const (
	BySecret      Proof = "1"
	ByCertificate Proof = "2" // managed identities too
)

// Mint makes a token of a principal for a resource. The error is an
// UnknownResourceError when nothing is known under the resource's name.
func (i *Issuer) Mint(p *seed.Principal, resource string, proof Proof) (*Token, error) {
	target, ok := i.resolve(resource)
	if !ok {
		return nil, &UnknownResourceError{Resource: resource, Tenant: i.seed.Tenant.Name}
	}
	now := i.now().Truncate(time.Second)
	t := &Token{Resource: resource, ClientID: p.ClientID, NotBefore: now.Add(-backdate), Expires: now.Add(i.lifetime), Lifetime: i.lifetime}
	tenant := i.seed.Tenant.ID
	claims := map[string]any{
		"aud":   target.audience,
		"iat":   t.NotBefore.Unix(),
		"nbf":   t.NotBefore.Unix(),
		"exp":   t.Expires.Unix(),
		"aio":   exchange.NewBase64URL(27),
		"idtyp": "app",
		"oid":   p.ObjectID,
		"sub":   p.ObjectID,
		"tid":   tenant,
		"uti":   exchange.NewBase64URL(16),
		"rh":    "1." + exchange.NewBase64URL(21) + ".",
	}
	if target.version2 {
		claims["ver"] = "2.0"
		claims["iss"] = "https://login.microsoftonline.com/" + tenant + "/v2.0"
		claims["azp"] = p.ClientID
		claims["azpacr"] = string(proof)
	} else {
		issuer := "https://sts.windows.net/" + tenant + "/"
		claims["ver"] = "1.0"
		claims["iss"] = issuer
		claims["idp"] = issuer
		claims["appid"] = p.ClientID
		claims["appidacr"] = string(proof)
	}
	if p.ResourceID != "" {
		claims["xms_mirid"] = p.ResourceID
	}
	if roles := target.rolesOf(p); len(roles) > 0 {
		claims["roles"] = roles
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return nil, fmt.Errorf("encoding a token: %w", err)
	}
	jws, err := i.signer.Sign(payload)
	if err != nil {
		return nil, fmt.Errorf("signing a token: %w", err)
	}
	if t.Value, err = jws.CompactSerialize(); err != nil {
		return nil, fmt.Errorf("writing a token: %w", err)
	}
	return t, nil
}

// ServiceAccountToken makes the token of a Kubernetes service account, as the
// local cluster would project it into a pod for workload identity.
func (i *Issuer) ServiceAccountToken(subject string, lifetime time.Duration) (string, error) {
	now := i.now()
	payload, err := json.Marshal(map[string]any{
		"iss": seed.LocalIssuer,
		"sub": subject,
		"aud": []string{"api://AzureADTokenExchange"},
		"iat": now.Unix(),
		"nbf": now.Unix(),
		"exp": now.Add(lifetime).Unix(),
	})
	if err != nil {
		return "", fmt.Errorf("encoding a service-account token: %w", err)
	}
	jws, err := i.signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("signing a service-account token: %w", err)
	}
	return jws.CompactSerialize()
}
