package seed

import "strings"

// AnyName is the key of what exists in every namespace, account or vault that
// the seed does not name.
const AnyName = "*"

// Seed is the contents of the local Azure. Names of map entries are compared
// without regard to case where Azure does so; Parse has lowered those.
type Seed struct {
	Tenant        Tenant               `yaml:"tenant"`
	Subscriptions []Subscription       `yaml:"subscriptions"`
	Identities    Identities           `yaml:"identities"`
	Applications  []Application        `yaml:"applications"`
	Users         []User               `yaml:"users"`
	Groups        []Group              `yaml:"groups"`
	ServiceBus    map[string]Namespace `yaml:"serviceBus"`
	Storage       map[string]Account   `yaml:"storage"`
	KeyVaults     map[string]Vault     `yaml:"keyVaults"`
	Cosmos        map[string]Cosmos    `yaml:"cosmos"`
	OpenAI        map[string]OpenAI    `yaml:"openAI"`
}

// Tenant is the Entra tenant that issues every token.
type Tenant struct {
	// ID is a GUID.
	ID string `yaml:"id"`
	// Name is the display name.
	Name string `yaml:"name"`
	// Domain is the default domain; token endpoints accept it for the id.
	Domain string `yaml:"domain"`
}

// Subscription is an Azure subscription of the tenant.
type Subscription struct {
	ID             string                   `yaml:"id"`
	Name           string                   `yaml:"name"`
	ResourceGroups map[string]ResourceGroup `yaml:"resourceGroups"`
}

// ResourceGroup is a resource group. Its name is its key and keeps its case.
type ResourceGroup struct {
	Location  string            `yaml:"location"`
	Tags      map[string]string `yaml:"tags"`
	Resources []Resource        `yaml:"resources"`
}

// Resource is a resource as the resource manager shows it.
type Resource struct {
	// Type is the full resource type, such as Microsoft.Sql/servers/databases.
	Type string `yaml:"type"`
	// Name has one segment for each segment of the type after the provider,
	// such as demo-sql/orders.
	Name       string            `yaml:"name"`
	Location   string            `yaml:"location"`
	Kind       string            `yaml:"kind"`
	Tags       map[string]string `yaml:"tags"`
	SKU        map[string]any    `yaml:"sku"`
	Properties map[string]any    `yaml:"properties"`
}

// Identities are the managed identities of the machine that this process plays.
type Identities struct {
	// SystemAssigned is nil when the machine has no identity of its own.
	SystemAssigned *Identity  `yaml:"systemAssigned"`
	UserAssigned   []Identity `yaml:"userAssigned"`
}

// Identity is a managed identity.
type Identity struct {
	Name     string `yaml:"name"`
	ClientID string `yaml:"clientId"`
	// ObjectID is the id of its service principal; made from the client id
	// when left out.
	ObjectID string `yaml:"objectId"`
	// ResourceID is its ARM id (xms_mirid); made from the name when left out.
	ResourceID string `yaml:"resourceId"`
	Access     `yaml:",inline"`
	// FederatedCredentials let a foreign token stand for the identity.
	FederatedCredentials []FederatedCredential `yaml:"federatedCredentials"`
}

// Application is an app registration with its service principal. It can be a
// resource (identifierUris, appRoles), a caller (secrets, certificates), or both.
type Application struct {
	Name                 string                `yaml:"name"`
	ClientID             string                `yaml:"clientId"`
	ObjectID             string                `yaml:"objectId"`
	Secrets              []string              `yaml:"secrets"`
	Certificates         []string              `yaml:"certificates"`
	FederatedCredentials []FederatedCredential `yaml:"federatedCredentials"`
	Access               `yaml:",inline"`
	// IdentifierURIs are the application id URIs it is known by as a resource.
	IdentifierURIs []string `yaml:"identifierUris"`
	// DefinedAppRoles are the app roles that callers can be given.
	DefinedAppRoles []string `yaml:"definesAppRoles"`
	// RequestedAccessTokenVersion is 1 or 2; 0 means 1. It decides the shape
	// of the tokens for this application.
	RequestedAccessTokenVersion int `yaml:"requestedAccessTokenVersion"`
}

// Access is what an identity or application may do.
type Access struct {
	// Roles are role assignments of Azure RBAC (Cosmos DB's own included).
	Roles []RoleAssignment `yaml:"roles"`
	// AppRoles maps a resource (identifier URI, client id, or "*" for every
	// one) to app roles of it, "*" for all.
	AppRoles map[string][]string `yaml:"appRoles"`
}

// RoleAssignment gives a built-in role at a scope. In YAML it is the role's
// name alone (scope: the tenant's subscriptions) or {role, scope}.
type RoleAssignment struct {
	// Role is the name of a built-in role, or "*" for every role.
	Role string `yaml:"role"`
	// Scope is an ARM id; "/" or empty means everything.
	Scope string `yaml:"scope"`
}

// UnmarshalYAML accepts the short form.
func (r *RoleAssignment) UnmarshalYAML(decode func(any) error) error {
	var name string
	if decode(&name) == nil {
		r.Role = name
		return nil
	}
	type plain RoleAssignment
	return decode((*plain)(r))
}

// FederatedCredential says whose tokens may stand for an application.
type FederatedCredential struct {
	// Issuer is the iss claim; LocalIssuer needs no keys.
	Issuer    string   `yaml:"issuer"`
	Subject   string   `yaml:"subject"`
	Audiences []string `yaml:"audiences"`
	// Keys are the issuer's public keys, as a JSON Web Key Set.
	Keys map[string]any `yaml:"keys"`
}

