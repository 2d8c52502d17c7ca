package arm

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// endpoints answers cloud discovery, which needs no token.
func (s *Service) endpoints(w http.ResponseWriter, r *http.Request) {
	base := "https://" + r.Host
	login := "https://login.microsoftonline.com"
	if exchange.Host(r) != Host {
		login = base
	}
	exchange.JSON(w, http.StatusOK, []map[string]any{{
		"name":            "AzureCloud",
		"resourceManager": base + "/",
		"authentication": map[string]any{
			"loginEndpoint":    login + "/",
			"audiences":        []string{"https://management.core.windows.net/", "https://management.azure.com/"},
			"tenant":           "common",
			"identityProvider": "AAD",
		},
		"graph":                    "https://graph.windows.net/",
		"microsoftGraphResourceId": "https://graph.microsoft.com/",
		"graphAudience":            "https://graph.windows.net/",
		"media":                    "https://rest.media.azure.net",
		"portal":                   "https://portal.azure.com",
		"batch":                    "https://batch.core.windows.net/",
		"suffixes": map[string]string{
			"storage": "core.windows.net", "keyVaultDns": "vault.azure.net", "sqlServerHostname": "database.windows.net", "acrLoginServer": "azurecr.io",
		},
	}})
}

func (s *Service) tenants(w http.ResponseWriter, r *http.Request) *failure {
	if f := onlyGET(r); f != nil {
		return f
	}
	t := s.seed.Tenant
	return page(w, r, []any{map[string]any{
		"id": "/tenants/" + t.ID, "tenantId": t.ID, "displayName": t.Name, "defaultDomain": t.Domain,
		"domains": []string{t.Domain}, "tenantCategory": "Home", "tenantType": "AAD", "countryCode": "US",
	}})
}

func (s *Service) subscriptionJSON(sub *seed.Subscription) map[string]any {
	return map[string]any{
		"id": "/subscriptions/" + sub.ID, "subscriptionId": sub.ID, "tenantId": s.seed.Tenant.ID,
		"displayName": sub.Name, "state": "Enabled", "authorizationSource": "RoleBased", "managedByTenants": []any{},
		"subscriptionPolicies": map[string]any{"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"},
	}
}

// subscriptions lists what the caller may see; it refuses nobody.
func (s *Service) subscriptions(w http.ResponseWriter, r *http.Request, c *access.Caller) *failure {
	if f := onlyGET(r); f != nil {
		return f
	}
	list := []any{}
	for i := range s.seed.Subscriptions {
		sub := &s.seed.Subscriptions[i]
		if s.authorize(c, "Microsoft.Resources/subscriptions/read", "/subscriptions/"+sub.ID) == nil {
			list = append(list, s.subscriptionJSON(sub))
		}
	}
	return page(w, r, list)
}

func (s *Service) oneSubscription(w http.ResponseWriter, r *http.Request, c *access.Caller, at place) *failure {
	if f := onlyGET(r); f != nil {
		return f
	}
	if f := s.authorize(c, "Microsoft.Resources/subscriptions/read", at.scope); f != nil {
		return f
	}
	exchange.JSON(w, http.StatusOK, s.subscriptionJSON(at.sub))
	return nil
}

// locations lists the regions that something of the subscription is in.
func (s *Service) locations(w http.ResponseWriter, r *http.Request, c *access.Caller, at place) *failure {
	if f := onlyGET(r); f != nil {
		return f
	}
	if f := s.authorize(c, "Microsoft.Resources/subscriptions/locations/read", at.scope); f != nil {
		return f
	}
	var names []string
	for _, g := range at.sub.ResourceGroups {
		names = append(names, g.Location)
		for _, res := range g.Resources {
			names = append(names, res.Location)
		}
	}
	slices.Sort(names)
	list := []any{}
	for _, name := range slices.Compact(names) {
		list = append(list, map[string]any{"id": at.scope + "/locations/" + name, "name": name, "displayName": name, "type": "Region"})
	}
	return page(w, r, list)
}

// groups lists the resource groups by name.
func (s *Service) groups(w http.ResponseWriter, r *http.Request, c *access.Caller, at place) *failure {
	if f := onlyGET(r); f != nil {
		return f
	}
	if f := s.authorize(c, "Microsoft.Resources/subscriptions/resourceGroups/read", at.scope); f != nil {
		return f
	}
	filter, f := parseFilter(r)
	if f != nil {
		return f
	}
	list := []any{}
	for _, name := range groupNames(at.sub) {
		g := at.sub.ResourceGroups[name]
		m := groupJSON(at.sub, name, &g)
		if filter == nil || matchTagged(filter, m, g.Tags) {
			list = append(list, m)
		}
	}
	return page(w, r, list)
}

func groupNames(sub *seed.Subscription) []string {
	names := make([]string, 0, len(sub.ResourceGroups))
	for name := range sub.ResourceGroups {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return names
}

func groupJSON(sub *seed.Subscription, name string, g *seed.ResourceGroup) map[string]any {
	m := map[string]any{
		"id": "/subscriptions/" + sub.ID + "/resourceGroups/" + name, "name": name, "type": "Microsoft.Resources/resourceGroups",
		"location": g.Location, "properties": map[string]any{"provisioningState": "Succeeded"},
	}
	if len(g.Tags) > 0 {
		m["tags"] = g.Tags
	}
	return m
}

// oneGroup answers GET, and HEAD, which asks whether the group is there.
func (s *Service) oneGroup(w http.ResponseWriter, r *http.Request, c *access.Caller, at place) *failure {
	if f := onlyGET(r); f != nil {
		return f
	}
	if f := s.authorize(c, "Microsoft.Resources/subscriptions/resourceGroups/read", at.scope); f != nil {
		return f
	}
	if f := at.groupMissing(); f != nil {
		return f
	}
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	exchange.JSON(w, http.StatusOK, groupJSON(at.sub, at.groupName, at.group))
	return nil
}
