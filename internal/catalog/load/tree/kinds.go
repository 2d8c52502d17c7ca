package tree

import "strings"

// Kind is a kind of resource.
type Kind struct {
	// Name is the kind in the words of the service: "API", "named value".
	Name string
	// Segment is the type segment of Azure Resource Manager: "apis".
	Segment string
	// Section is the name of the section of override files, and the name of the
	// list in which a parent's override holds those of its children.
	Section string
	// Folder is the name of the folder of the kind in artefact trees; FoldName
	// says what differences do not matter.
	Folder string
	// Files are the names of the information file, the current one first.
	Files []string
	// HasPolicy says that a policy document belongs to each resource.
	HasPolicy bool
	// Children are the kinds below a resource of this kind.
	Children []*Kind
	// Association says that a resource of this kind only says that its parent
	// and the resource of its name belong together.
	Association bool
	// Ignored says that resources of this kind mean nothing to a gateway.
	Ignored bool
}

// Child returns the kind of children in a folder of that name, or nil.
func (k *Kind) Child(folder string) *Kind {
	for _, c := range k.Children {
		if FoldName(c.Folder) == FoldName(folder) {
			return c
		}
	}
	return nil
}

// ChildSection returns the kind of children in an override section of that
// name, or nil.
func (k *Kind) ChildSection(section string) *Kind {
	for _, c := range k.Children {
		if strings.EqualFold(c.Section, section) {
			return c
		}
	}
	return nil
}

// FoldName lowers a folder name and takes spaces out of it: "named values",
// "namedValues" and "Named Values" are one (artifacts.md sections 4 to 6).
func FoldName(s string) string {
	return strings.ToLower(strings.ReplaceAll(s, " ", ""))
}

