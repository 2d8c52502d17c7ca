package identity

import (
	"fmt"
	"net/url"
	"sort"
	"strings"
	"time"
)

// Sources of tokens, as written in gatehouse.yaml.
const (
	SourceAuto              = "auto"
	SourceIMDS              = "imds"
	SourceAppService        = "appService"
	SourceArc               = "arc"
	SourceServiceFabric     = "serviceFabric"
	SourceAzureML           = "azureML"
	SourceCloudShell        = "cloudShell"
	SourceWorkload          = "workload"
	SourceClientSecret      = "clientSecret"
	SourceClientCertificate = "clientCertificate"
	SourceAzureCLI          = "azureCLI"
	SourceLocal             = "local"
	SourceNone              = "none"
)

// DefaultTimeout is the time budget of one acquisition when Settings has none.
const DefaultTimeout = 10 * time.Second

// Settings is the identity section of gatehouse.yaml. Values are final: names
// of variables and files of secrets are resolved by whoever read the file.
type Settings struct {
	// SystemAssigned is the identity of policies without client-id. The zero
	// value means `source: auto`.
	SystemAssigned SourceSettings `yaml:"systemAssigned" json:"systemAssigned"`
	// UserAssigned holds identities by client id; the id is compared without
	// regard to case.
	UserAssigned map[string]SourceSettings `yaml:"userAssigned" json:"userAssigned"`
	// Timeout is the time budget of one acquisition; 0 means DefaultTimeout.
	Timeout time.Duration `yaml:"timeout" json:"timeout"`
}

// SourceSettings says where the tokens of one identity come from. Which keys a
// source takes is checked by Settings.Check.
type SourceSettings struct {
	// Source is one of the Source constants; empty means auto.
	Source string `yaml:"source" json:"source"`
	// ClientID is the application, or the user-assigned identity to choose at a
	// managed-identity endpoint. Under userAssigned it defaults to the key.
	ClientID string `yaml:"clientId" json:"clientId"`
	// TenantID is the Entra tenant, an id or a domain name.
	TenantID string `yaml:"tenantId" json:"tenantId"`
	// TokenFile is the path of a federated token, read for each acquisition.
	TokenFile string `yaml:"tokenFile" json:"tokenFile"`
	// ClientSecret is the application's secret.
	ClientSecret string `yaml:"clientSecret" json:"clientSecret"`
	// Certificate is the path of a PEM or PKCS#12 file with certificate and key,
	// read for each acquisition.
	Certificate string `yaml:"certificate" json:"certificate"`
	// CertificatePassword opens a PKCS#12 file.
	CertificatePassword string `yaml:"certificatePassword" json:"certificatePassword"`
	// SendCertificateChain sends the chain along (x5c), which subject-name and
	// issuer authentication needs.
	SendCertificateChain bool `yaml:"sendCertificateChain" json:"sendCertificateChain"`
	// AuthorityHost is Entra's URL, https only; empty means AZURE_AUTHORITY_HOST,
	// else https://login.microsoftonline.com/.
	AuthorityHost string `yaml:"authorityHost" json:"authorityHost"`
	// Subscription is the Azure CLI subscription whose account to use.
	Subscription string `yaml:"subscription" json:"subscription"`
}

// allowedKeys lists the keys each source takes besides source itself; a
// trailing ! marks a required one.
func allowedKeys(source string) (keys []string, known bool) {
	switch source {
	case SourceAuto, SourceIMDS, SourceAppService, SourceArc, SourceAzureML:
		return []string{"clientId"}, true
	case SourceServiceFabric, SourceCloudShell, SourceLocal, SourceNone:
		return nil, true
	case SourceWorkload:
		// Each key defaults to the variable the webhook injects.
		return []string{"clientId", "tenantId", "tokenFile", "authorityHost"}, true
	case SourceClientSecret:
		return []string{"clientId!", "tenantId!", "clientSecret!", "authorityHost"}, true
	case SourceClientCertificate:
		return []string{"clientId!", "tenantId!", "certificate!", "certificatePassword", "sendCertificateChain", "authorityHost"}, true
	case SourceAzureCLI:
		return []string{"tenantId", "subscription"}, true
	}
	return nil, false
}

