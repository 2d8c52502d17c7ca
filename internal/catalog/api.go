package catalog

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// API is one API resource: one revision of one version.
type API struct {
	// Name is the resource name: "orders" for the current revision, "orders;rev=2"
	// for another one.
	Name string
	// BaseName is Name without ";rev=N"; products and subscriptions refer to it.
	BaseName string
	// Revision is the number of the revision as a string, "1" when none is given.
	Revision string
	// IsCurrent is true of the revision that the plain URL serves. IsOnline is
	// false of one that cannot be reached.
	IsCurrent, IsOnline bool

	DisplayName, Description string
	// Type says how the API is served.
	Type APIType
	// Path is the suffix of the gateway's URL under which the API stands, without
	// slashes at its ends and without version; it may be empty. See PublicPath.
	Path string
	// Protocols are those under which the API may be called: http, https, ws, wss.
	Protocols []string
	// ServiceURL is the base URL of the backend, empty when policies choose one.
	ServiceURL string
	// SubscriptionRequired says that calls need a subscription key.
	SubscriptionRequired bool
	// KeyNames are the header and query parameter that carry the key.
	KeyNames KeyNames

	// Version is the identifier of the version, empty for the original version or
	// an API without versions. VersionSet is nil for an API without versions.
	Version    string
	VersionSet *VersionSet

	// Operations in the order of their definition.
	Operations []*Operation
	// Policy is the document of the API scope, nil when there is none.
	Policy *diag.Source
	// Resolvers are the field resolvers of a GraphQL API.
	Resolvers []*Resolver
	// GraphQLSchema is the schema of a GraphQL API, nil for other types.
	GraphQLSchema *diag.Source
	// Schemas hold the definitions that representations refer to.
	Schemas []*Schema
	// OpenAPI is the version of the API's definition, "3.0.1"; empty when it is none
	// of OpenAPI. It says how schemas are read.
	OpenAPI string
	// Diagnostics override those of the service.
	Diagnostics []*Diagnostic
	Tags        []*Tag
	// MCP is the tool server that an API of type mcp exposes, nil for others.
	MCP *MCP

	// RevisionDescription and VersionDescription are what the authors wrote.
	RevisionDescription, VersionDescription string
	// AuthorizationServer and OpenIDProvider name the user authorization that the
	// developer portal shows; they do not change how a request is served.
	AuthorizationServer, OpenIDProvider string
	TermsOfServiceURL                   string

	// Invalid says that errors were reported about the API or its definition, so
	// that it should not be served as it is.
	Invalid bool
	// Workspace is the workspace the API belongs to, nil for the service itself.
	Workspace *Workspace
	Origin    Origin
}

// APIType says how an API is served.
type APIType string

// The types of APIs.
const (
	HTTP      APIType = "http"
	SOAP      APIType = "soap"
	WebSocket APIType = "websocket"
	GraphQL   APIType = "graphql"
	OData     APIType = "odata"
	GRPC      APIType = "grpc"
	MCPServer APIType = "mcp"
	A2A       APIType = "a2a"
)

// KeyNames are the names under which a subscription key is looked for.
type KeyNames struct {
	Header, Query string
}

// DefaultKeyNames are the names where an API gives none
// (platform/subscriptions.md).
var DefaultKeyNames = KeyNames{Header: "Ocp-Apim-Subscription-Key", Query: "subscription-key"}

// MCP describes an API of type mcp: either tools made of operations or an
// existing server behind a backend.
type MCP struct {
	Tools []MCPTool
	// Backend is the existing server that is exposed, nil for tools.
	Backend *Backend
	// URITemplate is the path of the endpoint below the API's, "/mcp" by default.
	URITemplate string
	// Transport is "streamable".
	Transport string
}

// MCPTool is one tool: an operation of another API under a name.
type MCPTool struct {
	Name, Description string
	// API and Operation are what the tool calls; nil when they are not there.
	API       *API
	Operation *Operation
}

// VersionSet groups the APIs that are versions of each other.
type VersionSet struct {
	Name, DisplayName, Description string
	Scheme                         VersioningScheme
	// HeaderName and QueryName carry the version for those schemes.
	HeaderName, QueryName string
	Origin                Origin
}

// VersioningScheme says where a request carries the version.
type VersioningScheme string

// The versioning schemes.
const (
	SegmentVersion VersioningScheme = "Segment"
	HeaderVersion  VersioningScheme = "Header"
	QueryVersion   VersioningScheme = "Query"
)

// PublicPath returns the path below the gateway's root under which the API
// stands, without slashes at its ends: Path, and for a Segment version set the
// version after it. Exports exist whose path already ends in the version
// (artifacts.md section 4); it is then not added again.
func (a *API) PublicPath() string {
	if a.VersionSet == nil || a.VersionSet.Scheme != SegmentVersion || a.Version == "" {
		return a.Path
	}
	if a.Path == "" {
		return a.Version
	}
	last := a.Path[strings.LastIndexByte(a.Path, '/')+1:]
	if last == a.Version {
		return a.Path
	}
	return a.Path + "/" + a.Version
}

// Operation returns the operation of that name, or nil. Names are compared
// without regard to case.
func (a *API) Operation(name string) *Operation {
	for _, op := range a.Operations {
		if strings.EqualFold(op.Name, name) {
			return op
		}
	}
	return nil
}

// Schema returns the API's schema of that name, or nil. Names are compared without
// regard to case.
func (a *API) Schema(name string) *Schema {
	for _, s := range a.Schemas {
		if strings.EqualFold(s.Name, name) {
			return s
		}
	}
	return nil
}

// SplitRevision splits an API resource name into base name and revision, which
// is empty for the current one.
func SplitRevision(name string) (base, revision string) {
	i := strings.LastIndex(name, ";rev=")
	if i < 0 {
		return name, ""
	}
	return name[:i], name[i+len(";rev="):]
}
