package seed

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// defaultLocation is where things are that say nothing about it.
const defaultLocation = "westeurope"

// complete fills in what a seed may leave out and lowers the names that Azure
// compares without regard to case.
func (s *Seed) complete() {
	if s.Tenant.Domain == "" {
		s.Tenant.Domain = "local.onmicrosoft.com"
	}
	if s.Tenant.Name == "" {
		s.Tenant.Name = "Local"
	}
	s.Tenant.ID = strings.ToLower(s.Tenant.ID)
	for i := range s.Subscriptions {
		s.Subscriptions[i].complete()
	}
	if id := s.Identities.SystemAssigned; id != nil {
		if id.Name == "" {
			id.Name = "system"
		}
		if id.ResourceID == "" {
			id.ResourceID = s.defaultScope() + "/providers/Microsoft.ApiManagement/service/" + id.Name
		}
		id.complete()
	}
	for i := range s.Identities.UserAssigned {
		id := &s.Identities.UserAssigned[i]
		if id.Name == "" {
			id.Name = "identity-" + fmt.Sprint(i+1)
		}
		if id.ResourceID == "" {
			id.ResourceID = s.defaultScope() + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + id.Name
		}
		id.complete()
	}
	for i := range s.Applications {
		a := &s.Applications[i]
		a.ClientID = strings.ToLower(a.ClientID)
		a.ObjectID = objectID(a.ObjectID, a.ClientID)
	}
	for i := range s.Users {
		u := &s.Users[i]
		if u.ID == "" {
			u.ID = DerivedGUID("user/" + strings.ToLower(u.UserPrincipalName))
		}
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		if g.ID == "" {
			g.ID = DerivedGUID("group/" + strings.ToLower(g.DisplayName))
		}
	}
	s.ServiceBus = lowerKeys(s.ServiceBus)
	for name, ns := range s.ServiceBus {
		ns.Queues = lowerKeys(ns.Queues)
		ns.Topics = lowerKeys(ns.Topics)
		for topic, t := range ns.Topics {
			t.Subscriptions = lowerKeys(t.Subscriptions)
			ns.Topics[topic] = t
		}
		ns.EventHubs = lowerKeys(ns.EventHubs)
		s.ServiceBus[name] = ns
	}
	s.Storage = lowerKeys(s.Storage)
	s.KeyVaults = lowerKeys(s.KeyVaults)
	for name, v := range s.KeyVaults {
		v.Secrets = lowerKeys(v.Secrets)
		v.Certificates = lowerKeys(v.Certificates)
		s.KeyVaults[name] = v
	}
	s.Cosmos = lowerKeys(s.Cosmos)
	s.OpenAI = lowerKeys(s.OpenAI)
	for name, r := range s.OpenAI {
		r.Deployments = lowerKeys(r.Deployments)
		s.OpenAI[name] = r
	}
}

func (s *Subscription) complete() {
	s.ID = strings.ToLower(s.ID)
	if s.Name == "" {
		s.Name = "Local"
	}
	for name, g := range s.ResourceGroups {
		if g.Location == "" {
			g.Location = defaultLocation
		}
		for i := range g.Resources {
			if g.Resources[i].Location == "" {
				g.Resources[i].Location = g.Location
			}
		}
		s.ResourceGroups[name] = g
	}
}

func (id *Identity) complete() {
	id.ClientID = strings.ToLower(id.ClientID)
	id.ObjectID = objectID(id.ObjectID, id.ClientID)
}

func objectID(given, clientID string) string {
	if given == "" {
		return DerivedGUID("servicePrincipal/" + clientID)
	}
	return strings.ToLower(given)
}

// defaultScope is the resource group in which things live that no resource
// group lists: the first by name of the first subscription.
func (s *Seed) defaultScope() string {
	if len(s.Subscriptions) == 0 {
		return ""
	}
	sub := s.Subscriptions[0]
	group := ""
	for name := range sub.ResourceGroups {
		if group == "" || name < group {
			group = name
		}
	}
	if group == "" {
		group = "local"
	}
	return "/subscriptions/" + sub.ID + "/resourceGroups/" + group
}

// ScopeOf returns the ARM id of a resource by type and name: that of the seed's
// resource when there is one, else one in the default resource group. Role
// assignments for data-plane services are looked up against it.
func (s *Seed) ScopeOf(resourceType, name string) string {
	for _, sub := range s.Subscriptions {
		for group, g := range sub.ResourceGroups {
			for _, r := range g.Resources {
				if strings.EqualFold(r.Type, resourceType) && strings.EqualFold(r.Name, name) {
					return "/subscriptions/" + sub.ID + "/resourceGroups/" + group + "/providers/" + resourceType + "/" + name
				}
			}
		}
	}
	return s.defaultScope() + "/providers/" + resourceType + "/" + name
}

// DerivedGUID returns the GUID that stands for a name: always the same one.
func DerivedGUID(name string) string {
	h := sha256.Sum256([]byte(name))
	h[6] = h[6]&0x0f | 0x80
	h[8] = h[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

func lowerKeys[T any](m map[string]T) map[string]T {
	out := make(map[string]T, len(m))
	for k, v := range m {
		out[strings.ToLower(k)] = v
	}
	return out
}