// SourceNames lists the values `source` takes, in the order of the design.
func SourceNames() []string {
	return []string{
		SourceAuto, SourceIMDS, SourceAppService, SourceArc, SourceServiceFabric, SourceAzureML, SourceCloudShell,
		SourceWorkload, SourceClientSecret, SourceClientCertificate, SourceAzureCLI, SourceLocal, SourceNone,
	}
}

// Check reports every mistake that shows without touching a file or an
// endpoint. New calls it.
func (s Settings) Check() []*SettingError {
	var found []*SettingError
	add := func(path []string, format string, args ...any) {
		found = append(found, &SettingError{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	if s.Timeout < 0 {
		add([]string{"timeout"}, "may not be negative")
	}
	s.SystemAssigned.check("", []string{"systemAssigned"}, add)
	ids := make([]string, 0, len(s.UserAssigned))
	for id := range s.UserAssigned {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	seen := make(map[string]string, len(ids))
	for _, id := range ids {
		path := []string{"userAssigned", id}
		if strings.TrimSpace(id) == "" || strings.TrimSpace(id) != id {
			add(path, "a client id may not be empty or have blanks around it")
		}
		if other, double := seen[strings.ToLower(id)]; double {
			add(path, "the same client id as %q", other)
		}
		seen[strings.ToLower(id)] = id
		s.UserAssigned[id].check(id, path, add)
	}
	return found
}

// check reports the mistakes of one source; id is the client id it is for,
// empty for the system-assigned identity.
func (s SourceSettings) check(id string, path []string, add func([]string, string, ...any)) {
	at := func(key string) []string { return append(append([]string{}, path...), key) }
	source := s.kind()
	keys, known := allowedKeys(source)
	if !known {
		add(at("source"), "unknown source %q; known are %s", s.Source, strings.Join(SourceNames(), ", "))
		return
	}
	given := map[string]bool{
		"clientId": s.ClientID != "", "tenantId": s.TenantID != "", "tokenFile": s.TokenFile != "",
		"clientSecret": s.ClientSecret != "", "certificate": s.Certificate != "",
		"certificatePassword": s.CertificatePassword != "", "sendCertificateChain": s.SendCertificateChain,
		"authorityHost": s.AuthorityHost != "", "subscription": s.Subscription != "",
	}
	for _, key := range keys {
		name, required := strings.CutSuffix(key, "!")
		if required && !given[name] && (name != "clientId" || id == "") {
			add(at(name), "source %s needs it", source)
		}
		delete(given, name)
	}
	for _, key := range sortedKeys(given) {
		if given[key] {
			add(at(key), "source %s does not take it", source)
		}
	}
	if id != "" && (source == SourceServiceFabric || source == SourceCloudShell) {
		add(at("source"), "%s cannot choose a user-assigned identity", source)
	}
	if id != "" && s.ClientID != "" && !strings.EqualFold(id, s.ClientID) {
		add(at("clientId"), "differs from the key %q", id)
	}
	if s.AuthorityHost != "" {
		if u, err := url.Parse(s.AuthorityHost); err != nil || u.Scheme != "https" || u.Host == "" {
			add(at("authorityHost"), "must be an https URL")
		}
	}
	if s.TenantID != "" && !validTenant(s.TenantID) {
		add(at("tenantId"), "may hold letters, digits, dots and hyphens only")
	}
}

// kind returns the source with its default filled in.
func (s SourceSettings) kind() string {
	if s.Source == "" {
		return SourceAuto
	}
	return s.Source
}

// validTenant reports whether the name may stand in an authority's path and in
// the Azure CLI's command line.
func validTenant(name string) bool {
	for _, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (r < '0' || r > '9') && r != '.' && r != '-' {
			return false
		}
	}
	return name != ""
}

func sortedKeys(m map[string]bool) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
