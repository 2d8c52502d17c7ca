package seed

import "strings"

// Kind says what a principal is.
type Kind uint8

// The kinds of principals.
const (
	SystemAssigned Kind = iota
	UserAssigned
	ServicePrincipal
)

// Principal is anything that can hold a token: a managed identity or an
// application.
type Principal struct {
	Kind       Kind
	Name       string
	ClientID   string
	ObjectID   string
	ResourceID string // ARM id of a managed identity, else empty

	Access       Access
	Secrets      []string
	Certificates []string
	Federated    []FederatedCredential
}

// Label names the principal in the request log: "system-assigned", or its
// client id.
func (p *Principal) Label() string {
	if p.Kind == SystemAssigned {
		return "system-assigned"
	}
	return p.ClientID
}

// Principals returns all principals: the system-assigned identity first, if
// there is one.
func (s *Seed) Principals() []*Principal {
	var out []*Principal
	identity := func(kind Kind, id *Identity) {
		out = append(out, &Principal{
			Kind: kind, Name: id.Name, ClientID: id.ClientID, ObjectID: id.ObjectID,
			ResourceID: id.ResourceID, Access: id.Access, Federated: id.FederatedCredentials,
		})
	}
	if s.Identities.SystemAssigned != nil {
		identity(SystemAssigned, s.Identities.SystemAssigned)
	}
	for i := range s.Identities.UserAssigned {
		identity(UserAssigned, &s.Identities.UserAssigned[i])
	}
	for _, a := range s.Applications {
		out = append(out, &Principal{
			Kind: ServicePrincipal, Name: a.Name, ClientID: a.ClientID, ObjectID: a.ObjectID,
			Access: a.Access, Secrets: a.Secrets, Certificates: a.Certificates, Federated: a.FederatedCredentials,
		})
	}
	return out
}

// ResourceApplication returns the seed's application that is known as a
// resource under a name: an identifier URI or its client id.
func (s *Seed) ResourceApplication(name string) *Application {
	for i := range s.Applications {
		a := &s.Applications[i]
		if strings.EqualFold(a.ClientID, name) || strings.EqualFold("api://"+a.ClientID, name) {
			return a
		}
		for _, uri := range a.IdentifierURIs {
			// A URI may be asked for with or without a trailing slash.
			if strings.EqualFold(strings.TrimSuffix(uri, "/"), strings.TrimSuffix(name, "/")) {
				return a
			}
		}
	}
	return nil
}
