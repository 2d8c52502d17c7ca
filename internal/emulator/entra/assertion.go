package entra

import (
	"crypto"
	"crypto/sha1" //nolint:gosec // x5t is defined over SHA-1
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// maxAssertion is the length in bytes up to which an assertion is looked at.
const maxAssertion = 64 << 10

// assertionAlgorithms are the signatures that client assertions may have.
var assertionAlgorithms = []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.RS384, jose.RS512, jose.ES256, jose.ES384}

// assertionClaims are the claims of a client assertion.
type assertionClaims struct {
	Issuer    string   `json:"iss"`
	Subject   string   `json:"sub"`
	Audience  audience `json:"aud"`
	Expires   float64  `json:"exp"`
	NotBefore float64  `json:"nbf"`
}

// audience is one text or a list of them.
type audience []string

// UnmarshalJSON accepts both forms.
func (a *audience) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*a = audience{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(a))
}

// checkAssertion accepts an assertion that the application signed with one of
// its certificates, or the token of an issuer that the application is federated
// with.
func (s *Service) checkAssertion(r *http.Request, p *seed.Principal, text string) *refusal {
	if len(text) > maxAssertion {
		return invalidClient(50027, "JWT token is invalid or malformed.")
	}
	jws, err := jose.ParseSignedCompact(text, assertionAlgorithms)
	if err != nil {
		return invalidClient(50027, "JWT token is invalid or malformed.")
	}
	var claims assertionClaims
	if err := json.Unmarshal(jws.UnsafePayloadWithoutVerification(), &claims); err != nil {
		return invalidClient(50027, "JWT token is invalid or malformed.")
	}
	if strings.EqualFold(claims.Issuer, p.ClientID) {
		if refusal := s.checkCertificate(r, p, jws, &claims); refusal != nil {
			return refusal
		}
	} else if refusal := s.checkFederation(p, jws, &claims); refusal != nil {
		return refusal
	}
	now := float64(s.issuer.now().Unix())
	if claims.Expires <= now || claims.NotBefore > now+300 {
		return invalidClient(700024, "Client assertion is not within its valid time range.")
	}
	return nil
}

// checkCertificate checks an assertion that names the application as its issuer.
func (s *Service) checkCertificate(r *http.Request, p *seed.Principal, jws *jose.JSONWebSignature, claims *assertionClaims) *refusal {
	if !strings.EqualFold(claims.Subject, p.ClientID) {
		return invalidClient(700021, "Client assertion application identifier doesn't match 'client_id' parameter.")
	}
	if !slices.ContainsFunc(claims.Audience, func(a string) bool { return s.isEndpoint(r, a) }) {
		return invalidClient(700023, "Client assertion audience claim does not match Realm issuer.")
	}
	key := certificateKey(p.Certificates, jws.Signatures[0].Header)
	if key == nil {
		return invalidClient(700027, "The certificate with identifier used to sign the client assertion is not registered on application.")
	}
	if _, err := jws.Verify(key); err != nil {
		return invalidClient(700027, "Client assertion failed signature validation.")
	}
	return nil
}

// isEndpoint reports whether an audience is the tenant's authority or one of
// its endpoints.
func (s *Service) isEndpoint(r *http.Request, aud string) bool {
	u, err := url.Parse(aud)
	if err != nil || u.Scheme != "https" {
		return false
	}
	if host := strings.ToLower(u.Host); host != LoginHost && host != strings.ToLower(r.Host) && host != "sts.windows.net" {
		return false
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return s.isTenant(tenant)
}

// certificateKey finds the registered certificate that the header of an
// assertion names by thumbprint (x5t, x5t#S256, or kid in hexadecimal).
func certificateKey(certificates []string, header jose.Header) crypto.PublicKey {
	named := map[string]bool{}
	for _, name := range []jose.HeaderKey{"x5t", "x5t#S256"} {
		if v, ok := header.ExtraHeaders[name].(string); ok {
			// Some libraries write plain base64.
			named[strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(v)] = true
		}
	}
	if b, err := hex.DecodeString(header.KeyID); err == nil {
		named[base64.RawURLEncoding.EncodeToString(b)] = true
	}
	named[header.KeyID] = true
	for _, text := range certificates {
		block, _ := pem.Decode([]byte(text))
		if block == nil {
			continue
		}
		one, two := sha1.Sum(block.Bytes), sha256.Sum256(block.Bytes) //nolint:gosec // defined so
		if !named[base64.RawURLEncoding.EncodeToString(one[:])] && !named[base64.RawURLEncoding.EncodeToString(two[:])] {
			continue
		}
		if cert, err := x509.ParseCertificate(block.Bytes); err == nil {
			return cert.PublicKey
		}
	}
	return nil
}

// checkFederation checks the token of another issuer.
func (s *Service) checkFederation(p *seed.Principal, jws *jose.JSONWebSignature, claims *assertionClaims) *refusal {
	const hint = " Please check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
	var byIssuer, bySubject *seed.FederatedCredential
	for i := range p.Federated {
		f := &p.Federated[i]
		if strings.TrimSuffix(f.Issuer, "/") != strings.TrimSuffix(claims.Issuer, "/") {
			continue
		}
		byIssuer = f
		if f.Subject != claims.Subject {
			continue
		}
		bySubject = f
		audiences := f.Audiences
		if len(audiences) == 0 {
			audiences = []string{"api://AzureADTokenExchange"}
		}
		if !slices.ContainsFunc(claims.Audience, func(a string) bool { return slices.Contains(audiences, a) }) {
			continue
		}
		if !s.verifyFederated(f, jws) {
			return invalidClient(50013, "Assertion failed signature validation. [Reason - The key was not found or the signature does not match.]")
		}
		return nil
	}
	switch {
	case byIssuer == nil:
		return invalidClient(700211, "No matching federated identity record found for presented assertion issuer '%s'.%s", claims.Issuer, hint)
	case bySubject == nil:
		return invalidClient(700213, "No matching federated identity record found for presented assertion subject '%s'.%s", claims.Subject, hint)
	}
	return invalidClient(700212, "No matching federated identity record found for presented assertion audience '%s'.%s", strings.Join(claims.Audience, " "), hint)
}

// verifyFederated checks the signature with the issuer's keys. The local
// cluster signs with the tenant's own key.
func (s *Service) verifyFederated(f *seed.FederatedCredential, jws *jose.JSONWebSignature) bool {
	if f.Issuer == seed.LocalIssuer && len(f.Keys) == 0 {
		_, err := jws.Verify(&s.issuer.key.PublicKey)
		return err == nil
	}
	raw, err := json.Marshal(f.Keys)
	if err != nil {
		return false
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(raw, &set); err != nil {
		return false
	}
	for _, key := range set.Keys {
		if id := jws.Signatures[0].Header.KeyID; id != "" && key.KeyID != "" && key.KeyID != id {
			continue
		}
		if !key.IsPublic() {
			continue
		}
		if _, err := jws.Verify(key); err == nil {
			return true
		}
	}
	return false
}

var _ exchange.Service = (*Service)(nil)
