package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Identity are the identities that policies may use.
type Identity struct {
	SystemAssigned Credential
	// UserAssigned by client id.
	UserAssigned []UserAssigned
}

// UserAssigned is a user-assigned identity.
type UserAssigned struct {
	ClientID string
	Credential
}

// Source is where tokens of an identity come from
// (managed-identity.md sections 1 and 2).
type Source string

// The sources of tokens.
const (
	SourceAuto              Source = "auto"
	SourceIMDS              Source = "imds"
	SourceAppService        Source = "appService"
	SourceArc               Source = "arc"
	SourceServiceFabric     Source = "serviceFabric"
	SourceAzureML           Source = "azureML"
	SourceCloudShell        Source = "cloudShell"
	SourceWorkload          Source = "workload"
	SourceClientSecret      Source = "clientSecret"
	SourceClientCertificate Source = "clientCertificate"
	SourceAzureCLI          Source = "azureCLI"
	SourceLocal             Source = "local"
	SourceNone              Source = "none"
)

// Credential says where tokens come from and what that source needs. What is
// empty is taken from the environment at request time, where the source's
// protocol has a variable for it.
type Credential struct {
	Source Source
	// TenantID, ClientID: workload, clientSecret, clientCertificate; TenantID
	// also azureCLI.
	TenantID, ClientID string
	// TokenFile is the path of the federated token: workload.
	TokenFile string
	// ClientSecret: clientSecret.
	ClientSecret Secret
	// Certificate is the path of a PEM or PFX file, Password its password:
	// clientCertificate. SendCertificateChain sends the chain along.
	Certificate          string
	Password             Secret
	SendCertificateChain bool
	// AuthorityHost is the URL of the authority, empty for the public cloud.
	AuthorityHost string
	Origin        catalog.Origin
}

// sourceOptions are the options of each source besides `source`.
var sourceOptions = []struct {
	source  Source
	options []string
}{
	{SourceAuto, nil},
	{SourceIMDS, nil},
	{SourceAppService, nil},
	{SourceArc, nil},
	{SourceServiceFabric, nil},
	{SourceAzureML, nil},
	{SourceCloudShell, nil},
	{SourceWorkload, []string{"tenantId", "clientId", "tokenFile", "authorityHost"}},
	{SourceClientSecret, []string{"tenantId", "clientId", "clientSecret", "authorityHost"}},
	{SourceClientCertificate, []string{"tenantId", "clientId", "certificate", "password", "sendCertificateChain", "authorityHost"}},
	{SourceAzureCLI, []string{"tenantId"}},
	{SourceLocal, nil},
	{SourceNone, nil},
}

func (r *reader) identity(s section) {
	defer s.done()
	id := &r.settings.Identity
	if sys := s.object("systemAssigned"); sys.there() {
		id.SystemAssigned = r.credential(sys)
	}
	for _, m := range s.Entries("userAssigned") {
		if sub := s.entry("userAssigned", m); sub.there() {
			id.UserAssigned = append(id.UserAssigned, UserAssigned{ClientID: m.Name, Credential: r.credential(sub)})
		}
	}
}

func (r *reader) credential(s section) Credential {
	c := Credential{Origin: s.origin()}
	var words []string
	for _, known := range sourceOptions {
		words = append(words, string(known.source))
	}
	c.Source = Source(s.enum("source", "", words...))
	c.TenantID, c.ClientID, c.AuthorityHost = s.text("tenantId"), s.text("clientId"), s.text("authorityHost")
	c.TokenFile, c.Certificate = s.path("tokenFile"), s.path("certificate")
	c.ClientSecret, c.Password = s.secret("clientSecret"), s.secret("password")
	c.SendCertificateChain = s.Bool("sendCertificateChain", false)
	if c.Source == "" {
		if s.Get("source") == nil {
			s.Errorf("source", "%s needs a `source`: %s", describe(s.Path("source")), strings.Join(words, ", "))
		}
		c.Source = SourceNone
		s.done()
		return c
	}
	s.done()
	r.refuseOptions(s, c.Source)
	return c
}

// refuseOptions reports options that the source has no use for.
func (r *reader) refuseOptions(s section, source Source) {
	var allowed []string
	for _, known := range sourceOptions {
		if known.source == source {
			allowed = known.options
		}
	}
	for _, m := range s.Value().Members {
		if !isOption(m.Name) || slices.Contains(allowed, m.Name) || m.Value.Kind == node.Null {
			continue
		}
		r.list.Errorf(diag.UnknownKey, s.Value().Source, m.NameSpan, "the source %s takes no `%s`%s", source, m.Name, takes(allowed))
	}
}

// isOption reports whether any source takes an option of that name.
func isOption(name string) bool {
	for _, known := range sourceOptions {
		if slices.Contains(known.options, name) {
			return true
		}
	}
	return false
}

func takes(options []string) string {
	if len(options) == 0 {
		return "; it takes no options"
	}
	return fmt.Sprintf("; it takes %s", strings.Join(options, ", "))
}
