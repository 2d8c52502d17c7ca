package catalog

import (
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Product is a bundle of APIs with rules for subscriptions and a policy scope.
type Product struct {
	// Name is the resource name, context.Product.Id.
	Name                            string
	DisplayName, Description, Terms string
	// Published is context.Product.State.
	Published bool
	// SubscriptionRequired is false of an open product.
	SubscriptionRequired, ApprovalRequired bool
	// SubscriptionsLimit is the number of subscriptions a user may have; 0 means
	// that there is no limit.
	SubscriptionsLimit int
	// APIs are the current revisions of the APIs in the product; it covers their
	// other revisions too.
	APIs   []*API
	Groups []*Group
	Tags   []*Tag
	// Policy is the document of the product scope, nil when there is none.
	Policy *diag.Source
	// Workspace is the workspace the product belongs to, nil for the service.
	Workspace *Workspace
	Origin    Origin
}

// Covers reports whether the product contains the API, in any revision.
func (p *Product) Covers(a *API) bool {
	for _, have := range p.APIs {
		if have == a || have.BaseName == a.BaseName && have.Workspace == a.Workspace {
			return true
		}
	}
	return false
}

// SubscriptionState is the state of a subscription. Only Active ones work.
type SubscriptionState string

// The states of subscriptions.
const (
	Active    SubscriptionState = "active"
	Submitted SubscriptionState = "submitted"
	Suspended SubscriptionState = "suspended"
	Rejected  SubscriptionState = "rejected"
	Cancelled SubscriptionState = "cancelled"
	Expired   SubscriptionState = "expired"
)

// ScopeKind says what a subscription covers.
type ScopeKind uint8

// The scopes of subscriptions.
const (
	// ScopeService is everything: the built-in all-access subscription.
	ScopeService ScopeKind = iota
	// ScopeAllAPIs is every API of the service or of the workspace.
	ScopeAllAPIs
	// ScopeProduct is the APIs of Subscription.Product.
	ScopeProduct
	// ScopeAPI is Subscription.API.
	ScopeAPI
	// ScopeNothing is a scope that is not there; no request is covered.
	ScopeNothing
)

// String names the scope as messages do.
func (k ScopeKind) String() string {
	return [...]string{"service", "all APIs", "product", "API", "nothing"}[k]
}

// Master is the name of the built-in all-access subscription.
const Master = "master"

// Subscription is a pair of keys and what they open.
type Subscription struct {
	// Name is the resource name, context.Subscription.Id.
	Name        string
	DisplayName string
	Scope       ScopeKind
	// Product and API are set for those scopes.
	Product *Product
	API     *API
	State   SubscriptionState
	// Owner is the user it belongs to, nil for a standalone subscription.
	Owner        *User
	AllowTracing bool
	// PrimaryKey and SecondaryKey open the same. They are secrets.
	PrimaryKey, SecondaryKey string
	// KeysMadeUp says that at least one key was derived here, because exports
	// hold none and the settings gave none.
	KeysMadeUp bool
	// KeysGiven says that at least one key was not.
	KeysGiven bool
	// Created, Start, End and Expiration are zero when they are not known.
	Created, Start, End, Expiration time.Time
	// Workspace is the workspace it belongs to, nil for the service.
	Workspace *Workspace
	Origin    Origin
}

// Covers reports whether the scope of the subscription contains the API,
// whatever its state.
func (s *Subscription) Covers(a *API) bool {
	switch s.Scope {
	case ScopeService:
		return true
	case ScopeAllAPIs:
		return s.Workspace == nil || s.Workspace == a.Workspace
	case ScopeProduct:
		return s.Product != nil && s.Product.Covers(a)
	case ScopeAPI:
		return s.API != nil && s.API.BaseName == a.BaseName && s.API.Workspace == a.Workspace
	}
	return false
}

// User is somebody who owns subscriptions.
type User struct {
	// Name is the resource name, context.User.Id.
	Name                             string
	FirstName, LastName, Email, Note string
	Groups                           []*Group
	Identities                       []UserIdentity
	// Registered is zero when it is not known.
	Registered time.Time
}

// UserIdentity is one way in which a user signs in.
type UserIdentity struct {
	ID, Provider string
}

// Group is a group of users.
type Group struct {
	// Name is the resource name.
	Name, DisplayName, Description string
	// Type is custom, system or external.
	Type       string
	ExternalID string
	Origin     Origin
}
