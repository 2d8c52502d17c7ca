package catalog

import (
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Origin is where a resource was read: the file and, when something smaller can
// be named, the place in it. The zero Origin belongs to what the service has of
// its own, such as the subscription "master".
type Origin struct {
	Source *diag.Source
	Span   diag.Span
}

// Service is one API Management service: everything a gateway serves.
type Service struct {
	// Name is the name of the service, empty when the artefacts do not hold it.
	Name string
	// Format names the format it was read from: "APIOps", "policy document".
	Format string
	// Path is the file or folder it was read from, as the user wrote it.
	Path string
	// Files are files outside of Path that were read too: parameters of a template,
	// and what it links to.
	Files []string
	// Resources are those of the service itself.
	Resources
	// Users are the users that own subscriptions. Exports hold none: user "1",
	// the administrator, always exists, others are known by their id alone.
	Users []*User
	// Gateways are self-hosted gateways.
	Gateways []*Gateway
	// Workspaces each have resources of their own.
	Workspaces []*Workspace
}

// Resources are the resources that a service and each of its workspaces have.
type Resources struct {
	// Policy is the policy document of the service (the global scope) or of the
	// workspace, nil when there is none.
	Policy *diag.Source

	APIs          []*API
	VersionSets   []*VersionSet
	Products      []*Product
	Subscriptions []*Subscription
	NamedValues   []*NamedValue
	Backends      []*Backend
	Fragments     []*Fragment
	Loggers       []*Logger
	Diagnostics   []*Diagnostic
	Certificates  []*Certificate
	Groups        []*Group
	Tags          []*Tag
	Schemas       []*Schema
	// AccessPolicies are those of connections; workspaces have none.
	AccessPolicies []AccessPolicy

	once  sync.Once
	index index
}

// Workspace is a part of a service with resources of its own. References inside
// it find its own resources first; its policy document stands between the
// global one and those of its products.
type Workspace struct {
	Name, DisplayName, Description string
	Resources
	Origin Origin
}

// AllAPIs returns the APIs of the service and of its workspaces, every revision.
func (s *Service) AllAPIs() []*API {
	out := append([]*API(nil), s.APIs...)
	for _, w := range s.Workspaces {
		out = append(out, w.APIs...)
	}
	return out
}

// AllSubscriptions returns the subscriptions of the service and of its
// workspaces.
func (s *Service) AllSubscriptions() []*Subscription {
	out := append([]*Subscription(nil), s.Subscriptions...)
	for _, w := range s.Workspaces {
		out = append(out, w.Subscriptions...)
	}
	return out
}

// UnresolvedNamedValues returns the named values that have no value here, of
// the service and of its workspaces: secrets, which exports do not hold, and
// references to a Key Vault.
func (s *Service) UnresolvedNamedValues() []*NamedValue {
	out := unresolved(nil, s.NamedValues)
	for _, w := range s.Workspaces {
		out = unresolved(out, w.NamedValues)
	}
	return out
}

func unresolved(out, list []*NamedValue) []*NamedValue {
	for _, nv := range list {
		if !nv.HasValue {
			out = append(out, nv)
		}
	}
	return out
}