// The kinds of resources.
var (
	Service = &Kind{Name: "service", HasPolicy: true, Children: append(scoped(),
		Gateway, Workspace, CredentialProvider, User,
		&Kind{Name: "policy restriction", Segment: "policyRestrictions", Section: "policyRestrictions", Folder: "policyRestrictions", Ignored: true},
		&Kind{Name: "documentation page", Segment: "documentations", Section: "documentations", Folder: "documentations", Ignored: true},
		&Kind{Name: "authorization server", Segment: "authorizationServers", Section: "authorizationServers", Folder: "authorizationServers", Ignored: true},
		&Kind{Name: "OpenID Connect provider", Segment: "openidConnectProviders", Section: "openidConnectProviders", Folder: "openidConnectProviders", Ignored: true},
	)}

	// Workspace has the same kinds of children as the service, but for
	// workspaces and gateways.
	Workspace = &Kind{
		Name: "workspace", Segment: "workspaces", Section: "workspaces", Folder: "workspaces",
		Files: []string{"workspaceInformation.json"}, HasPolicy: true, Children: scoped(),
	}

	API = &Kind{
		Name: "API", Segment: "apis", Section: "apis", Folder: "apis", Files: []string{"apiInformation.json"}, HasPolicy: true,
		Children: []*Kind{
			Operation, Resolver, Diagnostic, APISchema, APITag,
			Release,
			&Kind{Name: "tag description", Segment: "tagDescriptions", Section: "tagDescriptions", Folder: "tagDescriptions", Ignored: true},
		},
	}
	// Release makes a revision the current one. What an export holds says which
	// revision is current besides.
	Release = &Kind{Name: "API release", Segment: "releases", Section: "releases", Folder: "releases", Ignored: true}

	Operation = &Kind{
		Name: "operation", Segment: "operations", Section: "operations", Folder: "operations",
		Files: []string{"operationInformation.json"}, HasPolicy: true,
	}
	Resolver = &Kind{
		Name: "resolver", Segment: "resolvers", Section: "resolvers", Folder: "resolvers",
		Files: []string{"resolverInformation.json"}, HasPolicy: true,
	}
	APISchema = &Kind{
		Name: "API schema", Segment: "schemas", Section: "schemas", Folder: "schemas",
		Files: []string{"apiSchemaInformation.json", "schemaInformation.json"},
	}
	APITag = &Kind{
		Name: "tag", Segment: "tags", Section: "tags", Folder: "tags",
		Files: []string{"tagInformation.json", "apiTagInformation.json"}, Association: true,
	}

	VersionSet = &Kind{
		Name: "version set", Segment: "apiVersionSets", Section: "versionSets", Folder: "version sets",
		Files: []string{"versionSetInformation.json", "apiVersionSetInformation.json"},
	}
	Product = &Kind{
		Name: "product", Segment: "products", Section: "products", Folder: "products",
		Files: []string{"productInformation.json"}, HasPolicy: true, Children: []*Kind{ProductAPI, ProductGroup, ProductTag},
	}
	ProductAPI = &Kind{
		Name: "API of a product", Segment: "apis", Section: "apis", Folder: "apis",
		Files: []string{"productApiInformation.json"}, Association: true,
	}
	ProductGroup = &Kind{
		Name: "group of a product", Segment: "groups", Section: "groups", Folder: "groups",
		Files: []string{"productGroupInformation.json"}, Association: true,
	}
	ProductTag = &Kind{
		Name: "tag of a product", Segment: "tags", Section: "tags", Folder: "tags",
		Files: []string{"productTagInformation.json", "tagInformation.json"}, Association: true,
	}
	Subscription = &Kind{
		Name: "subscription", Segment: "subscriptions", Section: "subscriptions", Folder: "subscriptions",
		Files: []string{"subscriptionInformation.json"},
	}
	NamedValue = &Kind{
		Name: "named value", Segment: "namedValues", Section: "namedValues", Folder: "named values",
		Files: []string{"namedValueInformation.json"},
	}
	Backend = &Kind{
		Name: "backend", Segment: "backends", Section: "backends", Folder: "backends",
		Files: []string{"backendInformation.json"},
	}
	Fragment = &Kind{
		Name: "policy fragment", Segment: "policyFragments", Section: "policyFragments", Folder: "policy fragments",
		Files: []string{"policyFragmentInformation.json"}, HasPolicy: true,
	}
	Logger = &Kind{
		Name: "logger", Segment: "loggers", Section: "loggers", Folder: "loggers",
		Files: []string{"loggerInformation.json"},
	}
	Diagnostic = &Kind{
		Name: "diagnostic", Segment: "diagnostics", Section: "diagnostics", Folder: "diagnostics",
		Files: []string{"diagnosticInformation.json"},
	}
	Certificate = &Kind{
		Name: "certificate", Segment: "certificates", Section: "certificates", Folder: "certificates",
		Files: []string{"certificateInformation.json"},
	}
	Group = &Kind{
		Name: "group", Segment: "groups", Section: "groups", Folder: "groups",
		Files: []string{"groupInformation.json"}, Children: []*Kind{GroupUser},
	}
	GroupUser = &Kind{
		Name: "user of a group", Segment: "users", Section: "users", Folder: "users",
		Files: []string{"groupUserInformation.json"}, Association: true,
	}
	// User is a user. Exports hold none; templates and Terraform may.
	User = &Kind{
		Name: "user", Segment: "users", Section: "users", Folder: "users",
		Files: []string{"userInformation.json"},
	}
	Tag = &Kind{
		Name: "tag", Segment: "tags", Section: "tags", Folder: "tags",
		Files: []string{"tagInformation.json"}, Children: []*Kind{TagAPI, TagProduct},
	}
	TagAPI = &Kind{
		Name: "API of a tag", Segment: "apis", Section: "apis", Folder: "apis",
		Files: []string{"tagApiInformation.json"}, Association: true,
	}
	TagProduct = &Kind{
		Name: "product of a tag", Segment: "products", Section: "products", Folder: "products",
		Files: []string{"tagProductInformation.json"}, Association: true,
	}
	GlobalSchema = &Kind{
		Name: "schema", Segment: "schemas", Section: "schemas", Folder: "schemas",
		Files: []string{"schemaInformation.json", "globalSchemaInformation.json"},
	}
	CredentialProvider = &Kind{
		Name: "credential provider", Segment: "authorizationProviders", Section: "authorizationProviders", Folder: "authorizationProviders",
		Files: []string{"authorizationProviderInformation.json"}, Children: []*Kind{Connection},
	}
	Connection = &Kind{
		Name: "connection", Segment: "authorizations", Section: "authorizations", Folder: "authorizations",
		Files: []string{"authorizationInformation.json"}, Children: []*Kind{AccessPolicy},
	}
	AccessPolicy = &Kind{
		Name: "access policy", Segment: "accessPolicies", Section: "accessPolicies", Folder: "accessPolicies",
		Files: []string{"accessPolicyInformation.json"},
	}
	Gateway = &Kind{
		Name: "gateway", Segment: "gateways", Section: "gateways", Folder: "gateways",
		Files: []string{"gatewayInformation.json"}, Children: []*Kind{GatewayAPI},
	}
	GatewayAPI = &Kind{
		Name: "API of a gateway", Segment: "apis", Section: "apis", Folder: "apis",
		Files: []string{"gatewayApiInformation.json"}, Association: true,
	}
)

// scoped returns the kinds that a service and a workspace have.
func scoped() []*Kind {
	return []*Kind{
		API, VersionSet, Product, Subscription, NamedValue, Backend, Fragment, Logger, Diagnostic, Certificate, Group, Tag, GlobalSchema,
	}
}
