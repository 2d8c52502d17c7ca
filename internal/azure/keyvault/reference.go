package keyvault

import (
	"errors"
	"net/url"
	"strings"
)

// Reference is a secret and whose identity reads it.
type Reference struct {
	// ID is the URL of the secret, with or without a version.
	ID string
	// ClientID is that of a user-assigned identity, empty for the system-assigned
	// one.
	ClientID string
}

// location is where a secret is.
type location struct {
	// host is the vault's, resource what a token for it is for.
	host, resource string
	// path is that of the secret in the vault.
	path string
	// version says that the URL names one version, which never changes.
	version bool
}

// clouds are the domains of vaults. A token for vaults is not sent anywhere else,
// whatever a configuration says.
var clouds = [...]string{"vault.azure.net", "vault.azure.cn", "vault.usgovcloudapi.net", "vault.microsoftazure.de"}

var errReference = errors.New("a secret of a Key Vault is named https://NAME.vault.azure.net/secrets/SECRET, with or without /VERSION")

// Check reports whether the reference names a secret.
func (r Reference) Check() error {
	_, err := r.locate()
	return err
}

// Versioned reports whether the reference names one version, which never changes.
func (r Reference) Versioned() bool {
	l, err := r.locate()
	return err == nil && l.version
}

func (r Reference) locate() (location, error) {
	u, err := url.Parse(r.ID)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" {
		return location{}, errReference
	}
	host := strings.ToLower(u.Hostname())
	name, domain, _ := strings.Cut(host, ".")
	known := false
	for _, c := range clouds {
		known = known || domain == c
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if !known || !isName(name) || len(parts) < 2 || len(parts) > 3 || !strings.EqualFold(parts[0], "secrets") {
		return location{}, errReference
	}
	for _, p := range parts[1:] {
		if !isName(p) {
			return location{}, errReference
		}
	}
	return location{
		host: host, resource: "https://" + domain, path: "/secrets/" + strings.Join(parts[1:], "/"), version: len(parts) == 3,
	}, nil
}

// isName reports whether a text may name a vault, a secret or a version.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return s != "" && len(s) <= 127
}
