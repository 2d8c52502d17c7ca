package graph

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/entra"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// object is an object of the directory with all its properties.
type object struct {
	id         string
	kind       string   // @odata.type, without the leading "#"
	keys       []string // what it can be addressed by
	properties map[string]any
}

// set is an entity set.
type set struct {
	name string
	// roles of which one allows reading.
	roles []string
	// defaults are the properties that are shown without $select; nil: all.
	defaults []string
	objects  []*object
}

func (s *set) find(key string) *object {
	for _, o := range s.objects {
		for _, k := range o.keys {
			if strings.EqualFold(k, key) {
				return o
			}
		}
	}
	return nil
}

// userDefaults are the properties of a user that Graph shows unasked.
var userDefaults = []string{"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName"}

// created is when everything in the directory was made.
const created = "2026-01-01T00:00:00Z"

// fill makes the directory from the seed.
func (s *Service) fill(from *seed.Seed) {
	readers := func(more ...string) []string {
		return append(more, "Directory.Read.All", "Directory.ReadWrite.All")
	}
	users := &set{name: "users", defaults: userDefaults, roles: readers("User.Read.All", "User.ReadWrite.All", "User.ReadBasic.All")}
	groups := &set{name: "groups", roles: readers("Group.Read.All", "Group.ReadWrite.All", "GroupMember.Read.All")}
	principals := &set{name: "servicePrincipals", roles: readers("Application.Read.All", "Application.ReadWrite.All")}
	applications := &set{name: "applications", roles: readers("Application.Read.All", "Application.ReadWrite.All")}
	organization := &set{name: "organization", roles: readers("Organization.Read.All", "User.Read.All")}
	s.members, s.memberOf = map[string][]*object{}, map[string][]*object{}
	for _, u := range from.Users {
		users.objects = append(users.objects, userObject(u))
	}
	for _, g := range from.Groups {
		o := &object{id: g.ID, kind: "microsoft.graph.group", keys: []string{g.ID}, properties: map[string]any{
			"id": g.ID, "displayName": g.DisplayName, "description": text(g.Description), "groupTypes": []any{}, "mailEnabled": false,
			"mailNickname": g.DisplayName, "securityEnabled": true, "createdDateTime": created, "visibility": nil, "mail": nil,
		}}
		groups.objects = append(groups.objects, o)
		for _, m := range g.Members {
			if u := users.find(m); u != nil {
				s.members[o.id] = append(s.members[o.id], u)
				s.memberOf[u.id] = append(s.memberOf[u.id], o)
			}
		}
	}
	for _, p := range from.Principals() {
		kind := "ManagedIdentity"
		names := []any{p.ClientID}
		if p.Kind == seed.ServicePrincipal {
			kind = "Application"
		} else {
			names = append(names, p.ResourceID)
		}
		principals.objects = append(principals.objects, &object{id: p.ObjectID, kind: "microsoft.graph.servicePrincipal", keys: []string{p.ObjectID}, properties: map[string]any{
			"id": p.ObjectID, "appId": p.ClientID, "displayName": p.Name, "servicePrincipalType": kind, "accountEnabled": true, "servicePrincipalNames": names,
			"appOwnerOrganizationId": from.Tenant.ID, "createdDateTime": created,
		}})
	}
	principals.objects = append(principals.objects, &object{id: seed.DerivedGUID("graph"), kind: "microsoft.graph.servicePrincipal", keys: []string{seed.DerivedGUID("graph")}, properties: map[string]any{
		"id": seed.DerivedGUID("graph"), "appId": entra.GraphAppID, "displayName": "Microsoft Graph", "servicePrincipalType": "Application", "accountEnabled": true,
		"servicePrincipalNames": []any{entra.GraphAppID, "https://" + Host}, "appOwnerOrganizationId": "f8cdef31-a31e-4b4a-93e4-5f571e91255a", "createdDateTime": created,
	}})
	for _, a := range from.Applications {
		id := seed.DerivedGUID("application/" + a.ClientID)
		uris := make([]any, len(a.IdentifierURIs))
		for i, uri := range a.IdentifierURIs {
			uris[i] = uri
		}
		applications.objects = append(applications.objects, &object{id: id, kind: "microsoft.graph.application", keys: []string{id}, properties: map[string]any{
			"id": id, "appId": a.ClientID, "displayName": a.Name, "identifierUris": uris, "signInAudience": "AzureADMyOrg", "createdDateTime": created,
		}})
	}
	organization.objects = []*object{{id: from.Tenant.ID, kind: "microsoft.graph.organization", keys: []string{from.Tenant.ID}, properties: map[string]any{
		"id": from.Tenant.ID, "displayName": from.Tenant.Name, "tenantType": "AAD", "createdDateTime": created,
		"verifiedDomains": []any{map[string]any{"name": from.Tenant.Domain, "isDefault": true, "isInitial": true, "type": "Managed", "capabilities": "Email, OfficeCommunicationsOnline"}},
	}}}
	everything := &set{name: "directoryObjects", roles: readers()}
	s.sets = map[string]*set{}
	for _, one := range []*set{users, groups, principals, applications, organization} {
		s.sets[strings.ToLower(one.name)] = one
		everything.objects = append(everything.objects, one.objects...)
	}
	s.sets["directoryobjects"] = everything
}

func userObject(u seed.User) *object {
	enabled := u.AccountEnabled == nil || *u.AccountEnabled
	m := map[string]any{
		"id": u.ID, "userPrincipalName": u.UserPrincipalName, "displayName": text(u.DisplayName), "givenName": text(u.GivenName), "surname": text(u.Surname),
		"mail": text(u.Mail), "jobTitle": text(u.JobTitle), "department": text(u.Department), "officeLocation": text(u.OfficeLocation),
		"businessPhones": []any{}, "mobilePhone": nil, "preferredLanguage": nil, "accountEnabled": enabled, "userType": "Member",
		"mailNickname": strings.Split(u.UserPrincipalName, "@")[0], "createdDateTime": created,
	}
	for k, v := range u.Properties {
		m[k] = v
	}
	return &object{id: u.ID, kind: "microsoft.graph.user", keys: []string{u.ID, u.UserPrincipalName}, properties: m}
}

// text is null for a property without a value.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