// LocalIssuer is the issuer of the service-account token that the local Azure
// writes into a file for workload identity.
const LocalIssuer = "https://kubernetes.local"

// User is a user of the directory. Further properties appear as they are.
type User struct {
	ID                string         `yaml:"id"`
	UserPrincipalName string         `yaml:"userPrincipalName"`
	DisplayName       string         `yaml:"displayName"`
	GivenName         string         `yaml:"givenName"`
	Surname           string         `yaml:"surname"`
	Mail              string         `yaml:"mail"`
	JobTitle          string         `yaml:"jobTitle"`
	Department        string         `yaml:"department"`
	OfficeLocation    string         `yaml:"officeLocation"`
	AccountEnabled    *bool          `yaml:"accountEnabled"`
	Properties        map[string]any `yaml:"properties"`
}

// Group is a group of the directory.
type Group struct {
	ID          string `yaml:"id"`
	DisplayName string `yaml:"displayName"`
	Description string `yaml:"description"`
	// Members are ids or user principal names of users.
	Members []string `yaml:"members"`
}

// Namespace is a Service Bus or Event Hubs namespace; locally one host can be both.
type Namespace struct {
	Queues    map[string]Queue `yaml:"queues"`
	Topics    map[string]Topic `yaml:"topics"`
	EventHubs map[string]Hub   `yaml:"eventHubs"`
}

// Queue is the configuration of a Service Bus queue or subscription.
type Queue struct {
	// LockSeconds is the peek-lock duration, 60 by default.
	LockSeconds int `yaml:"lockSeconds"`
	// MaxDeliveryCount is after how many deliveries a message is
	// dead-lettered, 10 by default.
	MaxDeliveryCount int `yaml:"maxDeliveryCount"`
	// TimeToLiveSeconds is the default and longest life of a message; 0 means
	// for ever.
	TimeToLiveSeconds int `yaml:"timeToLiveSeconds"`
	// DeadLetterOnExpiration moves what expired to the dead-letter queue.
	DeadLetterOnExpiration bool `yaml:"deadLetterOnExpiration"`
}

// Topic is a Service Bus topic; every subscription gets every message.
type Topic struct {
	Subscriptions map[string]Queue `yaml:"subscriptions"`
}

// Hub is an event hub.
type Hub struct {
	// Partitions is the number of partitions, 4 by default.
	Partitions int `yaml:"partitions"`
}

// Account is a storage account.
type Account struct {
	// Containers are the blob containers.
	Containers map[string]Container `yaml:"containers"`
	// Queues are the names of the storage queues.
	Queues []string `yaml:"queues"`
}

// Container is a blob container.
type Container struct {
	// Blobs maps the names of blobs to their text.
	Blobs map[string]string `yaml:"blobs"`
}

// Vault is a key vault.
type Vault struct {
	Secrets      map[string]Secret      `yaml:"secrets"`
	Certificates map[string]Certificate `yaml:"certificates"`
}

// Secret is a secret; in YAML its value alone, or a map.
type Secret struct {
	Value       string            `yaml:"value"`
	ContentType string            `yaml:"contentType"`
	Tags        map[string]string `yaml:"tags"`
	// Disabled secrets are refused with SecretDisabled.
	Disabled bool `yaml:"disabled"`
}

// UnmarshalYAML accepts the short form.
func (s *Secret) UnmarshalYAML(decode func(any) error) error {
	var value string
	if decode(&value) == nil {
		s.Value = value
		return nil
	}
	type plain Secret
	return decode((*plain)(s))
}

// Certificate is a self-signed certificate that is made when it is first read.
type Certificate struct {
	// Subject is the distinguished name's common name; the certificate's
	// name by default.
	Subject string `yaml:"subject"`
	// DNSNames are the alternative names.
	DNSNames []string `yaml:"dnsNames"`
	// ContentType is that of the secret that holds the private key:
	// application/x-pkcs12 (default) or application/x-pem-file.
	ContentType string `yaml:"contentType"`
	// ValidityDays is 365 by default.
	ValidityDays int `yaml:"validityDays"`
}

// Cosmos is a Cosmos DB account.
type Cosmos struct {
	Databases map[string]CosmosDatabase `yaml:"databases"`
}

// CosmosDatabase is a database.
type CosmosDatabase struct {
	Containers map[string]CosmosContainer `yaml:"containers"`
}

// CosmosContainer is a container of documents.
type CosmosContainer struct {
	// PartitionKey is the path of the partition key, such as /pk; /id by default.
	PartitionKey string `yaml:"partitionKey"`
	// Documents are there from the start; each needs an id.
	Documents []map[string]any `yaml:"documents"`
}

// OpenAI is an Azure OpenAI resource.
type OpenAI struct {
	Deployments map[string]Deployment `yaml:"deployments"`
}

// Deployment is a model deployment.
type Deployment struct {
	// Model is the model's name and version, such as gpt-4o-2024-11-20.
	Model string `yaml:"model"`
	// Reply is the answer to every prompt; without it the last user message
	// is echoed.
	Reply string `yaml:"reply"`
	// Dimensions is the length of embedding vectors, 1536 by default.
	Dimensions int `yaml:"dimensions"`
}

// Pick returns what is known under a name: the entry itself, or that of AnyName.
func Pick[T any](m map[string]T, name string) (T, bool) {
	if v, ok := m[strings.ToLower(name)]; ok {
		return v, true
	}
	v, ok := m[AnyName]
	return v, ok
}
