package auth

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

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

// ring takes the keys of both versions of the tenant's configuration, which have
// different issuers.
func (t *tenant) ring(d *jwt.Directory, decryption []*jwt.DecryptionKey) (*jwt.Ring, error) {
	s := jwt.RingSettings{Decryption: decryption, Read: readToken}
	for _, path := range []string{"/v2.0/.well-known/openid-configuration", "/.well-known/openid-configuration"} {
		source, err := d.Source(t.base + "/" + t.name + path)
		if err != nil {
			return nil, err
		}
		s.Sources = append(s.Sources, source)
	}
	return d.Ring(s), nil
}

// checkIssuer demands that the tenant issued the token.
func (t *tenant) checkIssuer(x *policy.Exec, r *refusal, v *view, ring *jwt.Ring) error {
	// Without an issuer in the configuration nobody vouches for the tenant.
	if len(ring.Issuers(x.Ctx, false)) == 0 {
		return r.because(x, policy.ReasonTokenIssuer, "IDX10204: Unable to validate issuer. The configuration of the tenant names none. Access denied.", "")
	}
	var accept func(string) bool
	if !catalog.IsGUID(t.name) {
		accept = t.accepts
	}
	return checkIssuer(x, r, v, ring, nil, accept)
}
