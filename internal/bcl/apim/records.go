package apim

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// The small records of expressions.md section 4.4. Empty strings are null.
type (
	// API is context.Api.
	API struct {
		ID, Name, Path, Revision, Version string
		Protocols                         []string
		ServiceURL                        *URL
		KeyHeader, KeyQuery               string
		IsCurrentRevision                 bool
	}
	// Operation is context.Operation.
	Operation struct{ ID, Method, Name, URLTemplate string }
	// Group is a group of users.
	Group struct{ ID, Name string }
	// Identity is one of a user's identities.
	Identity struct{ ID, Provider string }
	// Product is context.Product. State is 0 for NotPublished, 1 for Published.
	Product struct {
		ID, Name                               string
		ApprovalRequired, SubscriptionRequired bool
		State                                  int64
		// SubscriptionsLimit is nil or an int32.
		SubscriptionsLimit any
		Groups             []*Group
		APIs               []*API
	}
	// Subscription is context.Subscription. Dates are nil or a clr.DateTime.
	Subscription struct {
		ID, Key, Name, PrimaryKey, SecondaryKey string
		CreatedDate                             clr.DateTime
		StartDate, EndDate                      any
	}
	// User is context.User.
	User struct {
		ID, Email, FirstName, LastName, Note string
		RegistrationDate                     clr.DateTime
		Groups                               []*Group
		Identities                           []*Identity
	}
	// Workspace is context.Workspace.
	Workspace struct{ ID, Name string }
	// Backend is context.Backend. Type is SingleBackend or PoolBackend.
	Backend struct {
		ID, AzureRegion string
		Type            int64
	}
	// Gateway is context.Deployment.Gateway.
	Gateway struct {
		ID, InstanceID string
		IsManaged      bool
	}
	// LastError is context.LastError.
	LastError struct {
		Source, Reason, Message, Scope, Section, Path, PolicyID string
	}
	// PrivateEndpointConnection is context.Request.PrivateEndpointConnection.
	PrivateEndpointConnection struct{ Name, GroupID, MemberName string }
)

// The values of Backend.Type.
const (
	SingleBackend = iota
	PoolBackend
)

// enumOf reads an enumeration property.
func enumOf[T any](sig string, get func(T) int64) types.Member {
	return types.Member{Sig: sig, Impl: rt.Generic(func(c *rt.Call) rt.Linker {
		t := c.ResultType
		return rt.Method0(func(v T) (rt.Enum, error) { return rt.Enum{Type: t, Value: get(v)}, nil })
	})}
}

// listOf reads a property that is a sequence of references.
func listOf[T, E any](sig string, get func(T) []E) types.Member {
	return types.Member{Sig: sig, Impl: rt.Generic(func(c *rt.Call) rt.Linker {
		elem := c.ResultType.Args[0]
		return rt.Method0(func(v T) (*rt.Array[any], error) {
			list := get(v)
			items := make([]any, len(list))
			for i, x := range list {
				items[i] = x
			}
			return rt.NewArray(elem, items), nil
		})
	})}
}

func record[T any](name string, members ...types.Member) types.Decl {
	return types.Decl{Name: "Apim." + name, Kind: types.Interface, Class: rt.RefClass[T](rt.Class{}), Members: members}
}

