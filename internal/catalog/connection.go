package catalog

import "strings"

// AccessPolicy lets one identity use a connection of the credential manager
// (policies/get-authorization-context.md).
type AccessPolicy struct {
	// Provider and Connection name the connection.
	Provider, Connection string
	// ObjectID is the id of the identity in its tenant, a GUID.
	ObjectID string
	// TenantID is the tenant, a GUID, which may stand in a URL of the authority of a
	// national cloud.
	TenantID string
	Origin   Origin
}

// AccessTo returns the access policies of a connection. Names compare without
// regard to case.
func (r *Resources) AccessTo(provider, connection string) []AccessPolicy {
	var out []AccessPolicy
	for _, p := range r.AccessPolicies {
		if strings.EqualFold(p.Provider, provider) && strings.EqualFold(p.Connection, connection) {
			out = append(out, p)
		}
	}
	return out
}

// IsGUID reports whether a text is a GUID, as tenants and identities have.
func IsGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		hex := '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
		if hyphen != (c == '-') || !hyphen && !hex {
			return false
		}
	}
	return true
}
