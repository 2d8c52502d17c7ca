package catalog

import (
	"slices"
	"strings"
	"time"
)

// Backend is a backend entity: one service, or a pool of others.
type Backend struct {
	// Name is the resource name, which backend-id refers to.
	Name, Title, Description string
	// URL is the base URL of a single backend, with named values replaced.
	URL string
	// Protocol is http or soap.
	Protocol string
	// ResourceID is the management URI of the Azure resource, for information.
	ResourceID  string
	AzureRegion string
	Credentials BackendCredentials
	TLS         BackendTLS
	// Proxy is nil when none is configured.
	Proxy *BackendProxy
	// Breaker is the circuit breaker rule, nil when there is none.
	Breaker *BreakerRule
	// Pool is nil for a single backend.
	Pool *BackendPool
	// ServiceFabric is nil unless the backend is a Service Fabric cluster.
	ServiceFabric *ServiceFabric
	// FailureStatus is the status when a whole pool is unavailable, 0 for the
	// default.
	FailureStatus int
	// Workspace is the workspace it belongs to, nil for the service.
	Workspace *Workspace
	Origin    Origin
}

// BackendCredentials are added to requests. They are secrets; named values in
// them are replaced.
type BackendCredentials struct {
	// AuthorizationScheme and AuthorizationParameter make the Authorization
	// header; both are empty when there is none.
	AuthorizationScheme, AuthorizationParameter string
	Headers, Query                              []NameValues
	// Certificates are client certificates, by CertificateIDs and Thumbprints.
	Certificates []*Certificate
	// Thumbprints are those for which no certificate is known here.
	Thumbprints []string
	// ManagedIdentity is nil when no token is to be sent.
	ManagedIdentity *ManagedIdentity
}

// NameValues is a header or query parameter with its values.
type NameValues struct {
	Name   string
	Values []string
}

// ManagedIdentity says for which resource a bearer token is sent, byte for byte
// as configured, and with which identity (empty: the system-assigned one).
type ManagedIdentity struct {
	Resource, ClientID string
}

// BackendTLS says what is checked of a backend's certificate.
type BackendTLS struct {
	ValidateChain, ValidateName bool
	// Thumbprints and Names, where there are any, say which certificates are accepted
	// in place of the two rules above: SHA-1 hashes in hexadecimal, and names.
	Thumbprints []string
	Names       []ServerName
}

// BackendProxy is an HTTP proxy in front of a backend. Username and Password
// are secrets.
type BackendProxy struct {
	URL, Username, Password string
}

// BreakerRule is a circuit breaker rule: too many failures within Interval keep
// the backend from being called for Trip.
type BreakerRule struct {
	Name string
	// Count or Percentage is set, the other is 0.
	Count, Percentage int
	Interval, Trip    time.Duration
	// AcceptRetryAfter lets the backend's Retry-After replace Trip.
	AcceptRetryAfter bool
	// StatusRanges and ErrorReasons say what a failure is.
	StatusRanges []StatusRange
	ErrorReasons []string
	// FailureStatus replaces 503, 0 for the default.
	FailureStatus int
}

// StatusRange is a range of status codes, both ends included.
type StatusRange struct {
	Min, Max int
}

// BackendPool is a pool of single backends.
type BackendPool struct {
	Members []PoolMember
	// AffinityCookie is the name of the cookie that keeps a session on one
	// member, empty for none.
	AffinityCookie string
}

// PoolMember is one backend of a pool.
type PoolMember struct {
	Backend *Backend
	// Priority: lower is preferred. Weight: share within a priority. HasPriority
	// and HasWeight tell 0 from absent.
	Priority, Weight       int
	HasPriority, HasWeight bool
}

// ServiceFabric describes a Service Fabric cluster.
type ServiceFabric struct {
	// ManagementEndpoints are the URLs of its HTTP gateway.
	ManagementEndpoints []string
	// ClientCertificate is shown to them, nil for none.
	ClientCertificate *Certificate
	// MaxPartitionResolutionRetries is how often a request is sent again to a replica
	// that was resolved anew.
	MaxPartitionResolutionRetries int
	// ServerThumbprints and ServerNames are the certificates that the management
	// endpoints may have.
	ServerThumbprints []string
	ServerNames       []ServerName
}

// ServerName is the common name of a server's certificate and the thumbprint of its
// issuer's, empty when any trusted issuer will do.
type ServerName struct {
	Name, IssuerThumbprint string
}

// fabricScheme begins the names of Service Fabric services.
const fabricScheme = "fabric:/"

// IsFabricName reports whether a text is meant as the name of a Service Fabric service.
func IsFabricName(text string) bool {
	return len(text) >= len(fabricScheme)-1 && strings.EqualFold(text[:len(fabricScheme)-1], fabricScheme[:len(fabricScheme)-1])
}

// FabricService returns the service that a name such as fabric:/App/Service means,
// App/Service, and whether it is such a name.
func FabricService(text string) (service string, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) <= len(fabricScheme) || !strings.EqualFold(text[:len(fabricScheme)], fabricScheme) {
		return "", false
	}
	service = text[len(fabricScheme):]
	if strings.ContainsAny(service, "?#~\\ ") || slices.Contains(strings.Split(service, "/"), "") {
		return "", false
	}
	return service, true
}
