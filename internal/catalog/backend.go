package catalog

import "time"

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
	ManagementEndpoints                   []string
	ClientCertificateID, ClientThumbprint string
	MaxPartitionResolutionRetries         int
	ServerThumbprints                     []string
	ServerNames                           []ServerName
}

// ServerName is a server certificate's name and its issuer.
type ServerName struct {
	Name, IssuerThumbprint string
}
