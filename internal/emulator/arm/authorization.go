package arm

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// authorizationScope splits a path at /providers/Microsoft.Authorization/: the
// scope, which may be empty, and the rest.
func authorizationScope(parts []string) (scope string, rest []string, ok bool) {
	for i := len(parts) - 2; i >= 0; i-- {
		if strings.EqualFold(parts[i], "providers") && strings.EqualFold(parts[i+1], "Microsoft.Authorization") {
			scope := "/" + strings.Join(parts[:i], "/")
			return strings.TrimSuffix(scope, "/"), parts[i+2:], true
		}
	}
	return "", nil, false
}

// authorization answers for role assignments and role definitions.
func (s *Service) authorization(w http.ResponseWriter, r *http.Request, c *access.Caller, scope string, rest []string) *failure {
	if len(rest) == 0 || len(rest) > 2 {
		return noRoute(r)
	}
	if f := onlyGET(r); f != nil {
		return f
	}
	if id, ok := strings.CutPrefix(strings.ToLower(scope), "/subscriptions/"); ok {
		id, _, _ = strings.Cut(id, "/")
		if s.subscription(id) == nil {
			return fail(http.StatusNotFound, "SubscriptionNotFound", "The subscription '%s' could not be found.", id)
		}
	}
	name := ""
	if len(rest) == 2 {
		name = rest[1]
	}
	switch strings.ToLower(rest[0]) {
	case "roleassignments":
		if f := s.authorize(c, "Microsoft.Authorization/roleAssignments/read", scope); f != nil {
			return f
		}
		return s.roleAssignments(w, r, scope, name)
	case "roledefinitions":
		if f := s.authorize(c, "Microsoft.Authorization/roleDefinitions/read", scope); f != nil {
			return f
		}
		return roleDefinitions(w, r, scope, name)
	}
	return noRoute(r)
}

// assignment is a role assignment of the seed as ARM has it.
type assignment struct {
	name, scope, role, principal string
}

// assignments lists the role assignments of all principals, "*" written out.
func (s *Service) assignments() []assignment {
	var out []assignment
	for _, p := range s.seed.Principals() {
		for _, grant := range p.Access.Roles {
			scopes := []string{strings.TrimSuffix(grant.Scope, "/")}
			if scopes[0] == "" {
				scopes = nil
				for _, sub := range s.seed.Subscriptions {
					scopes = append(scopes, "/subscriptions/"+sub.ID)
				}
			}
			roles := []string{grant.Role}
			if grant.Role == "*" {
				roles = seed.RoleNames()
			}
			for _, scope := range scopes {
				for _, name := range roles {
					role := seed.FindRole(name)
					if role == nil || role.Cosmos {
						continue // not a role of ARM's
					}
					out = append(out, assignment{seed.DerivedGUID(p.ObjectID + scope + role.ID), scope, role.ID, p.ObjectID})
				}
			}
		}
	}
	return out
}

// roleAssignments lists the assignments at, above and (without atScope())
// below a scope, or shows one by name.
func (s *Service) roleAssignments(w http.ResponseWriter, r *http.Request, scope, name string) *failure {
	filter, f := parseFilter(r)
	if f != nil {
		return f
	}
	scope = strings.ToLower(scope)
	list := []any{}
	for _, a := range s.assignments() {
		at := strings.ToLower(a.scope)
		above := at == scope || strings.HasPrefix(scope, at+"/")
		if !above && !strings.HasPrefix(at, scope+"/") {
			continue
		}
		m := map[string]any{
			"id": a.scope + "/providers/Microsoft.Authorization/roleAssignments/" + a.name, "name": a.name, "type": "Microsoft.Authorization/roleAssignments",
			"properties": map[string]any{
				"roleDefinitionId": definitionID(a.scope, a.role), "principalId": a.principal, "principalType": "ServicePrincipal", "scope": a.scope,
				"condition": nil, "conditionVersion": nil, "createdOn": creationTime, "updatedOn": creationTime, "description": nil,
			},
		}
		if name != "" {
			if strings.EqualFold(a.name, name) {
				exchange.JSON(w, http.StatusOK, m)
				return nil
			}
			continue
		}
		if filter == nil || filter.Match(func(path string) any {
			if id, ok := strings.CutPrefix(path, "assignedTo("); ok {
				return strings.EqualFold(strings.TrimSuffix(id, ")"), a.principal)
			}
			switch strings.ToLower(path) {
			case "atscope()":
				return above
			case "principalid":
				return a.principal
			}
			return nil
		}) {
			list = append(list, m)
		}
	}
	if name != "" {
		return fail(http.StatusNotFound, "RoleAssignmentNotFound", "The role assignment '%s' is not found.", name)
	}
	return page(w, r, list)
}

func definitionID(scope, id string) string {
	if strings.HasPrefix(strings.ToLower(scope), "/subscriptions/") {
		scope = strings.Join(strings.Split(scope, "/")[:3], "/")
	}
	return scope + "/providers/Microsoft.Authorization/roleDefinitions/" + id
}

// roleDefinitions lists the built-in roles, or shows one by its id.
func roleDefinitions(w http.ResponseWriter, r *http.Request, scope, name string) *failure {
	filter, f := parseFilter(r)
	if f != nil {
		return f
	}
	list := []any{}
	for _, role := range seed.Roles() {
		if role.Cosmos {
			continue
		}
		properties := map[string]any{
			"roleName": role.Name, "type": "BuiltInRole", "description": role.Description, "assignableScopes": []string{"/"},
			"permissions": []any{map[string]any{
				"actions": slices.Concat([]string{}, role.Actions), "notActions": slices.Concat([]string{}, role.NotActions),
				"dataActions": slices.Concat([]string{}, role.DataActions), "notDataActions": []string{},
			}},
		}
		m := map[string]any{"id": definitionID(scope, role.ID), "name": role.ID, "type": "Microsoft.Authorization/roleDefinitions", "properties": properties}
		if name != "" {
			if strings.EqualFold(role.ID, name) {
				exchange.JSON(w, http.StatusOK, m)
				return nil
			}
			continue
		}
		if filter == nil || filter.Match(func(path string) any {
			switch strings.ToLower(path) {
			case "rolename":
				return role.Name
			case "type":
				return "BuiltInRole"
			case "atscope()":
				return true
			}
			return nil
		}) {
			list = append(list, m)
		}
	}
	if name != "" {
		return fail(http.StatusNotFound, "RoleDefinitionDoesNotExist", "The specified role definition with ID '%s' does not exist.", name)
	}
	return page(w, r, list)
}