func recordTypes() []types.Decl {
	api := record[*API]("IApi",
		text("string Id", func(a *API) string { return a.ID }),
		text("string Name", func(a *API) string { return a.Name }),
		text("string Path", func(a *API) string { return a.Path }),
		types.Member{Sig: "IEnumerable<string> Protocols", Impl: rt.FrameMethod0(func(f *rt.Frame, a *API) (*rt.Array[rt.String], error) {
			return Strings(f, a.Protocols), nil
		})},
		object("IUrl ServiceUrl", func(a *API) *URL { return a.ServiceURL }),
		object("ISubscriptionKeyParameterNames SubscriptionKeyParameterNames", func(a *API) *keyNames { return (*keyNames)(a) }),
	)
	contextAPI := record[*API]("IContextApi",
		field("bool IsCurrentRevision", func(a *API) bool { return a.IsCurrentRevision }),
		text("string Revision", func(a *API) string { return a.Revision }),
		text("string Version", func(a *API) string { return a.Version }),
	)
	contextAPI.Implements = []string{"IApi"}
	return []types.Decl{
		api, contextAPI,
		record[*keyNames]("ISubscriptionKeyParameterNames",
			text("string Header", func(k *keyNames) string { return k.KeyHeader }),
			text("string Query", func(k *keyNames) string { return k.KeyQuery })),
		record[*Operation]("IOperation",
			text("string Id", func(o *Operation) string { return o.ID }),
			text("string Method", func(o *Operation) string { return o.Method }),
			text("string Name", func(o *Operation) string { return o.Name }),
			text("string UrlTemplate", func(o *Operation) string { return o.URLTemplate })),
		record[*Group]("IGroup",
			text("string Id", func(g *Group) string { return g.ID }),
			text("string Name", func(g *Group) string { return g.Name })),
		record[*Identity]("IUserIdentity",
			text("string Id", func(i *Identity) string { return i.ID }),
			text("string Provider", func(i *Identity) string { return i.Provider })),
		record[*Product]("IProduct",
			text("string Id", func(p *Product) string { return p.ID }),
			text("string Name", func(p *Product) string { return p.Name }),
			field("bool ApprovalRequired", func(p *Product) bool { return p.ApprovalRequired }),
			field("bool SubscriptionRequired", func(p *Product) bool { return p.SubscriptionRequired }),
			enumOf("ProductState State", func(p *Product) int64 { return p.State }),
			field("int? SubscriptionsLimit", func(p *Product) any { return p.SubscriptionsLimit }),
			field("int? SubscriptionLimit", func(p *Product) any { return p.SubscriptionsLimit }),
			listOf("IEnumerable<IGroup> Groups", func(p *Product) []*Group { return p.Groups }),
			listOf("IEnumerable<IApi> Apis", func(p *Product) []*API { return p.APIs })),
		{Name: "Apim.ProductState", Kind: types.Enum, Values: []types.EnumValue{{Name: "NotPublished", Value: 0}, {Name: "Published", Value: 1}}},
		record[*Subscription]("ISubscription",
			text("string Id", func(s *Subscription) string { return s.ID }),
			text("string Key", func(s *Subscription) string { return s.Key }),
			text("string Name", func(s *Subscription) string { return s.Name }),
			text("string PrimaryKey", func(s *Subscription) string { return s.PrimaryKey }),
			text("string SecondaryKey", func(s *Subscription) string { return s.SecondaryKey }),
			field("DateTime CreatedDate", func(s *Subscription) clr.DateTime { return s.CreatedDate }),
			field("DateTime CreatedTime", func(s *Subscription) clr.DateTime { return s.CreatedDate }),
			field("DateTime? StartDate", func(s *Subscription) any { return s.StartDate }),
			field("DateTime? EndDate", func(s *Subscription) any { return s.EndDate })),
		record[*User]("IUser",
			text("string Id", func(u *User) string { return u.ID }),
			text("string Email", func(u *User) string { return u.Email }),
			text("string FirstName", func(u *User) string { return u.FirstName }),
			text("string LastName", func(u *User) string { return u.LastName }),
			text("string Note", func(u *User) string { return u.Note }),
			field("DateTime RegistrationDate", func(u *User) clr.DateTime { return u.RegistrationDate }),
			listOf("IEnumerable<IGroup> Groups", func(u *User) []*Group { return u.Groups }),
			listOf("IEnumerable<IUserIdentity> Identities", func(u *User) []*Identity { return u.Identities })),
		record[*Workspace]("IWorkspace",
			text("string Id", func(w *Workspace) string { return w.ID }),
			text("string Name", func(w *Workspace) string { return w.Name })),
		record[*Backend]("IBackend",
			text("string Id", func(b *Backend) string { return b.ID }),
			text("string AzureRegion", func(b *Backend) string { return b.AzureRegion }),
			enumOf("BackendType Type", func(b *Backend) int64 { return b.Type })),
		{Name: "Apim.BackendType", Kind: types.Enum, Values: []types.EnumValue{{Name: "Single", Value: 0}, {Name: "Pool", Value: 1}}},
		record[*Gateway]("IGateway",
			text("string Id", func(g *Gateway) string { return g.ID }),
			text("string InstanceId", func(g *Gateway) string { return g.InstanceID }),
			field("bool IsManaged", func(g *Gateway) bool { return g.IsManaged })),
		record[*LastError]("ILastError",
			text("string Source", func(e *LastError) string { return e.Source }),
			text("string Reason", func(e *LastError) string { return e.Reason }),
			text("string Message", func(e *LastError) string { return e.Message }),
			text("string Scope", func(e *LastError) string { return e.Scope }),
			text("string Section", func(e *LastError) string { return e.Section }),
			text("string Path", func(e *LastError) string { return e.Path }),
			field("string PolicyId", func(e *LastError) rt.String { return rt.Str(e.PolicyID) })),
		record[*PrivateEndpointConnection]("IPrivateEndpointConnection",
			text("string Name", func(p *PrivateEndpointConnection) string { return p.Name }),
			text("string GroupId", func(p *PrivateEndpointConnection) string { return p.GroupID }),
			text("string MemberName", func(p *PrivateEndpointConnection) string { return p.MemberName })),
		deploymentType(),
		record[*sustainability]("ISustainabilityInfo",
			enumOf("CarbonIntensityCategory CurrentCarbonIntensity", func(*sustainability) int64 { return 0 })),
		{Name: "Apim.CarbonIntensityCategory", Kind: types.Enum, Values: []types.EnumValue{
			{Name: "NotAvailable", Value: 0}, {Name: "VeryLow", Value: 1}, {Name: "Low", Value: 2},
			{Name: "Medium", Value: 3}, {Name: "High", Value: 4}, {Name: "VeryHigh", Value: 5},
		}},
		{Name: "Apim.HeaderDictionary", Kind: types.Class, Implements: []string{"IReadOnlyDictionary<string, string[]>"}, Class: rt.RefClass[*Headers](rt.Class{})},
		{Name: "Apim.VariableDictionary", Kind: types.Class, Implements: []string{"IReadOnlyDictionary<string, object>"}, Class: rt.RefClass[*Variables](rt.Class{})},
		{Name: "Apim.TextDictionary", Kind: types.Class, Implements: []string{"IReadOnlyDictionary<string, string>"}, Class: rt.RefClass[*Lookup[string]](rt.Class{})},
		{Name: "Apim.ListDictionary", Kind: types.Class, Implements: []string{"IReadOnlyDictionary<string, string[]>"}, Class: rt.RefClass[*Lookup[[]string]](rt.Class{})},
		{Name: "Apim.ObjectDictionary", Kind: types.Class, Implements: []string{"IReadOnlyDictionary<string, object>"}, Class: rt.RefClass[*Lookup[any]](rt.Class{})},
		{Name: "Apim.CertificateDictionary", Kind: types.Class, Implements: []string{"IReadOnlyDictionary<string, X509Certificate2>"}, Class: rt.RefClass[*Lookup[Certificate]](rt.Class{})},
	}
}

// keyNames is an API seen as the names of its subscription key parameters.
type keyNames API

type sustainability struct{ _ byte }
