package catalog

import (
	"crypto"
	"crypto/x509"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Fragment is a policy fragment.
type Fragment struct {
	// Name is the resource name, which include-fragment refers to.
	Name, Description string
	// Policy is the document, root <fragment>; nil when it is missing.
	Policy *diag.Source
	Origin Origin
}

// Certificate is a certificate with its private key. Exports never hold one; the
// settings, templates and Key Vaults do.
type Certificate struct {
	// Name is the resource name, which certificate-id refers to.
	Name string
	// Thumbprint is the SHA-1 hash of the certificate in upper-case hexadecimal,
	// as .NET prints it; empty when the certificate is not known here.
	// context.Deployment.Certificates has the certificate under it.
	Thumbprint string
	// Leaf is the certificate, nil when it is not known here; Chain are the
	// others of its file.
	Leaf  *x509.Certificate
	Chain []*x509.Certificate
	// Key is the private key. It is a secret.
	Key crypto.PrivateKey
	// KeyVault is where the service reads it, nil when it was uploaded.
	KeyVault *KeyVaultReference
	// Missing says why there is no certificate where one could have been read, empty
	// when there is one or nothing more is known.
	Missing string
	Origin  Origin
}

// Become makes c the certificate that other is, under its own name and from its own
// place.
func (c *Certificate) Become(other *Certificate) {
	c.Leaf, c.Chain, c.Key, c.Thumbprint, c.Missing = other.Leaf, other.Chain, other.Key, other.Thumbprint, ""
}

// Absent says, for people, why the certificate cannot be used.
func (c *Certificate) Absent() string {
	if c.Missing != "" {
		return c.Missing
	}
	return "exports never hold certificates, give it in gatehouse.yaml under `certificates`"
}

// KeyVaultReference is a secret in a Key Vault, read with an identity.
type KeyVaultReference struct {
	// SecretID is the URL of the secret, with or without a version.
	SecretID string
	// IdentityClientID is the client id of a user-assigned identity, empty for
	// the system-assigned one.
	IdentityClientID string
}

// LoggerType says where a logger writes.
type LoggerType string

// The types of loggers.
const (
	ApplicationInsights LoggerType = "applicationInsights"
	EventHub            LoggerType = "azureEventHub"
	AzureMonitor        LoggerType = "azureMonitor"
)

// Logger is a place that events and telemetry go to.
type Logger struct {
	Name, Description string
	Type              LoggerType
	// Credentials have named values replaced. They are secrets. Their keys are
	// instrumentationKey, connectionString, name, endpointAddress,
	// identityClientId.
	Credentials map[string]string
	Buffered    bool
	ResourceID  string
	Origin      Origin
}

// Diagnostic says what is logged about requests, at service or API scope.
type Diagnostic struct {
	// Name is applicationinsights, azuremonitor or local.
	Name string
	// Logger is nil when the logger is not there.
	Logger *Logger
	// AlwaysLogErrors keeps errors out of sampling.
	AlwaysLogErrors bool
	// SamplingPercentage is between 0 and 100.
	SamplingPercentage float64
	// Verbosity is error, information or verbose.
	Verbosity   string
	LogClientIP bool
	// CorrelationProtocol is None, Legacy or W3C.
	CorrelationProtocol string
	// OperationNameFormat is Name or Url.
	OperationNameFormat string
	// Metrics lets emit-metric work.
	Metrics                                                            bool
	FrontendRequest, FrontendResponse, BackendRequest, BackendResponse DiagnosticMessage
	Origin                                                             Origin
}

// DiagnosticMessage says what is logged of one message.
type DiagnosticMessage struct {
	// Headers are the names of the headers that are logged.
	Headers []string
	// BodyBytes is how much of the body is logged.
	BodyBytes int
	// MaskHeaders and MaskQuery say what is hidden; "*" stands for all.
	MaskHeaders, MaskQuery []DataMask
}

// DataMask hides one header or query parameter.
type DataMask struct {
	Name string
	// Hide drops the entry; otherwise its value is replaced.
	Hide bool
}

// Tag is a label.
type Tag struct {
	Name, DisplayName string
	Origin            Origin
}

// Gateway is a self-hosted gateway and the APIs it serves.
type Gateway struct {
	Name, Description string
	// Location is the name of its location, with city, district and country.
	Location, City, District, Country string
	APIs                              []*API
	Origin                            Origin
}
